"""Neuron, layer, multilayer perceptron: drop-in for micrograd's.

With the defaults the random stream (`random.uniform(-1, 1)` once for each weight, none for the bias),
the order of summation and the reprs are micrograd's, so the same seed trains the same network. The net
input of a neuron is one `dot` node. Letters: `nin` and `nout` count inputs and outputs, `w` `b` are
weights and bias, `x` is one sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from autograd import Value, dot
from nn.layers.activations import Activation, as_activation, identity, relu, title
from nn.layers.initializers import Initializer, Rng, as_initializer, as_rng
from nn.layers.inputs import Vector, entries, short, size, switch
from nn.layers.matrices import arrays_of, matrices
from nn.layers.module import Module
from nn.layers.names import UnitLabels, name_inputs, name_unit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from nn.layers.matrices import Arrays


class Neuron(Module):
    """One unit, y = g(z) with the net input z = b + w₁x₁ + … + wₙxₙ and the activation g.

    Args:
        nin: n, the number of inputs.
        nonlin: micrograd's way to choose between relu and identity.
        activation: g, by name ("tanh", see `nn.layers.activations`) or a function of a Value; default relu.
        initializer: of weights, by name ("he_normal", see `nn.layers.initializers`) or a function; b is 0.
        rng: seed or `random.Random` for the weights; None: Python's global generator.
        fan_out: how many neurons share the inputs, for initializers that ask.
        bias: whether there is a b; without it `b` is None and z = w₁x₁ + … + wₙxₙ.

    Called with n Values or numbers, or with a single one if n = 1; returns y.

    Raises:
        ValueError: there are not n inputs; n < 1; no activation or initializer has this name.
        TypeError: an input is not a number; n is not a whole number; `bias` is neither True nor False.

    >>> neuron = Neuron(2, activation="sigmoid")
    >>> neuron.w, neuron.b = [Value(2.0), Value(-3.0)], Value(-3.0)
    >>> f"{neuron([-1.0, -2.0]):.6f}"  # lecture A2
    '0.731059'
    """

    # what `nn.label` wrote
    unit_labels: UnitLabels | None = None
    input_labels: tuple[str, ...] = ()

    def __init__(
        self,
        nin: int,
        nonlin: bool = True,
        *,
        activation: str | Activation | None = None,
        initializer: str | Initializer = "uniform",
        rng: Rng = None,
        fan_out: int = 1,
        bias: bool = True,
    ) -> None:
        nin, bias = size("Neuron", "nin", nin), switch("Neuron", "bias", bias)
        if activation is None:
            activation = relu if nonlin else identity
        elif not nonlin:
            raise ValueError(f"Neuron got nonlin=False and activation={activation!r}: give one of the two")
        draw, generator = as_initializer(initializer), as_rng(rng)
        self.w = [Value(draw(generator, nin, fan_out)) for _ in range(nin)]
        self.b = Value(0) if bias else None
        self.activation = as_activation(activation)

    @property
    def nin(self) -> int:
        """The number of inputs."""
        return len(self.w)

    @property
    def nonlin(self) -> bool:
        """Whether there is an activation other than the identity (micrograd's name)."""
        return self.activation is not identity

    @nonlin.setter
    def nonlin(self, nonlin: bool) -> None:
        self.activation = relu if nonlin else identity

    def __call__(self, x: Vector) -> Value:
        n = len(self.w)
        if not isinstance(x, tuple):  # as a layer hands it on: nothing to look at for each of its neurons
            x = entries(self, x, f"{n} inputs")
        if len(x) != n:
            raise ValueError(f"{self} expects {n} inputs, got {len(x)}: call it with one sample at a time")
        if self.input_labels:
            x = name_inputs(self.input_labels, x)
        try:
            z = dot(self.w, x, self.b)
        except TypeError as error:
            raise TypeError(f"{self}: {error}") from None
        y = self.activation(z)
        if self.unit_labels:
            name_unit(self.unit_labels, z, y)
        return y

    def __repr__(self) -> str:
        return f"{title(self.activation)}Neuron({len(self.w)}{'' if self.b is not None else ', bias=False'})"


class Layer(Module):
    """Neurons side by side, all on the same inputs: y = g(Wx + b), row j of W holds the weights of neuron j.

    Args:
        nin: inputs of each neuron.
        nout: how many neurons.
        nonlin, activation, initializer, rng, bias: as in `Neuron`; one generator for all of them.

    Called with nin Values or numbers; returns a list of nout Values, or the Value itself if nout = 1.

    Raises:
        ValueError, TypeError: as in `Neuron`.

    >>> layer = Layer(2, 2, activation="sigmoid")
    >>> for neuron, row, bias in zip(layer.neurons, [[1, -2], [-1, 1]], [1, 0]):
    ...     neuron.w, neuron.b = [Value(w) for w in row], Value(bias)
    >>> [f"{y:.6f}" for y in layer([1, -1])]  # lecture B2
    ['0.982014', '0.119203']
    """

    input_labels: tuple[str, ...] = ()  # what `nn.label` wrote

    def __init__(
        self,
        nin: int,
        nout: int,
        *,
        nonlin: bool = True,
        activation: str | Activation | None = None,
        initializer: str | Initializer = "uniform",
        rng: Rng = None,
        bias: bool = True,
    ) -> None:
        nin, nout = size("Layer", "nin", nin), size("Layer", "nout", nout)
        generator = as_rng(rng)
        self.neurons = [
            Neuron(
                nin, nonlin,
                activation=activation, initializer=initializer, rng=generator, fan_out=nout, bias=bias,
            )
            for _ in range(nout)
        ]  # fmt: skip

    @property
    def nin(self) -> int:
        """The number of inputs."""
        return self.neurons[0].nin

    def __call__(self, x: Vector) -> Any:
        x = entries(self, x, f"{self.nin} inputs")
        if self.input_labels:
            x = name_inputs(self.input_labels, x)
        y = [neuron(x) for neuron in self.neurons]
        return y[0] if len(y) == 1 else y

    def arrays(self) -> Arrays:
        """Return (W, b) as arrays of their own, shapes (nout, nin) and (nout,); b is None without biases.

        Raises:
            ValueError: only some of the neurons have a bias.

        >>> W, b = Layer(3, 2, initializer="zeros").arrays()
        >>> W.shape, b.shape
        ((2, 3), (2,))
        """
        return arrays_of(self)

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(repr, self.neurons))}]"


