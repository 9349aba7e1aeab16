"""What may import what: read from the source, and proven where numpy and graphviz are missing."""

import ast
import doctest
import importlib
import io
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("autograd", "nn", "viz")
ROOMS = (*PACKAGES, "autograd.testing")  # what users import from
CORE = ("ops", "words", "border", "value", "messages")


def sources(package):
    return sorted((ROOT / package).rglob("*.py"))


def relative(path):
    return path.relative_to(ROOT).as_posix()


ALL = [path for package in PACKAGES for path in sources(package)]


def imported(path):
    """Return the top-level names that a file imports anywhere, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.partition(".")[0] if not node.level else path.relative_to(ROOT).parts[0])
    return names


def test_there_are_sources_to_read():
    assert {relative(path) for path in ALL} >= {f"{package}/__init__.py" for package in PACKAGES}
    assert imported(ROOT / "autograd" / "functions.py") >= {"autograd", "collections"}


@pytest.mark.parametrize("path", sources("autograd"), ids=relative)
def test_autograd_imports_neither_nn_nor_viz(path):
    assert not imported(path) & {"nn", "viz"}


@pytest.mark.parametrize("path", [*sources("nn"), *sources("viz")], ids=relative)
def test_nn_and_viz_never_import_each_other(path):
    other = {"nn": "viz", "viz": "nn"}[path.relative_to(ROOT).parts[0]]
    assert other not in imported(path)


@pytest.mark.parametrize("name", CORE)
def test_the_core_of_the_engine_imports_the_standard_library_only(name):
    outside = imported(ROOT / "autograd" / f"{name}.py") - set(sys.stdlib_module_names)
    assert outside <= {"autograd"}


def autograd_modules(name):
    """Return which modules of the core a module of the core imports."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "autograd" / f"{name}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("autograd"):
            found.update(
                [node.module.partition(".")[2]] if "." in node.module else [a.name for a in node.names]
            )
    return found


def test_the_arrows_of_the_core_point_one_way():
    assert autograd_modules("ops") == set()
    assert autograd_modules("words") == set()
    assert autograd_modules("border") == {"ops"}
    assert autograd_modules("value") == {"ops", "words", "border"}
    assert autograd_modules("messages") == {"ops", "value"}


MISSING = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numpy", "graphviz"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
try:
    import numpy
except ModuleNotFoundError:
    print("numpy is missing")
before = set(sys.modules)
"""


def run(program):
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", MISSING + program],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()


def test_autograd_works_without_numpy_and_graphviz():
    said = run("""
import autograd
x = autograd.Value(-2.0)
y = autograd.softmax([x * 3, x.tanh(), 1])[0].log() + autograd.maximum(x, 0) + x ** 2
y.backward()
print(len(autograd.messages(y)) > 10, x.grad != 0)
""")
    assert said == ["numpy is missing", "True True"]


def test_autograd_pulls_in_the_standard_library_only():
    said = run("""
