"""viz/scenes/parts.py: what is around a node, what the strongest paths pass."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lecture_graphs import HOSTILE, long_sum, product, sigmoid_circuit

from autograd import Op, Value, maximum, messages, record, sum, topological_order
from viz import circuit, scene
from viz.pictures.drawing import SIZES, text_width
from viz.scenes.parts import FAN, neighborhood, node_named
from viz.scenes.scene import IN_FOCUS, IN_THE_WIRE

ENGINES = [
    "layered",
    pytest.param("dot", marks=pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")),
]


def used_by_a_hundred() -> tuple[Value, Value]:
    """loss = Σ tanh(w·i) over 100 samples."""
    w = Value(0.01, "w")
    return sum((w * Value(float(i), f"x{i}")).tanh() for i in range(100)), w


# --- the scene of a part ----------------------------------------------------------------------------------


def test_a_part_keeps_the_names_and_numbers_of_the_whole():
    root = sigmoid_circuit()
    whole = {node.name: node for node in scene(root).nodes}
    order = topological_order(root)
    part = [node for node in scene(root, part=order[6:10]).nodes if node.mark != IN_THE_WIRE]
    assert len(part) == 4
    assert all(node == whole[node.name] for node in part)


def test_a_part_keeps_the_messages_and_their_counts():
    # x·x + x: x gets three messages, two of them from the square, which is not drawn.
    x = Value(3.0, "x")
    root = x * x + x
    (arrival,) = scene(root, part=[x, root]).arrivals
    sent = [m for m in messages(root) if m.child is root and m.parent is x]
    assert [(arrival.arrived, arrival.expected)] == [(m.arrived, m.expected) for m in sent] == [(1, 3)]


def test_the_part_that_is_everything_is_the_whole():
    root = sigmoid_circuit()
    whole = scene(root)
    assert (
        scene(root, part=[n for n in topological_order(root) if n.label or n.op.name != "constant"]) == whole
    )  # type: ignore[union-attr]


def test_cut_wires_are_counted_on_both_sides():
    # f = q·z, q = x + y: of q both operands and its child are not drawn.
    root = product()
    q = root.parents[0]
    nodes, edges, _ = scene(root, part=[q])
    assert [(node.name, node.mark) for node in nodes] == [("⋯ 2", "wire"), ("q", ""), ("⋯ 1", "wire")]
    assert [edge[:4] for edge in edges] == [(0, 1, "⋯", "⋯"), (1, 2, "⋯", "−4")]


def test_wires_beside_drawn_ones_are_more():
    a, b, c = (Value(float(i), f"v{i}") for i in range(3))
    root = maximum(a, b, c) + c
    names = [node.name for node in scene(root, part=[c, root]).nodes]
    assert names == ["v2", "⋯ 1 more", "⋯ 1 more", "v5"]


def test_the_two_wires_of_a_square_are_two():
    x = Value(3.0, "x")
    root = x * x
    assert [node.name for node in scene(root, part=[root]).nodes] == ["⋯ 2", "v2"]
    assert [node.name for node in scene(root, part=[x]).nodes] == ["x", "⋯ 2"]


def test_the_message_of_a_stub_is_what_came_along_wires_that_are_not_drawn():
    # x gets 2 from 2x and 5 from 5x.
    x = Value(1.0, "x")
    root = x * 2 + x * 5
    two = root.parents[0]
    stub = next(e for e in scene(root, part=[x, two]).edges if e.parent == 0 and e.child == 1)
    assert stub.message == "5"


def test_a_text_has_the_sum_of_the_messages_that_are_not_drawn_and_the_place_of_the_first_operand():
    # root = a + 2a + c + b·(3a): a gets 1 from the root, 2 from 2a and 3b = 6 from 3a; the last two are cut.
    # Of the operands of the root the second and the fourth are not drawn.
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(4.0, "c")
    root = sum([a, a * 2, c, b * (a * 3)])
    nodes, edges, _ = scene(root, part=[a, c, root])
    assert [nodes[edge.parent].name for edge in edges if nodes[edge.child] is nodes[-1]] == [
        "a", "⋯ 2 more", "c"
    ]  # fmt: skip
    assert [edge.message for edge in edges if nodes[edge.child].name == "⋯ 2 more"] == ["8"]


def test_a_run_has_its_last_message_where_it_enters_and_its_first_where_it_begins():
    # root = y·(2·2·2·x) at x = 1, y = 5: the root sends 1·5 into the run and x gets 5·2·2·2 out of it.
    x, y = Value(1.0, "x"), Value(5.0, "y")
    run = [x * 2]
    run += [run[-1] * 2]
    run += [run[-1] * 2]
    root = y * run[-1]
    nodes, edges, arrivals = scene(root, part=[x, y, root], runs=[[x, *run, root]])
    assert [node.name for node in nodes] == ["x", "⋯ 3 ×", "y", "v6"]
    # into the text, then the operands of the root in their order
    assert [edge[:4] for edge in edges] == [(0, 1, "2", "40"), (2, 3, "8", "8"), (1, 3, "5", "5")]
    assert [tuple(arrival) for arrival in arrivals] == [(1, "0", "8", 1, 1)]


def test_a_constant_in_its_gate_is_no_cut_wire():
    x = Value(2.0, "x")
    root = 1 / x
    assert [node.name for node in scene(root, part=[root, x]).nodes] == ["x", "v2"]


def test_a_constant_that_is_chosen_is_drawn():
    root = Value(2.0, "x") + 1
    constant = root.parents[1]
    nodes = scene(root, part=[root, constant]).nodes
    assert [(node.name, node.gate) for node in nodes] == [("1", ""), ("⋯ 1 more", ""), ("v2", "+")]


def test_the_focus_is_marked_in_words_and_is_the_title():
    root = product()
    drawn = scene(root, part=[root.parents[0]], focus=root.parents[0])
    assert [(n.label, n.mark) for n in drawn.nodes] == [("", "wire"), ("▶ q", IN_FOCUS), ("", "wire")]
    assert drawn.title == "q = x + y"


def test_a_stranger_in_a_part_is_an_error():
    with pytest.raises(ValueError, match="1 nodes of the part are not in the graph of the root"):
        scene(product(), part=[Value(1.0)])


# --- around a node ----------------------------------------------------------------------------------------


def distances(root: Value, start: Value) -> dict[Value, int]:
    near: dict[Value, set[Value]] = {}
    for m in messages(root):
        near.setdefault(m.parent, set()).add(m.child)
        near.setdefault(m.child, set()).add(m.parent)
    distance, edge = {start: 0}, {start}
    while edge:
        edge = {v for u in edge for v in near[u]} - distance.keys()
        distance |= dict.fromkeys(edge, max(distance.values()) + 1)
    return distance


@pytest.mark.parametrize("hops", range(5))
def test_the_neighborhood_is_what_is_so_many_edges_away_in_both_directions(hops: int):
    root = sigmoid_circuit()  # no node has more than five operands or children
    for node in topological_order(root):
        near = {v for v, distance in distances(root, node).items() if distance <= hops}
        assert set(neighborhood(root, node, hops)) == near


def test_of_a_hundred_uses_the_strongest_five_are_followed_and_the_rest_is_counted():
    # ∂tanh(w i)/∂w = (1 - tanh²(0.01 i))·i grows up to i ≈ 77 and falls again
    root, w = used_by_a_hundred()
    strength = {m.child: abs(m.message) for m in messages(root) if m.parent is w}
    strongest = sorted(strength, key=strength.__getitem__)[-FAN:]
    assert set(neighborhood(root, w, 1)) == {w, *strongest}
    names = [node.name for node in circuit(root, focus=w, hops=1).scene.nodes]
    assert "⋯ 95 more" in names


def test_of_many_operands_the_strongest_are_followed_too():
    weights = [float(i) for i in range(20)]
    root = sum(Value(1.0, f"x{i}") * weight for i, weight in enumerate(weights))
    wide = Op("wide", "wide", lambda xp, *x: 1.0, lambda xp, y, *x: tuple(weights))
    leaves = [Value(1.0, f"x{i}") for i in range(20)]
    root = record(wide, *leaves)
    assert set(neighborhood(root, root, 1)) == {root, *leaves[-FAN:]}


def test_nan_is_followed_first():
    partials = (1.0, 2.0, 3.0, 4.0, 5.0, float("nan"))
    odd = Op("odd", "odd", lambda xp, *x: 1.0, lambda xp, y, *x: partials)
    leaves = [Value(1.0, name) for name in "abcdef"]
    root = record(odd, *leaves)
    assert set(neighborhood(root, root, 1)) == {root, *leaves[1:]}


def test_the_focus_is_given_as_a_node_a_label_or_a_name_in_a_picture():
    root = sigmoid_circuit()
    by_node = circuit(root, focus=topological_order(root)[0], hops=1).svg
    assert circuit(root, focus="w0", hops=1).svg == by_node
    seventh = next(node for node in scene(root).nodes if node.name == "v7")
    assert seventh.gate == "×"
    assert circuit(root, focus="v7").scene.title == f"v7 = {seventh.formula}"


def test_a_label_goes_before_a_name():
    x = Value(1.0, "v2")
    assert node_named(x * 3 + 4, "v2") is x


def test_a_name_is_the_same_whether_plain_numbers_are_drawn_or_not():
    double = Value(3.0, "x") * 2
    f = double + 1
    for constants, gate in ((False, "+1"), (True, "+")):
        whole = circuit(f, constants=constants).scene.nodes
        part = circuit(f, constants=constants, focus="v3", hops=0).scene.nodes
        assert [node.gate for node in (*whole, *part) if node.name == "v3"] == [gate, gate]


def test_no_label_is_not_the_label_of_the_nodes_without_one():
    with pytest.raises(ValueError, match="no node is labeled '' in the graph"):
        circuit(Value(3.0, "x") * 2, focus="")


def test_a_long_label_can_be_given_as_it_is_drawn():
    x, y = Value(1.0, "a" * 50), Value(1.0, "a" * 51)
    assert node_named(x.exp(), "a" * 39 + "…") is x
    assert [node_named(x * y, name) for name in ("a" * 39 + "…", "a" * 38 + "_2")] == [x, y]


@pytest.mark.parametrize(("constants", "gates"), [(False, ["", "×2"]), (True, ["", "", "×"])])
def test_plain_numbers_stand_in_the_gates_around_a_focus_too(constants: bool, gates: list[str]):
    root = Value(3.0, "x") * 2
    drawn = circuit(root, focus=root, constants=constants).scene
    assert [node.gate for node in drawn.nodes] == gates


def test_two_hops_are_the_default():
    root = sigmoid_circuit()
    assert circuit(root, focus="w0").svg == circuit(root, focus="w0", hops=2).svg
    assert repr(circuit(root, focus="w0")) == "<Circuit around w₀: 4 of 13 nodes>"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"focus": "w9"}, r"no node is labeled 'w9' in the graph of the root; did you mean 'w"),
        ({"focus": "zzz"}, r"no node is labeled 'zzz' in the graph of the root; give the node itself"),
        ({"focus": Value(1.0, "far")}, r"the node 'far' is not in the graph of the root"),
        ({"focus": Value(1.0)}, r"the node is not in the graph of the root"),
        ({"focus": Value(1.0, "far"), "paths": 2}, r"the leaf 'far' is not in the graph of the root"),
        ({"focus": "w0", "hops": -1}, r"hops = -1: a number of edges is not negative"),
        ({"hops": 2}, r"hops=2 is how far to go from the focus: give focus=node, and no paths="),
        ({"focus": "w0", "hops": 2, "paths": 1}, r"hops=2 is how far"),
        ({"paths": 0}, r"k = 0: at least one path"),
        ({"focus": "w0", "hops": 9, "limit": 3}, r"nodes are too many to draw, the limit is 3"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(arguments: dict[str, object], message: str):
    with pytest.raises(ValueError, match=message):
        circuit(sigmoid_circuit(), **arguments)  # type: ignore[arg-type]


def test_a_label_of_two_nodes_is_an_error():
    root = Value(1.0, "x") * Value(2.0, "x")
    with pytest.raises(ValueError, match="2 nodes are labeled 'x': a label chooses a node only if"):
        circuit(root, focus="x")


def test_plain_numbers_alone_have_no_path_to_draw():
    with pytest.raises(ValueError, match="no path leads from the root to a variable"):
        circuit(sum([1, 2]), paths=1)


# --- the strongest paths ----------------------------------------------------------------------------------


def test_the_strongest_path_is_drawn_with_what_it_leaves_out():
    # the path f → q → x; of q the operand y is missing, of f the operand z.
    drawing = circuit(product(), paths=1)
    assert [node.name for node in drawing.scene.nodes] == ["x", "⋯ 1 more", "q", "⋯ 1 more", "f"]
    assert repr(drawing) == "<Circuit of the strongest path of 3, 4 messages: 3 of 5 nodes>"


def test_the_strongest_paths_to_one_node():
    drawing = circuit(product(), paths=5, focus="z")
    assert [node.label for node in drawing.scene.nodes if node.mark != IN_THE_WIRE] == ["▶ z", "f"]


def test_a_number_of_paths_beyond_all_floats_is_told_by_its_length():
    f = Value(1.0, "x")
    for _ in range(5_000):
        f = f + f
    assert "of 10^1505, 10,000 messages" in repr(circuit(f, paths=1, limit=None))


def test_a_long_chain_is_left_out_in_the_middle():
    # 1000 + of two operands; the one that x enters first is the lowest
    root = long_sum(2_001)
    bottom = topological_order(root)[0]
    nodes, edges, _ = circuit(root, paths=1, focus=bottom).scene
    assert [node.name for node in nodes] == ["v1", "⋯ 999 +", "⋯ 1 more", "v2001"]
    assert [(edge.parent, edge.child) for edge in edges] == [(0, 1), (1, 3), (2, 3)]


def test_what_comes_along_a_chain_left_out_is_no_message_of_a_stub():
    # x gets e⁵ along the chain, and 0.5 from 0.5·x, which is not drawn
    x = Value(1.0, "x")
    root = 0.5 * x
    chain = x
    for _ in range(4):
        chain = chain + Value(1.0)
    root = root * 1 + chain.exp()
    nodes, edges, _ = circuit(root, paths=1, focus=x).scene
    words = {nodes[edge.child].name: edge.message for edge in edges if edge.parent == 0}
    assert set(words) == {"⋯ 1 more", "⋯ 4 +"}
    assert words["⋯ 1 more"] == "0.5"


# --- all formats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("notes", [False, True])
@pytest.mark.parametrize("arguments", [{"focus": "w", "hops": 2}, {"paths": 3}])
def test_parts_are_drawn_by_both_engines(engine: str, notes: bool, arguments: dict[str, int]):
    drawing = circuit(used_by_a_hundred()[0], engine=engine, notes=notes, **arguments)  # type: ignore[arg-type]
    for name in re.findall("⋯ [0-9]+ more", " ".join(node.name for node in drawing.scene.nodes)):
        assert f">{name}</text>" in drawing.svg
    assert "[]" not in drawing.dot
    assert '">[]</tspan>' not in drawing.svg
    for node, place in zip(drawing.scene.nodes, drawing.drawing.nodes, strict=True):
        if node.mark == IN_THE_WIRE:
            assert place.wire - place.left > text_width(node.name, SIZES["name"])
            assert place.right > place.wire
    boxes = [(p.left, p.right, p.y) for p in drawing.drawing.nodes]
    for i, (left, right, y) in enumerate(boxes):
        for other_left, other_right, other_y in boxes[:i]:  # a text in a wire is 11 points high
            assert right <= other_left or other_right <= left or abs(y - other_y) > 15


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
@pytest.mark.parametrize("symbol", ["+", *HOSTILE[:5]])
def test_graphviz_reads_the_source_of_a_part(symbol: str, tmp_path: Path):
    mine = Op("mine", symbol, lambda xp, x: x, lambda xp, y, x: (1.0,))
    root = Value(1.0, "x") * Value(2.0)
    for _ in range(5):
        root = record(mine, root)
    root = root + Value(1.0)
    drawing = circuit(root, paths=1, notes=True)
    assert any(node.name.startswith("⋯ 5 ") for node in drawing.scene.nodes)
    subprocess.run(["dot", "-Tsvg"], input=drawing.dot.encode(), check=True, capture_output=True)
    assert drawing.save(tmp_path / "c.png").stat().st_size > 1000
