"""The lecture drawing of a graph, as an object that shows and saves itself."""

from __future__ import annotations

import base64
import os
import warnings
from functools import cached_property
from pathlib import Path

from autograd import Value
from viz.dot import dot_source
from viz.drawing import Drawing, draw
from viz.files import write
from viz.mermaid import mermaid
from viz.raster import raster
from viz.scene import Scene, scene
from viz.svg import svg
from viz.tikz import tikz

LIMIT = 2_000  # drawn nodes; Graphviz needs half a minute for 6,000
NOTES_LIMIT = 1_000  # above it the edges carry no text


class Circuit:
    """A drawn graph: operations in circles, values in green above the wires, deltas in red below.

    Made by `circuit(root)`. Displays itself in notebooks.
    """

    def __init__(self, scene: Scene, *, notes: bool, names: bool, engine: str | None) -> None:
        self.scene = scene
        self.notes = notes
        self.names = names
        self.engine = engine

    @cached_property
    def drawing(self) -> Drawing:
        """Where everything stands."""
        return draw(self.scene, engine=self.engine, notes=self.notes, names=self.names)

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
        """Write the drawing into a file; its ending chooses .svg, .dot, .png, .pdf, .tex or .mmd.

        PNG and PDF are made by Graphviz. An existing file is replaced only when the new one is whole.

        Raises:
            ValueError: another ending.
            DotError: .png or .pdf without Graphviz.
            OSError: the file cannot be written.
        """
        match Path(path).suffix.lower():
            case ".svg":
                return write(path, self.svg + "\n")
            case ".dot" | ".gv":
                return write(path, self.dot)
            case ".png" | ".pdf" as ending:
                return write(path, raster(self.drawing, ending[1:]))
            case ".tex":
                return write(path, self.tikz)
            case ".mmd" | ".mermaid":
                return write(path, self.mermaid)
            case ending:
                raise ValueError(
                    f"a circuit is saved as .svg, .dot, .png, .pdf, .tex or .mmd, not {ending!r}: {path}"
                )

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {
            "text/html": picture(self.svg, self.scene.title),
            "image/svg+xml": self.svg,
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return f"<Circuit {self.scene.title}: {len(self.scene.nodes)} nodes, {len(self.scene.edges)} edges>"


def circuit(
    root: Value,
    *,
    notes: bool = False,
    names: bool = False,
    digits: int = 4,
    constants: bool = False,
    engine: str | None = None,
    limit: int | None = LIMIT,
) -> Circuit:
    """Draw the graph of `root` with every value and every delta on it, as on the slides of the lectures.

    `root.backward()` need not be called: the deltas come from the ledger of messages.

    Args:
        root: the node to differentiate.
        notes: write `[local] × [upstream] = message` on every edge.
        names: write v1, v2, … at nodes without a label.
        digits: significant digits.
        constants: draw plain numbers as nodes of their own instead of inside the gates, "+1".
        engine: "dot", "layered" (built in) or None: `dot` where it is installed.
        limit: the most nodes to draw; None draws any number, which may take minutes.

    Raises:
        ValueError: more nodes than `limit`.

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> circuit((x + y) * z)
    <Circuit v5 = v4 × z: 5 nodes, 4 edges>
    """
    drawn = bounded_scene(root, digits=digits, constants=constants, limit=limit)
    if notes and len(drawn.nodes) > NOTES_LIMIT:
        warnings.warn(
            f"{len(drawn.nodes)} nodes: deltas stand at the nodes, edges stay bare above {NOTES_LIMIT} nodes",
            stacklevel=2,
        )
        notes = False
    return Circuit(drawn, notes=notes, names=names, engine=engine)


def bounded_scene(root: Value, *, digits: int, constants: bool, limit: int | None) -> Scene:
    """Return the scene of a graph that is not too big to draw."""
    drawn = scene(root, digits=digits, constants=constants)
    if limit is not None and len(drawn.nodes) > limit:
        raise ValueError(
            f"{len(drawn.nodes):,} nodes are too many to draw, the limit is {limit:,}: draw a part, such as "
            "one sample or one neuron (any inner node can be the root), write neurons with dot(), which is "
            "one node, or raise limit="
        )
    return drawn


def picture(svg: str, title: str) -> str:
    """Return an <img> that holds the drawing itself; notebooks that are not trusted still show it."""
    data = base64.b64encode(svg.encode()).decode()
    alt = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<img alt="{alt}" src="data:image/svg+xml;base64,{data}">'
