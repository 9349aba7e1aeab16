"""viz/page/web/quiz.js: right answers, named mistakes, the score; nothing gives an answer away."""

import json
from collections.abc import Callable
from math import isfinite
from typing import Any

import pytest
from answer_table import ANSWERS, ARITHMETIC
from browser import needs_chromium, observed, observed_each
from lecture_graphs import product, sigmoid_circuit

from autograd import Value, dot
from viz import step_through

pytestmark = needs_chromium

PUPIL = """
  at("variables").open = true;
  modes.visit("quiz");
  const answer = (text) => {
    at("answer").value = text;
    at("quiz").requestSubmit();
    return [at("verdict").className, at("verdict").textContent];
  };
  const onward = () => at("quiz").requestSubmit();
  const asked = () => [at("phase").textContent, at("sentence").textContent, at("equation").textContent,
    at("received").textContent];
  const score = () => at("score").textContent;
  const onlyDeltas = () => { at("asked").value = "deltas"; at("asked").dispatchEvent(new Event("change")); };
  // everything that eyes, pointers and screen readers can find, word by word
  const found = () => {
    const words = [];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_ALL);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      const element = node.nodeType === 1 ? node : node.parentElement;
      if (!element.checkVisibility({ visibilityProperty: true }) && element.tagName !== "title") continue;
      if (node.nodeType === 3) words.push(node.data);
      if (node.nodeType === 1) {
        for (const { name, value } of node.attributes) {
          if (/^(title|aria-.*|value|placeholder|alt|data-.*)$/.test(name)) words.push(value);
        }
        if ("value" in node && node.type !== "range") words.push(String(node.value));
      }
    }
    return words.join(" ").split(/[\\s,;:()[\\]×=]+/);
  };
"""


def test_a_right_answer_is_right_as_a_number_and_as_a_fraction_and_the_score_stands_at_the_end():
    # A1, f = (x + y) z at −2, 5, −4: f sends q z·1 = −4 and z q·1 = 3; q hands its −4 to x and y
    script = f"""{PUPIL}
      const seen = [asked(), score()];
      for (const text of ["-4", "6/2", "−4.0", "-8 / 2"]) {{
        seen.push([answer(text), at("equation").textContent, score(), at("check").textContent,
          at("answer").readOnly]);
        onward();
      }}
      seen.push(asked(), [at("answer").disabled, at("check").disabled, at("reveal").disabled]);
      seen.push(look().delta);
      at("again").click();
      seen.push(asked(), score(), at("check").textContent, [at("answer").disabled, at("reveal").disabled]);
      report(seen);
    """
    seen = observed(step_through(product()).html, script)
    assert seen[0] == [
        "Question 1 of 4", "f = q × z sends q its message. Which number is it?",
        "∂f/∂q × δ(f) = ?", "δ(f) = 1",
    ]  # fmt: skip
    assert seen[1] == ""
    right = ["right", "Right."]
    assert seen[2] == [
        right, "∂f/∂q × δ(f) = [−4] × [1] = −4", "1 of 1 right at the first try", "Next question", True,
    ]  # fmt: skip
    assert seen[3][:3] == [right, "∂f/∂z × δ(f) = [3] × [1] = 3", "2 of 2 right at the first try"]
    assert seen[4][:3] == [right, "∂q/∂x × δ(q) = [1] × [−4] = −4", "3 of 3 right at the first try"]
    assert seen[5][:3] == [right, "∂q/∂y × δ(q) = [1] × [−4] = −4", "4 of 4 right at the first try"]
    assert seen[6] == [
        "The end", "4 of 4 answers right at the first try.", "",
        "You could do the backward pass of this graph yourself.",
    ]  # fmt: skip
    assert seen[7] == [True, True, True]
    assert seen[8] == ["−4", "−4", "3", "−4", "1"]
    assert seen[9:] == [seen[0], "", "Check", [False, False]]


