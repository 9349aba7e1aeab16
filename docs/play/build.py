"""Builds the playground: a folder of static files, with Python for the browser and this project's wheel.

`build(target)` writes it, from what lies here and from the npm packages of `package-lock.json`; `serve.py`
and the site call it. What is up to date is not built again. It needs npm, and hatchling in this Python.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from string import Template

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKAGES = ROOT / "build" / "play-packages"  # what npm installs
sys.path.insert(0, str(ROOT))

from viz.page.document import shared_style  # noqa: E402

# What the page loads for Python, less what is made here; the names are those in the finished folder.
RUNTIME = {"wasm": "pyodide.asm.wasm", "library": "python_stdlib.zip"}
NOTE = "built-from.txt"


class BuildError(RuntimeError):
    """What is needed to build the playground is missing, or failed; the words say what to do."""


def build(target: Path) -> None:
    """Write the playground into a folder; it can be served from any address, and needs nothing else.

    What the folder had is replaced, but only by a playground that is complete.

    Args:
        target: the folder, made if it is missing. One that holds something else is refused.

    Raises:
        BuildError: npm is missing or cannot install, the wheel cannot be made, or `target` is no playground.
    """
    target = Path(target).resolve()
    made_of = fingerprint()
    note = target / NOTE
    if up_to_date(target):
        return
    if target.exists() and any(target.iterdir()) and not note.exists():
        raise BuildError(f"build: {target} holds something else than a playground; name another folder")
    packages = install()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".play-") as scratch:
        finished = Path(scratch) / "play"
        finished.mkdir()
        write(finished, packages, Path(scratch))
        (finished / NOTE).write_text(made_of, encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        finished.rename(target)


def up_to_date(target: Path) -> bool:
    """Return whether a folder has the playground that `build` would write now."""
    note = target / NOTE
    return note.exists() and note.read_text(encoding="utf-8") == fingerprint()


def write(folder: Path, packages: Path, scratch: Path) -> None:
    """Write all files of the playground into an empty folder."""
    for name in RUNTIME.values():
        shutil.copy(packages / "pyodide" / name, folder)
    wheel = make_wheel(folder)
    worker = bundle(packages, scratch, "worker.js", lock=lock(packages))
    (folder / "worker.js").write_text(worker, encoding="utf-8")
    run(
        ["node", str(HERE / "js" / "memory.mjs"), str(packages / "pyodide" / "pyodide.mjs"), str(wheel),
         str(HERE), str(folder / "memory.deflated")],
        ROOT, "Python cannot start in node",
    )  # fmt: skip
    files = {"worker": "worker.js", **RUNTIME, "wheel": wheel.name, "memory": "memory.deflated"}
    sizes = {key: {"name": name, "size": (folder / name).stat().st_size} for key, name in files.items()}
    bundle(packages, scratch, "play.js", folder, files=sizes, examples=examples(), style=shared_style())
    style = f"{shared_style()}\n{(HERE / 'play.css').read_text(encoding='utf-8')}"
    (folder / "play.css").write_text(style, encoding="utf-8")
    for name in ("index.html", "icon.svg", "js/start.js"):
        shutil.copy(HERE / name, folder)
    engine = "\n" + (HERE / "js" / "engine.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(engine.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}' 'wasm-unsafe-eval'; worker-src blob:"
    fill("engine.html", folder, script=engine, policy=policy)
    fill("frame.html", folder, script="\n" + (HERE / "js" / "frame.js").read_text(encoding="utf-8"))
    (folder / "licenses.txt").write_text(licenses(packages), encoding="utf-8")


def fill(name: str, folder: Path, **parts: str) -> None:
    """Write a document of this folder with its parts in their places."""
    page = Template((HERE / name).read_text(encoding="utf-8")).substitute(parts)
    (folder / name).write_text(page, encoding="utf-8")


def fingerprint() -> str:
    """Return what a playground is made of, so that another one is built when something changes."""
    seen = hashlib.sha256()
    for path in sources():
        seen.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        seen.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{seen.hexdigest()}\n"


def sources() -> Iterator[Path]:
    yield from (ROOT / name for name in ("pyproject.toml", "README.md", "LICENSE"))
    for folder in (HERE, ROOT / "autograd", ROOT / "nn", ROOT / "viz"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def install() -> Path:
    """Install the packages of `package-lock.json` with npm where they are not yet; return their folder."""
    locked = (HERE / "package-lock.json").read_text(encoding="utf-8")
    note = PACKAGES / "installed.txt"
    if note.exists() and note.read_text(encoding="utf-8") == locked:
        return PACKAGES / "node_modules"
    npm = shutil.which("npm")
    if npm is None:
        raise BuildError(
            "build: npm is missing, which brings Python for the browser and the editor; install it "
            "(apt/brew install npm) and run this again"
        )
    PACKAGES.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, PACKAGES)
    # no package may run scripts of its own while it is installed
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], PACKAGES, "npm cannot install")
    note.write_text(locked, encoding="utf-8")
    return PACKAGES / "node_modules"


def make_wheel(folder: Path) -> Path:
    """Make the wheel of this project, as it is published, in a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    run(command, ROOT, "the wheel cannot be made; `pip install 'chalkgrad[play]'` brings hatchling")
    (wheel,) = folder.glob("*.whl")
    return wheel


