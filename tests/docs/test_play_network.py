"""docs/play: what a program shows reaches nobody, by ways that no policy of a page can close."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from playground_page import BUILT, Playground, listening, module


@pytest.fixture(scope="module")
def served() -> list[str]:
    """The paths that the server of this file was asked for."""
    return []


@pytest.fixture(scope="module")
def address(built: None, served: list[str]) -> Iterator[str]:
    from browser import CHROMIUM

    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    serve = module("serve")

    class Noting(serve.Handler):
        def do_GET(self) -> None:
            served.append(self.path)
            super().do_GET()

    serve.Handler = Noting  # of this module alone
    with listening(serve.server(BUILT.parent, 0)) as found:
        yield f"{found}play/"


@pytest.fixture
def heard() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine to which anybody may send, and what was sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as place:
        place.bind(("127.0.0.1", 0))
        place.settimeout(0.1)
        received: list[bytes] = []
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    received.append(place.recv(2000))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield place.getsockname()[1], received
        ended.set()
        thread.join()


def show(play: Playground, markup: str) -> None:
    play.run(f"class Shown:\n    def _repr_html_(self):\n        return {markup!r}\nShown()")
    assert play.error == ""


CALL = (
    "var call = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'}]});"
    "call.createDataChannel('x');"
    "call.createOffer().then((offer) => call.setLocalDescription(offer));"
)
SAID = "<script>setTimeout(() => { document.body.dataset.done = 1; }, 800)</script>"
FRAME = "f = document.createElement('iframe'); f.srcdoc = '<script>' + CALL + '</' + 'script>';"
# each of these got a connection, or would have where only the ones above were closed
WAYS: dict[str, Callable[[str], str]] = {
    "itself": lambda call: f"<script>{call}</script>",
    "a frame in the markup": lambda call: f'<iframe srcdoc="<script>{call}</script>"></iframe>',
    "a frame of a script": lambda call: (
        f"<script>const CALL = `{call}`; {FRAME} document.body.append(f)</script>"
    ),
    "a frame of a script, observer and remove changed": lambda call: (
        "<script>Element.prototype.remove = Reflect.apply = () => {}; MutationObserver = null;"
        f"const CALL = `{call}`; {FRAME} document.body.append(f)</script>"
    ),
    "a frame with an address of JavaScript": lambda call: f'<iframe src="javascript:{call}"></iframe>',
    "a frame by another name": lambda call: (
        f"<script>f = document.createElementNS('http://www.w3.org/1999/xhtml', 'x:iframe');"
        f"f.setAttribute('src', `javascript:{call}`); document.documentElement.append(f)</script>"
    ),
    "a frame in a shadow tree": lambda call: (
        f"<div id=host></div><script>const CALL = `{call}`; {FRAME}"
        "host.attachShadow({ mode: 'open' }).append(f)</script>"
    ),
    "a frame in a shadow tree of the markup": lambda call: (
        f'<div><template ShadowRootMode="open"><iframe srcdoc="<script>{call}</script>"></iframe>'
        "</template></div>"
    ),
    "a frame in a shadow tree of later markup": lambda call: (
        f"<div id=host></div><script>host.setHTMLUnsafe(`<div><template shadowrootmode=open><iframe"
        f' src="javascript:{call}"></iframe></template></div>`)</script>'
    ),
    "a document opened anew": lambda call: (
        "<script>setTimeout(() => { document.open(); document.write("
        f"`<body data-done=1><iframe src=\"javascript:{call}\"></iframe>`);"
        "document.close(); }, 10)</script>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_is_shown_sends_nothing_by_webrtc(play: Playground, heard: tuple[int, list[bytes]], way: str):
    port, received = heard
    show(play, WAYS[way](CALL.replace("PORT", str(port))) + SAID)
    play.shown("document.body?.dataset.done")
    time.sleep(0.7)
    assert received == []


@pytest.mark.parametrize(
    "leave",
    [
        "location = WHERE", "location.reload()", "location.href = '/secret'",
        "a = document.createElement('a'); a.href = WHERE; document.body.append(a); a.click()",
        "document.head.innerHTML = `<meta http-equiv=refresh content='0;url=${WHERE}'>`",
        "f = document.createElement('iframe'); f.src = WHERE; document.body.append(f)",
    ],
)  # fmt: skip
def test_what_is_shown_goes_to_no_other_page_of_the_server(play: Playground, served: list[str], leave: str):
    play.ready()
    origin = "/".join(play.value("location.href").split("/")[:3])
    served.clear()
    show(play, f"<body><script>const WHERE = '{origin}/secret?stolen'; {leave}</script>")
    deadline = time.monotonic() + 30
    while not served and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(1)  # for what must not come
    assert served == ["/play/frame.html"]
