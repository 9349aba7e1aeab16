"""viz/page/web/folded.js: where gates and wires stand once gates are folded; the numbers stay."""

import operator
import random
from typing import Any

import pytest
from browser import needs_chromium, observed
from lecture_graphs import sigmoid_circuit

from autograd import Value, dot, topological_order
from autograd import sum as add_up
from autograd.labels import written
from viz import step_through

pytestmark = needs_chromium

HANDS = """
  const fold = (gates, name = "") => {
    folding.selected = new Set(gates);
    at("fold-name").value = name;
    folding.fold();
  };
  const shift = (box, i) => {
    const { x, y } = drawnNodes[i];
    return { left: x + box.x, right: x + box.x + box.width, top: y + box.y, bottom: y + box.y + box.height };
  };
  // which wires cut a letter, a number or somebody's gate, and which nodes meet
  const faults = () => {
    const seen = [...nodes.keys()].filter((i) => !view.inside.has(i)), found = [];
    const boxes = seen.flatMap((i) => {
      const { group } = drawnNodes[i];
      return [...group.querySelectorAll(":scope > text, .gate rect, .gate circle")]
        .filter((part) => !part.closest(".hidden") && (part.tagName !== "text" || part.textContent))
        .map((part) => ({ i, what: part.textContent || "its gate", ...shift(part.getBBox(), i) }));
    });
    for (const { parent, child, wire } of view.edges) {
      const length = wire.getTotalLength();
      for (let at = 0; at <= length; at += 4) {
        const { x, y } = wire.getPointAtLength(at);
        // the line of a font is higher than its letters, and a wire ends at the rim of its gate
        for (const { i, what, left, right, top, bottom } of boxes) {
          const own = i === child && what === "its gate";
          if (!own && left + 1 < x && x < right - 1 && top + 3 < y && y < bottom - 3) {
            found.push(`${nodes[parent].name} to ${nodes[child].name} cuts ${what} of ${nodes[i].name}`);
          }
        }
      }
    }
    const rooms = seen.map((i) => shift(drawnNodes[i].button.getBBox(), i));
    rooms.forEach((one, k) => rooms.slice(0, k).forEach((other, j) => {
      const apart = one.right <= other.left || other.right <= one.left;
      if (!apart && one.top < other.bottom && other.top < one.bottom) {
        found.push(`${nodes[seen[k]].name} meets ${nodes[seen[j]].name}`);
      }
    }));
    const { width, height } = svg.viewBox.baseVal;
    for (const { i, what, left, right, top, bottom } of boxes) {
      const inside = left >= 0 && top >= 0 && right <= width && bottom <= height;
      if (!inside) found.push(`${nodes[i].name} leaves by ${what}`);
    }
    return [...new Set(found)];
  };
  // whatever can be folded: a gate and some of what only it needs
  const chance = (stream) => () => (stream = (stream * 48271) % 2147483647) / 2147483647;
  const anyGroup = (next) => {
    const gates = view.gates, output = gates[Math.floor(next() * gates.length)], group = [output];
    const users = nodes.map(() => new Set());
    for (const { parent, child } of view.edges) users[parent].add(child);
    for (let i = output - 1; i >= 0; i--) {
      const fits = gates.includes(i) && users[i].size > 0 && [...users[i]].every((k) => group.includes(k));
      if (fits && next() < 0.8) group.push(i);
    }
    return group;
  };
"""


def network(sizes: list[int], *, written_out: bool) -> Value:
    """An MLP with labels, its net inputs one gate each or products and sums."""
    stream = random.Random(0)
    layer = [Value(stream.uniform(-1, 1), f"x_{i}") for i in range(sizes[0])]
    for depth, units in enumerate(sizes[1:], 1):
        outputs: list[Value] = []
        for k in range(units):
            weights = [Value(stream.uniform(-1, 1), f"w_{depth}{k}{i}") for i in range(len(layer))]
            bias = Value(0.5, f"b_{depth}{k}")
            if written_out:
                z = add_up([w * x for w, x in zip(weights, layer)]) + bias
            else:
                z = dot(weights, layer, bias)
            z.label = f"net_input_{depth}{k}"
            h = z.tanh()
            h.label = f"h_{depth}{k}"
            outputs.append(h)
        layer = outputs
    return add_up(layer) ** 2


def neurons(root: Value) -> list[list[int]]:
    """Each neuron as two numbers: of its net input and of its output among the nodes of the page."""
    place = {node.name: i for i, node in enumerate(step_through(root).scene.nodes)}
    outputs = [node.label for node in topological_order(root) if node.label.startswith("h_")]
    assert outputs
    return [[place[written(f"net_input_{label[2:]}")], place[written(label)]] for label in outputs]


def test_the_sigmoid_of_a_neuron_folded_stands_close_to_its_net_input_and_unfolds_to_where_it_was():
    script = f"""
      {HANDS}
      modes.visit("folding");
      const transforms = () => drawnNodes.map(({{ group }}) => group.getAttribute("transform"));
      const places = () => [svg.getAttribute("viewBox"), ...transforms()];
      const before = places(), wide = svg.viewBox.baseVal.width;
      fold([9, 10, 11, 12], "σ");
      const seen = [faults(), svg.viewBox.baseVal.width < 0.65 * wide];
      // the folded gate stands in the next column
      const wire = view.edges.at(-1).wire.getTotalLength();
      seen.push(wire < 200, drawnNodes[12].right <= svg.viewBox.baseVal.width);
      folding.unfold(12);
      seen.push(places().join() === before.join(), faults());
      report(seen);
    """
    found = observed(step_through(sigmoid_circuit(), engine="layered").html, script)
    assert found == [[], True, True, True, True, []]


