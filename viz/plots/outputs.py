"""What a model answers to many samples, as arrays: its outputs, or those of one of its layers.

Models are taken by what they have: `parameters`, `layers` that are called one after the other. `who` is the
plot that asks, for errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, cast

from autograd import Value
from viz.scenes.text import number, shortened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


def samples(
    who: str, X: ArrayLike, y: ArrayLike, features: int | None = None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return samples as an array of shape (n, features), and a class number for each; -1 stays."""
    import numpy as np

    X = inputs(who, X, features)
    try:
        labels = np.asarray(y, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(
            f"{who} got {shortened(repr(y))} as y: classes are numbers, 0, 1, …; names have theirs by "
            "np.unique(y, return_inverse=True)[1]"
        ) from None
    if labels.shape != (len(X),) or (labels != labels.round()).any() or labels.min() < -1:
        raise ValueError(
            f"{who} got y of shape {labels.shape} for {len(X)} samples: "
            "it takes one class number (0, 1, …, or -1 for 0) for each"
        )
    return X, labels.astype(np.int64)


def inputs(who: str, X: ArrayLike, features: int | None = None) -> NDArray[np.float64]:
    """Return samples as an array of shape (n, features)."""
    import numpy as np

    try:
        X = np.asarray(X, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"{who} got {shortened(repr(X))} as X: samples are rows of numbers") from None
    if X.ndim != 2 or not X.size or X.shape[1] != (features or X.shape[1]) or not np.isfinite(X).all():
        raise ValueError(
            f"{who} got X of shape {X.shape}: it takes finite samples of shape "
            f"(n_samples, {features or 'n_features'})"
        )
    return X


def outputs(who: str, model: Callable[[Any], Any], X: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the raw outputs of a model for all samples, of shape (n, n_outputs)."""
    import numpy as np

    if not callable(model):
        raise TypeError(
            f"{who} got {shortened(repr(model))} as model: give a model of Values, or a function of X, such "
            "as the predict_proba of a classifier"
        )
    if hasattr(model, "parameters"):
        from autograd import compile_batch  # the compiler, which little else of viz needs

        found = compile_batch(model)(X).reshape(len(X), -1)
    else:
        found = plain(model(X))
    if found.ndim != 2 or len(found) != len(X) or not found.shape[1]:
        raise ValueError(
            f"{who} got outputs of shape {found.shape} for {len(X)} samples: "
            "the function returns shape (n, n_outputs)"
        )
    if not np.isfinite(found).all():
        raise ValueError(f"{who} got outputs that are not finite: the model has diverged")
    return found


def cut_of(
    who: str, model: Callable[[Any], Any], found: NDArray[np.float64], threshold: float | None
) -> float:
    """Return where the single output of a model is cut; of several outputs none is, and 0 is returned."""
    single = found.shape[1] == 1
    if threshold is not None:
        if not isinstance(threshold, Real) or threshold != threshold:  # pyright: ignore
            raise TypeError(f"{who} needs a number as threshold, not {shortened(repr(threshold))}")
        if not single:
            raise ValueError(
                f"{who} got threshold={threshold}, but the model has {found.shape[1]} outputs: "
                "their class is the largest; leave it out"
            )
        return float(threshold)
    if single and hasattr(model, "parameters"):
        output = model([0.0, 0.0])
        while isinstance(output, (list, tuple)):
            output = cast("Sequence[Any]", output)[0]
        return 0.5 if isinstance(output, Value) and output.op and output.op.name == "sigmoid" else 0.0
    if single and 0 <= found.min() < 0.5 < found.max() <= 1:
        raise ValueError(
            f"{who} got outputs from {number(found.min())} to {number(found.max())}, which are never below "
            "0: probabilities are cut at threshold=0.5, scores at threshold=0; say which"
        )
    return 0.0


class Part:
    """Some of the layers of a model, called one after the other; a model itself."""

    def __init__(self, layers: Sequence[Callable[[Any], Any]]) -> None:
        self.layers = layers

    def parameters(self) -> list[Value]:
        return [p for layer in self.layers if hasattr(layer, "parameters") for p in layer.parameters()]  # type: ignore

    def __call__(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x


def split(who: str, model: Any, layer: int) -> tuple[Part, Part]:
    """Return the layers of a model up to one, which is among them, and those behind it."""
    layers = cast("Sequence[Callable[[Any], Any]] | None", getattr(model, "layers", None))
    if not isinstance(layers, (list, tuple)) or not all(map(callable, layers)):
        raise TypeError(
            f"{who} got {type(model).__name__}, which has no layers to look into: give a model whose .layers "
            "are called one after the other, or a function that returns what the units answer"
        )
    n = len(layers)
    if not isinstance(layer, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(
            f"{who} got layer={shortened(repr(layer))}: layers are counted from 0, or from -1 backward"
        )
    if not -n <= layer < n:
        raise ValueError(
            f"{who} got layer {layer} of a model of {n}: they are counted from 0, or from -1 backward"
        )
    k = layer % n + 1
    return Part(layers[:k]), Part(layers[k:])


def plain(values: Any) -> NDArray[np.float64]:
    """Return numbers and Values as an array of numbers."""
    import numpy as np

    number = np.frompyfunc(lambda value: value.data if isinstance(value, Value) else value, 1, 1)
    return np.asarray(number(np.array(values, dtype=object)), dtype=np.float64)


def table(who: str, what: str, values: Any) -> NDArray[np.float64]:
    """Return what the user gave as an array of numbers.

    Raises:
        TypeError: it is none.
    """
    try:
        return plain(values)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(
            f"{who} got {shortened(repr(values))} for {what}: it takes numbers or Values, rows of one length"
        ) from None
