"""viz/pictures/drawing.py: where things stand, whatever draws them."""

import re
import shutil
from itertools import combinations

import pytest
from browser import needs_chromium, observed
from hypothesis import given
from hypothesis import strategies as st
from lecture_graphs import product

import nn
from autograd import Op, Value, dot, record
from autograd import sum as add_up
from benchmarks.layouts import GRAPHS, TABLE, crossings, measured
from viz import circuit, scene, step_through
from viz.labels import label_width
from viz.pictures.drawing import BASELINES, GAP, GATE, SIZES, Drawing, Placed, draw, shown_name
from viz.pictures.executable import run_dot
from viz.scenes.scene import Node


def labeled(name: str) -> Value:
    """A chain of gates beside a gate of two operands, every result with the same long name."""
    x, y = Value(-2.0, "x"), Value(5.0, "y")
    results = [x + y]
    results.append(results[0] * y)
    results.append(results[1].tanh())
    results.append(results[2] + results[0])
    results.append(results[3] * results[3])
    for node in results:
        node.label = name
    return results[-1]


def name_boxes(drawing: Drawing) -> list[tuple[float, float, float]]:
    """Left, right and letters' foot of the name over each gate."""
    boxes: list[tuple[float, float, float]] = []
    for node, place in zip(drawing.scene.nodes, drawing.nodes):
        if node.gate:
            half = label_width(shown_name(node, drawing.names), SIZES["label"]) / 2
            boxes.append((place.front - half, place.front + half, place.y - GATE / 2 - GAP))
    return boxes


@pytest.mark.parametrize("notes", [False, True], ids=["plain", "notes"])
@pytest.mark.parametrize(
    "name", ["loss", "probability of t", "probability of the target class, in all", "…" * 8]
)
def test_a_name_over_a_gate_is_inside_of_the_picture_and_no_wire_crosses_it(name: str, notes: bool):
    drawing = draw(scene(labeled(name)), engine="layered", notes=notes)
    boxes, size = name_boxes(drawing), SIZES["label"]
    assert all(left >= 0 and right <= drawing.width and foot > size / 2 for left, right, foot in boxes)
    for (left, right, foot), (other_left, other_right, other_foot) in combinations(boxes, 2):
        assert right <= other_left or other_right <= left or abs(foot - other_foot) >= size
    for left, right, foot in boxes:
        for wire in drawing.wires:
            for x, y in wire:  # ends and control points: a wire lies between them
                assert not (left < x < right and foot - size / 2 < y < foot)


def test_a_gate_under_a_long_name_keeps_its_size_and_its_wire_begins_at_it():
    short, long = (draw(scene(labeled(name)), engine="layered").nodes for name in ("q", "probability of t"))
    for a, b in zip(short, long):
        assert b.wire - b.left == pytest.approx(a.wire - a.left)
        assert b.right - b.wire >= a.right - a.wire - 1e-9


def test_a_name_as_wide_as_its_gate_moves_nothing():
    def places(name: str) -> list[Placed]:
        return draw(scene(labeled(name)), engine="layered").nodes

    # the fifth is called "ab_5"
    assert label_width("ab_5", SIZES["label"]) < GATE < label_width("abcd", SIZES["label"])
    assert places("a") == places("ab") != places("abcd")


def test_the_page_finds_the_wire_behind_a_gate_under_a_long_name():
    # viz/page/web/drawing.js reads the middle of the gate and the wire from exactly this
    drawn = circuit(labeled("probability of t"), engine="layered")
    groups = re.findall(
        r'<g class="node"[^>]* transform="translate\((\S+) (\S+)\)">.*?<path d="M(\S+) 0h(\S+)"/>', drawn.svg
    )
    assert len(groups) == len(drawn.drawing.nodes)
    for (x, y, start, length), place in zip(groups, drawn.drawing.nodes):
        assert float(x) + float(start) == pytest.approx(place.wire, abs=0.11)
        assert float(length) == pytest.approx(place.right - place.wire, abs=0.06)
        assert float(y) == pytest.approx(place.y, abs=0.06)


Spots = list[tuple[str, float, float]]


def spots_of_svg(text: str) -> Spots:
    """Every text with its place on the paper; the numbers of a node stand beside its gate."""
    found: Spots = []
    at = r'<g class="node[^>]* transform="translate\((\S+) (\S+)\)">|'
    for x, y, *text_at in re.findall(
        at + r'<text(?: class="[^"]*")?((?: [xy]="\S+")*)[^>]*>(.*?)</text>', text
    ):
        if x:
            origin = float(x), float(y)
        elif "tspan" in text_at[1]:
            found.append(
                (re.sub("<.*?>", "", text_at[1]), *(float(n) for n in re.findall(r'"(\S+)"', text_at[0])))
            )
        else:
            place = dict(re.findall(r'([xy])="(\S+)"', text_at[0]))
            found.append((text_at[1], *(o + float(place.get(axis, 0)) for axis, o in zip("xy", origin))))
    return found


