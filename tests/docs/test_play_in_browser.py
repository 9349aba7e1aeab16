"""docs/play as a reader meets it: types, runs, sees numbers, makes a mistake, sees the message."""

import base64
import time
import zlib
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playground_page import BUILT, PLAY, Elsewhere, Playground, listening, quoted

ROW = "from autograd import Value\nx = Value(3.0, 'x')\n"
NOTHING_WRONG: list[object] = []  # in the console


def test_the_first_example_runs_at_once_and_its_page_is_alive(play: Playground):
    assert play.value("at('example').value") == "step-through"
    assert play.shown("document.title.startsWith('f') && document.title") == "f = q × z · backpropagation"
    assert play.shown("document.getElementById('count').textContent") == "step 0 of 7"
    play.shown("(document.getElementById('last').click(), true)")
    assert "−12" in play.shown("document.querySelector('.board').textContent")
    assert play.shown("document.getElementById('count').textContent") == "step 7 of 7"
    assert play.browser.complaints == NOTHING_WRONG


def test_a_reader_types_runs_and_sees_numbers(play: Playground):
    said = play.run(ROW + "y = x**2 + x\ny.backward()\nprint('gradient', x.grad)\ny.data")
    assert said == "gradient 7.0\n12.0"
    assert play.done().startswith("done in ")
    assert play.value("at('example').value") == ""
    assert (play.error, play.marked) == ("", [])


def test_a_mistake_is_told_at_its_line_in_the_words_of_the_engine(play: Playground):
    play.run("from autograd import Value\n\ndef f(v):\n    return v.log() + 1\n\nf(Value(-1.0, 'p'))")
    assert play.done() == "stopped by an error in line 4"
    assert play.error.split("\n") == [
        "ValueError: log is undefined at -1.0 ('p'): the operand must be greater than 0; "
        "check what led to this operand",
        "", "line 6line 4, in f",
    ]  # fmt: skip
    assert play.marked == ["v.log()"]
    play.value("at('error').querySelector('button').click()")  # line 6
    assert play.value("at('editor').shadowRoot.querySelector('.cm-activeLine').textContent").startswith(
        "f(Value"
    )
    play.run("print('mended')")
    assert (play.error, play.marked, play.printed) == ("", [], "mended\n")


