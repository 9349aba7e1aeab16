"""Scalers, one-hot rows, splits and mini-batches: by hand, by their properties, and with wrong inputs."""

import re

import numpy as np
import pytest

import nn
from nn.data.preprocessing import MinMaxScaler, Standardizer, minibatches, one_hot, train_test_split

NAN, INF = np.nan, np.inf


# columns (1, 3, 5, 7): mean 4, distances² 9 1 1 9, deviation √5;  (2, 2, 2, 2) is constant: only centered
def test_standardizing_by_hand():
    X = np.array([[1.0, 2.0], [3.0, 2.0], [5.0, 2.0], [7.0, 2.0]])
    scaler = Standardizer().fit(X)
    assert scaler.mean.tolist() == [4.0, 2.0]
    assert scaler.deviation == pytest.approx([np.sqrt(5), 1.0], rel=1e-15)
    Z = scaler.transform(X)
    assert Z[:, 0] == pytest.approx(np.array([-3, -1, 1, 3]) / np.sqrt(5), rel=1e-15)
    assert Z[:, 1].tolist() == [0.0] * 4
    assert scaler.transform([[9.0, 3.0]]).tolist() == [pytest.approx([np.sqrt(5), 1.0])]


# column (0, 51, 255) over the range 255: 0, 0.2, 1, and on [-1, 1]: -1, 2·0.2 - 1 = -0.6, 1
@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, [0.0, 0.2, 1.0]), (-1, 1, [-1.0, -0.6, 1.0]), (10.0, 20.0, [10.0, 12.0, 20.0])],
)
def test_scaling_to_a_range_by_hand(low, high, expected):
    scaler = MinMaxScaler(low, high).fit([[0, 7], [51, 7], [255, 7]])
    Z = scaler.transform([[0, 7], [51, 7], [255, 7]])
    assert Z[:, 0] == pytest.approx(expected, rel=1e-15)
    assert Z[:, 1].tolist() == [low] * 3  # constant
    # what lies outside of the range seen goes outside of the range wanted
    assert scaler.transform([[510, 8]]).tolist() == [[2 * high - low, pytest.approx(high)]]


def test_pixels_divided_by_255():
    pixels = np.arange(256, dtype=np.uint8)[:, None]
    assert MinMaxScaler().fit(pixels).transform(pixels).ravel().tolist() == [i / 255 for i in range(256)]


@pytest.mark.parametrize("scaler", [Standardizer(), MinMaxScaler(), MinMaxScaler(-1, 1)])
def test_scaled_columns_have_what_was_asked_for_and_can_be_scaled_back(scaler):
    random = np.random.default_rng(0)
    X = random.normal(size=(50, 4)) * [1e-3, 1.0, 1e3, 0.0] + [5.0, 0.0, -1e4, 0.1]
    Z = scaler.fit(X).transform(X)
    if isinstance(scaler, Standardizer):
        assert Z.mean(axis=0) == pytest.approx([0] * 4, abs=1e-10)
        assert Z.std(axis=0) == pytest.approx([1, 1, 1, 0], abs=1e-10)
    else:
        assert Z.min(axis=0).tolist() == [scaler.low] * 4
        assert Z.max(axis=0).tolist() == [scaler.high] * 3 + [scaler.low]
    assert scaler.inverse(Z) == pytest.approx(X, rel=1e-13)
    held_out = random.normal(size=(3, 4))
    assert scaler.inverse(scaler.transform(held_out)) == pytest.approx(held_out, abs=1e-11)


@pytest.mark.parametrize("number", [0.1, 1e300, -3.3, 5e-324])
@pytest.mark.parametrize("scaler", [Standardizer(), MinMaxScaler()])
def test_a_constant_column_becomes_exactly_0(scaler, number):
    X = np.full((7, 1), number)  # the mean of seven 0.1 is not 0.1, and its deviation is not 0
    assert scaler.fit(X).transform(X).tolist() == [[0.0]] * 7
    assert scaler.inverse(scaler.transform(X)).tolist() == X.tolist()


