"""Runs a program of the playground, inside of Pyodide: what it prints, shows, and where it fails.

`memory.mjs` loads this file; `worker.js` calls `prepare` once, and what it returns for each program. What
happens is told as JSON: {"text": …} for what is printed, {"shown": …} for what a notebook would show,
{"error": …}.
"""

import ast
import builtins
import contextlib
import io
import json
import linecache
import random
import sys
import sysconfig
import time
import traceback
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

SITE = sysconfig.get_path("purelib")  # where the wheel belongs
PROGRAM = "program.py"  # the file name that tracebacks know
MOST_TEXT = 200_000  # characters that a program may print
PROMPT = 500  # so many lines are told one by one, as they may be the last for long
PAUSE = 0.05  # seconds between two messages after that
MOST_FRAMES = 6  # of the program's own, in the account of an error

# What is asked for most often and is not here, and what there is instead.
ABSENT = {
    "numpy": "the playground has no numpy, so neither `compile`, `fit`, `predict`, `training_page` nor data "
    "sets; Values, the drawings, tables and step-through pages of viz, and the neurons, layers, losses and "
    "optimizers of nn work without it",
    "graphviz": "the playground has no Graphviz; `circuit(f)` draws without it",
    "matplotlib": "the playground has no matplotlib, so no plots; `circuit`, `network` and "
    "`step_through` of viz draw without it",
    "tqdm": "the playground has no tqdm; `print` shows how far a loop is",
}
ELSEWHERE = "install chalkgrad to have it: `python3 run.py demo` in a copy of the repository"
NOTHING_ELSE = "the playground has Python's standard library, autograd, nn and viz, and nothing else"


class Printed(io.TextIOBase):
    """What stands in the place of the terminal: text goes to the page, of much text a few times a second."""

    def __init__(self, tell: Callable[..., None]) -> None:
        self.tell = tell
        self.clear()

    def clear(self) -> None:
        self.waiting: list[str] = []
        self.count = self.told = 0
        self.last = 0.0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        room = MOST_TEXT - self.count
        if len(text) <= room:
            self.waiting.append(text)
        elif room >= 0:  # the first that is too much
            self.waiting += [text[:room], f"\n… more than {MOST_TEXT:,} characters; the rest is not shown\n"]
        self.count += len(text)
        due = time.monotonic() - self.last > PAUSE
        if "\n" in text and (self.told < PROMPT or due):
            self.flush()
        return len(text)

    def flush(self) -> None:
        if self.waiting:
            self.tell(text="".join(self.waiting))
            self.waiting.clear()
            self.told += 1
        self.last = time.monotonic()


