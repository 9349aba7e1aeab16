"""notebooks/key_06.py: steps by hand, and what each slip does to the loss."""

import runpy
from itertools import pairwise
from types import SimpleNamespace

import pytest
from test_notebooks import FOLDER

key = SimpleNamespace(**runpy.run_path(str(FOLDER / "key_06.py")))

HOURS = [*range(1, 11)]
SPROUTED = [0, 0, 0, 1, 0, 1, 1, 1, 1, 1]


def test_the_first_step_from_zero_is_that_by_hand():
    # σ(0) = ½, slope ¼: δz = ±⅛; Σ δz x = (11 - 44)/8, Σ δz = (4 - 6)/8
    expected = {"δz where t = 0": 1 / 8, "δz where t = 1": -1 / 8, "∂E/∂w": -33 / 80, "∂E/∂b": -1 / 40,
                "w": 2 * 33 / 80, "b": 2 / 40}  # fmt: skip
    assert key.first_step(HOURS, SPROUTED, rate=2.0) == pytest.approx(expected, rel=1e-12)


def test_a_step_with_a_price_is_that_by_hand():
    # 2 - 0.5 (-0.15 + 0.1 · 2)
    assert key.updated(2.0, -0.15, rate=0.5, price=0.1) == pytest.approx(1.975, rel=1e-12)


def test_each_loop_has_another_slip_and_its_losses_show_which():
    right = key.losses(HOURS, SPROUTED, 0.2, 10)
    run = key.slipped(HOURS, SPROUTED, 0.2, 10)
    by_slip = {key.SLIPS[name]: found for name, found in run.items()}
    assert set(by_slip) == {"sign", "sum", "zero_grad"}
    assert {found[0] for found in by_slip.values()} == {0.125}
    assert all(earlier > later for earlier, later in pairwise(right))
    assert all(earlier < later for earlier, later in pairwise(by_slip["sign"]))
    # nothing is left over before the first step, so two key.losses are right; then it overshoots
    assert by_slip["zero_grad"][:2] == right[:2]
    assert max(by_slip["zero_grad"][3:]) > 1.2 * by_slip["zero_grad"][2]
    # N times the gradient is N times the rate
    assert by_slip["sum"] == pytest.approx(key.losses(HOURS, SPROUTED, 2.0, 10), rel=1e-9)


@pytest.mark.parametrize(
    ("mine", "says"),
    [
        (lambda w, g, eta, lam: w - (g + lam * w), "the learning rate is missing"),
        (lambda w, g, eta, lam: -eta * (g + lam * w), "it is the step alone"),
        (lambda w, g, eta, lam: g + lam * w, "it is the gradient"),
        (lambda w, g, eta, lam: w - eta * (g + lam), "the weight is missing"),
        (lambda w, g, eta, lam: w - eta * (g + lam * w / 2), "the ½ is still there"),
        (lambda w, g, eta, lam: w - eta * (g + 2 * lam * w), "the ½ is missing"),
        (lambda w, g, eta, lam: (1 - eta * lam) * w - eta * g, "✓ Right."),
    ],
)
def test_slips_in_the_step_with_a_price_are_named(mine, says):
    assert says in " ".join(str(key.check_update(mine)).split())