def test_the_smallest_differences_do_not_divide_by_zero():
    X = [[0.0], [1e-200]]  # their squares underflow, so the deviation is 0
    assert np.isfinite(Standardizer().fit(X).transform(X)).all()


def test_a_scaler_leaves_the_data_as_they_were():
    X = np.array([[1.0], [3.0]])
    Standardizer().fit(X).transform(X)
    assert X.tolist() == [[1.0], [3.0]]


@pytest.mark.parametrize("make", [Standardizer, MinMaxScaler])
@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        ([], ValueError, "X of shape (0,) holds no samples"),
        (np.ones((0, 3)), ValueError, "X of shape (0, 3) holds no samples"),
        (np.array([], object), ValueError, "X of shape (0,) holds no samples"),
        (np.ones((3, 0)), ValueError, "X of shape (3, 0) holds no samples"),
        (5.0, ValueError, "X of shape () holds no samples"),
        ([[1.0, NAN]], ValueError, "X[0, 1] is nan"),
        ([[1.0], [-INF]], ValueError, "X[1, 0] is -inf"),
        ([["1", "2"]], TypeError, "needs numbers"),
        ([[None]], TypeError, "needs numbers"),
        ([[1j]], TypeError, "needs numbers"),
        ([[1.0], [1.0, 2.0]], TypeError, "rows differ in length"),
        (np.ones((2, 2, 2)), ValueError, "X of shape (2, 2, 2) is no table"),
    ],
)
def test_a_scaler_refuses_what_is_no_table_of_numbers(make, X, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make().fit(X)
    scaler = make().fit([[1.0, 2.0]])
    for scale in (scaler.transform, scaler.inverse):
        with pytest.raises(error, match=re.escape(message)):
            scale(X)


@pytest.mark.parametrize("make", [Standardizer, MinMaxScaler])
def test_a_scaler_refuses_columns_it_was_not_fitted_on(make):
    scaler = make().fit(np.ones((4, 3)))
    for scale in (scaler.transform, scaler.inverse):
        with pytest.raises(ValueError, match=f"{make.__name__} was fitted on 3 columns and got 2"):
            scale(np.ones((4, 2)))
        with pytest.raises(ValueError, match=f"{make.__name__} was fitted on 3 columns and got 1"):
            scale([1.0, 2.0, 3.0])
    for scale in (make().transform, make().inverse):
        with pytest.raises(ValueError, match=f"{make.__name__} has seen no samples yet: call fit first"):
            scale([[1.0]])


@pytest.mark.parametrize(("low", "high"), [(1, 1), (1, -1), (NAN, 1), (0, INF)])
def test_a_range_that_is_none_is_refused(low, high):
    with pytest.raises(ValueError, match="it needs low < high"):
        MinMaxScaler(low, high)


def test_one_hot_rows():
    assert one_hot([1, 0, 2]).tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1]]
    assert one_hot(np.array([1.0, 0.0]), n_classes=4).tolist() == [[0, 1, 0, 0], [1, 0, 0, 0]]
    labels = np.random.default_rng(0).integers(0, 10, size=50)
    assert one_hot(labels, 10).argmax(axis=1).tolist() == labels.tolist()
    assert one_hot(labels, 10).sum(axis=1).tolist() == [1.0] * 50


