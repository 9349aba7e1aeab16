"""Programs: what `compile` and `compile_batch` return. Last stage: parameters, calls, cache, check.

A program keeps one compiled form for each structure of its arguments. Every call computes in arrays of
its own, so results are nobody's buffers and threads may share a program; what calls share is only the
vector of the parameters.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeAlias

from autograd.border import asked, refuse_data, short
from autograd.compiler.recording.graph import Argument
from autograd.compiler.running.cost import Cost
from autograd.value import Value

if TYPE_CHECKING:  # numpy is imported when the first program is made: autograd works without it
    import numpy as np
    from numpy.typing import NDArray

    from autograd.compiler.running.compiled import Compiled

Vector: TypeAlias = "NDArray[np.float64]"
_BOUND = 64  # structures kept; the least recently used is dropped


class CacheInfo(NamedTuple):
    """How often a call found its compiled form (`hits`) or had to record (`misses`); forms kept."""

    hits: int
    misses: int
    maxsize: int
    currsize: int


class Program:
    """A function on Values, compiled; made by `compile` and `compile_batch`.

    `print(program)` shows the source that runs, for the arguments of the last call.

    Thread safety: two threads may call one program. Each call has its own arrays; recording a new
    structure holds a lock. Writing parameters while another thread computes is for the caller to prevent.

    >>> x = Value(3.0, "x")
    >>> compile(lambda: x * x, [x]).value_and_grad()
    (9.0, array([6.]))
    """

    def __init__(
        self, fn: Callable[..., Any], params: Iterable[Value] = (), *, batch: bool = False,
        refuse_nan: bool = False, jit: Callable[..., Any] | None = None,
    ) -> None:  # fmt: skip
        import numpy as np

        from autograd.compiler.running import inputs

        if not callable(fn):
            raise TypeError(f"a program needs a function on Values, not {short(fn)}")
        if isinstance(params, Value) or not hasattr(params, "__iter__"):
            raise TypeError(
                f"params must be a list of leaf Values, not {short(params)}: [w, b], or model.parameters()"
            )
        self.fn = fn
        self._inputs = inputs
        self.params = list(params)
        self.batch = batch
        self.refuse_nan = refuse_nan
        if jit is not None and batch:
            raise TypeError(
                "compile_batch takes no jit=: a batch runs as array instructions, jit is for scalar source; "
                "leave it out, or use compile for one sample at a time"
            )
        if jit is not None and not callable(jit):
            raise TypeError(
                f"jit must be a function applied to a function, such as numba.njit, not {jit!r:.40}"
            )
        self.jit = jit
        for p in self.params:
            if not isinstance(p, Value) or p.op is not None:  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(f"params must be leaf Values, not {p!r}: what was computed is no parameter")
        if len(set(self.params)) < len(self.params):
            raise ValueError("params holds a Value twice: give each parameter once")
        self._signature = inputs.signature_of(fn)
        self._vector: Vector = np.zeros(len(self.params))
        self._owned = False  # whether the vector counts, not the Values
        self._written: list[float] = []
        self._cache: OrderedDict[tuple[Argument, ...], Compiled] = OrderedDict()
        self._value: Callable[..., Any] = self._slow_value
        self._last: Compiled | None = None
        self._hits = self._misses = 0
        self._lock = threading.RLock()

    # --- calls ------------------------------------------------------------------------------------------

    def __call__(self, *args: Any) -> Any:
        """Return what `fn` returns: a float, an array for a list; with one row per sample for a batch."""
        return self._value(*args)

    def value_and_grad(self, *args: Any) -> tuple[float, Vector]:
        """Return the value and its gradient, of shape (len(params),); for a batch those of the mean.

        Raises:
            TypeError: `fn` returns a list.
        """
        return self._slow_value_and_grad(*args)

    def grads(self, *args: Any) -> tuple[float, Vector, tuple[Any, ...]]:
        """Return the value, the gradient of the params, and the gradient of each argument in its shape.

        Raises:
            TypeError: `fn` returns a list.
        """
        return self._slow_grads(*args)

    def _slow_value(self, *args: Any) -> Any:
        compiled, arrays = self._prepare(args)
        if compiled.quick and not self.refuse_nan:
            self._value = compiled.quick_function("value", self._numbers, self._slow_value)
        return compiled.value(arrays, self._numbers(compiled))

    def _slow_value_and_grad(self, *args: Any) -> tuple[float, Vector]:
        compiled, arrays = self._prepare(args)
        value, gradient, _ = compiled.differentiate("value_and_grad", arrays, self._numbers(compiled))
        if compiled.quick and not self.refuse_nan:
            self._shorten("value_and_grad", compiled, self._slow_value_and_grad)
        return value, gradient

    def _slow_grads(self, *args: Any) -> tuple[float, Vector, tuple[Any, ...]]:
        compiled, arrays = self._prepare(args)
        if compiled.quick and not self.refuse_nan:
            self._shorten("grads", compiled, self._slow_grads)
        return compiled.differentiate("grads", arrays, self._numbers(compiled))

    def _shorten(self, name: str, compiled: Compiled, slow: Callable[..., Any]) -> None:
        """Let the generated function answer in the method's place, as long as all arguments are floats."""
        # README expression of micrograd: 0.6 µs a call; through a method 0.1 µs, through _prepare 15 µs more
        function = compiled.quick_function(name, self._numbers, slow)
        function.__doc__ = getattr(Program, name).__doc__
        self.__dict__[name] = function

    def _prepare(self, args: Sequence[Any]) -> tuple[Compiled, list[NDArray[Any]]]:
        """Return the compiled form for these arguments, and the arguments as arrays."""
        inputs = self._inputs
        names = inputs.check_count(self._signature, len(args))
        converted = [inputs.as_array(argument, name, self.refuse_nan) for argument, name in zip(args, names)]
        arrays = [array for array, _ in converted]
        if self.batch:
            inputs.batch_of(arrays, names)
        key = inputs.arguments_of(arrays, [whole for _, whole in converted], names, self.batch)
        compiled = self._cache.get(key)
        if compiled is None:
            with self._lock:
                compiled = self._compile(key)
        else:
            self._hits += 1
            try:  # noqa: SIM105 - a third of the time of contextlib.suppress
                self._cache.move_to_end(key)
            except KeyError:  # another thread has dropped it
                pass
        self._last = compiled
        if compiled.limits:
            inputs.check_indices(arrays, names, compiled.limits, self.batch)
        return compiled, arrays

    def _compile(self, key: tuple[Argument, ...]) -> Compiled:
        compiled = self._cache.get(key)
        if compiled is None:
            from autograd.compiler.running.compiled import Compiled

            compiled = Compiled(self.fn, self.params, key, self.batch, self._vector, self.jit)
            self._misses += 1
            self._cache[key] = compiled
            if len(self._cache) > _BOUND:
                self._cache.popitem(last=False)
        else:
            self._hits += 1
        self._cache.move_to_end(key)
        return compiled

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a program cannot be copied or pickled: keep the function and the parameters, and compile again"
        )

    # --- parameters -------------------------------------------------------------------------------------

    def _numbers(self, compiled: Compiled) -> Any:
        """Return the parameters as the compiled form reads them: its vector, or Python floats."""
        leaves, n = compiled.leaves, len(self.params) if self._owned else 0
        if leaves:  # inside of a function that is compiled the answer would be frozen, its gradient lost
            asked(leaves[0], "was read by another program")
        read = _numbers_of(leaves[n:])
        if not (compiled.wide or compiled.jit):
            return [*self._vector.tolist(), *read] if n else read
        theta = compiled.theta
        if n and theta is not self._vector:
            theta[:n] = self._vector
        theta[n:] = read
        return theta

    @property
    def parameters(self) -> Vector:
        """The parameters as one float64 vector, to be updated in place.

        From the first time it is asked for, the vector is what counts: calls read it instead of the
        Values. `sync()` writes it back to them.

        >>> from autograd import Value, compile
        >>> w = Value(3.0)
        >>> program = compile(lambda x: w * x, [w])
        >>> program.parameters[:] = 5
        >>> program(2.0), w.data
        (10.0, 3.0)
        >>> program.sync()
        >>> w.data
        5.0
        """
        if not self._owned:
            self.reload()
        return self._vector

    def reload(self) -> None:
        """Take the parameters from the Values again, after a change by hand; `sync` is the way back."""
        self._vector[:] = _numbers_of(self.params)
        self._written = self._vector.tolist()
        self._owned = True

    def sync(self) -> None:
        """Write the vector `parameters` back to the Values.

        Raises:
            ValueError: the data of a Value was changed by hand since the vector counts, so that one of
                the two changes would be lost.
        """
        if not self._owned:
            return
        for p, before in zip(self.params, self._written):
            if p.data != before and (p.data == p.data or before == before):  # nan is still nan
                raise ValueError(
                    f"{p.label or 'a parameter'} was set to {p.data} by hand, but program.parameters counts "
                    "since it was asked for: change the vector, or write the Values after sync()"
                )
        self._written = self._vector.tolist()
        for p, x in zip(self.params, self._written):
            p.data = x

    # --- answers ----------------------------------------------------------------------------------------

    def cache_info(self) -> CacheInfo:
        """Return hits, misses, the bound and the number of compiled forms."""
        return CacheInfo(self._hits, self._misses, _BOUND, len(self._cache))

    def cost(self) -> Cost:
        """Return what the program of the last call costs (lecture A11)."""
        return self._current("cost").cost()

    def __str__(self) -> str:
        if self._last is None and self._signature.names:
            return (
                "# not compiled yet: the source depends on the shapes of the arguments; call the program once"
            )
        return self._current("print").source

    def show(self, *, rows: bool = True, shapes: bool = True) -> None:
        """Print the program of the last call as the matrix formulas of the lectures, forward and backward.

        What is no layer is shown element by element (⊙), or as the line of the source that runs. The error E
        is the mean over the N samples.

        Args:
            rows: whether samples are rows, as in lecture L0, Z = X W + 1 bᵀ and ∂E/∂W = Xᵀ ∂E/∂Z; else they
                are columns, as in L4 and in the source: Z = W X + b 1ᵀ.
            shapes: print the shape of every factor.

        Raises:
            ValueError: the program was not called yet.

        >>> w, b = [Value(0.5), Value(-1.0)], Value(0.25)
        >>> from autograd import compile_batch, dot
        >>> program = compile_batch(lambda x, t: (dot(w, x, b).sigmoid() - t) ** 2, [*w, b])
        >>> value = program([[1.0, 2.0], [3.0, 4.0]], [1.0, 0.0])
        >>> program.show()
        # forward: samples are rows, weights are inputs × units
        Z₁ = X W₁ + 1 b₁ᵀ                N×1 = (N×2)(2×1) + (N×1)(1×1)
        H₁ = σ(Z₁)                       N×1
        sub6 = H₁ − T                    N×1
        L = sub6²                        N×1
        E = mean of L over the samples
        <BLANKLINE>
        # backward; in a line of the source, dZ is ∂E/∂Z
        ∂E/∂L = 1 / N                    N×1
        ∂E/∂sub6 = ∂E/∂L ⊙ 2 sub6        N×1
        ∂E/∂H₁ = ∂E/∂sub6                N×1
        ∂E/∂Z₁ = ∂E/∂H₁ ⊙ (1 − H₁) ⊙ H₁  N×1
        ∂E/∂W₁ = Xᵀ ∂E/∂Z₁               2×1 = (2×N)(N×1)
        ∂E/∂b₁ᵀ = 1ᵀ ∂E/∂Z₁              1×1 = (1×N)(N×1)
        """
        print(self._current("show").board(rows=rows, shapes=shapes))

    def _current(self, what: str) -> Compiled:
        if self._last is None:
            if self._signature.names:
                raise ValueError(f"{what}: nothing is compiled yet; call the program once")
            self._prepare(())
        assert self._last is not None
        return self._last

    def check(self, *args: Any, tolerance: float = 1e-9) -> float:
        """Return the largest difference between the program and the scalar engine, over values and gradients.

        `fn` runs once on Values for each sample; values, gradients of the params and of the arguments are
        compared, each relative to max(1, |number|).

        Raises:
            ArithmeticError: a difference exceeds `tolerance` or a number is not finite; the message names
                the first such node, how it was computed, of what, and in which line.
            TraceError: `fn` reads `.data`, a number that the program keeps for ever.
        """
        from autograd.compiler.running.check import compare

        if not tolerance >= 0:
            raise ValueError(f"check needs a tolerance of 0 or more, got {tolerance}")
        compiled, arrays = self._prepare(args)
        held = dict(zip(self.params, self._vector.tolist())) if self._owned else {}
        return compare(self.fn, self.params, compiled, arrays, self._numbers(compiled), held, tolerance)


