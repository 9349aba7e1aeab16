"""viz/pictures/layout.py: what holds for every drawing, then the drawings everyone knows."""

from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from viz.pictures.layout import Layout, crossings, layered

Graph = tuple[list[tuple[float, float]], list[tuple[int, int]]]

BOX = (30.0, 20.0)
# Coordinates are rounded to 1e-6; two of them can miss an exact distance by that much.
TOLERANCE = 2e-6


def boxes(count: int) -> list[tuple[float, float]]:
    return [BOX] * count


def neuron() -> Graph:
    # 1 / (1 + exp(-(w0*x0 + w1*x1 + w2))); leaves 0..4 are w0, x0, w1, x1, w2, and 11 is the constant 1.
    edges = [
        (0, 5),
        (1, 5),
        (2, 6),
        (3, 6),
        (5, 7),
        (6, 7),
        (7, 8),
        (4, 8),
        (8, 9),
        (9, 10),
        (10, 12),
        (11, 13),
    ]
    return boxes(14), [*edges, (12, 13)]


def mlp(*layers: int) -> Graph:
    """A network of plain multiplications and additions, bias first."""
    edges: list[tuple[int, int]] = []
    inputs, count = list(range(layers[0])), layers[0]
    for width in layers[1:]:
        outputs: list[int] = []
        for _ in range(width):
            total, count = count, count + 1
            for x in inputs:
                weight, product, following = count, count + 1, count + 2
                edges += [(weight, product), (x, product), (total, following), (product, following)]
                total, count = following, count + 3
            outputs.append(total)
        inputs = outputs
    return boxes(count), edges


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    side = st.floats(0, 80)
    sizes = draw(st.lists(st.tuples(side, side), max_size=14))
    if len(sizes) < 2:
        return sizes, []
    heads = st.integers(1, len(sizes) - 1)
    edge = heads.flatmap(lambda b: st.tuples(st.integers(0, b - 1), st.just(b)))
    return sizes, draw(st.lists(edge, max_size=30))


def check_drawing(graph: Graph, layout: Layout, node_gap: float = 16.0) -> None:
    """Assert what every drawing promises."""
    sizes, edges = graph
    spans = [
        (x - w / 2, x + w / 2, y - h / 2, y + h / 2)
        for (x, y), (w, h) in zip(layout.centers, sizes, strict=True)
    ]
    for left, right, top, bottom in spans:
        assert left >= -TOLERANCE
        assert top >= -TOLERANCE
        assert right <= layout.width + TOLERANCE
        assert bottom <= layout.height + TOLERANCE
    for (l1, r1, t1, b1), (l2, r2, t2, b2) in combinations(spans, 2):
        beside = r1 < l2 or r2 < l1
        assert beside or t2 - b1 >= node_gap - TOLERANCE or t1 - b2 >= node_gap - TOLERANCE
    assert len(layout.routes) == len(edges)
    for (a, b), route in zip(edges, layout.routes, strict=True):
        assert spans[a][1] < spans[b][0]
        assert route[0] == pytest.approx((spans[a][1], layout.centers[a][1]), abs=TOLERANCE)
        assert route[-1][0] == pytest.approx(spans[b][0], abs=TOLERANCE)
        assert abs(route[-1][1] - layout.centers[b][1]) <= 0.4 * sizes[b][1] + TOLERANCE
        for (x1, y1), (x2, y2) in pairwise(route):
            assert x1 <= x2 + TOLERANCE
            assert min(y1, y2) >= 0
            assert max(y1, y2) <= layout.height + TOLERANCE
            for left, right, top, bottom in spans:
                # A level piece passes above or below a box; a slanted one lies between columns.
                if x1 < right - TOLERANCE and left + TOLERANCE < x2:
                    assert max(y1, y2) <= top + TOLERANCE or min(y1, y2) >= bottom - TOLERANCE


