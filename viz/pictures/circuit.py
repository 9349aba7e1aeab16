"""The lecture drawing of a graph, as an object that shows and saves itself."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from functools import cached_property, partial
from math import log10
from pathlib import Path

from autograd import Value, topological_order
from viz.pictures.dot import dot_source
from viz.pictures.drawing import Drawing, draw
from viz.pictures.mermaid import mermaid
from viz.pictures.pdf import pdf
from viz.pictures.png import png
from viz.pictures.svg import image, svg
from viz.pictures.tikz import tikz
from viz.saving import endings, save
from viz.scenes.gate import absorbed
from viz.scenes.limit import LIMIT, bounded_scene, refuse_beyond
from viz.scenes.parts import neighborhood, node_named
from viz.scenes.paths import count_paths, strongest_paths, without_runs
from viz.scenes.scene import IN_FOCUS, Scene, scene
from viz.scenes.text import rounding

NOTES_LIMIT = 1_000  # above it nothing is written under the deltas
_LEGIBLE = 0.65  # of its size: the numbers of a drawing are 9 pixels high then


class Circuit:
    """A drawn graph: operations in circles, values in green above the wires, deltas in red below.

    Made by `circuit(root)`. Displays itself in notebooks. A node stands at the same place whether values,
    deltas and notes are shown or not, so that slides build up without a jump.

    >>> drawn = circuit(Value(3.0, "x") ** 2)
    >>> drawn.svg[:4], drawn.dot.splitlines()[0], drawn.mermaid.splitlines()[0]
    ('<svg', 'digraph circuit {', 'flowchart LR')
    """

    def __init__(
        self,
        scene: Scene,
        *,
        notes: bool = False,
        counts: bool = False,
        values: bool = True,
        deltas: bool = True,
        names: bool = False,
        engine: str | None = None,
        about: str = "",
        gap: float = 34.0,
        room: bool = False,
        wrap: float | None = None,
        ratio: float | None = None,
    ) -> None:
        self.scene = scene.showing(values=values, deltas=deltas)
        self.notes = notes
        self.names = names
        self.engine = engine
        self.about = about  # what is drawn of a large graph, for the repr
        self._draw = partial(
            draw, scene, engine=engine, notes=notes, counts=counts, room=room, names=names, gap=gap,
            wrap=wrap, ratio=ratio,
        )  # fmt: skip

    @cached_property
    def drawing(self) -> Drawing:
        """Where everything stands."""
        return self._draw()._replace(scene=self.scene)  # numbers that are not shown keep their room

    @cached_property
    def svg(self) -> str:
        """The drawing as the text of an SVG file."""
        return svg(self.drawing)

    @property
    def dot(self) -> str:
        """The graph in the DOT language."""
        return dot_source(self.scene, notes=self.notes)

    @property
    def tikz(self) -> str:
        """The drawing as TikZ code for LaTeX."""
        return tikz(self.drawing)

    @property
    def mermaid(self) -> str:
        """The graph as Mermaid text, for Markdown on GitHub."""
        return mermaid(self.scene, notes=self.notes, names=self.names)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the drawing into a file; its ending chooses one of `FORMATS`: .svg, .dot, .png and so on.

        PNG and PDF need the extra `pictures`, and bring the fonts they need. A PNG has 192 dots per inch, so
        that a part of a wide drawing can be enlarged on a slide; fewer where it would have more than 32,000
        pixels in a row. An existing file is replaced only when the new one is whole.

        Raises:
            ValueError: another ending, or a drawing too large to be read as a PNG.
            ImportError: .png or .pdf without the extra `pictures`.
            OSError: the file cannot be written.
        """
        return save(self, path, "a circuit", FORMATS)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # as wide as the cell at most, but never too small to be read: what is wider than that can be scrolled
        width = self.drawing.width
        style = f"width:clamp({_LEGIBLE * width:.0f}px,100%,{width:.0f}px);max-width:none;height:auto"
        drawn = image(self.svg, self.scene.title, style)
        return {
            "text/html": f'<div style="overflow-x:auto">{drawn}</div>',
            "image/svg+xml": self.svg,
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        if self.about:
            return f"<Circuit {self.about}>"
        return f"<Circuit {self.scene.title}: {len(self.scene.nodes)} nodes, {len(self.scene.edges)} edges>"


# What a file holds, by its ending.
FORMATS: dict[str, Callable[[Circuit], str | bytes]] = {
    ".svg": lambda drawn: drawn.svg + "\n",
    ".dot": lambda drawn: drawn.dot,
    ".png": lambda drawn: png(drawn.svg),
    ".pdf": lambda drawn: pdf(drawn.svg),
    ".tex": lambda drawn: drawn.tikz,
    ".mmd": lambda drawn: drawn.mermaid,
}
ENDINGS = endings(FORMATS)


def circuit(
    root: Value,
    *,
    focus: Value | str | None = None,
    hops: int | None = None,
    paths: int | None = None,
    notes: bool = False,
    counts: bool = False,
    values: bool = True,
    deltas: bool = True,
    names: bool = False,
    digits: int | None = None,
    decimals: int | None = None,
    constants: bool = False,
    wrap: float | None = None,
    ratio: float | None = None,
    engine: str | None = None,
    limit: int | None = LIMIT,
) -> Circuit:
    """Draw the graph of `root` with every value and every delta on it, as on the slides of the lectures.

    `root.backward()` need not be called: the deltas come from the ledger of messages.

    With `focus` or `paths` a part of the graph is drawn, with the names, deltas and messages of the whole;
    "⋯ 3" stands where three wires are cut. `overview(root)` draws the whole of a large graph, alike nodes
    as one.

    Args:
        root: the node to differentiate.
        focus: draw what is around this node, which is marked with "▶": the node itself, its label, or
            its name v1, v2, … in the picture of the whole graph.
        hops: how many edges away from the focus, in both directions; 2 by default. From a node of
            more than five operands or children the five with the largest |message| are followed;
            "⋯ 97 more" counts the rest.
        paths: draw this many of the strongest paths from the root to variables, or to the focus: those
            with the largest |product of partials|. `strongest_paths` has them as text. A long chain of
            one operation is left out in the middle, "⋯ 23 +".
        notes: write `= [local] × [upstream]` under every delta; where a node gets several messages, all of
            them, `[local] × [upstream] = message`, the uppermost first; of more than eight, seven.
        counts: write in their place what the two passes cost, in add-multiplies (lecture A11): "→ 3" a
            gate's value, one for each weight; "← 1 + 1" the messages to a node, one for each wire of a weight
            or its input; below the drawing the totals.
        values, deltas: whether the numbers above and below the wires are shown. With or without them, notes
            and counts, every node stands at the same place, so that slides build up without a jump.
        names: write v1, v2, … at nodes without a label.
        digits: significant digits of all numbers, 4 by default.
        decimals: digits after the point instead, as lecture L1 rounds: [2] × [0.2] = 0.4.
        constants: draw plain numbers as nodes of their own instead of inside the gates, "+1".
        wrap: break a long drawing into rows of at most this width in points, 72 to the inch; wires run on
            from the end of a row to the beginning of the next.
        ratio: break it into as many rows as make it the largest on paper of this ratio, width to height:
            16/9 for a slide.
        engine: "layered" (built in, the default), or "dot": Graphviz does the layout.
        limit: the most nodes to draw; None draws any number, which may take minutes.

    Raises:
        ValueError: more nodes than `limit`; the focus is not in the graph, or its label is not that of
            one node; there is no path to draw; `hops` without `focus`, or with `paths`; `digits` and
            `decimals`; `notes` with `counts`, or without deltas; `counts` of a part; `wrap` and `ratio`,
            or one of them with engine="dot".

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> f = (x + y) * z
    >>> circuit(f)
    <Circuit v5 = v4 × z: 5 nodes, 4 edges>
    >>> circuit(f, focus="x", hops=1)
    <Circuit around x: 2 of 5 nodes>
    >>> circuit(f, paths=1)
    <Circuit of the strongest path of 3, 4 messages: 3 of 5 nodes>
    """
    digits = rounding(digits, decimals)
    if notes and (counts or not deltas):
        other = "counts=True: they take the same room" if counts else "deltas=False: they are made of deltas"
        raise ValueError(f"circuit: notes=True and {other}; give one of them")
    if counts and (focus is not None or paths is not None):
        raise ValueError(
            "circuit: counts=True adds up the whole graph, not a part: leave focus= and paths= out"
        )
    look = partial(Circuit, values=values, deltas=deltas, names=names, engine=engine, wrap=wrap, ratio=ratio)
    if hops is not None and (focus is None or paths is not None):
        raise ValueError(
            f"circuit: hops={hops} is how far to go from the focus: give focus=node, and no paths="
        )
    if isinstance(focus, str):
        focus = node_named(root, focus)
    if focus is not None and not isinstance(focus, Value):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"circuit: focus is a node, its label or its name in the picture, not {focus!r:.40}")
    if focus is None and paths is None:
        drawn = bounded_scene(root, digits=digits, constants=constants, limit=limit)
        room = _has_room(drawn, asked=notes or counts)
        return look(drawn, notes=notes and room, counts=counts and room, room=room)
    order = topological_order(root)
    hidden = absorbed(order, constants=constants)
    if paths is not None:
        part, runs, what = _along_paths(root, paths, focus)
    else:
        assert focus is not None  # for the type checker
        near = neighborhood(root, focus, 2 if hops is None else hops)
        part = [node for node in near if node is focus or node not in hidden]
        runs, what = [], ""
    refuse_beyond(limit, len(part))
    drawn = scene(root, digits=digits, constants=constants, part=part, focus=focus, runs=runs)
    what = what or "around " + next(node.name for node in drawn.nodes if node.mark == IN_FOCUS)
    count = len(order) - len(hidden.difference(part))
    about = f"{what}: {len(part):,} of {count:,} nodes"
    room = _has_room(drawn, asked=notes or counts)
    return look(drawn, notes=notes and room, counts=counts and room, room=room, about=about)


