"""A model as a diagram with a place for everything: units in columns, and the weights between them.

`svg` and `tikz` write it, the page steps through it. Of a large column the first and last units are drawn.
"""

from __future__ import annotations

from math import hypot, isfinite
from typing import NamedTuple

from autograd import Value
from autograd.labels import visible, written
from viz.labels import label_width
from viz.networks.columns import Columns, called
from viz.networks.sample import Sample
from viz.pictures.drawing import GAP, SIZES, text_width
from viz.scenes.text import number

MOST = 10  # units of a column that are drawn; of more the first and the last ones
_FIRST, _LAST = 6, 3  # and the dots between them take the place of one
RADIUS = 32.0  # of a unit: a number of three digits fits, whatever its exponent
_GAP, _PITCH = 150.0, 106.0  # from unit to unit: to the next column, and down
_TOP, _MARGIN = 58.0, 20.0  # what the headings take, and what is left at the sides
ABOVE = 8.0  # how far above a unit its name stands
_LONG = 7  # signs of a number in a unit
_NUMBERED = 3  # units of a column whose weights have room for their numbers
_THIN, _THICK, _THICK_OF_MANY = 0.8, 5.0, 3.2  # lines of weights
LINE = 18.0  # of the legend
KEY = 34.0  # how long a sample of a line is in the legend


class Unit(NamedTuple):
    """A unit that is drawn.

    Attributes:
        column: which column, the inputs are 0.
        row: which unit of its column, from 0, those that are not drawn counted.
        name: its label, such as "h_1^{(1)}".
        side: "left" or "right" if that stands beside the unit, else "".
        x, y: its middle.
        bias: its bias; None for inputs and where there is none.
        place: that of the bias in the list of parameters, -1 for none.
        below: what stands below it, its bias as text.
        activation, delta: what stands in it; "" without a sample.
    """

    column: int
    row: int
    name: str
    side: str
    x: float
    y: float
    bias: Value | None
    place: int
    below: str
    activation: str
    delta: str


class Weight(NamedTuple):
    """A weight that is drawn, as a line.

    Attributes:
        source, target: the units between which it stands, as places in the list of units.
        parameter: the Value itself.
        place: where it is in the list of parameters.
        name: its label, such as "w_{11}^{(1)}".
        share: its size, from 0 to 1 for the largest weight of the model.
        width: how wide its line is.
        number: what is written on the line; "" where lines are too many.
        at: where that stands.
    """

    source: int
    target: int
    parameter: Value
    place: int
    name: str
    share: float
    width: float
    number: str
    at: tuple[float, float]


class Column(NamedTuple):
    """What stands above a column: what it is, how many units there are, and their activation."""

    x: float
    title: str
    size: str
    activation: str


class Diagram(NamedTuple):
    """A model laid out; all in points.

    Parameters are counted layer by layer and unit by unit, the weights of a unit before its bias: for models
    of `nn` as `parameters()` has them.

    Attributes:
        columns: the headings.
        units, weights: what is drawn of the model.
        dots: where units are left out.
        radius: of a unit.
        legend: what lines and numbers mean, in lines of (kind, text).
        width, height: of the whole, margins included.
        title: what is said of it in a sentence.
    """

    columns: list[Column]
    units: list[Unit]
    weights: list[Weight]
    dots: list[tuple[float, float]]
    radius: float
    legend: list[list[tuple[str, str]]]
    width: float
    height: float
    title: str


