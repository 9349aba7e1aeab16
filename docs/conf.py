"""How Sphinx writes the site; `docs/build.py` calls it, on sources that `docs/sources.py` has collected."""

import importlib
import inspect
import re
import shutil
from importlib.metadata import version as version_of
from pathlib import Path

from sphinx.application import Sphinx

from docs.colors import variables

HERE = Path(__file__).resolve().parent

project = "chalkgrad"
author = "the authors of chalkgrad"
copyright = "the authors of chalkgrad, MIT license"
release = version = version_of("chalkgrad")
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx.ext.mathjax",
    "sphinx_copybutton",
]
exclude_patterns = ["README.md"]  # its parts are included where they belong
smartquotes_action = "D"  # dashes; y'' has two strokes, and "" is a string
default_role = "code"  # docstrings have names between single backticks

myst_enable_extensions = ["amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
nb_execution_mode = "off"  # the notebooks are stored as they were executed
nb_merge_streams = True
nb_render_markdown_format = "myst"  # derivations are shown as formulas

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
autosummary_generate = False
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
python_maximum_signature_line_length = 80
python_use_unqualified_type_names = True
add_module_names = False
toc_object_entries = False

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_selector = "div.highlight pre"

html_theme = "furo"
html_title = "chalkgrad"
html_static_path = [str(HERE / "_static")]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
LIGHT_VARIABLES, DARK_VARIABLES = variables()
html_theme_options = {"light_css_variables": LIGHT_VARIABLES, "dark_css_variables": DARK_VARIABLES}

# one file, with all of TeX that MathJax knows and with the shapes of its letters: nothing is fetched later
mathjax_path = "mathjax.js"
mathjax3_config = {
    "options": {"enableMenu": False, "enableAssistiveMml": True},
    "svg": {"fontCache": "local"},
}


def copy_mathjax(app: Sphinx) -> None:
    package = importlib.import_module("sphinx-mathjax-offline")
    assert package.__file__
    script = Path(package.__file__).parent / "static" / "mathjax" / "tex-svg-full.js"
    target = Path(app.outdir) / "_static"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(script, target / "mathjax.js")


def plain_text(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Docstrings are plain text with names between backticks: signs of reStructuredText mean themselves."""
    example = False
    for number, line in enumerate(lines):
        example = line.lstrip().startswith(">>>") or (example and bool(line.strip()))
        if not example:
            parts = line.split("`")
            parts[::2] = [re.sub(r"[\\*|]|(?<=\w)_(?!\w)", r"\\\g<0>", part) for part in parts[::2]]
            lines[number] = "`".join(parts)


def without_aliases(
    app: Sphinx, what: str, name: str, obj: object, skip: bool, options: object
) -> bool | None:
    """The fields of a named tuple are in its docstring; that they are numbered tells nobody anything."""
    return True if (inspect.getdoc(obj) or "").startswith("Alias for field number") else None


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", copy_mathjax)
    app.connect("autodoc-process-docstring", plain_text, priority=100)
    app.connect("autodoc-skip-member", without_aliases)
