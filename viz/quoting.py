r"""Text of the user's as text of a format, whatever signs it holds: one function for each format.

All of them expect one line, as `autograd.labels.visible` returns it. Labels are typeset by `viz.labels`.
"""

import html
import json
import re

_READ_LATER = re.compile(r"(?<=\$)(?=\$)|(?<=:)(?=fa-)")


def markup(text: str) -> str:
    """Return a text as it stands in HTML and SVG, between tags and in the value of an attribute.

    >>> markup("a < b & 'c'")
    'a &lt; b &amp; &#x27;c&#x27;'
    """
    return html.escape(text)


def script(data: object) -> str:
    r"""Return data as JSON that may stand in a <script> element, which is JavaScript as well.

    >>> script({"σ": "</script>"})
    '{"σ":"\\u003c/script>"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode(errors="backslashreplace").decode()  # half of a surrogate pair has no bytes of its own


def dot_string(text: str) -> str:
    r"""Return a text as a quoted string of DOT, shown as it is: backslashes and &amp; mean nothing in it.

    >>> print(dot_string(r'"\N" & b'))
    "\"\\N\" &amp; b"
    """
    return '"' + text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') + '"'


def dot_label(text: str) -> str:
    r"""Return a text as it stands in an HTML-like label of DOT, where \N would be the name of the node.

    >>> print(dot_label(r"\N < b"))
    <FONT>\</FONT>N &lt; b
    """
    return html.escape(text).replace("\\", "<FONT>\\</FONT>")


def dot_record(text: str) -> str:
    r"""Return a text as it stands in a field of a record of DOT, for a library that quotes the string.

    >>> print(dot_record("{a|b}"))
    \{a\|b\}
    """
    return "".join("\\" + c if c in "\\{}|<> " else c for c in text).replace("&", "&amp;")


def mermaid(text: str) -> str:
    """Return a text with every sign that Mermaid, Markdown or HTML might read as its number.

    >>> mermaid("<b>#1"), mermaid("W[0]"), mermaid("w_1 × σ")
    ('#60;b#62;#35;1', 'W#91;0#93;', 'w#95;1 × σ')
    """
    # formulas and icons are looked for after the numbers were read: a blank of no width keeps them apart
    apart = _READ_LATER.sub("\u200b", text)
    return "".join(f"#{ord(c)};" if c.isascii() and not (c.isalnum() or c in " =.") else c for c in apart)
