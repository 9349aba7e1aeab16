r"""viz/networks/tikz.py: the diagram as LaTeX reads it."""

import shutil
import subprocess
from pathlib import Path

import pytest
from drawn_networks import lecture, squared_error

import nn
from autograd import Value
from viz import network


def test_units_weights_and_numbers_are_in_the_picture():
    code = network(lecture(), [1, -1], loss=squared_error).tikz
    assert code.count("circle[radius=32]") == 6
    assert code.count(r"\draw[positive,") == 3 + 1  # weights above 0, and the legend's line
    assert code.count(r"\draw[negative,") == 5 + 1
    assert "{$h_{1}^{(1)}$}" in code
    assert r"\node[text=chalkdata, anchor=base]" in code
    assert "{$-0.000953$}" in code
    assert code.startswith("% needs \\usepackage{tikz}")
    assert code.endswith("\\end{tikzpicture}\n")


def test_dots_stand_for_what_is_left_out():
    assert network(nn.MLP(784, [200, 10])).tikz.count(r"{$\vdots$}") == 2


def test_braces_and_dollars_close_whatever_the_labels():
    neuron = nn.Neuron(1)
    neuron.unit_labels = ("", r"\input{x}_$", "")
    code = network(neuron, [Value(1.0, "50% of $x & y_#{")]).tikz
    bare = code.replace(r"\{", "").replace(r"\}", "").replace(r"\$", "")
    assert bare.count("{") == bare.count("}")
    assert bare.count("$") % 2 == 0
    assert r"\input" not in code


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
def test_latex_sets_it(tmp_path: Path):
    network(lecture(), [1, -1], loss=squared_error).save(tmp_path / "f.tex")
    text = r"\documentclass{article}\usepackage{tikz,amsmath}\begin{document}\input{f.tex}\end{document}"
    (tmp_path / "page.tex").write_text(text, encoding="utf-8")
    subprocess.run(["pdflatex", "-halt-on-error", "page"], cwd=tmp_path, check=True, capture_output=True)
