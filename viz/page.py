"""The step-through page: one HTML file, no network, that walks through a forward and a backward pass.

`page.html`, `page.css` and `page.js` beside this file are its parts; Python fills in the drawing and
the records of the scene, the script shows one step after the other.
"""

from __future__ import annotations

import json
import os
from functools import cached_property
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from autograd import Value
from viz.circuit import LIMIT, bounded_scene, picture
from viz.drawing import Drawing, draw
from viz.files import write
from viz.scene import Scene, visible
from viz.svg import svg


class StepThrough:
    """A page that steps through backpropagation, made by `step_through(root)`; shows itself in notebooks."""

    def __init__(self, scene: Scene, *, title: str, engine: str | None) -> None:
        self.scene = scene
        self.title = visible(title)
        self.engine = engine

    @cached_property
    def html(self) -> str:
        """The whole page; opened as `file.html#12` it shows step 12."""
        parts = files("viz")
        return Template(parts.joinpath("page.html").read_text(encoding="utf-8")).substitute(
            title=escape(self.title),
            css=parts.joinpath("page.css").read_text(encoding="utf-8"),
            js=parts.joinpath("page.js").read_text(encoding="utf-8"),
            svg=svg(self._drawing, standalone=False),
            json=_json(self.scene),
        )

    @cached_property
    def svg(self) -> str:
        """The drawing alone, with all values and deltas."""
        return svg(self._drawing)

    @cached_property
    def _drawing(self) -> Drawing:
        # columns far enough apart for the message that travels between them
        return draw(self.scene, engine=self.engine, names=True, running=True, gap=80)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page into a file, whole or not at all.

        Raises:
            ValueError: the name does not end in .html.
            OSError: the file cannot be written.
        """
        if Path(path).suffix.lower() not in (".html", ".htm"):
            raise ValueError(f"a step-through page is saved as .html: {path}")
        return write(path, self.html)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # as high as the drawing at the width of a notebook, and what stands around it
        drawn = min(max(0.6, min(1.8, 850 / self._drawing.width)) * self._drawing.height, 400)
        style = f"width:100%;height:{420 + round(drawn)}px;border:0"
        frame = f'<iframe srcdoc="{escape(self.html)}" style="{style}"></iframe>'
        # notebooks that are not trusted drop the frame and keep the picture
        still = f"<details><summary>Picture</summary>{picture(self.svg, self.title)}</details>"
        return {"text/html": frame + still, "image/svg+xml": self.svg, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<StepThrough {self.title}: {len(self.scene.nodes)} nodes, {len(self.scene.steps)} messages>"


def step_through(
    root: Value,
    *,
    title: str = "",
    digits: int = 4,
    constants: bool = False,
    engine: str | None = None,
    limit: int | None = LIMIT,
) -> StepThrough:
    """Return a page that steps through the forward and the backward pass of the graph of `root`.

    Args:
        root: the node to differentiate; `backward()` need not be called.
        title: heading of the page; by default the root as an equation.
        digits, constants, engine, limit: as in `circuit`.

    Raises:
        ValueError: more nodes than `limit`.

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> step_through((x + y) * z, title="(x + y) z")
    <StepThrough (x + y) z: 5 nodes, 4 messages>
    """
    drawn = bounded_scene(root, digits=digits, constants=constants, limit=limit)
    return StepThrough(drawn, title=title or drawn.title, engine=engine)


def _json(scene: Scene) -> str:
    """Return the records for the script, safe inside a <script> element; names of fields are left out."""
    records = {
        "nodes": [(n.name, n.gate, n.data, n.delta, n.formula, n.numbers) for n in scene.nodes],
        "edges": scene.edges,
        "steps": [(step.edge, step.after) for step in scene.steps],
    }
    text = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
