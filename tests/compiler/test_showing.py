"""Program.show: the formulas of the lectures, every one of them computed and compared with the program."""

import re
from functools import partial

import numpy as np
import pytest

import nn
from autograd import Value, compile, compile_batch, dot

UNITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def shown(program, capsys, **how):
    program.show(**how)
    return capsys.readouterr().out.splitlines()


def network(nin, nouts, **settings):
    return nn.MLP(nin, nouts, activation="sigmoid", rng=0, **settings)


def program_of(model, loss, X, t):
    program = compile_batch(lambda x, t: loss(model(x), t), model.parameters())
    program.value_and_grad(X, t)
    return program


def python_of(formula):
    """The right side of an equation as Python: what stands side by side is a product of matrices."""
    text = formula.translate(UNITS).replace("∂E/∂", "d").replace("−", "-").replace("²", "**2")
    text = re.sub(r"σ\(", "sigmoid(", text).replace("ReLU(", "relu(")
    text = re.sub(r"(?<![\w.])1ᵀ (?=[dA-Z])", "ones.T @ ", text)
    text = re.sub(r"(?<=[\w)]) 1(?=$)", " @ ones", text)
    text = re.sub(r"(?<![\w.])1 (?=[a-z]\d)", "ones @ ", text)
    text = re.sub(r"(?<= )1ᵀ", "@ ones.T", text)
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?) (?=[A-Za-z])", r"\1 * ", text)
    text = text.replace("ᵀ", ".T").replace(" ⊙ ", " * ")
    return re.sub(r"(?<=[\w)]) (?=[A-Za-z])", " @ ", text)


def computed(lines, given, samples):
    """Every name on the left with its numbers."""
    known = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh,
        "sign": np.sign, "N": samples, "ones": np.ones((samples, 1)), **given,
    }  # fmt: skip
    for line in lines:
        equation = line.split("  ")[0]
        if line.startswith("#") or not line or equation.startswith("E = "):
            continue
        left, right = equation.split(" = ", 1)
        name = left.translate(UNITS).replace("∂E/∂", "d")
        known[name.removesuffix("ᵀ")] = eval(python_of(right), {}, known)
    return known


def given_numbers(model, rows):
    numbers = {}
    for k, layer in enumerate(model.layers, 1):
        W = np.array([[w.data for w in neuron.w] for neuron in layer.neurons])
        numbers[f"W{k}"] = W.T if rows else W
        numbers[f"b{k}"] = np.array([[neuron.b.data] for neuron in layer.neurons])
    return numbers


def gradient_of(model, known, rows):
    parts = []
    for k in range(1, len(model.layers) + 1):
        dW = known[f"dW{k}"].T if rows else known[f"dW{k}"]
        db = known[f"db{k}"].reshape(-1)
        parts += [np.concatenate([np.ravel(row), [b]]) for row, b in zip(dW, db, strict=True)]
    return np.concatenate(parts)


@pytest.mark.parametrize("rows", [True, False])
@pytest.mark.parametrize(
    ("sizes", "loss"),
    [((3, [4, 1]), nn.half_mean_squared_error), ((3, [2, 1]), nn.half_squared_error),
     ((3, [3, 3, 1]), nn.half_squared_error), ((2, [1]), nn.mean_squared_error),
     ((2, [16, 16, 1]), nn.hinge)],
)  # fmt: skip
def test_the_printed_formulas_give_the_gradient_of_the_program(sizes, loss, rows, capsys):
    rng = np.random.default_rng(3)
    model, X = network(*sizes), rng.normal(size=(6, sizes[0]))
    t = np.where(rng.normal(size=6) > 0, 1.0, -1.0)
    program = program_of(model, loss, X, t)
    lines = shown(program, capsys, rows=rows)
    assert not any(line.endswith("# source") for line in lines)
    samples = {"X": X if rows else X.T, "T": t[:, None] if rows else t[None]}
    known = computed(lines, {**samples, **given_numbers(model, rows)}, 6)
    np.testing.assert_allclose(
        gradient_of(model, known, rows), program.value_and_grad(X, t)[1], rtol=1e-12, atol=1e-15
    )


def test_the_network_of_lecture_l0_reads_as_there(capsys):
    # A10: Z = X W + 1 bᵀ, H = σ(Z); ∂E/∂W = Hᵀ(…), ∂E/∂b = 1ᵀ(…), ∂E/∂H = (…)Wᵀ
    program = program_of(
        network(3, [4, 1], output="sigmoid"), nn.half_mean_squared_error, np.ones((5, 3)), np.ones(5)
    )
    lines = [re.sub(" {2,}", "  ", line) for line in shown(program, capsys)]
    for line in (
        "Z₁ = X W₁ + 1 b₁ᵀ  N×4 = (N×3)(3×4) + (N×1)(1×4)",
        "H₁ = σ(Z₁)  N×4",
        "Z₂ = H₁ W₂ + 1 b₂ᵀ  N×1 = (N×4)(4×1) + (N×1)(1×1)",
        "∂E/∂Z₂ = ∂E/∂H₂ ⊙ (1 − H₂) ⊙ H₂  N×1",
        "∂E/∂W₂ = H₁ᵀ ∂E/∂Z₂  4×1 = (4×N)(N×1)",
        "∂E/∂b₂ᵀ = 1ᵀ ∂E/∂Z₂  1×1 = (1×N)(N×1)",
        "∂E/∂H₁ = ∂E/∂Z₂ W₂ᵀ  N×4 = (N×1)(1×4)",
        "∂E/∂W₁ = Xᵀ ∂E/∂Z₁  3×4 = (3×N)(N×4)",
    ):
        assert line in lines


