"""viz/quoting.py: what is quoted is read back as it was, by a reader of its format."""

import html
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest
from lecture_graphs import HOSTILE

from viz.quoting import dot_label, dot_record, dot_string, markup, mermaid, script
from viz.scenes.text import visible


def of_html(text: str) -> str:
    quoted = markup(text)
    assert not set("<>\"'") & set(quoted)
    return html.unescape(quoted)


def of_svg(text: str) -> str:
    element = ElementTree.fromstring(f'<a b="{markup(text)}">{markup(text)}</a>')
    assert element.text == element.attrib["b"]
    return element.text or ""


def of_script(text: str) -> str:
    quoted = script([text])
    quoted.encode()
    assert not set("<\u2028\u2029") & set(quoted)
    return json.loads(quoted)[0]


def of_dot(label: str) -> str:
    """What Graphviz shows, in pieces and with blanks that do not break."""
    done = subprocess.run(
        ["dot", "-Tsvg"], input=f"digraph {{ n [label={label}] }}".encode(), capture_output=True, timeout=30
    )
    assert (done.returncode, done.stderr) == (0, b"")
    pieces = re.findall(r"<text[^>]*>(.*?)</text>", done.stdout.decode())
    return html.unescape("".join(pieces)).replace("\u00a0", " ")


def of_mermaid(text: str) -> str:
    quoted = mermaid(text)
    assert not re.search(r"[<>\"`\[\]{}()|\\\\&$%*_]", quoted)
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), quoted).replace("\u200b", "")


needs_dot = pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz")
READERS = [
    pytest.param(of_html, id="html"),
    pytest.param(of_svg, id="svg"),
    pytest.param(of_script, id="script"),
    pytest.param(lambda text: of_dot(dot_string(text)), id="dot string", marks=needs_dot),
    pytest.param(lambda text: of_dot(f"<{dot_label(text)}>"), id="dot label", marks=needs_dot),
    # graphviz quotes the string around it
    pytest.param(lambda text: of_dot('"' + dot_record(text).replace('"', '\\"') + '" shape=record'),
                 id="dot record", marks=needs_dot),
    pytest.param(of_mermaid, id="mermaid"),
]  # fmt: skip
TEXTS = [
    *dict.fromkeys(visible(text)[:60] for text in HOSTILE),
    r"\input{secrets} %", "$$x$$ \\( \\[", "fa:fa-car #quot;", '"] ; n9 [label="', "\\", "a & b", "'",
    "two  blanks",
]  # fmt: skip


@pytest.mark.parametrize("text", [text for text in TEXTS if text])
@pytest.mark.parametrize("reader", READERS)
def test_a_hostile_text_is_read_back_as_it_was(reader: Callable[[str], str], text: str):
    assert reader(text) == text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_script_holds_every_text_even_half_of_a_pair_of_surrogates(text: str):
    assert of_script(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x1", "x1"),
        ("#quot;", "#35;quot#59;"),
        ("`**b**`", "#96;#42;#42;b#42;#42;#96;"),
        # Mermaid looks for formulas and icons after it has read the numbers
        ("$$x$$", "#36;\u200b#36;x#36;\u200b#36;"),
        ("fa:fa-car", "fa#58;\u200bfa#45;car"),
    ],
)
def test_signs_become_numbers_in_mermaid(text: str, written: str):
    assert mermaid(text) == written
