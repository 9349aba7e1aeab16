"""The training loop: forward, backward, update, over mini-batches and epochs.

`fit` compiles the loss of one sample once and runs it on whole batches at matrix speed;
`fit_stepwise` does the same sample by sample in the scalar engine, for people who want to watch.
"""

# tqdm has no complete types:
# pyright: reportUnknownMemberType=false, reportMissingModuleSource=false

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import autograd
from autograd import Value, blame
from nn.data.arrays import np
from nn.data.preprocessing import minibatches
from nn.data.samples import samples
from nn.data.seeds import generator
from nn.layers.inputs import short, size
from nn.layers.module import Module
from nn.losses.rule import Loss
from nn.optimizers.optimizer import GradientDescent, Optimizer
from nn.training.arguments import check_callbacks, check_loss, check_model, check_optimizer, check_penalty
from nn.training.history import History
from nn.training.match import match, traced, tried
from nn.training.outputs import classes
from nn.training.report import dead_unit_counter

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from nn.training.match import Look

Penalty = Callable[[Sequence[Value]], Value]
Callback = Callable[[int, History], object]


_ADVICE = "the model is back at the last parameters that were fine; try a smaller learning rate"


class DivergedError(ArithmeticError):
    """The loss, its gradient or a parameter became nan or inf; the model is left at the last fine ones.

    Attributes:
        history: what was recorded up to then.

    >>> import nn
    >>> X, y = nn.curve(20)
    >>> try:
    ...     nn.fit(nn.MLP(1, [1], rng=0), X, y, loss=nn.mean_squared_error, optimizer=nn.SGD(lr=1e3),
    ...            epochs=100, progress=False)
    ... except nn.DivergedError as error:
    ...     print(str(error).partition(" in ")[0], "after", len(error.history.losses), "epochs")
    the loss or its gradient became nan or inf after 46 epochs
    """

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


def fit(
    model: Module,
    X: ArrayLike,
    y: ArrayLike,
    *,
    loss: Loss,
    penalty: Penalty | None = None,
    optimizer: Optimizer | None = None,
    epochs: int = 10,
    batch_size: int | None = 32,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    seed: int | None = None,
    progress: bool = True,
    callbacks: Iterable[Callback] = (),
) -> History:
    """Train a model by mini-batch gradient descent.

    θ ← optimizer(θ, ∂/∂θ [mean over the batch of loss(model(x), y) + penalty(θ)]).

    Model, loss and penalty are recorded once: random numbers that they draw and Python state that they read
    (a flag, a strength that a callback changes) keep their first value. `fit_stepwise` runs them anew for
    every sample.

    Args:
        model: its parameters are changed in place.
        X: ndarray of shape (n_samples, n_features), or more axes for models that take them; whole numbers
            stay whole, for an `Embedding`.
        y: targets of shape (n_samples,) or (n_samples, n_outputs), as the loss takes them: class numbers from
            0, -1 and 1 for `hinge`, 0 to 1 for the binary cross-entropies, for `cross_entropy` rows of
            probabilities, too.
        loss: a function of one sample's outputs and target, from `nn.losses` or your own. Those that take
            scores want a model without sigmoid or softmax at its end, `binary_cross_entropy` one that ends
            in a sigmoid.
        penalty: a function of all parameters, added to the loss.
        optimizer: how parameters follow the gradient; gradient descent with a rate of 0.1 by default.
        epochs: how often all samples are gone through.
        batch_size: samples for each update; None for all of them, the true gradient.
        validation: (X, y) whose loss is recorded after every epoch, and whose accuracy where there are
            classes (`History`).
        seed: for the order of the samples, a whole number or a `numpy.random.Generator`; the same seed gives
            the same run.
        progress: show a progress bar (never in CI).
        callbacks: called as callback(epoch, history) after every epoch; they may change the parameters
            (a projection such as `max_norm`), and True ends the training.

    Returns:
        The record of the run. Ctrl-C ends it early and keeps what was learned.

    Raises:
        DivergedError: the loss, its gradient or a parameter became nan or inf.
        TypeError, ValueError: data that does not fit the model or the loss, a loss that does not suit the
            outputs of the model, or an argument of the wrong kind.
        TraceError: model, loss or penalty ask a Value for its number, which would be recorded, too.

    >>> import nn
    >>> X, y = nn.linearly_separable(40, seed=0)
    >>> model = nn.MLP(2, [2], rng=0)
    >>> history = nn.fit(model, X, y, loss=nn.cross_entropy, epochs=20, seed=0, progress=False)
    >>> history.losses[-1] < history.losses[0]
    True
    """
    from autograd.compiler.recording.refusal import refusing_data  # it loads the compiler

    with refusing_data():
        run = _Run("fit", traced, model, X, y, loss, penalty, optimizer, batch_size, seed)
    program = autograd.compile_batch(run.objective, run.parameters)
    theta: NDArray[np.float64] = program.parameters
    good = theta.copy()

    def step(gradient: NDArray[np.float64]) -> None:
        np.copyto(good, theta)
        run.optimizer.step_vector(theta, gradient)

    def restore() -> None:
        np.copyto(theta, good)
        program.sync()

    way = _Way(program.value_and_grad, step, restore, lambda: theta, program.sync, program.reload, program)
    return run.train(way, validation, epochs, progress, callbacks)


