"""Losses: values and gradients derived by hand, the lecture's numbers, large logits, wrong inputs."""

import math
import re

import numpy as np
import pytest

from autograd import Value, compile_batch, log_softmax, topological_order
from nn.losses.loss import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    half_mean_squared_error,
    half_squared_error,
    hinge,
    mean_squared_error,
    multiclass_hinge,
    negative_log_likelihood,
)

INF, NAN = math.inf, math.nan

# y = (3, -1, ½), t = (1, 1, ½): differences d = (2, -2, 0), Σd² = 8, K = 3
#   ½Σd²     = 4,    ∂/∂y = d                    1/K Σd² = 8/3, ∂/∂y = 2d/K = (4/3, -4/3, 0)
#   1/(2K) Σd² = 4/3, ∂/∂y = d/K
# one output, y = 3, t = 1: d = 2: ½d² = 2 and d² = 4, with ∂/∂y = 2 and 2d = 4
# L = softplus(z) - tz, ∂L/∂z = σ(z) - t: at z = ln 3, σ = ¾, softplus = ln 4
#   t = 0: ln 4, ¾;   t = 1: ln 4 - ln 3, -¼;   t = ½: ln 4 - ½ ln 3, ¼
#   z = 0: ln 2, σ = ½. The mean over (ln 3, 0) with t = (1, 0): ½(ln 4/3 + ln 2), (-⅛, ¼)
# of the probability p = σ(z) itself: ∂L/∂p = (p - t)/(p(1 - p)): at p = ¾, p(1 - p) = 3/16
#   t = 0: ln 4, 4;   t = 1: ln 4 - ln 3, -4/3;   t = ½: ln 4 - ½ ln 3, 4/3
#   p = ½: ln 2, p(1 - p) = ¼. The mean over (¾, ½) with t = (1, 0): ½(ln 4/3 + ln 2), (-⅔, 1)
# L = max(0, 1 - ty), ∂L/∂y = -t where ty < 1; at ty = 1 relu'(0) = 0
EACH = [
    (half_squared_error, [3.0, -1.0, 0.5], [1, 1, 0.5], 4.0, [2.0, -2.0, 0.0]),
    (mean_squared_error, [3.0, -1.0, 0.5], [1, 1, 0.5], 8 / 3, [4 / 3, -4 / 3, 0.0]),
    (half_mean_squared_error, [3.0, -1.0, 0.5], [1, 1, 0.5], 4 / 3, [2 / 3, -2 / 3, 0.0]),
    (half_squared_error, [3.0], 1, 2.0, [2.0]),
    (mean_squared_error, [3.0], 1, 4.0, [4.0]),
    (half_mean_squared_error, [3.0], 1, 2.0, [2.0]),
    (binary_cross_entropy_with_logits, [math.log(3)], 0, math.log(4), [0.75]),
    (binary_cross_entropy_with_logits, [math.log(3)], 1, math.log(4 / 3), [-0.25]),
    (binary_cross_entropy_with_logits, [math.log(3)], 0.5, math.log(4) - math.log(3) / 2, [0.25]),
    (binary_cross_entropy_with_logits, [0.0], 1, math.log(2), [-0.5]),
    (binary_cross_entropy_with_logits, [math.log(3), 0.0], [1, 0], math.log(8 / 3) / 2, [-0.125, 0.25]),
    (binary_cross_entropy_with_logits, [1000.0], 1, 0.0, [0.0]),
    (binary_cross_entropy_with_logits, [1000.0], 0, 1000.0, [1.0]),
    (binary_cross_entropy_with_logits, [-1000.0], 1, 1000.0, [-1.0]),
    (binary_cross_entropy, [0.75], 0, math.log(4), [4.0]),
    (binary_cross_entropy, [0.75], 1, math.log(4 / 3), [-4 / 3]),
    (binary_cross_entropy, [0.75], 0.5, math.log(4) - math.log(3) / 2, [4 / 3]),
    (binary_cross_entropy, [0.75, 0.5], [1, 0], math.log(8 / 3) / 2, [-2 / 3, 1.0]),
    (hinge, [0.25], 1, 0.75, [-1.0]),
    (hinge, [0.25], -1, 1.25, [1.0]),
    (hinge, [1.0], 1, 0.0, [0.0]),  # at the margin
    (hinge, [-3.0], -1, 0.0, [0.0]),
    (hinge, [0.25, 0.5], [1, -1], 1.125, [-0.5, 0.5]),
]

