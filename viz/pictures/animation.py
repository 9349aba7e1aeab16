"""A walk through both passes as files: one picture per step, or one animation."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from autograd import Value
from autograd.files import write
from viz.palette import LIGHT, PALE, blend
from viz.pictures.pdf import pdf
from viz.pictures.png import png
from viz.pictures.slide import slides
from viz.pictures.svg import slide_svg
from viz.scenes.limit import bounded_scene
from viz.scenes.text import rounding

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LIMIT = 200  # drawn nodes: a walk through more has over 500 steps
_LARGEST = 1600  # pixels of an animation, wide or high
_FRAMES: dict[str, Callable[[str], str | bytes]] = {"svg": lambda svg: svg + "\n", "png": png, "pdf": pdf}
_FORMATS = {".gif": "GIF", ".webp": "WEBP", ".png": "PNG", ".apng": "PNG"}


def frames(
    root: Value,
    folder: str | os.PathLike[str],
    *,
    format: Literal["svg", "png", "pdf"] = "svg",
    caption: bool = True,
    digits: int | None = None,
    decimals: int | None = None,
    constants: bool = False,
    wrap: float | None = None,
    ratio: float | None = None,
    engine: str | None = None,
    limit: int | None = LIMIT,
) -> list[Path]:
    """Write one picture for each step of the forward and the backward pass, for slides and papers.

    The files are step-00.svg, step-01.svg, …, all of one size with the drawing at one place: shown one
    after the other, only what happens moves. The steps are those of `step_through`. PNG and PDF need the
    extra `pictures`. All pictures are made before the first is written; files of the same names are replaced,
    others left alone.

    Args:
        root: the node to differentiate; `backward()` need not be called.
        folder: where to; made if it is not there, inside of one that is.
        format: "svg", "png" or "pdf".
        caption: write phase, equation and what was received below the drawing.
        digits, decimals, constants, wrap, ratio, engine, limit: as in `circuit`.

    Returns:
        The paths written, in the order of the steps.

    Raises:
        ValueError: another format, more nodes than `limit`, or rows as `circuit` refuses them.
        FileExistsError: the folder holds further steps in that format, of another walk.
        ImportError: "png" or "pdf" without the extra `pictures`.
        OSError: the folder or a file cannot be written.

    >>> x, y, z = Value(-2, label="x"), Value(5, label="y"), Value(-4, label="z")
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in frames((x + y) * z, folder)][:3]
    ['step-00.svg', 'step-01.svg', 'step-02.svg']
    """
    if format not in _FRAMES:
        raise ValueError(f"frames are written as 'svg', 'png' or 'pdf', not {format!r}")
    if Path(folder).is_file():
        raise NotADirectoryError(f"frames are written into a folder, {folder} is a file: give another name")
    drawn = bounded_scene(root, digits=rounding(digits, decimals), constants=constants, limit=limit)
    walk = slides(drawn, engine=engine, wrap=wrap, ratio=ratio, caption=caption)
    width = max(len(str(len(walk) - 1)), 2)
    paths = [Path(folder) / f"step-{k:0{width}}.{format}" for k in range(len(walk))]
    _refuse_other_steps(Path(folder), paths, format)
    contents = [_FRAMES[format](slide_svg(one)) for one in walk]
    if Path(folder).parent.is_dir():
        Path(folder).mkdir(exist_ok=True)
    return [write(path, content) for path, content in zip(paths, contents)]


def animate(
    root: Value,
    path: str | os.PathLike[str],
    *,
    seconds: float = 1.2,
    caption: bool = True,
    digits: int | None = None,
    decimals: int | None = None,
    constants: bool = False,
    wrap: float | None = None,
    ratio: float | None = None,
    engine: str | None = None,
    limit: int | None = LIMIT,
) -> Path:
    """Write the steps of both passes as an animation that runs again and again: .gif, .webp, .png or .apng.

    The last step stays three times as long. The extra `animation` has what draws the pictures, at most
    1,600 pixels wide and high, and puts them together.

    Args:
        root: the node to differentiate; `backward()` need not be called.
        path: where to; the ending chooses the format.
        seconds: how long a step is shown.
        caption, digits, decimals, constants, wrap, ratio, engine, limit: as in `frames`.

    Raises:
        ValueError: another ending, more nodes than `limit`, rows as `circuit` refuses them, or no time
            for a step.
        ImportError: the extra `animation` is not installed.
        OSError: the file cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     animate(Value(2, label="x") * 3, f"{folder}/f.gif", seconds=0.5).read_bytes()[:6]
    b'GIF89a'
    """
    ending = Path(path).suffix.lower()
    if ending not in _FORMATS:
        raise ValueError(f"an animation is saved as .gif, .webp, .png or .apng, not {ending!r}: {path}")
    if not 0.02 <= seconds <= 60:
        raise ValueError(f"animate got {seconds} seconds for a step: it takes 0.02 to 60")
    drawn = bounded_scene(root, digits=rounding(digits, decimals), constants=constants, limit=limit)
    walk = slides(drawn, engine=engine, wrap=wrap, ratio=ratio, caption=caption)
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError(
            "viz puts animations together with Pillow, which is not installed: "
            "pip install 'chalkgrad[animation]'"
        ) from error
    images: list[Picture] = []
    for slide in walk:
        with Image.open(BytesIO(png(slide_svg(slide), most=_LARGEST))) as picture:
            images.append(picture.convert("RGB"))
    if ending == ".gif":
        palette = _palette()
        images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    each = round(1000 * seconds)
    file = BytesIO()
    images[0].save(
        file, _FORMATS[ending], save_all=True, append_images=images[1:],
        duration=[each] * (len(images) - 1) + [3 * each], loop=0,
        **({"lossless": True} if ending == ".webp" else {}),
    )  # fmt: skip
    return write(path, file.getvalue())


def _refuse_other_steps(folder: Path, paths: list[Path], format: str) -> None:
    """Refuse a folder in which the pictures of two walks would stand in one row."""
    names = {path.name for path in paths}
    present = sorted(path.name for path in folder.glob("step-*")) if folder.is_dir() else []
    others = [name for name in present if re.fullmatch(rf"step-\d+\.{format}", name) and name not in names]
    if others:
        raise FileExistsError(
            f"{folder} holds {others[-1]}, and this walk ends with {paths[-1].name}: steps of two walks "
            "would stand in one row; delete them or write into another folder"
        )


def _palette() -> Picture:
    """Return the colors of a drawing and their blends with what lies below them, at most 256 in all.

    All steps share it, so no color flickers; it is made of what is drawn, not of counted pixels, so that a
    color of few pixels is exact, too.
    """
    from PIL import Image

    inks = (LIGHT.ink, LIGHT.wire, LIGHT.muted, LIGHT.data, LIGHT.delta, LIGHT.partial)
    pairs = [*((ink, LIGHT.paper) for ink in inks), (LIGHT.ink, LIGHT.gate), (LIGHT.ink, LIGHT.now)]
    # 15 steps: nearer shades than that would pass for the paper itself
    colors = {PALE.gate, *(blend(*pair, i / 15) for pair in pairs for i in range(16))}
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for color in sorted(colors) for channel in bytes.fromhex(color[1:])])
    return palette
