"""What is right in the exercises of notebook 6, and what typical mistakes lead to."""

from collections.abc import Callable, Mapping, Sequence

from autograd import Value
from autograd import sum as add_up
from viz import Answers, Verdict, check_function, check_values

SLIPS = {"A": "zero_grad", "B": "sum", "C": "sign"}  # which loop has which slip


def check_first_step(
    x: Sequence[float], t: Sequence[float], rate: float, answers: Mapping[str, object]
) -> Answers:
    """Return a verdict on the first step of a sigmoid neuron with one input that starts at w = b = 0.

    Args:
        x: the input of each sample.
        t: its target, 0 or 1.
        rate: η.
        answers: under the names that `first_step` gives.
    """
    right, n = first_step(x, t, rate), len(x)
    slope = {name: right[f"∂E/∂{name}"] for name in ("w", "b")}
    summed = "it is the sum over the samples, where the mean is asked for"
    flat, other_way = "the slope of the sigmoid is forgotten", "the error is taken as t − y"
    deltas = {name: right[name] for name in ("δz where t = 0", "δz where t = 1")}
    mistakes = {
        **{name: {flat: 4 * delta, other_way: -delta, "the error is forgotten": 2 * abs(delta)}
           for name, delta in deltas.items()},
        **{f"∂E/∂{name}": {summed: n * slope[name], flat: 4 * slope[name], other_way: -slope[name]}
           for name in slope},
        **{name: {"the step goes uphill": rate * slope[name], summed: -rate * n * slope[name],
                  flat: -rate * 4 * slope[name]} for name in slope},
    }  # fmt: skip
    mistakes["∂E/∂w"] |= {
        "the hours are forgotten: each δz is multiplied by its x": slope["b"],
        "all ten have the same δz": -sum(x) * abs(right["δz where t = 0"]) / n,
    }
    return check_values(right, answers, mistakes)


def first_step(x: Sequence[float], t: Sequence[float], rate: float) -> dict[str, float]:
    """Return the deltas of a first step from w = b = 0, and where it leads.

    >>> first_step([1, 2], [0, 1], rate=1.0)["∂E/∂w"]  # ½ (⅛ · 1 − ⅛ · 2)
    -0.0625
    """
    w, b = Value(0.0), Value(0.0)
    nets = [w * xi + b for xi in x]
    loss = add_up(0.5 * (z.sigmoid() - ti) ** 2 for z, ti in zip(nets, t)) / len(x)
    loss.backward()
    # the delta of a sample on its own, without the share 1/n that it has in the mean
    alone = {f"δz where t = {ti:g}": len(x) * z.grad for z, ti in zip(nets, t)}
    return {
        **dict(sorted(alone.items())), "∂E/∂w": w.grad, "∂E/∂b": b.grad,
        "w": -rate * w.grad, "b": -rate * b.grad,
    }  # fmt: skip


def check_bowl(a: float, start: float, rate: float, answers: Mapping[str, object]) -> Answers:
    """Return a verdict on steps in the bowl E = ½ a w², whose slope is a w: w ← (1 − η a) w."""
    right = {"w after one step": (1 - rate * a) * start, "η that lands": 1 / a, "η that is too large": 2 / a}
    mistakes = {
        "w after one step": {
            "the step goes uphill": (1 + rate * a) * start,
            "the slope is taken at w = 1": start - rate * a,
            "the ½ is still there: the slope of ½ a w² is a w": (1 - rate * a / 2) * start,
            "it is the step alone: where does it lead": rate * a * start,
            "it is the factor alone, which is still to be multiplied by w": 1 - rate * a,
        },
        "η that lands": {
            "it is the one from which on E grows": 2 / a,
            "it is the curvature itself": a,
        },
        "η that is too large": {
            "it is the one that lands: beyond it w changes sides, and yet comes closer": 1 / a,
        },
    }  # fmt: skip
    return check_values(right, answers, mistakes)


