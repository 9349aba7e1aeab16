"""Settings for all tests: what hypothesis tries is the same everywhere, and wrong engines can be tried.

`pytest --mutant stale` runs every selected test with that wrong backward pass (`autograd.mutants`) in the
place of `Value.backward`; the option may be given several times, and a test runs once for each.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from autograd import Value, topological_order
from autograd.mutants import MUTANTS

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=60)
# `pytest --hypothesis-profile=intense tests/compiler`: 20,000 random programs in the place of 300
settings.register_profile("intense", settings.get_profile("repeatable"), max_examples=4000, derandomize=False)
settings.load_profile("repeatable")

BY_NAME = {mutant.name: mutant for mutant in MUTANTS}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--mutant", action="append", choices=list(BY_NAME), default=[],
        help="run the tests with this wrong backward pass; the tests should fail",
    )  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if names := metafunc.config.getoption("--mutant"):
        metafunc.parametrize("mutant_in_place", names, indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def mutant_in_place(request: pytest.FixtureRequest) -> Iterator[None]:
    """A wrong backward pass in the place of the right one, where `--mutant` asks for it."""
    if not hasattr(request, "param"):
        yield
        return
    wrong = BY_NAME[request.param].backward

    def backward(self: Value, seed: float = 1.0) -> None:
        delta = {node: node.grad for node in topological_order(self)}
        wrong(self, delta, seed)
        for node, grad in delta.items():
            node.grad = grad

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Value, "backward", backward)
        yield
