"""autograd/testing/blackboard.py: what is written on a board, and what it is read as."""

import re

import pytest

from autograd import Value, topological_order
from autograd.formulas import ExpressionError
from autograd.testing.blackboard import Names


def names() -> Names:
    """L = ½(ŷ − t)² + W[0][1] h' with ŷ = σ(z), z = w x_1 + b."""
    w, x, b, t = Value(2.0, "w"), Value(-1.0, "x_1"), Value(0.5, "b"), Value(1.0, "t")
    z = w * x + b
    z.label = "z"
    y = z.sigmoid()
    y.label = "ŷ"
    loss = (y - t) ** 2 * 0.5 + Value(3.0, "W[0][1]") * Value(2.0, "h'")
    loss.label = "L"
    return Names(topological_order(loss))


def test_a_greek_label_may_be_written_by_its_name():
    price, rate = Value(0.5, "λ_1"), Value(0.1, "η")
    greek = Names(topological_order(price * rate))
    for text in ("lambda_1·eta", "lambda1 * eta", "λ₁ eta", "lambda_1 η"):
        assert [q.node for q in greek.read(text).quantities.values()] == [price, rate]
    with pytest.raises(ExpressionError, match="»theta« is no label"):
        greek.read("theta")


def read(text: str) -> str:
    """Return what a text is read as, every placeholder as what it stands for."""
    line = names().read(text)
    meant = {
        "value": lambda it: it.node.label,
        "delta": lambda it: f"δ({it.node.label})",
        "partial": lambda it: f"∂{it.child.label}/∂{it.node.label}",
    }
    return re.sub(
        r"__\d+__",
        lambda match: f"<{meant[line.quantities[match[0]].kind](line.quantities[match[0]])}>",
        line.formula.text,
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("w·b × w ⋅ b", "<w>*<b> * <w> * <b>"),
        ("w − b – w — b", "<w> - <b> - <w> - <b>"),
        ("w ÷ b", "<w> / <b>"),
        ("w^2 + b² + t⁻¹ + w¹²", "<w>**2 + <b>**(2) + <t>**(-1) + <w>**(12)"),
        ("½w", "(1/2)*<w>"),
        ("¼ (w − ⅔)", "(1/4) *(<w> - (2/3))"),
        ("0,22 * 1.5e-3", "0.22 * 1.5e-3"),
        ("max(1,2)", "max(1,2)"),
        ("max(w, (0,5))", "max(<w>, (0.5))"),
        ("ln(1,5)", "log(1.5)"),
        ("7.36·10^-2", "7.36e-2"),
        ("7,36 × 10⁻²", "7.36e-2"),
        ("7.36*10**(-2)", "7.36e-2"),
        ("w / 7.36·10^2", "<w> / 7.36*10**2"),
        ("[w] × [b]", "(<w>) * (<b>)"),
        ("2(w − b)w", "2*(<w> - <b>)*<w>"),
        ("w(1-w)(b)", "<w>*(1-<w>)*(<b>)"),
        ("wb", "<w>*<b>"),
        ("σ(w) + sigmoid(w) + tanh(b) + √(b)", "sigmoid(<w>) + sigmoid(<w>) + tanh(<b>) + sqrt(<b>)"),
        ("2σ(z)", "2*sigmoid(<z>)"),
        ("√2 w + 3√0,5", "sqrt(2) *<w> + 3*sqrt(0.5)"),
        ("|w − b||t|", "abs(<w> - <b>)*abs(<t>)"),
        ("2|w|²", "2*abs(<w>)**(2)"),
        ("||w| - b|", "abs(abs(<w>) - <b>)"),
        ("π + pi + e", "pi + pi + e"),
        ("e^(-z)", "e**(-<z>)"),
        # slopes
        ("f'(z)", "<∂ŷ/∂z>"),
        ("σ′(z)", "<∂ŷ/∂z>"),
        ("g’( z )", "<∂ŷ/∂z>"),
        ("ŷ'(z)", "<∂ŷ/∂z>"),
        ("f'(w)", "<∂/∂w>"),  # the product has no label
        # labels
        ("W[0][1]h'", "<W[0][1]>*<h'>"),
        ("h′", "<h'>"),
        ("h'(z)", "<h'>*(<z>)"),
        ("x_1 + x1 + x₁", "<x_1> + <x_1> + <x_1>"),
        ("y\u0302 - ŷ", "<ŷ> - <ŷ>"),
        ("x₁²", "<x_1>**(2)"),
        # deltas
        ("δ_z + d_z + delta_z + δz", "<δ(z)> + <δ(z)> + <δ(z)> + <δ(z)>"),
        ("δ_{x_1} + δ_x_1 + δ_x₁", "<δ(x_1)> + <δ(x_1)> + <δ(x_1)>"),
        ("∂L/∂z · dL/dw", "<δ(z)> * <δ(w)>"),
        ("z̄w", "<δ(z)>*<w>"),
        ("δ_z x_1", "<δ(z)> *<x_1>"),
        ("δ_W[0][1]", "<δ(W[0][1])>"),
        ("δ_1^x + δ_{1}^x w^2", "<δ(x_1)> + <δ(x_1)> *<w>**2"),
    ],
)
def test_what_people_write_is_read(text: str, meant: str):
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "q",
            "»q« is no label, no δ of one and no function; the labels are w, x_1, b, t, z, ŷ, W[0][1], h', L",
        ),
        ("1 + δ_q", "»δ_q« is no label"),
        ("1/2w", "»w« behind a / may be above or below: write brackets in: 1/2»w«"),
        ("w 2", "»2« follows another number or name: write * between factors in: w »2«"),
        ("0,5 0,5", "»0,5« follows another number or name"),
        ("1½", "»½« behind a number may be added or multiplied: write + or *"),
        ("w; b", "»;« is not understood in an answer"),
        ("q'(2)", "»q« has no slope that is known: write it with the label of the operand, f'(z)"),
        ("w +", "syntax not understood at: w +"),
        ("(w", "syntax not understood at: »(w«"),
        ("exp(w, b)", "»,« is not understood in an answer in: exp(w»,« b)"),
        ("elu(w, 1, 2)", "elu takes one or two, not 3: »elu(w, 1, 2)«"),
        ("", "the expression is empty"),
        ("w" * 3000, "an answer of 3,000 characters is too long"),
    ],
)
def test_what_is_not_understood_is_marked(text: str, says: str):
    with pytest.raises(ExpressionError, match=re.escape(says)):
        names().read(text).value(lambda quantity: quantity.node.data)


