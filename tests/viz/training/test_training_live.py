"""viz/training/web/run.js: running, updates, reset, fields and keys; what is drawn while a model learns."""

import json
import math
import time
from functools import cache
from typing import Any

import pytest
from browser import PATIENCE, Tab, chromium, needs_chromium, observed

import nn
from autograd import Value
from viz import training_page
from viz.page.document import part

pytestmark = needs_chromium

MOONS = nn.moons(40, noise=0.1, seed=0)
HANDS = """
  const type = (id, text) => { at(id).value = text; at(id).dispatchEvent(new Event("input")); };
  const leave = (id) => at(id).dispatchEvent(new Event("change"));
  const choose = (id, value) => { at(id).value = value; leave(id); };
  const said = (id) => at(id).textContent;
"""


@cache
def moons_page() -> str:
    model = nn.MLP(2, [4, 3, 1], rng=0, activation="tanh")
    return training_page(model, *MOONS, loss=nn.binary_cross_entropy_with_logits, lr=0.5).html


def line_page(w: float = 0.5, loss: Any = lambda y, t: (y - t) ** 2) -> str:
    slope = Value(w, "w")

    def line(x: Any) -> Value:
        return slope * x[0]

    line.parameters = lambda: [slope]  # type: ignore[attr-defined]
    return training_page(line, [[1.0], [2.0], [3.0]], [2.0, 4.0, 6.0], loss=loss, title="A line").html


def seen(page: str, script: str, **settings: Any) -> Any:
    return observed(page, HANDS + script, **settings)


def test_it_runs_no_faster_than_it_should_until_it_is_paused():
    found = seen(
        moons_page(),
        """
        const begin = performance.now();
        at("speed").value = "10";
        at("run").click();
        const running = [said("run"), at("run").ariaPressed];
        while (learner.update < 12) await sleep(10);
        const seconds = (performance.now() - begin) / 1000, pace = said("pace");
        press(" ");
        const paused = learner.update;
        await sleep(300);
        report({ running, seconds, pace: Number(pace), rest: learner.update - paused, name: said("run"),
          shown: said("update") === String(learner.update) });
        """,
        timed=True,
    )
    assert found["running"] == ["❚❚ Pause", "true"]
    assert found["seconds"] > 1.0  # the first at once, eleven more at ten a second
    assert 0 < found["pace"] <= 12
    assert (found["rest"], found["name"], found["shown"]) == (0, "▶ Run", True)


def test_keys_run_step_and_reset_unless_they_belong_to_a_field():
    found = seen(
        moons_page(),
        """
        const count = [];
        press("ArrowRight"); press("ArrowRight"); count.push(learner.update);
        press("ArrowRight", at("rate")); press("r", at("rate")); press(" ", at("speed")); count.push(learner.update);
        press("r"); count.push(learner.update);
        press(" "); count.push(running.on); press(" ", at("reset")); count.push(running.on); press(" "); count.push(running.on);
        report({ count, hints: [...document.querySelectorAll("kbd")].map((key) => key.textContent) });
        """,  # noqa: E501
    )
    assert found == {"count": [2, 2, 0, True, True, False], "hints": ["space", "→", "r"]}


def test_reset_goes_back_to_the_start_and_the_same_run_follows():
    found = seen(
        moons_page(),
        """
        type("batch", "7");
        at("shuffle").checked = true; leave("shuffle");
        const run = () => {
          const orders = [];
          for (let k = 0; k < 60; k++) {
            learner.step();
            if (learner.place === 0) orders.push(learner.order.join());
          }
          return { w: [...learner.w], orders };
        };
        const first = run();
        at("reset").click();
        const start = { w: [...learner.w], update: said("update"), epoch: said("epoch"), loss: said("loss"),
          paths: all(".chart path:not(.rule)").map((path) => path.getAttribute("d")), shuffled: at("shuffle").checked };
        report({ first, start, again: run(), scene: scene.parameters });
        """,  # noqa: E501
    )
    assert found["start"]["w"] == found["scene"]
    assert found["start"]["shuffled"] is True
    assert (found["start"]["update"], found["start"]["epoch"], found["start"]["loss"]) == ("0", "0", "–")
    assert set(found["start"]["paths"]) == {""}
    assert found["first"] == found["again"]
    orders = found["first"]["orders"]
    assert len(set(orders)) == len(orders) > 5  # a new one for each epoch


