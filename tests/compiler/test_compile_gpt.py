"""A small GPT, written scalar by scalar with plain `sum` and `*`, is the same graph when it is compiled."""

import numpy as np
import pytest

from autograd import compile, compile_batch
from benchmarks.gpt import GPT

MODEL = GPT(vocabulary=5, width=4, heads=2, block=3)
DOCUMENTS = np.array([[0, 3, 1, 4], [4, 4, 2, 0], [1, 0, 3, 3]])


def eager(document: list[int]) -> tuple[float, list[float]]:
    parameters = MODEL.parameters()
    for parameter in parameters:
        parameter.grad = 0.0
    loss = MODEL.loss(document)
    loss.backward()
    return loss.data, [parameter.grad for parameter in parameters]


def test_one_document_gives_the_value_and_all_gradients_of_the_scalar_engine():
    document = DOCUMENTS[0].tolist()
    value, gradient = compile(lambda: MODEL.loss(document), MODEL.parameters()).value_and_grad()
    expected, slopes = eager(document)
    # sums are added in another order: a few units in the last place of numbers near 1
    assert value == pytest.approx(expected, rel=1e-12)
    assert gradient == pytest.approx(np.array(slopes), rel=1e-10, abs=1e-14)


def test_a_batch_of_documents_gives_the_mean_with_tokens_looked_up_by_take():
    program = compile_batch(MODEL.loss, MODEL.parameters())
    value, gradient = program.value_and_grad(DOCUMENTS)
    each = [eager(document) for document in DOCUMENTS.tolist()]
    assert value == pytest.approx(np.mean([loss for loss, _ in each]), rel=1e-12)
    assert gradient == pytest.approx(np.mean([slopes for _, slopes in each], axis=0), rel=1e-10, abs=1e-14)


def test_attention_and_the_layers_of_all_positions_become_a_few_groups():
    program = compile_batch(MODEL.loss, MODEL.parameters())
    program(DOCUMENTS)
    cost = program.cost()
    assert cost.nodes > 1_000
    assert cost.groups < 100
    assert str(program).count(" @ ") >= 8  # query, key, value, out, wide, narrow, head forward, and backward
