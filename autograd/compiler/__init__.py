"""The compiler: from the scalar graph to the lectures' matrices, in four stages, a room each.

The loss of a small network for micrograd's moons (2 inputs, 16 ReLU units, a hinge), at every stage:

>>> from collections import Counter
>>> from autograd import Value, compile_batch
>>> W = [[Value(0.5 - 0.1 * (i + j)) for j in range(2)] for i in range(16)]
>>> v = [Value(0.1) for _ in range(16)]
>>> params = [w for row in W for w in row] + v
>>> def loss(x, t):
...     hidden = [(row[0] * x[0] + row[1] * x[1]).relu() for row in W]
...     return (1 - t * sum(a * h for a, h in zip(v, hidden))).relu()

`recording`: `fn` runs once on placeholders; its scalar graph remains, and what would be frozen is refused.

>>> from autograd.compiler.recording.graph import Argument
>>> from autograd.compiler.recording.record import record_graph
>>> graph = record_graph(loss, params, [Argument("x", (2,), False), Argument("t", (), False)])
>>> dict(Counter(op.name for op in graph.op if op))
{'mul': 49, 'add': 32, 'relu': 17, 'constant': 2, 'sub': 1}

`planning`: sums of products become dots; what computes alike becomes the rows of one array, and dots that are
all pairs of weights and inputs become a product of matrices.

>>> from autograd.compiler.planning.lower import lower
>>> from autograd.compiler.planning.pack import Packed
>>> packed = Packed(lower(graph), batch=True)
>>> [f"{len(group)} {group.op.name}: {group.kind}" for group in packed.computed]
['16 dot: product', '16 relu: each', '1 dot: product', '1 mul: each', '1 sub: each', '1 relu: each']

`writing`: the rows of the table are run with a writer of Python in the place of numbers; array source for
batches and wide graphs, scalar source for single samples. `running`: arguments are checked, sources called.

>>> program = compile_batch(loss, params)
>>> value, gradient = program.value_and_grad([[1.0, 2.0], [-1.0, 0.5]], [1.0, -1.0])
>>> print(program)
# array instructions, because a call has a batch of samples
W1 = theta[0:32].reshape(16, 2)
def relu(x):
    return maximum(x, 0.0)
W2 = theta[32:48].reshape(1, 16)
<BLANKLINE>
def value_and_grad(X, T):
    # forward
    Z1 = W1 @ X  # 16 × dot of 2
    H1 = relu(Z1)  # 16 × relu
    Z2 = W2 @ H1  # 1 × dot of 16
...
    # backward: d in front of a name is the delta of it
...
    dH1 = W2.T @ dZ2
    dZ1 = dH1 * sign(H1)
    dW1 = dZ1 @ X.T
    dW2 = dZ2 @ H1.T
    gradient = concatenate((dW1, dW2), axis=None)
    return mean(L), gradient, []
<BLANKLINE>
"""

from autograd.compiler.recording.refusal import TraceError
from autograd.compiler.running.cost import Cost
from autograd.compiler.running.program import CacheInfo, Program, compile, compile_batch

__all__ = ["CacheInfo", "Cost", "Program", "TraceError", "compile", "compile_batch"]
