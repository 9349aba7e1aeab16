"""viz/page/web/forward.js: tangents gate by gate, those of the engine, and what they say of deltas."""

from collections.abc import Callable

import pytest
from browser import needs_chromium, observed
from lecture_graphs import logistic_least_squares, product, sigmoid_circuit, two_layers

from autograd import Value, tangents, topological_order
from viz import step_through
from viz.scenes.gate import absorbed
from viz.scenes.text import number

pytestmark = needs_chromium


def detached() -> Value:
    """A path with an infinite slope that hangs on y alone, and one that carries nothing."""
    x, y = Value(2.0, "x"), Value(0.0, "y")
    return x.detach() * x + y.sqrt()


GRAPHS: dict[str, Callable[[], Value]] = {
    "product": product, "sigmoid": sigmoid_circuit, "penalty": lambda: logistic_least_squares(penalty=True),
    "two layers": two_layers, "infinite": detached,
}  # fmt: skip

WALK = """
  modes.visit("forward");
  const tangent = () => all(".board .node > .delta").map((text) => text.firstChild?.data ?? "");
  const walk = (seed) => {
    at("dotted").value = seed; at("dotted").dispatchEvent(new Event("change"));
    press("Home");
    const first = tangent();
    while (!at("forward-next").disabled) at("forward-next").click();
    return [first, tangent(), at("received").textContent];
  };
"""


@pytest.mark.parametrize("name", GRAPHS)
def test_every_tangent_of_the_page_is_that_of_the_engine(name: str):
    root = GRAPHS[name]()
    order = topological_order(root)
    hidden = absorbed(order, constants=False)
    drawn = [node for node in order if node not in hidden]
    places = [i for i, node in enumerate(drawn) if not node.parents and node.op is None]
    seen = observed(step_through(root).html, f"{WALK} report({places}.map(walk));")
    root.backward()
    for place, (first, last, said) in zip(places, seen, strict=True):
        x = drawn[place]
        truth = tangents(root, {x: 1.0}).tangents
        assert last == [number(truth[node], 4) for node in drawn]
        # at the start the variables alone
        assert first == ["" if node.parents else number(float(node is x), 4) for node in drawn]
        assert f"= {number(truth[root], 4)}, and that is δ(" in said
        assert f"= {number(x.grad, 4)}." in said


def test_what_hangs_on_no_seed_contributes_nothing_even_along_an_infinite_slope():
    # √y has the slope ∞ at 0, and the tangent of y is 0: the contribution is 0, no nan
    script = f"""{WALK}
      at("dotted").value = "0"; at("dotted").dispatchEvent(new Event("change"));
      const seen = [];
      while (!at("forward-next").disabled) {{
        at("forward-next").click();
        seen.push(...all(".parcel").map((text) => text.textContent));
      }}
      report(seen);
    """
    seen = observed(step_through(detached(), engine="layered").html, script)
    assert "0 →" in seen
    assert "nan →" not in seen


def test_each_gate_is_written_as_local_gradients_times_tangents():
    # A1, f = (x + y) z: q̇ = 1·1 + 1·0, ḟ = z q̇ + q ż = −4·1 + 3·0
    script = f"""{WALK}
      const seen = [[at("phase").textContent, at("sentence").textContent, at("equation").textContent]];
      for (let k = 0; k < 2; k++) {{
        seen.push([press("ArrowRight"), at("sentence").textContent, at("equation").textContent,
          all(".parcel").map((text) => text.textContent), tangent()]);
      }}
      seen.push(at("received").textContent, press("ArrowRight"), at("forward-count").textContent);
      seen.push(press("ArrowLeft"), at("forward-count").textContent, press("x"));
      report(seen);
    """
    assert observed(step_through(product()).html, script) == [
        [
            "Forward mode, the seeds",
            "x gets the tangent 1, every other variable 0: each tangent is then ∂node/∂x.",
            "ẋ = 1,  ẏ = 0,  ż = 0",
        ],
        [
            True, "q = x + y: each operand adds local gradient × its tangent.",
            "q̇ = [1] × [1] + [1] × [0] = 1", ["1 →", "0 →"], ["1", "0", "0", "1", ""],
        ],
        [
            True, "f = q × z: each operand adds local gradient × its tangent.",
            "ḟ = [−4] × [1] + [3] × [0] = −4", ["−4 →", "0 →"], ["1", "0", "0", "1", "−4"],
        ],
        "The tangent of f is ∂f/∂x = −4, and that is δ(x) = −4. "
        "3 variables take 3 forward passes; one backward pass gives the deltas of all of them.",
        True, "gate 2 of 2", True, "gate 1 of 2", False,
    ]  # fmt: skip


def test_along_the_gradient_the_tangent_of_the_root_is_the_length_of_the_gradient():
    # A1: ∇f = (−4, −4, 3), of length √41 = 6.403; the tangents are −4/6.403 = −0.6247 and 3/6.403 = 0.4685
    script = f"""{WALK} report(walk("steepest"));"""
    first, last, said = observed(step_through(product()).html, script)
    assert first == ["−0.6247", "−0.6247", "0.4685", "", ""]
    assert last[-1] == "6.403"
    assert said.startswith("The tangent of f is the length of the gradient, ‖∇f‖ = 6.403.")


def test_a_folded_gate_and_a_changed_variable_have_their_tangents():
    script = f"""
      modes.visit("folding");
      folding.choose(3); folding.choose(4); at("fold-name").value = "g"; folding.fold();
      panel.set(2, 5);
      {WALK}
      report([walk(2), at("equation").textContent]);
    """
    # f = (x + y) z as one gate, z = 5: partials 5, 5, 3
    (first, last, _), equation = observed(step_through(product(), engine="layered").html, script)
    assert (first[2], last[4]) == ("1", "3")
    assert equation == "ḟ = [5] × [0] + [5] × [0] + [3] × [1] = 3"


def test_deltas_that_forward_mode_has_not_earned_are_hidden():
    script = f"""{WALK}
      walk(0);
      report([all(".secret").filter((part) => part.checkVisibility()).length,
        all(".board .arrived").map((text) => text.textContent)]);
    """
    assert observed(step_through(product()).html, script) == [0, ["δ −4"]]


def test_a_graph_without_variables_and_one_without_gates_have_nothing_to_carry():
    script = """
      modes.visit("forward");
      report([at("sentence").textContent, at("count") !== null, press("ArrowRight")]);
    """
    constant = Value(2.0).exp()  # an unnamed number is a variable of the page all the same
    assert observed(step_through(constant).html, script)[2]
    alone = observed(step_through(Value(2.0, "x")).html, script)
    assert alone[0].startswith("x gets the tangent 1")