@pytest.mark.parametrize(
    ("labels", "n_classes", "error", "message"),
    [
        ([0, 3], 3, ValueError, "labels[1] is 3, but the 3 classes are 0 to 2"),
        ([-1, 0], None, ValueError, "labels[0] is -1"),
        ([0.5], None, ValueError, "labels[0] = 0.5 is no class number"),
        ([NAN], None, ValueError, "nan"),
        ([], None, ValueError, "one_hot needs one label at least"),
        ([-1], None, ValueError, "labels[0] is -1, but classes are numbered from 0"),
        ([10**15], None, ValueError, "1 rows of 1000000000000001 columns do not fit into memory"),
        ([2**53 - 1], None, ValueError, "do not fit into memory"),
        (
            [10**18],
            None,
            ValueError,
            "= 1000000000000000000 is no class number: labels are whole numbers below",
        ),
        ([0, 1], "2", TypeError, "one_hot needs a whole number as n_classes, not str '2'"),
        ([0, 1], 0, ValueError, "one_hot needs n_classes ≥ 1, got 0"),
        (["cat"], None, TypeError, "needs numbers"),
        ([[0, 1], [1, 0]], None, ValueError, "holds no class numbers"),
    ],
)
def test_labels_that_are_none_are_refused(labels, n_classes, error, message):
    with pytest.raises(error, match=re.escape(message)):
        one_hot(labels, n_classes)


def test_a_split_keeps_every_sample_with_its_target_on_one_side():
    X, y = np.arange(20.0).reshape(10, 2), np.arange(10)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, seed=1)
    assert (X_train.shape, X_test.shape, len(y_train), len(y_test)) == ((7, 2), (3, 2), 7, 3)
    assert sorted([*y_train, *y_test]) == list(range(10))
    for rows, labels in ((X_train, y_train), (X_test, y_test)):
        assert rows.tolist() == X[labels].tolist()


def test_a_split_is_shuffled_and_its_seed_repeats_it():
    X, y = np.arange(100.0), np.arange(100)
    first, again, other = (train_test_split(X, y, seed=seed) for seed in (0, 0, 1))
    assert [part.tolist() for part in first] == [part.tolist() for part in again]
    assert first[3].tolist() != other[3].tolist()
    assert first[3].tolist() != sorted(first[3])
    assert first[2].tolist() != sorted(first[2])


# 10 of class 0, 20 of class 1, 70 of class 2, a tenth held out: 1, 2, 7.
# 15, 15, 15 and a fifth, 9: 3 each. 7 and 5, a half of 12: 6 = 3½ + 2½: 3 + 2, the one left to class 0.
@pytest.mark.parametrize(
    ("counts", "test", "expected"),
    [
        ([10, 20, 70], 0.1, [1, 2, 7]),
        ([15, 15, 15], 0.2, [3, 3, 3]),
        ([7, 5], 0.5, [4, 2]),
        ([2, 2], 0.7, [1, 1]),
    ],
)
def test_a_stratified_split_gives_each_class_its_share(counts, test, expected):
    y = np.repeat(np.arange(len(counts)), counts)
    X_train, X_test, y_train, y_test = train_test_split(np.arange(len(y)), y, test, seed=0, stratify=True)
    assert np.bincount(y_test).tolist() == expected
    assert np.bincount(y_train).tolist() == (np.array(counts) - expected).tolist()
    assert sorted([*X_train.ravel(), *X_test.ravel()]) == list(range(len(y)))
    assert y[X_test.ravel().astype(int)].tolist() == y_test.tolist()


