"""nn in a Python without numpy and tqdm, as in a browser: micrograd's loop runs, arrays ask for numpy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MISSING = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numpy", "tqdm"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
"""


def run(program):
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


# the loop of micrograd's demo on four points, then with each optimizer in the place of its last two lines
TRAINING = """
import json, nn
X, y = [[2.0, 3.0], [3.0, -1.0], [0.5, 1.0], [1.0, 1.0]], [1.0, 0.0, 0.0, 1.0]
found = {}
for optimizer in (None, nn.SGD(lr=0.1), nn.Momentum(lr=0.1), nn.Nesterov(lr=0.1), nn.RMSProp(lr=0.05),
                  nn.Adam(lr=0.05), nn.AdamW(lr=nn.LinearSchedule(0.1, 20))):
    model = nn.MLP(2, [4, 1], activation="tanh", output="sigmoid", rng=0)
    losses = []
    for k in range(20):
        loss = sum(nn.mean_squared_error(model(x), t) for x, t in zip(X, y))
        loss += 0.001 * nn.l2(model.parameters())
        model.zero_grad()
        loss.backward()
        if optimizer is None:
            for p in model.parameters():
                p.data -= 0.1 * p.grad
        else:
            optimizer.step(model.parameters())
        losses.append(loss.data)
    assert losses[-1] < losses[0]
    found[repr(optimizer)] = [p.data for p in model.parameters()]
print(json.dumps(found))
"""


def test_micrograds_training_loop_gives_the_same_numbers_without_numpy():
    without, beside = json.loads(run(MISSING + TRAINING)), json.loads(run(TRAINING))
    assert without == beside
    assert len({tuple(weights) for weights in without.values()}) == 6  # SGD is the loop by hand


def test_what_an_optimizer_checks_it_checks_without_numpy_too():
    said = run(
        MISSING + "import nn\n"
        "from autograd import Value\n"
        "def attempt(optimizer, n):\n"
        "    try:\n"
        "        optimizer.step([Value(1.0) for _ in range(n)])\n"
        "    except ValueError as error:\n"
        "        print(error)\n"
        "adam = nn.Adam()\n"
        "attempt(adam, 0), attempt(adam, 2), attempt(adam, 3)\n"
        "attempt(nn.SGD(lr=lambda step: -1.0), 1)\n"
    )
    assert said.splitlines() == [
        "Adam needs a gradient for each parameter: (0,) parameters, (0,) gradients",
        "Adam began with (2,) parameters and got (3,): take a new optimizer for another model",
        "GradientDescent: the learning rate of step 0 is -1.0: it must be 0 or more",
    ]


def test_a_network_from_lists_needs_no_numpy():
    said = run(MISSING + "import nn\nprint(nn.MLP.from_arrays([([[1, -2]], [1])])([3.0, 1.0]).data)")
    assert said == "2.0\n"


@pytest.mark.parametrize(
    "call",
    [
        "nn.fit(model, [[1.0, 2.0]], [0], loss=nn.half_squared_error, progress=False)",
        "nn.fit_stepwise(model, [[1.0, 2.0]], [0], loss=nn.half_squared_error, progress=False)",
        "nn.predict(model, [[1.0, 2.0]])",
        "nn.accuracy(model, [[1.0, 2.0]], [0])",
        "nn.confusion_matrix(model, [[1.0, 2.0]], [0])",
        "nn.gradient_report(model, [[1.0, 2.0]], [0], loss=nn.half_squared_error)",
        "nn.moons()",
        "nn.spiral()",
        "nn.one_hot([0, 1])",
        "nn.Standardizer().fit([[1.0], [2.0]])",
        "nn.train_test_split([[1.0], [2.0]], [0, 1])",
        "nn.minibatches([[1.0], [2.0]], [0, 1], 1, seed=0)",
        "nn.read_idx('file')",
        "nn.save(model, 'model.npz')",
        "nn.load('file')",
        "nn.Perceptron(2).fit([[0, 0], [0, 1]], [0, 1])",
        "model.arrays()",
        "nn.linear_separability([[0.0], [1.0]], [0, 1])",
        "nn.Adam().step_vector([1.0], [1.0])",
    ],
)
def test_what_needs_arrays_names_the_command_that_installs_numpy(call, tmp_path):
    (tmp_path / "file").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
    said = run(
        MISSING + f"import os, nn\nos.chdir({str(tmp_path)!r})\nmodel = nn.MLP(2, [1])\n"
        f"try:\n    {call}\nexcept ModuleNotFoundError as error:\n    print(error.name, error)\n"
    )
    assert said == (
        "numpy numpy is not installed, and data, training and storage work on arrays: "
        "run `pip install numpy`\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_importing_nn_imports_no_progress_bar():
    said = run("import sys, nn\nprint([name for name in ('tqdm', 'asyncio') if name in sys.modules])")
    assert said == "[]\n"