def test_a_second_try_and_an_answer_shown_do_not_count_as_right():
    script = f"""{PUPIL}
      const seen = [answer("99"), score(), answer("-4"), score()];
      onward();
      at("reveal").click();
      seen.push(at("equation").textContent, at("verdict").textContent, score(), at("reveal").disabled);
      onward();
      seen.push(answer("what?"), score(), answer("-4"), score());
      quiz.missed = [];  // nothing comes again
      onward(); answer("-4"); onward();
      seen.push(asked().slice(0, 2));
      report(seen);
    """
    seen = observed(step_through(product()).html, script)
    assert seen[0][0] == "wrong"
    assert seen[1] == ""
    assert seen[2:4] == [["right", "Right."], "0 of 1 right at the first try"]
    assert seen[4:8] == ["∂f/∂z × δ(f) = [3] × [1] = 3", "", "0 of 2 right at the first try", True]
    # what is no number is not a try
    assert seen[8:10] == [
        ["", "Write a number, a fraction or worked arithmetic, such as −0.5, 3/8 or −0.22·0.33."],
        "0 of 2 right at the first try",
    ]
    assert seen[10:12] == [["right", "Right."], "1 of 3 right at the first try"]
    assert seen[12] == ["The end", "2 of 4 answers right at the first try."]


def test_what_was_missed_comes_again_after_two_others_and_the_score_counts_first_tries():
    # the first message of × is missed, so after z and x it is asked once more, and again at the end
    script = f"""{PUPIL}
      const seen = [];
      for (const texts of [["99", "-4"], ["3"], ["-4"], ["99", "-4"], ["-4"], ["-4"]]) {{
        seen.push([asked()[0], score()]);
        texts.forEach(answer);
        onward();
      }}
      seen.push([...asked(), score()]);
      report(seen);
    """
    seen = observed(step_through(product()).html, script)
    assert seen == [
        ["Question 1 of 4", ""],
        ["Question 2 of 4", "0 of 1 right at the first try"],
        ["Question 3 of 4", "1 of 2 right at the first try"],
        ["Question 1 of 4, once more: you missed it", "2 of 3 right at the first try"],
        ["Question 4 of 4", "2 of 3 right at the first try"],
        ["Question 1 of 4, once more: you missed it", "3 of 4 right at the first try"],
        # the score stands here alone
        ["The end", "3 of 4 answers right at the first try.", "",
         "You could do the backward pass of this graph yourself.", ""],
    ]  # fmt: skip


def test_a_question_that_comes_again_does_not_show_its_answer():
    script = f"""{PUPIL}
      const leaks = [];
      for (let k = 0; k < 3; k++) {{ at("reveal").click(); onward(); }}
      while (!at("answer").disabled) {{
        const text = number(solution(quiz.questions[quiz.at]));
        if (quiz.isRepeat) leaks.push([quiz.at, found().includes(text)]);
        answer(text); onward();
      }}
      report(leaks);
    """
    assert observed(step_through(distinct()).html, script) == [[0, False], [1, False], [2, False]]


def test_a_question_of_the_same_kind_takes_the_place_of_the_one_that_was_missed():
    # four products in a row: the message of the third × comes when that of the first would come again
    x = Value(2, "x")
    root = x * 3 * 5 * 7 * 11
    script = f"""{PUPIL}
      const order = [];
      answer("99"); at("reveal").click();
      while (!at("answer").disabled) {{
        order.push(quiz.at);
        if (!quiz.solved) answer(String(solution(quiz.questions[quiz.at])));
        onward();
      }}
      report([order, quiz.questions.map((one) => quiz.kind(one))]);
    """
    order, kinds = observed(step_through(root, constants=True).html, script)
    assert kinds[0] == "the messages of ×"
    assert order == sorted(set(order))


def test_whoever_has_every_answer_shown_comes_to_an_end_and_is_told_what_to_look_at():
    script = f"""{PUPIL}
      let n = 0;
      while (!at("answer").disabled && n < 100) {{ at("reveal").click(); onward(); n += 1; }}
      report([n, asked()[1], asked()[3]]);
    """
    n, sentence, advice = observed(step_through(product()).html, script)
    assert 4 < n <= 12
    assert sentence == "0 of 4 answers right at the first try."
    assert advice == "Look once more at the messages of ×, the messages of +."