# softmax p of (ln 1, ln 2, ln 5) = (⅛, ¼, ⅝). L = -ln p_c, ∂L/∂z = p - onehot(c)
# against the probabilities t = (½, ½, 0): L = ½ ln 8 + ½ ln 4 = ½ ln 32, ∂L/∂z = p - t
# of (z, z) both probabilities are ½: L = ln 2, however large z is
# negative log-likelihood: minus the one that is picked
# multiclass hinge of (2, 2½, -1), c = 0: terms max(0, 1½) + max(0, -2) = 1½, ∂/∂y = (-1, 1, 0);
#   c = 2: max(0, 4) + max(0, 4½) = 8½, (1, 1, -2);  c = 1 of (1, 2, 0): max(0, 0) + 0: 0 at the margin
LOGS = [0.0, math.log(2), math.log(5)]
CLASSES = [
    (cross_entropy, LOGS, 0, math.log(8), [-7 / 8, 1 / 4, 5 / 8]),
    (cross_entropy, LOGS, 1, math.log(4), [1 / 8, -3 / 4, 5 / 8]),
    (cross_entropy, LOGS, [0, 1, 0], math.log(4), [1 / 8, -3 / 4, 5 / 8]),
    (cross_entropy, LOGS, [0.5, 0.5, 0], math.log(32) / 2, [-3 / 8, -1 / 4, 5 / 8]),
    (cross_entropy, [1000.0, 1000.0], 1, math.log(2), [0.5, -0.5]),
    (cross_entropy, [1000.0, 0.0], 1, 1000.0, [1.0, -1.0]),
    (cross_entropy, [-1000.0, 0.0], 1, 0.0, [0.0, 0.0]),
    (negative_log_likelihood, [-2.0, -0.5, -1.0], 1, 0.5, [0.0, -1.0, 0.0]),
    (multiclass_hinge, [2.0, 2.5, -1.0], 0, 1.5, [-1.0, 1.0, 0.0]),
    (multiclass_hinge, [2.0, 2.5, -1.0], 2, 8.5, [1.0, 1.0, -2.0]),
    (multiclass_hinge, [1.0, 2.0, 0.0], 1, 0.0, [0.0, 0.0, 0.0]),
]  # fmt: skip


@pytest.mark.parametrize(("loss", "outputs", "target", "value", "deltas"), EACH + CLASSES)
def test_value_and_gradients_by_hand(loss, outputs, target, value, deltas):
    outputs = [Value(y) for y in outputs]
    L = loss(outputs, target)
    L.backward()
    # a few roundings of numbers as large as the largest output
    tolerance = 1e-15 * max(4.0, *(abs(y.data) for y in outputs))
    assert L.data == pytest.approx(value, rel=0, abs=tolerance)
    assert [y.grad for y in outputs] == pytest.approx(deltas, rel=0, abs=tolerance)


@pytest.mark.parametrize(
    ("loss", "outputs", "target", "value", "deltas"), [row for row in EACH if len(row[1]) == 1]
)
def test_one_output_needs_no_list(loss, outputs, target, value, deltas):
    y = Value(outputs[0])
    L = loss(y, target)
    L.backward()
    assert L.data == pytest.approx(value, rel=1e-14, abs=1e-14)
    assert y.grad == pytest.approx(deltas[0], rel=1e-14, abs=1e-14)


# exp(3.2, 5.1, -1.7) = 24.53, 164.02, 0.18; their sum 188.73: p₀ = 0.129983; in base 10, -lg p₀ = 0.886115
@pytest.mark.parametrize("loss", [mean_squared_error, half_squared_error, binary_cross_entropy])
def test_the_graph_of_one_output_has_no_sum_over_outputs(loss):
    rows = {node.op.name for node in topological_order(loss([Value(0.5)], [1.0])) if node.op}
    assert not rows & {"sum", "div"}


def test_the_cross_entropy_of_the_lecture():
    z = [Value(3.2), Value(5.1), Value(-1.7)]
    L = cross_entropy(z, 0)
    L.backward()
    assert f"{L.data:.6f}" == "2.040355"
    assert f"{L.data / math.log(10):.6f}" == "0.886115"
    assert [f"{zi.grad:.6f}" for zi in z] == ["-0.870017", "0.869050", "0.000968"]  # p - t


# E = 1/(2N) Σ (y - t)² over y = (3, 1, 0), t = (1, 1, 4), N = 3: (4 + 0 + 16)/6 = 10/3, ∂E/∂y = (y - t)/N
def test_the_mean_over_samples_supplies_the_lectures_one_over_n():
    ys = [Value(3.0), Value(1.0), Value(0.0)]
    E = sum(half_mean_squared_error(y, t) for y, t in zip(ys, (1.0, 1.0, 4.0))) / 3
    E.backward()
    assert E.data == pytest.approx(10 / 3, rel=1e-15)
    assert [y.grad for y in ys] == pytest.approx([2 / 3, 0.0, -4 / 3], rel=1e-15)


