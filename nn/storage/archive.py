"""Keeping a model in a file and getting it back: numpy's `.npz`, in which nothing can be executed.

Such a file is a zip archive with one array for each parameter or list of parameters, named by its path
("parameters/layers.0.neurons.0.w"; `numpy.load` shows them), and a header in JSON: the version of the
format, which model it is, shapes, labels, and how modules, lists and plain settings are nested. Arrays of
objects, in which pickles would hide, are refused by numpy.
"""

from __future__ import annotations

import io
import json
import math
import os
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from autograd import Value
from autograd.files import write
from nn.data.arrays import np
from nn.layers.module import Module
from nn.storage.structure import UnknownClassError, build, describe, settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

FORMAT, VERSION = "chalkgrad model", 1
PathLike: TypeAlias = str | os.PathLike[str]


def save(model: Module, path: PathLike) -> None:
    """Write a model to a file: parameters, their names and shapes, and the settings of its modules.

    The file appears complete or not at all: a crash leaves the old one as it was. A file that is replaced
    hands on its mode. Equal models give equal bytes.

    The file says which version of the format it has. Every later chalkgrad reads it: what is renamed in
    `nn` keeps its name in files, and a format that changes leaves the reader of the old one in place.

    Args:
        model: any Module. One that holds what cannot be written as plain data (a function of your own,
            a computed node) is stored with its parameters only, for `load_into`.
        path: where to, usually "….npz"; the name is taken as it is.

    Raises:
        ValueError: a parameter is nan or inf, two are reached by the same path, or the path of one (with the
            key of a dict, it may be) cannot stand in a file.
        TypeError: it is no Module.
        OSError: the file cannot be written.

    >>> import tempfile
    >>> from nn import MLP
    >>> model = MLP(2, [3, 1], activation="tanh")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(model, f"{folder}/model.npz")
    ...     twin = load(f"{folder}/model.npz")
    >>> repr(twin) == repr(model), twin([1.0, 2.0]).data == model([1.0, 2.0]).data
    (True, True)
    """
    if not isinstance(model, Module):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"save takes a Module, not {type(model).__name__}")
    named = list(model.named_parameters())
    numbers = np.array([parameter.data for _, parameter in named], dtype=np.float64)
    for (name, _), number in zip(named, numbers):
        if not math.isfinite(number):
            raise ValueError(f"save: {name} is {number}: only finite parameters are stored")
    arrays = {name: numbers[at].reshape(shape) for name, (shape, at) in _places(named).items()}
    _check_storable(arrays)
    structure, obstacle = describe(model)
    header = {
        "format": FORMAT,
        "version": VERSION,
        "kind": type(model).__name__,
        "repr": _text(model),
        "shapes": {name: list(array.shape) for name, array in arrays.items()},
        "labels": {name: parameter.label for name, parameter in named if parameter.label},
        "structure": structure,
        "obstacle": obstacle,
    }
    text = json.dumps(header, ensure_ascii=False)  # half a surrogate pair is read back as it is written
    entries: dict[str, NDArray[Any]] = {
        "header": np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8),
        **{f"parameters/{name}": array for name, array in arrays.items()},
    }
    write(path, _archive(entries))


def load(path: PathLike, *, classes: Iterable[type[Module]] = ()) -> Module:
    """Return the model that a file holds, built anew with its settings.

    Modules are built from their stored attributes, without calling `__init__`; parameters that were
    shared are shared again, deltas are 0. Files of all versions of the format up to the present one are
    read. A file from anywhere is safe to load: nothing in it is executed, and it takes memory in proportion
    to its length.

    Args:
        path: a file written by `save`.
        classes: Modules of your own that the model contains; those of `nn` are known.

    Raises:
        ValueError: no model file, a damaged or truncated one, one of a newer format than this chalkgrad
            knows, one with nan; a class that is not known; a model that was stored with its parameters only.
        OSError: the file cannot be read.

    >>> import tempfile
    >>> from nn import Perceptron
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Perceptron(2, output="sign"), f"{folder}/unit.npz")
    ...     load(f"{folder}/unit.npz")
    Perceptron(2, output='sign', lr=1.0)
    """
    header, arrays = _read(path)
    if header["structure"] is None:
        raise ValueError(
            f"{path} holds the parameters of {_excerpt(header['kind'])} only, "
            f"because {_excerpt(header['obstacle'])}: build the model and call load_into(model, path)"
        )
    try:
        model = build(header["structure"], classes, sum(array.size for array in arrays.values()))
        labels: dict[str, str] = header["labels"]
        for name, parameter in model.named_parameters():
            parameter.label = labels.get(name, "")
    except UnknownClassError as error:
        unknown = _excerpt(error)
        raise ValueError(f"{path} holds a {unknown}: call load(path, classes=[{unknown}])") from None
    except Exception as damage:
        raise ValueError(f"{path} is damaged: its structure cannot be built: {_excerpt(damage)}") from damage
    _fill(model, arrays, path)
    return model