def squares() -> Value:
    """f = 3x + x² at x = 4."""
    x = Value(4, "x")
    return x * 3 + x * x


def difference() -> Value:
    """f = (2 a − b) · 5 at a = 3, b = 7, b first among the operands of ×."""
    a, b, c = Value(3, "a"), Value(7, "b"), Value(5, "c")
    return (a * 2 - b) * c


def exponential() -> Value:
    """f = 3 e^(x) at x = 2."""
    x, c = Value(2, "x"), Value(3, "c")
    return x.exp() * c


def faint() -> Value:
    """f = 0.0134 x at x = 2."""
    return Value(0.0134, "w") * Value(2, "x")


def neuron() -> Value:
    """f = 2 (w1 x1 + w2 x2 + b) at w = (3, 5), x = (7, 11), b = 1."""
    w, x = [Value(3, "w1"), Value(5, "w2")], [Value(7, "x1"), Value(11, "x2")]
    return dot(w, x, Value(1, "b")) * Value(2, "c")


# graph, number of the question, wrong answer, what the page recognizes
MISTAKES: dict[str, tuple[Callable[[], Value], int, str, str]] = {
    # (2a − b) c: b gets −1 · δ = −1 · 5; the local gradient alone is −1
    "forgot the upstream factor": (
        difference, 4, "-1", "the local gradient alone: multiply it by the upstream gradient",
    ),
    # v = 2a − b = −1: f = v c sends v the other factor, c = 5, not v = −1
    "swapped the operands of a product": (
        difference, 1, "-1",
        "the product without the swap: the local gradient for v5 is the value of the other factor",
    ),
    # dot: w1 gets x1 · 2 = 14, not w1 · 2 = 6
    "swapped weight and input of a neuron": (
        neuron, 3, "6", "the product without the swap: the local gradient for w₁",
    ),
    # b is subtracted: −5, not 5
    "wrong sign of a subtraction": (difference, 4, "5", "the subtraction without its minus: b stands behind"),
    # e² · 3 = 22.17, but with the input in its place 2 · 3 = 6
    "input in place of the output of exp": (
        exponential, 3, "6", "the slope of exp with x put in, the input in place of the output",
    ),
    # x of 3x + x² gets 4, 4 and 3, together 11; what came last is 3
    "overwrote instead of adding": (
        squares, 6, "3", "as if it had overwritten the others: x gets 3 messages",
    ),
    "took one message of several": (squares, 6, "4", "alone: x gets 3 messages, and they add up"),
    "multiplied the messages": (squares, 6, "48", "the product of the messages: they are added"),
    "slip of the sign of a sum": (squares, 6, "-11", "a slip of the sign"),
    "slip of the sign": (difference, 1, "-5", "a slip of the sign"),
    # v = 2a gets 1 · 5 from the subtraction, a then 2 · 5
    "handed the upstream gradient on": (difference, 5, "5", "the upstream gradient handed on unchanged"),
    "added local and upstream": (difference, 5, "7", "a sum: local and upstream gradient are multiplied"),
    "divided": (difference, 5, "5/2", "a division: local and upstream gradient are multiplied"),
    "took the value of the forward pass": (difference, 5, "3", "the value of a in the forward pass"),
    # c gets v · 1 = −1, the value of f is −5
    "took the value of the gate": (difference, 2, "-5", "the value of v6 in the forward pass"),
    # f = 0.0134 x: 0.01 is 25 % off
    "rounded too early": (faint, 2, "0.01", "the right number rounded too early: keep three digits"),
    "six digits of another number": (exponential, 3, "22.4000", "Find the local gradient ∂v3/∂x"),
    "no mistake that is known": (exponential, 3, "1000", "Find the local gradient ∂v3/∂x of exp(x) first"),
    "no known mistake of a sum": (squares, 6, "1000", "Add up the messages that x has received."),
}  # fmt: skip


