"""Weights and biases of layers as they come in from outside, (W, b) for each layer, checked.

W has a row for each unit, shape (n_out, n_in), as in PyTorch's `Linear`. `MLP.from_arrays` comes here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from autograd import Value
from nn.data.arrays import np
from nn.layers.inputs import short

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64] | None]


class Matrix(NamedTuple):
    """The numbers of a layer: for each unit a row of weights and a bias; None for a layer without biases."""

    weights: list[list[float]]
    biases: list[float] | None

    @property
    def shape(self) -> tuple[int, int]:
        """(n_out, n_in)."""
        return len(self.weights), len(self.weights[0])


def matrices(who: str, arrays: Any) -> list[Matrix]:
    """Return the numbers of layers, one after the other, that fit each other.

    Args:
        who: the function that was called, for errors.
        arrays: a list of (W, b), W of shape (n_out, n_in), b of shape (n_out,) or None; arrays, tensors or
            lists.

    Raises:
        ValueError: no layers; shapes that do not fit, of which the transposed ones are named; nan or inf.
        TypeError: no list of pairs, or no numbers.

    >>> matrices("MLP.from_arrays", [([[1, 2, 3]], [4])])
    [Matrix(weights=[[1.0, 2.0, 3.0]], biases=[4.0])]
    """
    expected = (
        "a list of (W, b), one for each layer, W of shape (n_out, n_in) and b of shape (n_out,) or None"
    )
    if not isinstance(arrays, list | tuple):
        raise TypeError(f"{who} needs {expected}, not {short(arrays)}")
    pairs = cast("list[Any]", arrays)
    if not pairs:
        raise ValueError(f"{who} needs one layer at least: the list is empty")
    found: list[Matrix] = []
    for k, pair in enumerate(pairs, 1):
        if not isinstance(pair, list | tuple) or len(cast("list[Any]", pair)) != 2:
            raise TypeError(f"{who} needs {expected}: entry {k} is {short(cast('object', pair))}")
        w, b = cast("list[Any]", pair)
        rows = _table(f"{who}: W of layer {k}", w)
        found.append(Matrix(rows, None if b is None else _row(f"{who}: b of layer {k}", b)))
    _check_fit(who, found)
    return found


def _table(what: str, w: Any) -> list[list[float]]:
    rows = _listed(w)
    if not rows or any(not _listed(row) for row in rows):
        raise ValueError(
            f"{what} is {short(w)}: it has the shape (n_out, n_in), a row for each unit, one at least; "
            "that of a single unit is [[w_1, w_2]]"
        )
    table = [_row(f"{what}, row {i},", row) for i, row in enumerate(rows)]
    widths = sorted({len(row) for row in table})
    if len(widths) > 1:
        raise ValueError(f"{what} has rows of {' and '.join(map(str, widths))} numbers: all have one length")
    return table


def _row(what: str, numbers: Any) -> list[float]:
    listed = _listed(numbers)
    if listed is None:
        raise ValueError(f"{what} is {short(numbers)}: it is a list of numbers")
    row: list[float] = []
    for number in listed:
        if isinstance(number, Value):
            raise TypeError(
                f"{what} holds {short(number)}: give numbers, its .data; parameters are made anew"
            )
        if _listed(number) is not None:
            raise ValueError(
                f"{what} holds {short(number)}: it has too many dimensions; give a list of numbers"
            )
        if not hasattr(number, "__float__"):
            raise TypeError(f"{what} holds {short(number)}: it needs numbers")
        row.append(_as_float(number))
        if not abs(row[-1]) < float("inf"):
            raise ValueError(f"{what} holds {row[-1]}: weights and biases are finite")
    return row


def _as_float(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:  # a whole number that no float reaches
        return math.inf


def _listed(numbers: Any) -> list[Any] | None:
    """Return the entries of a list, array or tensor; None for what is a single thing."""
    if isinstance(numbers, str | bytes | dict | Value) or not hasattr(numbers, "__len__"):
        return None
    if getattr(numbers, "ndim", 1) == 0:
        return None
    return numbers.tolist() if hasattr(numbers, "tolist") else list(numbers)


# --- shapes --------------------------------------------------------------------------------------------


def _check_fit(who: str, layers: list[Matrix]) -> None:
    """Refuse layers that do not fit each other or their biases."""
    turned = _transposed(layers)
    if turned:
        names = " and ".join(f"W of layer {k} of shape {layers[k - 1].shape}" for k in turned)
        fit, give = ("fits", "give W.T") if len(turned) == 1 else ("fit", "give W.T of each")
        raise ValueError(
            f"{who} got {names}, which {fit} only when transposed: W has the shape (n_out, n_in), a row for "
            f"each unit, as in PyTorch; {give}"
        )
    if turned is not None:
        return
    for k, layer in enumerate(layers, 1):
        n_out, n_in = layer.shape
        if layer.biases is not None and len(layer.biases) != n_out:
            raise ValueError(
                f"{who} got {len(layer.biases)} biases for the {n_out} units of layer {k}, whose W has shape "
                f"{layer.shape}: b has the shape (n_out,), or is None"
            )
        if k > 1 and n_in != layers[k - 2].shape[0]:
            raise ValueError(
                f"{who} got W of layer {k} of shape {layer.shape} behind a layer of {layers[k - 2].shape[0]} "
                "units: it has one column for each of them, shape (n_out, n_in)"
            )
    raise AssertionError("layers that fit one by one fit")  # for the type checker


def _transposed(layers: list[Matrix]) -> list[int] | None:
    """Return which layers, from 1, have to be transposed to fit, as few as can be; None: no choice fits."""
    # for each number of units that the last layer may have: what is transposed up to there
    ways: dict[int, list[int]] = {}
    for k, layer in enumerate(layers, 1):
        n_out, n_in = layer.shape
        further: dict[int, list[int]] = {}
        for outs, ins, own in ((n_out, n_in, []), (n_in, n_out, [k])):
            before = ways.get(ins) if k > 1 else []
            if before is None or (layer.biases is not None and len(layer.biases) != outs):
                continue
            way = [*before, *own]
            if outs not in further or len(way) < len(further[outs]):
                further[outs] = way
        ways = further
    return min(ways.values(), key=len, default=None)


def arrays_of(layer: Any) -> Arrays:
    """Return W and b of a layer of neurons, as copies; b is None where no neuron has one.

    Raises:
        ValueError: only some of the neurons have a bias.
    """
    biases = [_number(neuron.b) for neuron in layer.neurons if neuron.b is not None]
    if len(biases) not in (0, len(layer.neurons)):
        raise ValueError(
            f"arrays got {len(biases)} biases of the {len(layer.neurons)} neurons of {layer}: "
            "all of them have one, or none; give the others a bias of 0"
        )
    weights = np.array([[_number(w) for w in neuron.w] for neuron in layer.neurons], dtype=np.float64)
    return weights, np.array(biases, dtype=np.float64) if biases else None


def _number(weight: Any) -> float:
    return (
        weight.data if isinstance(weight, Value) else weight
    )  # a weight may be a number, which stays as it is
