"""Paths through a graph: counted without going through them, the strongest found without the others."""

import random
from math import inf, isclose, nan

import pytest
from lecture_graphs import product

from autograd import Op, Value, messages, record, sum, topological_order
from viz import count_paths, strongest_paths
from viz.scenes.paths import without_runs


def doubling(times: int) -> tuple[Value, Value]:
    """x·2 + x·3 again and again: 2ⁿ paths, whose products are 2ⁱ·3ⁿ⁻ⁱ."""
    x = f = Value(1.0, "x")
    for _ in range(times):
        f = f * 2 + f * 3
    return f, x


def random_graph(seed: int) -> Value:
    choose = random.Random(seed)
    values = [Value(choose.uniform(-2, 2), f"x{i}") for i in range(3)]
    for _ in range(9):
        a, b = choose.choices(values, k=2)
        values.append(choose.choice([a + b, a * b, a - b, a.tanh(), a * 2]))
    return sum(values[-4:])


def all_products(node: Value, leaf: Value | None) -> list[float]:
    """The products of all paths to the leaf, or to all variables, by going through each."""
    if node is leaf or (leaf is None and node.op is None):
        return [1.0]
    pairs = zip(node.parents, node.partials, strict=True)
    return [partial * rest for parent, partial in pairs for rest in all_products(parent, leaf)]


def test_the_paths_of_the_lectures_product_are_written_as_products_of_local_gradients():
    # f = q z, q = x + y at x=-2, y=5, z=-4: ∂f/∂q = z = -4, ∂f/∂z = q = 3, ∂q/∂x = ∂q/∂y = 1.
    assert [str(path) for path in strongest_paths(product(), 9)] == [
        "f → q → x: (−4) × 1 = −4",
        "f → q → y: (−4) × 1 = −4",
        "f → z: 3",
    ]


def test_a_square_has_two_paths():
    # y = x·x at 3: each factor gets the other one, 3.
    x = Value(3.0, "x")
    assert [path.product for path in strongest_paths(x * x, 5)] == [3.0, 3.0]
    assert count_paths(x * x, x) == 2


@pytest.mark.parametrize("seed", range(8))
def test_the_strongest_paths_are_those_that_going_through_all_of_them_finds(seed: int):
    root = random_graph(seed)
    for leaf in (None, *[node for node in topological_order(root) if node.label]):
        every = sorted(all_products(root, leaf), key=abs, reverse=True)
        assert count_paths(root, leaf) == len(every)
        for k in (1, 4, len(every) + 3):
            found = [abs(path.product) for path in strongest_paths(root, k, leaf)]
            assert len(found) == min(k, len(every))
            assert all(isclose(a, abs(b), rel_tol=1e-9) for a, b in zip(found, every, strict=False))


