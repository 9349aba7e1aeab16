"""The command `backprop` (also `python -m viz`): a typed expression becomes a drawing, a page, a derivation.

Nothing that is typed is evaluated as Python (`expression`). A file runs only where it is named, as in
`backprop draw lesson.py:neuron` (`function_file`).
"""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from math import inf
from pathlib import Path
from typing import NoReturn

from autograd import Value
from autograd.files import write
from autograd.formulas import FUNCTIONS, expression
from autograd.testing.answers import number_of
from viz.answers.answers import check_answers
from viz.command.console import spell_out
from viz.command.function_file import file_and_function, names_a_file, root_of_function
from viz.derivations.derivation import derivation
from viz.derivations.notation import STYLES
from viz.page.step_through import StepThrough, step_through
from viz.pictures.animation import animate
from viz.pictures.circuit import ENDINGS, circuit
from viz.pictures.executable import DotError
from viz.scenes.text import shortened
from viz.table import table

_BOTH_PASSES = f"""examples:
  backprop "(x + y) * z" x=-2 y=5 z=-4
  backprop "q = x + y; f = q * z" x=-2 y=5 z=-4 -o product.svg
  backprop "sigmoid(w*x + b)" w=2 x=-1 b=0.5 -o neuron.html
  backprop lesson.py:neuron w=2 x=-1 b=0.5
  backprop --demo

commands, each with a --help of its own:
  backprop draw    a picture
  backprop steps   a page to step through
  backprop quiz    a page that asks for every message
  backprop derive  the chain rule written out
  backprop check   gradients worked out by hand

understood: numbers, names, pi and e, + - * / **, parts with names (q = …; f = …), and the functions
{", ".join(FUNCTIONS)};
or file.py:function, which runs that file and calls the function with a Value for each number
"""
_DRAW = """examples:
  backprop draw "(x + y) * z" x=-2 y=5 z=-4
  backprop draw "q = x + y; f = q * z" x=-2 y=5 z=-4 --notes -o product.svg
  backprop draw "1 / (1 + exp(-(w*x + b)))" w=2 x=-1 b=0.5 --notes --ratio 16:9 -o slide.svg
  backprop draw "sigmoid(w*x + b)" w=2 x=-1 b=0.5 --names --digits 6 -o neuron.dot
  backprop draw lesson.py:neuron w=2 x=-1 b=0.5 --ratio 16:9
"""
_STEPS = """examples:
  backprop steps "(x + y) * z" x=-2 y=5 z=-4 --open
  backprop steps "1 / (1 + exp(-(w*x + b)))" w=2 x=-1 b=0.5 --wrap 800 -o neuron.html
  backprop steps lesson.py:neuron w=2 x=-1 b=0.5
"""
_QUIZ = """examples:
  backprop quiz "(x + y) * z" x=-2 y=5 z=-4
  backprop quiz "a = x*y; b = a + x; f = a*b" x=3 y=-2 --decimals 2
  backprop quiz lesson.py:neuron w=2 x=-1 b=0.5 -o neuron.html
"""
_DERIVE = """examples:
  backprop derive "q = x + y; f = q * z" x=-2 y=5 z=-4
  backprop derive "sigmoid(w*x + b)" w=2 x=-1 b=0.5 --latex -o neuron.tex
  backprop derive "z = w*x; y = sigmoid(z); L = (y - t)**2 / 2" w=2 x=-1 t=1 --style bar --columns
  backprop derive lesson.py:neuron w=2 x=-1 b=0.5 --markdown
"""
_CHECK = """examples:
  backprop check "(x + y) * z" x=-2 y=5 z=-4 --answers x=-4 y=-4 z=3
  backprop check "q = x + y; f = q / z" x=-2 y=5 z=-4 --answers q=-1/4 z=-3/16
  backprop check lesson.py:neuron w=2 x=-1 b=2 --answers b=1/4
  backprop check "q = x + y; f = q * z" x=-2 y=5 z=-4 --answers q=z "x=δ_q" "z=-2+5"

The names behind --answers are variables and named parts; x=-4 claims that ∂f/∂x = -4. An answer is a
number, worked arithmetic, or a formula: names stand for values, δ_q (or d_q) for ∂f/∂q, σ'(z) for a
slope. The exit code is 0 where all answers are right and 1 where one is wrong.
"""

_LONGEST = 480  # characters of an error, which repeats what was typed

