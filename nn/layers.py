"""Neuron, layer, multilayer perceptron: drop-in for micrograd's.

The random stream (`random.uniform(-1, 1)` once for each weight, none for the bias), the order of
summation and the reprs are micrograd's, so the same seed trains the same network. The net input of a
neuron is one `dot` node. Letters: `nin` and `nout` count inputs and outputs, `w` `b` are weights and
bias, `x` is one sample.
"""

import random
from collections.abc import Iterable, Sequence
from typing import Any

from autograd import Value, dot
from autograd.functions import Operand
from nn.module import Module


class Neuron(Module):
    """One unit, y = relu(z) or y = z with the net input z = b + w₁x₁ + … + wₙxₙ.

    Args:
        nin: n, the number of inputs.
        nonlin: whether relu is applied.

    Called with n Values or numbers, or with a single Value if n = 1; returns y.

    Raises:
        ValueError: there are not n inputs.

    >>> neuron = Neuron(2)
    >>> neuron.w, neuron.b = [Value(2.0), Value(-3.0)], Value(-3.0)
    >>> neuron([-1.0, -2.0])
    Value(data=1.0, grad=0)
    """

    def __init__(self, nin: int, nonlin: bool = True) -> None:
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0)
        self.nonlin = nonlin

    def __call__(self, x: Iterable[Operand] | Value) -> Value:
        x = _sample(x)
        n = len(self.w)
        if len(x) != n:
            raise ValueError(f"{self} expects {n} inputs, got {len(x)}: call it with one sample at a time")
        z = dot(self.w, x, self.b)
        return z.relu() if self.nonlin else z

    def __repr__(self) -> str:
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """Neurons side by side, all on the same inputs.

    Args:
        nin: inputs of each neuron.
        nout: how many neurons.
        kwargs: passed on to each `Neuron`.

    Called with nin Values or numbers; returns a list of nout Values, or the Value itself if nout = 1.

    Raises:
        ValueError: there are not nin inputs.

    >>> Layer(2, 3, nonlin=False)
    Layer of [LinearNeuron(2), LinearNeuron(2), LinearNeuron(2)]
    """

    def __init__(self, nin: int, nout: int, **kwargs: Any) -> None:
        self.neurons = [Neuron(nin, **kwargs) for _ in range(nout)]

    def __call__(self, x: Iterable[Operand] | Value) -> Any:
        x = _sample(x)
        y = [neuron(x) for neuron in self.neurons]
        return y[0] if len(y) == 1 else y

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(repr, self.neurons))}]"


class MLP(Module):
    """Multilayer perceptron: layers one after the other, relu after each but the last.

    Args:
        nin: number of inputs.
        nouts: number of neurons of each layer, from the first hidden layer to the outputs.

    Called with nin Values or numbers; returns what its last layer returns.

    Raises:
        ValueError: there are not nin inputs.

    >>> mlp = MLP(3, [4, 2])
    >>> len(mlp.parameters()), len(mlp([0.5, -1.0, 2.0]))
    (26, 2)
    """

    def __init__(self, nin: int, nouts: Sequence[int]) -> None:
        sizes = [nin, *nouts]
        last = len(nouts) - 1
        self.layers = [Layer(sizes[i], nout, nonlin=i != last) for i, nout in enumerate(nouts)]

    def __call__(self, x: Iterable[Operand] | Value) -> Any:
        y: Any = x
        for layer in self.layers:
            y = layer(y)
        return y

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(repr, self.layers))}]"


def _sample(x: Iterable[Operand] | Value) -> tuple[Operand, ...]:
    """Return the inputs as a tuple; a single Value, the answer of a layer of one neuron, is one input."""
    return (x,) if isinstance(x, Value) else tuple(x)
