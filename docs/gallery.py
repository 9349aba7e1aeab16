"""The gallery: the page of examples/, and below every drawing its page, its files and its code."""

import inspect
import re
import tempfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import nn
from autograd import Value
from examples import pictures
from viz import circuit, network, overview, step_through

PLAYGROUND = Path(__file__).resolve().parent / "play"
_NAMES = {"svg": "SVG", "tex": "TikZ", "mmd": "Mermaid"}
_DRAWING = re.compile(r"^!\[[^\]]*\]\((?P<name>[\w-]+)\.svg\)$", re.MULTILINE)


def page(text: str) -> str:
    """Return the page of examples/ with the links that belong to each drawing below it."""
    text = text.replace("# The lectures' circuits", "# Gallery", 1)
    # a page is opened, not downloaded
    text = re.sub(r"\[`?([^\]`]+)`?\]\((\w+\.html)\)", r'<a href="\2">\1</a>', text)
    return _DRAWING.sub(lambda match: f"{match[0]}\n\n{_below(match['name'])}", text)


def files() -> Iterator[tuple[str, bytes]]:
    """Yield what the links of the gallery lead to: pages to step through, and pictures in other formats."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, drawing in _drawings().items():
            for ending in _endings(name):
                drawing.save(folder / f"{name}.{ending}")
        for name in steppable():
            graph, _ = pictures.PICTURES[name]
            step_through(graph(), title=_title(graph)).save(folder / f"{name}.html")
        _network().save(folder / "network.html")
        for path in sorted(folder.iterdir()):
            yield f"examples/{path.name}", path.read_bytes()


def framed(name: str) -> str:
    """Return the page of a drawing in a frame, as a notebook has it."""
    graph, _ = pictures.PICTURES[name]
    title = _title(graph)
    inside = escape(step_through(graph(), title=title).html, quote=True).replace("\n", "&#10;")
    return f'<iframe class="page" title="{escape(title)}" srcdoc="{inside}"></iframe>\n'


def steppable() -> list[str]:
    """Return the drawings that have a page to step through: all but the one of 66,000 nodes."""
    return [name for name in pictures.PICTURES if name != "moons"]


def _endings(name: str) -> list[str]:
    """Return as what a drawing is downloaded: that of a network is no flow chart, an overview has no TikZ."""
    return {"moons": ["svg"], "network": ["svg", "tex"]}.get(name, [*_NAMES])


def _drawings() -> dict[str, object]:
    drawn = {
        name: overview(graph()) if name == "moons" else circuit(graph(), notes=notes)
        for name, (graph, notes) in pictures.PICTURES.items()
    }
    return drawn | {"network": _network()}


def _network() -> object:
    return network(pictures.two_sigmoid_layers(), [1, -1], loss=lambda y: nn.half_squared_error(y, [1, 0]))


def _below(name: str) -> str:
    """Return links and code of a drawing, as MyST."""
    graph: Callable[..., object] | None = dict(pictures.NETWORKS).get(name)
    links = [f'<a href="{name}.html">step through it</a>'] if name != "moons" else []
    if name in steppable():
        graph = pictures.PICTURES[name][0]
        links.append(f'<a href="{name}.html#quiz">take the quiz</a>')
    elif name == "moons":
        graph = pictures.moons
    if any((PLAYGROUND / "examples").glob(f"*_{name}.py")):
        links.append(f'<a href="../play/index.html#example={name}">open it in the playground</a>')
    links += [f'<a href="{name}.{ending}" download>{_NAMES[ending]}</a>' for ending in _endings(name)]
    assert graph is not None
    code = inspect.getsource(graph).strip()
    return (
        f'<p class="below">{" · ".join(links)}</p>\n\n'
        "<details><summary>the code that records it</summary>\n\n"
        f"```python\n{code}\n```\n\n</details>\n"
    )


def _title(graph: Callable[..., Value]) -> str:
    return (graph.__doc__ or graph.__name__).strip().partition("\n")[0].rstrip(".")
