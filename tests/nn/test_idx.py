"""IDX files: every type and number of axes read back, every kind of damage said."""

import gzip
import re
import struct

import numpy as np
import pytest

from nn.data.idx import read_idx, read_images

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx(array, code=None):
    """Return the bytes of an IDX file."""
    array = np.asarray(array)
    code = CODES[array.dtype.str[1:]] if code is None else code
    header = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def file(tmp_path):
    def write(data, name="file"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


IMAGES = np.arange(24, dtype=np.uint8).reshape(2, 3, 4) * 10
LABELS = np.array([7, 2], dtype=np.uint8)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("kind", CODES)
def test_every_type_is_read_back_packed_or_not(file, kind, pack):
    array = np.array([[0, 1, 127], [100, 3, 5]]).astype(kind)
    if kind[0] != "u":
        array[0, 0] = -2
    found = read_idx(file(pack(idx(array))))
    assert (found.tolist(), found.dtype) == (array.tolist(), array.dtype)
    assert found.dtype.isnative
    assert found.flags.writeable


def test_images_may_be_rows_of_pixels(file):
    X, y = read_images(file(idx(IMAGES.reshape(2, 12)), "images"), file(idx(LABELS), "labels"))
    assert X.tolist() == (IMAGES.reshape(2, 12) / 255).tolist()
    assert y.tolist() == [7, 2]


@pytest.mark.parametrize("shape", [(5,), (1, 1), (2, 3, 4), (2, 1, 2, 3), (0, 28, 28)])
def test_every_shape_is_read_back(file, shape):
    array = np.arange(np.prod(shape), dtype=np.int32).reshape(shape)
    found = read_idx(str(file(idx(array))))
    assert (found.shape, found.tolist()) == (shape, array.tolist())


def test_images_and_labels_become_rows_from_0_to_1_and_class_numbers(file):
    X, y = read_images(file(gzip.compress(idx(IMAGES)), "images"), file(idx(LABELS), "labels"))
    assert X.tolist() == (IMAGES.reshape(2, 12) / 255).tolist()
    assert (y.tolist(), y.dtype) == ([7, 2], np.int64)


GOOD = idx(IMAGES)
HEADER = GOOD[:16]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no IDX file: it begins with nothing"),
        (b"\0\0\x08", "is no IDX file: it begins with 00 00 08"),
        (b"\x89PNG\r\n", "is no IDX file: it begins with 89 50 4e 47"),
        (b"label,pixel", "is no IDX file"),
        (b"\0\x01" + GOOD[2:], "is no IDX file: it begins with 00 01 08 03"),
        (idx(IMAGES, code=0x0A), "the type 0x0a is unknown: IDX files have one of 0x08, 0x09, 0x0b"),
        (idx(IMAGES, code=0), "the type 0x00 is unknown"),
        (GOOD[:10], "is truncated: its header of 16 bytes ends after 10"),
        (HEADER, "is truncated: its header announces 2 × 3 × 4 numbers, 24 bytes, and 0 follow"),
        (GOOD[:-1], "is truncated: its header announces 2 × 3 × 4 numbers, 24 bytes, and 23 follow"),
        (GOOD + b"\0", "is too long: its header announces 2 × 3 × 4 numbers, 24 bytes, and 25 follow"),
        (idx(IMAGES, code=0x0C), "is truncated: its header announces 2 × 3 × 4 numbers, 96 bytes, and 24"),
        (b"\0\0\x08\xff" + b"\xff" * 1020, "is truncated"),  # 4294967295²⁵⁵ numbers
        (gzip.compress(GOOD, mtime=0)[:-1], "is a damaged or truncated gzip file"),
        (gzip.compress(GOOD, mtime=0)[:12], "is a damaged or truncated gzip file"),
        (gzip.compress(GOOD, mtime=0)[:-8] + b"\0" * 8, "is a damaged or truncated gzip file"),
        (b"\x1f\x8b" + b"\0" * 30, "is a damaged or truncated gzip file"),
        (gzip.compress(b"hello", mtime=0), "is no IDX file: it begins with 68 65 6c 6c"),
    ],
)
def test_what_is_no_idx_file_is_said_with_its_name(file, data, message):
    path = file(data)
    with pytest.raises(ValueError, match=re.escape(message)) as raised:
        read_idx(path)
    assert str(raised.value).startswith(str(path))


@pytest.mark.parametrize("length", range(len(GOOD)))
def test_a_file_cut_anywhere_is_an_error(file, length):
    with pytest.raises(ValueError, match=r"no IDX file|truncated"):
        read_idx(file(GOOD[:length]))
    with pytest.raises(ValueError, match=r"no IDX file|truncated"):
        read_idx(file(gzip.compress(GOOD, mtime=0)[:length]))


def test_a_missing_file_is_what_python_says(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_idx(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (IMAGES, LABELS[:1], "holds 2 images, but {labels} 1 labels"),
        (LABELS, IMAGES, "holds uint8 of shape (2,), no gray images"),
        (IMAGES, IMAGES, "holds uint8 of shape (2, 3, 4), no labels: are the two files swapped?"),
        (IMAGES.astype(np.int32), LABELS, "holds int32 of shape (2, 3, 4), no gray images"),
        (IMAGES, LABELS.astype(np.float64), "holds float64 of shape (2,), no labels"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(file, images, labels, message):
    images, labels = file(idx(images), "images"), file(idx(labels), "labels")
    with pytest.raises(ValueError, match=re.escape(message.format(labels=labels))):
        read_images(images, labels)