@pytest.mark.parametrize(
    ("X", "y", "settings", "error", "message"),
    [
        ([1.0, 2.0], [0], {}, ValueError, "y of shape (1,) does not fit 2 samples"),
        ([], [], {}, ValueError, "holds no samples"),
        ([1.0, NAN], [0, 1], {}, ValueError, "X[1, 0] is nan"),
        ([1.0, 2.0], [0.0, NAN], {}, ValueError, "is nan"),
        ([1.0, 2.0], ["a", "b"], {}, TypeError, "needs numbers"),
        ([1.0, 2.0], [0, 1], {"test_size": 0.0}, ValueError, "test_size is 0.0: it is the share to hold out"),
        (
            [1.0, 2.0],
            [0, 1],
            {"test_size": None},
            TypeError,
            "needs a number as test_size, not NoneType None",
        ),
        (
            [1.0, 2.0],
            [0, 1],
            {"stratify": np.array([0, 1])},
            TypeError,
            "needs stratify=True or False, not nda",
        ),
        ([1.0, 2.0], [0, 1], {"test_size": 1.5}, ValueError, "test_size is 1.5"),
        ([1.0, 2.0], [0, 1], {"test_size": NAN}, ValueError, "test_size is nan"),
        ([1.0, 2.0], [0, 1], {"test_size": 0.1}, ValueError, "0.1 of 2 samples leaves one side empty"),
        (
            [1.0, 2.0, 3.0],
            [0, 0, 5],
            {"test_size": 0.5, "stratify": True},
            ValueError,
            "class 5 has a single sample",
        ),
        (
            [1.0, 2.0],
            [0.5, 1],
            {"test_size": 0.5, "stratify": True},
            ValueError,
            "y[0] = 0.5 is no class number",
        ),
    ],
)
def test_a_split_of_what_does_not_fit_is_refused(X, y, settings, error, message):
    with pytest.raises(error, match=re.escape(message)):
        train_test_split(X, y, seed=0, **settings)


def test_batches_hold_every_sample_once_and_the_last_is_what_is_left():
    X, y = np.arange(20.0).reshape(10, 2), np.arange(10)
    batches = list(minibatches(X, y, 4, seed=0))
    assert [len(batch) for batch, _ in batches] == [4, 4, 2]
    assert sorted(label for _, labels in batches for label in labels) == list(range(10))
    for rows, labels in batches:
        assert rows.tolist() == X[labels].tolist()


@pytest.mark.parametrize(
    ("batch_size", "sizes"), [(1, [1] * 5), (5, [5]), (64, [5]), (np.int64(2), [2, 2, 1])]
)
def test_batch_sizes(batch_size, sizes):
    assert [len(X) for X, _ in minibatches(range(5), range(5), batch_size, seed=0)] == sizes


def test_the_order_of_the_batches_follows_the_seed():
    def order(seed):
        return [label for _, labels in minibatches(range(50), range(50), 7, seed=seed) for label in labels]

    assert order(0) == order(0) != order(1)
    assert order((0, 1)) == order((0, 1)) != order((0, 2))
    moving = np.random.default_rng(0)
    assert order(moving) != order(moving)
    assert order(0) == order(np.random.default_rng(0)) != list(range(50))


@pytest.mark.parametrize(
    ("X", "y", "batch_size", "error", "message"),
    [
        ([1.0, 2.0], [0], 1, ValueError, "y of shape (1,) does not fit 2 samples"),
        ([], [], 1, ValueError, "holds no samples"),
        ([NAN], [0], 1, ValueError, "X[0, 0] is nan"),
        (["a"], [0], 1, TypeError, "needs numbers"),
        ([1.0], [0], 0, ValueError, "batch_size is 0: it must be a whole number from 1"),
        ([1.0], [0], -1, ValueError, "batch_size is -1"),
        ([1.0], [0], 1.5, ValueError, "batch_size is 1.5"),
        ([1.0], [0], None, TypeError, "minibatches needs a number as batch_size, not NoneType None"),
        ([1.0], [0], "4", TypeError, "minibatches needs a number as batch_size, not str '4'"),
        ([1.0], [0], INF, ValueError, "batch_size is inf"),
    ],
)
def test_batches_of_what_does_not_fit_are_refused_at_once(X, y, batch_size, error, message):
    with pytest.raises(error, match=re.escape(message)):
        minibatches(X, y, batch_size, seed=0)


@pytest.mark.parametrize(
    "column", [[1e-170, -1e-170, 3e-170], [1e155, -1e155, 3e155], [1.7e308, 1.5e308, 0.0]]
)
def test_a_column_of_any_size_is_standardized(column):
    X = np.array(column)[:, None]
    scaler = Standardizer().fit(X)
    Z = scaler.transform(X)
    assert Z.mean() == pytest.approx(0, abs=1e-15)
    assert Z.std() == pytest.approx(1, rel=1e-15)
    assert scaler.inverse(Z) == pytest.approx(X, rel=1e-15, abs=1e-15 * max(column))


