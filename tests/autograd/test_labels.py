"""autograd/labels.py: what a label says, its plain text, and names that no two nodes share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, topological_order
from autograd.labels import Label, node_names, read, slanted, unique_names, visible, written


@pytest.mark.parametrize(
    ("label", "said", "text"),
    [
        ("W_11^2", ("symbol", "W", "11", "2"), "W₁₁²"),
        ("w_{11}^{(1)}", ("symbol", "w", "11", "(1)"), "w₁₁⁽¹⁾"),
        ("w^{(1)}_{11}", ("symbol", "w", "11", "(1)"), "w₁₁⁽¹⁾"),
        ("w_ij^(k)", ("symbol", "w", "ij", "(k)"), "wᵢⱼ⁽ᵏ⁾"),
        ("x_1", ("symbol", "x", "1", ""), "x₁"),
        ("x1", ("symbol", "x", "1", ""), "x₁"),
        ("x₁", ("symbol", "x", "1", ""), "x₁"),
        ("ŷ", ("symbol", "ŷ", "", ""), "ŷ"),
        ("y\u0302", ("symbol", "ŷ", "", ""), "ŷ"),
        ("ŷ_2", ("symbol", "ŷ", "2", ""), "ŷ₂"),
        ("beta_1", ("symbol", "β", "1", ""), "β₁"),
        ("delta_h", ("symbol", "δ", "h", ""), "δₕ"),
        ("Sigma", ("symbol", "Σ", "", ""), "Σ"),
        ("y'", ("symbol", "y", "", "′"), "y′"),
        ("y''_1", ("symbol", "y", "1", "′′"), "y₁′′"),
        ("h_in", ("symbol", "h", "in", ""), "hᵢₙ"),
        ("L_reg^2", ("symbol", "L", "reg", "2"), "L_reg²"),
        ("w_{1,12}", ("symbol", "w", "1,12", ""), "w_{1,12}"),
        ("W[0][1]", ("symbol", "W", "0,1", ""), "W_{0,1}"),
        ("W^T", ("symbol", "W", "", "T"), "Wᵀ"),
        ("θ^*", ("symbol", "θ", "", "*"), "θ^{*}"),
        ("loss", ("word", "loss", "", ""), "loss"),
        ("loss_2", ("word", "loss", "2", ""), "loss₂"),
        ("net input", ("plain", "net input", "", ""), "net input"),
        # no markup: shown as they are
        *[(text, ("plain", text, "", ""), text)
          for text in ("x_", "x^", "_x", "x_{}", "x_{ }", "x_{<b>}", "x_{a_b}", "50%", "{a|b}<c>", "1x")],
    ],
)  # fmt: skip
def test_a_label_is_read_once_and_written_as_text(label, said, text):
    assert read(label) == Label(*said)
    assert written(label) == text


def test_what_a_drawing_puts_before_a_label_stays_before_it():
    assert read("▶ w_1") == Label("symbol", "w", "1", "", "▶ ")
    assert read("1,600 × w_1^2") == Label("symbol", "w", "1", "2", "1,600 × ")
    assert written("▶ w_1") == "▶ w₁"


def test_names_of_nodes_without_a_label_are_text_as_they_are_typed():
    assert (written("v12"), written("v_12")) == ("v12", "v₁₂")


def test_a_long_label_is_cut_by_what_is_seen_of_it():
    assert written("w_{1111}^{(11111)}") == "w₁₁₁₁⁽¹¹¹¹¹⁾"  # 18 signs typed, 12 seen
    assert written("x" * 40) == "x" * 40
    assert written("x" * 41) == "x" * 39 + "…"
    assert written("a_" + "1" * 10_000) == "a_" + "1" * 37 + "…"


@pytest.mark.parametrize(("letters", "is_slanted"), [
    ("x", True), ("ŷ", True), ("β", True), ("ij", True), ("in", False), ("reg", False), ("ж", False),
])  # fmt: skip
def test_single_letters_and_pairs_of_indices_are_slanted(letters, is_slanted):
    assert slanted(letters) is is_slanted


def test_labels_that_are_written_alike_are_one_name():
    assert unique_names(["x_1", "x1", "x₁"]) == ["x_1", "x1_2", "x₁_3"]
    assert unique_names(["beta", "β"]) == ["beta", "β_2"]
    assert unique_names(["w_{11}^{(1)}"] * 2) == ["w_{11}^{(1)}", "w_{11}^{(1)}_2"]


signs = st.text(st.sampled_from("xwβδ_^{}()'0129[],ij ₁²\u0302▶×<&\\"), max_size=20)


@given(st.lists(st.one_of(signs, st.text(max_size=20)), max_size=8))
def test_no_two_names_are_written_alike_whatever_the_labels(labels):
    names = unique_names(labels)
    assert len({read(name) for name in names}) == len(names) == len({written(name) for name in names})


@given(st.one_of(signs, st.text()))
def test_every_label_is_one_short_line(label):
    said, text = read(label), written(label)
    assert len(said.base) + len(said.below) + len(said.above) <= 40
    assert all(sign.isprintable() for sign in text)
    assert read(visible(label)) == said
    if said.kind == "plain":
        assert text.removesuffix("…").removeprefix(said.before) in text


def test_thousands_of_equal_labels_get_names_in_a_moment():
    assert len(set(unique_names(["x"] * 20_000 + [""] * 20_000))) == 40_000


def test_plain_numbers_are_not_counted():
    x = Value(2.0, "x")
    f = (x * 3 + 1).tanh()
    assert list(node_names(topological_order(f)).values()) == ["x", "v2", "v3", "v4"]