def lay_out(model: Columns, sample: Sample | None = None, digits: int = 3) -> Diagram:
    """Return a model with places for its units.

    >>> from nn import MLP
    >>> from viz.networks.columns import read_model
    >>> diagram = lay_out(read_model(MLP(784, [200, 10])))
    >>> len(diagram.units), len(diagram.weights), [column.size for column in diagram.columns]
    (28, 171, ['784 units', '200 units', '10 units'])
    """
    counts = model.counts
    rows = [_drawn_rows(count) for count in counts]
    headings, legend = _headings(model, counts, sample), _legend(counts, sample)
    numbers = _numbers(sample, rows, digits)
    radius = max([RADIUS, *(_reach(text) for pair in numbers.values() for text in pair)])
    names = {
        (i, row): _unit_name(model, sample, counts, i, row)
        for i, drawn in enumerate(rows) for row in drawn if row is not None
    }  # fmt: skip
    sides = {(i, row): _side(name, i, len(counts) - 1, radius) for (i, row), name in names.items()}

    widest = max(text_width(text, SIZES["note"]) for heading in headings for text in heading)
    pitch, down = max(2 * radius + _gap(model, digits), widest + 12), _PITCH + 2 * (radius - RADIUS)
    before, behind = (
        max([widest / 2, *(radius + _room(names[at]) for at, side in sides.items() if side == where), radius])
        for where in ("left", "right")
    )
    span = pitch * (len(counts) - 1)
    width = max(before + span + behind, *map(legend_width, legend)) + 2 * _MARGIN
    # in the middle, as long as there is room for what stands at the sides
    first = min(max((width - span) / 2, before + _MARGIN), width - _MARGIN - behind - span)
    columns = [Column(first + i * pitch, *heading) for i, heading in enumerate(headings)]
    most = max(len(drawn) for drawn in rows)

    starts = _numbering(model)
    units: list[Unit] = []
    dots: list[tuple[float, float]] = []
    for i, drawn in enumerate(rows):
        for at, row in enumerate(drawn):
            x, y = columns[i].x, _TOP + (most + 2 * at - len(drawn) + 1) * down / 2
            if row is None:
                dots.append((x, y))
                continue
            bias = model.layers[i - 1].biases[row] if i else None
            place = -1 if bias is None else starts[i - 1][row] + counts[i - 1]
            below = "" if bias is None else f"b = {number(bias.data, digits)}"
            inside = numbers.get((i, row), ("", ""))
            units.append(Unit(i, row, names[i, row], sides[i, row], x, y, bias, place, below, *inside))

    drawn = _Drawn(model, counts, starts, units, radius, digits)
    height = _TOP + most * down + LINE * len(legend) + 14
    title = f"network of {'-'.join(map(str, counts))} units"
    return Diagram(columns, units, _weights(drawn), dots, radius, legend, width, height, title)


def number_size(text: str) -> float:
    """Return the font size of a number in a unit: a long one is smaller, so that units need not grow.

    >>> number_size("−0.153"), number_size("−0.000153")
    (11.0, 9.0)
    """
    return SIZES["note"] if len(text) <= _LONG else SIZES["note"] - 2


def _numbered(counts: list[int]) -> bool:
    """Return whether there is room for the numbers of all weights."""
    return max(counts) <= _NUMBERED


def _gap(model: Columns, digits: int) -> float:
    """Return the distance between columns, in which the numbers of weights have room before their units."""
    if not _numbered(model.counts):
        return _GAP
    rooms = [
        (text_width(number(w.data, digits), SIZES["note"]) / 2 + 5) * (len(layer.weights) + 1)
        for layer in model.layers for row in layer.weights for w in row
    ]  # fmt: skip
    return max(_GAP, *rooms)


def _reach(text: str) -> float:
    """Return how far the far edge of a number is from the middle of its unit."""
    size = number_size(text)
    return hypot(text_width(text, size) / 2 + 1, size + 4)


def _side(name: str, column: int, last: int, radius: float) -> str:
    """Return where the name of a unit stands: beside an input or output where it is too long."""
    if label_width(name, SIZES["data"]) <= 2 * radius:
        return ""
    return "left" if column == 0 else "right" if column == last else ""


def _room(name: str) -> float:
    return label_width(name, SIZES["data"]) + 2 * GAP


class _Drawn(NamedTuple):
    model: Columns
    counts: list[int]
    starts: list[list[int]]
    units: list[Unit]
    radius: float
    digits: int


def _weights(drawn: _Drawn) -> list[Weight]:
    """Return the weights between units that are drawn."""
    model, counts, starts, units, radius, digits = drawn
    sizes = [abs(w.data) for layer in model.layers for row in layer.weights for w in row]
    largest = max((size for size in sizes if isfinite(size)), default=0.0)
    numbered = _numbered(counts)
    thick = _THICK if max(counts) <= 4 else _THICK_OF_MANY
    weights: list[Weight] = []
    for target, b in enumerate(units):
        for source, a in enumerate(units):
            if a.column + 1 != b.column:
                continue
            parameter = model.layers[a.column].weights[b.row][a.row]
            share = _share(abs(parameter.data), largest)
            # the numbers of one unit's weights stand one below another, those of the next unit below them
            way = 1 / (counts[b.column] + 1)
            at = a.x + radius + way * (b.x - a.x - 2 * radius), a.y + way * (b.y - a.y)
            weights.append(
                Weight(
                    source, target, parameter, starts[a.column][b.row] + a.row,
                    visible(parameter.label) or weight_name(counts, b.column, a.row, b.row),
                    share, _THIN + (thick - _THIN) * share,
                    number(parameter.data, digits) if numbered else "", at,
                )
            )  # fmt: skip
    return weights