class Absent:
    """Finds no module: it says why some are not here, before Pyodide tells how to install what cannot be."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in ABSENT:
            raise ModuleNotFoundError(f"{ABSENT[name]}; {ELSEWHERE}", name=name)


def prepare(send: Callable[[str], None]) -> Callable[[str], None]:
    """Return what runs a program; `send` takes what happens, as JSON."""

    def tell(**message: object) -> None:
        send(json.dumps(message))

    printed = Printed(tell)

    def display(*things: object) -> None:
        for thing in things:
            printed.flush()  # what was printed before stands above
            tell(shown=shown(thing))

    def keyboard(prompt: object = "") -> str:
        raise OSError("input cannot ask: a program here has no keyboard; write the answer into the program")

    def run(program: str) -> None:
        printed.clear()
        linecache.cache[PROGRAM] = (len(program), None, program.splitlines(keepends=True), PROGRAM)
        names = {"__name__": "__main__", "__file__": PROGRAM, "display": display}
        try:
            result = execute(program, names)
            if result is not None:
                display(result)
        except BaseException as error:  # SystemExit and KeyboardInterrupt end a program, not Python
            printed.flush()
            if not (isinstance(error, SystemExit) and not error.code):
                tell(error=account(error))
        printed.flush()

    sys.stdout = sys.stderr = printed
    random.seed()  # its state is that of the time when the playground was built
    sys.meta_path.insert(0, Absent())
    builtins.input = keyboard
    return run


def execute(program: str, names: dict[str, Any]) -> object:
    """Run a program and return its last line's value, as a notebook's cell does; None after a semicolon."""
    tree = ast.parse(program, PROGRAM)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or program.rstrip().endswith(";"):
        exec(compile(tree, PROGRAM, "exec"), names)
        return None
    tree.body.pop()
    exec(compile(tree, PROGRAM, "exec"), names)
    return eval(compile(ast.Expression(last.value), PROGRAM, "eval"), names)


def rehearse(program: str) -> None:
    """Run a program when the playground is built, unseen: what it imports is there from then on."""
    with contextlib.redirect_stdout(io.StringIO()):
        shown(execute(program, {"__name__": "__main__", "display": shown}))


def shown(thing: object) -> dict[str, str]:
    """Return what a notebook would show of a thing: its kind, its content, and an SVG to save if it has one.

    Kinds are "page", a whole HTML document, "html", "svg", "markdown" and "text".
    """
    bundle = {} if isinstance(thing, type) else notebook(thing)
    page = getattr(thing, "html", None) if "<iframe" in bundle.get("text/html", "") else None
    picture = {"svg": bundle["image/svg+xml"]} if "image/svg+xml" in bundle else {}
    if isinstance(page, str):  # whole, and not in the frame of fixed height that a notebook gives it
        return {"kind": "page", "content": page, **picture}
    for kind, form in (("html", "text/html"), ("svg", "image/svg+xml"), ("markdown", "text/markdown")):
        if form in bundle:
            return {"kind": kind, "content": bundle[form], **picture}
    return {"kind": "text", "content": repr(thing)}


def notebook(thing: object) -> Mapping[str, str]:
    """Return the forms in which a thing shows itself in a notebook, by MIME type."""
    if make := getattr(thing, "_repr_mimebundle_", None):
        made = make()
        return made[0] if isinstance(made, tuple) else made
    forms = {"text/html": "_repr_html_", "image/svg+xml": "_repr_svg_", "text/markdown": "_repr_markdown_"}
    made = {form: getattr(thing, name)() for form, name in forms.items() if hasattr(thing, name)}
    return {form: text for form, text in made.items() if isinstance(text, str)}


def account(error: BaseException) -> dict[str, object]:
    """Return what is said about an error: its name, its words, and where in the program it came up.

    `frames` has a place for each call within the program, the outermost first; columns count from 0.
    """
    words = str(error)
    if isinstance(error, SyntaxError):
        words = error.msg
    elif isinstance(error, ModuleNotFoundError):
        words = absence(error)
    elif isinstance(error, SystemExit):
        words = f"the program ended itself with {error.code!r}"
    words = "\n".join([words, *getattr(error, "__notes__", [])])
    if isinstance(error, SyntaxError) and error.filename == PROGRAM:
        line, column = error.lineno or 1, max((error.offset or 1) - 1, 0)
        one_line = error.end_lineno in (None, 0, line)
        end = max((error.end_offset or 0) - 1, column) if one_line else None
        frames = [{"line": line, "column": column, "end": end, "name": ""}]
    else:
        frames = places(error.__traceback__)
    return {"name": type(error).__name__, "words": words, "frames": frames}


def places(trace: TracebackType | None) -> list[dict[str, object]]:
    """Return where in the program an error passed, of many the outermost and the innermost."""
    found = [frame for frame in traceback.extract_tb(trace) if frame.filename == PROGRAM]
    if len(found) > MOST_FRAMES:
        found = [*found[:2], *found[2 - MOST_FRAMES :]]
    return [
        {
            "line": frame.lineno,
            "column": characters(frame, frame.colno),
            "end": characters(frame, frame.end_colno) if frame.end_lineno == frame.lineno else None,
            "name": "" if frame.name == "<module>" else frame.name,
        }
        for frame in found
    ]


def characters(frame: traceback.FrameSummary, column: int | None) -> int | None:
    """Return a column of a frame, which Python counts in bytes, in characters."""
    if column is None:
        return None
    line = linecache.getline(PROGRAM, frame.lineno or 0)
    return len(line.encode()[:column].decode(errors="replace"))


def absence(error: ModuleNotFoundError) -> str:
    """Return why a module is not there, and what works instead."""
    name = (error.name or "").partition(".")[0]
    if name in ABSENT:
        return f"{ABSENT[name]}; {ELSEWHERE}"
    return f"no module is called {error.name!r} here: {NOTHING_ELSE}" if name else str(error)