@pytest.mark.parametrize("seed", range(8))
def test_the_products_of_all_paths_add_up_to_the_delta(seed: int):
    root = random_graph(seed)
    delta = messages(root).deltas
    for leaf in [node for node in delta if node.label]:
        paths = strongest_paths(root, count_paths(root, leaf), leaf)
        assert isclose(sum(path.product for path in paths).data, delta[leaf], rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_a_path_leads_from_operand_to_operand_with_their_partials(seed: int):
    root = random_graph(seed)
    for path in strongest_paths(root, 10):
        assert path.nodes[0] is root
        assert path.nodes[-1].op is None
        for child, parent, partial in zip(path.nodes, path.nodes[1:], path.partials, strict=False):
            assert (parent, partial) in zip(child.parents, child.partials, strict=True)


def test_two_to_the_fifty_paths_are_counted_and_the_strongest_found():
    # The strongest always takes the 3; the next fifty take a 2 once: 3⁴⁹·2.
    root, x = doubling(50)
    assert count_paths(root, x) == 2**50
    assert len(messages(root)) == 6 * 50
    products = [path.product for path in strongest_paths(root, 3)]
    assert products == pytest.approx([3.0**50, 2 * 3.0**49, 2 * 3.0**49], rel=1e-12)


def test_the_number_of_paths_is_exact_where_no_float_is():
    root, x = doubling(3_000)
    assert count_paths(root, x) == 2**3_000


def test_equally_strong_paths_come_in_the_order_of_their_operands():
    a, b, c = (Value(1.0, name) for name in "abc")
    root = sum([a, b + c, c, a * b])
    ends = [(path.names[1], path.names[-1]) for path in strongest_paths(root, 9)]
    assert ends == [("a", "a"), ("v4", "b"), ("v4", "c"), ("c", "c"), ("v5", "a"), ("v5", "b")]


def test_fifty_ties_in_a_row_are_told_apart_by_their_operands():
    x = f = Value(1.0, "x")
    for _ in range(50):
        f = f.tanh() * 0 + f
        f = f * 1 + (f + 0) * 1
    first, second = strongest_paths(f, 2)
    assert first.product == second.product == 1.0
    assert [first.nodes, second.nodes] == [path.nodes for path in strongest_paths(f, 2)]
    assert first.nodes != second.nodes
    assert first.nodes[-1] is x


def test_a_product_too_small_for_a_float_still_has_its_place():
    # 0.5²⁰⁰⁰ and 0.25²⁰⁰⁰ are both 0 as floats.
    weak, strong = Value(1.0, "weak"), Value(1.0, "strong")
    a, b = weak, strong
    for _ in range(2_000):
        a, b = a * 0.25, b * 0.5
    (path,) = strongest_paths(a + b, 1)
    assert (path.names[-1], path.product) == ("strong", 0.0)


@pytest.mark.parametrize(
    ("partials", "order"),
    [
        ((1.0, nan), "ba"),
        ((inf, nan), "ba"),
        ((-inf, 1e300), "ab"),
        ((0.0, -1e-300), "ba"),
        ((nan, inf), "ab"),
    ],
)
def test_nan_is_stronger_than_infinity_and_all_are_stronger_than_zero(
    partials: tuple[float, float], order: str
):
    odd = Op("odd", "odd", lambda xp, a, b: 1.0, lambda xp, y, a, b: partials)
    root = record(odd, Value(1.0, "a"), Value(1.0, "b")) * 2
    assert "".join(path.names[-1] for path in strongest_paths(root, 2)) == order


def test_zero_times_infinity_is_as_strong_as_infinity_and_weaker_than_nan():
    steep = Op("steep", "steep", lambda xp, a: 1.0, lambda xp, y, a: (inf,))
    root = record(steep, Value(1.0, "x")) * 0 + Value(1.0, "y") * 5
    assert [path.names[-1] for path in strongest_paths(root, 2)] == ["x", "y"]
    # along u ∞ · 3, along w ∞ · 0, whose product is nan: were it more, u would not be found first
    root = record(steep, Value(1.0, "w") * 0 + Value(1.0, "u") * 3)
    assert [path.names[-1] for path in strongest_paths(root, 2)] == ["u", "w"]
    odd = Op("odd", "odd", lambda xp, a: 1.0, lambda xp, y, a: (nan,))
    root = record(steep, Value(1.0, "x")) * 0 + record(odd, Value(1.0, "z"))
    assert [path.names[-1] for path in strongest_paths(root, 2)] == ["z", "x"]


def test_a_path_may_end_in_any_node_but_by_default_ends_in_a_variable():
    x = Value(2.0, "x")
    inner = x * 3
    root = inner * 5 + 7
    assert [path.product for path in strongest_paths(root, 9)] == [15.0]
    assert [path.product for path in strongest_paths(root, 9, inner)] == [5.0]
    assert [path.product for path in strongest_paths(root, 9, root)] == [1.0]
    assert count_paths(root) == count_paths(root, inner) == count_paths(root, root) == 1


def test_plain_numbers_alone_have_no_path():
    root = sum([1, 2])
    assert strongest_paths(root, 3) == []
    assert count_paths(root) == 0


def test_a_leaf_elsewhere_and_no_path_at_all_are_errors():
    with pytest.raises(
        ValueError, match="the leaf 'w' is not in the graph of the root, which does not depend"
    ):
        strongest_paths(product(), 1, Value(1.0, "w"))
    with pytest.raises(ValueError, match="the leaf is not in the graph"):
        count_paths(product(), Value(1.0))
    with pytest.raises(ValueError, match="k = 0: at least one path"):
        strongest_paths(product(), 0)


def test_a_path_of_ten_thousand_nodes_is_cut_in_the_middle_of_its_text():
    root = Value(0.5, "x")
    for _ in range(10_000):
        root = root.tanh()
    (path,) = strongest_paths(root, 3)
    assert len(path.nodes) == 10_001
    assert str(path).startswith("v10001 → v10000 → v9999 → v9998 → … → v3 → v2 → x: ")


def test_names_are_those_of_pictures_of_the_whole_graph():
    x = Value(2.0, "x")
    root = (1 + x) * x  # the 1 stands in its gate and has no number
    assert [path.names for path in strongest_paths(root, 1)] == [("v3", "x")]


def test_runs_of_one_operation_are_left_out_between_their_neighbors():
    # exp, four +, tanh, x: the four + with their neighbors are one run.
    x = Value(0.1, "x")
    chain = [x.tanh()]
    for i in range(4):
        chain.append(chain[-1] + Value(float(i)))
    root = chain[-1].exp()
    kept, runs = without_runs(strongest_paths(root, 1, x))
    assert kept == [root, chain[0], x]
    assert runs == [[*chain, root]]


@pytest.mark.parametrize("marked", ["label", "focus", "fork", "short"])
def test_what_a_reader_looks_for_is_no_run(marked: str):
    x = Value(0.1, "x")
    chain = [x.tanh()]
    for _ in range(2 if marked == "short" else 5):
        chain.append(chain[-1] + Value(1.0))
    if marked == "label":
        chain[3].label = "here"
    root = chain[-1] * (chain[3] if marked == "fork" else Value(2.0))
    kept, runs = without_runs(strongest_paths(root, 2, x), chain[3] if marked == "focus" else None)
    assert runs == []
    assert set(chain) <= set(kept)
