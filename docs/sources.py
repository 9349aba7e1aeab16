"""What the site is made of: collected from the repository, so that nothing is written down twice.

The folder of sources mirrors the repository, and `docs/` lies at its root: links between the README files,
the notebooks and the guides are the same on GitHub and in the site.
"""

import base64
import json
import os
import re
from functools import partial
from pathlib import Path

from docs import gallery, reference, teaching
from viz.palette import DARK, LIGHT

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "benchmarks/README.md",
    "notebooks/README.md",
    "examples/README.md",
]
INCLUDED = ["README.md", "LICENSE"]  # parts of them stand in pages

_LINK = re.compile(r"(?P<before>\]\(|\{include\} )(?P<target>[^)\s#:]+)")
_END_OF_EXAMPLE = re.compile(r"(^```python\n>>> (?:(?!^```).)*?)\n\n```\n", re.DOTALL | re.MULTILINE)
_DRAWING = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<name>[^)\s]+)\.svg\)")
_EMBEDDED = re.compile(
    r'<img (?P<before>[^>]*)src="data:image/svg\+xml;base64,(?P<svg>[^"]+)"(?P<after>[^>]*)>(?!<iframe)'
)


def collect(source: Path, extra: Path, *, notebooks: str) -> None:
    """Write what Sphinx reads into one folder, and what is copied into the site as it is into another."""
    courses = sorted((ROOT / "notebooks").glob(notebooks))
    read: dict[str, bytes] = {}
    written = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "guides").glob("*.md")]
    for path in [*written, *(ROOT / name for name in [*PAGES, *INCLUDED])]:
        read[place(path)] = relinked(path).encode()
    course = with_cards(read["notebooks/README.md"].decode(), courses)
    read["notebooks/README.md"] = (course + navigation([path.stem for path in courses])).encode()
    read["examples/README.md"] = gallery.page(read["examples/README.md"].decode()).encode()
    read["guides/teaching.md"] += teaching.materials().encode()
    read |= {name: text.encode() for name, text in reference.pages().items()}
    photographs = {place(path): path.read_bytes() for path in (ROOT / "docs" / "screenshots").glob("*.png")}
    read |= photographs
    for path in courses:
        read[f"notebooks/{path.name}"] = notebook(path).encode()
    for name in [name for name in read if name.endswith((".md", ".ipynb"))]:
        read |= linked(name, read)
    read["index.md"] = read["index.md"].replace(b"PAGE\n", gallery.framed("product").encode())
    copied: dict[str, bytes] = dict(teaching.files()) | dict(gallery.files()) | photographs
    for name in [name for name in read if name.endswith(".svg")]:
        copied[name] = read.pop(name)
        copied[f"{name[:-4]}-dark.svg"] = chalk(copied[name].decode()).encode()
    for name in [name for name in read if name.endswith(".md")]:
        read[name] = _DRAWING.sub(partial(drawing, page=name, copied=copied), read[name].decode()).encode()
    for path in {file for course in courses for file in downloads(course)}:
        copied[f"notebooks/{path.name}"] = path.read_bytes()
    copied["examples/playground.html"] = (ROOT / "examples" / "playground.html").read_bytes()
    for folder, files in ((source, read), (extra, copied)):
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)


def with_cards(page: str, courses: list[Path]) -> str:
    """Return the page of the course with a picture of each notebook above its table."""
    titles = dict(re.findall(r"^\| \[(\d+ · .+?)\]\((\w+)\.ipynb\) \|", page, re.MULTILINE))
    stems = {path.stem for path in courses}
    cards = "".join(
        f'<a href="{stem}.html"><img src="../screenshots/{stem[:2]}.png" alt="" loading="lazy">{title}</a>'
        for title, stem in titles.items() if stem in stems
    )  # fmt: skip
    before, table, after = page.partition("| notebook |")
    return f'{before}<div class="cards">{cards}</div>\n\n{table}{after}'


def navigation(names: list[str]) -> str:
    """Return the table of contents of the course: the notebooks in the order of their file names."""
    return "\n".join(["", "```{toctree}", ":hidden:", "", *names, "```", ""])