def test_the_likeliest_mistakes_are_named():
    graphs = list(dict.fromkeys(case[0] for case in MISTAKES.values()))
    pages: dict[str, tuple[str, str]] = {}
    for graph in graphs:
        asked = [[name, case[1], case[2]] for name, case in MISTAKES.items() if case[0] is graph]
        script = f"""{PUPIL}
          const seen = {{}};
          for (const [name, number, text] of {json.dumps(asked)}) {{
            at("again").click();
            while (at("phase").textContent.split(" ")[1] !== String(number)) {{
              at("reveal").click(); onward();
            }}
            seen[name] = answer(text);
          }}
          report(seen);
        """
        pages[graph.__name__] = (step_through(graph()).html, script)
    named: dict[str, Any] = {}
    for seen in observed_each(pages).values():
        named |= seen
    for name, (_, _, _, phrase) in MISTAKES.items():
        kind, text = named[name]
        assert (kind, text.startswith("Not right. ")) == ("wrong", True), name
        assert phrase in text, (name, text)


def distinct() -> Value:
    """No two numbers of this graph are alike; a and b are used twice."""
    a, b, c = Value(1.3, "a"), Value(-0.7, "b"), Value(2.1, "c")
    return ((a * b).tanh() * (c * a)).sin() / b


@pytest.mark.parametrize("only_deltas", [False, True])
def test_nothing_on_the_page_gives_an_answer_away_before_it_is_given(only_deltas: bool):
    script = f"""{PUPIL}
      at("ledger").open = true;
      for (const mode of ["steps", "paths", "folding"]) {{ modes.visit(mode); steps.go(steps.last); }}
      panel.set(1, -0.6);
      panel.set(1, -0.8);
      modes.visit("quiz");
      {"onlyDeltas();" if only_deltas else ""}
      const leaks = [], answers = quiz.questions.map((question) => number(solution(question)));
      let known = 0;
      answers.forEach((text, k) => {{
        const open = new Set(answers.slice(0, k));
        if (!open.has(text) && found().includes(text)) leaks.push([k, text, "asked"]);
        answer("123456");
        if (!open.has(text) && found().includes(text)) leaks.push([k, text, "after a wrong answer"]);
        answer(String(solution(quiz.questions[k])));
        if (found().includes(text)) known += 1;
        const next = answers[k + 1];
        if (next !== text && !open.has(next) && found().includes(next)) leaks.push([k, next, "too early"]);
        quiz.missed = [];  // here every question is asked once
        onward();
      }});
      report({{ leaks, known, n: answers.length, different: new Set(answers).size,
        end: at("phase").textContent }});
    """
    seen = observed(step_through(distinct()).html, script)
    assert seen["leaks"] == []
    # 10 messages, and a and b add up two each; or a delta for each of 3 variables and 5 inner gates
    assert seen["n"] == seen["known"] == seen["different"] == (8 if only_deltas else 12)
    assert seen["end"] == "The end"


def test_a_sum_is_asked_where_messages_meet_and_twins_are_told_apart():
    # f = x x at 3: two messages of 3, together 6
    x = Value(3, "x")
    script = f"""{PUPIL}
      const seen = [asked()];
      answer("3"); seen.push(look().arrived[0], look().delta[0]); onward();
      seen.push(asked()[1]);
      answer("3"); seen.push(look().arrived[0], look().delta[0]); onward();
      seen.push(asked(), look().wires, look().delta[0]);
      seen.push(answer("6"), at("equation").textContent, look().delta[0]);
      onlyDeltas();
      seen.push(asked(), look().delta[0], look().arrived[0], answer("6")[0], at("equation").textContent);
      report(seen);
    """
    assert observed(step_through(x * x).html, script) == [
        ["Question 1 of 3", "v2 = x × x sends x its message as operand 1. Which number is it?",
         "∂v2/∂x × δ(v2) = ?", "δ(v2) = 1"],
        "1 of 2", "3",
        "v2 = x × x sends x its message as operand 2. Which number is it?",
        "2 of 2", "?",
        ["Question 3 of 3", "x has received all its 2 messages. What is its delta?", "δ(x) = ?",
         "The messages: 3, 3"],
        ["now", "now"], "?",
        ["right", "Right."], "δ(x) = 3 + 3 = 6", "6",
        ["Question 1 of 1", "x has received all its 2 messages. What is its delta?", "δ(x) = ?", ""],
        "?", "2 of 2", "right", "δ(x) = 3 + 3 = 6",
    ]  # fmt: skip


