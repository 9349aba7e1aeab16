"""viz/page/web/main.js: the address says what is seen, a link shows it again, a forged one does no harm."""

import pytest
from browser import needs_chromium, observed
from lecture_graphs import HOSTILE, product, sigmoid_circuit

from autograd import Value
from viz import step_through

pytestmark = needs_chromium

SEEN = """
  const seen = () => ({ mode: document.body.dataset.mode, step: steps.current,
    data: variables.map((i) => data[i]), picture: document.querySelector(".board").outerHTML,
    card: at("card").outerHTML });
  const addressed = async () => { await sleep(300); return location.hash; };
"""

# what a reader does, and the address that it leads to
DEEDS: dict[str, tuple[str, str]] = {
    "a step": ("steps.go(5);", "#5"),
    "a step with other numbers": ("steps.go(5); edit(0, '−1.5'); edit(2, '1/4');", "#5&x=-1.5&z=0.25"),
    "the quiz": ("modes.visit('quiz');", "#quiz"),
    "the quiz on its way": (
        "modes.visit('quiz'); answer('-4'); answer('7', '3'); answer('-4');", "#quiz:rwr"
    ),
    "deltas only": (
        "modes.visit('quiz'); at('asked').value = 'deltas'; at('asked').onchange(); answer('-4');", "#quiz:dr"
    ),
    "gates fired early": ("modes.visit('order'); order.choose(3); order.choose(4);", "#order:3.4"),
    "forward mode": ("modes.visit('forward'); forward.go(1);", "#forward:1.0"),
    "along the gradient": (
        "modes.visit('forward'); at('dotted').value = 'steepest'; at('dotted').onchange();",
        "#forward:0.steepest",
    ),
    "a rate": ("modes.visit('update'); at('rate').value = '1/2'; at('rate').oninput();", "#update:0.5"),
    "steps taken": (
        "modes.visit('update'); update.step();", "#update&x=-1.6&y=5.4&z=-4.3"
    ),
}  # fmt: skip
DO = """
  at("variables").open = true; panel.build();
  const edit = (i, text) => {
    at(`field-${i}`).value = text;
    at(`field-${i}`).dispatchEvent(new Event("input", { bubbles: true }));
  };
  const answer = (...texts) => {
    for (const text of texts) { at("answer").value = text; at("quiz").requestSubmit(); }
    at("quiz").requestSubmit();
  };
"""


@pytest.mark.parametrize("name", DEEDS)
def test_the_address_follows_and_a_link_shows_the_same(name: str):
    deed, address = DEEDS[name]
    page = step_through(product(), engine="layered").html
    found, there = observed(page, f"{SEEN}{DO}{deed} report([await addressed(), seen()]);")
    assert found == address
    again = observed(page, f"{SEEN} report(seen());", fragment=found)
    if name != "steps taken":  # the list of steps is not in a link
        assert again == there
    assert again["mode"] == there["mode"]
    assert again["data"] == there["data"]


def test_every_number_comes_back_exactly_infinite_ones_too():
    # 0.1 + 0.2 and others that no short decimal says; names with signs that mean something in an address
    labels = ["a&b=c", "#x%", "ŷ", "w_1", "日本", "100%", "v 1"]
    root = Value(1.0)
    for label in labels:
        root = root * Value(1.0, label)
    numbers = "[0.1 + 0.2, 1e-300, -1 / 3, Infinity, 2 ** 53 + 2, NaN, 123456.789]"
    page = step_through(root, engine="layered").html
    script = f"""{SEEN}
      at("variables").open = true; panel.build();
      const labelled = variables.filter((i) => nodes[i].labelled);
      {numbers}.forEach((x, k) => panel.set(labelled[k], x)); address.write();
      report([await addressed(), labelled.map((i) => String(data[i]))]);
    """
    link, there = observed(page, script)
    assert len(there) == len(labels)
    read = "report(variables.filter((i) => nodes[i].labelled).map((i) => String(data[i])));"
    assert observed(page, read, fragment=link) == there


def test_another_address_while_the_page_is_open_shows_what_it_says():
    script = f"""{SEEN}
      const visit = async (hash) => {{
        location.hash = hash; await sleep(50);
        return [document.body.dataset.mode, steps.current, data[0]];
      }};
      report([await visit("#6&x=1"), await visit("#quiz&x=3"), await visit("#2"), await visit("#update")]);
    """
    assert observed(step_through(product()).html, script) == [
        ["steps", 6, 1], ["quiz", 6, 3], ["steps", 2, -2], ["update", 2, -2],
    ]  # fmt: skip