def notebook(path: Path) -> str:
    """Return a notebook as it is stored, with downloads below its title and its drawings for both lights."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    title = stored["cells"][0]
    heading, _, rest = "".join(title["source"]).partition("\n")
    links = " · ".join(
        f'<a href="{file.name}" download>{file.suffix if file.stem == path.stem else file.name}</a>'
        for file in downloads(path)
    )
    title["source"] = f'{heading}\n\n<p class="downloads">Download: {links}</p>\n{rest}'
    for cell in stored["cells"]:
        for output in cell.get("outputs", []):
            if html := output.get("data", {}).get("text/html"):
                output["data"]["text/html"] = _EMBEDDED.sub(embedded_in_both_lights, "".join(html))
    return json.dumps(stored, ensure_ascii=False)


def downloads(path: Path) -> list[Path]:
    """Return what somebody needs who takes a notebook home: it, its source, what it imports from beside it.

    >>> [file.name for file in downloads(ROOT / "notebooks" / "17_houses.ipynb")]
    ['17_houses.ipynb', '17_houses.py', 'houses.py', 'key_17.py']
    """
    source = path.with_suffix(".py")
    imported = re.findall(r"^(?:from|import) (\w+)", source.read_text(encoding="utf-8"), re.MULTILINE)
    return [path, source, *(file for name in imported if (file := path.with_name(f"{name}.py")).exists())]


def place(path: Path) -> str:
    """Return where a file of the repository lies in the site: there, too, but what is in docs/ at the root.

    >>> place(ROOT / "docs" / "guides" / "compiler.md"), place(ROOT / "README.md")
    ('guides/compiler.md', 'README.md')
    """
    return path.relative_to(ROOT).as_posix().removeprefix("docs/")


def relinked(path: Path) -> str:
    """Return a page whose links lead from where it lies in the site."""

    def relative(match: re.Match[str]) -> str:
        target = (path.parent / match["target"]).resolve()
        if not target.is_relative_to(ROOT) or not target.is_file():
            return match[0]
        return match["before"] + os.path.relpath(place(target), Path(place(path)).parent).replace(os.sep, "/")

    text = _LINK.sub(relative, path.read_text(encoding="utf-8"))
    return _END_OF_EXAMPLE.sub(r"\1\n```\n", text)


def linked(name: str, read: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files of the repository to which a page links and which are no pages: drawings, sources."""
    found: dict[str, bytes] = {}
    for match in _LINK.finditer(read[name].decode()):
        path = Path(os.path.normpath(ROOT / Path(name).parent / match["target"]))
        if path.is_relative_to(ROOT) and path.is_file() and place(path) not in read:
            found[place(path)] = path.read_bytes()
    return found


def chalk(svg: str) -> str:
    """Return a drawing in the colors of the blackboard, which are those of the page in the dark.

    >>> chalk('<path stroke="#57606a"/>')
    '<path stroke="#b9c4bd"/>'
    """
    dark = dict(zip(LIGHT, DARK))
    return re.sub("#[0-9a-f]{6}", lambda color: dark.get(color[0], color[0]), svg)


def drawing(match: re.Match[str], page: str, copied: dict[str, bytes]) -> str:
    """Return a drawing twice, as it is and as on a blackboard; the style sheet shows one of them.

    On a narrow screen it is scrolled rather than shrunk to less than two thirds, as in a notebook.
    """
    file = os.path.normpath(Path(page).parent / f"{match['name']}.svg")
    width = float(re.search(rb'width="([\d.]+)"', copied[file])[1])  # type: ignore[index]
    images = "".join(
        f'<img class="drawing only-{light}" src="{match["name"]}{ending}.svg" alt="{match["alt"]}" '
        f'style="width:clamp({0.65 * width:.0f}px,100%,{width:.0f}px)">'
        for ending, light in (("", "light"), ("-dark", "dark"))
    )
    return f'<div class="scroll">{images}</div>'


def embedded_in_both_lights(match: re.Match[str]) -> str:
    dark = base64.b64encode(chalk(base64.b64decode(match["svg"]).decode()).encode()).decode()
    before, after = match["before"], match["after"]
    return "".join(
        f'<img class="drawing only-{light}" {before}src="data:image/svg+xml;base64,{svg}"{after}>'
        for light, svg in (("light", match["svg"]), ("dark", dark))
    )