@given(graphs())
# A column of no width: both bends of the passing wire are one point, which must stay.
@example(([(0.0, 0.0), (0.0, 36.0), (0.0, 0.0)], [(0, 1), (0, 2), (1, 2)]))
def test_boxes_stay_apart_and_no_wire_cuts_a_box_in_any_graph(graph: Graph):
    check_drawing(graph, layered(*graph))


@given(graphs())
def test_the_same_graph_gives_the_same_drawing(graph: Graph):
    assert layered(*graph) == layered(*graph)


@given(graphs())
def test_edges_that_enter_one_head_end_at_different_heights(graph: Graph):
    sizes, edges = graph
    layout = layered([(w, h + 1) for w, h in sizes], edges)
    ends = [(b, route[-1][1]) for (_, b), route in zip(edges, layout.routes, strict=True)]
    assert len(set(ends)) == len(ends)


@pytest.mark.parametrize(
    "graph", [neuron(), mlp(2, 2, 1), mlp(3, 4, 4, 1)], ids=["neuron", "2-2-1", "3-4-4-1"]
)
def test_a_network_keeps_the_promises_of_a_drawing(graph: Graph):
    check_drawing(graph, layered(*graph))


def test_no_nodes_make_an_empty_drawing():
    assert layered([], []) == Layout([], [], 0, 0, [])


def test_one_node_fills_its_drawing():
    assert layered([(30.0, 20.0)], []) == Layout([(15.0, 10.0)], [], 30.0, 20.0, [(0.0, 30.0)])


def test_a_chain_is_one_straight_line():
    layout = layered([(30, 20), (50, 40), (10, 10), (30, 20)], [(0, 1), (1, 2), (2, 3)], rank_gap=40)
    assert [y for _, y in layout.centers] == [20.0] * 4
    # Columns 0..30, 70..120, 160..170 and 210..240.
    assert layout.routes == [[(30, 20), (70, 20)], [(120, 20), (160, 20)], [(170, 20), (210, 20)]]


def test_a_chain_of_ten_thousand_needs_no_recursion():
    layout = layered(boxes(10_000), [(v, v + 1) for v in range(9_999)])
    assert {y for _, y in layout.centers} == {10.0}


def test_every_lone_link_in_a_neuron_is_level():
    layout = layered(*neuron())
    ys = [y for _, y in layout.centers]
    assert ys[8] == ys[9] == ys[10] == ys[12]


def test_the_gates_of_x_plus_y_times_z_sit_midway_between_their_operands():
    x, y, z, total, product = layered(boxes(5), [(0, 3), (1, 3), (3, 4), (2, 4)]).centers
    assert x[0] == y[0] < z[0] == total[0] < product[0]  # z waits beside the sum
    assert x[1] < y[1]
    assert total[1] < z[1]
    assert total[1] == (x[1] + y[1]) / 2
    assert product[1] == (total[1] + z[1]) / 2


def test_the_first_operand_stands_above_the_second_whatever_their_numbers():
    second, first, _ = layered(boxes(3), [(1, 2), (0, 2)]).centers
    assert first[1] < second[1]


def test_a_diamond_is_symmetric():
    top, upper, lower, bottom = layered(boxes(4), [(0, 1), (0, 2), (1, 3), (2, 3)]).centers
    assert top[1] == bottom[1] == (upper[1] + lower[1]) / 2
    assert lower[1] - upper[1] == 20 + 16  # height and node_gap: no farther apart than they must be


def test_a_source_stands_one_column_before_its_first_consumer():
    # 0 → 1 → 2 → 3, and 4 is first read by 5, which reads 3 too.
    layout = layered(boxes(6), [(0, 1), (1, 2), (2, 3), (3, 5), (4, 5)])
    assert layout.centers[4][0] == layout.centers[3][0]


def test_the_wire_of_a_tail_is_shared_until_it_forks():
    # 0 is read by 1, by 2 one column later and by 3 two columns later.
    layout = layered(boxes(4), [(0, 1), (0, 2), (0, 3), (1, 2), (2, 3)])
    short, long = layout.routes[1], layout.routes[2]
    assert short[0] == long[0]
    assert short[0][1] == short[1][1] == long[1][1]  # both leave level, on the same wire
    assert long[1][0] > short[1][0]


