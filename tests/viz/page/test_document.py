"""viz/page/document.py: what a page brings itself, and that nothing else runs in it."""

import re
from typing import Any

import pytest
from browser import Tab, chromium, needs_chromium, observed
from html_reader import Page
from lecture_graphs import HOSTILE, product

from viz import step_through
from viz.page.document import document


def small(body: str = "<p id=where></p>", script: str = "") -> str:
    """A page whose script takes its data to the body."""
    takes = """const { text } = JSON.parse(document.getElementById("data").textContent);
      document.getElementById("where").textContent = text;"""
    return document(title="t", body=body, scripts=[takes, script], data={"text": "here"})


def opened(page: str, script: str) -> Any:
    """Return what a script finds in a page as it is, without the guard of the tests."""
    browser = chromium()
    file = browser.folder / "document.html"
    file.write_text(page, encoding="utf-8")
    tab = Tab(browser)
    try:
        tab.load(file.as_uri(), (1280, 900), dark=False)
        return tab.value(script)
    finally:
        tab.close()


WHERE = "document.getElementById('where').textContent"


@needs_chromium
def test_a_page_runs_the_script_it_was_made_with():
    assert opened(small(), WHERE) == "here"


@needs_chromium
@pytest.mark.parametrize(
    "intruder",
    [
        "<script>document.getElementById('where').textContent = 'intruder';</script>",
        "<img src='data:,' onerror=\"document.getElementById('where').textContent = 'intruder'\">",
        "<iframe srcdoc=\"<script>parent.where.textContent = 'intruder'</script>\"></iframe>",
    ],
)
def test_a_script_that_somebody_slips_into_a_page_does_nothing(intruder: str):
    page = small()
    slipped = page.replace("</body>", f"{intruder}</body>")
    assert opened(slipped, WHERE) == "here"
    # without the policy it would
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", slipped)
    script = f"new Promise((done) => setTimeout(() => done({WHERE}), 200))"
    assert opened(bare, script) == "intruder"


@needs_chromium
def test_a_page_evaluates_no_text_and_fetches_nothing():
    script = """
      const seen = [];
      for (const act of [() => eval("1"), () => new Function("return 1")()]) {
        try { seen.push(act()); } catch (error) { seen.push(error.name); }
      }
      window.seen = fetch("data:,x").then(() => seen, (error) => [...seen, error.name]);
    """
    assert opened(small(script=script), "window.seen") == ["EvalError", "EvalError", "TypeError"]


@needs_chromium
def test_the_policy_holds_whatever_the_page_says():
    # a hash is that of the very text between the tags, odd letters included
    odd = "\r\n\t\u2028 ŷ 🙂 \ufeff </p>"
    page = document(title=odd, body="<p id=where></p>", scripts=[f"const odd = {odd!r};"], data=HOSTILE)
    assert opened(page, "odd.length > 3 && getComputedStyle(document.body).marginTop") == "0px"
    assert opened(page, "JSON.parse(document.getElementById('data').textContent).length") == len(HOSTILE)


@needs_chromium
def test_no_mode_of_the_page_breaks_its_policy():
    script = """
      for (const mode of Object.keys(modes.all)) { modes.visit(mode); await sleep(50); }
      report(Object.keys(modes.all).length);
    """
    assert observed(step_through(product()).html, script) >= 5  # `observed` hears of every violation


def test_pages_have_no_inline_styles_and_no_inline_handlers():
    page = Page(step_through(product()).html)
    assert not [attrs for _, attrs in page.elements if any(k == "style" or k.startswith("on") for k in attrs)]
