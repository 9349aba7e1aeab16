"""The step-through page: one HTML file, no network, on which backpropagation is walked through.

The parts lie in `web/`; Python fills in the drawing, the recorded graph and the rows of its operations as
JavaScript. The scripts compute every number that the page shows.
"""

from __future__ import annotations

import os
from functools import cached_property, partial
from math import isfinite
from pathlib import Path
from string import Template

from autograd import Value, topological_order
from autograd.labels import RAISED, visible
from autograd.ops import CONSTANT, NOTHING
from autograd.testing.mistakes import MISTAKES, SIGNS
from autograd.testing.structure import elsewhere, swaps
from viz.page.document import VARIABLES, document, framed, part
from viz.pictures.drawing import BASELINES, GATE, MARGIN, NODE_GAP, Drawing, check_rows, draw
from viz.pictures.slide import message_gap
from viz.pictures.svg import drawing_style, step_style, svg
from viz.quoting import markup, script
from viz.saving import save
from viz.scenes.gate import absorbed, template
from viz.scenes.limit import LIMIT, bounded_scene
from viz.scenes.scene import Scene
from viz.scenes.text import Decimals, number, rounding

# In the order of reading; each uses what stands before it.
_SCRIPTS = (
    "words", "number", "graph", "drawing", "layout", "folded", "camera", "steps", "derivation", "present",
    "ledger", "variables", "mistakes", "quiz", "order", "paths", "folding", "forward", "update", "main",
)  # fmt: skip
_RIBBON, _ROW = 10_000, 1_400  # points: what is longer, and not high, stands in rows of this width
_HIGH = 1_000
MODES = ("steps", "quiz", "order", "paths", "folding", "forward", "update")


class StepThrough:
    """A page that steps through backpropagation, made by `step_through(root)`; shows itself in notebooks.

    >>> page = step_through(Value(3.0, "x") ** 2, title="a square")
    >>> page, page.html[:15]
    (<StepThrough a square: 2 nodes, 1 messages>, '<!DOCTYPE html>')
    """

    def __init__(
        self,
        root: Value,
        scene: Scene,
        *,
        title: str,
        digits: int,
        constants: bool,
        engine: str | None,
        wrap: float | None = None,
        ratio: float | None = None,
        mode: str = MODES[0],
    ) -> None:
        self.scene = scene
        self.title = visible(title)
        self.engine = engine
        self._wrap, self._ratio = wrap, ratio
        self._least = number(-1 / 3, digits)
        self._graph, self._rows = _recorded(root, scene, digits, constants)
        self._graph["place"] = "0" if mode == MODES[0] else mode

    @cached_property
    def html(self) -> str:
        """The whole page; opened as `file.html#12` it shows step 12, as `file.html#quiz` the quiz.

        The address follows what is done: mode, step, changed variables. A link shows somebody else the same.
        """
        scripts = [part(f"{name}.js") for name in _SCRIPTS]
        scripts.insert(1, self._rows)
        sizes = f"gateHeight = {GATE:g}, columnGap = {message_gap(self.scene):g}"
        sizes += f", rowGap = {NODE_GAP:g}, margin = {MARGIN:g}"
        drawing, in_rows = self._drawing
        sizes += f", inRows = {script(in_rows)}"
        scripts.insert(2, f"const baselines = {script(BASELINES)}, {sizes};\n")
        scripts.insert(3, f"const raised = {script(''.join(RAISED.values()))};\n")
        drawn = svg(drawing, standalone=False)
        return document(
            title=f"{self.title} · backpropagation",
            css=drawing_style(VARIABLES) + step_style(VARIABLES) + part("page.css"),
            body=Template(part("page.html")).substitute(title=markup(self.title), svg=drawn),
            scripts=scripts,
            data=self._graph,
        )

    @cached_property
    def svg(self) -> str:
        """The drawing alone, with all values and deltas."""
        return svg(self._drawing[0])

    @cached_property
    def _drawing(self) -> tuple[Drawing, bool]:
        """The drawing, and whether it stands in rows."""
        # room for any number with so many digits, as variables can be changed
        look = partial(
            draw, self.scene, engine=self.engine, names=True, running=True, least=self._least,
            gap=message_gap(self.scene),
        )  # fmt: skip
        if self._wrap is not None or self._ratio is not None:
            return look(wrap=self._wrap, ratio=self._ratio), True
        drawing = look()
        if self.engine == "dot" or drawing.width <= _RIBBON or drawing.height > _HIGH:
            return drawing, False
        return look(wrap=_ROW), True

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page into a file, whole or not at all.

        Raises:
            ValueError: the name does not end in .html.
            OSError: the file cannot be written.
        """
        return save(self, path, "a step-through page", {".html": lambda page: page.html})

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # as high as the drawing at the width of a notebook, a row for each variable or a few lines of the
        # derivation, and what is around them
        drawing = self._drawing[0]
        drawn = min(max(0.7, min(1.8, 850 / drawing.width)) * drawing.height, 400)
        variables = sum(not node.gate for node in self.scene.nodes)
        fields = 47 * min(max(variables, 2), 6) if variables <= 12 else 94
        height = 355 + max(119 + fields, 382) + round(drawn)
        shown = framed(self.html, self.svg, self.title, height)
        return {"text/html": shown, "image/svg+xml": self.svg, "text/plain": repr(self)}

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
    wrap: float | None = None,
    ratio: float | None = None,
    engine: str | None = None,
    limit: int | None = LIMIT,
    mode: str = MODES[0],
) -> StepThrough:
    """Return a page that steps through the forward and the backward pass of the graph of `root`.

    Args:
        root: the node to differentiate; `backward()` need not be called.
        title: heading of the page; by default the root as an equation.
        digits, decimals, constants, engine, limit: as in `circuit`.
        wrap, ratio: break the drawing into rows, as in `circuit`. A ribbon of more than 10,000 points is
            broken into rows of 1,400 unless told otherwise: wrap=1e6 leaves it in one. As soon as gates are
            folded in the page they stand in one row, whatever was asked for.
        mode: what the page opens with: "steps", "quiz", "order", "paths", "folding", "forward" or "update".

    Raises:
        ValueError: more nodes than `limit`, an unknown mode, or rows as `circuit` refuses them.

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> step_through((x + y) * z, title="(x + y) z")
    <StepThrough (x + y) z: 5 nodes, 4 messages>
    """
    if mode not in MODES:
        raise ValueError(f"step_through has no mode {mode!r}: there are {', '.join(MODES)}")
    digits = rounding(digits, decimals)
    check_rows(wrap, ratio, engine)
    drawn = bounded_scene(root, digits=digits, constants=constants, limit=limit)
    return StepThrough(
        root, drawn, title=visible(title) or drawn.title, digits=digits, constants=constants, engine=engine,
        wrap=wrap, ratio=ratio, mode=mode,
    )  # fmt: skip


def _recorded(root: Value, scene: Scene, digits: int, constants: bool) -> tuple[dict[str, object], str]:
    """Return the recorded graph as data for JSON, and its rows as JavaScript.

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
            [None if partial is NOTHING else _plain(partial) for partial in node.partials],
        )
        for node, record, row in zip(drawn, scene.nodes, rows)
    ]
    graph: dict[str, object] = {
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
    return graph, source


def _plain(x: float) -> float | str:
    """Return a number as JSON and JavaScript know it: 1 for 1.0, words for what JSON has no number for."""
    if not isfinite(x):
        return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"
    return int(x) if x.is_integer() and 0 < abs(x) < 2**53 else x