class MLP(Module):
    """Multilayer perceptron: layers one after the other, y = g_L(W_L … g(W₁x + b₁) … + b_L) (lecture B4).

    Args:
        nin: number of inputs.
        nouts: number of neurons of each layer, from the first hidden layer to the outputs.
        activation: of the hidden layers.
        output: activation of the last layer.
        initializer, rng: as in `Neuron`; one generator for all layers.
        bias: whether neurons have a b, in all layers.

    Called with nin Values or numbers; returns what its last layer returns.

    Raises:
        ValueError: there are not nin inputs; there are no layers; as in `Neuron`.
        TypeError: as in `Neuron`.

    >>> mlp = MLP(3, [4, 2], activation="tanh", output="sigmoid", initializer="xavier_uniform", rng=0)
    >>> len(mlp.parameters()), len(mlp([0.5, -1.0, 2.0]))  # lecture B5
    (26, 2)
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        *,
        activation: str | Activation = "relu",
        output: str | Activation = "identity",
        initializer: str | Initializer = "uniform",
        rng: Rng = None,
        bias: bool = True,
    ) -> None:
        if not hasattr(nouts, "__len__") or isinstance(nouts, str):
            raise TypeError(f"MLP needs a list of layer sizes as nouts, such as [16, 1], not {short(nouts)}")
        if len(nouts) == 0:
            raise ValueError("MLP needs one layer at least: nouts is empty")
        activation = as_activation(
            activation
        )  # a network of a single layer has no use for it, and would not ask
        sizes, last, generator = [nin, *nouts], len(nouts) - 1, as_rng(rng)
        self.layers = [
            Layer(
                sizes[i],
                nout,
                activation=output if i == last else activation,
                initializer=initializer,
                rng=generator,
                bias=bias,
            )
            for i, nout in enumerate(nouts)
        ]

    @property
    def nin(self) -> int:
        """The number of inputs."""
        return self.layers[0].nin

    @classmethod
    def from_arrays(
        cls,
        arrays: Sequence[tuple[ArrayLike, ArrayLike | None]],
        *,
        activation: str | Activation = "relu",
        output: str | Activation = "identity",
    ) -> Self:
        """Return the network with these weights and biases, y = g(Wx + b) layer after layer.

        Args:
            arrays: (W, b) for each layer, W of shape (n_out, n_in) as PyTorch's `Linear` has it, b of shape
                (n_out,), or None for a layer without biases: arrays, tensors or lists.
            activation, output: as in `MLP`.

        Raises:
            ValueError: no layers; shapes that do not fit: a W that fits only when transposed is named, a
                square one may be either; nan or inf.
            TypeError: no list of pairs, or no numbers.

        >>> mlp = MLP.from_arrays([([[1, -2], [-1, 1]], [1, 0])], output="sigmoid")
        >>> [f"{y:.6f}" for y in mlp([1, -1])]  # lecture B2
        ['0.982014', '0.119203']
        """
        found = matrices("MLP.from_arrays", arrays)
        n_in, n_outs = found[0].shape[1], [matrix.shape[0] for matrix in found]
        mlp = cls(n_in, n_outs, activation=activation, output=output, initializer="zeros")
        for layer, matrix in zip(mlp.layers, found):
            biases = matrix.biases or [None] * len(matrix.weights)
            for neuron, weights, bias in zip(layer.neurons, matrix.weights, biases):
                neuron.w, neuron.b = list(map(Value, weights)), None if bias is None else Value(bias)
        return mlp

    def arrays(self) -> list[Arrays]:
        """Return (W, b) of each layer, what `from_arrays` takes: copies, shapes (n_out, n_in) and (n_out,).

        Raises:
            ValueError: only some of the neurons of a layer have a bias.

        >>> [W.shape for W, b in MLP(784, [200, 10]).arrays()]
        [(200, 784), (10, 200)]
        """
        return [layer.arrays() for layer in self.layers]

    def __call__(self, x: Vector) -> Any:
        y: Any = x
        for layer in self.layers:
            y = layer(y)
        return y

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(repr, self.layers))}]"