@pytest.mark.parametrize("written_out", [True, False])
def test_neurons_of_a_network_are_folded_one_by_one_and_into_layers_without_a_wire_through_a_label(
    written_out: bool,
):
    root = network([3, 3, 2], written_out=written_out)
    script = f"""
      {HANDS}
      modes.visit("folding");
      const seen = [faults()];
      for (const [z, h] of {neurons(root)}) {{ fold([z, h], "neuron"); seen.push(faults()); }}
      // what a neuron takes along, and the whole output layer with what only it needs
      fold([root], "output"); seen.push(faults(), at("received").textContent);
      for (const output of folds.map((one) => one.output)) {{
        if (folds.some((one) => one.output === output)) folding.unfold(output);
        seen.push(faults());
      }}
      while (folds.length) folding.unfold(folds[0].output);
      seen.push(faults());
      report(seen);
    """
    seen = observed(step_through(root, engine="layered").html, script)
    told = [text for text in seen if isinstance(text, str)]
    assert len(told) == 1
    assert "gates are one now" in told[0]
    assert [faults for faults in seen if not isinstance(faults, str)] == [[]] * (len(seen) - 1)


# --- random programs ----------------------------------------------------------------------------------
def program(stream: random.Random) -> tuple[list[float], list[Any]]:
    """Random numbers of variables, and operations on what is there so far, as names and operands."""
    variables = [round(stream.uniform(-2, 2), 2) for _ in range(stream.randint(2, 4))]
    lines: list[Any] = []
    for k in range(stream.randint(5, 14)):
        there = len(variables) + k
        near = [stream.randrange(max(0, there - 6), there) for _ in range(3)]
        lines.append((stream.choice(["+", "-", "*", "tanh", "sin", "sum", "sigmoid"]), near))
    return variables, lines


_BINARY = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def run(numbers: list[float], lines: list[Any]) -> Value:
    """Run a program; what it leaves unused is added to its result."""
    values = [Value(number, f"x{i}") for i, number in enumerate(numbers)]
    used: set[int] = set()
    for op, (a, b, c) in lines:
        x, y, z = values[a], values[b], values[c]
        used |= {a, *([b] if op in (*_BINARY, "sum") else []), *([c] if op == "sum" else [])}
        if op in _BINARY:
            values.append(_BINARY[op](x, y))
        else:
            values.append(add_up([x, y, z]) if op == "sum" else getattr(x, op)())
    rest = [value for i, value in enumerate(values[:-1]) if i not in used]
    return add_up([values[-1], *rest])


def test_after_folding_editing_and_unfolding_in_any_order_the_numbers_are_those_of_the_engine():
    sequences = 0
    for seed in range(12):
        stream = random.Random(seed)
        numbers, lines = program(stream)
        rounds = [[round(stream.uniform(-2, 2), 2) for _ in numbers] for _ in range(20)]
        script = f"""
          {HANDS}
          modes.visit("folding");
          at("variables").open = true; panel.build();
          const next = chance({seed + 1}), seen = [], broken = [];
          let folded = 0;
          for (const round of {rounds}) {{
            for (let k = 0; k < 3; k++) {{
              const act = next();
              if (act < 0.6) {{
                const before = folds.length;
                fold(anyGroup(next), next() < 0.3 ? "g" : "");
                folded += folds.length !== before;
              }} else if (folds.length) folding.unfold(folds[Math.floor(next() * folds.length)].output);
            }}
            modes.visit(["folding", "steps", "order", "paths", "quiz"][Math.floor(5 * next())]);
            round.forEach((x, i) => panel.set(variables[i], x));
            broken.push(...faults());
            const there = [...nodes.keys()].filter((i) => !view.inside.has(i));
            seen.push(there.map((i) => [i, data[i], now.delta[i]]));
          }}
          while (folds.length) folding.unfold(folds[0].output);
          report({{ seen, broken, folded, back: drawnNodes.every((drawn) => drawn.x === drawn.unfolded.x) }});
        """
        found = observed(step_through(run(numbers, lines), engine="layered").html, script)
        assert found["broken"] == [], seed
        assert found["back"]
        assert found["folded"] > 3
        for changed, seen in zip(rounds, found["seen"], strict=True):
            root = run(changed, lines)
            root.backward()
            right = [(node.data, node.grad) for node in topological_order(root)]
            for i, data, delta in seen:
                assert (data, delta) == pytest.approx(right[i], rel=1e-9, abs=1e-12), (seed, i)
            sequences += 1
    assert sequences == 240


def test_a_click_in_the_middle_of_a_node_hits_it_in_every_mode_folded_or_not():
    script = f"""
      {HANDS}
      const missed = [];
      const hit = (mode) => drawnNodes.forEach(({{ group, button, gate, name }}, i) => {{
        if (view.inside.has(i)) return;
        const folded = group.querySelector(".folded rect");
        for (const part of [button, folded ?? gate?.firstChild ?? name]) {{
          const box = part.getBoundingClientRect();
          // in the very middle, where a wire may be, and beside it, where there may be nothing to be seen
          for (const down of [0.5, 0.42, 0.58]) {{
            const y = box.top + down * (box.bottom - box.top);
            const found = document.elementFromPoint((box.left + box.right) / 2, y);
            if (found?.closest(".node") !== group) missed.push([mode, nodes[i].name]);
          }}
        }}
      }});
      for (const folded of [false, true]) {{
        modes.visit("folding");
        if (folded) fold([9, 10, 11, 12], "a long name");
        for (const mode of ["order", "paths", "folding"]) {{
          modes.visit(mode);
          if (mode === "order") {{ order.next(); order.next(); }}
          if (mode === "paths") paths.mark(0);
          hit(mode);
        }}
      }}
      report(missed);
    """
    assert observed(step_through(sigmoid_circuit(), engine="layered").html, script) == []