def test_a_mistake_of_spelling_is_marked_at_its_column(play: Playground):
    play.run("x = 1\ny = (x + ) * 2\n")
    assert play.done() == "stopped by an error in line 2"
    assert play.error.startswith("SyntaxError: invalid syntax")
    assert play.marked == [")"]


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import numpy as np", "ModuleNotFoundError: the playground has no numpy, so neither `compile`,"),
        ("import nn\nnn.moons(20)", "ModuleNotFoundError: the playground has no numpy"),
        ("import matplotlib.pyplot", "ModuleNotFoundError: the playground has no matplotlib, so no plots"),
        (ROW + "from viz import draw_dot\ndraw_dot(x)", "ModuleNotFoundError: the playground has no Graph"),
        ("import pandas", "ModuleNotFoundError: no module is called 'pandas' here: the playground has"),
        ("input('a number')", "OSError: input cannot ask: a program here has no keyboard"),
        ("raise SystemExit(3)", "SystemExit: the program ended itself with 3"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_a_sentence(play: Playground, program: str, sentence: str):
    play.run(program)
    assert play.error.startswith(sentence)


def test_what_a_notebook_shows_is_shown(play: Playground):
    play.run(ROW + "from viz import circuit, derivation, table\ny = x * x\ny.label = 'y'\n"
             "print('first')\ndisplay(circuit(y), derivation(y))\ntable(y)")  # fmt: skip
    kinds = play.value("[...at('results').children].map((shown) => shown.className)")
    assert kinds == ["printed", "html", "markdown", "html"]
    assert "align*" not in play.shown(
        "document.body.innerText.includes('Forward') && document.body.innerText"
    )
    assert play.shown("document.querySelector('table') && document.body.innerText.includes('from\\tto')")
    play.until("[...document.querySelectorAll('#results iframe')].every((f) => f.style.height)")
    assert play.value("[...document.querySelectorAll('#results iframe')].every((f) => f.offsetHeight > 60)")


def test_what_a_program_shows_reaches_neither_the_page_nor_what_is_stored(play: Playground):
    play.run(
        "class Evil:\n"
        "    def _repr_html_(self):\n"
        "        return '<p id=p>?</p><script>let told = [];"
        "for (const attempt of [() => parent.document.title, () => localStorage.length,"
        " () => document.cookie, () => top.location.href]) {"
        " try { attempt(); told.push(1); } catch (error) { told.push(error.name); } }"
        "p.textContent = told;</script>'\n"
        "Evil()"
    )
    told = play.shown("document.getElementById('p')?.textContent.length > 5 && p.textContent")
    assert told == "SecurityError,SecurityError,SecurityError,SecurityError"


def test_a_program_that_never_ends_can_be_stopped(play: Playground):
    play.ready()
    play.type("print('begun')\nwhile True:\n    pass")
    play.key("Enter", ctrl=True)
    play.until("at('results').textContent.includes('begun')")
    assert play.value("[at('run').disabled, at('stop').disabled]") == [True, False]
    play.press("stop")
    assert play.value("at('results').textContent") == "begun\n\n(the program was stopped)\n"
    assert play.run("print(6 * 7)") == "42\n"


def test_a_program_that_never_stops_printing_is_cut(play: Playground):
    said = play.run("for i in range(10**6):\n    print('again and again')")
    assert len(said) < 200_100
    assert said.endswith("… more than 200,000 characters; the rest is not shown\n")


def test_python_that_dies_is_started_anew(play: Playground):
    play.ready()
    play.type("import ctypes\nctypes.string_at(0xFFFFFFF0, 4096)")
    play.key("Enter", ctrl=True)
    play.until("at('error').textContent !== ''")
    play.ready()
    assert play.run("print('here again')") == "here again\n"


def test_a_link_holds_the_program_and_never_runs_it(address: str):
    play = Playground(address)
    play.done()
    play.run("print('α → β', 1 < 2)\n")
    play.press("share")
    play.until("location.hash.startsWith('#code=')")
    link = play.value("location.href")
    play.close()

    letters = link.partition("#code=")[2]
    packed = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    assert zlib.decompress(packed, -15).decode() == "print('α → β', 1 < 2)\n"

    friend = Playground(link)
    friend.ready()
    time.sleep(0.5)  # nor does it run later
    assert friend.program == "print('α → β', 1 < 2)\n"
    assert friend.printed == ""
    assert (
        friend.value("at('notice').textContent")
        == "This program came with the link. Read it, then press Run."
    )
    friend.press("run")
    friend.done()
    assert friend.printed == "α → β True\n"
    assert friend.browser.complaints == NOTHING_WRONG
    friend.close()


def test_a_damaged_link_and_a_program_too_long_for_one_are_told(address: str):
    play = Playground(f"{address}#code=abcd")
    play.done()
    assert play.value("at('notice').textContent").startswith("the link holds no program that can be read")
    noise = "".join(f"{i * i % 9973}{i}" for i in range(12_000))
    play.type(f"# {noise}")
    play.press("share")
    play.until("at('notice').textContent.startsWith('the link would have ')")
    assert play.value("location.hash") == "#code=abcd"
    play.close()


def test_a_reload_finds_the_program_again_and_does_not_run_it(address: str):
    play = Playground(address)
    play.done()
    play.type("print('kept')")
    play.browser.ask("Page.reload", play.tab.session)
    time.sleep(0.2)
    play.until("document.readyState === 'complete' && document.body.dataset.state === 'ready'")
    assert (play.program, play.printed) == ("print('kept')", "")
    play.close()


@pytest.fixture
def downloads(tmp_path: Path, play: Playground) -> Path:
    play.browser.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    return tmp_path


def test_the_program_the_page_and_the_drawing_can_be_downloaded(play: Playground, downloads: Path):
    def saved(kind: str, name: str) -> str:
        play.press(f"save-{kind}")
        deadline = time.monotonic() + 30
        while not (downloads / name).exists():
            assert time.monotonic() < deadline, list(downloads.iterdir())
            time.sleep(0.02)
        return (downloads / name).read_text(encoding="utf-8")

    program = ROW + "from viz import step_through\nstep_through(x * x)"
    play.run(program)
    assert saved("py", "program.py") == program
    page = saved("html", "shown.html")
    assert page.startswith("<!DOCTYPE html>")
    assert " · backpropagation</title>" in page
    assert saved("svg", "drawing.svg").startswith("<svg")
    play.run("print('nothing drawn')")
    assert play.value("[at('save-html').disabled, at('save-svg').disabled]") == [False, True]


def test_no_request_leaves_the_folder_of_the_page(address: str):
    """A program tries all ways to another address, and to another folder of this one; none gets there."""
    Elsewhere.asked.clear()
    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)) as elsewhere:
        attempts = f"""
            import js, sys
            told = []
            from pyodide.code import run_js
            from pyodide.ffi import to_js
            from pyodide.http import open_url, pyfetch
            import urllib.request
            def xhr(where):
                request = js.XMLHttpRequest.new()
                request.open("GET", where, False)
                request.send()
            ways = [
                lambda at: js.fetch(at), xhr, open_url, pyfetch, urllib.request.urlopen,
                lambda at: js.importScripts(at), lambda at: js.WebSocket.new(at.replace("http", "ws")),
                lambda at: js.EventSource.new(at), lambda at: js.Worker.new(at),
                lambda at: run_js(f"import('{{at}}')"), lambda at: js.navigator.sendBeacon(at),
                lambda at: js.caches.open("x"), lambda at: js.indexedDB.open("x"),
                lambda at: js.WebTransport.new(at.replace("http", "https")),
                lambda at: js.Worker.new(js.URL.createObjectURL(
                    js.Blob.new(to_js([f"fetch('{{at}}')"]), {{}}))),
            ]
            for where in ("{elsewhere}worker", "{address}beside/worker"):
                for k, way in enumerate(ways):
                    try:
                        way(where + str(k))
                    except BaseException as error:
                        told.append(k)
            class Shown:
                def _repr_html_(self):
                    at = "{elsewhere}frame"
                    return f\"\"\"<img src="{{at}}1"><iframe src="{{at}}2"></iframe><script src="{{at}}3"></script>
                      <link rel="stylesheet" href="{{at}}4"><script>fetch("{{at}}5"); new Worker("{{at}}6");
                      </script><form id=f action="{{at}}7"></form><object data="{{at}}9"></object>
                      <script>f.submit(); location = "{{at}}8"; navigator.sendBeacon("{{at}}10");</script>\"\"\"
            Shown()
        """  # noqa: E501
        program = "\n".join(line.removeprefix(" " * 12) for line in attempts.strip("\n").split("\n"))
        play = Playground(address)
        play.done()
        requested = len(play.browser.events)
        play.run(program)
        assert play.error == ""
        time.sleep(1.5)
        play.value("0")
        assert requested
        play.close()
    assert Elsewhere.asked == []


