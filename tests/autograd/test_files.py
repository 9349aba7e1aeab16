"""A file is written whole or not at all, and stays what it was besides: its mode, a link."""

import os
import stat

import pytest

from autograd.files import write

POSIX = pytest.mark.skipif(os.name == "nt", reason="modes, links and long names are of POSIX")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "file.svg"


@pytest.mark.parametrize(
    ("content", "written"),
    [(b"\x00\r\n\xff", b"\x00\r\n\xff"), ("δ = 1\n", "δ = 1\n".encode()), ("a\r\nb", b"a\r\nb"), ("", b"")],
)
def test_what_is_written_is_the_content_and_nothing_else(path, content, written):
    path.write_bytes(b"what was there before, and longer")
    assert write(str(path), content) == path
    assert path.read_bytes() == written
    assert os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("step", ["chmod", "fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt("now")])
def test_a_crash_leaves_the_old_file_and_nothing_else(path, monkeypatch, step, error):
    path.write_bytes(b"old")

    def crash(*_):
        raise error

    monkeypatch.setattr(os, step, crash)
    with pytest.raises(type(error), match=r"No space|now"):
        write(path, "new")
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == [path.name]


def test_a_text_that_cannot_be_written_leaves_the_old_file_and_nothing_else(path):
    path.write_bytes(b"old")
    with pytest.raises(UnicodeEncodeError):
        write(path, "half of a pair: \ud800")
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == [path.name]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"cannot write .*f\.svg: there is no folder .*nowhere"):
        write(tmp_path / "nowhere" / "f.svg", "")


def test_a_folder_in_the_way_is_an_error_that_leaves_nothing(path):
    path.mkdir()
    with pytest.raises(OSError, match=r"directory|denied"):
        write(path, "")
    assert os.listdir(path.parent) == [path.name]


@POSIX
def test_a_name_as_long_as_names_can_be_is_written(tmp_path):
    path = tmp_path / ("n" * 251 + ".svg")
    assert write(path, "new").read_bytes() == b"new"


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_a_file_that_is_replaced_hands_on_its_mode(path, mode):
    path.touch()
    path.chmod(mode)
    write(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_bytes() == b"new"


@POSIX
def test_what_is_new_in_a_private_file_is_private_before_it_is_in_place(path, monkeypatch):
    path.touch()
    path.chmod(0o600)
    modes = []
    monkeypatch.setattr(os, "fsync", lambda handle: modes.append(stat.S_IMODE(os.fstat(handle).st_mode)))
    write(path, "new")
    assert modes == [0o600]


@POSIX
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_mode_that_the_user_has_chosen_for_new_files(path, mask):
    before = os.umask(mask)
    try:
        write(path, "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


@POSIX
def test_a_link_stays_a_link(path, tmp_path):
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link"
    link.symlink_to(path)
    assert write(link, "through") == link
    assert link.is_symlink()
    assert path.read_bytes() == b"through"