def test_an_epoch_in_a_new_order_has_every_sample_once():
    found = seen(
        moons_page(),
        """
        learner.shuffle = true; learner.batch = 7;
        const sizes = [], evaluate = learner.evaluate, rows = [];
        learner.evaluate = (samples) => { sizes.push(samples.length); rows.push(...samples); return evaluate(samples); };
        for (let k = 0; k < 6; k++) learner.step();
        report({ sizes, rows, epoch: learner.epoch });
        """,  # noqa: E501
    )
    assert sorted(found["rows"]) == list(range(40)) != found["rows"]
    assert (found["sizes"], found["epoch"]) == ([7, 7, 7, 7, 7, 5], 1)


def test_a_loss_that_is_not_finite_ends_the_run_and_says_what_to_do():
    found = seen(
        line_page(),
        """
        type("rate", "1000");
        at("speed").value = "0";
        at("run").click();
        while (running.on) await sleep(20);
        const told = said("trouble"), w = learner.w[0], finite = Number.isFinite(w), update = learner.update;
        at("one").click();
        while (!said("trouble")) at("one").click();
        const again = said("trouble");
        type("rate", "0.05");
        at("reset").click();
        const quiet = said("trouble");
        for (let k = 0; k < 50; k++) at("one").click();
        report({ told, finite, update, again, quiet, w: learner.w[0], trouble: said("trouble") });
        """,
        timed=True,
    )
    updates = found["update"] + 1
    assert found["told"] == (
        f"After {updates} updates the loss became ∞, and update {updates} was undone. "
        "Take a smaller rate than 1000 and reset."
    )
    assert found["finite"]
    assert "the loss became ∞" in found["again"]
    assert (found["quiet"], found["trouble"]) == ("", "")
    assert found["w"] == pytest.approx(2.0, abs=1e-6)


def test_a_start_without_a_finite_loss_is_told_from_a_rate_that_is_too_large():
    page = line_page(0.0, lambda y, t: -((y / t).log()))
    found = seen(page, """at("one").click(); report([said("trouble"), learner.update, learner.w[0]]);""")
    assert found == [
        "After 0 updates the loss became ∞. The parameters that the page began with give no finite loss: "
        "start with others.", 0, 0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "rule"),
    [
        ("rate", "fast", "The rate stays 0.5: “fast” is none; write a number of 0 or more, such as 0.03"),
        ("rate", "-1", "The rate stays 0.5: “-1” is none"),
        ("rate", "", "The rate stays 0.5: “” is none"),
        ("rate", "1/0", "The rate stays 0.5: “1/0” is none"),
        ("rate", "inf", "The rate stays 0.5"),
        ("rate", "nan", "The rate stays 0.5"),
        ("rate", "alert(1)", "The rate stays 0.5"),
        ("batch", "0", "The batch stays 40: “0” is none; write a whole number from 1 to 40, the number of"),
        ("batch", "2.5", "The batch stays 40"),
        ("batch", "41", "The batch stays 40"),
        ("strength", "-0.1", "λ stays 0.001: “-0.1” is none; write a number of 0 or more"),
    ],
)
def test_a_field_refuses_what_is_no_number_for_it(field: str, typed: str, rule: str):
    found = seen(
        moons_page(),
        f"""
        type("{field}", {json.dumps(typed)});
        const invalid = at("{field}").ariaInvalid ?? at("{field}").getAttribute("aria-invalid");
        leave("{field}");
        report({{ invalid, told: said("trouble"), value: at("{field}").value, after: at("{field}").getAttribute("aria-invalid"),
          learner: learner["{field}"] }});
        """,  # noqa: E501
    )
    assert found["told"].startswith(rule)
    assert (found["invalid"], found["after"]) == ("true", "false")
    assert float(found["value"]) == found["learner"] == {"rate": 0.5, "batch": 40, "strength": 0.001}[field]


def test_fields_read_numbers_as_people_write_them():
    found = seen(
        moons_page(),
        """
        const read = [];
        for (const text of ["1/8", "0,25", " .5 ", "1e-3", "0"]) { type("rate", text); read.push(learner.rate); }
        leave("rate");
        report({ read, told: said("trouble") });
        """,  # noqa: E501
    )
    assert found == {"read": [0.125, 0.25, 0.5, 0.001, 0], "told": ""}


