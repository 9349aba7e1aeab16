"""Builds the site: `python3 run.py docs`, or `python -m docs.build` where the extra `docs` is installed.

One static folder, docs/_build/html, which opens from disk and asks nothing of a network. What it is made of
is collected first (`docs/sources.py`), then written by Sphinx, for which every warning is an error, then read
again: every link, and that no page loads anything from elsewhere (`docs/links.py`).
"""

import shutil
import sys
import time
from importlib import import_module
from pathlib import Path

from docs.links import faults
from docs.sources import ROOT, collect
from viz.page.document import document

BUILD = ROOT / "docs" / "_build"
PLAYGROUND = ROOT / "docs" / "play" / "build.py"


def build(target: Path = BUILD, *, notebooks: str = "[0-9][0-9]_*.ipynb") -> Path:
    """Build the site and return its folder; one that was built before is replaced by a faultless one only.

    Args:
        target: gets the folders source, extra, doctrees, play and html.
        notebooks: which of notebooks/ are in it.

    Raises:
        ValueError: Sphinx warned, or a page has a dead link or loads something from elsewhere.
    """
    from sphinx.cmd.build import build_main

    html, site = target / "new", target / "html"
    # all anew: in what Sphinx has kept, a link to a notebook that came later stays dead
    for folder in ("source", "extra", "doctrees", "new"):
        shutil.rmtree(target / folder, ignore_errors=True)
    collect(target / "source", target / "extra", notebooks=notebooks)
    arguments = ["-q", "-W", "--keep-going", "-c", str(ROOT / "docs"), "-d", str(target / "doctrees")]
    if build_main([*arguments, str(target / "source"), str(html)]) != 0:
        raise ValueError("the site was not built: Sphinx has warned, see above; mend what it names")
    shutil.copytree(target / "extra", html, dirs_exist_ok=True)
    if build_playground(target / "play"):
        shutil.copytree(target / "play", html / "play")
    else:
        (html / "play").mkdir(exist_ok=True)
        (html / "play" / "index.html").write_text(missing_playground(), encoding="utf-8")
    if found := faults(html):
        raise ValueError("\n".join(["the site was not built, as it has faults:", *found]))
    shutil.rmtree(site, ignore_errors=True)
    html.rename(site)
    return site


def build_playground(target: Path) -> bool:
    """Let docs/play/build.py write the playground into a folder; return whether it did."""
    if not PLAYGROUND.exists() or shutil.which("npm") is None:
        why = "npm is not installed" if PLAYGROUND.exists() else "docs/play/build.py is missing"
        print(f"docs: the playground is left out: {why}", file=sys.stderr)
        return False
    try:
        import_module("docs.play.build").build(target)
    except RuntimeError as error:  # npm has no network
        print(f"docs: the playground is left out: {error}", file=sys.stderr)
        return False
    return True


def missing_playground() -> str:
    """Return the page that stands where the playground would."""
    body = """<main><h1>The playground</h1><p>is not in this copy of the site: npm was missing, or had no
network, when it was built. With both,</p><p><code>python3 run.py play</code></p>
<p>builds it and prints its address. <a href="../index.html">Back to the site</a></p></main>"""
    return document(title="The playground", body=body, scripts=[], data=None)


def main(arguments: list[str]) -> int:
    if arguments:
        print("usage: python -m docs.build", file=sys.stderr)
        return 2
    start = time.perf_counter()
    try:
        html = build()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"the site is built, in {time.perf_counter() - start:.0f} s: {(html / 'index.html').as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
