"""The committed pictures are what the examples draw today, and show the numbers of the lectures."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import nn
from autograd import Value
from viz import Scene, network, scene

FOLDER = Path(__file__).resolve().parents[2] / "examples"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pictures", FOLDER / "pictures.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pictures = load()


@pytest.mark.parametrize("name", [*pictures.PICTURES, *pictures.NETWORKS])
def test_the_committed_picture_is_what_is_drawn_today(name: str, tmp_path: Path):
    drawn = pictures.draw(name, tmp_path).read_text(encoding="utf-8")
    assert drawn == (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert f"]({name}.svg)" in (FOLDER / "README.md").read_text(encoding="utf-8")


def numbers(root: Value) -> dict[str, tuple[str, str]]:
    """Return value and delta of every node with a label, as drawn."""
    drawn: Scene = scene(root)
    return {node.label: (node.data, node.delta) for node in drawn.nodes if node.label}


def test_the_product_has_the_numbers_of_the_lecture():
    # f = qz, q = x + y = 3: δq = z = -4, δz = q = 3, δx = δy = δq
    assert numbers(pictures.product()) == {
        "x": ("−2", "−4"), "y": ("5", "−4"), "z": ("−4", "3"), "q": ("3", "−4"), "f": ("−12", "1"),
    }  # fmt: skip


@pytest.mark.parametrize("graph", [pictures.sigmoid, pictures.folded_sigmoid])
def test_the_sigmoid_has_the_same_numbers_with_four_gates_and_with_one(graph):
    # z = 2·(-1) + (-3)(-2) - 3 = 1, σ(1) = 0.731059, δz = σ(1 - σ) = 0.196612; δw0 = δz x0 = -0.196612,
    # δx0 = δz w0 = 0.393224, δw1 = δz x1 = -0.393224, δx1 = δz w1 = -0.589836, δw2 = δz
    drawn = numbers(graph())
    drawn.pop("z", None)
    assert drawn == {
        "w0": ("2", "−0.1966"), "x0": ("−1", "0.3932"), "w1": ("−3", "−0.3932"), "x1": ("−2", "−0.5898"),
        "w2": ("−3", "0.1966"), "f": ("0.7311", "1"),
    }  # fmt: skip


def test_the_folded_sigmoid_is_one_gate_with_its_own_local_gradient():
    drawn = scene(pictures.folded_sigmoid())
    assert [node.gate for node in drawn.nodes if node.gate] == ["×", "×", "+", "+", "σ"]
    assert drawn.edges[-1].partial == "0.1966"


def test_the_patterns_distribute_swap_route_and_add_up():
    # f = 2q, δq = 2 in the first three; x = 3, y = -1, z = 1
    assert numbers(pictures.add_distributes())["x"] == ("3", "2")
    assert numbers(pictures.add_distributes())["y"] == ("−1", "2")
    assert numbers(pictures.multiply_swaps())["x"] == ("3", "−2")  # 2y
    assert numbers(pictures.multiply_swaps())["y"] == ("−1", "6")  # 2x
    routed = numbers(pictures.max_routes())
    assert (routed["x"], routed["y"], routed["z"]) == (("3", "2"), ("−1", "0"), ("1", "0"))
    # f = xy + 2x: δx = y + 2 = 1, δy = x = 3
    assert numbers(pictures.fan_out_adds())["x"] == ("3", "1")
    assert numbers(pictures.fan_out_adds())["y"] == ("−1", "3")


def test_logistic_least_squares_has_every_error_signal_of_the_lecture():
    # z = 2·1.5 - 1 = 2, y = σ(2) = 0.880797, δy = y - t = 0.380797, δz = δy y(1 - y) = 0.380797·0.104994
    # = 0.039981, δw = δz x = 0.059972, δb = δz, δx = δz w = 0.079963, L = ½·0.380797² = 0.072503
    drawn = numbers(pictures.logistic())
    assert drawn == {
        "w": ("2", "0.05997"), "x": ("1.5", "0.07996"), "b": ("−1", "0.03998"), "t": ("0.5", "−0.3808"),
        "z": ("2", "0.03998"), "y": ("0.8808", "0.3808"), "L": ("0.0725", "1"),
    }  # fmt: skip
    # with R = ½w² = 2 and λ = 0.1: δR = λ, δw = δz x + δR w = 0.059972 + 0.2
    with_penalty = numbers(pictures.regularized())
    assert with_penalty["w"] == ("2", "0.26")
    assert with_penalty["R"] == ("2", "0.1")
    assert with_penalty["L"] == ("0.0725", "1")
    assert with_penalty["L_reg"] == ("0.2725", "1")
    assert {k: v for k, v in with_penalty.items() if k in "xbtzy"} == {
        k: v for k, v in drawn.items() if k in "xbtzy"
    }


def test_softmax_with_cross_entropy_gives_y_minus_t():
    # softmax(3.2, 5.1, -1.7) = 0.129983, 0.869050, 0.000968; t = (1, 0, 0); L = -ln 0.129983 = 2.040355
    drawn = numbers(pictures.softmax_cross_entropy())
    assert (drawn["z1"], drawn["z2"], drawn["z3"]) == (
        ("3.2", "−0.87"),
        ("5.1", "0.869"),
        ("−1.7", "0.0009679"),
    )
    assert drawn["L"] == ("2.04", "1")


def test_the_perceptron_of_two_layers_has_every_delta_of_the_lecture():
    # z1 = 1·1 - 2·(-1) + 1 = 4, z2 = -1 - 1 = -2; h = σ(z) = 0.982014, 0.119203
    # y1 = 2h1 - h2 = 1.844825, y2 = -2h1 - h2 = -2.083231; δy = y - t = 0.844825, -2.083231
    # δh1 = 2δy1 - 2δy2 = 5.856112, δh2 = -δy1 - δy2 = 1.238406; δz = δh h(1 - h) = 0.103434, 0.130025
    drawn = numbers(pictures.two_layers())
    assert (drawn["y1"], drawn["y2"]) == (("1.845", "0.8448"), ("−2.083", "−2.083"))
    assert (drawn["h1"][1], drawn["h2"][1]) == ("5.856", "1.238")
    assert (drawn["z1"], drawn["z2"]) == (("4", "0.1034"), ("−2", "0.13"))
    # δv_ki = δy_k h_i, δw_ij = δz_i x_j with x = (1, -1), δb = δz, δc = δy
    assert (drawn["v11"][1], drawn["v22"][1]) == ("0.8296", "−0.2483")
    assert (drawn["w11"][1], drawn["w12"][1], drawn["w21"][1]) == ("0.1034", "−0.1034", "0.13")
    assert (drawn["b1"][1], drawn["b2"][1], drawn["c1"][1], drawn["c2"][1]) == (
        "0.1034", "0.13", "0.8448", "−2.083",
    )  # fmt: skip


def test_the_network_has_the_numbers_of_the_lecture():
    # y = (0.863518, 0.110737), t = (1, 0); δ⁽²⁾ = (y - t) y (1 - y); δ⁽¹⁾ = W₂ᵀ δ⁽²⁾ ⊙ h (1 - h):
    # (2·(-0.016085) - 2·0.010905) · 0.982014 · 0.017986, (0.016085 - 0.010905) · 0.119203 · 0.880797
    drawn = network(pictures.two_sigmoid_layers(), [1, -1], loss=lambda y: nn.half_squared_error(y, [1, 0]))
    assert {unit.name: (unit.activation, unit.delta) for unit in drawn.diagram.units[2:]} == {
        "h_1^{(1)}": ("0.982", "−0.000953"), "h_2^{(1)}": ("0.119", "0.000544"),
        "y_1": ("0.864", "−0.0161"), "y_2": ("0.111", "0.0109"),
    }  # fmt: skip
