"""What teachers download: slides, quiz pages and exercise sheets of the lectures' circuits."""

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from autograd import unfold
from examples.pictures import PICTURES
from viz import circuit, exercise, frames, step_through

# name → what it is; the rest of the gallery would be more of the same
SHEETS = {
    "product": "(x + y) z, the first graph",
    "sigmoid": "the sigmoid circuit, gate by gate",
    "sigmoid-folded": "the same with the sigmoid as one gate",
    "max": "a max gate, which routes",
    "fan-out": "a node that is used twice",
    "logistic": "logistic least squares",
    "logistic-l2": "logistic least squares with a penalty",
    "softmax": "softmax and cross-entropy",
    "two-layers": "a perceptron of two layers",
}
# gates that a sheet has to open, as a blank is a row of the table
FOLDED = {
    "sigmoid-folded": ["f"], "logistic": ["L"], "logistic-l2": ["L_reg", "L", "R"],
    "two-layers": ["L1", "L2"],
}  # fmt: skip
# one more thing on the slide each time
STAGES = {
    "1-graph": {"values": False, "deltas": False},
    "2-values": {"deltas": False},
    "3-deltas": {},
    "4-messages": {"notes": True},
}


def materials() -> str:
    """Return the table of downloads."""
    rows = [
        f'| {said} | <a href="../teach/{name}-slides.zip" download>SVG</a> '
        f'| <a href="../teach/{name}-tikz.zip" download>TikZ</a> '
        f'| <a href="../teach/{name}-quiz.html">quiz</a> '
        f'| <a href="../teach/{name}-exercise.zip" download>sheet, key, test</a> |'
        for name, said in SHEETS.items()
    ]
    head = "| circuit | slides, step by step | slides that build up | quiz page | exercise |"
    return "\n".join(["", head, "|---|---|---|---|---|", *rows, ""])


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the table."""
    for name in SHEETS:
        graph, _ = PICTURES[name]
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            (folder / "slides").mkdir()
            frames(graph(), folder / "slides")
            (folder / "tikz").mkdir()
            for stage, shown in STAGES.items():
                circuit(graph(), **shown).save(folder / "tikz" / f"{name}-{stage}.tex")
            opened = unfold(graph(), *FOLDED[name]) if name in FOLDED else graph()
            exercise(opened).save(folder / "exercise")
            page = step_through(graph(), title=SHEETS[name], mode="quiz").save(folder / f"{name}-quiz.html")
            yield f"teach/{page.name}", page.read_bytes()
            for part in ("slides", "tikz", "exercise"):
                yield f"teach/{name}-{part}.zip", packed(folder / part, f"{name}-{part}")


def packed(folder: Path, name: str) -> bytes:
    """Return a folder as a zip file, which is the same wherever and whenever it is made."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as packing:
        for path in sorted(folder.iterdir()):
            packing.writestr(ZipInfo(f"{name}/{path.name}"), path.read_bytes(), ZIP_DEFLATED)
    return archive.getvalue()