@pytest.mark.parametrize("t", [0, 0.25, 1])
@pytest.mark.parametrize("score", [-1000.0, -40.0, -2.0, 0.0, 3.0, 40.0, 1000.0])
def test_the_loss_of_a_sigmoid_is_the_loss_of_its_score(score, t):
    z, same = Value(score), Value(score)
    of_score, of_probability = binary_cross_entropy_with_logits(z, t), binary_cross_entropy(same.sigmoid(), t)
    of_score.backward()
    of_probability.backward()
    assert (of_probability.data, same.grad) == (of_score.data, z.grad)


def test_the_loss_of_a_sigmoid_compiles_to_that_of_its_score():
    z, t = [[-1000.0], [3.0], [1000.0]], [1.0, 0.25, 0.0]
    of_score = compile_batch(binary_cross_entropy_with_logits)(z, t)
    of_probability = compile_batch(lambda z, t: binary_cross_entropy([zi.sigmoid() for zi in z], t))(z, t)
    assert of_probability.tolist() == of_score.tolist()


@pytest.mark.parametrize("p", [0.0, 1.0, -0.5, 2.0])
def test_what_lies_outside_of_0_and_1_is_no_probability(p):
    with pytest.raises(ValueError, match="log is undefined at"):
        binary_cross_entropy(Value(p), 0.5)


@pytest.mark.parametrize(("outputs", "target"), [([3.0], [1.0]), ([3.0, -1.0, 0.5], [1, 1, 0.5])])
def test_half_of_the_mean_squared_error_is_what_its_name_says(outputs, target):
    assert half_mean_squared_error(outputs, target).data == mean_squared_error(outputs, target).data / 2


def test_negative_log_likelihood_is_cross_entropy_without_its_softmax():
    z = [Value(0.3), Value(-1.2), Value(2.0)]
    assert negative_log_likelihood(log_softmax(z), 2).data == cross_entropy(z, 2).data


@pytest.mark.parametrize(
    ("loss", "target"),
    [(half_squared_error, [1.0, 0.0]), (cross_entropy, 1), (multiclass_hinge, 0), (hinge, [1, -1])],
)
def test_outputs_and_targets_may_be_arrays_and_plain_numbers(loss, target):
    expected = loss([Value(0.5), Value(2.0)], target).data
    assert loss([0.5, 2.0], target).data == expected
    assert loss(np.array([0.5, 2.0]), np.array(target)).data == expected


@pytest.mark.parametrize("loss", [half_squared_error, cross_entropy, hinge])
def test_outputs_and_targets_may_be_read_once_only(loss):
    target = [1, 0] if loss is not hinge else [1, -1]
    assert loss(iter([0.5, 2.0]), iter(target)).data == loss([0.5, 2.0], target).data


@pytest.mark.parametrize("row", [[NAN, 1.0], [Value(0.25), Value(0.5)]])
def test_nan_and_values_are_not_held_against_the_sum_of_probabilities(row):
    cross_entropy([1.0, 2.0], row)


@pytest.mark.parametrize("target", [1, True, np.int64(1), np.uint8(1), np.array(1)])
def test_a_class_number_may_be_any_kind_of_whole_number(target):
    assert cross_entropy([1.0, 3.0], target).data == cross_entropy([1.0, 3.0], 1).data


@pytest.mark.parametrize("loss", [cross_entropy, multiclass_hinge])
def test_the_class_number_only_has_to_be_an_index(loss):
    class Placeholder:  # stands for a class that is not known when the loss is written down
        def __index__(self):
            return 2

    assert loss([1.0, 3.0, 0.5], Placeholder()).data == loss([1.0, 3.0, 0.5], 2).data


@pytest.mark.parametrize(
    "loss",
    [
        half_squared_error,
        mean_squared_error,
        half_mean_squared_error,
        binary_cross_entropy,
        binary_cross_entropy_with_logits,
        hinge,
    ],
)
def test_a_target_may_be_a_value(loss):
    t = Value(7.0)  # what stands for many targets is not held against the rule for plain ones
    assert loss(Value(0.5), t).data == pytest.approx(
        {half_squared_error: 21.125, mean_squared_error: 42.25, half_mean_squared_error: 21.125,
         binary_cross_entropy: math.log(2), hinge: 0.0,
         binary_cross_entropy_with_logits: math.log(1 + math.exp(0.5)) - 3.5}[loss]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("loss", "targets"),
    [
        (half_squared_error, ([0, 9, 0], [9, 0, 9])),
        (hinge, ([1, 1, 1], [-1, 1, -1])),
        (binary_cross_entropy_with_logits, ([0, 1, 0], [1, 1, 1])),
        (cross_entropy, (1, 1)),
        (multiclass_hinge, (1, 1)),
    ],
)
def test_the_graph_is_the_same_for_all_numbers(loss, targets):
    first = loss([Value(5.0), Value(-5.0), Value(1.0)], targets[0])
    second = loss([Value(-5.0), Value(5.0), Value(1.0)], targets[1])
    assert [node.op for node in topological_order(first)] == [node.op for node in topological_order(second)]