def test_the_two_edges_of_a_square_part_and_end_apart():
    (upper, lower) = layered(boxes(2), [(0, 1), (0, 1)]).routes
    # Head 20 high: ends 0.2 x 20 = 4 above and below the middle, reached after a third of the gap of 40.
    assert upper == [(30, 10), (43.333333, 6), (70, 6)]
    assert lower == [(30, 10), (43.333333, 14), (70, 14)]


def test_wires_end_in_the_vertical_order_in_which_they_arrive():
    layout = layered(boxes(5), [(3, 4), (1, 4), (0, 4), (2, 4)])
    arrivals = [layout.centers[tail][1] for tail in (3, 1, 0, 2)]
    ends = [route[-1][1] for route in layout.routes]
    assert sorted(range(4), key=arrivals.__getitem__) == sorted(range(4), key=ends.__getitem__)


def test_a_wire_keeps_its_distance_from_the_boxes_it_passes():
    # The edge (0, 2) passes the tall box of 1.
    layout = layered([BOX, (30, 100), BOX], [(0, 1), (0, 2), (1, 2)], node_gap=16)
    left, right = layout.centers[1][0] - 15, layout.centers[1][0] + 15
    passing = [y for x, y in layout.routes[1] if left <= x <= right]
    assert passing
    assert all(abs(y - layout.centers[1][1]) >= 50 + 16 - TOLERANCE for y in passing)


def test_gaps_are_the_ones_asked_for():
    layout = layered(boxes(3), [(0, 2), (1, 2)], rank_gap=7, node_gap=3)
    assert layout.width == 30 + 7 + 30
    assert layout.height == 20 + 3 + 20


@pytest.mark.parametrize(
    ("right", "count"),
    [
        ([[2, 3], [2, 3], [], []], 1),  # two by two, all linked
        ([[2], [3], [], []], 0),
        ([[3], [2], [], []], 1),
        ([[2, 2], [3], [], []], 0),  # a pair drawn twice does not cross itself
        ([[3, 3], [2], [], []], 2),
    ],
)
def test_crossings_counts_pairs_of_links_that_change_sides(right: list[list[int]], count: int):
    assert crossings([[0, 1], [2, 3]], right) == count


@pytest.mark.parametrize(
    "edges",
    [
        # A tree: leaves 0..3 in the order of numbers would cross.
        [(0, 4), (2, 4), (1, 5), (3, 5), (4, 6), (5, 6)],
        # The order of operands has a crossing that the sweeps remove.
        [(0, 6), (1, 3), (1, 6), (2, 5)],
        # The sweeps leave a crossing that an exchange removes.
        [(0, 2), (0, 4), (1, 4), (2, 7), (3, 5), (4, 5), (4, 6)],
    ],
    ids=["tree", "sweeps", "exchange"],
)
def test_a_graph_that_can_be_drawn_without_crossings_is(edges: list[tuple[int, int]]):
    centers = layered(boxes(8), edges).centers
    for (a, b), (c, d) in combinations(edges, 2):
        # All edges go to the next column here; two cross if one starts above the other and ends below.
        if centers[a][0] == centers[c][0]:
            assert (centers[a][1] - centers[c][1]) * (centers[b][1] - centers[d][1]) >= 0


def test_gates_stay_midway_when_two_of_them_share_an_operand_column():
    centers = layered(boxes(7), [(1, 3), (2, 3), (1, 6), (4, 6)]).centers
    assert centers[3][1] == (centers[1][1] + centers[2][1]) / 2
    assert centers[6][1] == (centers[1][1] + centers[4][1]) / 2


@pytest.mark.parametrize("edge", [(1, 0), (1, 1), (0, 2), (-1, 1)])
def test_an_edge_that_leads_nowhere_or_back_is_named(edge: tuple[int, int]):
    with pytest.raises(
        ValueError, match=rf"layered cannot place the edge \({edge[0]}, {edge[1]}\) among 2 nodes"
    ):
        layered(boxes(2), [(0, 1), edge])