def test_tikz_puts_names_numbers_and_messages_where_svg_does():
    drawn = circuit(product(), notes=True, engine="layered")
    spots = re.findall(r"anchor=(base|base east)\] at \((\S+), (\S+)\)", drawn.tikz)
    # what stands in a gate is centered there by TeX, which knows its letters
    expected = [(x, y) for text, x, y in spots_of_svg(drawn.svg) if text not in "+×"]
    assert sorted((float(x), float(y)) for _, x, y in spots) == [
        (pytest.approx(x, abs=0.11), pytest.approx(y, abs=0.11)) for x, y in sorted(expected)
    ]


@needs_chromium
def test_the_page_puts_numbers_and_the_sign_of_a_folded_gate_where_svg_does():
    script = """
      modes.visit("folding"); folding.choose(4); folding.choose(3); folding.fold();
      const y = (selector) => Number(document.querySelector(`.board ${selector}`).getAttribute("y"));
      steps.show(99);
      const box = document.querySelector(".folded rect");
      report([y(".data"), y(".delta"), y(".folded text"), Number(box.getAttribute("height"))]);
    """
    seen = observed(step_through(product()).html, script)
    assert seen == [BASELINES["data"], BASELINES["delta"], BASELINES["gate"], GATE]


# --- twelve graphs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GRAPHS)
def test_no_drawing_is_worse_than_the_table_nor_moves_when_notes_come_or_numbers_go(name: str):
    root = GRAPHS[name]()
    bare = circuit(root).drawing
    found, table = measured(bare), TABLE[name]
    assert found.crossings <= table.crossings
    assert found.backward == table.backward == 0
    assert found.width <= table.width
    assert found.height <= table.height
    for other in ({"notes": True}, {"values": False}, {"deltas": False}, {"counts": True}):
        drawing = circuit(root, **other).drawing
        assert (drawing.nodes, drawing.wires, drawing.marks) == (bare.nodes, bare.wires, bare.marks)


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
@pytest.mark.parametrize("name", GRAPHS)
def test_graphviz_draws_none_of_them_with_fewer_crossings(name: str):
    other = measured(circuit(GRAPHS[name](), engine="dot").drawing)
    assert TABLE[name].crossings <= other.crossings


def test_lines_that_cross_are_counted_once_however_many_wires_run_there():
    assert crossings([[(0, 0), (2, 2)], [(0, 2), (2, 0)], [(0, 2), (1, 1), (2, 0)]], [0, 1, 1]) == 1
    assert crossings([[(0, 0), (2, 2)], [(0, 2), (2, 0)]], [0, 0]) == 0


# --- operands in order ------------------------------------------------------------------------------------


def entries(drawing: Drawing) -> list[tuple[Node, list[float], list[str]]]:
    """Each gate whose operands do not change places, with where they enter and what is written there."""
    found: list[tuple[Node, list[float], list[str]]] = []
    for i, node in enumerate(drawing.scene.nodes):
        ends = [w[-1][1] for w, edge in zip(drawing.wires, drawing.scene.edges) if edge.child == i]
        place = drawing.nodes[i]
        inside = drawing.marks[i]
        assert all(place.left < m.x < place.wire and abs(m.y - place.y) < GATE / 2 for m in inside)
        if node.ports:
            found.append((node, ends, [m.pieces[0][0] for m in sorted(inside, key=lambda m: m.y)]))
    return found


def test_every_a_over_x_of_newton_has_a_above_x():
    drawing = circuit(GRAPHS["Newton"]()).drawing
    assert [node.gate for node, _, _ in entries(drawing)] == ["/"] * 10
    assert all(ends == sorted(ends) for _, ends, _ in entries(drawing))
    assert not any(drawing.marks)


def test_in_y_minus_t_the_y_enters_above_the_t_whichever_is_older():
    t, y = Value(1.0, "t"), Value(2.0, "y")
    for root in (y - t, 0.5 * (y - t) ** 2, y / t, y**t, (t * y) * (y - t)):
        for _, ends, marks in entries(circuit(root).drawing):
            assert ends == sorted(ends)
            assert marks == []


