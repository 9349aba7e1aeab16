"""The playground in a real browser: built once, served from this machine, and used as a reader uses it."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from browser import PATIENCE, Chromium, Tab, chromium

ROOT = Path(__file__).parents[2]
PLAY = ROOT / "docs" / "play"
BUILT = ROOT / "build" / "play"


def module(name: str) -> ModuleType:
    """Return a file of docs/play as a module."""
    spec = spec_from_file_location(f"playground_{name}", PLAY / f"{name}.py")
    assert spec
    assert spec.loader
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time build what all of them use."""
    import fcntl  # where this is missing, there is no Chromium that these tests can drive either

    BUILT.parent.mkdir(exist_ok=True)
    with (BUILT.parent / "play.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def listening(server: ThreadingHTTPServer) -> Iterator[str]:
    """Serve in the background; gives the address."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Elsewhere(BaseHTTPRequestHandler):
    """A place beyond the playground's own, that allows everything and notes who asks."""

    asked: list[str] = []  # noqa: RUF012 - one for all requests

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


class Playground:
    """A tab with the playground in it."""

    def __init__(
        self,
        address: str,
        window: tuple[int, int] = (1280, 800),
        dark: bool = False,
        browser: Chromium | None = None,
    ) -> None:
        self.browser = browser or chromium()
        self.browser.complaints.clear()
        self.browser.events.clear()
        self.tab = Tab(self.browser)
        # frames and workers are sessions of their own
        self.attach(self.tab.session)
        self.tab.tell("Page.enable")
        self.tab.load(address, window, dark)

    def attach(self, session: str) -> None:
        self.browser.send(
            "Target.setAutoAttach", session, autoAttach=True, waitForDebuggerOnStart=False, flatten=True
        )

    def close(self) -> None:
        self.tab.close()

    def value(self, expression: str) -> Any:
        return self.tab.value(
            f"(() => {{ const at = (id) => document.getElementById(id); return {expression}; }})()"
        )

    def until(self, condition: str) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + PATIENCE
        while not self.value(condition):
            assert time.monotonic() < deadline, (condition, self.value("document.body.innerText"))
            time.sleep(0.02)

    def key(self, key: str, *, ctrl: bool = False, commands: list[str] | None = None) -> None:
        about = {"key": key, "code": key, "modifiers": 2 if ctrl else 0}
        if key == "Enter":
            about["windowsVirtualKeyCode"] = 13
        if key == "Tab":
            about["windowsVirtualKeyCode"] = 9
        if key == "Escape":
            about["windowsVirtualKeyCode"] = 27
        self.browser.ask(
            "Input.dispatchKeyEvent", self.tab.session, type="rawKeyDown", commands=commands or [], **about
        )
        self.browser.ask("Input.dispatchKeyEvent", self.tab.session, type="keyUp", **about)

    def type(self, program: str) -> None:
        """Write a program in the place of the one that is there."""
        self.tab.tell("Page.bringToFront")
        self.value("at('editor').shadowRoot.querySelector('.cm-content').focus()")
        self.key("a", ctrl=True, commands=["selectAll"])
        self.browser.ask("Input.insertText", self.tab.session, text=program)

    def press(self, button: str) -> None:
        self.value(f"at('{button}').click()")

    def done(self) -> str:
        """Wait until no program runs, and return what the page says about it."""
        self.until(
            "document.body.dataset.state === 'ready' && /^(done|stopped)/.test(at('status').textContent)"
        )
        return self.value("at('status').textContent")

    def run(self, program: str) -> str:
        """Type a program, run it with the keys, and return what is printed and shown as text."""
        self.ready()
        self.type(program)
        self.key("Enter", ctrl=True)
        self.done()
        return self.printed

    def ready(self) -> None:
        self.until("document.body.dataset.state === 'ready'")

    @property
    def printed(self) -> str:
        return self.value(
            "[...at('results').querySelectorAll('pre')].map((text) => text.textContent).join('')"
        )

    @property
    def error(self) -> str:
        return self.value("at('error').innerText")

    @property
    def program(self) -> str:
        lines = "[...at('editor').shadowRoot.querySelectorAll('.cm-line')].map((line) => line.textContent)"
        return "\n".join(self.value(lines))

    @property
    def marked(self) -> list[str]:
        """The pieces of the program below which an error is drawn."""
        pieces = "at('editor').shadowRoot.querySelectorAll('.cm-lintRange-error')"
        return self.value(f"[...{pieces}].map((text) => text.textContent)")

    def frames(self, file: str) -> list[str]:
        """Return the sessions of the frames in which a file is."""
        self.value("0")  # whatever has happened is read
        gone = {
            m["params"]["sessionId"]
            for m in self.browser.events
            if m["method"] == "Target.detachedFromTarget"
        }
        attached = [m["params"] for m in self.browser.events if m["method"] == "Target.attachedToTarget"]
        return [
            a["sessionId"]
            for a in attached
            if a["targetInfo"]["type"] == "iframe"
            and a["sessionId"] not in gone
            and self.inside(a["sessionId"], "location.pathname").endswith(file)
        ]

    def inside(self, session: str, expression: str) -> Any:
        """Return the value of an expression in a frame."""
        answer = self.browser.ask(
            "Runtime.evaluate", session, expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def shown(self, condition: str) -> Any:
        """Wait until an expression is true in the frame of what is shown, and return its value."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for session in self.frames("frame.html"):
                if found := self.inside(session, condition):
                    return found
            assert time.monotonic() < deadline, condition
            time.sleep(0.05)


def quoted(text: str) -> str:
    return json.dumps(text)


def npm_is_there() -> bool:
    from shutil import which

    return which("npm") is not None and os.name == "posix"
