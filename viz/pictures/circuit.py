"""The lecture drawing of a graph, as an object that shows and saves itself."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from functools import cached_property
from math import log10
from pathlib import Path

from autograd import Value, topological_order
from autograd.files import write
from viz.pictures.dot import dot_source
from viz.pictures.drawing import Drawing, draw
from viz.pictures.mermaid import mermaid
from viz.pictures.raster import raster
from viz.pictures.svg import image, svg
from viz.pictures.tikz import tikz
from viz.scenes.gate import absorbed
from viz.scenes.limit import LIMIT, bounded_scene, refuse_beyond
from viz.scenes.parts import neighborhood, node_named
from viz.scenes.paths import count_paths, strongest_paths, without_runs
from viz.scenes.scene import IN_FOCUS, Scene, scene
from viz.scenes.text import rounding

NOTES_LIMIT = 1_000  # above it the edges carry no text
_LEGIBLE = 0.65  # of its size: the numbers of a drawing are 9 pixels high then


class Circuit:
    """A drawn graph: operations in circles, values in green above the wires, deltas in red below.

    Made by `circuit(root)`. Displays itself in notebooks.

    >>> drawn = circuit(Value(3.0, "x") ** 2)
    >>> drawn.svg[:4], drawn.dot.splitlines()[0], drawn.mermaid.splitlines()[0]
    ('<svg', 'digraph circuit {', 'flowchart LR')
    """

    def __init__(
        self,
        scene: Scene,
        *,
        notes: bool,
        names: bool,
        engine: str | None,
        about: str = "",
        gap: float = 34.0,
    ) -> None:
        self.scene = scene
        self.notes = notes
        self.names = names
        self.engine = engine
        self.about = about  # what is drawn of a large graph, for the repr
        self.gap = gap

    @cached_property
    def drawing(self) -> Drawing:
        """Where everything stands."""
        return draw(self.scene, engine=self.engine, notes=self.notes, names=self.names, gap=self.gap)

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

        PNG and PDF are made by Graphviz. A PNG has 192 dots per inch, so that a part of a wide drawing can
        be enlarged on a slide; fewer where it would have more than 32,000 pixels. An existing file is
        replaced only when the new one is whole.

        Raises:
            ValueError: another ending, or a drawing too large to be read as a PNG.
            DotError: .png or .pdf without Graphviz.
            OSError: the file cannot be written.
        """
        ending = Path(path).suffix.lower()
        written = FORMATS.get(_ALIASES.get(ending, ending))
        if written is None:
            raise ValueError(f"a circuit is saved as {ENDINGS}, not {ending!r}: {path}")
        return write(path, written(self))

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
    ".png": lambda drawn: raster(drawn.drawing, "png"),
    ".pdf": lambda drawn: raster(drawn.drawing, "pdf"),
    ".tex": lambda drawn: drawn.tikz,
    ".mmd": lambda drawn: drawn.mermaid,
}
_ALIASES = {".gv": ".dot", ".mermaid": ".mmd"}
ENDINGS = " or ".join([", ".join([*FORMATS][:-1]), [*FORMATS][-1]])


def circuit(
    root: Value,
    *,
    focus: Value | str | None = None,
    hops: int | None = None,
    paths: int | None = None,
    notes: bool = False,
    names: bool = False,
    digits: int | None = None,
    decimals: int | None = None,
    constants: bool = False,
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
        notes: write `[local] × [upstream] = message` on every edge.
        names: write v1, v2, … at nodes without a label.
        digits: significant digits of all numbers, 4 by default.
        decimals: digits after the point instead, as lecture L1 rounds: [2] × [0.2] = 0.4.
        constants: draw plain numbers as nodes of their own instead of inside the gates, "+1".
        engine: "dot", "layered" (built in) or None: `dot` where it is installed.
        limit: the most nodes to draw; None draws any number, which may take minutes.

    Raises:
        ValueError: more nodes than `limit`; the focus is not in the graph, or its label is not that of
            one node; there is no path to draw; `hops` without `focus`, or with `paths`; `digits` and
            `decimals`.

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
        return Circuit(drawn, notes=_noted(drawn, notes), names=names, engine=engine)
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
    return Circuit(drawn, notes=_noted(drawn, notes), names=names, engine=engine, about=about)


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


def _noted(drawn: Scene, notes: bool) -> bool:
    """Return whether the edges carry notes; with a warning, not those of a large drawing."""
    if notes and len(drawn.nodes) > NOTES_LIMIT:
        warnings.warn(
            f"{len(drawn.nodes)} nodes: deltas stand at the nodes, edges stay bare above {NOTES_LIMIT} nodes",
            stacklevel=3,
        )
        return False
    return notes
