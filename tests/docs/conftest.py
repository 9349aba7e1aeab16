"""The playground for all tests of a process: built if something has changed, and served."""

from collections.abc import Iterator

import pytest
from browser import CHROMIUM
from playground_page import BUILT, Playground, alone, listening, module, npm_is_there


@pytest.fixture(scope="session")
def built() -> None:
    """The finished folder, in the place where `python3 run.py play` has it."""
    if not npm_is_there():
        pytest.skip("needs npm")
    build = module("build")
    with alone():
        try:
            build.build(BUILT)
        except build.BuildError as error:
            pytest.skip(f"the playground cannot be built: {error}")


@pytest.fixture(scope="session")
def address(built: None) -> Iterator[str]:
    """Where the playground is served."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    with listening(module("serve").server(BUILT, 0)) as found:
        yield found


@pytest.fixture(scope="module")
def play(address: str) -> Iterator[Playground]:
    """The playground, opened once for the tests of a file that leave it as they found it: ready."""
    page = Playground(address)
    page.done()
    yield page
    page.close()
