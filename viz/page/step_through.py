"""The step-through page: one HTML file, no network, on which backpropagation is walked through.

The parts lie in `web/`; Python fills in the drawing, the recorded graph and the rows of its operations as
JavaScript. The scripts compute every number that the page shows.
"""

from __future__ import annotations

import os
from functools import cached_property
from math import isfinite
from pathlib import Path
from string import Template

from autograd import Value, topological_order
from autograd.files import write
from autograd.labels import RAISED, visible
from autograd.ops import CONSTANT
from autograd.testing.mistakes import MISTAKES, SIGNS
from autograd.testing.structure import elsewhere, swaps
from viz.palette import DARK, LIGHT, Palette
from viz.pictures.drawing import BASELINES, GATE, Drawing, draw
from viz.pictures.svg import FONT, MATH_FONT, drawing_style, image, step_style, svg
from viz.quoting import markup, script
from viz.scenes.gate import absorbed, template
from viz.scenes.limit import LIMIT, bounded_scene
from viz.scenes.scene import Scene
from viz.scenes.text import Decimals, number, rounding

# In the order of reading; each uses what stands before it.
_SCRIPTS = (
    "words", "number", "graph", "drawing", "steps", "ledger", "variables", "mistakes", "quiz", "order",
    "paths", "folding", "main",
)  # fmt: skip
_VARIABLES = Palette(*(f"var(--{name})" for name in Palette._fields))


class StepThrough:
    """A page that steps through backpropagation, made by `step_through(root)`; shows itself in notebooks.

    >>> page = step_through(Value(3.0, "x") ** 2, title="a square")
    >>> page, page.html[:15]
    (<StepThrough a square: 2 nodes, 1 messages>, '<!DOCTYPE html>')
    """

    def __init__(
        self, root: Value, scene: Scene, *, title: str, digits: int, constants: bool, engine: str | None
    ) -> None:
        self.scene = scene
        self.title = visible(title)
        self.engine = engine
        self._least = number(-1 / 3, digits)
        self._graph, self._rows = _recorded(root, scene, digits, constants)

    @cached_property
    def html(self) -> str:
        """The whole page; opened as `file.html#12` it shows step 12, as `file.html#quiz` the quiz."""
        from importlib.resources import files

        web = files("viz.page").joinpath("web")

        def part(name: str) -> str:
            return web.joinpath(name).read_text(encoding="utf-8")

        scripts = [part(f"{name}.js") for name in _SCRIPTS]
        scripts.insert(1, self._rows)
        scripts.insert(2, f"const baselines = {script(BASELINES)}, gateHeight = {GATE:g};\n")
        scripts.insert(3, f"const raised = {script(''.join(RAISED.values()))};\n")
        css = Template(part("page.css")).substitute(
            light=_declared(LIGHT),
            dark=_declared(DARK),
            sans=FONT,
            math=MATH_FONT,
            drawing=drawing_style(_VARIABLES) + step_style(_VARIABLES),
        )
        return Template(part("page.html")).substitute(
            title=markup(self.title),
            css=css,
            js="\n".join(scripts),
            svg=svg(self._drawing, standalone=False),
            json=self._graph,
        )

    @cached_property
    def svg(self) -> str:
        """The drawing alone, with all values and deltas."""
        return svg(self._drawing)

    @cached_property
    def _drawing(self) -> Drawing:
        # room for any number with so many digits, as variables can be changed, and columns far enough apart
        # for the message that travels between them
        return draw(self.scene, engine=self.engine, names=True, running=True, least=self._least, gap=80)

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
        # as high as the drawing at the width of a notebook, a row for each variable, and what is around them
        drawn = min(max(0.7, min(1.8, 850 / self._drawing.width)) * self._drawing.height, 400)
        variables = sum(not node.gate for node in self.scene.nodes)
        fields = 47 * min(max(variables, 2), 6) if variables <= 12 else 94
        style = f"width:100%;height:{410 + fields + round(drawn)}px;border:0"
        frame = f'<iframe srcdoc="{markup(self.html)}" style="{style}"></iframe>'
        # notebooks that are not trusted drop the frame and keep the picture
        still = f"<details><summary>Picture</summary>{image(self.svg, self.title)}</details>"
        return {"text/html": frame + still, "image/svg+xml": self.svg, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return (
            f"<StepThrough {self.title}: {len(self.scene.nodes)} nodes, {len(self.scene.arrivals)} messages>"
        )


def step_through(
    root: Value,
    *,
    title: str = "",
    digits: int | None = None,
    decimals: int | None = None,
    constants: bool = False,
    engine: str | None = None,
    limit: int | None = LIMIT,
) -> StepThrough:
    """Return a page that steps through the forward and the backward pass of the graph of `root`.

    Args:
        root: the node to differentiate; `backward()` need not be called.
        title: heading of the page; by default the root as an equation.
        digits, decimals, constants, engine, limit: as in `circuit`.

    Raises:
        ValueError: more nodes than `limit`.

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> step_through((x + y) * z, title="(x + y) z")
    <StepThrough (x + y) z: 5 nodes, 4 messages>
    """
    digits = rounding(digits, decimals)
    drawn = bounded_scene(root, digits=digits, constants=constants, limit=limit)
    return StepThrough(
        root, drawn, title=visible(title) or drawn.title, digits=digits, constants=constants, engine=engine
    )


def _declared(colors: Palette) -> str:
    """Return the colors of a theme as CSS variables."""
    return " ".join(f"--{name}: {color};" for name, color in colors._asdict().items())


def _recorded(root: Value, scene: Scene, digits: int, constants: bool) -> tuple[str, str]:
    """Return the recorded graph as JSON, safe inside a <script> element, and its rows as JavaScript.

    Operands are numbers of nodes; plain numbers inside of gates stand in a list of their own, the first
    as -1, the second as -2, …
    """
    from viz.page.javascript import rows_of  # the compiler's writer: not before a page is made

    order = topological_order(root)
    absorbed_ones = absorbed(order, constants=constants)
    hidden = [node for node in order if node in absorbed_ones]
    drawn = [node for node in order if node not in absorbed_ones]
    place = {node: i for i, node in enumerate(drawn)}
    place.update((node, -1 - i) for i, node in enumerate(hidden))
    rows, source = rows_of(drawn)
    nodes = [
        (
            record.name,
            int(record.label != ""),
            record.gate,
            template(node),
            -2 if node.op is CONSTANT else row,
            [place[parent] for parent in node.parents],
            _plain(node.data),
            [_plain(partial) for partial in node.partials],
        )
        for node, record, row in zip(drawn, scene.nodes, rows)
    ]
    graph = {
        "digits": digits,
        "decimals": isinstance(digits, Decimals),
        "nodes": nodes,
        "constants": [_plain(node.data) for node in hidden],
        "mistakes": [(mistake.name, mistake.sentence) for mistake in MISTAKES.values()],
        "signs": SIGNS,
        "swaps": [
            (name, [(place[swap.gate], swap.position, place[swap.value]) for swap in one])
            for name, one in swaps(order)
        ],
        "elsewhere": [
            (place[gate], [place[value] for value in values])
            for gate, values in elsewhere(order).items()
            if values
        ],
    }
    return script(graph), source


def _plain(x: float) -> float | str:
    """Return a number as JSON and JavaScript know it: 1 for 1.0, words for what JSON has no number for."""
    if not isfinite(x):
        return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"
    return int(x) if x.is_integer() and 0 < abs(x) < 2**53 else x