def test_scaling_by_powers_of_two_leaves_every_digit():
    X = np.random.default_rng(0).normal(3, 7, size=(50, 4))
    scaler = Standardizer().fit(X)
    shifted = X - X[0]
    assert scaler.mean.tolist() == (X[0] + shifted.mean(axis=0)).tolist()
    assert scaler.deviation.tolist() == shifted.std(axis=0).tolist()


@pytest.mark.parametrize(
    ("scaler", "X", "other"),
    [
        (Standardizer(), [[1e-300], [-1e-300]], [[1e300]]),
        (Standardizer(), [[-1.7e308], [-1.6e308]], [[1e308]]),
        (MinMaxScaler(), [[-1.7e308], [1.7e308]], [[0.0]]),
        (MinMaxScaler(), [[0.0], [1e-300]], [[1e300]]),
    ],
)
@pytest.mark.filterwarnings("error")
def test_what_no_float_can_hold_is_refused_in_words(scaler, X, other):
    scaler.fit(X)
    with pytest.raises(
        ValueError, match=f"{type(scaler).__name__}: row 0, column 0 cannot be scaled, .*divide"
    ):
        scaler.transform(other)


@pytest.mark.parametrize("scaler", [Standardizer(), MinMaxScaler()])
@pytest.mark.filterwarnings("error")
def test_the_way_back_out_of_the_range_of_floats_is_refused(scaler):
    scaler.fit([[1e300], [-1e300]])
    with pytest.raises(ValueError, match="cannot be scaled"):
        scaler.inverse([[1e300]])


@pytest.mark.parametrize(
    ("low", "high", "error"),
    [(None, 1, TypeError), (0, "a", TypeError), (-1e308, 1.7e308, ValueError), (NAN, 1, ValueError)],
)
def test_a_range_is_two_numbers_with_a_difference(low, high, error):
    with pytest.raises(error, match=r"^MinMaxScaler"):
        MinMaxScaler(low, high)


@pytest.mark.parametrize(
    "draw",
    [
        lambda seed: nn.fit(nn.MLP(1, [1]), [[1.0]], [1.0], loss=nn.hinge, seed=seed, progress=False),
        lambda seed: train_test_split([1, 2, 3], [0, 1, 0], test_size=0.5, seed=seed),
        lambda seed: minibatches([1, 2, 3], [0, 1, 0], 2, seed=seed),
        *[lambda seed, make=make: make(9, seed=seed) for make in (nn.spiral, nn.xor_points, nn.curve)],
        lambda seed: nn.linearly_separable(9, seed=seed),
    ],
)
def test_a_seed_is_a_number_several_or_a_generator(draw):
    for seed in (0, np.int64(3), 2**40, (0, 1), np.random.default_rng(0), None):
        draw(seed)
    with pytest.raises(ValueError, match="needs seed ≥ 0, got -1"):
        draw(-1)
    for seed in ("a", 0.5, True, ()):
        with pytest.raises(
            TypeError, match=r"needs a whole number or a numpy\.random\.Generator as seed, not "
        ):
            draw(seed)


@pytest.mark.parametrize("make", [nn.moons, nn.circles])
@pytest.mark.parametrize(
    ("seed", "error", "words"),
    [
        (-1, ValueError, "needs seed ≥ 0, got -1"),
        (2**32, ValueError, r"needs seed < 2\*\*32, got 4294967296: its numbers are those of scikit-learn"),
        ("a", TypeError, "needs a whole number as seed, not str 'a'"),
        (np.random.default_rng(0), TypeError, "needs a whole number as seed, not Generator"),
    ],
)
def test_the_seed_of_scikit_learn_is_a_number_of_32_bits(make, seed, error, words):
    with pytest.raises(error, match=f"^{make.__name__} {words}"):
        make(4, seed=seed)
