"""notebooks/letters.py: the letters differ, lie where they were put, and come anew from the same seed."""

import runpy
from itertools import combinations
from types import SimpleNamespace

import pytest
from test_notebooks import FOLDER

letters = SimpleNamespace(**runpy.run_path(str(FOLDER / "letters.py")))


def test_the_letters_fill_a_camera_of_20_by_20_cells_and_no_two_are_alike():
    pictures = {name: letters.letter(name) for name in letters.CLASSES}
    assert {len(picture) for picture in pictures.values()} == {letters.SIDE * letters.SIDE}
    assert {cell for picture in pictures.values() for cell in picture} == {0, 1}
    for one, other in combinations(pictures.values(), 2):
        assert sum(a != b for a, b in zip(one, other)) >= 12  # three strokes of 2 × 2 cells


def test_a_letter_can_be_moved_to_every_edge_of_the_middle_and_loses_no_cell():
    for name in letters.CLASSES:
        for down in (-3, 0, 3):
            for right in (-3, 0, 3):
                moved = letters.letter(name, down, right)
                assert sum(moved) == sum(letters.letter(name))
                here = letters.letter(name)
                for i, cell in enumerate(here):
                    if cell:
                        assert moved[i + down * letters.SIDE + right] == 1


def test_samples_have_every_letter_equally_often_and_come_anew_from_the_same_seed():
    X, y = letters.samples(5, seed=3)
    assert sorted(y) == sorted([*range(8)] * 5)
    assert letters.samples(5, seed=3) == (X, y)
    assert letters.samples(5, seed=4) != (X, y)


def test_without_shift_and_noise_every_sample_is_its_letter():
    X, y = letters.samples(2, seed=0, shift=0, noise=0.0)
    assert [letters.letter(letters.CLASSES[k]) for k in y] == X


def test_the_share_of_wrong_cells_is_that_of_the_noise():
    X, y = letters.samples(50, seed=0, shift=0, noise=0.1)
    wrong = sum(
        a != b for picture, k in zip(X, y) for a, b in zip(picture, letters.letter(letters.CLASSES[k]))
    )
    n = 50 * 8 * letters.SIDE * letters.SIDE
    assert wrong / n == pytest.approx(0.1, abs=4 * (0.1 * 0.9 / n) ** 0.5)  # four standard deviations


def test_pictures_are_drawn_side_by_side():
    lines = letters.drawn(letters.letter("L"), letters.letter("H")).splitlines()
    assert len(lines) == letters.SIDE
    assert lines[15] == ".....##########..... .....##......##....."