def test_samples_are_columns_as_in_l4_and_shapes_can_be_left_out(capsys):
    program = program_of(network(3, [2, 1]), nn.half_squared_error, np.ones((5, 3)), np.ones(5))
    lines = shown(program, capsys, rows=False, shapes=False)
    assert lines[1] == "Z₁ = W₁ X + b₁ 1ᵀ"
    assert {"∂E/∂H₁ = W₂ᵀ ∂E/∂Z₂", "∂E/∂W₁ = ∂E/∂Z₁ Xᵀ", "∂E/∂b₁ = ∂E/∂Z₁ 1"} <= set(lines)


@pytest.mark.parametrize("nouts", [[2, 1], [3, 3, 1]])
def test_a_narrow_layer_is_a_product_of_matrices_in_the_source_too(nouts):
    program = program_of(network(3, nouts), nn.half_squared_error, np.ones((5, 3)), np.ones(5))
    k = len(nouts)
    assert f"Z{k} = W{k} @ H{k - 1} + b{k}" in str(program)
    assert f"dW{k} = dZ{k} @ H{k - 1}.T" in str(program)


def test_layers_below_a_softmax_are_formulas_and_what_is_none_is_source(capsys):
    model = nn.MLP(64, [32, 10], rng=0)
    program = program_of(model, nn.cross_entropy, np.ones((5, 64)), np.ones(5, int))
    lines = [re.sub(" {2,}", "  ", line) for line in shown(program, capsys)]
    assert "Z₂ = H₁ W₂ + 1 b₂ᵀ  N×10 = (N×32)(32×10) + (N×1)(1×10)" in lines
    assert "∂E/∂W₂ = H₁ᵀ ∂E/∂Z₂  32×10 = (32×N)(N×10)" in lines
    source = {line.strip() for line in re.sub("  #.*", "", str(program), flags=re.MULTILINE).splitlines()}
    fallen = [line.removesuffix("  # source") for line in lines if line.endswith("# source")]
    assert fallen
    assert {line for line in fallen if not re.search(r"\b[a-z]_\d", line)} <= source


def test_a_convolution_is_shown_as_its_source(capsys):
    model = nn.Sequential(nn.Conv2d(1, 2, 3, rng=0), nn.flatten, nn.Layer(8, 1, rng=0))
    program = program_of(model, nn.half_squared_error, np.ones((5, 1, 4, 4)), np.ones(5))
    text = "\n".join(shown(program, capsys))
    assert "Z1 = (W1 @ g_1 + b1).reshape(8, -1)  # source" in text
    assert "∂E/∂W₁" not in text  # shared by four places
    # what a line needs stands above it
    printed = text.splitlines()
    assert printed.index("g_2 = dZ1.reshape(2, -1)  # source") < printed.index("dW1 = g_2 @ g_1.T  # source")


def test_shared_weights_get_the_sum_and_a_penalty_is_not_forgotten(capsys):
    W = [[Value(0.1 * i + j) for i in range(3)] for j in range(3)]

    def loss_of(last, x, t):
        for _ in range(2):
            x = [dot(row, x).tanh() for row in W]
        return (dot(last, x) - t) ** 2

    summed = "∂E/∂W₁ = H₁ᵀ ∂E/∂Z₂ + Xᵀ ∂E/∂Z₁"
    for last, is_all in (([1.0, 2.0, 3.0], True), (W[0], False)):  # W[0] gets a third message
        program = compile_batch(partial(loss_of, last), [w for row in W for w in row])
        program([[1.0, 2.0, 3.0]], [1.0])
        assert (summed in "\n".join(shown(program, capsys))) is is_all
    w = [Value(0.5), Value(-1.0)]
    program = compile_batch(lambda x, t: (dot(w, x) - t) ** 2 + 0.1 * dot(w, w), w)
    program([[1.0, 2.0]], [1.0])
    text = "\n".join(shown(program, capsys))
    assert "∂E/∂W₁" not in text
    assert "gradient[0:2] +=" in text


def test_what_has_no_parameters_no_batch_or_several_results_is_shown_too(capsys):
    program = compile_batch(lambda x: [x.exp() * 2, x])
    program([1.0, 2.0])
    assert re.fullmatch(r"exp\d+ = exp\(X\)", shown(program, capsys, shapes=False)[1])
    scalar = compile(lambda x: x.exp() * 2)
    scalar(1.0)
    assert shown(scalar, capsys) == str(scalar).splitlines()


def test_a_program_that_was_not_called_says_so():
    with pytest.raises(ValueError, match="show: nothing is compiled yet; call the program once"):
        compile_batch(lambda x: x * 2).show()