def lock(packages: Path) -> object:
    """Return Pyodide's list of packages, empty: there is nowhere to load them from."""
    whole = json.loads((packages / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    return {**whole, "packages": {}}


def bundle(packages: Path, scratch: Path, entry: str, folder: Path | None = None, **data: object) -> str:
    """Make one file of a script and what it imports, or several in a folder; `data` can be imported."""
    for name, content in data.items():
        (scratch / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    aliases = [f"--alias:{name}.json={scratch / name}.json" for name in data]
    where = [f"--outfile={scratch / entry}", "--format=iife", '--define:import.meta.url="worker.js"']
    if folder:
        where = [f"--outdir={folder}", "--format=esm", "--splitting"]
    command = [
        "node", str(packages / "esbuild" / "bin" / "esbuild"), str(HERE / "js" / entry), "--bundle",
        "--minify", "--target=es2022", "--platform=browser", "--charset=utf8", "--legal-comments=none",
        "--external:node:*", "--external:ws", "--log-level=warning", *aliases, *where,
    ]  # fmt: skip
    run(command, ROOT, "esbuild cannot bundle the scripts", NODE_PATH=str(packages))
    return "" if folder else (scratch / entry).read_text(encoding="utf-8")


def run(command: list[str], folder: Path, failing: str, **environment: str) -> None:
    import os

    done = subprocess.run(
        command, cwd=folder, text=True, env={**os.environ, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode != 0:
        raise BuildError(f"build: {failing}:\n{done.stdout.strip()}")


def examples() -> list[dict[str, str]]:
    """Return the programs to choose from, each with its name, its title (the first comment) and its text."""
    found = []
    for path in sorted((HERE / "examples").glob("*.py")):
        code = path.read_text(encoding="utf-8")
        title = code.partition("\n")[0].removeprefix("# ").rstrip(".")
        found.append({"name": path.stem.partition("_")[2], "title": title, "code": code})
    return found


def licenses(packages: Path) -> str:
    """Return who made what is bundled here, and on which terms."""
    told = ["The playground is made of chalkgrad (MIT; its fonts Bitstream Vera) and of these packages.\n"]
    for file in sorted(packages.glob("*/package.json")) + sorted(packages.glob("@*/*/package.json")):
        package = json.loads(file.read_text(encoding="utf-8"))
        if "esbuild" in package["name"]:
            continue
        texts = [path.read_text(encoding="utf-8") for path in sorted(file.parent.glob("LICENSE*"))]
        about = f"{package['name']} {package['version']}, {package.get('license', 'see its page')}"
        told.append("\n".join([about, package.get("homepage", ""), *texts]))
    return f"\n{'-' * 80}\n".join(told)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: build.py FOLDER")
    try:
        build(Path(sys.argv[1]))
    except BuildError as error:
        sys.exit(str(error))
