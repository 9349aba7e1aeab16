"""docs/play/build.py and serve.py: what is said where something is missing, and what a server sends."""

import socket
import urllib.request
from pathlib import Path

import pytest
from playground_page import BUILT, listening, module

build, serve = module("build"), module("serve")


def test_without_npm_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "PACKAGES", tmp_path / "packages")
    monkeypatch.setattr(build.shutil, "which", lambda name: None)
    with pytest.raises(build.BuildError, match="npm is missing, which brings Python for the browser"):
        build.build(tmp_path / "play")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_is_refused(tmp_path: Path):
    (tmp_path / "letter.txt").touch()
    with pytest.raises(
        build.BuildError, match=r"holds something else than a playground; name another folder"
    ):
        build.build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_what_is_up_to_date_is_not_built_again(built: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build.shutil, "which", lambda name: None)  # nor is npm needed then
    monkeypatch.setattr(build, "write", lambda *_: pytest.fail("built again"))
    build.build(BUILT)


def test_another_file_of_the_packages_builds_it_again(monkeypatch: pytest.MonkeyPatch):
    before = build.fingerprint()
    assert before == build.fingerprint()
    sources = [*build.sources()]
    assert {"worker.js", "runner.py", "value.py", "package-lock.json"} <= {path.name for path in sources}
    monkeypatch.setattr(build, "sources", lambda: iter(sources[1:]))
    assert build.fingerprint() != before


def test_a_server_sends_the_types_that_browsers_insist_on(tmp_path: Path):
    for name in ("a.wasm", "b.js", "c.mjs", "index.html"):
        (tmp_path / name).write_bytes(b"x")
    with listening(serve.server(tmp_path, 0)) as address:
        assert address.startswith("http://127.0.0.1:")
        types = {}
        for name in ("a.wasm", "b.js", "c.mjs", ""):
            with urllib.request.urlopen(address + name) as answer:
                types[name] = answer.headers["Content-Type"]
                assert answer.headers["Cache-Control"] == "no-cache"
    assert types.pop("") == "text/html"
    assert types == {"a.wasm": "application/wasm", "b.js": "text/javascript", "c.mjs": "text/javascript"}


def test_a_port_that_is_taken_is_left_for_a_free_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(serve, "PORT", port)
        with serve.server(tmp_path) as found:
            assert found.server_port != port
        with pytest.raises(OSError, match="in use"):
            serve.server(tmp_path, port)


def test_the_lock_file_names_no_registry():
    text = (build.HERE / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in text
    assert '"integrity"' in text
