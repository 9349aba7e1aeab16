"""A page as one HTML file that needs nothing else and may load nothing else; every page of viz is one.

The look that all pages share stands in `web/document.css`: colors, letters, buttons, fields, cards. What a
page adds to it are a style, a body, scripts and data.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Template

from viz.palette import DARK, LIGHT, Palette
from viz.pictures.svg import FONT, MATH_FONT, image
from viz.quoting import markup, script

# The colors of the theme that the reader prefers, as they are declared in `web/document.css`.
VARIABLES = Palette(*(f"var(--{name})" for name in Palette._fields))
# What is in the page is named by its hash, so a script or a style that somebody slips in does nothing.
# https://www.w3.org/TR/CSP3/#hash-source
_DOCUMENT = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>$css</style>
</head>
<body>
$body
<script type="application/json" id="data">$data</script>
<script>$js</script>
</body>
</html>
"""


def document(*, title: str, body: str, scripts: Sequence[str], data: object, css: str = "") -> str:
    """Return a whole page.

    Its Content-Security-Policy allows the one style and the one script that are in it, and nothing else:
    `style="…"`, `onclick="…"`, `eval`, images and every fetch are refused (`element.style` and
    `element.onclick` in a script are not).

    Args:
        title: plain text.
        body: markup of what stands in <body>.
        scripts: JavaScript in the order of reading; all share one scope, and strict mode.
        data: what the scripts find as JSON in the element with the id `data`.
        css: what the page adds to `web/document.css`; both know the colors as variables, `var(--ink)`.

    >>> page = document(title="1 < 2", body="<p>Hello</p>", scripts=["const x = 1;"], data={"n": 3})
    >>> page[:15], page.count("sha256-"), "<title>1 &lt; 2</title>" in page, '{"n":3}' in page
    ('<!DOCTYPE html>', 2, True, True)
    """
    css = f"{shared_style()}\n{css}"
    js = "\n".join(['\n"use strict";', *scripts, ""])
    allowed = f"script-src {_hash(js)}; style-src {_hash(css)}"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    return Template(_DOCUMENT).substitute(
        policy=policy, title=markup(title), css=css, body=body, data=script(data), js=js
    )


def framed(page: str, picture: str, title: str, height: int) -> str:
    """Return a page as a notebook shows it: in a frame, which lies on a picture of it.

    Where frames are dropped (notebooks that are not trusted, GitHub), the picture is seen in its place.

    Args:
        page: what `document` returned.
        picture: an SVG drawing that stands alone.
        title: plain text, what the picture shows.
        height: of the frame, in pixels.
    """
    # both in one cell of a grid, the later one on top
    still = image(picture, title, f"grid-area:1/1;max-width:100%;max-height:{height}px")
    style = f"grid-area:1/1;width:100%;height:{height}px;border:0"
    frame = f'<iframe title="{markup(title)}" srcdoc="{markup(page)}" style="{style}"></iframe>'
    return f'<div style="display:grid">{still}{frame}</div>'


def shared_style() -> str:
    """Return `web/document.css` with the colors of the palette."""
    return Template(part("document.css")).substitute(
        light=_declared(LIGHT), dark=_declared(DARK), sans=FONT, math=MATH_FONT
    )


def part(name: str, package: str = "viz.page") -> str:
    """Return the text of a file in the folder `web` of a package."""
    from importlib.resources import files

    return files(package).joinpath("web", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    import base64
    import hashlib

    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _declared(colors: Palette) -> str:
    """Return the colors of a theme as CSS variables."""
    return " ".join(f"--{name}: {color};" for name, color in colors._asdict().items())