def test_the_page_asks_for_the_files_of_its_folder_alone(built: None):
    served: list[str] = []
    from playground_page import module

    serve = module("serve")

    class Noting(serve.Handler):
        def do_GET(self) -> None:
            served.append(self.path)
            super().do_GET()

    serve.Handler, plain = Noting, serve.Handler
    try:
        # the folder is not the root of the server, as in the site
        with listening(serve.server(BUILT.parent, 0)) as address:
            play = Playground(f"{address}play/")
            play.done()
            play.run(
                "from autograd import Value\nfrom viz import derivation\nderivation(Value(2.0, 'x') ** 2)"
            )
            play.shown("document.body.innerText.includes('Forward')")
            play.close()
    finally:
        serve.Handler = plain
    files = {f"/play/{path.name}" for path in BUILT.iterdir()} | {"/play/"}
    assert {path for path in served if path not in files} == set()
    assert "/play/memory.deflated" in served


def test_the_policy_is_self_and_nothing_else(built: None):
    page = (BUILT / "index.html").read_text(encoding="utf-8")
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    allowed = {source for directive in policy.split(";") for source in directive.split()[1:]}
    assert allowed == {"'self'", "'none'"}
    engine = (BUILT / "engine.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in engine
    assert "connect-src" not in engine
    assert "'unsafe-inline'" not in engine


EXAMPLES = sorted(path.stem.partition("_")[2] for path in (PLAY / "examples").glob("*.py"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_runs_without_an_error(play: Playground, name: str):
    play.ready()
    play.value(f"(at('example').value = {quoted(name)}, at('example').onchange())")
    assert play.done().startswith("done in ")
    assert play.error == ""
    assert play.value("location.hash") == f"#example={name}"
    shown = "[...at('results').children].length"
    assert play.value(shown) > 0


@pytest.mark.parametrize("width", [320, 390])
def test_a_narrow_page_is_never_wider_than_its_window(address: str, width: int):
    play = Playground(address, (width, 800))
    play.done()
    for program in ("1 / 0 + len('a rather long line of a program that goes on and on')", "print('x' * 300)"):
        play.run(program)
        page = "document.documentElement"
        assert play.value(f"{page}.scrollWidth - {page}.clientWidth") == 0
    play.close()


def test_opened_from_disk_the_page_says_the_command(built: None):
    play = Playground((BUILT / "index.html").as_uri())
    assert "python3 run.py play" in play.value("document.body.innerText")
    assert play.value("at('app').hidden")
    assert "Run" not in play.value("document.body.innerText").split()
    play.close()
