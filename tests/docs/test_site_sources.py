"""What the site is made of is collected from the repository, and leads to the same places there."""

import json
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docs import gallery, reference, teaching
from docs.sources import ROOT, chalk, navigation, notebook, relinked
from examples.pictures import NETWORKS, PICTURES, product
from viz import exercise
from viz.palette import DARK, LIGHT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def test_a_link_of_a_guide_leads_to_the_same_page_in_the_site():
    compiler = ROOT / "docs" / "guides" / "compiler.md"
    assert "](../../benchmarks/README.md)" in compiler.read_text(encoding="utf-8")
    assert "](../benchmarks/README.md)" in relinked(compiler)
    assert "](guides/coming_from_micrograd.md)" in relinked(ROOT / "README.md")


def test_an_example_ends_with_its_last_line_and_not_with_an_empty_one():
    for path in (ROOT / "docs" / "guides").glob("*.md"):
        examples = re.findall(r"^```python\n>>>.*?^```$", relinked(path), re.DOTALL | re.MULTILINE)
        assert examples or path.stem == "index"
        assert [example for example in examples if example.endswith("\n\n```")] == []


def test_the_course_is_listed_in_the_order_of_the_file_names():
    assert re.findall(r"^\w+$", navigation(["01_a", "02_b"]), re.MULTILINE) == ["01_a", "02_b"]


def test_a_notebook_of_the_site_has_the_cells_and_pages_that_are_stored():
    for path in NOTEBOOKS:
        stored, shown = json.loads(path.read_text(encoding="utf-8")), json.loads(notebook(path))
        assert [cell["source"] for cell in stored["cells"][1:]] == [
            cell["source"] for cell in shown["cells"][1:]
        ]
        assert shown["cells"][0]["source"].startswith(
            "".join(stored["cells"][0]["source"]).partition("\n")[0]
        )
        assert f'href="{path.stem}.py"' in shown["cells"][0]["source"]
        assert json.dumps(shown).count("srcdoc=") == json.dumps(stored).count("srcdoc=")


def test_a_drawing_of_a_notebook_stands_there_by_day_and_as_on_a_blackboard():
    shown = notebook(NOTEBOOKS[0])
    assert shown.count("only-light") == shown.count("only-dark") > 0


def test_every_color_of_the_drawings_has_one_on_the_blackboard():
    for path in (ROOT / "examples").glob("*.svg"):
        drawn = path.read_text(encoding="utf-8")
        assert {*re.findall("#[0-9a-f]{6}", drawn)} <= {*LIGHT}
        assert {*re.findall("#[0-9a-f]{6}", chalk(drawn))} <= {*DARK}


def test_below_every_drawing_of_the_gallery_stand_its_links_and_its_code():
    page = gallery.page((ROOT / "examples" / "README.md").read_text(encoding="utf-8"))
    files = dict(gallery.files())
    for name in [*PICTURES, *NETWORKS]:
        _, _, below = page.partition(f"]({name}.svg)")
        links = re.findall(r'href="([^"#]+)', below.partition("</p>")[0])
        assert f"{name}.svg" in links
        assert {f"examples/{link}" for link in links if not link.startswith("..")} <= {*files}
        assert below.partition("</details>")[0].count("```python\ndef ") == 1


def test_every_public_name_is_in_the_reference_once():
    names = [name for names in reference.public().values() for name in names]
    assert len(names) == len({*names})
    import autograd
    import nn
    import viz

    for package in (autograd, nn, viz):
        things = {id(getattr(package, name)) for name in package.__all__}
        listed = {id(reference.thing(name)) for name in names}
        assert things <= listed


def test_the_downloads_for_teachers_are_what_the_package_writes_and_always_the_same():
    first, again = dict(teaching.files()), dict(teaching.files())
    assert first == again
    assert {Path(name).name for name in first} == {*re.findall(r'teach/([^"]+)"', teaching.materials())}
    sheet = ZipFile(BytesIO(first["teach/product-exercise.zip"]))
    assert sheet.read("product-exercise/test_by_hand.py").decode() == exercise(product()).test
    slides = ZipFile(BytesIO(first["teach/product-slides.zip"])).namelist()
    assert slides == [f"product-slides/step-{k:02}.svg" for k in range(8)]
    stages = ZipFile(BytesIO(first["teach/product-tikz.zip"]))
    assert [b"\\begin{tikzpicture}" in stages.read(name) for name in stages.namelist()] == [True] * 4
