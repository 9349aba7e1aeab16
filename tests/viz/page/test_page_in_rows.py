"""viz/page/step_through.py: a long drawing in rows, with all that is done in the page."""

import re

import pytest
from browser import expected, needs_chromium, observed
from lecture_graphs import product, sigmoid_circuit

from autograd import Value
from viz import scene, step_through


def chain(length: int) -> Value:
    x = Value(0.5, "x")
    for _ in range(length):
        x = x.sin()
    return x


def size(html: str) -> tuple[float, float]:
    found = re.search(r'class="circuit" viewBox="0 0 (\S+) (\S+)"', html)
    return float(found[1]), float(found[2])


# Which texts of the drawing, badges and messages lie on each other, on a wire or on a gate.
FAULTS = """
  const boxOf = (element) => element.getBoundingClientRect();
  const faults = () => {
    const found = [], texts = all(".board text").filter((text) => text.textContent && text.checkVisibility());
    const named = texts.map((text) => [text.textContent, text, boxOf(text)]);
    const badges = all(".badge rect").map((rect) => ["a badge", rect, boxOf(rect)]);
    const gates = all(".gate > circle, .gate > rect").map((shape) => ["a gate", shape, boxOf(shape)]);
    const boxes = [...named, ...badges, ...gates];
    // the line of a font is higher than its letters
    const meet = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom;
    boxes.forEach(([what, a, box], i) => boxes.slice(0, i).forEach(([other, b, under]) => {
      const together = a.closest(".badge, .gate, .node > text") === b.closest(".badge, .gate, .node > text");
      if (!(together && a.closest(".badge, .gate")) && meet(box, under)) found.push([what, other]);
    }));
    const scale = svg.getScreenCTM();
    for (const { wire } of view.edges) {
      for (let at = 2; at < wire.getTotalLength() - 2; at += 5) {
        const { x, y } = wire.getPointAtLength(at).matrixTransform(scale);
        for (const [what, a, { left, right, top, bottom }] of boxes) {
          const isParcel = a.closest(".parcel, .local") !== null; // it stands at its wire, with a halo
          if (!isParcel && left + 1 < x && x < right - 1 && top + 4 < y && y < bottom - 4) found.push([what, "a wire"]);
        }
      }
    }
    return found;
  };
  const inside = (element) => {
    const box = boxOf(element), frame = boxOf(document.querySelector(".board"));
    return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
  };
"""  # noqa: E501


def test_a_ribbon_stands_in_rows_unless_told_otherwise_and_a_small_drawing_does_not():
    assert size(step_through(chain(200)).svg)[0] <= 1_400
    assert size(step_through(chain(200), wrap=1e6).svg)[0] > 10_000
    assert size(step_through(sigmoid_circuit()).svg)[1] < 400
    width, height = size(step_through(sigmoid_circuit(), ratio=1).svg)
    assert 0.6 < width / height < 1.6
    assert size(step_through(sigmoid_circuit(), wrap=600).svg)[0] <= 600


def test_a_drawing_that_is_high_as_well_is_left_as_it_is():
    layer = [chain(0) for _ in range(20)]
    for _ in range(60):
        layer = [x.sin() for x in layer]
    total = layer[0]
    for x in layer[1:]:
        total = total + x
    width, height = size(step_through(total).svg)
    assert width > 10_000
    assert height > 1_000


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"wrap": 20}, "wrap=20: wrap is the width of a row in points"),
        ({"ratio": 0}, "ratio=0: "),
        ({"wrap": 500, "ratio": 2}, "wrap=500 and ratio=2: rows have one width; give one of them"),
        ({"wrap": 500, "engine": "dot"}, "engine='dot' draws no rows"),
    ],
)
def test_what_is_no_width_of_rows_is_refused_before_the_page_is_made(given: dict[str, float], message: str):
    with pytest.raises(ValueError, match=message):
        step_through(product(), **given)


