"""notebooks/letters.py: the letters differ, lie where they were put, and come anew from the same seed."""

import sys
from itertools import combinations

import pytest
from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))

from letters import CLASSES, SIDE, drawn, letter, samples


def test_the_letters_fill_a_camera_of_20_by_20_cells_and_no_two_are_alike():
    pictures = {name: letter(name) for name in CLASSES}
    assert {len(picture) for picture in pictures.values()} == {SIDE * SIDE}
    assert {cell for picture in pictures.values() for cell in picture} == {0, 1}
    for one, other in combinations(pictures.values(), 2):
        assert sum(a != b for a, b in zip(one, other)) >= 12  # three strokes of 2 × 2 cells


def test_a_letter_can_be_moved_to_every_edge_of_the_middle_and_loses_no_cell():
    for name in CLASSES:
        for down in (-3, 0, 3):
            for right in (-3, 0, 3):
                moved = letter(name, down, right)
                assert sum(moved) == sum(letter(name))
                here = letter(name)
                for i, cell in enumerate(here):
                    if cell:
                        assert moved[i + down * SIDE + right] == 1


def test_samples_have_every_letter_equally_often_and_come_anew_from_the_same_seed():
    X, y = samples(5, seed=3)
    assert sorted(y) == sorted([*range(8)] * 5)
    assert samples(5, seed=3) == (X, y)
    assert samples(5, seed=4) != (X, y)


def test_without_shift_and_noise_every_sample_is_its_letter():
    X, y = samples(2, seed=0, shift=0, noise=0.0)
    assert [letter(CLASSES[k]) for k in y] == X


def test_the_share_of_wrong_cells_is_that_of_the_noise():
    X, y = samples(50, seed=0, shift=0, noise=0.1)
    wrong = sum(a != b for picture, k in zip(X, y) for a, b in zip(picture, letter(CLASSES[k])))
    n = 50 * 8 * SIDE * SIDE
    assert wrong / n == pytest.approx(0.1, abs=4 * (0.1 * 0.9 / n) ** 0.5)  # four standard deviations


def test_pictures_are_drawn_side_by_side():
    lines = drawn(letter("L"), letter("H")).splitlines()
    assert len(lines) == SIDE
    assert lines[15] == ".....##########..... .....##......##....."
