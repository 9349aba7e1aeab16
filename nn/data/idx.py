"""Reading the IDX files in which MNIST and sets of its format come: a header, then plain numbers.

The header is two bytes of 0, one byte for the type, one for the number of axes, and for each axis its
length as four bytes; everything with the highest byte first. Files packed with gzip are read as they are.
"""

from __future__ import annotations

import gzip
import math
import os
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nn.data.arrays import np

if TYPE_CHECKING:
    from numpy.typing import NDArray


TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: str | os.PathLike[str]) -> NDArray[Any]:
    """Return the array that an IDX file holds, in its shape and type.

    Args:
        path: a file, packed with gzip or not; its name does not matter.

    Raises:
        ValueError: no IDX file (wrong magic number), an unknown type, a file that is truncated, too
            long or damaged. The message names the file.
        OSError: the file cannot be opened.

    Source: LeCun, Cortes & Burges, The MNIST database of handwritten digits.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "images")
    ...     _ = path.write_bytes(bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60]))
    ...     read_idx(path).tolist()
    [[10, 20, 30], [40, 50, 60]]
    """
    data = _unpacked(path)
    if len(data) < 4 or data[:2] != b"\0\0":
        raise ValueError(
            f"{path} is no IDX file: it begins with {data[:4].hex(' ') or 'nothing'} "
            "where 00 00, the type and the number of axes are expected"
        )
    code, axes = data[2], data[3]
    if code not in TYPES:
        known = ", ".join(f"{known:#04x}" for known in TYPES)
        raise ValueError(f"{path}: the type {code:#04x} is unknown: IDX files have one of {known}")
    start = 4 + 4 * axes
    if len(data) < start:
        raise ValueError(f"{path} is truncated: its header of {start} bytes ends after {len(data)}")
    shape = struct.unpack(f">{axes}I", data[4:start])
    kind = np.dtype(TYPES[code])
    expected = math.prod(shape) * kind.itemsize
    if len(data) - start != expected:
        what = "is truncated" if len(data) - start < expected else "is too long"
        raise ValueError(
            f"{path} {what}: its header announces {' × '.join(map(str, shape))} numbers, "
            f"{expected} bytes, and {len(data) - start} follow"
        )
    return np.frombuffer(data, kind, offset=start).reshape(shape).astype(kind.newbyteorder("="))


def read_images(
    images: str | os.PathLike[str], labels: str | os.PathLike[str]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return (X, y) from a file of gray images and the file of their labels, as MNIST has them.

    Args:
        images: IDX file of bytes, n_samples × rows × columns.
        labels: IDX file of bytes, n_samples.

    Returns:
        X of shape (n_samples, rows · columns), pixels divided by 255, so from 0 to 1, and y of shape
        (n_samples,), class numbers.

    Raises:
        ValueError: a file is damaged (`read_idx`), holds something else, or their counts differ.
        OSError: a file cannot be opened.

    Source: lecture L2 (C4) for the division by 255.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     images, labels = Path(folder, "images"), Path(folder, "labels")
    ...     _ = images.write_bytes(bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 255, 0]))
    ...     _ = labels.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 4]))
    ...     X, y = read_images(images, labels)  # two images of 1 × 2 pixels
    >>> X.tolist(), y.tolist()
    ([[0.0, 0.2], [1.0, 0.0]], [7, 4])
    """
    pixels, y = read_idx(images), read_idx(labels)
    if pixels.dtype != np.uint8 or pixels.ndim < 2:
        raise ValueError(f"{images} holds {pixels.dtype} of shape {pixels.shape}, no gray images")
    if y.dtype != np.uint8 or y.ndim != 1:
        raise ValueError(
            f"{labels} holds {y.dtype} of shape {y.shape}, no labels: are the two files swapped?"
        )
    if len(pixels) != len(y):
        raise ValueError(f"{images} holds {len(pixels)} images, but {labels} {len(y)} labels")
    return pixels.reshape(len(pixels), -1) / 255.0, y.astype(np.int64)


def _unpacked(path: str | os.PathLike[str]) -> bytes:
    data = Path(path).read_bytes()
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, gzip.BadGzipFile, zlib.error) as damage:
        raise ValueError(f"{path} is a damaged or truncated gzip file: {damage}") from damage