@needs_chromium
@pytest.mark.parametrize("wrap", [400, 700])
def test_every_step_in_rows_is_the_step_of_the_slides_its_message_in_sight_and_on_nothing(wrap: int):
    script = f"""{FAULTS}
      const states = [], broken = [];
      for (let k = 0; k <= Number(at("slider").max); k++) {{
        steps.go(k);
        states.push(look());
        broken.push(...faults());
        const sent = document.querySelector(".parcel");
        if (sent && !inside(sent)) broken.push([k, "is out of sight"]);
      }}
      report({{ states, broken }});
    """
    for window in ((390, 844), (1280, 900)):
        seen = observed(step_through(sigmoid_circuit(), wrap=wrap).html, script, window=window)
        assert seen["broken"] == []
        for k, state in enumerate(seen["states"]):
            step = expected(scene(sigmoid_circuit()), k)
            assert {key: state[key] for key in step} == step


@needs_chromium
@pytest.mark.parametrize(("width", "given"), [(390, {"wrap": 400}), (1280, {}), (1920, {})])
def test_rows_are_as_wide_as_the_board_and_only_scrolled_down(width: int, given: dict[str, float]):
    script = """
      const board = document.querySelector(".board");
      const wide = () => board.scrollWidth - board.clientWidth;
      steps.go(steps.seed + 3);
      const letters = parseFloat(getComputedStyle(all(".data")[0]).fontSize) * svg.getScreenCTM().a;
      report([wide(), letters, board.scrollTop > 0]);
    """
    root = sigmoid_circuit() if given else chain(200)
    beyond, letters, is_scrolled = observed(step_through(root, **given).html, script, window=(width, 900))
    assert beyond <= 0
    assert letters >= 12
    assert is_scrolled


@needs_chromium
def test_badges_messages_and_clicks_are_in_rows_what_they_are_in_one():
    script = f"""{FAULTS}
      const missed = [], broken = [];
      for (const mode of ["order", "paths", "folding"]) {{
        modes.visit(mode);
        for (let k = 0; mode === "order" && k < 3; k++) order.next();
        if (mode === "paths") paths.mark(0);
        broken.push(...faults().map((fault) => [mode, ...fault]));
        drawnNodes.forEach(({{ group, button }}, i) => {{
          group.scrollIntoView({{ block: "center", inline: "center", behavior: "instant" }});
          const box = boxOf(button);
          const there = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
          if (there?.closest(".node") !== group) missed.push([mode, i]);
        }});
      }}
      report([missed, broken]);
    """
    for wrap in (420, 800):
        assert observed(step_through(sigmoid_circuit(), wrap=wrap).html, script) == [[], []]


@needs_chromium
def test_presented_rows_are_as_large_as_one_and_every_message_is_in_the_window():
    script = f"""{FAULTS}
      const hidden = [];
      present.show(true);
      document.querySelector(".board").style.scrollBehavior = "auto"; // there at once
      const scale = svg.getScreenCTM().a;
      for (let k = steps.seed + 1; k <= steps.last; k++) {{
        steps.go(k);
        if (!inside(document.querySelector(".parcel"))) hidden.push(k);
      }}
      report([scale, hidden]);
    """
    for graph, given in ((chain(70), {"wrap": 1_400}), (sigmoid_circuit(), {"wrap": 700})):
        for width in (390, 1280, 1920):
            page = step_through(graph, **given).html
            scale, hidden = observed(page, script, window=(width, 1000))
            assert scale >= max(width / 960, 1) - 1e-3
            assert hidden == []


@needs_chromium
def test_folded_gates_stand_in_one_row_and_unfolded_ones_in_rows_again():
    script = f"""{FAULTS}
      const places = () => [svg.getAttribute("viewBox"), svg.style.width, ...drawnNodes.map(({{ x, y }}) => [x, y])].join();
      modes.visit("folding");
      const before = places();
      folding.selected = new Set([9, 10, 11, 12]);
      folding.fold();
      const folded = [svg.viewBox.baseVal.width, faults()];
      folding.unfold(12);
      report([...folded, places() === before, faults()]);
    """  # noqa: E501
    wide, broken, is_back, broken_again = observed(step_through(sigmoid_circuit(), wrap=500).html, script)
    assert wide > 800
    assert (broken, is_back, broken_again) == ([], True, [])
