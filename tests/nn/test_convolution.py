"""Convolutions: values and gradients derived by hand, shapes, shared weights."""

import re

import numpy as np
import pytest

from autograd import Value, ops
from nn import Conv1d, Conv2d, flatten


def backward(outputs, seeds):
    for y, seed in zip(flatten(outputs), seeds):
        y.backward(seed)


def numbers(nested):
    return [numbers(part) for part in nested] if isinstance(nested, list) else nested.data


# y_i = 3x_i - x_{i+1} + ½ at x = (1, 2, 4): y = (1.5, 2.5).  Seeds (1, 10); the weights are shared, so their
# deltas add up over the positions:
#   δ_w = 1·(1, 2) + 10·(2, 4) = (21, 42),  δ_b = 11,  δ_x = (3, -1 + 30, -10)
def test_gradients_of_a_signals_convolution_by_hand():
    conv = Conv1d(1, 1, kernel=2, activation="identity")
    conv.neurons[0].w, conv.neurons[0].b = [Value(3.0), Value(-1.0)], Value(0.5)
    x = [Value(1.0), Value(2.0), Value(4.0)]
    y = conv([x])
    backward(y, (1.0, 10.0))
    assert numbers(y) == [[1.5, 2.5]]
    assert [p.grad for p in conv.parameters()] == [21.0, 42.0, 11.0]
    assert [xi.grad for xi in x] == [3.0, 29.0, -10.0]


# A 2×2 kernel (1 2; 3 4) on the image (1 2 3; 4 5 6; 7 8 9), bias ½, seeds δ_y = (1 10; 100 1000):
#   y₀₀ = 1·1 + 2·2 + 3·4 + 4·5 + ½ = 37.5, and 10 more for each step to the right, 30 for each step down
#   δ_w[j, l] = Σ δ_y[i, k] x[i+j, k+l]:  δ_w₀₀ = 1·1 + 10·2 + 100·4 + 1000·5 = 5421, and so on
#   δ_x[a, c] = Σ δ_y[i, k] w[a-i, c-k]:  δ_x₁₁ = 4·1 + 3·10 + 2·100 + 1·1000 = 1234, and so on
def test_gradients_of_an_images_convolution_by_hand():
    conv = Conv2d(1, 1, kernel=2, activation="identity")
    conv.neurons[0].w, conv.neurons[0].b = [Value(w) for w in (1.0, 2.0, 3.0, 4.0)], Value(0.5)
    x = [[Value(3 * i + k + 1) for k in range(3)] for i in range(3)]
    y = conv([x])
    backward(y, (1.0, 10.0, 100.0, 1000.0))
    assert numbers(y) == [[[37.5, 47.5], [67.5, 77.5]]]
    assert [p.grad for p in conv.parameters()] == [5421.0, 6532.0, 8754.0, 9865.0, 1111.0]
    assert [[v.grad for v in row] for row in x] == [
        [1.0, 12.0, 20.0],
        [103.0, 1234.0, 2040.0],
        [300.0, 3400.0, 4000.0],
    ]


def test_flatten_takes_single_numbers_of_every_kind():
    assert flatten([2.0, np.array(3.0), [np.ones(2)]]) == [2.0, 3.0, 1.0, 1.0]
    assert flatten("ab") == ["ab"]


def test_every_number_of_the_answer_is_one_neuron_on_one_patch():
    conv = Conv2d(1, 2, kernel=2, activation="identity", rng=0)
    x = [[[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]]]
    (((first,),), ((second,),)) = conv(x)
    for y, neuron in zip((first, second), conv.neurons):
        assert y.op is ops.DOT
        assert y.parents == (*neuron.w, *flatten(x), neuron.b)


