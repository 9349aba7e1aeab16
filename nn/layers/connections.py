"""Connections around modules: one after the other, around, gated, concatenated (lecture B11).

In a long sequence all information, and every delta on its way back, must go through each layer; the other
three make shorter paths. Letters: `x` is the input, `F` or `H` the module inside, `T` the gate.
"""

from collections.abc import Callable
from typing import Any, cast

from autograd import Value
from nn.layers.activations import Activation
from nn.layers.dense import Layer
from nn.layers.initializers import Initializer, Rng, as_rng
from nn.layers.inputs import Vector, check_number, entries, shape, short, size, vector
from nn.layers.module import Module


class Sequential(Module):
    """Modules one after the other, y = f_n(… f₂(f₁(x))).

    Args:
        layers: modules or functions; each is called with what the one before returned.

    Called with what the first one takes; returns what the last one returns.

    Raises:
        ValueError: there are none.
        TypeError: one of them cannot be called.

    >>> from nn import Softmax
    >>> classifier = Sequential(Layer(4, 8, activation="tanh"), Layer(8, 3, activation="identity"), Softmax())
    >>> len(classifier([5.1, 3.5, 1.4, 0.2])), len(classifier.parameters())
    (3, 67)
    """

    def __init__(self, *layers: Callable[[Any], Any]) -> None:
        if not layers:
            raise ValueError("Sequential needs one layer at least")
        self.layers = [_callable("Sequential", layer) for layer in layers]

    @property
    def nin(self) -> int:
        """The number of inputs, where the first module has one."""
        return _nin(self, self.layers[0])

    def __call__(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def __repr__(self) -> str:
        return f"Sequential of [{', '.join(map(_text, self.layers))}]"


class Residual(Module):
    """A module with a way around it, y = x + F(x).

    The way around passes every delta on unchanged: δ_x = δ_y + what comes back through F.

    Args:
        module: F, a module or function whose output has the shape of its input.

    Called with what F takes, a vector or nested lists of numbers; returns nested lists of the same shape.

    Source: He et al., 2016; lecture B11.

    Raises:
        ValueError: F returned another shape than it got.
        TypeError: F cannot be called; x is no list of numbers.

    >>> block = Residual(Layer(2, 2, initializer="zeros"))
    >>> [y.data for y in block([3.0, -1.0])]  # F = 0: the block starts as the identity
    [3.0, -1.0]
    """

    def __init__(self, module: Callable[[Any], Any]) -> None:
        self.module = _callable("Residual", module)

    @property
    def nin(self) -> int:
        """The number of inputs, where the module has one."""
        return _nin(self, self.module)

    def __call__(self, x: Any) -> list[Any]:
        x = _lists(self, x)
        fx = _lists(self, self.module(x))
        if shape(fx) != shape(x):
            raise ValueError(
                f"{self} adds what it gets to what is computed from it: shapes {shape(x)} and {shape(fx)}"
            )
        return _added(x, fx)

    def __repr__(self) -> str:
        return f"Residual({_text(self.module)})"


class Highway(Module):
    """A layer with a gate that chooses for each number between the layer and the input.

    y = T(x)·H(x) + (1 - T(x))·x, element by element; H = g(W_H x + b_H), T = σ(W_T x + b_T).

    Args:
        n: number of inputs and outputs.
        activation: g, by name or as a function.
        gate_bias: where b_T starts; below 0 the gate starts on the side of the input.
        initializer, rng: of the weights of both layers, as in `Neuron`.

    Called with n Values or numbers; returns a list of n Values.

    Source: Srivastava, Greff and Schmidhuber, 2015, equation 3; lecture B11.

    Raises:
        ValueError: there are not n inputs.
        TypeError: an input is not a number.

    >>> closed = Highway(2, gate_bias=-1000.0)
    >>> [y.data for y in closed([3.0, -1.0])]
    [3.0, -1.0]
    """

    def __init__(
        self,
        n: int,
        *,
        activation: str | Activation = "relu",
        gate_bias: float = -1.0,
        initializer: str | Initializer = "uniform",
        rng: Rng = None,
    ) -> None:
        n, generator = size("Highway", "n", n), as_rng(rng)
        self.transform = Layer(n, n, activation=activation, initializer=initializer, rng=generator)
        self.gate = Layer(n, n, activation="sigmoid", initializer=initializer, rng=generator)
        for neuron in self.gate.neurons:
            neuron.b = Value(gate_bias)

    @property
    def nin(self) -> int:
        """The number of inputs, and of outputs."""
        return self.transform.nin

    def __call__(self, x: Vector) -> list[Value]:
        x = vector(self, x, self.nin)
        h, t = (entries(self, layer(x), "a vector") for layer in (self.transform, self.gate))
        return [ti * hi + (1 - ti) * xi for ti, hi, xi in zip(t, h, x)]

    def __repr__(self) -> str:
        return f"Highway({self.nin})"


class DenseConnection(Module):
    """A module whose input is handed on beside its output: y = (x₁, …, xₙ, F(x)₁, …, F(x)ₘ).

    Args:
        module: F, a module or function of n numbers that returns m.

    Called with n Values or numbers; returns a list of the n + m. Along a sequence every module sees what
    all before it computed, so the widths grow: n, n + m₁, n + m₁ + m₂, …

    Source: Huang et al., 2017; lecture B11.

    Raises:
        TypeError: F cannot be called; an input is not a number.

    >>> network = Sequential(DenseConnection(Layer(2, 3)), DenseConnection(Layer(5, 4)))
    >>> len(network([1.0, 2.0]))
    9
    """

    def __init__(self, module: Callable[[Any], Any]) -> None:
        self.module = _callable("DenseConnection", module)

    @property
    def nin(self) -> int:
        """The number of inputs, where the module has one."""
        return _nin(self, self.module)

    def __call__(self, x: Vector) -> list[Any]:
        x = vector(self, x)
        return [*x, *vector(self, self.module(x))]

    def __repr__(self) -> str:
        return f"DenseConnection({_text(self.module)})"


# --- what they share -----------------------------------------------------------------------------------


def _callable(owner: str, module: Any) -> Callable[[Any], Any]:
    if isinstance(module, type):
        name = module.__name__
        raise TypeError(
            f"{owner} is made of modules and functions, not of the class {name}: make one, {name}(…)"
        )
    if not callable(module):
        raise TypeError(f"{owner} is made of modules and functions, not of {short(module)}")
    return cast("Callable[[Any], Any]", module)


def _nin(outer: Module, inner: Any) -> int:
    if not hasattr(inner, "nin"):
        raise AttributeError(f"{outer} takes what {_text(inner)} takes, which does not say how many inputs")
    return inner.nin


def _text(module: Any) -> str:
    return repr(module) if isinstance(module, Module) else getattr(module, "__name__", repr(module))


def _lists(module: Module, x: Any) -> list[Any]:
    """Return nested iterables of numbers as nested lists; a single number as a list of one."""
    parts = entries(module, x, "a list")
    for part in parts:
        if not hasattr(part, "__iter__"):
            check_number(module, part)
    return [_lists(module, part) if hasattr(part, "__iter__") else part for part in parts]


def _added(x: list[Any], y: list[Any]) -> list[Any]:
    return [_added(cast("list[Any]", a), b) if isinstance(a, list) else a + b for a, b in zip(x, y)]
