"""Schedules: their rates by hand, and what is refused."""

import math
import pickle

import pytest

from nn.optimizers.schedule import ConstantSchedule, CosineSchedule, LinearSchedule, StepSchedule


# linear from 1 to 0.2 in 4 steps: -0.2 each; cosine: 0.2 + 0.4 (1 + cos(πt/4)), cos = 1, √½, 0, -√½, -1
@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        (ConstantSchedule(0.5), [0.5] * 6),
        (StepSchedule(1.0, every=2), [1.0, 1.0, 0.1, 0.1, 0.01, 0.01]),
        (StepSchedule(8.0, every=1, factor=0.5), [8.0, 4.0, 2.0, 1.0, 0.5, 0.25]),
        (LinearSchedule(1.0, steps=4, final=0.2), [1.0, 0.8, 0.6, 0.4, 0.2, 0.2]),
        (LinearSchedule(0.0, steps=2, final=1.0), [0.0, 0.5, 1.0, 1.0, 1.0, 1.0]),  # warming up
        (
            CosineSchedule(1.0, steps=4, final=0.2),
            [1.0, 0.6 + 0.4 * math.sqrt(0.5), 0.6, 0.6 - 0.4 * math.sqrt(0.5), 0.2, 0.2],
        ),
    ],
)
def test_rates_by_hand(schedule, rates):
    assert [schedule(t) for t in range(6)] == pytest.approx(rates, rel=1e-14, abs=1e-16)


def test_the_last_rate_is_reached_exactly_and_kept():
    for schedule in (LinearSchedule(0.3, steps=7, final=0.1), CosineSchedule(0.3, steps=7, final=0.1)):
        assert {schedule(t) for t in (7, 8, 10**9)} == {0.1}


def test_the_rates_of_micrograds_demo():
    schedule = LinearSchedule(1.0, steps=100, final=0.1)
    assert [schedule(k) for k in range(100)] == pytest.approx(
        [1.0 - 0.9 * k / 100 for k in range(100)], rel=1e-14
    )


def test_a_schedule_says_what_it_is_and_can_be_kept():
    schedule = CosineSchedule(0.01, steps=500)
    assert repr(schedule) == "CosineSchedule(lr=0.01, steps=500, final=0.0)"
    assert pickle.loads(pickle.dumps(schedule)) == schedule


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ConstantSchedule(-0.1), "ConstantSchedule: lr is -0.1"),
        (lambda: ConstantSchedule(math.nan), "ConstantSchedule: lr is nan"),
        (lambda: StepSchedule(math.inf, 1), "StepSchedule: lr is inf"),
        (lambda: StepSchedule(0.1, 0), "every is 0: it must be a whole number from 1"),
        (lambda: StepSchedule(0.1, 1.5), "every is 1.5"),
        (lambda: StepSchedule(0.1, 1, 0), "factor is 0"),
        (lambda: StepSchedule(0.1, 1, math.nan), "factor is nan"),
        (lambda: LinearSchedule(0.1, 0), "LinearSchedule: steps is 0"),
        (lambda: LinearSchedule(0.1, 5, -1), "final is -1"),
        (lambda: CosineSchedule(-1, 5), "CosineSchedule: lr is -1"),
        (lambda: CosineSchedule(0.1, -5), "CosineSchedule: steps is -5"),
        (lambda: CosineSchedule(0.1, 5, math.inf), "CosineSchedule: final is inf"),
    ],
)
def test_arguments_out_of_range_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: StepSchedule(0.1, "a"), "StepSchedule needs a number as every, not str 'a'"),
        (lambda: StepSchedule(0.1, None), "StepSchedule needs a number as every, not NoneType None"),
        (lambda: StepSchedule(0.1, 1, "a"), "StepSchedule needs a number as factor, not str 'a'"),
        (lambda: LinearSchedule(0.1, None), "LinearSchedule needs a number as steps, not NoneType None"),
        (lambda: CosineSchedule(0.1, 5, None), "CosineSchedule needs a number as final, not NoneType None"),
    ],
)
def test_arguments_that_are_no_numbers_are_refused(make, message):
    with pytest.raises(TypeError, match=message):
        make()