GARBAGE = [
    "#__proto__", "#constructor", "#toString:1", "#hasOwnProperty&__proto__=1", "#steps:99",
    "#quiz:" + "w" * 5_000, "#quiz:<img src=x onerror=alert(1)>", "#quiz:__proto__", "#forward:9e9.-1",
    "#forward:1e3.7.7.7", "#forward:-1.NaN", "#forward:.constructor", "#update:nan", "#update:1e999",
    "#update:<script>alert(1)</script>", "#order:1.2.3", "#paths:999", "#folding:0", "#5&x", "#5&x=",
    "#5&=3", "#5&x=alert(1)", "#5&x=<b>", "#5&f=7", "#5&v2=7", "#%", "#%E0%A4%A", "#5&%E0%A4%A=1",
    "#5&x=%", "#&&&&", "#5&" + "x=1&" * 50_000, "#" + "9" * 400, "#5&x=" + "1+" * 5_000, "#\U0001f642",
    "#javascript:alert(1)", "#5&x=1&x=2&__proto__=3&constructor=4",
]  # fmt: skip


def test_a_forged_address_does_no_harm():
    script = f"""{SEEN}
      const shared = [Object.prototype, Array.prototype, modes.all];
      const own = () => shared.map((one) => Object.getOwnPropertyNames(one).join()).join();
      const objects = own(), bad = [];
      for (const hash of {GARBAGE!r}) {{
        location.hash = hash; await sleep(30);
        const known = Object.keys(modes.all).includes(document.body.dataset.mode);
        const finite = [data[1], data[2]].join() === "5,-4" && [-2, 1, 2].includes(data[0]);
        const whole = all("script, img, b, iframe").length; // two of the page, one of this test
        if (!known || !finite || whole !== 3) bad.push([hash.slice(0, 60), known, finite, whole]);
      }}
      location.hash = "#6"; await sleep(30);
      report([bad, objects === own(), seen().step, seen().mode]);
    """
    assert observed(step_through(product()).html, script) == [[], True, 6, "steps"]


@pytest.mark.parametrize("garbage", [text for text in GARBAGE if len(text) < 100])
def test_a_page_opens_at_any_address(garbage: str):
    script = (
        "report([all('[data-choose]').length, modes.current !== undefined, data[0] === -2 || data[0] === 2]);"
    )
    count, there, _ = observed(step_through(product(), engine="layered").html, script, fragment=garbage)
    assert count == 7
    assert there


def test_a_page_may_open_with_any_mode_and_an_address_goes_before_it():
    page = step_through(product(), mode="quiz").html
    assert observed(page, "report(document.body.dataset.mode);") == "quiz"
    assert observed(page, "report([document.body.dataset.mode, steps.current]);", fragment="#3") == [
        "steps",
        3,
    ]
    with pytest.raises(ValueError, match="step_through has no mode 'quizz': there are steps, quiz, order"):
        step_through(product(), mode="quizz")


def test_names_that_are_hostile_come_back_from_a_link():
    root = Value(0.0)
    for label in HOSTILE[:-1]:
        root = root + Value(1.0, label)
    page = step_through(root, engine="layered").html
    script = (
        f"""{SEEN} variables.forEach((i) => panel.set(i, 3)); address.write(); report(await addressed());"""
    )
    link = observed(page, script)
    assert set(observed(page, "report(variables.map((i) => data[i]));", fragment=link)) == {3}


def test_a_page_that_cannot_compute_again_takes_no_numbers_from_a_link():
    from autograd import Op, record

    def forward(xp: object, x: float) -> float:
        return float(f"{float(x):.1f}")

    rounded = Op("rounded", 1, forward, lambda xp, y, x: (1.0,))
    page = step_through(record(rounded, Value(2.0, "x"))).html
    assert observed(page, "report([data[0], document.body.dataset.mode]);", fragment="#update&x=5") == [
        2,
        "update",
    ]


def test_the_sigmoid_opens_at_a_shared_question():
    script = "report([at('phase').textContent, at('score').textContent]);"
    found = observed(step_through(sigmoid_circuit()).html, script, fragment="#quiz:rwrr&w%E2%82%80=1")
    assert found[1] == "3 of 4 right at the first try"