def check_update(mine: Callable[[float, float, float, float], object]) -> Verdict:
    """Return a verdict on w, ∂L/∂w, η and λ ↦ the weight after a step on J = L + λ ½ w²."""
    cases = [(2.0, -0.15, 1.0, 0.0), (2.0, -0.15, 0.5, 0.1), (-1.0, 0.4, 0.1, 0.5), (3.0, 0.0, 0.2, 0.5)]
    return check_function(mine, updated, cases, {
        "the two letters are swapped": lambda w, g, eta, lam: updated(w, g, lam, eta),
        "the learning rate stands in both places": lambda w, g, eta, lam: updated(w, g, eta, eta),
        "the price stands in both places": lambda w, g, eta, lam: updated(w, g, lam, lam),
        "it goes uphill": lambda w, g, eta, lam: 2 * w - updated(w, g, eta, lam),
        "the price on the weight is missing": lambda w, g, eta, lam: updated(w, g, eta, 0.0),
        "the price is not multiplied by the learning rate":
            lambda w, g, eta, lam: updated(w, g, eta, 0.0) - lam * w,
        "the price makes the weight larger": lambda w, g, eta, lam: updated(w, g, eta, -lam),
        "the learning rate is missing": lambda w, g, eta, lam: updated(w, g, 1.0, lam),
        "it is the step alone: where does it lead":
            lambda w, g, eta, lam: updated(w, g, eta, lam) - w,
        "it is the gradient, and the step is still to be taken":
            lambda w, g, eta, lam: w - updated(w, g, 1.0, lam),
        "the weight is missing in the slope of the price":
            lambda w, g, eta, lam: updated(w, g + lam, eta, 0.0),
        "the ½ is still there: the slope of ½ w² is w": lambda w, g, eta, lam: updated(w, g, eta, lam / 2),
        "the ½ is missing: the slope of ½ w² is w": lambda w, g, eta, lam: updated(w, g, eta, 2 * lam),
    })  # fmt: skip


def updated(w: float, slope: float, rate: float, price: float) -> float:
    """Return the weight after one step, its gradient found by the engine.

    >>> updated(2.0, -0.15, 0.5, 0.1)  # 2 − 0.5 (−0.15 + 0.1 · 2)
    1.975
    """
    weight = Value(w)
    (slope * weight + price * (0.5 * weight**2)).backward()
    return weight.data - rate * weight.grad


def check_slips(answers: Mapping[str, object]) -> Answers:
    """Return a verdict on which loop of `slipped` has which slip."""
    mistakes = {
        "A": {"you did not look at the first steps: there the loss falls": "sign",
              "you did not look at the first steps: they are as they should be": "sum"},
        "B": {"you did not look at the end: the loss falls again": "sign",
              "you did not look at the first step: it goes wrong already, and nothing is left over yet":
                  "zero_grad"},
        "C": {"you expect it to come back: a step that is too long jumps about": "sum",
              "you forgot that earlier gradients point downhill, too: the loss would fall at first":
                  "zero_grad"},
    }  # fmt: skip
    return check_values(SLIPS, answers, mistakes)


def slipped(x: Sequence[float], t: Sequence[float], rate: float, steps: int) -> dict[str, list[float]]:
    """Return the losses of loops A, B and C, each of which has one of the slips."""
    return {name: losses(x, t, rate, steps, slip) for name, slip in SLIPS.items()}


def losses(x: Sequence[float], t: Sequence[float], rate: float, steps: int, slip: str = "") -> list[float]:
    """Return the mean loss of a sigmoid neuron with one input before each step, starting at w = b = 0.

    Args:
        slip: "zero_grad": gradients are never reset; "sum": the loss that is differentiated is the sum over
            the samples; "sign": the step goes uphill; "": none.
    """
    w, b = Value(0.0), Value(0.0)
    found: list[float] = []
    for _ in range(steps):
        total = add_up(0.5 * ((w * xi + b).sigmoid() - ti) ** 2 for xi, ti in zip(x, t))
        found.append(total.data / len(x))
        if slip != "zero_grad":
            w.grad = b.grad = 0.0
        (total if slip == "sum" else total / len(x)).backward()
        for parameter in (w, b):
            parameter.data += (rate if slip == "sign" else -rate) * parameter.grad
    return found
