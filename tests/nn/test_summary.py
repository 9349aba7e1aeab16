"""The summary table: the counts of lectures A11 and B5, shapes, modules of every kind."""

import re

import pytest

from autograd import Value, messages, ops, sum
from nn import (
    MLP,
    Attention,
    Conv1d,
    Conv2d,
    Embedding,
    Layer,
    Module,
    Neuron,
    RMSNorm,
    Sequential,
    Softmax,
    flatten,
    parameter_count,
    summary,
)  # fmt: skip
from nn.layers.summary import module_summaries


def total(model, x=None):
    return module_summaries(model, x)[0]


# --- lecture B5 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "count"),
    [((784, 10), 7_850), ((784, 200, 10), 159_010), ((3, 4, 2), 26), ((2, 16, 16, 1), 337)],
)
def test_the_parameter_counts_of_the_lectures(sizes, count):
    assert parameter_count(sizes) == count
    model = MLP(sizes[0], sizes[1:], initializer="zeros")
    assert total(model).parameters == len(model.parameters()) == count


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("m", [1, 3, 10])
def test_one_hidden_layer_has_d_plus_1_times_m_plus_m_plus_1_parameters(d, m):
    assert parameter_count([d, m, 1]) == total(MLP(d, [m, 1])).parameters == (d + 1) * m + m + 1


def test_a_network_too_large_to_build_can_be_counted():
    # dH + (L-1)H² + HK with d = 10⁴, H = 300, K = 1000, L = 10 hidden layers
    assert parameter_count([10_000, *[300] * 10, 1000], biases=False) == 4_110_000
    assert parameter_count([10_000, *[300] * 10, 1000]) == 4_110_000 + 10 * 300 + 1000


# --- lecture A11 --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(3, 4, 2), (2, 16, 16, 1), (5, 1)])
def test_one_add_multiply_per_weight_forward_and_two_backward(sizes):
    weights = parameter_count(sizes, biases=False)
    row = total(MLP(sizes[0], sizes[1:]))
    assert (row.forward, row.backward) == (weights, 2 * weights)


def test_backward_counts_the_messages_that_the_products_send():
    model = MLP(3, [4, 2], activation="tanh")
    root = sum(model([0.5, -1.0, 2.0]))
    sent = [m for m in messages(root) if m.child.op is ops.DOT and m.position < len(m.child.parents) - 1]
    assert total(model).backward == len(sent) == 2 * (3 * 4 + 4 * 2)


def test_cost_is_linear_in_layers_and_quadratic_in_units():
    def cost(layers, units):
        return total(MLP(units, [units] * layers)).forward

    assert [cost(layers, 4) for layers in (1, 2, 3)] == [16, 32, 48]
    assert [cost(1, units) for units in (1, 2, 4, 8)] == [1, 4, 16, 64]


def test_shared_weights_work_at_every_place():
    row = total(Conv2d(1, 2, kernel=3), [[[float(i * k) for k in range(5)] for i in range(6)]])
    assert row.parameters == 2 * (9 + 1)
    assert row.forward == 2 * 9 * (4 * 3)  # 4 × 3 places
    assert (row.inputs, row.outputs) == ("1×6×5", "2×4×3")


