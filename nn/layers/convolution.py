"""Convolutions: one neuron that is shown one patch of its input after the other (lecture B13).

All positions share the weights of the neuron, so their deltas add up over the positions. As everywhere in
neural networks the kernel is not flipped (a cross-correlation). Shapes: channels × length for a signal,
channels × height × width for an image; an image in gray is `[image]`.
"""

from typing import Any

from autograd import Value
from autograd.functions import Operand
from nn.layers.activations import Activation
from nn.layers.dense import Neuron
from nn.layers.initializers import Initializer, Rng, as_initializer, as_rng
from nn.layers.inputs import entries, size, vector
from nn.layers.module import Module


class Conv1d(Module):
    """Convolution of a signal.

    y[c][i] = g(b_c + Σ over d, j of w_c[d, j] x[d][i·stride + j]): c counts the neurons, d the channels of
    the input, j the places in a patch.

    Args:
        channels_in: number of channels of the input.
        channels_out: number of neurons; each makes one channel of the output.
        kernel: how many places a patch is wide.
        stride: how many places lie between two patches.
        padding: zeros that are added on both sides.
        activation, initializer, rng: as in `Neuron`; a neuron has channels_in · kernel weights.

    Called with channels_in × length numbers; returns channels_out × length' Values with
    length' = (length + 2·padding - kernel)//stride + 1.

    Source: LeCun et al., 1989.

    Raises:
        ValueError: wrong number of channels, channels of different lengths, or shorter than the kernel.
        TypeError: an input is not a number.

    >>> difference = Conv1d(1, 1, kernel=2, activation="identity")
    >>> difference.neurons[0].w = [Value(-1.0), Value(1.0)]
    >>> [[y.data for y in channel] for channel in difference([[1.0, 4.0, 9.0, 16.0]])]
    [[3.0, 5.0, 7.0]]
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int,
        *,
        stride: int = 1,
        padding: int = 0,
        activation: str | Activation = "relu",
        initializer: str | Initializer = "uniform",
        rng: Rng = None,
    ) -> None:
        self.channels_in = size("Conv1d", "channels_in", channels_in)
        self.kernel = size("Conv1d", "kernel", kernel)
        self.stride = size("Conv1d", "stride", stride)
        self.padding = size("Conv1d", "padding", padding, least=0)
        self.neurons = _neurons(
            size("Conv1d", "channels_out", channels_out),
            self.channels_in, self.kernel, activation, initializer, rng,
        )  # fmt: skip

    def __call__(self, x: Any) -> list[list[Value]]:
        padding = (0.0,) * self.padding
        channels = [
            (*padding, *channel, *padding) for channel in _lines(self, x, self.channels_in, "channels")
        ]
        places = _places(self, len(channels[0]), self.kernel, self.stride)
        patches = [
            [number for channel in channels for number in channel[i : i + self.kernel]] for i in places
        ]
        return [[neuron(patch) for patch in patches] for neuron in self.neurons]

    def __repr__(self) -> str:
        return f"Conv1d({self.channels_in}, {len(self.neurons)}, kernel={self.kernel})"


class Conv2d(Module):
    """Convolution of an image, with square patches.

    y[c][i][k] = g(b_c + Σ over d, j, l of w_c[d, j, l] x[d][i·stride + j][k·stride + l]): c counts the
    neurons, d the channels of the input, j and l the rows and columns of a patch.

    Args:
        channels_in: number of channels of the image.
        channels_out: number of neurons; each makes one channel of the output.
        kernel: height and width of a patch.
        stride: rows, and columns, between two patches.
        padding: rows and columns of zeros that are added on every side.
        activation, initializer, rng: as in `Neuron`; a neuron has channels_in · kernel² weights, those of
            the first channel first, row by row.

    Called with channels_in × height × width numbers; returns channels_out × height' × width' Values with
    height' = (height + 2·padding - kernel)//stride + 1.

    Source: LeCun et al., 1989.

    Raises:
        ValueError: wrong number of channels, rows of different lengths, or an image smaller than the kernel.
        TypeError: an input is not a number.

    >>> corner = Conv2d(1, 1, kernel=2, activation="identity")
    >>> corner.neurons[0].w = [Value(w) for w in (1.0, 0.0, 0.0, -1.0)]
    >>> [[y.data for y in row] for row in corner([[[1, 2, 3], [4, 5, 6], [7, 8, 10]]])[0]]
    [[-4.0, -4.0], [-4.0, -5.0]]
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int,
        *,
        stride: int = 1,
        padding: int = 0,
        activation: str | Activation = "relu",
        initializer: str | Initializer = "uniform",
        rng: Rng = None,
    ) -> None:
        self.channels_in = size("Conv2d", "channels_in", channels_in)
        self.kernel = size("Conv2d", "kernel", kernel)
        self.stride = size("Conv2d", "stride", stride)
        self.padding = size("Conv2d", "padding", padding, least=0)
        self.neurons = _neurons(
            size("Conv2d", "channels_out", channels_out),
            self.channels_in, self.kernel**2, activation, initializer, rng,
        )  # fmt: skip

    def __call__(self, x: Any) -> list[list[list[Value]]]:
        images = entries(self, x, f"{self.channels_in} channels of rows of numbers")
        if len(images) != self.channels_in:
            raise ValueError(f"{self} expects {self.channels_in} channels, got {len(images)}")
        channels = [self._padded(image) for image in images]
        if len({(len(channel), len(channel[0])) for channel in channels}) > 1:
            raise ValueError(f"{self} expects channels of one size")
        rows = _places(self, len(channels[0]), self.kernel, self.stride)
        columns = _places(self, len(channels[0][0]), self.kernel, self.stride)
        patches = [
            [
                [
                    number
                    for channel in channels
                    for row in channel[i : i + self.kernel]
                    for number in row[k : k + self.kernel]
                ]
                for k in columns
            ]
            for i in rows
        ]
        return [[[neuron(patch) for patch in line] for line in patches] for neuron in self.neurons]

    def _padded(self, image: Any) -> list[tuple[Operand, ...]]:
        p = self.padding
        lines = [(*(0.0,) * p, *line, *(0.0,) * p) for line in _lines(self, image, None, "rows")]
        border = [(0.0,) * len(lines[0])] * p
        return [*border, *lines, *border]

    def __repr__(self) -> str:
        return f"Conv2d({self.channels_in}, {len(self.neurons)}, kernel={self.kernel})"


