"""Whether a model, a loss and targets go together: which loss is at work, what it takes, what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import autograd
from nn.data.arrays import np
from nn.data.samples import class_numbers, targets
from nn.layers.inputs import flatten
from nn.losses.loss import RULES
from nn.losses.rule import Loss, as_list, listener
from nn.training.outputs import check_outputs, last_activation, true_classes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Look = Callable[[Callable[[Any], Any], NDArray[Any], NDArray[Any]], tuple[Any, list[Any]]]


class Match(NamedTuple):
    """A model and a loss that go together.

    Attributes:
        known: the loss of `nn` that is at work; None if none is.
        n_outputs: how many outputs the model has.
        sample: outputs and target of one sample, to try the loss on.
    """

    known: Loss | None
    n_outputs: int
    sample: tuple[Any, Any]

    @property
    def cut(self) -> float | None:
        """Where the output is cut; None if there are several, or nobody knows."""
        return RULES[self.known].cut if self.known is not None and self.n_outputs == 1 else None

    def targets(self, y: ArrayLike, n_samples: int, name: str = "y") -> NDArray[Any]:
        """Return targets, checked by the rule of the loss; class numbers where it takes them."""
        array = targets(y, n_samples, name)
        if array.ndim == 2 and array.shape[1] == 1 != self.n_outputs:
            array = array[:, 0]  # a column cannot hold one target for each output
        if self.known is None:
            return array
        rule, called = RULES[self.known], self.known.__name__
        if rule.of_classes and array.ndim == 1:
            array = class_numbers(array, n_samples, name=name)
        for i in _different(array) if rule.takes != "numbers" else [0]:
            try:
                rule.check(called, array[i].tolist(), self.n_outputs)
            except ValueError as error:
                raise ValueError(f"{name}[{i}]: {error}") from None
        return array

    def classes(self, y: NDArray[Any]) -> NDArray[np.int64] | None:
        """Return the class of each target, or None where the loss or the targets know of none."""
        if self.known is None:
            return None
        try:
            return true_classes(y, len(y), self.n_outputs, RULES[self.known])
        except ValueError:
            return None


def match(who: str, look: Look, model: Callable[[Any], Any], loss: Loss, X: NDArray[Any], y: Any) -> Match:
    """Return how a model and a loss go together.

    Args:
        who: what error messages begin with.
        look: `traced` for who compiles, `tried` for who computes with numbers.

    Raises:
        ValueError: the outputs of the model do not suit the loss.
        TypeError: the targets are no numbers.
    """
    outputs, ts = look(model, X, targets(y, len(X)))
    n_outputs = len(as_list(check_outputs(model, outputs)))
    if n_outputs > 1:
        ts = [as_list(t)[0] if len(as_list(t)) == 1 else t for t in ts]
    return Match(known_loss(who, loss, outputs, ts), n_outputs, (outputs, ts[0]))


def known_loss(who: str, loss: Loss, outputs: Any, ts: Iterable[Any]) -> Loss | None:
    """Return which loss of `nn` this is, or hands outputs and targets on to; None for any other.

    A loss of your own may add to one of ours, `lambda y, t: nn.cross_entropy(y, t) + …`, or be a partial of
    it: then outputs and targets mean what they mean to ours. If it changes either of them on the way, or
    asks two of ours, nothing is known.

    Args:
        who: what error messages begin with.
        outputs: what the model returned for one sample.
        ts: targets to try, one at least; no other object is the same as one of their numbers.

    Raises:
        ValueError: the outputs do not suit the loss: squashed twice, not squashed at all, too few.
    """
    if any(loss is known for known in RULES):
        check_suited(who, loss, outputs)
        return loss
    seen: set[Loss | None] = set()
    for target in ts:
        heard: set[Loss] = set()

        def listen(known: Loss, ys: Any, t: Any, target: Any = target, heard: set[Loss] = heard) -> None:
            if _same(ys, outputs) and _same(t, target):
                check_suited(who, known, outputs)
                heard.add(known)

        token = listener.set(listen)
        try:
            loss(outputs, target)
        finally:
            listener.reset(token)
        seen.add(heard.pop() if len(heard) == 1 else None)
    return seen.pop() if len(seen) == 1 else None


def _same(these: Any, those: Any) -> bool:
    these, those = as_list(these), as_list(those)
    return len(these) == len(those) and all(a is b for a, b in zip(these, those))


def check_suited(who: str, loss: Loss, outputs: Any) -> None:
    """Refuse outputs that are known to be something else than what the loss takes, or too few."""
    name, takes, last = loss.__name__, RULES[loss].takes, last_activation(outputs)
    if RULES[loss].of_classes and len(as_list(outputs)) == 1:
        raise ValueError(
            f"{who}: {name} takes one output for each class, but the model has a single one: give it one "
            "for each class, or take a loss of a single output, such as binary_cross_entropy_with_logits"
        )
    out = f"take the {last} out of the model"
    if takes == "scores" and last == "sigmoid":
        ways = f'{out} (output="identity"), or take binary_cross_entropy, which takes its probabilities'
    elif takes == "scores" and last == "softmax":
        ways = f"{out}, or put autograd.log_softmax in its place and take negative_log_likelihood"
    elif takes == "probabilities" and last == "softmax":
        ways = f"{out} and take cross_entropy, or end the model in a sigmoid for each output"
    elif takes == "probabilities" and last not in (None, "sigmoid"):
        ways = 'end it in a sigmoid (output="sigmoid"), or take binary_cross_entropy_with_logits'
    elif takes == "log-probabilities" and last in ("sigmoid", "softmax"):
        ways = f"{out} and take cross_entropy, or put autograd.log_softmax in its place"
    elif takes == "log-probabilities" and last not in (None, "log_softmax"):
        ways = "end it in autograd.log_softmax, or take cross_entropy, which takes scores"
    else:
        return
    raise ValueError(f"{who}: {name} takes {takes}, but the model ends in {last}: {ways}")


# --- one sample to look at -------------------------------------------------------------------------------

# How many targets `tried` takes: more classes than most have, and few enough to take no time.
_TRIALS = 8


def traced(model: Callable[[Any], Any], X: NDArray[Any], y: NDArray[Any]) -> tuple[Any, list[Any]]:
    """Return what a model makes of one sample as the compiler sees it, without a number, and its target."""
    seen: list[tuple[Any, list[Any]]] = []

    def watch(x: Any, t: Any) -> Any:
        seen.append((model(x), [t]))
        return flatten(x)[0]  # something that takes no time to compile

    autograd.compile_batch(watch)(X[:1], y[:1])
    return seen[0]


def tried(model: Callable[[Any], Any], X: NDArray[Any], y: NDArray[Any]) -> tuple[Any, list[Any]]:
    """Return what a model makes of the first sample, and a few targets whose numbers are told from others."""
    some = y[np.unique(y, return_index=True)[1]] if y.ndim == 1 else y
    return model(X[0].tolist()), [_marked(t) for t in some[:_TRIALS].tolist()]


class _Whole(int):
    """A whole number that is an object of its own: what is computed of it is a plain int."""


def _marked(target: Any) -> Any:
    if isinstance(target, list):
        return [_marked(t) for t in cast("list[Any]", target)]
    return _Whole(target) if target == int(target) else target


def _different(y: NDArray[Any]) -> list[int]:
    """Return where each target stands for the first time: most are class numbers or one-hot rows."""
    _, first = np.unique(y, return_index=True, axis=0 if y.ndim > 1 else None)
    return sorted(first.tolist())