def test_deltas_only_asks_once_for_each_node():
    # A1 again; in this mode q is asked for its delta, and what it is made of is said afterwards
    script = f"""{PUPIL}
      onlyDeltas();
      const seen = [asked()];
      seen.push(answer("1"), answer("-4"), at("equation").textContent, at("received").textContent);
      onward(); seen.push(asked()[1]);
      for (const text of ["3", "-4", "-4"]) {{ answer(text); onward(); }}
      seen.push(asked()[1]);
      report(seen);
    """
    seen = observed(step_through(product()).html, script)
    assert seen[0] == ["Question 1 of 4", "q has received its message. What is its delta?", "δ(q) = ?", ""]
    assert seen[1][0] == "wrong"
    assert "upstream gradient handed on unchanged" in seen[1][1]
    assert seen[2:5] == [["right", "Right."], "δ(q) = −4", "∂f/∂q × δ(f) = [−4] × [1] = −4"]
    assert seen[5] == "z has received its message. What is its delta?"
    assert seen[6] == "3 of 4 answers right at the first try."


def test_an_edit_asks_the_question_with_the_new_numbers_and_an_answered_one_is_past():
    script = f"""{PUPIL}
      const seen = [];
      panel.set(2, 8); seen.push(asked()[0], answer("-4")[0], answer("8")[0], score());
      panel.set(2, 9); panel.set(2, 10); seen.push(asked()[0], asked()[1], at("answer").readOnly);
      seen.push(answer("3")[0], score());
      onward(); seen.push(answer("10")[0]);
      // the first question was missed: it comes again with the numbers of now
      panel.set(2, 11); seen.push(asked()[0], answer("11")[0]);
      onward(); answer("11"); panel.set(2, 12); seen.push(asked()[1]);
      panel.set(2, 13); seen.push(asked()[1]);
      report(seen);
    """
    assert observed(step_through(product()).html, script) == [
        "Question 1 of 4", "wrong", "right", "0 of 1 right at the first try",
        "Question 2 of 4", "f = q × z sends z its message. Which number is it?", False,
        "right", "1 of 2 right at the first try", "right",
        "Question 1 of 4, once more: you missed it", "right",
        "3 of 4 answers right at the first try.", "3 of 4 answers right at the first try.",
    ]  # fmt: skip


def test_answers_are_compared_as_numbers_of_four_digits_infinite_ones_too():
    def tries(root: Value, *texts: str) -> tuple[str, str]:
        return step_through(root).html, f"{PUPIL} report({json.dumps(texts)}.map((text) => answer(text)[0]));"

    x, y = Value(0, "x"), Value(float("nan"), "y")
    seen = observed_each(
        {
            # √x has the slope ∞ at 0
            "infinite": tries(x.sqrt(), "5", "-inf", "∞"),
            # y x sends the nan to x
            "undefined": tries(x * y, "5", "∞", "nan"),
            # e^−20 = 2.061e-09: a vanishing gradient is not 0
            "small": tries(Value(-20, "x").exp(), "0", "2e-9", "2.061e-9"),
            # A2: the first message is −1/v12² = −0.5344
            "digits": tries(sigmoid_circuit(), "-0.5", "-0.5344"),
        }
    )
    assert seen == {
        "infinite": ["wrong", "wrong", "right"],
        "undefined": ["wrong", "wrong", "right"],
        "small": ["wrong", "wrong", "right"],
        "digits": ["wrong", "right"],
    }