def load_into(model: Module, path: PathLike) -> None:
    """Set the parameters of a model to those that a file holds.

    All is checked before anything is changed: after an error the model is as it was.

    Args:
        model: one like that which was saved: same parameters, same settings.
        path: a file written by `save`.

    Raises:
        ValueError: no model file, a damaged or truncated one, one of a newer format, one with nan; a
            parameter that is missing, surplus or of another shape; another setting, such as the
            activation of a neuron.
        TypeError: it is no Module.
        OSError: the file cannot be read.

    >>> import tempfile
    >>> from nn import MLP
    >>> model, twin = MLP(2, [1]), MLP(2, [1])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(model, f"{folder}/model.npz")
    ...     load_into(twin, f"{folder}/model.npz")
    >>> twin([1.0, 2.0]).data == model([1.0, 2.0]).data
    True
    """
    if not isinstance(model, Module):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"load_into takes a Module, not {type(model).__name__}")
    header, arrays = _read(path)
    places = _places(list(model.named_parameters()))
    _check_names({name: shape for name, (shape, _) in places.items()}, arrays, path)
    structure, _ = describe(model)
    if structure is None or header["structure"] is None:
        there, here = iter([("the model", header["repr"])]), iter([("the model", _text(model))])
    else:
        there, here = settings(header["structure"]), settings(structure)
    try:
        difference = _difference(there, dict(here))
    except Exception as damage:
        raise ValueError(f"{path} is damaged: its structure cannot be read: {_excerpt(damage)}") from damage
    if difference:
        place, in_file, in_model = difference
        raise ValueError(
            f"{path} does not fit {type(model).__name__}: {place} is {in_file} in the file, {in_model} here"
        )
    _fill(model, arrays, path)


def _difference(there: Iterable[tuple[str, str]], here: dict[str, str]) -> tuple[str, str, str] | None:
    """Return the first place where the settings of a file and of a model differ, and what both say."""
    left = dict(here)
    for place, setting in there:
        if here.get(place) != setting:
            return place, _excerpt(setting), here.get(place, "not there")
        left.pop(place, None)
    return next(((place, "not there", setting) for place, setting in left.items()), None)


# --- parameters ----------------------------------------------------------------------------------------


def _places(named: Sequence[tuple[str, Value]]) -> dict[str, tuple[tuple[int, ...], list[int]]]:
    """Return for each array of a file its shape and the positions of its numbers among all parameters.

    w.0, w.1, w.2 become the array w of shape (3,), rows.0.0 … rows.4.1 become rows of shape (5, 2). Where
    such a grid has holes, because some of it is shared with an earlier path, each stands for itself.
    """
    grids: dict[str, dict[tuple[int, ...], int]] = {}
    for position, (path, _) in enumerate(named):
        parts = path.split(".")
        n = len(parts)
        while n > 1 and parts[n - 1].isdecimal():
            n -= 1
        grid = grids.setdefault(".".join(parts[:n]), {})
        index = tuple(map(int, parts[n:]))
        if index in grid:
            raise ValueError(f"two parameters have the path {path}: rename an attribute or a key")
        grid[index] = position
    places: dict[str, tuple[tuple[int, ...], list[int]]] = {}
    for name, grid in grids.items():
        dimensions = {len(index) for index in grid}
        shape = tuple(max(axis) + 1 for axis in zip(*grid)) if len(dimensions) == 1 else ()
        if len(dimensions) == 1 and math.prod(shape) == len(grid):
            places[name] = shape, [grid[index] for index in np.ndindex(shape)]
        else:
            for position in grid.values():
                places[named[position][0]] = (), [position]
    return places


def _check_storable(names: Iterable[str]) -> None:
    """Refuse names that zip cannot write, or would cut off: it ends them at a NUL."""
    for name in names:
        try:
            length = len(f"parameters/{name}.npy".encode())
        except UnicodeEncodeError:
            length = math.inf
        if "\0" in name or length > 0xFFFF:
            raise ValueError(
                f"save: the parameter {_excerpt(ascii(name))} has a name that cannot stand in a file, which "
                "has no NUL, no half of a surrogate pair, at most 65,000 bytes: rename an attribute or a key"
            )