# the definition in loops of its own, on arrays
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (1, 1), (2, 3), (3, 1)])
def test_channels_stride_and_padding_against_the_definition(stride, padding):
    rng = np.random.default_rng(0)
    conv = Conv2d(2, 3, kernel=2, stride=stride, padding=padding, activation="tanh", rng=0)
    image = rng.normal(size=(2, 4, 5))
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    w = np.array([[w.data for w in neuron.w] for neuron in conv.neurons]).reshape(3, 2, 2, 2)
    height, width = ((n + 2 * padding - 2) // stride + 1 for n in (4, 5))
    expected = np.zeros((3, height, width))
    for c, i, k in np.ndindex(expected.shape):
        patch = padded[:, i * stride : i * stride + 2, k * stride : k * stride + 2]
        expected[c, i, k] = np.tanh((w[c] * patch).sum())
    assert np.allclose(numbers(conv(image.tolist())), expected, atol=1e-14, rtol=0)
    assert np.allclose(numbers(conv(image)), expected, atol=1e-14, rtol=0)  # an array is as good as lists


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (1, 2), (3, 1)])
def test_a_signal_is_an_image_of_one_row(stride, padding):
    signal = [[1.0, -2.0, 4.0, 0.5, 3.0], [0.0, 1.0, -1.0, 2.0, 5.0]]
    conv = Conv1d(2, 3, kernel=3, stride=stride, padding=padding, rng=0)
    padded = np.pad(signal, ((0, 0), (padding, padding)))
    w = np.array([[w.data for w in neuron.w] for neuron in conv.neurons]).reshape(3, 2, 3)
    patches = [padded[:, i : i + 3] for i in range(0, padded.shape[1] - 2, stride)]
    expected = [[max(0.0, (w[c] * patch).sum()) for patch in patches] for c in range(3)]
    assert np.allclose(numbers(conv(signal)), expected, atol=1e-14, rtol=0)


def test_the_number_of_parameters_does_not_depend_on_the_size_of_the_image():
    assert len(Conv2d(3, 8, kernel=5).parameters()) == 8 * (3 * 25 + 1)
    assert len(Conv1d(3, 8, kernel=5).parameters()) == 8 * (3 * 5 + 1)


def test_reprs_tell_channels_and_kernel():
    assert repr(Conv1d(2, 3, 5)) == "Conv1d(2, 3, kernel=5)"
    assert repr(Conv2d(2, 3, 5)) == "Conv2d(2, 3, kernel=5)"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Conv1d(1, 1, 0), ValueError, "Conv1d needs kernel ≥ 1, got 0"),
        (lambda: Conv1d(1, 1, 2, stride=0), ValueError, "Conv1d needs stride ≥ 1, got 0"),
        (lambda: Conv2d(1, 1, 2, padding=-1), ValueError, "Conv2d needs padding ≥ 0, got -1"),
        (lambda: Conv2d(1.0, 1, 2), TypeError, "Conv2d needs a whole number as channels_in, not float 1.0"),
        (
            lambda: Conv1d(2, 1, 2)([[1.0, 2.0]]),
            ValueError,
            "Conv1d(2, 1, kernel=2) expects 2 channels of numbers, got 1",
        ),
        (lambda: Conv1d(1, 1, 2)([[1.0]]), ValueError, "needs 2 places at least, got 1 with the padding"),
        (lambda: Conv1d(1, 1, 2)([[]]), ValueError, "expects one input at least, got 0"),
        (
            lambda: Conv1d(1, 1, 2)([1.0]),
            TypeError,
            "expects 1 channels of numbers, got a list of numbers: wrap it in a list",
        ),
        (
            lambda: Conv1d(2, 1, 2)([[1.0, 2.0], [1.0]]),
            ValueError,
            "expects channels of one length, got 1 and 2",
        ),
        (lambda: Conv1d(1, 1, 2)([["a", "b"]]), TypeError, "expects Values and real numbers, got str 'a'"),
        (lambda: Conv1d(1, 1, 2)(None), TypeError, "expects 1 channels of numbers, got NoneType None"),
        (
            lambda: Conv2d(1, 1, 2)([[1.0, 2.0], [3.0, 4.0]]),
            ValueError,
            "Conv2d(1, 1, kernel=2) expects 1 channels, got 2",
        ),
        (
            lambda: Conv2d(2, 1, 2)([[1.0, 2.0], [3.0, 4.0]]),
            TypeError,
            "got a list of numbers: wrap it in a list",
        ),
        (lambda: Conv2d(1, 1, 2)([[]]), ValueError, "expects a list of rows of numbers, got 0"),
        (
            lambda: Conv2d(1, 1, 2)([[[1.0, 2.0], [3.0]]]),
            ValueError,
            "expects rows of one length, got 1 and 2",
        ),
        (lambda: Conv2d(2, 1, 1)([[[1.0]], [[1.0], [2.0]]]), ValueError, "expects channels of one size"),
        (
            lambda: Conv2d(1, 1, 3)([[[1.0, 2.0], [3.0, 4.0]]]),
            ValueError,
            "needs 3 places at least, got 2 with the padding",
        ),
        (lambda: Conv2d(1, 1, 1)([["ab"]]), TypeError, "got str 'ab'"),
    ],
)
def test_wrong_shapes_are_errors_that_name_them(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
