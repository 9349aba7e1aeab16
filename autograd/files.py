"""Writing files: whole or not at all. Models, drawings and pages are written by it."""

import os
from pathlib import Path


def write(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """Write a file by way of a temporary one beside it, so that a failure leaves what was there before.

    A file that is replaced hands on its mode, and a link stays a link.

    Args:
        path: where to; the folder must be there.
        content: bytes, or a text, which is written in UTF-8 with its line ends as they are.

    Returns:
        The path written.

    Raises:
        OSError: the folder is not there or cannot be written to.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(f"{folder}/sum.txt", "Σ").read_bytes()
    b'\\xce\\xa3'
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"cannot write {path}: there is no folder {path.parent}")
    place = Path(os.path.realpath(path))
    temporary = place.with_name(f".{place.name[:40]}.{os.urandom(4).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            if place.exists():
                os.chmod(temporary, place.stat().st_mode & 0o777)
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return path
