"""notebooks/README.md: where each example of the lectures stands."""

import re

import pytest
from test_notebooks import FOLDER, SCRIPTS

TEXT = (FOLDER / "README.md").read_text(encoding="utf-8")
INDEX = re.findall(r"^\| (.+?) \| \[(\d+)\]\((\w+)\.ipynb\) \| (.+?) \|$", TEXT, flags=re.MULTILINE)
# the examples by their ids; C10, the same network in PyTorch, is not told yet
IDS = {f"{part}{n}" for part, last in (("A", 12), ("B", 14), ("C", 9)) for n in range(1, last + 1)}
# what a second reading of the lectures found besides
ASKED = """
blanks for logistic least squares; ∂E/∂w of one layer in letters; loss and derivatives in two columns; Leibniz notation;
the multiclass perceptron; separability; 3-4-4-1 in NumPy, on Values; the loss does not fall at every step;
three weight vectors of one score; penalties as priors; a better representation; linear regions; a ray of a NeRF;
Jacobians in reversed order; Hessian and Newton; templates in color; how a brain might learn; the network diagram;
what W₁ᵀx computes; a hundred steps of a brain; categories encoded; the Mark I's letters; are more layers better;
why not linear; winners of ImageNet; a timeline; one evaluation per parameter, or one sweep; layers without bias;
the bias as weight of an augmented 1; ReLU is faster, tanh is centered; losses summed or averaged; K − 1 outputs;
bytes of AlexNet and GPT-3; slip: λ for two things; slip: w2x2; slip: δ and Σ; slip: M for H, 104;
slip: the index of the logarithm
"""  # noqa: E501


def test_every_example_of_the_lectures_is_told_somewhere():
    named = [name for name, *_ in INDEX]
    assert {name.split()[0] for name in named if re.match(r"[ABC]\d", name)} == IDS
    assert {name for name in named if not re.match(r"[ABC]\d", name)} == {
        " ".join(name.split()) for name in ASKED.split(";")
    }
    assert len(named) == len({*named})


@pytest.mark.parametrize(("name", "number", "stem", "section"), INDEX, ids=[name for name, *_ in INDEX])
def test_the_section_is_there(name, number, stem, section):
    assert stem.startswith(f"{int(number):02}_")
    script = FOLDER / f"{stem}.py"
    assert f"# ## {section}" in script.read_text(encoding="utf-8").splitlines()


def test_the_course_lists_every_notebook_by_its_title():
    listed = re.findall(r"^\| \[(\d+ · .+?)\]\((\w+)\.ipynb\) \|", TEXT, flags=re.MULTILINE)
    titles = []
    for script in SCRIPTS:
        (title,) = re.findall(r"^# # (\d+ · .+)$", script.read_text(encoding="utf-8"), flags=re.MULTILINE)
        titles.append((int(title.split()[0]), script.stem))
    assert [(int(title.split()[0]), stem) for title, stem in listed] == titles
