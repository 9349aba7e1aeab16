"""docs/play in a second browser: Python starts, and a page is shown."""

import time
from collections.abc import Iterator

import pytest
from firefox import Firefox, needs_firefox
from playground_page import BUILT, listening, module

pytestmark = needs_firefox


@pytest.fixture
def firefox() -> Iterator[Firefox]:
    started = Firefox()
    yield started
    started.close()


def test_the_first_example_runs_in_firefox(built: None, firefox: Firefox):
    status = "document.getElementById('status').textContent"
    seen = f"[{status}, performance.getEntriesByName('drawn').length].join()"
    with listening(module("serve").server(BUILT, 0)) as address:
        firefox.ask("browsingContext.navigate", context=firefox.tab, url=address, wait="complete")
        deadline = time.monotonic() + 60
        said = ""
        while not (said.startswith("done in") and said.endswith(",1")):
            assert time.monotonic() < deadline, said
            time.sleep(0.1)
            answer = firefox.ask(
                "script.evaluate", expression=seen, target={"context": firefox.tab}, awaitPromise=True
            )
            said = answer["result"]["value"]
    assert firefox.complaints == []
