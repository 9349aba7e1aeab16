"""A page in Firefox, for the tests that have to hold in more than one browser.

Firefox speaks WebDriver BiDi over a WebSocket: JSON commands with a number, answers with the same number, and
events in between. No driver is needed.

Source: W3C WebDriver BiDi; `firefox --remote-debugging-port`.
"""

import json
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from browser import LOOK

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
needs_firefox = pytest.mark.skipif(FIREFOX is None, reason="needs Firefox")
PATIENCE = 60  # seconds for its start, and for each command


class Firefox:
    """A headless Firefox with one tab."""

    def __init__(self) -> None:
        from websockets.sync.client import connect

        self.folder = Path(tempfile.mkdtemp(prefix="firefox-"))
        self.log, profile = self.folder / "log", self.folder / "profile"
        profile.mkdir()  # without it Firefox waits for somebody to choose one
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    str(FIREFOX), "--headless", "--no-remote", "--profile", str(profile),
                    "--remote-debugging-port=0",
                ],
                stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        self.numbers = count(1)
        self.complaints: list[str] = []
        self.open = ExitStack()
        self.open.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.open.callback(self.process.wait)
        self.open.callback(self.process.kill)
        try:
            self.socket = self.open.enter_context(connect(f"{self.address()}/session", max_size=None))
            self.ask("session.new", capabilities={})
            self.ask("session.subscribe", events=["log.entryAdded"])
            self.tab = self.ask("browsingContext.create", type="tab")["context"]
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.open.close()

    def address(self) -> str:
        """Return where it listens, which it says when it is ready."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(
                r"listening on (ws://\S+)", self.log.read_text(encoding="utf-8", errors="replace")
            ):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(
            f"Firefox did not start: {self.log.read_text(encoding='utf-8', errors='replace')[-500:]}"
        )

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (message := json.loads(self.socket.recv(timeout=PATIENCE))).get("id") != number:
            if message.get("method") == "log.entryAdded":
                self.complaints.append(message["params"]["text"])
        assert message["type"] == "success", message
        return message["result"]

    def observed(self, page: str, script: str, fragment: str = "") -> Any:
        """Return what a script reports of a page, which may write nothing to the console."""
        self.complaints.clear()
        file = self.folder / "page.html"
        file.write_text(page, encoding="utf-8")
        self.ask("browsingContext.navigate", context=self.tab, url="about:blank", wait="complete")
        self.ask("browsingContext.navigate", context=self.tab, url=file.as_uri() + fragment, wait="complete")
        whole = f"""(async () => {{
          {LOOK}
          let reported;
          const report = (x) => {{ reported = JSON.stringify(x); }};
          {script}
          await sleep(50);
          return reported;
        }})()"""
        answer = self.ask(
            "script.evaluate", expression=whole, target={"context": self.tab}, awaitPromise=True
        )
        assert answer["type"] == "success", answer
        assert self.complaints == []
        return json.loads(answer["result"]["value"])