def test_what_belongs_to_a_choice_is_there_where_it_was_made():
    found = seen(
        moons_page(),
        """
        const shown = () => ["shuffle", "strength", "activation"].map((id) => at(id).checkVisibility());
        const seen = [shown()];
        type("batch", "8"); choose("penalty", "l2"); seen.push(shown());
        type("batch", "40"); choose("penalty", ""); seen.push(shown());
        report(seen);
        """,
    )
    assert found == [[False, False, True], [True, True, True], [False, False, True]]


def test_the_color_of_a_place_is_the_class_whose_target_costs_less():
    model = nn.MLP(2, [4, 3, 1], rng=0, activation="tanh")
    script = """
      for (let k = 0; k < 200; k++) learner.step();
      const { x, y } = scene.plane, n = plane.cells, found = plane.answers();
      running.draw();
      const { data } = at("heat").getContext("2d").getImageData(0, 0, n, n);
      const colors = [0, n * n - 1, n * 24 + 7].map((i) => [...data.slice(4 * i, 4 * i + 4)]);
      report({ x, y, n, w: [...learner.w], found, line: at("lines").firstChild.getAttribute("d").length, colors });
    """  # noqa: E501
    found = seen(moons_page(), script)
    for parameter, data in zip(model.parameters(), found["w"], strict=True):
        parameter.data = data
    n = found["n"]
    (left, right), (low, high) = found["x"], found["y"]
    kinds = set()
    for i in range(0, n * n, 37):
        row, column = divmod(i, n)
        x = [left + (column + 0.5) / n * (right - left), high - (row + 0.5) / n * (high - low)]
        z = model(x).data  # the loss is the binary cross-entropy of this score, cut at 0
        answer = found["found"][i]
        assert answer["kind"] == int(z > 0)
        assert answer["sure"] == pytest.approx(math.tanh(abs(z)), abs=1e-9)
        kinds.add(answer["kind"])
    assert kinds == {0, 1}
    assert found["line"] > 100
    assert len({tuple(color) for color in found["colors"]}) >= 2


def test_the_curve_above_one_input_is_the_model():
    found = seen(
        line_page(),
        """
        type("rate", "0.05");
        for (let k = 0; k < 100; k++) learner.step();
        running.draw();
        const points = at("lines").firstChild.getAttribute("d").slice(1).split("L").map((p) => p.split(",").map(Number));
        report({ points, plane: scene.plane });
        """,  # noqa: E501
    )
    (left, right), (low, high) = found["plane"]["x"], found["plane"]["y"]
    for across, down in found["points"]:
        x = left + across * (right - left)
        assert 1 - down == pytest.approx((2 * x - low) / (high - low), abs=1e-3)


def test_three_inputs_have_no_plane_and_it_says_so():
    X = [[float(i), float(i % 2), 1.0] for i in range(6)]
    page = training_page(nn.MLP(3, [2, 1], rng=0), X, [0.5 * i for i in range(6)], loss=nn.half_squared_error)
    found = seen(
        page.html,
        """at("one").click(); report([said("meaning"), at("heat").checkVisibility(), learner.update]);""",
    )
    assert found == ["Samples of 3 inputs lie in no plane, so there is no boundary to see.", False, 1]


@pytest.mark.parametrize(
    ("X", "y", "told"),
    [
        ([[1e308, 0.0], [-1e308, 1.0]], [0.5, 1.5], "The samples are too far apart to be drawn."),
        (
            [[float(i), 1.0 / (i + 1)] for i in range(14)],
            [i % 7 for i in range(14)],
            "no colors for targets of 1",
        ),
    ],
)
def test_samples_that_cannot_be_drawn_train_all_the_same(X: Any, y: Any, told: str):
    classes = len(X) > 2
    model = nn.MLP(2, [2, 7 if classes else 1], rng=0, activation="tanh")
    loss = nn.cross_entropy if classes else nn.half_squared_error
    found = seen(
        training_page(model, X, y, loss=loss).html,
        """at("one").click(); report([said("meaning"), learner.update, said("trouble")]);""",
    )
    assert told in found[0]
    assert found[1:] == [1, ""]


@pytest.mark.parametrize("X", [[[1.0, 2.0]], [[1.0, 2.0]] * 4, [[1.0, 1.0], [1.0 + 4e-16, 1.0]]])
def test_samples_that_lie_on_each_other_are_drawn(X: Any):
    page = training_page(nn.MLP(2, [2, 1], rng=0), X, [1.0] * len(X), loss=nn.half_squared_error)
    script = """at("one").click();
      report([all(".marks path").map((mark) => mark.getAttribute("transform")), learner.update]);"""
    places, updates = seen(page.html, script)
    assert len(places) == len(X)
    assert "nan" not in "".join(places)
    assert updates == 1