def _share(size: float, largest: float) -> float:
    """Return how large a weight is beside the largest; nan is drawn thin, infinity wide."""
    return min(size / largest, 1.0) if largest > 0 and size == size else float(size > 0)


def _numbering(model: Columns) -> list[list[int]]:
    """Return for each layer the place of every unit's first weight in the list of parameters."""
    place, starts = 0, list[list[int]]()
    for layer in model.layers:
        starts.append([])
        for row, bias in zip(layer.weights, layer.biases):
            starts[-1].append(place)
            place += len(row) + (bias is not None)
    return starts


def weight_name(counts: list[int], layer: int, source: int, target: int) -> str:
    """Return what `nn.label` would call a weight, units counted from 0 and layers from 1.

    >>> weight_name([2, 2, 1], 1, 0, 1), weight_name([2, 2, 1], 2, 0, 0), weight_name([12, 2], 1, 10, 0)
    ('w_{12}^{(1)}', 'w_1^{(2)}', 'w_{11,1}')
    """
    above = f"^{{({layer})}}" if len(counts) > 2 else ""
    return _indexed("w", [source + 1, target + 1] if counts[layer] > 1 else [source + 1]) + above


def _unit_name(model: Columns, sample: Sample | None, counts: list[int], column: int, row: int) -> str:
    index = [row + 1] if counts[column] > 1 else []
    if column == 0:
        return (visible(sample.labels[row]) if sample else "") or _indexed("x", index)
    if name := visible(model.layers[column - 1].names[row]):
        return name
    return _indexed("y", index) if column == len(counts) - 1 else _indexed("h", index) + f"^{{({column})}}"


def _indexed(letter: str, indices: list[int]) -> str:
    """Return a letter with its indices as `nn.label` writes them."""
    text = ("," if max(indices, default=0) > 9 else "").join(map(str, indices))
    return letter + (f"_{text}" if len(indices) == 1 else f"_{{{text}}}" if indices else "")


def _drawn_rows(count: int) -> list[int | None]:
    """Return which units of a column are drawn, None for the dots between them."""
    if count <= MOST:
        return list(range(count))
    return [*range(_FIRST), None, *range(count - _LAST, count)]


def _headings(model: Columns, counts: list[int], sample: Sample | None) -> list[tuple[str, str, str]]:
    last = len(counts) - 1
    headings: list[tuple[str, str, str]] = []
    for i, count in enumerate(counts):
        title = "inputs" if i == 0 else "outputs" if i == last else "hidden" if last == 2 else f"hidden {i}"
        if i == 0:
            said = [called(function) for function in model.before]
        else:
            layer = model.layers[i - 1]
            own = sample.activation[i - 1] if sample else layer.activation
            after = [called(function) for function in layer.after]
            said = [name for name in (own, *after) if name and not (after and name == "identity")]
        headings.append((title, f"{count:,} unit{'s' * (count != 1)}", ", ".join(said)))
    return headings


def _numbers(
    sample: Sample | None, rows: list[list[int | None]], digits: int
) -> dict[tuple[int, int], tuple[str, str]]:
    """Return activation and delta of every unit that is drawn, as text."""
    if sample is None:
        return {}
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for i, drawn in enumerate(rows):
        for row in drawn:
            if row is not None:
                delta = number(sample.deltas[i][row], digits) if sample.deltas else ""
                found[i, row] = number(sample.activations[i][row], digits), delta
    return found


def _legend(counts: list[int], sample: Sample | None) -> list[list[tuple[str, str]]]:
    lines = [[("positive", "weight above 0"), ("negative", "below 0"), ("", "wide where |w| is large")]]
    if sample is not None and sample.root:
        root = written(sample.root)
        lines.append([("data", "activation"), ("delta", f"δ = ∂{root}/∂z"), ("", f"of inputs ∂{root}/∂x")])
    elif sample is not None:
        lines.append([("data", "activation"), ("", f"no δ of {counts[-1]} outputs without loss=")])
    return lines


def legend_width(line: list[tuple[str, str]]) -> float:
    """Return how long a line of the legend is."""
    return sum(entry_width(kind, text) for kind, text in line)


def entry_width(kind: str, text: str) -> float:
    """Return how much of its line an entry of the legend takes."""
    return text_width(text, SIZES["note"]) + (KEY + 8 if kind in ("positive", "negative") else 0) + 18