def fit_stepwise(
    model: Module,
    X: ArrayLike,
    y: ArrayLike,
    *,
    loss: Loss,
    penalty: Penalty | None = None,
    optimizer: Optimizer | None = None,
    epochs: int = 10,
    batch_size: int | None = 32,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    seed: int | None = None,
    progress: bool = True,
    callbacks: Iterable[Callback] = (),
) -> History:
    """Train as `fit` does, sample by sample in the scalar engine: the same numbers, hundreds of times slower.

    Every batch leaves a graph of Values that can be drawn: the arguments, returns and errors are
    those of `fit`.

    >>> import nn
    >>> X, y = nn.linearly_separable(10, seed=0)
    >>> model = nn.MLP(2, [2], rng=0)
    >>> history = nn.fit_stepwise(model, X, y, loss=nn.cross_entropy, epochs=2, seed=0, progress=False)
    >>> len(history.losses)
    2
    """

    run = _Run("fit_stepwise", tried, model, X, y, loss, penalty, optimizer, batch_size, seed)
    good = [parameter.data for parameter in run.parameters]

    def evaluate(X: NDArray[Any], y: NDArray[Any]) -> tuple[float, NDArray[np.float64]]:
        model.zero_grad()
        mean = autograd.sum(map(run.objective, X.tolist(), y.tolist())) / len(X)
        mean.backward()
        return mean.data, np.array([parameter.grad for parameter in run.parameters], dtype=float)

    def step(gradient: NDArray[np.float64]) -> None:  # it stands in the parameters, too
        good[:] = [parameter.data for parameter in run.parameters]
        run.optimizer.step(run.parameters)

    def restore() -> None:
        for parameter, data in zip(run.parameters, good):
            parameter.data = data

    def losses(X: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
        return np.array([value.data for value in map(run.objective, X.tolist(), y.tolist())])

    def vector() -> NDArray[np.float64]:
        return np.array([parameter.data for parameter in run.parameters])

    way = _Way(evaluate, step, restore, vector, lambda: None, lambda: None, losses)
    return run.train(way, validation, epochs, progress, callbacks)


class _Way(NamedTuple):
    """What differs between training compiled and step by step.

    Attributes:
        evaluate: (X, y) of a mini-batch → mean loss and its gradient.
        step: gradient → updated parameters.
        restore: goes back to the parameters before the last step.
        vector: the parameters as they are, as one vector.
        sync: writes the parameters into the Values of the model.
        reload: takes them from there again, after callbacks may have changed them.
        losses: (X, y) → the loss of each sample, at the parameters as they are.
    """

    evaluate: Callable[[NDArray[Any], NDArray[Any]], tuple[float, NDArray[np.float64]]]
    step: Callable[[NDArray[np.float64]], None]
    restore: Callable[[], None]
    vector: Callable[[], NDArray[np.float64]]
    sync: Callable[[], None]
    reload: Callable[[], None]
    losses: Callable[[NDArray[Any], NDArray[Any]], NDArray[np.float64]]


class _Run:
    """One training run: checked data, what is minimized, and the loop both ways of training share."""

    def __init__(
        self,
        who: str,
        look: Look,
        model: Module,
        X: ArrayLike,
        y: ArrayLike,
        loss: Loss,
        penalty: Penalty | None,
        optimizer: Optimizer | None,
        batch_size: int | None,
        seed: int | None,
    ) -> None:
        self.who = who
        self.parameters = check_model(who, model)
        check_loss(who, loss)
        if penalty is not None:
            check_penalty(who, penalty, self.parameters)
        self.optimizer = GradientDescent(lr=0.1) if optimizer is None else optimizer
        check_optimizer(who, self.optimizer)
        self.model = model
        self.forward = cast("Callable[[Any], Any]", model)
        self.X = samples(X)
        self.batch_size = len(self.X) if batch_size is None else size(who, "batch_size", batch_size)
        self.loss = loss
        self.penalty = penalty
        self.match = match(who, look, self.forward, loss, self.X, y)
        self.y = self.match.targets(y, len(self.X))
        self._check_answer(loss(*self.match.sample))
        self.random = generator(who, seed)
        self.layers = _layers(model)

    def objective(self, x: Any, t: Any) -> Value:
        """Return what is minimized, for one sample."""
        value = self.loss(self.forward(x), t)
        return value if self.penalty is None else value + self.penalty(self.parameters)

    def train(
        self,
        way: _Way,
        validation: tuple[ArrayLike, ArrayLike] | None,
        epochs: int,
        progress: bool,
        callbacks: Iterable[Callback],
    ) -> History:
        """Run the epochs."""
        epochs = size(self.who, "epochs", epochs, least=0)
        validate = self._validation(way, validation)
        dead_units = dead_unit_counter(self.model, self.X[:256])
        callbacks = check_callbacks(self.who, callbacks)
        history = History()
        bar = _progress_bar(epochs) if progress and not os.environ.get("CI") else None
        try:
            for epoch in range(1, epochs + 1):
                start = perf_counter()
                loss, norms = self._epoch(way, epoch, history)
                dead = dead_units(way.vector())
                validation_losses, accuracies = validate()
                # only now: an epoch that is cut short, by Ctrl-C or an error, leaves no entry in these lists
                history.losses.append(loss)
                history.validation_losses += validation_losses
                history.validation_accuracies += accuracies
                for name, norm in norms.items():
                    history.gradient_norms.setdefault(name, []).append(norm)
                for name, n_dead in dead.items():
                    history.dead_units.setdefault(name, []).append(n_dead)
                history.seconds.append(perf_counter() - start)
                if bar is not None:
                    bar.set_postfix(loss=f"{loss:.4g}", refresh=False)
                    bar.update()
                if callbacks and self._called(callbacks, way, epoch, history):
                    break
        except KeyboardInterrupt:
            history.interrupted = True
        except DivergedError:
            way.restore()
            raise
        finally:
            if bar is not None:
                bar.close()
            way.sync()  # whatever ended the run, what was learned is kept
        return history

    def _epoch(self, way: _Way, epoch: int, history: History) -> tuple[float, dict[str, float]]:
        """Go through all samples once; return their mean loss and the norm of each layer's gradient."""
        total, squares, count = 0.0, np.zeros(len(self.parameters)), 0
        for x, t in minibatches(self.X, self.y, self.batch_size, seed=self.random):
            count += 1
            value, gradient = way.evaluate(x, t)
            if not (np.isfinite(value) and np.isfinite(gradient).all()):
                way.sync()
                where = f"in epoch {epoch}, batch {count}: {self._first_bad(x, t)}"
                raise DivergedError(f"the loss or its gradient became nan or inf {where}", history)
            way.step(gradient)
            history.step_losses.append(float(value))
            total += value * len(x)
            with np.errstate(over="ignore"):
                squares += gradient * gradient
        self._check_parameters(way.vector(), f"in epoch {epoch}, batch {count}", history)
        norms = {name: float(np.sqrt(squares[part].sum() / count)) for name, part in self.layers.items()}
        return total / len(self.X), norms

    def _called(
        self, callbacks: list[Callable[..., object]], way: _Way, epoch: int, history: History
    ) -> bool:
        """Return whether a callback ends the training; only they see the model between epochs."""
        way.sync()
        try:
            answers = [callback(epoch, history) for callback in callbacks]
        finally:
            way.reload()
        self._check_same_parameters()
        return any(type(answer) in (bool, np.bool_) and bool(answer) for answer in answers)

    def _check_same_parameters(self) -> None:
        """Refuse parameters that training would not see."""
        named = {parameter: path for path, parameter in self.model.named_parameters()}
        if list(named) == self.parameters:
            return
        trained = set(self.parameters)
        added = [path for parameter, path in named.items() if parameter not in trained]
        what = f"{added[0]} is not among them" if added else "some of them are gone"
        raise ValueError(
            f"{self.who} trains the parameters that {type(self.model).__name__} had when it began, and now "
            f"{what}: in a callback change the .data of a parameter, or end the training and call "
            f"{self.who} again"
        )

    def _check_parameters(self, vector: NDArray[np.float64], where: str, history: History) -> None:
        """Refuse what the last step of an epoch may have left, which no loss shows before the next one."""
        bad = np.flatnonzero(~np.isfinite(vector))
        if len(bad):
            paths = [path for path, _ in self.model.named_parameters()]
            raise DivergedError(
                f"the parameters became nan or inf {where}: the first is {paths[bad[0]]} = {vector[bad[0]]}; "
                f"{_ADVICE}",
                history,
            )

    def _validation(
        self, way: _Way, validation: tuple[ArrayLike, ArrayLike] | None
    ) -> Callable[[], tuple[list[float], list[float]]]:
        """Return what finds loss and accuracy on the validation samples, each in a list that may be empty."""
        if validation is None:
            return lambda: ([], [])
        if not isinstance(validation, tuple | list) or len(validation) != 2:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{self.who} needs validation=(X, y), not {short(validation)}")
        X = samples(validation[0], "validation X")
        if X.shape[1:] != self.X.shape[1:]:
            raise ValueError(
                f"validation X has samples of shape {X.shape[1:]}, training X {self.X.shape[1:]}"
            )
        y = self.match.targets(validation[1], len(X), "validation y")
        truth, forward = self.match.classes(y), autograd.compile_batch(self.forward)

        def validate() -> tuple[list[float], list[float]]:
            losses = [float(np.mean(way.losses(X, y)))]
            if truth is None:
                return losses, []
            way.sync()
            outputs = forward(X).reshape(len(X), -1)
            return losses, [float((classes(outputs, self.match.cut) == truth).mean())]

        return validate

    def _check_answer(self, answer: Any) -> None:
        """Refuse a loss that nothing can be learned from."""
        if not isinstance(answer, Value):
            raise TypeError(
                f"{self.who} needs a loss that returns a Value, not {short(answer)}: "
                "compute it from the outputs with the operations of Values, such as y.exp()"
            )
        if not _reaches(answer, set(self.parameters)):
            raise ValueError(
                f"{self.who} needs a loss that depends on the parameters, and this one does not: "
                "compute it from the outputs of the model, without .data"
            )

    def _first_bad(self, X: NDArray[Any], y: NDArray[Any]) -> str:
        """Return which node of a batch is the first that is not finite, forward and then backward."""
        for i, (x, t) in enumerate(zip(X.tolist(), y.tolist())):
            try:
                root = self.objective(x, t)
            except ValueError as undefined:
                return f"{undefined}; {_ADVICE}"
            if (bad := blame(root)) is not None:
                path = self._path(bad.node)
                what = (
                    f"delta is {bad.number} at {path}" if bad.backward else f"node is {path} = {bad.number}"
                )
                return f"the first bad {what} on sample {i} of it ({bad.sentence}); {_ADVICE}"
        return f"it is too large when summed up; {_ADVICE}"

    def _path(self, node: Value) -> str:
        if node.label:
            return f"'{node.label}'"
        paths = {parameter: path for path, parameter in self.model.named_parameters()}
        if node in paths:
            return paths[node]
        near = next((paths[parent] for parent in node.parents if parent in paths), "")
        return f"{node.op.name if node.op else 'a number'}{f' of {near}' if near else ''}"


def _progress_bar(epochs: int) -> Any:
    from tqdm.auto import tqdm  # it imports asyncio: not before a bar is shown

    return tqdm(total=epochs, unit="epoch")


def _layers(model: Module) -> dict[str, NDArray[np.int64]]:
    """Return for each layer (the first part of the paths) where its parameters lie in the vector of all."""
    names = [path.split(".") for path, _ in model.named_parameters()]
    keys = [".".join(name[:2]) if len(name) > 1 and name[1].isdigit() else name[0] for name in names]
    places: dict[str, list[int]] = {key: [] for key in keys}
    for i, key in enumerate(keys):
        places[key].append(i)
    return {key: np.array(indices) for key, indices in places.items()}


def _reaches(root: Value, goals: set[Value]) -> bool:
    """Return whether a node was computed from one of these."""
    seen, stack = {root}, [root]
    while stack:
        node = stack.pop()
        if node in goals:
            return True
        fresh = [parent for parent in node.parents if parent not in seen]
        seen.update(fresh)
        stack += fresh
    return False