# --- what they share -----------------------------------------------------------------------------------


def _neurons(
    count: int,
    channels_in: int,
    places: int,
    activation: str | Activation,
    initializer: str | Initializer,
    rng: Rng,
) -> list[Neuron]:
    """Return one neuron for each channel of the output."""
    generator = as_rng(rng)
    return [
        Neuron(
            channels_in * places,
            activation=activation,
            initializer=as_initializer(initializer),
            rng=generator,
            fan_out=count * places,  # an input feeds every neuron from each place in the patch
        )
        for _ in range(count)
    ]


def _lines(module: Module, x: Any, n: int | None, what: str) -> list[tuple[Operand, ...]]:
    """Return n lines of numbers of one length (None: any number of lines but 0)."""
    expected = f"{n if n is not None else 'a list of'} {what} of numbers"
    x = entries(module, x, expected)
    if len(x) != n if n is not None else not x:
        raise ValueError(f"{module} expects {expected}, got {len(x)}")
    if not all(hasattr(line, "__iter__") for line in x):
        raise TypeError(f"{module} expects {expected}, got a list of numbers: wrap it in a list")
    lines = [vector(module, line) for line in x]
    if len(lengths := {len(line) for line in lines}) > 1:
        raise ValueError(
            f"{module} expects {what} of one length, got {' and '.join(map(str, sorted(lengths)))}"
        )
    return lines


def _places(module: Module, length: int, kernel: int, stride: int) -> range:
    """Return where the patches begin."""
    if length < kernel:
        raise ValueError(f"{module} needs {kernel} places at least, got {length} with the padding")
    return range(0, length - kernel + 1, stride)
