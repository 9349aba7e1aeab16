"""Vectors in place of a symbol or a coordinate: a learned row for each symbol, waves for a coordinate."""

from math import pi
from typing import Any

from autograd import Value, ops, record, take
from nn.layers.initializers import Initializer, Rng, matrix
from nn.layers.inputs import Vector, is_several, short, size, vector
from nn.layers.module import Module


class Embedding(Module):
    """A table with one row of parameters for each symbol; y = row i.

    The row that was looked up gets the whole delta, the others 0. It is what a linear layer does with a
    one-hot input, without the multiplications by 0.

    Args:
        count: number of symbols; they are 0, …, count - 1.
        width: numbers in a row.
        initializer, rng: as in `Neuron`.

    Called with a symbol, returns a list of `width` Values; with a list of symbols, a list of such lists.

    Source: Bengio et al., 2003.

    Raises:
        IndexError: the symbol is outside of the table.
        TypeError: it is not a whole number.

    >>> table = Embedding(3, 2, initializer="zeros")
    >>> table.rows[1] = [Value(0.5), Value(-1.0)]
    >>> [y.data for y in table(1)]
    [0.5, -1.0]
    """

    def __init__(
        self, count: int, width: int, *, initializer: str | Initializer = "uniform", rng: Rng = None
    ) -> None:
        count, width = size("Embedding", "count", count), size("Embedding", "width", width)
        self.rows = matrix(count, width, initializer, rng)

    def __call__(self, symbol: Any) -> list[Any]:
        if is_several(symbol):
            return [self(each) for each in symbol]
        index = self._index(symbol)
        return [take(column, index) for column in zip(*self.rows)]

    def _index(self, symbol: Any) -> Any:
        if isinstance(symbol, Value):  # for `take` to judge: the compiler looks up with a placeholder
            return symbol
        if isinstance(symbol, bool | float | str) or not hasattr(symbol, "__index__"):
            raise TypeError(f"{self} looks up whole numbers, not {short(symbol)}")
        if not 0 <= symbol.__index__() < len(self.rows):
            last = len(self.rows) - 1
            raise IndexError(
                f"{self} has no row {symbol}: its symbols are the whole numbers from 0 to {last}"
            )
        return symbol

    def __repr__(self) -> str:
        return f"Embedding({len(self.rows)}, {len(self.rows[0])})"


class PositionalEncoding(Module):
    """Sines and cosines in octaves, which let a network draw sharp detail over a coordinate (lecture B12).

    γ(x) = (sin 2⁰πx, cos 2⁰πx, …, sin 2ᴸ⁻¹πx, cos 2ᴸ⁻¹πx) for one coordinate x, scaled to [-1, 1]; those of
    the next coordinate follow. No parameters.

    Args:
        nin: number of coordinates.
        octaves: L.

    Called with nin Values or numbers; returns a list of 2·L·nin Values.

    Source: Mildenhall et al., 2020 (NeRF), equation 4.

    Raises:
        ValueError: there are not nin coordinates.
        TypeError: a coordinate is not a number.

    >>> [f"{y:.4f}" for y in PositionalEncoding(1, octaves=2)([0.25])]
    ['0.7071', '0.7071', '1.0000', '0.0000']
    """

    def __init__(self, nin: int, octaves: int) -> None:
        self.nin = size("PositionalEncoding", "nin", nin)
        self.octaves = size("PositionalEncoding", "octaves", octaves)

    def __call__(self, x: Vector) -> list[Value]:
        y: list[Value] = []
        for coordinate in vector(self, x, self.nin):
            for octave in range(self.octaves):
                angle = record(ops.MUL, coordinate, 2**octave * pi)
                y += [angle.sin(), angle.cos()]
        return y

    def __repr__(self) -> str:
        return f"PositionalEncoding({self.nin}, octaves={self.octaves})"
