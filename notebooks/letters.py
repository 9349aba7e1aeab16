"""A small set of letters for a camera of 20 × 20 photocells, made here: eight shapes of strokes, put anywhere
near the middle, with some cells that report the opposite. Notebook 7 shows them to a Mark I of its own.
"""

import random

SIDE = 20  # photocells in each direction, as the Mark I had them
CLASSES = "CHALKGRD"

# 5 × 7, each stroke two photocells wide on the camera
_SHAPES = {
    "C": "01110 10001 10000 10000 10000 10001 01110",
    "H": "10001 10001 10001 11111 10001 10001 10001",
    "A": "00100 01010 10001 10001 11111 10001 10001",
    "L": "10000 10000 10000 10000 10000 10000 11111",
    "K": "10001 10010 10100 11000 10100 10010 10001",
    "G": "01110 10001 10000 10111 10001 10001 01110",
    "R": "11110 10001 10001 11110 10100 10010 10001",
    "D": "11110 10001 10001 10001 10001 10001 11110",
}
_HEIGHT, _WIDTH = 14, 10


def letter(name: str, down: int = 0, right: int = 0) -> list[int]:
    """Return what the photocells see of a letter: 400 numbers, row by row, 1 where there is a stroke.

    Args:
        name: one of CLASSES.
        down, right: how far it is from the middle, -3 to 3.

    >>> row = letter("L")[15 * SIDE : 16 * SIDE]  # through the foot
    >>> "".join(".#"[cell] for cell in row)
    '.....##########.....'
    """
    rows = [[int(cell) for cell in row for _ in range(2)] for row in _SHAPES[name].split() for _ in range(2)]
    top, left = (SIDE - _HEIGHT) // 2 + down, (SIDE - _WIDTH) // 2 + right
    seen = [0] * (SIDE * SIDE)
    for y, row in enumerate(rows, top):
        seen[y * SIDE + left : y * SIDE + left + _WIDTH] = row
    return seen


def samples(n: int, seed: int, shift: int = 2, noise: float = 0.03) -> tuple[list[list[int]], list[int]]:
    """Return n pictures of each letter in an order of chance, and their classes, numbers in CLASSES.

    Args:
        n: of each letter.
        seed: the same one gives the same pictures.
        shift: how far a letter may be from the middle in either direction, 0 to 3.
        noise: the share of photocells that report the opposite.

    >>> X, y = samples(2, seed=0)
    >>> len(X), len(X[0]), sorted(y)
    (16, 400, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7])
    """
    chance = random.Random(seed)
    pictures: list[tuple[list[int], int]] = []
    for k, name in enumerate(CLASSES):
        for _ in range(n):
            seen = letter(name, chance.randint(-shift, shift), chance.randint(-shift, shift))
            pictures.append(([cell ^ (chance.random() < noise) for cell in seen], k))
    chance.shuffle(pictures)
    return [picture for picture, _ in pictures], [k for _, k in pictures]


def drawn(*pictures: list[int]) -> str:
    """Return pictures side by side as text.

    >>> drawn(letter("L")).splitlines()[3]
    '.....##.............'
    """
    rows = [[picture[SIDE * y : SIDE * (y + 1)] for picture in pictures] for y in range(SIDE)]
    lines = [" ".join("".join(".#"[cell] for cell in cells) for cells in row) for row in rows]
    return "\n".join(lines)
