"""The pictures in color of notebook 13: made by formula and seed, and told apart by their colors."""

import sys

import numpy as np
from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))

from color_pictures import NAMES, color_pictures


def test_pictures_are_numbers_from_0_to_1_and_classes_take_turns():
    X, y = color_pictures(30, seed=3)
    assert X.shape == (30, 8 * 8 * 3)
    assert (X.min(), X.max()) == (0, 1)
    assert np.bincount(y).tolist() == [10] * len(NAMES)


def test_the_same_seed_gives_the_same_pictures():
    assert np.array_equal(color_pictures(5, seed=1)[0], color_pictures(5, seed=1)[0])
    assert not np.array_equal(color_pictures(5, seed=1)[0], color_pictures(5, seed=2)[0])


def test_without_noise_the_middle_has_the_color_of_the_disc_and_the_corner_that_of_the_ground():
    X, _ = color_pictures(3, noise=0)
    sun, poppy, moon = X.reshape(3, 8, 8, 3)
    assert sun[3, 3, 0] > 0.9 > 0.2 > sun[3, 3, 2]  # yellow: red and green, no blue
    assert poppy[3, 3, 0] > 0.8 > 0.2 > poppy[3, 3, 1]  # red
    assert moon[3, 3].min() > 0.8
    assert poppy[0, 0].argmax() == 1  # a green meadow
