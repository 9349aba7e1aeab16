"""The built site in Chromium, opened from disk as readers open it. `python3 run.py docs` builds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Tab, chromium, needs_chromium

from docs.links import faults, read
from docs.reference import public
from docs.sources import ROOT

SITE = ROOT / "docs" / "_build" / "html"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
INDEX = SITE / "index.html"
SOURCES = [*NOTEBOOKS, *(ROOT / "docs").glob("*.*"), *(ROOT / "docs" / "guides").iterdir()]
pytestmark = pytest.mark.skipif(
    not INDEX.exists() or INDEX.stat().st_mtime < max(path.stat().st_mtime for path in SOURCES),
    reason="needs the site as it would be built now: python3 run.py docs",
)

PAGES = [
    "index.html", "install.html", "notebooks/README.html", "notebooks/01_first_graph.html",
    "examples/README.html", "guides/compiler.html", "guides/coming_from_pytorch.html", "guides/teaching.html",
    "api/index.html", "api/autograd.html", "api/nn.layers.html", "benchmarks/README.html",
    "search.html?q=sigmoid",
]  # fmt: skip


@pytest.fixture
def tab() -> Iterator[Tab]:
    browser = chromium()
    browser.complaints.clear()
    opened = Tab(browser)
    yield opened
    opened.close()
    assert browser.complaints == []


def open_page(tab: Tab, name: str, *, width: int = 1280, dark: bool = False) -> None:
    path, _, query = name.partition("?")
    tab.load(f"{(SITE / path).as_uri()}?{query}", (width, 900), dark)
    tab.value("MathJax.startup?.promise" if tab.value("'MathJax' in window") else "0")


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere():
    assert faults(SITE) == []


def test_every_notebook_is_in_the_site_with_its_downloads():
    for path in NOTEBOOKS:
        for source in (path, path.with_suffix(".py")):
            assert (SITE / "notebooks" / source.name).read_bytes() == source.read_bytes()
        assert (
            f"{path.stem}.html"
            in read((SITE / "notebooks" / "README.html").read_text(encoding="utf-8")).links
        )


def test_every_public_name_has_its_place_in_the_reference():
    for room, names in public().items():
        anchors = read((SITE / "api" / f"{room}.html").read_text(encoding="utf-8")).anchors
        assert {*names} <= anchors, room


@needs_chromium
@pytest.mark.parametrize("dark", [False, True])
def test_no_page_is_wider_than_a_phone_and_none_asks_for_what_is_not_on_the_disk(tab: Tab, dark: bool):
    tab.tell("Network.enable")
    tab.browser.events.clear()
    for name in PAGES:
        open_page(tab, name, width=390, dark=dark)
        assert tab.value("document.documentElement.scrollWidth <= innerWidth"), name
    requests = [event for event in tab.browser.events if event["method"] == "Network.requestWillBeSent"]
    addresses = [event["params"]["request"]["url"] for event in requests]
    asked = {address.partition("?")[0] for address in addresses if not address.startswith("data:")}
    assert {f"{SITE.as_uri()}/_static/{name}" for name in ("site.css", "mathjax.js")} <= asked
    assert [address for address in asked if not address.startswith(SITE.as_uri())] == []


@needs_chromium
def test_the_search_finds_a_notebook_and_a_function_without_a_server(tab: Tab):
    open_page(tab, "search.html?q=sigmoid")
    found = tab.value(
        """new Promise((done) => {
          const look = () => {
            const links = [...document.querySelectorAll("#search-results li a")].map((a) => a.textContent);
            if (links.length > 5) done(links); else setTimeout(look, 50);
          };
          look();
        })"""
    )
    assert "nn.sigmoid" in found
    assert any("The sigmoid circuit" in title for title in found)


@needs_chromium
def test_formulas_are_typeset_and_none_has_an_error(tab: Tab):
    for path in NOTEBOOKS:
        open_page(tab, f"notebooks/{path.stem}.html")
        assert tab.value("document.querySelectorAll('.math').length") > 0, path.stem
        assert tab.value("[...document.querySelectorAll('.math:not(:has(mjx-container))')].length") == 0, (
            path.stem
        )
        wrong = tab.value("[...document.querySelectorAll('[data-mjx-error]')].map((e) => e.dataset.mjxError)")
        assert wrong == [], path.stem
        typed = r"(p) => /\$\$|\\begin/.test(p.textContent)"
        left = tab.value(f"[...document.querySelectorAll('article p')].filter({typed}).length")
        assert left == 0, f"{path.stem}: a formula stands as it was typed"


@needs_chromium
def test_a_page_in_a_notebook_steps_at_a_click(tab: Tab):
    open_page(tab, "notebooks/01_first_graph.html")
    counted = tab.value(
        """(() => {
          const page = document.querySelector("iframe[srcdoc]").contentDocument;
          const count = () => page.getElementById("count").textContent;
          const before = count();
          [...page.querySelectorAll("button")].find((b) => b.textContent.startsWith("Next")).click();
          return [before, count()];
        })()"""
    )
    assert [text.partition(" of ")[0] for text in counted] == ["step 0", "step 1"]


@needs_chromium
def test_the_theme_that_is_chosen_paints_drawings_and_the_pages_in_frames(tab: Tab):
    open_page(tab, "index.html", dark=True)
    # what is on: auto, which is dark here, then light or dark
    look = """(() => {
      const paper = (it, style) => style.getComputedStyle(it).backgroundColor;
      const frame = document.querySelector("iframe[srcdoc]");
      const shown = [...document.querySelectorAll("img.drawing")].filter((image) => image.offsetWidth > 0);
      return [
        paper(document.body, window) === paper(frame.contentDocument.body, frame.contentWindow),
        paper(document.body, window),
        [...new Set(shown.map((image) => image.classList.contains("only-dark")))],
      ];
    })()"""
    assert tab.value(look) == [True, "rgb(22, 32, 28)", [True]]
    for theme, paper in (("light", "rgb(251, 250, 246)"), ("dark", "rgb(22, 32, 28)")):
        tab.value(f"document.body.dataset.theme = '{theme}'; 0")
        tab.value("new Promise((done) => setTimeout(done, 100))")
        assert tab.value(look) == [True, paper, [theme == "dark"]]


@needs_chromium
def test_the_pages_of_the_gallery_and_for_teachers_open_and_step(tab: Tab):
    for path in [*(SITE / "examples").glob("product.html"), *(SITE / "teach").glob("product-quiz.html")]:
        open_page(tab, Path(path).relative_to(SITE).as_posix())
        assert tab.value("document.querySelectorAll('.board svg .node').length") == 5