def test_lines_grow_with_their_weights():
    found = seen(
        moons_page(),
        """
        for (let k = 0; k < 300; k++) learner.step();
        running.draw();
        report(all(".network [data-weight]").map((line) => [learner.w[scene.weights[line.dataset.weight]],
          Number(line.getAttribute("stroke-width")), line.classList.contains("negative"), line.querySelector("title").textContent]));
        """,  # noqa: E501
    )
    assert len(found) == 2 * 4 + 4 * 3 + 3
    by_size = sorted(found, key=lambda line: abs(line[0]))
    widths = [line[1] for line in by_size]
    assert widths == sorted(widths)
    assert widths[-1] > 2 * widths[0]
    for w, _, negative, title in found:
        assert negative == (w < 0)
        assert float(title.split(" = ")[1].replace("−", "-")) == pytest.approx(w, rel=1e-3)


def test_a_model_that_is_no_network_shows_its_parameters():
    found = seen(
        line_page(),
        """
        for (let k = 0; k < 3; k++) at("one").click();
        report([all("#own dt").map((name) => name.textContent), all("#own dd").map((figure) => Number(figure.textContent)),
          learner.w[0]]);
        """,  # noqa: E501
    )
    names, (figure,), w = found
    assert names == ["w"]
    assert figure == pytest.approx(w, rel=1e-2)


def test_a_long_run_keeps_a_curve_of_its_whole_length():
    found = seen(
        line_page(),
        """
        const series = new Series();
        for (let k = 0; k < 100_000; k++) series.add(k);
        report([series.points.length, series.stride, series.points[0], series.points.at(-1), series.last]);
        """,
    )
    length, stride, first, last, latest = found
    assert 300 <= length < 600
    assert (first, latest) == ((stride - 1) / 2, 99_999)
    assert last == pytest.approx((length - 0.5) * stride, abs=1)


@pytest.mark.parametrize("width", [320, 390, 640, 1280, 1920])
def test_the_page_is_never_wider_than_its_window(width: int):
    script = """
      type("batch", "8"); choose("penalty", "l1"); type("rate", "1e9");
      for (let k = 0; k < 300; k++) at("one").click();
      type("rate", "x"); leave("rate");
      const page = document.documentElement;
      report(page.scrollWidth - page.clientWidth);
    """
    for page in (moons_page(), line_page()):
        assert seen(page, script, window=(width, 900)) == 0


def test_without_a_script_there_is_a_picture_and_a_sentence():
    browser = chromium()
    file = browser.folder / "training.html"
    file.write_text(moons_page(), encoding="utf-8")
    tab = Tab(browser)
    try:
        # Loaded once before: the setting is one of the page's process, which the first address may change.
        tab.load(file.as_uri(), (1280, 900), dark=False)
        browser.ask("Emulation.setScriptExecutionDisabled", tab.session, value=True)
        browser.ask("Page.reload", tab.session)
        deadline = time.monotonic() + PATIENCE
        while not tab.value("document.readyState === 'complete' && !!document.querySelector('noscript > p')"):
            assert time.monotonic() < deadline, "scripts still run"
            time.sleep(0.01)
        text = tab.value("document.body.innerText")
        visible = tab.value(
            "[...document.querySelectorAll('*')].filter((e) => e.checkVisibility()).map((e) => e.id)"
        )
    finally:
        tab.close()
    assert "with JavaScript, which is switched off here" in text
    assert {"network", "samples"} <= set(visible)
    assert not {"run", "settings", "numbers", "losses", "norms"} & set(visible)


def test_the_shared_words_are_those_of_the_other_page():
    assert part("words.js") in moons_page()
    assert part("number.js") in moons_page()


DRAWN = """
  const drawn = () => all("path").every((path) => !/NaN|Infinity/.test(path.getAttribute("d")));
  const right = () => Math.max(...all("#losses .chart path:not(.rule)").flatMap((path) =>
    [...path.getAttribute("d").matchAll(/[ML]([\\d.]+),/g)].map(([, x]) => Number(x))));
"""


