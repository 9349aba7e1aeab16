"""viz/page: every mode in Firefox, too; what the numbers are in detail is tested in Chromium."""

from collections.abc import Iterator

import pytest
from firefox import Firefox, needs_firefox
from lecture_graphs import logistic_least_squares, product, sigmoid_circuit

from viz import step_through
from viz.page.step_through import MODES

pytestmark = needs_firefox


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    started = Firefox()
    yield started
    started.close()


# what a reader does in a mode, and what is seen then
VISITS: dict[str, tuple[str, str, object]] = {
    # A1, f = (x + y) z at −2, 5, −4
    "steps": ("at('last').click();", "at('equation').textContent", "∂q/∂y × δ(q) = [1] × [−4] = −4"),
    "quiz": (
        "at('answer').value = '-4'; at('quiz').requestSubmit();", "at('verdict').textContent", "Right.",
    ),
    "order": (
        "at('fire').click(); at('fire').click();", "at('sentence').textContent",
        "All deltas are right: every gate waited for its messages. That is what a topological order is for.",
    ),
    "paths": ("document.querySelector('#paths button').click();", "at('equation').textContent", "δ(x) = −4"),
    "folding": (
        "folding.choose(3); folding.choose(4); at('fold-name').value = 'g'; at('folding').requestSubmit();",
        "document.querySelector('#folds span').textContent.trim()", None,
    ),
    "forward": ("at('forward-last').click();", "at('equation').textContent",
                "ḟ = [−4] × [1] + [3] × [0] = −4"),
    "update": ("at('update-step').click();", "at('sentence').textContent", "f went from −12 to −16.34."),
}  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_works_without_a_word_on_the_console(mode: str, firefox: Firefox):
    act, look, wanted = VISITS[mode]
    script = f"""
      document.querySelector("[data-choose={mode}]").click();
      {act}
      report([document.body.dataset.mode, {look}]);
    """
    found = firefox.observed(step_through(product()).html, script)
    assert found[0] == mode
    assert found[1] == wanted or (wanted is None and found[1])


def test_numbers_that_are_changed_are_computed_as_in_python(firefox: Firefox):
    script = """
      panel.set(0, 2);
      steps.go(steps.last);
      report([look().data, look().delta, getComputedStyle(document.body).backgroundColor]);
    """
    data, deltas, ground = firefox.observed(step_through(logistic_least_squares()).html, script)
    assert ground == "rgb(251, 250, 246)"
    # z = 2 · 2 − 1.5 = 2.5, y = σ(2.5) = 0.9241, L = ½(y − 1)² = 0.002877
    assert {"2.5", "0.9241", "0.002877"} <= set(data)
    # δ_y = y − 1, δ_z = δ_y y (1 − y) = −0.005318, δ_w = 2 δ_z
    assert {"−0.07586", "−0.005318", "−0.01064"} <= set(deltas)


def test_a_link_opens_and_a_script_that_was_slipped_in_does_nothing(firefox: Firefox):
    page = step_through(sigmoid_circuit()).html
    script = "report([step(), data[0], document.title === 'intruder']);"
    assert firefox.observed(page, script, "#12&w%E2%82%80=1") == [12, 1, False]
    slipped = page.replace("</body>", "<script>document.title = 'intruder';</script></body>")
    with pytest.raises(AssertionError):
        firefox.observed(slipped, script)
    assert any("Content-Security-Policy" in text for text in firefox.complaints)
    state = {"context": firefox.tab}
    title = firefox.ask("script.evaluate", expression="document.title", target=state, awaitPromise=False)
    assert title["result"]["value"] == "f = 1 / v12 · backpropagation"