def _numbers_of(leaves: Sequence[Value]) -> list[float]:
    """Return the data of leaves.

    Raises:
        TypeError: something that is no real number was written into one.
    """
    numbers = [leaf.data for leaf in leaves]
    try:
        if sum(numbers, 0.0).__class__ is float:  # the quickest look at every one: 60 ns and 4 for each
            return numbers
    except TypeError:
        pass
    refuse_data(leaves)
    return list(map(float, numbers))  # numpy's


def compile(
    fn: Callable[..., Any], params: Iterable[Value] = (), *, refuse_nan: bool = False,
    jit: Callable[..., Any] | None = None,
) -> Program:  # fmt: skip
    """Return a program that computes `fn` for one sample per call.

    `fn` is ordinary code on Values. It runs once for each structure of its arguments, on placeholders;
    arrays and lists come to it as (nested) lists of them. A program has no errors for domains: at the log of
    a negative number it answers nan, as numpy does, where a Value raises; `check` says where.
    Sums may be added in another order than `fn` says, so program and engine differ by up to
    (n - 1) eps Σ|terms| for each sum of n terms, eps = 2⁻⁵² (and a sum that is 0 may have the other sign).

    Args:
        fn: takes numbers, lists or arrays of them; returns a Value or (nested) lists of Values.
            Whole numbers may serve as the index of `take`.
        params: leaf Values whose gradients are wanted; their data is read at every call. Other leaves that
            `fn` uses are read at every call too, and what was computed from leaves before is computed anew;
            plain numbers, and whatever else Python knows while `fn` runs, stay what they were.
        refuse_nan: raise ValueError for arguments that hold nan.
        jit: a function applied to the generated scalar function, for instance `numba.njit` (extra `fast`).
            It is called when a method first runs for a structure; numba then takes 0.3 s and more.
            Graphs that would take it long are left to Python and numpy: `print(program)` says so.

    Raises:
        TraceError: `fn` asked a placeholder for its number (`if x > 0`, `float(x)`, `x.data`, …), or
            compared or formatted a Value. What it reads from the `.data` of a parameter or another Value
            cannot be noticed here: the program keeps that number for ever. `check` finds it, and
            `w.detach()` is the way to use a number without its gradient.
        TypeError: a param is no leaf; jit is no function, or (when the program is called) it fails.

    >>> from autograd import compile
    >>> program = compile(lambda x, y: (x + y) * y)
    >>> program(1.0, 3.0)
    12.0
    >>> value, _, (dx, dy) = program.grads(1.0, 3.0)
    >>> value, dx, dy
    (12.0, 3.0, 7.0)
    """
    return Program(fn, params, refuse_nan=refuse_nan, jit=jit)


def compile_batch(
    fn: Callable[..., Any], params: Iterable[Value] = (), *, refuse_nan: bool = False, jit: None = None
) -> Program:
    """Return a program that computes `fn` for a batch: every argument has a leading batch axis.

    `fn` is written for one sample. `program(…)` returns one row per sample; `value_and_grad` and `grads`
    return the mean over the batch and its gradients. Arguments and errors as in `compile`, but for `jit`:
    it is for scalar source, and raises TypeError here.

    >>> from autograd import Value, compile_batch
    >>> w = Value(2.0)
    >>> program = compile_batch(lambda x, t: (w * x - t) ** 2, [w])
    >>> program([1.0, 2.0], [1.0, 1.0])
    array([1., 9.])
    >>> program.value_and_grad([1.0, 2.0], [1.0, 1.0])
    (5.0, array([7.]))
    """
    return Program(fn, params, batch=True, refuse_nan=refuse_nan, jit=jit)