def test_what_is_undone_is_taken_back_as_a_whole():
    found = seen(
        line_page(),
        DRAWN
        + """
        type("batch", "1");
        const state = () => [learner.update, learner.epoch, learner.place, learner.norm, learner.loss.last,
          learner.loss.points, ...learner.norms.map((norm) => norm.points), ...learner.w, said("epoch")];
        for (let k = 0; k < 5; k++) at("one").click();
        const before = state();
        type("rate", "1e200");
        const shown = [];
        for (let k = 0; k < 8; k++) {
          at("one").click();
          shown.push([said("update"), said("epoch"), said("trouble").includes("update 6 was undone")]);
        }
        report({ before, after: state(), shown, right: right(), drawn: drawn() });
        """,
    )
    assert found["after"] == found["before"]
    assert found["shown"] == [["6", "2", False], ["5", "1", True]] * 4
    assert found["right"] <= 354
    assert found["drawn"]


def test_a_sample_without_a_finite_loss_is_told_from_a_rate_that_is_too_large():
    w = Value(0.5, "w")

    def of_the_log(x: Any) -> Value:
        return w * x[0].log()

    of_the_log.parameters = lambda: [w]  # type: ignore[attr-defined]
    page = training_page(of_the_log, [[1.0], [-1.0], [2.0]], [1.0, 2.0, 3.0], loss=lambda y, t: (y - t) ** 2)
    found = seen(
        page.html,
        """
        type("batch", "1");
        const told = [];
        for (let k = 0; k < 3; k++) { at("one").click(); told.push([learner.update, said("trouble")]); }
        report(told);
        """,
    )
    trouble = (
        "After 1 update the loss became nan, and it is no finite number before that update, either: "
        "no rate mends it. Look at the samples of this batch and at the penalty."
    )
    assert found == [[1, ""], [1, trouble], [1, trouble]]


@pytest.mark.parametrize(
    "targets",
    [[1.7e308, 0.0], [-1.7e308, 0.0], [-1.7e308, 1.7e308], [5e-324, 0.0], [0.0, 0.0], [1e17, 1e17]],
)
@pytest.mark.parametrize("logarithmic", [False, True])
def test_curves_of_any_numbers_are_drawn(targets: list[float], logarithmic: bool):
    w = Value(1.0, "w")

    def line(x: Any) -> Value:
        return w * x[0]

    line.parameters = lambda: [w]  # type: ignore[attr-defined]
    page = training_page(line, [[1.0], [1.0]], targets, loss=lambda y, t: y * t, lr=0.0)
    found = seen(
        page.html,
        DRAWN
        + f"""
        for (const box of [at("log-loss"), at("log-norms")])
          if (box.checked !== {json.dumps(logarithmic)}) box.click();
        type("batch", "1");
        at("one").click(); at("one").click();
        report([learner.update, drawn(), said("trouble")]);
        """,
    )
    assert found == [2, True, ""]


def test_a_boundary_leaves_out_where_the_loss_is_no_number():
    w, b = Value(1.0, "w"), Value(0.5, "b")

    def of_the_log(x: Any) -> Value:
        return w * x[0].log() + b * x[1]

    of_the_log.parameters = lambda: [w, b]  # type: ignore[attr-defined]
    X, y = [[1.0, 2.0], [2.0, -1.0], [0.1, 3.0], [0.1, -2.0]], [0.0, 1.0, 0.0, 1.0]
    page = training_page(of_the_log, X, y, loss=lambda y, t: (y - t) ** 2)
    script = DRAWN + """report([drawn(), all("#lines path").map((path) => path.getAttribute("d").length)]);"""
    found = seen(page.html, script)
    assert found[0]
    assert found[1][0] > 100  # what is left of it


def test_runs_that_are_paused_and_taken_up_again_draw_once_a_frame():
    found = seen(
        moons_page(),
        """
        let ticks = 0, frames = 0;
        const { tick } = running;
        running.tick = (now) => { ticks += 1; tick(now); };
        for (let k = 0; k < 21; k++) at("run").click();
        const count = () => { frames += 1; requestAnimationFrame(count); };
        requestAnimationFrame(count);
        while (frames < 10) await sleep(10);
        report([running.on, ticks, frames]);
        """,
        timed=True,
    )
    on, ticks, frames = found
    assert on
    assert ticks <= frames + 2


def test_a_field_shows_the_number_that_is_used():
    found = seen(
        moons_page(),
        """type("rate", "0.123456"); leave("rate"); report([Number(at("rate").value), learner.rate]);""",
    )
    assert found == [0.123456, 0.123456]
