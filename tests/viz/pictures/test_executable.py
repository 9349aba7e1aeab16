"""viz/pictures/executable.py: `dot` missing, failing, hanging, talking nonsense.

Fake ones are small Python programs.
"""

import os
import sys
import time
from pathlib import Path

import pytest
from lecture_graphs import product

from viz import DotError, circuit, step_through
from viz.pictures import executable
from viz.pictures.executable import run_dot

FAILS = "sys.stderr.write('no memory left'); sys.exit(7)"
GARBAGE = "sys.stdin.read(); print('Hello, world')"
EMPTY = "sys.stdin.read()"
HANGS = "import time; time.sleep(60)"
NO_EDGES = "sys.stdin.read(); print('graph 1 3 2\\nnode 0 1 1\\nstop')"
NOT_NUMBERS = "sys.stdin.read(); print('graph 1 wide high')"
BINARY = "sys.stdout.buffer.write(bytes(range(256)))"


@pytest.fixture
def layered() -> str:
    return circuit(product(), engine="layered").svg


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


@pytest.mark.usefixtures("no_dot")
def test_without_dot_the_layered_layout_draws_without_a_warning(layered: str):
    assert circuit(product()).svg == layered
    assert step_through(product()).html == step_through(product(), engine="layered").html


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
def test_a_broken_dot_falls_back_with_a_warning_unless_asked_for_by_name(reason: str, layered: str):
    with pytest.warns(RuntimeWarning, match=f"{reason}.*; drawing with the built-in layout instead"):
        assert circuit(product()).svg == layered
    with pytest.raises(DotError, match=reason):
        _ = circuit(product(), engine="dot").svg


@pytest.mark.parametrize("fake_dot", [HANGS], ids=["hangs"], indirect=True)
@pytest.mark.usefixtures("fake_dot")
def test_a_dot_that_hangs_is_ended_and_falls_back(monkeypatch: pytest.MonkeyPatch, layered: str):
    monkeypatch.setattr(executable, "TIMEOUT", 0.2)
    start = time.monotonic()
    with pytest.warns(RuntimeWarning, match=r"'dot' did not finish in 0.2 s; drawing with the built-in"):
        assert circuit(product()).svg == layered
    assert time.monotonic() - start < 20  # not the minute that it would take


@pytest.mark.parametrize("fake_dot", [FAILS], ids=["fails"], indirect=True)
def test_a_dot_that_cannot_be_started_falls_back(fake_dot: Path, layered: str):
    fake_dot.write_bytes(b"\x7fELF this is no program")
    with pytest.warns(RuntimeWarning, match=r"'dot' cannot be started: .*; drawing with the built-in"):
        assert circuit(product()).svg == layered


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
