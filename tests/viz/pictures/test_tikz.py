"""viz/pictures/tikz.py: gates and numbers as mathematics, and pdflatex where it is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from golden_files import check_golden
from lecture_graphs import HOSTILE, product, sigmoid_circuit

import autograd
from autograd import Value, dot, maximum
from viz import circuit, overview
from viz.labels import latex
from viz.pictures.circuit import Circuit
from viz.pictures.tikz import gate_math, number_math


def test_the_product_of_the_lectures_is_written_like_its_golden_file():
    text = circuit(product(), engine="layered", notes=True).tikz
    check_golden("product.tex", text)


def test_the_header_says_what_the_document_needs():
    header = [line for line in circuit(product()).tikz.splitlines() if line.startswith("%")]
    assert header[0] == r"% needs \usepackage{tikz} and \usepackage{amsmath}"


@pytest.mark.parametrize(
    ("gate", "math"),
    [
        ("+", "{+}"),
        ("×−1", r"{\times}{-}1"),
        ("1/x", "1/x"),
        ("1−x", "1{-}x"),
        ("+−4", "{+}{-}4"),
        ("×1e-09", r"{\times}1 \cdot 10^{-9}"),
        ("σ", r"\sigma "),
        ("Σ", r"\Sigma "),
        ("√", r"\surd "),
        ("|x|", "{|}x{|}"),
        ("w·x", r"w{\cdot}x"),
        ("x²", "x^{2}"),
        ("x⁻³", "x^{-3}"),
        ("x^2.5", "x^{2.5}"),
        ("x^−0.3333", "x^{-0.3333}"),
        ("2^x", "2^{x}"),
        ("**", "{*}{*}"),
        ("exp", r"\text{exp}"),
        ("ReLU", r"\text{ReLU}"),
        ("max(0, x)", r"\text{max}(0,\,x)"),
        ("[1]", "[1]"),
        # symbols of operations of one's own
        (r"\N{$}", r"\backslash N\{\$\}"),
        ("a_b^c", r"a\_b\wedge c"),
        ("50% #1", r"50\%\,\#1"),
        ("^", r"\wedge "),
        ("x^^2", r"x\wedge \wedge 2"),
        ("⟲ ×, tanh", r"\circlearrowleft \,{\times},\,\text{tanh}"),
        ("x₁₂", "x{}_{12}"),
        ("‖x‖", r"\|x\|"),
    ],
)
def test_a_gate_is_set_as_mathematics(gate: str, math: str):
    assert gate_math(gate) == math


def test_labels_values_and_deltas_are_mathematics():
    lines = circuit(sigmoid_circuit(), names=True).tikz.splitlines()
    for line in (r"{$w_{0}$};", r"{$-0.1966$};", r"{$v_{11}$};"):
        assert sum(text.endswith(line) for text in lines) >= 1
    assert len([line for line in lines if line.startswith(r"\node[delta")]) == 13


def test_edges_carry_their_note_only_on_request():
    assert r"\times" not in circuit(sigmoid_circuit() + 1).tikz.replace(r"{\times}", "")
    note = r"{$= \textcolor{chalkpartial}{[-4]} \times \textcolor{chalkdelta}{[1]}$};"
    assert note in circuit(product(), notes=True).tikz


def everything() -> Value:
    """Gates, powers and numbers of every kind of writing."""
    x, y = Value(2.0, "x_1"), Value(3.0, "loss")
    powers = x**2.5 + y**-2 + x ** Value(2.0) + 2**x
    gates = (
        abs(x) + x.sqrt() - 1e-9 * y + maximum(0, x) + dot([x, y], [y, y]) + autograd.sum([x, y, x]).relu()
    )
    return (powers + gates + (1 - x) / y.tanh()).sigmoid() * 1e8


def pdflatex(body: str, folder: Path) -> subprocess.CompletedProcess[str]:
    source = (
        "\\documentclass{article}\n\\usepackage[paperwidth=90cm,paperheight=90cm,margin=1cm]{geometry}\n"
        "\\usepackage{tikz}\n\\usepackage{amsmath}\n\\usepackage{amssymb}\n\\begin{document}\n"
        + body
        + "\\end{document}\n"
    )
    (folder / "d.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "d.tex"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, errors="replace")


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
def test_pdflatex_takes_it_without_a_word(tmp_path: Path):
    # pdflatex has no fonts for the Chinese and the smiley
    latin = [label for label in HOSTILE if "中" not in label]
    roots = [product(), sigmoid_circuit(), everything()]
    for label in [*latin, r"\input{/etc/passwd}", "a_b^c & 50% #1 ~", "$x$", r"\\", "{", "}", "α·β_2 → ∞"]:
        root = Value(1.0, label) * Value(2.0, label)
        root.label = label
        roots.append(root)
    for engine in ("layered", None):
        pictures = [circuit(root, engine=engine, notes=True, names=True).tikz for root in roots]
        done = pdflatex("\n\n".join(pictures), tmp_path)
        assert done.returncode == 0, done.stdout[-2000:]
        assert not re.search("(?:Missing character|Overfull|undefined|Font Warning).*", done.stdout)


@pytest.mark.parametrize(
    ("text", "math"),
    [
        ("−5…−1", r"-5\dots{-}1"),
        ("1e-09…2.5", r"1 \cdot 10^{-9}\dots 2.5"),
        ("−∞…1, nan", r"-\infty\dots 1, \text{nan}"),
        ("‖δ‖ 3e+04", r"\|\delta\| \, 3 \cdot 10^{4}"),
        ("⋯", r"\cdots "),
    ],
)
def test_what_stands_for_many_numbers_is_set_as_mathematics(text: str, math: str):
    assert number_math(text) == math


@pytest.mark.parametrize(
    ("text", "math"),
    [
        ("▶ w_1", r"\triangleright \,w_{1}"),
        ("1,600 × w₂", r"\text{1,600} \times w_{2}"),
        ("⋯ 23 ×", r"\cdots \text{ 23 }\times "),
        # labels of one's own with these signs
        ("x⁴₁₂", "x_{12}^{4}"),
        ("▶▶", r"\triangleright \triangleright "),
    ],
)
def test_what_parts_and_overviews_add_to_a_name_is_set_as_mathematics(text: str, math: str):
    assert latex(text) == math


def parts() -> list[Circuit]:
    """Parts and overviews with every sign that they use."""
    w = Value(0.5, "w_1")
    f = autograd.sum((w * Value(i / 10 - 2)).tanh() for i in range(50))
    h, a = Value(0.5, "h"), Value(0.9, "⟲ ‖a‖ ▶ ⋯ ₂ ⁴")
    for _ in range(300):
        h = (a * h + 0.1).tanh()
    chain = Value(1.0, "x")
    for _ in range(20):
        chain = chain + 1
    return [
        circuit(f, focus=w, notes=True), circuit(f, paths=3, notes=True), circuit(chain, paths=1, notes=True),
        circuit(h, focus=a, hops=1), overview(f), overview(h),
    ]  # fmt: skip


def test_a_text_in_a_wire_is_written_without_numbers():
    x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    q = x + y
    text = circuit(q * z, focus=q, hops=0, notes=True).tikz
    assert re.findall(r"^\\node\[numbered.*\{\$(.*)\$\};$", text, re.MULTILINE) == [
        r"\cdots \text{ 2}", r"\cdots \text{ 1}",
    ]  # fmt: skip
    assert len(re.findall(r"^\\node\[(?:data|delta),", text, re.MULTILINE)) == 2
    assert not any("{$$}" in picture.tikz for picture in parts())


def test_the_header_asks_for_the_symbols_where_there_is_one_of_them():
    headers = [picture.tikz.splitlines()[0] for picture in parts()]
    assert [r"\usepackage{amssymb}" in header for header in headers] == [
        False,
        False,
        False,
        True,
        False,
        True,
    ]


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
def test_pdflatex_takes_parts_and_overviews_without_a_word(tmp_path: Path):
    done = pdflatex("\n\n".join(picture.tikz for picture in parts()), tmp_path)
    assert done.returncode == 0, done.stdout[-2000:]
    assert not re.search("(?:Missing character|Overfull|undefined|Font Warning).*", done.stdout)