def test_where_order_would_cost_crossings_signs_in_the_gate_say_which_wire_is_which():
    a, b = Value(3.0, "a"), Value(2.0, "b")
    drawing = circuit((a - b) * (b - a)).drawing
    straight, turned = entries(drawing)
    assert straight[2] == []
    assert turned[1] == sorted(turned[1], reverse=True)
    assert turned[2] == ["−", "+"]
    drawing = circuit((a / b) * (b / a)).drawing
    assert entries(drawing)[1][2] == ["÷", ""] or entries(drawing)[0][2] == ["÷", ""]
    assert measured(drawing).crossings == 1  # two wires into each of two gates cannot do without


@given(st.lists(st.tuples(st.sampled_from("+-*/^"), st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_every_gate_has_its_operands_in_order_or_says_what_they_are(steps):
    values = [Value(1.0 + 0.1 * i, f"x_{i}") for i in range(3)]
    apply = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / (b * b + 1.0),
        "^": lambda a, b: (a * a + 1.0) ** (b * 0.1),
    }
    for sign, i, j in steps:
        values.append(apply[sign](values[-1 - i % len(values)], values[-1 - j % len(values)]))
    for node, ends, marks in entries(circuit(values[-1]).drawing):
        # from the lower port to the upper one where they are turned
        assert marks == ([] if ends == sorted(ends) else list(node.ports)[::-1])


def test_four_operands_that_do_not_change_places_enter_in_their_order():
    a, b, c = (Value(x, name) for x, name in ((1.0, "a"), (2.0, "b"), (3.0, "c")))
    op = Op(
        "mix",
        "mix",
        lambda xp, p, q, r, s: p - q + 2 * r - 3 * s,
        lambda xp, y, *xs: (1.0, -1.0, 2.0, -3.0),
    )
    root = record(op, c, a * b, b, a) * (c - b)
    drawing = circuit(root).drawing
    mix = next(i for i, node in enumerate(drawing.scene.nodes) if node.gate == "mix")
    ends = [w[-1][1] for w, e in zip(drawing.wires, drawing.scene.edges) if e.child == mix]
    assert ends == sorted(ends)
    assert len(set(ends)) == 4


def test_weights_and_inputs_stand_in_their_order_from_top_to_bottom():
    for sizes in ((2, [2, 1]), (3, [4, 4, 1])):
        model = nn.MLP(*sizes, rng=0)
        nn.label(model)
        drawing = circuit(model([0.5, -1.0, 2.0][: sizes[0]])).drawing
        y = {node.label: place.y for node, place in zip(drawing.scene.nodes, drawing.nodes)}
        inputs = [y[label] for label in sorted(y) if label.startswith("x_")]
        assert inputs == sorted(inputs)
        for unit in range(1, sizes[1][0] + 1):
            weights = [y[f"w_{{{i}{unit}}}^{{(1)}}"] for i in range(1, sizes[0] + 1)]
            assert weights == sorted(weights)
        units = [y[f"h_{unit}^{{(1)}}"] for unit in range(1, sizes[1][0] + 1)]
        assert units == sorted(units)


# --- under the deltas -------------------------------------------------------------------------------------


def notes(root: Value, **settings: object) -> list[str]:
    return ["".join(text for text, _ in line.pieces) for line in circuit(root, **settings).drawing.notes]


def test_a_node_of_two_children_has_both_messages_and_their_products_the_upper_wire_first():
    x, y = Value(3, "x"), Value(-1, "y")
    f = x * y + x**2
    # ∂f/∂x = y + 2x: −1 from the product, 6 from the square
    assert sorted(notes(f, notes=True)) == [
        "= [1] × [1]", "= [1] × [1]", "= [3] × [1]", "[6] × [1] = 6", "[−1] × [1] = −1",
    ]  # fmt: skip
    drawing = circuit(f, notes=True).drawing
    mine = [line for line in drawing.notes if "= " in line.pieces[-2][0] and len(line.pieces) == 5]
    upper = min(
        (edge.child for edge in drawing.scene.edges if edge.parent == 0), key=lambda i: drawing.nodes[i].y
    )
    assert mine[0].y < mine[1].y
    assert (mine[0].pieces[0][0] == "[6]") == (drawing.scene.nodes[upper].gate == "x²")


def test_of_two_hundred_messages_seven_are_noted_and_a_bare_drawing_keeps_no_room_for_all():
    y = Value(2.0, "y")
    f = add_up([y * float(i) for i in range(200)])
    lines = notes(f, notes=True)
    # the 200 products have one message each
    assert lines[7] == "⋯ 193 more"
    assert len(lines) == 8 + 200


def test_counts_are_one_add_multiply_for_a_weight_forward_and_two_backward():
    # z = w₁x₁ + w₂x₂ + b has 2 weights: 2 forward, 2 · 2 backward; the bias is added, σ is no product
    w, x, b = [Value(0.5), Value(-1.0)], [Value(1.0), Value(2.0)], Value(0.1)
    assert notes(dot(w, x, b).sigmoid(), counts=True) == [
        *["← 1"] * 4, "→ 2", "add-multiplies: → 2 forward, ← 4 backward",
    ]  # fmt: skip
    # gate by gate it is the same: → 1 in each product
    by_gates = notes((w[0] * x[0] + w[1] * x[1] + b).sigmoid(), counts=True)
    assert by_gates == [*["← 1"] * 4, "→ 1", "→ 1", "add-multiplies: → 2 forward, ← 4 backward"]


def test_counts_agree_with_the_summary_of_the_model_and_a_node_adds_up_those_of_its_wires():
    model = nn.MLP(3, [4, 2], rng=0)
    x = [Value(1.0, "x_1"), Value(2.0, "x_2"), Value(3.0, "x_3")]
    lines = notes(add_up(model(x)), counts=True)
    # 3 · 4 + 4 · 2 = 20 weights
    assert lines[-1] == "add-multiplies: → 20 forward, ← 40 backward"
    assert lines.count("← 1 + 1 + 1 + 1") == 3
    assert lines.count("← 1 + 1") == 4
    wide = notes(add_up([x[0] * w for w in map(Value, range(6))]), counts=True)
    assert wide[0] == "← 6"


def test_the_totals_stand_below_a_drawing_however_narrow_it_is():
    x = Value(2.0)
    drawing = circuit(x * x, counts=True).drawing
    assert drawing.width >= 200
    assert max(line.y for line in drawing.notes) < drawing.height


@pytest.mark.parametrize("ending", ["svg", "tikz", "dot", "mermaid"])
def test_numbers_that_are_not_shown_stand_in_no_format(ending: str):
    without = getattr(circuit(product(), values=False, deltas=False), ending)
    assert not re.search(r">−?\d+<|δ = |= −?\d+<br>|\{\$-?\d+\$\}", without)
    values = getattr(circuit(product(), deltas=False), ending)
    assert re.search(r"[−-]12", values)
    assert not re.search(r"δ = |class=\"delta\"|\\node\[delta", values)


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
def test_graphviz_takes_dot_without_numbers():
    assert run_dot(circuit(product(), values=False, deltas=False).dot, "svg")


@pytest.mark.parametrize("part", [{"focus": "q"}, {"paths": 1}])
def test_a_part_is_not_counted(part: dict[str, object]):
    with pytest.raises(ValueError, match="counts=True adds up the whole graph, not a part"):
        circuit(product(), counts=True, **part)


@pytest.mark.parametrize("other", [{"counts": True}, {"deltas": False}])
def test_notes_are_not_drawn_with_what_excludes_them(other: dict[str, bool]):
    with pytest.raises(ValueError, match=r"circuit: notes=True and \w+=\w+: they .*; give one of them"):
        circuit(product(), notes=True, **other)


# --- measured in a browser --------------------------------------------------------------------------------

# The ink of every text, letter by letter, against all other texts, the wires, the paper, and the gate below.
INK = """
  const pen = document.createElement("canvas").getContext("2d");
  function ink(text) {
    const frame = text.ownerSVGElement.getScreenCTM().inverse(), own = text.getScreenCTM();
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let at = 0, box = { l: 1e9, t: 1e9, r: -1e9, b: -1e9 };
    while (walk.nextNode()) {
      const style = getComputedStyle(walk.currentNode.parentElement);
      pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      for (const letter of walk.currentNode.data) {
        if (letter.trim()) {
          const start = text.getStartPositionOfChar(at).matrixTransform(own).matrixTransform(frame);
          const m = pen.measureText(letter);
          box = {
            l: Math.min(box.l, start.x - m.actualBoundingBoxLeft), r: Math.max(box.r, start.x + m.actualBoundingBoxRight),
            t: Math.min(box.t, start.y - m.actualBoundingBoxAscent), b: Math.max(box.b, start.y + m.actualBoundingBoxDescent),
          };
        }
        at += letter.length;
      }
    }
    return { ...box, what: `${text.getAttribute("class") ?? "gate"} ${text.textContent}` };
  }
  const faults = [];
  for (const svg of document.querySelectorAll("svg")) {
    const { width, height } = svg.viewBox.baseVal, name = svg.parentElement.id;
    const boxes = [...svg.querySelectorAll("text")].map(ink).filter((box) => box.r > box.l);
    boxes.forEach((a, i) => {
      if (a.l < 1 || a.t < 1 || a.r > width - 1 || a.b > height - 1) faults.push([name, a.what, "is cut off"]);
      for (const b of boxes.slice(0, i)) {
        if (a.l < b.r - 0.3 && b.l < a.r - 0.3 && a.t < b.b - 0.3 && b.t < a.b - 0.3) faults.push([name, a.what, b.what]);
      }
    });
    const frame = svg.getScreenCTM().inverse();
    for (const path of svg.querySelectorAll("path")) {
      const own = path.getScreenCTM(), long = path.getTotalLength(), box = path.getBBox();
      const into = frame.multiply(own), near = boxes.filter((b) => b.l < box.x + box.width + into.e + 1
        && b.r > box.x + into.e - 1 && b.t < box.y + box.height + into.f + 1 && b.b > box.y + into.f - 1);
      for (let at = 0; near.length && at <= long; at += 2) {
        const { x, y } = path.getPointAtLength(at).matrixTransform(into);
        const hit = near.find((b) => x > b.l && x < b.r && y > b.t - 0.5 && y < b.b + 0.5);
        if (hit) { faults.push([name, hit.what, "a wire"]); break; }
      }
    }
    for (const node of svg.querySelectorAll(".node")) {
      const gate = node.querySelector(".gate > circle, .gate > rect"), label = node.querySelector(":scope > .label, :scope > .name");
      if (!gate || !label) continue;
      const top = gate.getBBox().y + gate.getScreenCTM().f, foot = ink(label).b + svg.getScreenCTM().f;
      if (foot > top - 1.2) faults.push([name, label.textContent, `stands ${(foot - top).toFixed(1)} on its gate`]);
    }
  }
  report(faults);
"""  # noqa: E501


def tails() -> Value:
    """Names with tails and indices over round and wide gates."""
    x = Value(0.5, "g_j")
    for name in ("f", "q", "y_p", "z_{ij}^{(1)}", "p", "L_reg", "gjpqy_", "W_(1)^2", "a_b_c", "Q"):
        x = x.tanh() * 1.5 if name in "fq" else x.softplus()
        x.label = name
    return x


def long_names() -> Value:
    """Names of 5, 17, 30, 40 and 60 signs at variables and at gates."""
    names = [
        "input",
        "probability of it",
        "cross entropy of all the units",
        "layers.0.neurons.3.weights.2 of the net",
        "a name of sixty signs, which is more than there is room for",
    ]
    out = Value(0.5, "x")
    for name in names:
        out = (out * Value(1.5, name)).tanh()
        out.label = name.replace("a", "o")
    return out * Value(2.0, "W" * 40)


def turned() -> Value:
    a, b = Value(3.0, "a"), Value(2.0, "b")
    return (a - b) * (b - a) + (a / b) * (b / a) + a**b * b**a


VARIANTS = {
    "bare": {},
    "notes": {"notes": True},
    "names": {"names": True, "notes": True},
    "rows": {"notes": True, "ratio": 16 / 9},
    "narrow": {"notes": True, "wrap": 400},
    "counts": {"counts": True, "decimals": 1},
    "digits": {"notes": True, "digits": 9},
}


@needs_chromium
@pytest.mark.parametrize("variant", VARIANTS)
def test_no_text_lies_on_another_nor_on_a_wire_nor_touches_its_gate_in_a_browser(variant: str):
    graphs = {**GRAPHS, "tails": tails, "turned": turned, "long names": long_names}
    if variant != "bare":  # nothing new in it, and long
        del graphs["3-4-4-1"]
    if "wrap" in VARIANTS[variant] or "ratio" in VARIANTS[variant]:  # points on long wires are slow to find
        graphs = {
            name: graphs[name] for name in ("sigmoid", "least squares", "LSTM cell", "turned", "long names")
        }
    body = "".join(
        f'<div id="{name}">{circuit(graph(), **VARIANTS[variant]).svg}</div>'
        for name, graph in graphs.items()
    )
    assert observed(f"<html><head></head><body>{body}</body></html>", INK) == []


@needs_chromium
def test_the_measurement_finds_what_lies_on_each_other():
    drawn = circuit(product(), notes=True).svg
    page = "<html><head></head><body><div id=f>{}</div></body></html>"
    assert observed(page.format(drawn), INK) == []
    for there, moved in (
        ('class="note" x="', 'class="note" x="9'),
        ('y="-6"', 'y="4"'),
        ('class="label" y="-2', 'class="label" y="-1'),
    ):
        assert drawn.count(there), there
        assert observed(page.format(drawn.replace(there, moved, 1)), INK) != [], there
