"""viz/derivations/layout.py: lines broken and aligned, for the terminal, LaTeX and Markdown."""

import re

import pytest
from lecture_graphs import HOSTILE, labelled, logistic_least_squares, product, two_layers

import autograd
from autograd import Value, dot
from viz import derivation
from viz.derivations.layout import Written
from viz.derivations.notation import STYLES
from viz.labels import latex


def wide() -> Value:
    """A neuron of nine inputs with long names: no line of it fits into a row."""
    weights = [Value(0.1 * k, f"weight_{k}") for k in range(1, 10)]
    inputs = [Value(1.5 * k, f"input_{k}") for k in range(1, 10)]
    return labelled(labelled(dot(weights, inputs, Value(0.5, "bias")), "z").tanh(), "y")


def rows_of(latex: str) -> list[list[str]]:
    """The rows of every block of LaTeX."""
    bodies = re.findall(r"\\begin\{align(?:\*|ed)\}\n(.*?)\n\\end\{align", latex, re.DOTALL)
    return [re.split(r" \\\\(?:\[4pt\])?\n", body) for body in bodies]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("root", [wide, two_layers, product])
def test_every_row_is_aligned_at_one_place(root, style):
    d = derivation(root(), style)
    for written, marks in ((d, 1), (d.steps, 1), (d.columns, 3)):
        for text in (written.latex, written.markdown):
            blocks = rows_of(text)
            assert len(blocks) == (1 if marks == 3 else 2)
            for row in (row for block in blocks for row in block):
                assert len(re.findall(r"(?<!\\)&", row)) == marks, row


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("root", [wide, two_layers, lambda: logistic_least_squares(penalty=True)])
def test_no_line_is_wider_than_a_page(root, style):
    d = derivation(root(), style)
    for written in (d, d.steps):
        assert max(map(len, written.text.splitlines())) <= 84
    assert max(map(len, d.columns.text.splitlines())) <= 120


def test_what_is_given_is_wrapped_and_aligned():
    d = derivation(autograd.sum([Value(k, f"x_{k}") for k in range(20)]))
    given = [line for line in d.text.splitlines() if line.startswith("  x") and " = " in line]
    assert len(given) > 1
    assert "".join(given).count(" = ") == 20
    assert [row.split("&")[0].strip() for row in rows_of(d.latex)[0][: len(given)]] == [
        latex(line.split()[0]) for line in given
    ]


def test_a_long_sum_is_broken_before_a_plus():
    text = derivation(wide()).text.splitlines()
    start = next(i for i, line in enumerate(text) if line.startswith("  z = "))
    assert text[start + 1].startswith("        + ")
    assert "".join(text[start : start + 4]).count("weight") == 9
    latex = rows_of(derivation(wide()).latex)[0]
    assert any(row.startswith(r" &\quad + ") for row in latex)


def test_the_columns_of_the_product():
    d = derivation(product()).columns
    assert d.text.splitlines() == [
        "computing f    computing the derivatives",
        "  q = x + y      δ_f = 1",
        "  f = q z        δ_q = z",
        "                 δ_z = q",
        "                 δ_x = δ_q",
        "                 δ_y = δ_q",
    ]
    assert rows_of(d.latex)[0][:3] == [
        r"&\text{computing }f &&\text{computing the derivatives}",
        r"q &= x + y &\qquad \delta_{f} &= 1",
        r"f &= q z &\qquad \delta_{q} &= z",
    ]
    assert d._repr_markdown_() == d.markdown
    assert str(d) == repr(d) == d.text
    assert isinstance(d, Written)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_in_every_style_and_form(label: str, style: str):
    d = derivation(labelled(Value(2.0, label) * Value(3.0, label), label), style)
    for written in (d, d.steps, d.columns):
        assert all(c.isprintable() for c in written.text.replace("\n", ""))
        for source in (written.latex, written.markdown):
            source.encode()
            assert not re.search("<[a-z!/]", source)
            braces = re.findall(r"(?<!\\)[{}]", source.replace("\\\\", ""))
            assert braces.count("{") == braces.count("}")