import autograd
tops = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(tops - set(sys.stdlib_module_names)))
""")
    assert said == ["numpy is missing", "autograd"]


@pytest.mark.parametrize(
    ("package", "late"),
    [
        (
            "autograd",
            ["asyncio", "autograd.compiler", "autograd.higher", "email", "html", "numpy", "pathlib", "ssl"],
        ),
        (
            "viz",
            ["asyncio", "autograd.compiler", "email", "importlib.resources", "numpy", "ssl", "subprocess"],
        ),
        ("nn", ["asyncio", "autograd.compiler", "email", "tqdm"]),
    ],
)
def test_an_import_leaves_out_what_is_slow_and_not_needed_yet(package, late):
    program = f"import sys; before = {{*sys.modules}}; import {package}; print(*({{*sys.modules}} - before))"
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    loaded = answer.stdout.split()
    assert package in loaded
    assert not {*late} & {*loaded}


LATE = {
    "compiler": ("Program", "TraceError", "compile", "compile_batch"),
    "higher": ("Contribution", "Tangents", "grad", "hessian", "hvp", "jacobian", "jvp", "tangents"),
}


@pytest.mark.parametrize("room", LATE)
@pytest.mark.parametrize(
    "program",
    [
        "import autograd; found = {name: getattr(autograd, name) for name in LATE}",
        "from autograd import {}; found = globals()",
        "from autograd import *; found = globals()",
        "import autograd.compiler, autograd.higher; found = {name: getattr(autograd, name) for name in LATE}",
        "import autograd; dir(autograd); found = {name: getattr(autograd, name) for name in dir(autograd)}",
    ],
)
def test_names_that_are_loaded_late_are_there_however_they_are_asked_for(program, room):
    program = program.replace("{}", ", ".join(LATE[room]))
    said = run(
        f"LATE = {LATE[room]}\n{program}\nimport autograd.{room} as room\n"
        "print(all(found[name] is getattr(room, name) for name in LATE))"
    )
    assert said == ["numpy is missing", "True"]


def test_all_names_are_listed_before_they_are_loaded():
    said = run(
        "import autograd\n"
        "print({*autograd.__all__} <= {*dir(autograd)}, 'autograd.compiler' in sys.modules)\n"
        "print(hasattr(autograd, 'elementwise_grad'))\n"
        "try:\n    autograd.compil\nexcept AttributeError as error:\n    print(error)"
    )
    assert said[1:] == ["True False", "False", "module 'autograd' has no attribute 'compil'"]


@pytest.mark.parametrize("line", ["import autograd.numpy as np", "from autograd import numpy"])
def test_the_first_line_of_a_program_for_hips_autograd_is_answered(line):
    said = run(f"try:\n    {line}\nexcept ImportError as error:\n    print(error)")
    assert said[1].startswith(
        "autograd.numpy belongs to HIPS autograd, but the autograd found here is chalkgrad's"
    )
    assert f"({ROOT / 'autograd'})" in said[1]
    assert "`pip install autograd`" in said[1]
    assert "`from autograd import Value`" in said[1]


@pytest.mark.parametrize("package", ROOMS)
def test_dunder_all_is_what_is_exported(package):
    module = importlib.import_module(package)
    tree = ast.parse((ROOT / package.replace(".", "/") / "__init__.py").read_text(encoding="utf-8"))
    late = [node for block in tree.body if is_for_type_checkers(block) for node in block.body]
    brought = {
        alias.asname or alias.name
        for node in [*tree.body, *late]
        if isinstance(node, ast.ImportFrom) and node.module != "typing"
        for alias in node.names
        if not (alias.asname or alias.name).startswith("_")
    }
    assert len(set(module.__all__)) == len(module.__all__)
    assert set(module.__all__) == brought
    assert all(hasattr(module, name) for name in module.__all__)


PUBLIC = {
    f"{package.__name__}.{name}": thing
    for package in map(importlib.import_module, ROOMS)
    for name in package.__all__
    if callable(thing := getattr(package, name))  # not nn.AND and the other truth tables
}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_has_a_doctest(name):
    assert doctest.DocTestParser().get_examples(PUBLIC[name].__doc__ or "")


def test_text_is_read_and_written_in_an_encoding_that_is_named():
    # Windows takes another one than UTF-8 where none is
    folders = (*PACKAGES, "tests", "examples", "notebooks", "benchmarks")
    unnamed = [
        f"{relative(path)}:{node.lineno}"
        for path in (ROOT / "run.py", *(path for folder in folders for path in sources(folder)))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("read_text", "write_text")
        and "encoding" not in [keyword.arg for keyword in node.keywords]
    ]
    assert unnamed == []


def is_docstring(node):
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def is_all(node):
    return isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]


def is_for_type_checkers(node):
    """Return whether a statement imports, for those who only read, what is loaded late."""
    return (
        isinstance(node, ast.If)
        and ast.unparse(node.test) == "TYPE_CHECKING"
        and all(isinstance(inside, ast.ImportFrom) for inside in node.body)
    )


def is_guard(node):
    """Return whether a statement does nothing but raise ImportError for a foreign `autograd`."""
    if not isinstance(node, ast.If | ast.Try):
        return False
    raised = [ast.unparse(n) for n in ast.walk(node) if isinstance(n, ast.Raise)]
    defines = [
        n for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.For | ast.While)
    ]
    return bool(raised) and all("ImportError" in text for text in raised) and not defines


def is_late_loading(node):
    return isinstance(node, ast.FunctionDef) and node.name in ("__getattr__", "__dir__")


@pytest.mark.parametrize("path", [p for p in ALL if p.name == "__init__.py"], ids=relative)
def test_an_init_file_holds_imports_and_nothing_else(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    rest = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom) and not is_all(node)]
    assert is_docstring(rest[0])
    guarded = path.relative_to(ROOT).parts[0] != "autograd"
    if relative(path) == "autograd/__init__.py":  # the one file that loads something late
        rest = [node for node in rest if not is_for_type_checkers(node) and not is_late_loading(node)]
    for node in rest[1:]:
        assert guarded, f"{ast.unparse(node)[:60]} in {relative(path)}"
        assert is_guard(node), f"{ast.unparse(node)[:60]} in {relative(path)}"


def lines_of_code(path):
    """Return the number of lines that hold code: without blank lines, comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    silent = {
        tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
    }  # fmt: skip
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in silent:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node) is not None
        ):
            docstring = node.body[0]
            lines -= set(range(docstring.lineno, docstring.end_lineno + 1))
    return len(lines)


def test_lines_of_code_are_counted_as_said(tmp_path):
    path = tmp_path / "example.py"
    path.write_text(
        '"""One.\n\nTwo."""\n\n# three\nx = 1  # four\n\n\n'
        'def f():\n    """Five."""\n    return (\n        x\n    )\n',
        encoding="utf-8",
    )
    assert lines_of_code(path) == 5  # x = 1, def, return (, x, )


def test_the_engine_can_be_read_in_one_sitting():
    # words and ops are tables, which grow by rows
    count = {name: lines_of_code(ROOT / "autograd" / f"{name}.py") for name in ("value", "messages")}
    assert sum(count.values()) <= 310, count
