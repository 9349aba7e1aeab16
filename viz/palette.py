"""The colors of everything that is drawn: pictures, page and plots take them from here."""

from typing import NamedTuple


class Palette(NamedTuple):
    """The colors of one theme, #rrggbb; the page knows each as a CSS variable of the same name."""

    ink: str  # letters, and the rims of gates
    wire: str
    muted: str  # what is said beside the numbers
    paper: str  # below a drawing
    gate: str
    data: str  # values of the forward pass
    delta: str
    partial: str  # weights above 0, too
    negative: str  # weights below 0
    now: str  # the gate that works
    page: str  # around the paper
    line: str  # around cards and between rows
    tangent: str  # of forward mode


def blend(color: str, ground: str, share: float) -> str:
    """Return a color as it looks on a ground when so much of it is left, 0 to 1.

    >>> blend("#000000", "#ffffff", 0.38)
    '#9e9e9e'
    """
    pairs = zip(bytes.fromhex(color[1:]), bytes.fromhex(ground[1:]))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


# Letters reach a contrast of 4.5 on paper and page. Value and delta are told apart by their place too: the
# value stands above the wire, the delta below it.
LIGHT = Palette(
    ink="#1f2328", wire="#57606a", muted="#636c76", paper="#ffffff", gate="#fff7e0", data="#1a7f37",
    delta="#c62828", partial="#1f5fbf", negative="#a85a00", now="#ffd54a", page="#fbfaf6", line="#d0d4d9",
    tangent="#7a3db8",
)  # fmt: skip
# a blackboard
DARK = Palette(
    ink="#f1f0e6", wire="#b9c4bd", muted="#a9b5ae", paper="#1d2a25", gate="#2b3b34", data="#7ee2a0",
    delta="#ff9a8f", partial="#8fc1ff", negative="#ffb86b", now="#6b5a12", page="#16201c", line="#3a4a43",
    tangent="#d3a6ff",
)  # fmt: skip
FADED = 0.38  # how much is left of what has no value yet
PALE = Palette(*(blend(color, LIGHT.paper, FADED) for color in LIGHT))

# Gates at which a check of gradients found something; what was red or yellow before is lighter here.
WRONG, DOUBTFUL = blend(LIGHT.delta, LIGHT.paper, 0.4), blend(LIGHT.now, LIGHT.paper, 0.6)

# Lines and classes of a plot; Okabe and Ito 2008, less their yellow: safe for the color-blind, seen on white.
SERIES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#000000"]
