"""What is wrong with a site is found: dead links and anchors, and whatever would be loaded from elsewhere."""

from pathlib import Path

import pytest

from docs.links import external, faults

ELSEWHERE = [
    '<script src="https://cdn.example/katex.js"></script>',
    '<script src="//cdn.example/katex.js"></script>',
    '<link rel="stylesheet" href="http://fonts.example/a.css">',
    '<link rel="preload icon" href="https://example.org/icon.png">',
    '<img src="https://example.org/a.png">',
    '<img srcset="https://example.org/a.png 1x, https://example.org/b.png 2x">',
    '<iframe src="https://example.org/"></iframe>',
    '<svg><use href="https://example.org/a.svg#x"></use></svg>',
    '<p style="background: url(https://example.org/a.png)"></p>',
    '<style>@import "https://example.org/a.css";</style>',
    '<style>@font-face { src: url("https://example.org/a.woff2") }</style>',
    '<iframe srcdoc="&lt;img src=&quot;https://example.org/a.png&quot;&gt;"></iframe>',
]


def site(folder: Path, **pages: str) -> Path:
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("markup", ELSEWHERE)
def test_whatever_a_page_loads_from_elsewhere_is_a_fault(markup: str, tmp_path: Path):
    found = faults(site(tmp_path, index=markup))
    assert found
    assert all(fault.startswith("index.html: loads '") for fault in found)
    assert all(fault.endswith("it lies on another site") for fault in found)


def test_what_a_style_sheet_loads_is_looked_at_too(tmp_path: Path):
    (tmp_path / "a.css").write_text("p { background: url(none.png) }", encoding="utf-8")
    assert faults(tmp_path) == ["a.css: loads 'none.png': there is no such file"]


def test_a_link_to_a_missing_page_and_one_to_a_missing_anchor_are_faults(tmp_path: Path):
    page = (
        '<a href="two.html">2</a> <a href="#top">up</a> <a href="index.html#end">end</a> <a href="x:y">x</a>'
    )
    assert faults(site(tmp_path, index=page)) == [
        "index.html: links to 'two.html': there is no such file",
        "index.html: links to '#top': there is no such anchor",
        "index.html: links to 'index.html#end': there is no such anchor",
        "index.html: links to 'x:y': this is no address of a page",
    ]


def test_a_script_that_is_missing_is_a_fault(tmp_path: Path):
    assert faults(site(tmp_path, index='<script src="a.js?v=1"></script>')) == [
        "index.html: loads 'a.js?v=1': there is no such file"
    ]


def test_a_site_whose_links_all_lead_somewhere_has_no_faults(tmp_path: Path):
    one = (
        '<h1 id="the top">1</h1><a href="#the%20top">up</a>'
        '<a href="two.html#x">2</a> <a href="two.html#n=3">3</a>'
        '<img src="data:image/png;base64,AA=="><a href="https://example.org/">elsewhere</a>'
        '<link rel="next" href="two.html"><svg><use href="#shape"></use></svg>'
    )
    assert faults(site(tmp_path, index=one, two='<p id="x"></p>')) == []
    assert external(tmp_path) == ["https://example.org/"]


def test_anchors_inside_of_a_frame_are_none_of_the_page(tmp_path: Path):
    page = '<iframe srcdoc="&lt;p id=&quot;in&quot;&gt;"></iframe><a href="#in">in</a>'
    assert faults(site(tmp_path, index=page)) == ["index.html: links to '#in': there is no such anchor"]
