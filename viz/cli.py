"""The command `backprop` (also `python -m viz`): a typed expression becomes a table and a drawing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from autograd import Value
from viz.circuit import circuit
from viz.executable import DotError
from viz.expression import FUNCTIONS, expression
from viz.page import step_through
from viz.table import table

_EPILOG = f"""examples:
  backprop "(x + y) * z" x=-2 y=5 z=-4
  backprop "q = x + y; f = q * z" x=-2 y=5 z=-4 -o product.svg
  backprop "sigmoid(w*x + b)" w=2 x=-1 b=0.5 -o neuron.html
  backprop --demo

understood: numbers, names, + - * / **, parts with names (q = …; f = …), and the functions
{", ".join(FUNCTIONS)}
"""

# The two circuits of the lectures: rows A1 and A2 of the course.
DEMOS = {
    "product": ("(x + y) z", "q = x + y; f = q * z", {"x": -2.0, "y": 5.0, "z": -4.0}),
    "sigmoid": (
        "1 / (1 + exp(−(w0 x0 + w1 x1 + w2)))",
        "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))",
        {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0},
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what stands behind the command's name; by default those of the process.

    Returns:
        The exit code: 0, or 2 after one line on stderr that says what is wrong.
    """
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="replace")  # a console without ∂ and × still gets its numbers
    try:
        options = _parser().parse_intermixed_args(_guarded(sys.argv[1:] if arguments is None else arguments))
        if options.demo:
            if options.expression is not None:
                raise ValueError(f"--demo draws its own expressions, not {options.expression!r}")
            for name, (title, text, variables) in DEMOS.items():
                _show(
                    expression(text, variables), title, Path(options.output or ".") / f"backprop-{name}.html"
                )
        elif options.expression is None:
            raise ValueError(
                'an expression is missing: backprop "(x + y) * z" x=-2 y=5 z=-4, or backprop --demo'
            )
        else:
            root = expression(options.expression, _variables(options.variables))
            _show(root, options.expression, Path(options.output or "backprop.html"))
    except (ValueError, DotError, OSError) as error:
        print(f"backprop: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Leave the one line on stderr to `main`; argparse would print the usage too."""
        raise ValueError(f"{message}; backprop --help shows examples")


def _guarded(arguments: Sequence[str]) -> list[str]:
    """Put a blank before an expression like -x, which argparse would take for an option."""
    return [
        f" {text}" if text.startswith("-") and not text.startswith(("--", "-o")) and text != "-h" else text
        for text in arguments
    ]


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="backprop",
        description="Record an expression, run backpropagation, print every message and draw it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("expression", nargs="?", help='such as "(x + y) * z"')
    parser.add_argument("variables", nargs="*", metavar="name=number", help="a number for each name")
    parser.add_argument(
        "-o", "--output", metavar="FILE",
        help="where to draw it; .html steps through (default backprop.html), .svg, .dot, .png, .pdf are "
        "still; with --demo a folder",
    )  # fmt: skip
    parser.add_argument("--demo", action="store_true", help="the two circuits of the lectures")
    return parser


def _variables(texts: Sequence[str]) -> dict[str, float]:
    variables: dict[str, float] = {}
    for text in texts:
        name, equals, value = (word.strip() for word in text.partition("="))
        if not equals or not name.isidentifier():
            raise ValueError(f"a variable is given as name=number, not {text!r}")
        if name in variables:
            raise ValueError(f"{name} is given twice: {variables[name]!r} and {value}")
        try:
            variables[name] = float(value)
        except ValueError:
            raise ValueError(f"{name} is not a number: {value!r}") from None
    return variables


def _show(root: Value, title: str, path: Path) -> None:
    """Draw first, print then: a drawing that fails leaves neither file nor half an answer."""
    if path.suffix.lower() in (".html", ".htm"):
        written = step_through(root, title=title).save(path)
    else:
        written = circuit(root).save(path)
    print(title, table(root), "", f"written: {written}", sep="\n", end="\n\n")
