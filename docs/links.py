"""Reads a built site: dead links and anchors, and whatever a page would load from elsewhere.

Standard library only. Links to other sites are not followed, only listed:
`python -m docs.links docs/_build/html`.
"""

import re
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# element → attributes by which a browser loads something
_LOADS = {
    "script": ["src"], "img": ["src", "srcset"], "iframe": ["src"], "source": ["src", "srcset"],
    "video": ["src", "poster"], "audio": ["src"], "embed": ["src"], "object": ["data"], "track": ["src"],
    "image": ["href", "xlink:href"], "use": ["href", "xlink:href"], "input": ["src"],
}  # fmt: skip
# what <link> loads; others, such as "next", only name something
_LOADING_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "manifest",
    "prefetch",
    "apple-touch-icon",
}
_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


@dataclass
class Page(HTMLParser):
    """What a page has and wants.

    Attributes:
        anchors: what a link may lead to.
        links: where its links lead.
        loads: what a browser loads to show it.
    """

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag in ("a", "area") and "href" in given:
            self.links.append(given["href"])
        if tag == "link":
            loading = _LOADING_LINKS & {*given.get("rel", "").split()}
            (self.loads if loading else self.links).append(given.get("href", ""))
        for name in _LOADS.get(tag, ()):
            parts = given.get(name, "").split(",") if name == "srcset" else [given.get(name, "")]
            self.loads += [part.split()[0] for part in parts if part.split()]
        self.loads += in_css(given.get("style", ""))
        if inner := given.get("srcdoc"):  # its anchors are its own
            self.loads += read(inner).loads
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if self._style:
            self.loads += in_css(data)


def read(text: str) -> Page:
    """Return what a page has and wants.

    >>> read('<h1 id="top">1</h1><a href="two.html#x">2</a><img src="three.png">')
    Page(anchors={'top'}, links=['two.html#x'], loads=['three.png'])
    """
    page = Page()
    page.feed(text)
    page.close()
    return page


def in_css(text: str) -> list[str]:
    """Return what a style sheet loads.

    >>> in_css('@import "a.css"; p { background: url(b.png) }')
    ['a.css', 'b.png']
    """
    return [a or b for a, b in _IN_CSS.findall(text)]


def faults(site: Path) -> list[str]:
    """Return every fault of a site in a sentence; an empty list is what one wants."""
    pages = {path: read(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    loads = {path: page.loads for path, page in pages.items()}
    loads |= {path: in_css(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.css"))}
    found = [
        f"{path.relative_to(site).as_posix()}: loads {address!r}: {why}"
        for path, addresses in loads.items()
        for address in addresses
        if (why := _elsewhere(address, path))
    ]
    found += [
        f"{path.relative_to(site).as_posix()}: links to {address!r}: {why}"
        for path, page in pages.items()
        for address in page.links
        if (why := _dead(address, path, pages))
    ]
    return found


def external(site: Path) -> list[str]:
    """Return the addresses on other sites to which pages link."""
    pages = (read(path.read_text(encoding="utf-8")) for path in site.rglob("*.html"))
    return sorted(
        {link for page in pages for link in page.links if link.startswith(("http:", "https:", "//"))}
    )


def _elsewhere(address: str, page: Path) -> str:
    parts = urlsplit(address)
    if parts.scheme == "data" or not (parts.scheme or parts.netloc or parts.path):
        return ""
    if parts.scheme or parts.netloc:
        return "it lies on another site"
    return "" if (page.parent / unquote(parts.path)).is_file() else "there is no such file"


def _dead(address: str, page: Path, pages: dict[Path, Page]) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in ("http", "https", "mailto") else "this is no address of a page"
    target = Path((page.parent / unquote(parts.path)).resolve() if parts.path else page)
    if not target.is_file():
        return "there is no such file"
    anchor = unquote(parts.fragment)
    if not anchor or target not in pages or "=" in anchor:  # #example=moons is what a page shall show
        return ""
    return "" if anchor in pages[target].anchors else "there is no such anchor"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m docs.links <the folder of a site>")
    print(*external(Path(sys.argv[1])), sep="\n")
    sys.exit("\n".join(faults(Path(sys.argv[1]))) or 0)
