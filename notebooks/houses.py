"""A table of houses for notebook 17, made by the rule in `price`: no house of it was ever sold."""

from random import Random
from typing import NamedTuple

DISTRICTS = ("harbor", "old town", "hill")
DOLLARS_PER_SQUARE_METER = {"harbor": 1800, "old town": 2600, "hill": 3600}
NOISE = 15_000  # dollars, the standard deviation of what no column explains


class House(NamedTuple):
    """A row of the table: area in m², rooms, age in years, district, price in dollars."""

    area: float
    rooms: int
    age: int
    district: str
    price: int


def price(area: float, rooms: int, age: int, district: str) -> float:
    """Return what a house costs before chance has its say: every district has its price of a square meter.

    >>> price(100, 4, 10, "hill")
    390000
    """
    return 30_000 + DOLLARS_PER_SQUARE_METER[district] * area + 5_000 * rooms - 2_000 * age


def houses(n: int = 300, seed: int = 0) -> list[House]:
    """Return n houses, the price of each with a normal error of `NOISE` dollars, rounded to thousands.

    >>> houses(2)[0]
    House(area=175.0, rooms=6, age=16, district='hill', price=642000)
    """
    rng = Random(seed)
    table: list[House] = []
    for _ in range(n):
        area = float(round(rng.uniform(40, 200)))
        rooms = max(1, round(area / 30 + rng.gauss(0, 0.8)))
        age, district = rng.randrange(61), rng.choice(DISTRICTS)
        thousands = (price(area, rooms, age, district) + rng.gauss(0, NOISE)) / 1000
        table.append(House(area, rooms, age, district, 1000 * round(thousands)))
    return table
