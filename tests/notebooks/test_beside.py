"""What stands beside the notebooks: modules that they import, and keys with the right answers."""

import doctest
import re
import runpy
import sys
from importlib import import_module

import pytest
from test_notebooks import FOLDER, SCRIPTS

BESIDE = sorted(path for path in FOLDER.glob("*.py") if path not in SCRIPTS and path.name != "build.py")


@pytest.fixture(autouse=True)
def on_the_path(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))


@pytest.mark.parametrize("path", BESIDE, ids=lambda path: path.stem)
def test_the_examples_of_a_module_hold(path):
    module = import_module(path.stem)
    try:
        result = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        assert not result.failed
        assert result.attempted or path.stem.startswith("key_")
    finally:
        del sys.modules[path.stem]


@pytest.mark.parametrize("path", BESIDE, ids=lambda path: path.stem)
def test_a_module_serves_a_notebook_and_a_key_its_own(path):
    users = [
        s.stem[:2]
        for s in SCRIPTS
        if re.search(rf"\b(from|import) {path.stem}\b", s.read_text(encoding="utf-8"))
    ]
    assert users
    if path.stem.startswith("key_"):
        assert users == [path.stem.removeprefix("key_")]


def test_a_house_costs_what_the_rule_says_and_chance():
    houses = runpy.run_path(str(FOLDER / "houses.py"))
    # 30,000 + 1,800·100 + 5,000·3 - 2,000·20 = 185,000
    assert houses["price"](100, 3, 20, "harbor") == 185_000
    table = houses["houses"]()
    off = [house.price - houses["price"](*house[:4]) for house in table]
    assert table == houses["houses"](300, seed=0) != houses["houses"](300, seed=1)
    # the mean of 300 errors of 15,000 is off by some 866, their root mean square by some 612
    assert abs(sum(off) / 300) < 3 * 866
    assert (sum(e * e for e in off) / 300) ** 0.5 == pytest.approx(houses["NOISE"], abs=3 * 612)
    assert {house.district for house in table} == set(houses["DISTRICTS"])


def test_light_is_stopped_or_passes():
    from autograd import Value
    from autograd.testing import gradcheck

    color = runpy.run_path(str(FOLDER / "ray.py"))["color"]
    half = [Value(0.6931471805599453) for _ in range(3)]
    # 1/2·0.2 + 1/4·0.8 + 1/8·0.4
    assert color(half, [Value(0.2), Value(0.8), Value(0.4)]).data == pytest.approx(0.35)
    assert color([Value(0.0)], [Value(1.0)]).data == 0
    assert gradcheck(lambda *v: color(v[:3], v[3:]), *[0.3, 1.0, 0.5, 0.2, 0.8, 0.4])


def test_the_ways_to_learn_differ_in_what_the_hidden_layer_is_told():
    pytest.importorskip("sklearn")
    learned = runpy.run_path(str(FOLDER / "alignment.py"))["learned"]
    back, aligned, still = (
        learned(way, seed=0, epochs=2) for way in ("backpropagation", "feedback alignment", "last layer only")
    )
    assert back.angle == pytest.approx([0, 0], abs=1e-5)
    assert 0 < aligned.angle[1] < aligned.angle[0] < 90
    assert all(angle != angle for angle in still.angle)
    assert back.accuracy[-1] > still.accuracy[-1]
    assert learned("feedback alignment", seed=0, epochs=2) == aligned
