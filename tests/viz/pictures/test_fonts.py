"""viz/pictures/fonts.py: whose letters are drawn, on machines with fonts and on those without."""

import os
from pathlib import Path

import pytest

pytest.importorskip("fontTools")

from machine_fonts import square_font, without_fonts

from autograd.labels import GREEK
from viz.pictures.fonts import OWN, advances, face, further_fonts, named


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder in which this machine has fonts, empty."""
    return without_fonts(monkeypatch, tmp_path)


def test_the_files_of_ours_are_there_with_their_license():
    assert all(file.is_file() for file in OWN)
    assert "Bitstream Vera Fonts Copyright" in (next(iter(OWN)).parent / "LICENSE").read_text(
        encoding="utf-8"
    )
    assert {face(is_serif=s, is_bold=b, is_slanted=i) for s in (0, 1) for b in (0, 1) for i in (0, 1)} == {
        *OWN
    }


@pytest.mark.parametrize(
    "needed",
    [
        "0123456789.,−+×·/=≈≠≤≥<>()[]{}|‖…⋯", "".join(GREEK.values()), "abcxyzABCXYZäöüßéñç", "ŷx̂z̄w̃",
        "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾′", "∂∇∑√∞←→↔⇒▶⟲✓✗", "½", "АБВабв",
    ],
)  # fmt: skip
def test_letters_of_formulas_need_no_font_of_the_system(needed: str, fonts: Path):
    assert further_fonts(needed) == []


def test_each_style_has_letters_and_digits_of_its_own():
    for file in OWN:
        assert {*"abcwxyz0123456789−()δβ"} <= advances(file).keys(), file
    # A digit of DejaVu Sans is 1303 of 2048 units wide.
    assert advances(face(is_serif=False, is_bold=False, is_slanted=False))["7"] == pytest.approx(1303 / 2048)


def test_a_font_of_the_system_is_taken_for_what_ours_lack(fonts: Path):
    file = square_font("中文", fonts / "Square.ttf")
    assert further_fonts("x中y文z") == [file]
    assert named(file) == ("Square", "")
    assert advances(file)["中"] == 1.5


def test_several_fonts_are_taken_if_none_has_all_and_regular_ones_first(fonts: Path):
    square_font("中", fonts / "Black.ttf")
    (fonts / "deep" / "er").mkdir(parents=True)
    regular = square_font("中", fonts / "deep" / "er" / "Square-Regular.ttf")
    other = square_font("文", fonts / "Other.TTF")
    assert further_fonts("中文") == [regular, other]
    assert further_fonts("中") == [regular]


def test_what_no_font_has_is_named_in_a_warning(fonts: Path):
    (fonts / "broken.ttf").write_bytes(b"no font at all")
    (fonts / "LastResort.ttf").write_bytes(square_font("中", fonts / "a.txt").read_bytes())
    with pytest.warns(
        UserWarning,
        match=r"no font on this machine has '中' \(CJK UNIFIED IDEOGRAPH-4E2D\): the picture shows a box",
    ):
        assert further_fonts("中") == []
    with pytest.warns(UserWarning, match=r"has '一' .*, '丄' \(CJK .*-4E04\) and 2 more: "):
        further_fonts("一丁七丂丄丅丆七")


def test_a_machine_without_any_folder_of_fonts_is_none_worse(fonts: Path):
    os.rmdir(fonts)
    assert further_fonts("α → β") == []
    with pytest.warns(UserWarning, match="CJK"):
        further_fonts("中")


def test_characters_without_ink_need_no_font(fonts: Path):
    assert further_fonts("a\u200b\u200d\ufe0f\u2060\N{NO-BREAK SPACE}\u3000") == []


@pytest.mark.parametrize(
    ("system", "variable", "folder"),
    [("win32", "WINDIR", "Fonts"), ("win32", "LOCALAPPDATA", "Microsoft/Windows/Fonts"),
     ("darwin", "HOME", "Library/Fonts"), ("linux", "XDG_DATA_HOME", "fonts")],
)  # fmt: skip
def test_each_system_has_its_folders(
    system: str, variable: str, folder: str, fonts: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.platform", system)
    there = fonts.parents[1] / "there"
    (there / folder).mkdir(parents=True)
    monkeypatch.setenv(variable, str(there))
    file = square_font("\u4e03", there / folder / "Square.ttf")
    assert further_fonts("\u4e03") == [file]
