"""viz/networks/steps.py: the steps of a network, in words, letters and numbers."""

from typing import Any

import pytest
from drawn_networks import OwnNeuron, lecture, squared_error

import nn
from viz import network
from viz.networks.steps import Line, Step, network_steps


def steps(model: Any, x: Any, loss: Any = None) -> list[Step]:
    drawn = network(model, x, loss=loss)
    assert drawn.sample is not None
    return network_steps(drawn.columns, drawn.diagram, drawn.sample, drawn.digits)


def text(lines: list[Line]) -> list[str]:
    return ["".join(piece for piece, _ in line) for line in lines]


def test_values_go_forward_column_by_column_and_deltas_come_back():
    found = steps(lecture(), [1, -1], squared_error)
    assert [step.phase for step in found] == [
        "Inputs", "Forward, layer 1 of 2", "Forward, layer 2 of 2", "Seed", "Backward, layer 1 of 2",
        "Backward, inputs", "Gradients",
    ]  # fmt: skip
    assert [step.values for step in found] == [1, 2, 3, 3, 3, 3, 3]
    assert [step.deltas for step in found] == [3, 3, 3, 2, 1, 0, 0]
    assert [step.lit for step in found] == [0, 1, 2, 0, 2, 1, 0]


def test_the_formulas_are_those_of_the_lecture():
    assert [step.formula for step in steps(lecture(), [1, -1], squared_error)] == [
        "x",
        "h⁽¹⁾ = σ(z⁽¹⁾), z⁽¹⁾ = W⁽¹⁾ x + b⁽¹⁾",
        "y = σ(z⁽²⁾), z⁽²⁾ = W⁽²⁾ h⁽¹⁾ + b⁽²⁾",
        "δ⁽²⁾ = ∂L/∂y ⊙ σ′(z⁽²⁾)",
        "δ⁽¹⁾ = (W⁽²⁾)ᵀ δ⁽²⁾ ⊙ σ′(z⁽¹⁾)",
        "∂L/∂x = (W⁽¹⁾)ᵀ δ⁽¹⁾",
        "∂L/∂W⁽ᵏ⁾ = δ⁽ᵏ⁾ (h⁽ᵏ⁻¹⁾)ᵀ, ∂L/∂b⁽ᵏ⁾ = δ⁽ᵏ⁾",
    ]


def test_the_sum_of_a_unit_is_written_in_numbers():
    # by hand in test_sample.py
    found = steps(lecture(), [1, -1], squared_error)
    assert text(found[1].sums[2]) == ["z = 1·1 + (−2)·(−1) + 1 = 4", "h₁⁽¹⁾ = σ(4) = 0.982"]
    assert text(found[3].sums[4]) == ["∂L/∂y₁ = −0.136", "δ(y₁) = (−0.136) · 0.118 = −0.0161"]
    assert text(found[4].sums[2]) == [
        "∂L/∂h₁⁽¹⁾ = 2·(−0.0161) + (−2)·0.0109 = −0.054", "δ(h₁⁽¹⁾) = (−0.054) · 0.0177 = −0.000953",
    ]  # fmt: skip
    assert text(found[5].sums[0]) == ["∂L/∂x₁ = 1·(−0.000953) + (−1)·0.000544 = −0.0015"]
    assert text(found[6].sums[2]) == [
        "∂L/∂w₁₁⁽¹⁾ = (−0.000953)·1 = −0.000953", "∂L/∂w₂₁⁽¹⁾ = (−0.000953)·(−1) = 0.000953",
        "∂L/∂b = δ(h₁⁽¹⁾) = −0.000953",
    ]  # fmt: skip


def test_the_gradients_are_those_of_the_engine():
    model = nn.MLP(2, [3, 2], activation="tanh", rng=3)
    last = steps(model, [0.5, -2.0], squared_error)[-1]
    squared_error(model([0.5, -2.0])).backward()
    said = [line[-1][0] for i in sorted(last.sums) for line in last.sums[i]]
    assert [float(text.replace("−", "-")) for text in said] == [
        pytest.approx(p.grad, rel=6e-3) for p in model.parameters()
    ]


def test_an_identity_leaves_the_slope_out():
    found = steps(nn.MLP(1, [1, 1], activation="identity", rng=1), [2.0])
    assert [step.formula for step in found][1:5] == [
        "h⁽¹⁾ = z⁽¹⁾ = W⁽¹⁾ x + b⁽¹⁾", "y = z⁽²⁾ = W⁽²⁾ h⁽¹⁾ + b⁽²⁾", "δ⁽²⁾ = ∂y/∂y", "δ⁽¹⁾ = (W⁽²⁾)ᵀ δ⁽²⁾",
    ]  # fmt: skip
    assert "slope" not in " ".join(step.sentence for step in found)
    assert text(found[3].sums[2]) == ["∂y/∂y = 1", "δ(y) = 1"]


def test_softmax_has_a_delta_of_its_scores():
    model = nn.Sequential(nn.Layer(2, 2, activation="identity", rng=1), nn.Softmax())
    found = steps(model, [1, 2], lambda p: -p[0].log())
    assert found[1].formula == "y = Softmax(z), z = W x + b"
    assert found[2].formula == "δ = ∂L/∂z"
    assert text(found[2].sums[2])[0].startswith("δ(y₁) = ∂L/∂z = ")


def test_a_nameless_activation_is_g():
    class Swish(OwnNeuron):
        def __call__(self, x: list[Any]) -> Any:
            z = self.b + self.w[0] * x[0]
            return z * z.sigmoid()

    found = steps(Swish([1], 0), [2])
    assert found[1].formula == "y = g(z), z = W x + b"
    assert found[2].formula == "δ = ∂y/∂y ⊙ g′(z)"


def test_several_outputs_without_a_loss_go_forward_only():
    assert [step.kind for step in steps(lecture(), [1, -1])] == ["", "forward", "forward"]


def test_a_long_sum_says_how_many_terms_are_left_out():
    (line, _) = text(steps(nn.MLP(784, [2, 1], rng=1), [0.5] * 784)[1].sums[9])
    assert line.count("·") == 6
    assert " + ⋯ (778 more) + 0 = " in line