@pytest.mark.parametrize(
    ("loss", "target"), [(half_squared_error, 1.0), (binary_cross_entropy_with_logits, 1), (hinge, 1)]
)
def test_nan_travels_through(loss, target):
    assert math.isnan(loss(Value(NAN), target).data)
    assert math.isnan(loss(Value(0.5), NAN).data)


def test_nan_travels_through_class_losses():
    for loss in (cross_entropy, multiclass_hinge):
        assert math.isnan(loss([Value(NAN), Value(1.0)], 0).data)


ONE_EACH = [
    half_squared_error,
    mean_squared_error,
    half_mean_squared_error,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    hinge,
]
OF_CLASSES = [cross_entropy, negative_log_likelihood, multiclass_hinge]
COUNTED = "one target for each output: 2 outputs, 1 targets"
WRONG = [
    *[(loss, [1.0, 2.0], [1.0], ValueError, COUNTED) for loss in ONE_EACH],
    *[(loss, [1.0, 2.0], 1.0, ValueError, COUNTED) for loss in ONE_EACH],
    *[(loss, [], [], ValueError, "of no outputs is not defined") for loss in ONE_EACH],
    *[(loss, 1.0, "1", TypeError, "not str '1'") for loss in ONE_EACH],
    *[(loss, 1.0, None, TypeError, "not NoneType None") for loss in ONE_EACH],
    *[(loss, "y", 1.0, TypeError, "not str 'y'") for loss in ONE_EACH],
    *[(loss, [[1.0, 2.0]], [[1.0, 2.0]], TypeError, "not list [1.0, 2.0]") for loss in ONE_EACH],
    *[(loss, [], 0, ValueError, "of no outputs is not defined") for loss in OF_CLASSES],
    *[(loss, [1.0, 2.0], 2, ValueError, "2 is no class of 2 outputs: classes are 0") for loss in OF_CLASSES],
    *[(loss, [1.0, 2.0], -1, ValueError, "-1 is no class of 2 outputs") for loss in OF_CLASSES],
    *[(loss, [1.0, 2.0], 1.0, TypeError, "whole number") for loss in OF_CLASSES],
    *[(loss, [1.0, 2.0], "1", TypeError, "not str '1'") for loss in OF_CLASSES],
    *[(loss, 1.0, 0, TypeError, "needs a list of outputs, one for each class") for loss in OF_CLASSES],
    *[(loss, ["a", "b"], 0, TypeError, "not str 'a'") for loss in OF_CLASSES],
    (cross_entropy, [1.0, 2.0], [1.0], ValueError, "2 outputs, 1 targets"),
    (cross_entropy, [1.0, 2.0], [0.5, 0.6], ValueError, "takes no target whose sum is 1.1"),
    (cross_entropy, [1.0, 2.0], [0.0, 0.0], ValueError, "takes no target whose sum is 0"),
    (cross_entropy, [1.0, 2.0], [-0.5, 1.5], ValueError, "takes no target -0.5: it must be a probability"),
    (negative_log_likelihood, [-1.0, -2.0], [0, 1], ValueError, "takes the number of a class, not [0, 1]"),
    (multiclass_hinge, [1.0, 2.0], [0, 1], ValueError, "takes the number of a class, not [0, 1]"),
    (hinge, 0.5, 0, ValueError, "hinge takes no target 0: it must be -1 or 1"),
    (binary_cross_entropy, 0.5, 2, ValueError, "binary_cross_entropy takes no target 2: it must be 0 for no"),
    (binary_cross_entropy_with_logits, 0.5, 2, ValueError, "takes no target 2: it must be 0 for no"),
    (binary_cross_entropy_with_logits, 0.5, -1, ValueError, "takes no target -1"),
]  # fmt: skip


@pytest.mark.parametrize(("loss", "outputs", "target", "error", "message"), WRONG)
def test_what_does_not_fit_is_said(loss, outputs, target, error, message):
    with pytest.raises(error, match=re.escape(message)):
        loss(outputs, target)