# Two circuits of the lectures, rows A1 and A2 of the course, and one whose nodes are used twice: only there
# the order of gates matters, and there are more paths than variables.
DEMOS = {
    "product": ("(x + y) z", "q = x + y; f = q * z", {"x": -2.0, "y": 5.0, "z": -4.0}),
    "sigmoid": (
        "1 / (1 + exp(−(w0 x0 + w1 x1 + w2)))",
        "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))",
        {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0},
    ),
    "fan-out": ("a b, where a = x y and b = a + x", "a = x*y; b = a + x; f = a*b", {"x": 3.0, "y": -2.0}),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what stands behind the command's name; by default those of the process.

    Returns:
        The exit code: 0; 1 for a wrong answer to `check`; 2 after one line on stderr that says what is
        wrong; as shells count them, 130 after Ctrl-C and 141 where nobody reads the output any more.
    """
    spell_out()
    arguments = _guarded(sys.argv[1:] if arguments is None else arguments)
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:2], "--help"]
    command = _COMMANDS.get(arguments[0]) if arguments else None
    try:
        try:
            return command(arguments[1:]) if command else _both_passes(arguments)
        finally:
            print(end="", flush=True)  # here, where a closed pipe is expected
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        with suppress(OSError, ValueError):  # what is left goes nowhere when Python flushes at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (ValueError, DotError, OSError, ImportError) as error:
        said = " ".join(str(error).split())
        said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 100]} … {said[-97:]}"
        print(f"backprop: {said}", file=sys.stderr)
        return 2


# --- the commands ----------------------------------------------------------------------------------------


def _both_passes(arguments: Sequence[str]) -> int:
    parser = _parser(
        "", "Record an expression, run backpropagation, print every message and draw it.", _BOTH_PASSES
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE",
        help=f"where to draw it; .html steps through (default backprop.html), {ENDINGS} stand still; with "
        "--demo a folder",
    )  # fmt: skip
    parser.add_argument("--demo", action="store_true", help="three circuits, one of them with fan-out")
    parser.add_argument("--version", action="version", version=_version(), help="the version, and no more")
    options = parser.parse_intermixed_args(arguments)
    if not options.demo:
        if options.expression is None:
            raise ValueError(
                'an expression is missing: backprop "(x + y) * z" x=-2 y=5 z=-4, or backprop --demo'
            )
        _show(_root(options), options.expression, Path(options.output or "backprop.html"))
        return 0
    if options.expression is not None:
        raise ValueError(f"--demo draws its own expressions, not {options.expression!r}")
    for name, (title, text, variables) in DEMOS.items():
        _show(expression(text, variables), title, Path(options.output or ".") / f"backprop-{name}.html")
    return 0


def _show(root: Value, title: str, path: Path) -> None:
    """Draw first, print then: a drawing that fails leaves neither file nor half an answer."""
    if path.suffix.lower() in (".html", ".htm"):
        written = _saved(step_through(root, title=title).save, path)
    else:
        written = _saved(circuit(root).save, path)
    print(title, table(root), "", written, sep="\n", end="\n\n")


def _draw(arguments: Sequence[str]) -> int:
    parser = _parser("draw", "Draw the graph with every value and every delta on it.", _DRAW)
    _add_output(
        parser,
        "backprop.svg",
        f"the picture; its ending chooses {ENDINGS}; .gif is the walk, animated",
    )
    under = parser.add_mutually_exclusive_group()
    under.add_argument("--notes", action="store_true", help="[local] × [upstream] under every delta")
    under.add_argument("--counts", action="store_true", help="add-multiplies of both passes in their place")
    parser.add_argument("--no-values", action="store_true", help="without the numbers of the forward pass")
    parser.add_argument("--no-deltas", action="store_true", help="without the numbers of the backward pass")
    parser.add_argument("--names", action="store_true", help="v1, v2, … at nodes without a name")
    _add_rows(parser)
    _add_digits(parser)
    _add_engine(parser)
    options = parser.parse_intermixed_args(arguments)
    root = _root(options)
    if Path(options.output).suffix.lower() in (".gif", ".webp", ".apng"):
        walk = partial(
            animate, root, digits=options.digits, decimals=options.decimals, wrap=options.wrap,
            ratio=options.ratio, engine=options.engine,
        )  # fmt: skip
        print(_saved(walk, options.output))
        return 0
    drawn = circuit(
        root,
        notes=options.notes,
        counts=options.counts,
        values=not options.no_values,
        deltas=not options.no_deltas,
        names=options.names,
        wrap=options.wrap,
        ratio=options.ratio,
        digits=options.digits,
        decimals=options.decimals,
        engine=options.engine,
    )
    print(_saved(drawn.save, options.output))
    return 0


def _steps(arguments: Sequence[str]) -> int:
    parser = _parser("steps", "Write a page that steps through both passes, message by message.", _STEPS)
    _add_output(parser, "backprop.html", "the page")
    parser.add_argument("--open", action="store_true", help="show it in the browser")
    _add_rows(parser)
    _add_digits(parser)
    _add_engine(parser)
    options = parser.parse_intermixed_args(arguments)
    page = _page(options, "steps")
    print(_saved(page.save, options.output), flush=True)
    if options.open:
        _open(options.output)
    return 0


def _quiz(arguments: Sequence[str]) -> int:
    parser = _parser("quiz", "Write a page that asks for every message, and show it in the browser.", _QUIZ)
    _add_output(parser, "backprop-quiz.html", "the page")
    _add_rows(parser)
    _add_digits(parser)
    _add_engine(parser)
    options = parser.parse_intermixed_args(arguments)
    page = _page(options, "quiz")
    print(_saved(page.save, options.output), flush=True)
    _open(options.output)
    return 0


def _derive(arguments: Sequence[str]) -> int:
    parser = _parser(
        "derive", "Write out the chain rule, every delta as a formula and with numbers.", _DERIVE
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--latex", action="store_true", help="as align* environments of LaTeX")
    form.add_argument("--markdown", action="store_true", help="as Markdown with formulas between $$")
    parser.add_argument(
        "--style", choices=STYLES, default=STYLES[0],
        help="δ_y (delta, default), ∂L/∂y (partial), ȳ (bar), or the chain dL/dy · dy/dz (leibniz)",
    )  # fmt: skip
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--columns", action="store_true", help="both passes side by side, in letters")
    parts.add_argument("--steps", action="store_true", help="a line for every gate, nothing simplified")
    _add_output(parser, None, "a file in place of the terminal")
    _add_digits(parser)
    options = parser.parse_intermixed_args(arguments)
    whole = derivation(_root(options), options.style, digits=options.digits, decimals=options.decimals)
    written_out = whole.columns if options.columns else whole.steps if options.steps else whole
    text = written_out.text
    if options.latex or options.markdown:
        text = written_out.latex if options.latex else written_out.markdown
    if options.output is None:
        print(text.rstrip("\n"))
    else:
        print(_saved(lambda path: write(path, text.rstrip("\n") + "\n"), options.output))
    return 0


def _check(arguments: Sequence[str]) -> int:
    parser = _parser("check", "Say of each gradient worked out by hand whether it is right.", _CHECK)
    parser.add_argument(
        "--answers", nargs="+", default=[], metavar="name=answer",
        help="∂f/∂name as a number, as arithmetic or in letters; they stand behind everything else",
    )  # fmt: skip
    options = parser.parse_intermixed_args(arguments)
    root = _root(options)
    if not options.answers:
        raise ValueError("there is nothing to check: add --answers x=-4, with a name for each gradient")
    report = check_answers(root, _answers(options.answers))
    print(report)
    return 0 if report.right == report.total else 1


_COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "draw": _draw, "steps": _steps, "quiz": _quiz, "derive": _derive, "check": _check,
}  # fmt: skip


# --- what they share ---------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Leave the one line on stderr to `main`; argparse would print the usage too."""
        raise ValueError(f"{message}; {self.prog} --help shows examples")


def _parser(command: str, description: str, examples: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=f"backprop {command}".strip(),
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("expression", nargs="?", help='such as "(x + y) * z", or file.py:function')
    parser.add_argument("variables", nargs="*", metavar="name=number", help="a number for each name")
    return parser


def _add_output(parser: argparse.ArgumentParser, default: str | None, what: str) -> None:
    what += f" (default {default})" if default else ""
    parser.add_argument("-o", "--output", metavar="FILE", default=default, help=what)


def _add_rows(parser: argparse.ArgumentParser) -> None:
    rows = parser.add_mutually_exclusive_group()
    rows.add_argument(
        "--wrap", type=_positive, metavar="POINTS", help="break it into rows that are at most so wide"
    )
    rows.add_argument(
        "--ratio", type=_positive, metavar="W:H", help="break it into rows that fill such paper, 16:9 a slide"
    )


def _add_digits(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--digits", type=_digits, metavar="N", help="significant digits of all numbers, 1 to 17 (default 4)"
    )
    which.add_argument(
        "--decimals", type=_decimals, metavar="N", help="digits after the point instead, 0 to 17"
    )


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine", choices=("dot", "layered"),
        help="who lays it out: the built-in layout (layered, default) or Graphviz (dot)",
    )  # fmt: skip


def _guarded(arguments: Sequence[str]) -> list[str]:
    """Put a blank before an expression like -x, which argparse would take for an option.

    A file behind -o is joined to it: one called -x.svg keeps its name.
    """
    guarded: list[str] = []
    for text in arguments:
        if guarded and guarded[-1] in ("-o", "--output") and text.startswith("-"):
            guarded[-1] = f"--output={text}"
        else:
            is_option = text.startswith(("--", "-o")) or text == "-h"
            guarded.append(text if is_option or not text.startswith("-") else f" {text}")
    return guarded


def _saved(save: Callable[[str | Path], Path], path: str | Path) -> str:
    """Write a file and return what to say of it."""
    there = Path(path).exists()
    written = save(path)
    return f"written: {written}" + (", in place of the file that was there" if there else "")


def _page(options: argparse.Namespace, mode: str) -> StepThrough:
    return step_through(
        _root(options),
        title=options.expression,
        digits=options.digits,
        decimals=options.decimals,
        wrap=options.wrap,
        ratio=options.ratio,
        engine=options.engine,
        mode=mode,
    )


def _open(path: str) -> None:
    # no `#quiz` behind it, which is lost on the way to some browsers: the page itself knows its mode
    if not webbrowser.open(Path(path).resolve().as_uri()):
        print(f"backprop: no browser was found: open {path} yourself", file=sys.stderr)


def _version() -> str:
    try:
        return f"chalkgrad {version('chalkgrad')}"
    except PackageNotFoundError:
        return "chalkgrad from a folder, not installed: the version stands in its pyproject.toml"


def _root(options: argparse.Namespace) -> Value:
    """Return the root of what was typed: an expression, or a function of a file."""
    text: str | None = options.expression
    if text is None:
        raise ValueError('an expression is missing, such as "(x + y) * z" x=-2 y=5 z=-4')
    _refuse_unknown_command(text, options.variables)
    numbers = {name: number_of(value) for name, value in _pairs(options.variables).items()}
    if not names_a_file(text):
        return expression(text, numbers)
    path, function = file_and_function(text)
    print(f"backprop: running {function} from {path}", file=sys.stderr)
    return root_of_function(path, function, numbers)


def _refuse_unknown_command(text: str, variables: Sequence[str]) -> None:
    """Refuse a word that is meant as a command: `backprop drwa "x * y" x=1 y=2`."""
    meant = get_close_matches(text, [*_COMMANDS, "help"], n=1) or any("=" not in word for word in variables)
    given = any(word.partition("=")[0].strip() == text for word in variables)
    if len(text) > 1 and text.isidentifier() and meant and not given:
        raise ValueError(f"there is no command {shortened(text)}: there are {', '.join(_COMMANDS)} and help")


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    """Return the numbers of name=number, as they were typed."""
    numbers: dict[str, str] = {}
    for text in texts:
        name, equals, value = (word.strip() for word in text.partition("="))
        if not equals or not name.isidentifier():
            raise ValueError(f"a variable is given as name=number, not {text!r}")
        try:
            number_of(value)
        except ValueError:
            raise ValueError(f"{name} is not a number: {value!r}") from None
        if name in numbers:
            raise ValueError(f"{name} is given twice: {numbers[name]} and {value}")
        numbers[name] = value
    return numbers


def _answers(texts: Sequence[str]) -> dict[str, str]:
    """Return the answers of name=answer, as they were typed."""
    answers: dict[str, str] = {}
    for text in texts:
        name, equals, answer = (word.strip() for word in text.partition("="))
        if not equals or not name or not answer:
            raise ValueError(f"an answer is given as name=number or name=formula, not {text!r}")
        if name in answers:
            raise ValueError(f"{name} is given twice: {answers[name]} and {answer}")
        answers[name] = answer
    return answers


def _digits(text: str, least: int = 1) -> int:
    if not text.isdecimal() or not least <= int(text) <= 17:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to 17")
    return int(text)


def _positive(text: str) -> float:
    above, colon, below = text.partition(":")
    try:
        value = float(above) / (float(below) if colon else 1.0)
    except (ValueError, ZeroDivisionError):
        value = 0.0
    if not 0 < value < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number greater than 0, nor two such as 16:9")
    return value


def _decimals(text: str) -> int:
    return _digits(text, 0)