def _along_paths(root: Value, paths: int, leaf: Value | None) -> tuple[list[Value], list[list[Value]], str]:
    """Return the nodes of the strongest paths, the runs left out of them, and what the drawing is called."""
    found = strongest_paths(root, paths, leaf)
    if not found:
        raise ValueError(
            "circuit: no path leads from the root to a variable: it was computed from plain numbers alone; "
            "make one of them a Value"
        )
    which = "the strongest path" if len(found) == 1 else f"the {len(found)} strongest paths"
    ways, sent = count_paths(root, leaf), sum(len(node.parents) for node in topological_order(root))
    # a count of thousands of digits is told by their number
    many = f"{ways:,}" if ways < 10**15 else f"10^{int(ways.bit_length() * log10(2))}"
    return *without_runs(found, leaf), f"of {which} of {many}, {sent:,} messages"


def _has_room(drawn: Scene, *, asked: bool) -> bool:
    """Return whether there is room for notes; in a large drawing there is none, which a warning says."""
    if len(drawn.nodes) <= NOTES_LIMIT:
        return True
    if asked:
        warnings.warn(
            f"{len(drawn.nodes)} nodes: nothing is written under the deltas above {NOTES_LIMIT} nodes; "
            "draw a part, circuit(root, focus=node, hops=2)",
            stacklevel=3,
        )
    return False
