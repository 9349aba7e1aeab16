"""What a compiled program costs, counted; `Program.cost` returns it."""

from typing import NamedTuple


class Cost(NamedTuple):
    """What a program does in one call of value_and_grad for one sample.

    Attributes:
        nodes: scalar nodes that `fn` recorded.
        rows: scalar nodes after lowering, leaves included.
        groups: arrays they were packed into (0 for scalar source).
        instructions: lines of generated source, forward and backward.
        forward: multiply-adds of the forward pass: one for each product, and for each other operand.
        backward: multiply-adds of the backward pass: one for each message.
        bytes: what the arrays of values and deltas take for one sample.
    """

    nodes: int
    rows: int
    groups: int
    instructions: int
    forward: int
    backward: int
    bytes: int