def test_an_exponent_that_is_a_label_stays_an_exponent():
    k, z = Value(2.0, "k"), Value(3.0, "z")
    both = k * z
    both.label = "z_k"
    line = Names([k, z, both]).read("δ_k^z")
    assert line.formula.text == "__0__**__1__"
    assert [(it.kind, it.node.label) for it in line.quantities.values()] == [("delta", "k"), ("value", "z")]


def test_one_slope_of_several_must_be_named():
    z = Value(1.0, "z")
    a, b = z.tanh(), z.sigmoid()
    a.label, b.label = "a", "b"
    found = Names(topological_order(a * b))
    assert found.read("a'(z)").quantities["__0__"].child is a
    assert found.read("σ'(z)").quantities["__0__"].child is b
    with pytest.raises(ExpressionError, match="z goes into 2 gates: name the gate's output"):
        found.read("f'(z)")


def test_the_slope_of_a_family_is_that_of_its_row():
    z = Value(-1.0, "z")
    y = z.leaky_relu(0.3)
    found = Names(topological_order(y * 2))
    assert found.read("leaky_relu'(z)").quantities["__0__"].child is y


def test_a_long_label_is_not_taken_for_a_short_one():
    w1, w11 = Value(1.0, "w_1"), Value(2.0, "w_11")
    found = Names(topological_order(w1 * w11))
    line = found.read("w_11 + w11 + w_1")
    assert [it.node.label for it in line.quantities.values()] == ["w_11", "w_11", "w_1"]


def test_a_board_without_greek_letters_is_read():
    z, price = Value(3.0, "z_k"), Value(2.0, "λ")
    found = Names([z, price, z * price])
    for text in ("d_{z_k}", "delta_{z_k}", "d_k^z", "delta_k^z", "d_{k}^z", "δ_k^z"):
        assert [(it.kind, it.node) for it in found.read(text).quantities.values()] == [("delta", z)], text
    for text, kind in (("lambda", "value"), ("d_lambda", "delta"), ("δ_{lambda}", "delta")):
        assert [(it.kind, it.node) for it in found.read(text).quantities.values()] == [(kind, price)], text