def _fill(model: Module, arrays: dict[str, Array], path: PathLike) -> None:
    """Write arrays into the parameters of a model, once all of them fit."""
    named = list(model.named_parameters())
    places = _places(named)
    _check_names({name: shape for name, (shape, _) in places.items()}, arrays, path)
    for name, (_, positions) in places.items():
        for position, number in zip(positions, arrays[name].ravel().tolist()):
            named[position][1].data = number


def _check_names(shapes: dict[str, tuple[int, ...]], arrays: dict[str, Array], path: PathLike) -> None:
    for name, shape in shapes.items():
        if name not in arrays:
            raise ValueError(
                f"{path} has no parameter {name} of shape {shape}: it was saved from another model"
            )
        if arrays[name].shape != shape:
            raise ValueError(
                f"{path}: {name} has shape {arrays[name].shape} in the file, {shape} in the model"
            )
    for name, array in arrays.items():
        if name not in shapes:
            raise ValueError(
                f"{path} has a surplus parameter {_excerpt(name)} of shape {array.shape}: the model has none"
            )


def _text(model: Module) -> str:
    """Return the repr of a model without addresses in memory, which differ from run to run."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", repr(model))


# --- the file ------------------------------------------------------------------------------------------


def _archive(entries: dict[str, NDArray[Any]]) -> bytes:
    """Return an `.npz` file; `ZipInfo` dates every entry 1980, so that equal models give equal files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in entries.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)
    return buffer.getvalue()


def _read(path: PathLike) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the header and the arrays of a file in which everything is in order.

    Nothing is allocated that the file only announces: entries are stored as they are, together no longer than
    the file, and an array is a view of its bytes.
    """
    header, entries = _header(path)
    announced = f"{path} is damaged: its arrays are not those that its header announces"
    try:
        labels, shapes = header["labels"], header["shapes"]
        number = np.dtype(np.float64)
        arrays: dict[str, Array] = {name: _array(entries[f"parameters/{name}"], number) for name in shapes}
        whole = (
            {"kind", "repr", "structure", "obstacle"} <= set(header)
            and all(isinstance(label, str) for label in labels.values())
            and len(entries) == len(arrays)
            and all(array.shape == tuple(shapes[name]) for name, array in arrays.items())
        )
    except Exception as damage:
        raise ValueError(f"{announced}: {_excerpt(damage)}") from damage
    if not whole:
        raise ValueError(announced)
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ValueError(
                f"{path} holds a {_excerpt(name)} that is nan or inf: the file is not to be used"
            )
    return header, arrays


def _header(path: PathLike) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the header of a file of a version that is known, and the entries beside it."""
    byte = np.dtype(np.uint8)  # where numpy is missing, it is said here
    data = Path(path).read_bytes()
    try:
        entries = _entries(data)
        header = json.loads(_array(entries.pop("header"), byte).tobytes())
        known = header["format"] == FORMAT
    except Exception as damage:  # a file from anywhere can be wrong in any way
        raise ValueError(
            f"{path} is no model file, or a damaged or truncated one: {_excerpt(damage)}"
        ) from damage
    if not known:
        raise ValueError(f"{path} is no model file: it says it is {_excerpt(repr(header['format']))}")
    version = header.get("version")
    if type(version) is not int or version < 1:
        raise ValueError(f"{path} is damaged: it has version {_excerpt(repr(version))} of the format")
    if version > VERSION:
        raise ValueError(
            f"{path} has version {_excerpt(version)} of the format, this chalkgrad reads up to {VERSION}: "
            "a newer chalkgrad wrote it; run `pip install --upgrade chalkgrad`"
        )
    return header, entries


def _entries(data: bytes) -> dict[str, bytes]:
    """Return what a zip archive holds, by name: nothing is compressed, so no more than its own length."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
            raise ValueError("its entries are compressed, and `save` compresses nothing")
        if sum(entry.file_size for entry in entries) > len(data):
            raise ValueError("its entries announce more bytes than the file has")
        return {entry.filename.removesuffix(".npy"): archive.read(entry) for entry in entries}


def _array(entry: bytes, kind: np.dtype[Any]) -> NDArray[Any]:
    """Return the array that an entry holds, if its shape and kind are what its bytes are enough for."""
    stream = io.BytesIO(entry)
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = read(stream)
    start = stream.tell()
    if dtype != kind or len(entry) - start != math.prod(shape) * kind.itemsize:
        raise ValueError(f"an entry of {len(entry)} bytes is no array of {kind} of shape {shape}")
    return np.frombuffer(entry, kind, offset=start).reshape(shape, order="F" if fortran else "C")


def _excerpt(thing: object) -> str:
    """Return the beginning of what a file says, which may be long."""
    text = str(thing)
    return text if len(text) <= 200 else text[:197] + "..."