# T = 3 positions, n = 2, d = 4: projections 3·T·d·n = 72; products q·k and their scaling for the 6 pairs that
# the mask leaves: 6·(4 + 1) = 30; sums of values 6·4 = 24
def test_attention_costs_what_its_mask_leaves():
    row = total(Attention(2, 4), [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert (row.parameters, row.forward) == (3 * 4 * 2, 72 + 30 + 24)
    assert (row.inputs, row.outputs) == ("3×2", "3×4")


# --- the table ----------------------------------------------------------------------------------------


def test_the_table_of_a_convolutional_classifier(capsys):
    model = Sequential(Conv2d(1, 2, kernel=2), flatten, MLP(8, [3, 2]), Softmax())
    summary(model, [[[1.0, 2.0, 3.0]] * 3])
    out = capsys.readouterr().out
    assert [line.rstrip() for line in out.splitlines()] == [
        "path               kind        inputs  outputs  parameters  forward  backward",
        "layers.0           Conv2d      1×3×3   2×2×2            10       32        64",
        "layers.2           MLP         8       2                35       30        60",
        "layers.2.layers.0  Layer       8       3                27       24        48",
        "layers.2.layers.1  Layer       3       2                 8        6        12",
        "layers.3           Softmax     2       2                 0        0         0",
        "total              Sequential  1×3×3   2                45       62       124",
    ]


def test_thousands_are_separated(capsys):
    summary(MLP(784, [200, 10], initializer="zeros"))
    assert "159,010" in capsys.readouterr().out


def test_a_single_neuron_has_a_table_too(capsys):
    summary(Neuron(3))
    assert capsys.readouterr().out.splitlines()[1].split() == ["total", "Neuron", "3", "1", "4", "3", "6"]


class Language(Module):
    """One embedding, used for each symbol; the layer is used for each position, `spare` for none."""

    def __init__(self):
        self.embedding = Embedding(5, 2)
        self.layer = Layer(2, 3)
        self.again = self.layer
        self.spare = Layer(7, 7)

    def __call__(self, symbols):
        return [self.layer(self.embedding(symbol)) for symbol in symbols]


def test_modules_of_your_own_are_watched_call_by_call(capsys):
    model = Language()
    table = {module.path: module for module in module_summaries(model, [0, 3, 3, 1])}
    assert list(table) == ["", "embedding", "layer", "spare"]
    assert (table["layer"].calls, table["layer"].forward, table["layer"].parameters) == (4, 4 * 6, 9)
    assert (table["spare"].calls, table["spare"].inputs, table["spare"].forward) == (0, "-", 0)
    assert (table[""].inputs, table[""].outputs, table[""].parameters) == ("4", "4×3", 10 + 9 + 56)
    summary(model, [0, 3, 3, 1])
    assert "(4 calls)" in capsys.readouterr().out


class Scaled(Layer):
    """A layer whose answer is scaled: it calls the layer it extends."""

    def __call__(self, x):
        return [2 * y for y in super().__call__(x)]


def test_a_call_that_is_handed_up_counts_once():
    row = total(Scaled(3, 2))
    assert (row.calls, row.forward) == (1, 3 * 2 + 2)


def test_classes_call_as_before_when_the_summary_is_done():
    before = {kind: kind.__call__ for kind in (MLP, Layer, Softmax)}
    summary(Sequential(MLP(1, [1]), Softmax()))
    with pytest.raises(ValueError, match="expects 2 inputs, got 3"):
        summary(MLP(2, [1]), [1.0, 2.0, 3.0])
    assert {kind: kind.__call__ for kind in before} == before
    assert "__call__" not in vars(Scaled(1, 1))


def test_a_summary_changes_nothing_in_the_model():
    model = Sequential(RMSNorm(2), MLP(2, [2], rng=0))
    before = [(p.data, p.grad) for p in model.parameters()]
    summary(model)
    assert [(p.data, p.grad) for p in model.parameters()] == before


def test_ragged_answers_are_called_so():
    class Ragged(Module):
        def __call__(self, x):
            return [Value(1.0), [Value(2.0)]]

    assert total(Ragged(), [1.0]).outputs == "ragged"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: summary(3), TypeError, "summary needs a Module that can be called, not int 3"),
        (lambda: summary(flatten, [1.0]), TypeError, "summary needs a Module that can be called, not "),
        (lambda: summary(Module()), TypeError, "summary needs a Module that can be called, not Module"),
        (
            lambda: summary(Conv1d(1, 1, 2)),
            ValueError,
            "summary of Conv1d needs a sample to call it with: summary(",
        ),
        (
            lambda: summary(Sequential(flatten, Layer(2, 1))),
            ValueError,
            "summary of Sequential needs a sample",
        ),
        (lambda: summary(Embedding(2, 2)), ValueError, "summary of Embedding needs a sample"),
        (
            lambda: parameter_count([3]),
            ValueError,
            "parameter_count needs the inputs and one layer at least, got [3]",
        ),
        (
            lambda: parameter_count([]),
            ValueError,
            "parameter_count needs the inputs and one layer at least, got []",
        ),
        (lambda: parameter_count([3, 0]), ValueError, "parameter_count needs sizes ≥ 1, got 0"),
        (
            lambda: parameter_count([3, 1.5]),
            TypeError,
            "parameter_count needs a whole number as sizes, not float 1.5",
        ),
        (lambda: parameter_count("784"), TypeError, "parameter_count expects a list of sizes, got str '784'"),
    ],
)
def test_what_cannot_be_summarized_is_an_error(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