def test_an_answer_is_compared_at_the_digits_that_were_typed():
    def told(x: float) -> float | str:
        return x if isfinite(x) else str(x).replace("inf", "Infinity")

    script = f"""
      report({json.dumps([[told(v), largest, text] for v, largest, text, _ in ANSWERS])}.map(([v, largest, text]) => {{
        const value = Number(v);
        if (answers(text, value, restOfRounding([value, largest, -inf, nan]))) return "right";
        return tooEarly(text, value) ? "early" : "wrong";
      }}));
    """  # noqa: E501
    seen = observed(step_through(product()).html, script)
    for (value, _, text, judged), found in zip(ANSWERS, seen, strict=True):
        assert found == judged, (value, text)


def test_worked_arithmetic_is_judged_factor_by_factor():
    script = f"""
      report({json.dumps([[v, text] for v, text, _ in ARITHMETIC])}.map(([value, text]) => {{
        if (parsed(text) === null) return "none";
        return answers(text, value, 0) ? "right" : tooEarly(text, value) ? "early" : "wrong";
      }}));
    """
    seen = observed(step_through(product()).html, script)
    for (value, text, judged), found in zip(ARITHMETIC, seen, strict=True):
        assert found == judged, (value, text)


def test_the_rest_of_rounding_is_that_of_the_largest_message():
    # x gets 0.1 + 0.2 − 0.3 = 5.6e-17, which is 0 on paper; y gets 1e-13, which is not
    x, y, small = Value(1, "x"), Value(1, "y"), Value(1e-13, "s")
    root = x * 0.1 + x * 0.2 - x * 0.3 + y * small
    script = f"""{PUPIL}
      onlyDeltas();
      const seen = {{}};
      while (!at("answer").disabled) {{
        const name = nodes[quiz.questions[quiz.at].parent].name;
        seen[name] = ["-9e-13", "0"].map((text) => answer(text)[0]).join();
        at("reveal").click(); onward();
      }}
      report([seen.x, seen.y]);
    """
    assert observed(step_through(root).html, script) == ["wrong,right", "wrong,wrong"]


def test_a_folded_gate_is_asked_as_one_gate():
    # A3: the four gates of the sigmoid as one: σ' = (1 − 0.7311) · 0.7311 = 0.1966
    script = f"""
      modes.visit("folding");
      for (const i of [9, 10, 11, 12]) folding.choose(i);
      at("fold-name").value = "σ";
      at("folding").requestSubmit();
      {PUPIL}
      report([asked(), answer("0.7311"), answer("0.1966")]);
    """
    seen = observed(step_through(sigmoid_circuit(), engine="layered").html, script)
    assert seen[0][:2] == [
        "Question 1 of 9",
        "f = σ(v9) sends v9 its message. Which number is it?",
    ]
    assert seen[1][1] == "Not right. It looks like the value of f in the forward pass."
    assert seen[2] == ["right", "Right."]


def test_a_delta_that_is_not_complete_is_not_shown_where_only_deltas_are_asked():
    # f = u v with u = 2x, v = x + u at 3: f has sent u its 9, one of 2, when v is asked for its delta, 6
    x = Value(3, "x")
    u = x * 2
    v = x + u
    script = f"""{PUPIL}
      const seen = [look().delta, look().arrived];
      answer("9"); onward(); seen.push(look().delta[1], look().arrived[1]);
      onlyDeltas();
      seen.push(asked()[1], look().delta, look().arrived);
      answer("6"); onward(); answer("15"); seen.push(asked()[2], look().delta);
      report(seen);
    """
    assert observed(step_through(u * v).html, script) == [
        ["", "", "", "1"], ["", "", "", ""], "9", "1 of 2",
        "v3 has received its message. What is its delta?", ["", "·", "?", "1"], ["", "1 of 2", "1 of 1", ""],
        "δ(v2) = 9 + 6 = 15", ["·", "15", "6", "1"],
    ]  # fmt: skip
