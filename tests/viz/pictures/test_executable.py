"""viz/pictures/executable.py: `dot` missing, failing, hanging, talking nonsense.

Fake ones are small Python programs.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lecture_graphs import product

from autograd.testing import gradcheck
from viz import DotError, checked_circuit, circuit, overview, scene, step_through
from viz.pictures import executable
from viz.pictures.executable import run_dot
from viz.pictures.slide import slides

FAILS = "sys.stderr.write('no memory left'); sys.exit(7)"
GARBAGE = "sys.stdin.read(); print('Hello, world')"
EMPTY = "sys.stdin.read()"
HANGS = "import time; time.sleep(60)"
NO_EDGES = "sys.stdin.read(); print('graph 1 3 2\\nnode 0 1 1\\nstop')"
NOT_NUMBERS = "sys.stdin.read(); print('graph 1 wide high')"
BINARY = "sys.stdout.buffer.write(bytes(range(256)))"


@pytest.fixture
def no_dot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def fake_dot(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    if sys.platform == "win32":
        pytest.skip("a program is a script with #! here")
    dot = tmp_path / "dot"
    dot.write_text(f"#!{sys.executable} -IS\nimport sys\n{request.param}\n", encoding="utf-8")
    dot.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return dot


@pytest.mark.parametrize(
    "drawn",
    [
        lambda **engine: circuit(product(), **engine).svg,
        lambda **engine: step_through(product(), **engine).html,
        lambda **engine: overview(product(), **engine).svg,
        lambda **engine: checked_circuit(gradcheck(product()), **engine).svg,
        lambda **engine: slides(scene(product()), **engine),
    ],
    ids=["circuit", "step_through", "overview", "checked_circuit", "slides"],
)
def test_the_built_in_layout_draws_unless_dot_is_asked_for(
    drawn: Callable[..., object], monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> bytes:
        raise AssertionError("nobody asked for Graphviz")

    monkeypatch.setattr(executable, "run_dot", refuse)
    assert drawn() == drawn(engine="layered") == drawn(engine=None)
    with pytest.raises(AssertionError, match="nobody asked for Graphviz"):
        drawn(engine="dot")


@pytest.mark.usefixtures("no_dot")
def test_dot_asked_for_by_name_and_missing_is_an_error():
    with pytest.raises(DotError, match=r"Graphviz is not installed: there is no 'dot' on the PATH"):
        _ = circuit(product(), engine="dot").svg


@pytest.mark.parametrize(
    ("fake_dot", "reason"),
    [
        (FAILS, r"'dot' failed with exit code 7: no memory left"),
        (EMPTY, r"'dot' failed with exit code 0: "),
        (GARBAGE, r"'dot' answered with something else than a layout: 'Hello, world"),
        (NO_EDGES, r"'dot' answered with something else than a layout"),
        (NOT_NUMBERS, r"'dot' answered with something else than a layout"),
        (BINARY, r"'dot' answered with something else than a layout"),
    ],
    ids=["fails", "empty", "garbage", "no edges", "not numbers", "binary"],
    indirect=["fake_dot"],
)
@pytest.mark.usefixtures("fake_dot")
def test_a_broken_dot_is_an_error_in_its_own_words(reason: str):
    with pytest.raises(DotError, match=reason):
        _ = circuit(product(), engine="dot").svg


@pytest.mark.parametrize("fake_dot", [HANGS], ids=["hangs"], indirect=True)
@pytest.mark.usefixtures("fake_dot")
def test_a_dot_that_hangs_is_ended_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(executable, "TIMEOUT", 0.2)
    start = time.monotonic()
    with pytest.raises(DotError, match=r"'dot' did not finish in 0.2 s: .*; draw it without engine='dot'"):
        _ = circuit(product(), engine="dot").svg
    assert time.monotonic() - start < 20  # not the minute that it would take


@pytest.mark.parametrize("fake_dot", [FAILS], ids=["fails"], indirect=True)
def test_a_dot_that_cannot_be_started_is_an_error(fake_dot: Path):
    fake_dot.write_bytes(b"\x7fELF this is no program")
    with pytest.raises(DotError, match=r"'dot' cannot be started: "):
        _ = circuit(product(), engine="dot").svg


@pytest.mark.usefixtures("no_dot")
def test_a_file_named_dot_in_the_current_folder_is_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    if sys.platform == "win32":
        pytest.skip("Windows looks there")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "dot").write_text("#!/bin/sh\n", encoding="utf-8")
    os.chmod(tmp_path / "here" / "dot", 0o755)
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(DotError, match="Graphviz is not installed"):
        run_dot("digraph {}", "svg")
