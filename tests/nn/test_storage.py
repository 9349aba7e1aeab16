"""Files of models: everything comes back, damage is noticed, and an error leaves the model as it was."""

import contextlib
import io
import json
import os
import pickle
import random
import re
import tracemalloc
import zipfile
import zlib
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import nn
from autograd import Value
from nn import MLP, Layer, Module, Neuron, Perceptron, Sequential
from nn.storage.archive import load, load_into, save


class Line(Module):
    def __init__(self, slope=2.0):
        self.slope, self.offset, self.history = Value(slope, label="slope"), Value(-1.0), ["made", {"by": 7}]

    def __call__(self, x):
        return self.slope * x + self.offset


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.npz"


def numbers(model):
    return {name: (parameter.data, parameter.label) for name, parameter in model.named_parameters()}


MODELS = {
    "neuron": (lambda: Neuron(3, activation="sigmoid", rng=0), [1.0, -2.0, 0.5]),
    "layer": (lambda: Layer(3, 4, nonlin=False, rng=0), [1.0, -2.0, 0.5]),
    "MLP": (lambda: MLP(3, [4, 4, 1], activation="tanh", rng=0), [1.0, -2.0, 0.5]),
    "leaky": (lambda: MLP(3, [2], output=partial(nn.leaky_relu, slope=0.1), rng=0), [1.0, -2.0, 0.5]),
    "maxout": (lambda: nn.Maxout(3, 2, pieces=3, rng=0), [1.0, -2.0, 0.5]),
    "residual": (
        lambda: Sequential(nn.Residual(Layer(3, 3, rng=0)), nn.DenseConnection(Layer(3, 2)), nn.Softmax()),
        [1.0, -2.0, 0.5],
    ),
    "highway": (lambda: nn.Highway(3, rng=0), [1.0, -2.0, 0.5]),
    "convolution": (
        lambda: Sequential(nn.Conv2d(1, 2, 2, rng=0), nn.flatten, Layer(8, 2, rng=1)),
        [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]],
    ),
    "attention": (lambda: nn.Attention(3, 2, rng=0), [[1.0, -2.0, 0.5], [0.0, 1.0, 2.0]]),
    "norms": (lambda: Sequential(nn.LayerNorm(3), nn.RMSNorm(3)), [1.0, -2.0, 0.5]),
    "embedding": (lambda: nn.Embedding(5, 2, rng=0), 3),
    "encoding": (lambda: Sequential(nn.PositionalEncoding(1, octaves=3), Layer(6, 1, rng=0)), [0.3]),
    "perceptron": (lambda: Perceptron(2, output="sign", lr=0.5), [1.0, 2.0]),
    "adaline": (lambda: nn.Adaline(2, lr=0.25), [1.0, 2.0]),
    "madaline": (lambda: nn.Madaline(2, rng=0), [1.0, 2.0]),
    "Boolean network": (lambda: nn.boolean_network(nn.XOR), [1, 0]),
    "approximator": (lambda: nn.universal_approximator(abs, -1.0, 1.0, stumps=5), [0.3]),
}  # fmt: skip


def outputs(y):
    return [outputs(part) for part in y] if isinstance(y, list) else y.data


@pytest.mark.parametrize(("make", "x"), MODELS.values(), ids=MODELS)
def test_a_model_comes_back_with_its_numbers_settings_and_answers(path, make, x):
    model = make()
    save(model, path)
    twin = load(path)
    assert type(twin) is type(model)
    assert repr(twin) == repr(model)
    assert numbers(twin) == numbers(model)
    assert outputs(twin(x)) == outputs(model(x))
    assert not set(twin.parameters()) & set(model.parameters())


@pytest.mark.parametrize(("make", "x"), MODELS.values(), ids=MODELS)
def test_a_model_of_the_same_kind_takes_over_the_numbers(path, make, x):
    model, twin = make(), make()
    for parameter in model.parameters():
        parameter.data += 0.125
    save(model, path)
    load_into(twin, path)
    assert numbers(twin) == numbers(model)
    assert outputs(twin(x)) == outputs(model(x))


def test_every_number_comes_back_to_the_last_bit(path):
    layer = Layer(7, 1)
    for w, number in zip(
        layer.neurons[0].w, (0.1, -0.0, 5e-324, 1.7976931348623157e308, 1 / 3, -1e-17, 2**53 + 1)
    ):
        w.data = float(number)
    save(layer, path)
    assert [w.data.hex() for w in load(path).parameters()] == [w.data.hex() for w in layer.parameters()]


def test_deltas_start_at_0_and_labels_come_back(path):
    line = Line()
    line(3.0).backward()
    save(line, path)
    twin = load(path, classes=[Line])
    assert [parameter.grad for parameter in twin.parameters()] == [0, 0]
    assert [parameter.label for parameter in twin.parameters()] == ["slope", ""]


def test_a_class_of_ones_own_comes_back_when_it_is_named(path):
    save(Line(5.0), path)
    twin = load(path, classes=[Line])
    assert (type(twin), twin(1.0).data, twin.history) == (Line, 4.0, ["made", {"by": 7}])
    with pytest.raises(ValueError, match=re.escape("holds a Line: call load(path, classes=[Line])")):
        load(path)


def test_a_class_of_ones_own_is_not_mistaken_for_one_of_nn(path):
    other = type("MLP", (Line,), {})
    save(other(), path)
    with pytest.raises(ValueError, match=re.escape("holds a MLP: call load(path, classes=[MLP])")):
        load(path)
    assert type(load(path, classes=[other])) is other


def test_what_is_shared_is_shared_again(path):
    layer = Layer(2, 3)
    layer.neurons[1].w = layer.neurons[0].w  # the same list
    layer.neurons[2].w[0] = layer.neurons[0].w[1]  # the same Value
    layer.neurons.append(layer.neurons[0])  # the same neuron
    layer.whole = layer
    save(layer, path)
    twin = load(path)
    assert twin.neurons[1].w is twin.neurons[0].w
    assert twin.neurons[2].w[0] is twin.neurons[0].w[1]
    assert twin.neurons[3] is twin.neurons[0]
    assert twin.whole is twin
    assert numbers(twin) == numbers(layer)
    assert len(twin.parameters()) == 6
    load_into(layer, path)


def test_constants_tuples_and_dicts_come_back(path):
    line = Line()
    line.constant = (line.slope + 3).parents[1]
    line.constant.label = "three"
    line.parts = {"left": (Value(1.0), None, True), 3: {"deep": [Value(2.5), 1.5, "text"]}}
    save(line, path)
    twin = load(path, classes=[Line])
    assert (twin.constant.data, twin.constant.op, twin.constant.label) == (3.0, line.constant.op, "three")
    assert twin.parts["left"][1:] == (None, True)
    assert twin.parts[3]["deep"][1:] == [1.5, "text"]
    assert numbers(twin) == numbers(line)


def test_numpy_shows_names_and_shapes(path):
    model = Sequential(nn.Embedding(4, 2, rng=0), MLP(2, [3, 1], rng=0))
    save(model, path)
    with np.load(path) as archive:
        found = {name: archive[name].shape for name in archive.files if name != "header"}
    assert found == {
        "parameters/layers.0.rows": (4, 2),
        **{f"parameters/layers.1.layers.0.neurons.{i}.w": (2,) for i in range(3)},
        **{f"parameters/layers.1.layers.0.neurons.{i}.b": () for i in range(3)},
        "parameters/layers.1.layers.1.neurons.0.w": (3,),
        "parameters/layers.1.layers.1.neurons.0.b": (),
    }
    assert np.load(path)["parameters/layers.0.rows"].tolist() == [
        [v.data for v in row] for row in model.layers[0].rows
    ]


def test_equal_models_give_equal_files(path, tmp_path):
    for place in (path, tmp_path / "again"):
        save(MLP(2, [3, 1], rng=0), str(place))
    assert path.read_bytes() == (tmp_path / "again").read_bytes()


# --- what cannot be written as plain data ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Neuron(2, activation=lambda z: z.sin()), "activation is a function that is no plain data"),
        (
            lambda: Sequential(Layer(2, 2), print),
            "layers.1 is a builtin_function_or_method that is no plain data",
        ),
    ],
)
def test_a_model_with_a_function_of_ones_own_is_stored_with_its_parameters_only(path, make, reason):
    model, twin = make(), make()
    save(model, path)
    with pytest.raises(
        ValueError, match=re.escape(f"only, because {reason}: build the model and call load_into")
    ):
        load(path)
    load_into(twin, path)
    assert numbers(twin) == numbers(model)


def test_a_function_of_ones_own_is_not_mistaken_for_one_of_the_same_name(path):
    def tanh(z):
        return z.tanh() * 1.7

    save(Neuron(2, activation=tanh), path)
    with pytest.raises(ValueError, match="because activation is a function that is no plain data"):
        load(path)


def test_a_computed_node_is_no_plain_data(path):
    line = Line()
    line.last = line(3.0)
    save(line, path)
    with pytest.raises(ValueError, match="because last is a computed node"):
        load(path, classes=[Line])
    load_into(Line(), path)


# --- files that do not fit a model -----------------------------------------------------------------------


def untouched(model, call, error, message):
    before, text = numbers(model), repr(model)
    with pytest.raises(error, match=re.escape(message)):
        call()
    assert (numbers(model), repr(model)) == (before, text)


@pytest.mark.parametrize(
    ("saved", "model", "message"),
    [
        (MLP(2, [3, 1]), MLP(2, [3, 2]), "has no parameter layers.1.neurons.1.w of shape (3,)"),
        (MLP(2, [3, 2]), MLP(2, [3, 1]), "has a surplus parameter layers.1.neurons.1.w of shape (3,)"),
        (MLP(2, [3, 1]), MLP(3, [3, 1]), "layers.0.neurons.0.w has shape (2,) in the file, (3,) in"),
        (nn.Embedding(3, 2), nn.Embedding(2, 3), "rows has shape (3, 2) in the file, (2, 3) in the model"),
        (Neuron(2), Layer(2, 1), "has no parameter neurons.0.w"),
        (Layer(2, 1), Neuron(2), "has no parameter w of shape (2,)"),
        (
            MLP(2, [3, 1], activation="relu"), MLP(2, [3, 1], activation="tanh"),
            "layers.0.neurons.0.activation is function relu in the file, function tanh here",
        ),
        (
            Neuron(1, activation=nn.leaky_relu), Neuron(1, activation=partial(nn.leaky_relu, slope=0.1)),
            "activation.slope is not there in the file, 0.1 here",
        ),
        (
            Neuron(1, activation=partial(nn.leaky_relu, slope=0.2)),
            Neuron(1, activation=partial(nn.leaky_relu, slope=0.1)),
            "activation.slope is 0.2 in the file, 0.1 here",
        ),
        (nn.Attention(2, 2, causal=True), nn.Attention(2, 2, causal=False), "causal is True in the file"),
        (Perceptron(2), nn.Adaline(2), "does not fit Adaline: the model is module Perceptron in the file"),
        (Neuron(1), Neuron(1, activation=lambda z: z.sin()), "is ReLUNeuron(1) in the file, CustomNeuron(1)"),
    ],
)  # fmt: skip
def test_a_file_of_another_model_is_refused(path, saved, model, message):
    save(saved, path)
    untouched(model, lambda: load_into(model, path), ValueError, message)


def test_parameters_shared_differently_are_refused(path):
    tied, free = Layer(2, 2), Layer(2, 2)
    tied.neurons[1].w = tied.neurons[0].w
    save(tied, path)
    untouched(free, lambda: load_into(free, path), ValueError, "has no parameter neurons.1.w")
    save(free, path)
    untouched(tied, lambda: load_into(tied, path), ValueError, "has a surplus parameter neurons.1.w")


# --- files that are none ----------------------------------------------------------------------------------


def rewritten(path, change):
    """Write the file of a model again with its entries changed by a function."""
    with np.load(path) as archive:
        entries = {name: archive[name] for name in archive.files}
    header = json.loads(entries["header"].tobytes())
    change(entries, header)
    if "header" in entries:
        entries["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    np.savez(path, **entries)


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


class Exploit:
    def __reduce__(self):
        return os.mkdir, ("executed",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"PK\x03\x04",
        bytes(1000),
        npy(np.arange(3.0)),
        npy(np.array([Exploit()], dtype=object)),
        pickle.dumps(Exploit()),
        zipped(),
        zipped(**{"readme.txt": "hello"}),
        zipped(**{"header.npy": "hello"}),
        zipped(**{"header.npy": npy(np.array([Exploit()], dtype=object))}),
        zipped(**{"header.npy": npy(np.frombuffer(b"{}", dtype=np.uint8))}),
        zipped(**{"header.npy": npy(np.frombuffer(b"[1]", dtype=np.uint8))}),
        zipped(**{"header.npy": npy(np.frombuffer(b"[" * 100000, dtype=np.uint8))}),
        zipped(**{"header.npy": npy(np.frombuffer(b'{"format": "other"}', dtype=np.uint8))}),
        zipped(**{"w.npy": npy(np.ones(3))}),
    ],
)
def test_a_foreign_file_is_refused_and_nothing_in_it_is_executed(path, data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path.write_bytes(data)
    model = Neuron(2)
    untouched(model, lambda: load_into(model, path), ValueError, f"{path} is no model file")
    untouched(model, lambda: load(path), ValueError, f"{path} is no model file")
    assert not (tmp_path / "executed").exists()


def test_a_file_cut_anywhere_is_refused(path):
    model = Neuron(2, rng=0)
    save(model, path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 13):
        path.write_bytes(whole[:length])
        untouched(model, lambda: load_into(model, path), ValueError, "truncated")


def test_a_damaged_byte_is_noticed_or_does_not_matter(path):
    model = Neuron(2, rng=0)
    save(model, path)
    whole, wanted = path.read_bytes(), numbers(model)
    refused = 0
    for position in range(0, len(whole), 3):
        damaged = bytearray(whole)
        damaged[position] ^= random.Random(position).randrange(1, 256)
        path.write_bytes(damaged)
        twin = Neuron(2, activation="relu", rng=1)
        before = numbers(twin)
        try:
            load_into(twin, path)
        except ValueError:
            assert numbers(twin) == before
            refused += 1
        else:
            assert numbers(twin) == wanted  # a date, or what zip does not use
    assert refused > len(whole) / 3 * 0.8


def put(name, array):
    return lambda entries, header: entries.update({name: array})


def say(**changes):
    return lambda entries, header: header.update(changes)


def structure(change):
    def apply(entries, header):
        change(header["structure"]["attributes"])

    return apply


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("parameters/w", np.array([1.0, np.nan])), "holds a w that is nan or inf"),
        (put("parameters/b", np.array(np.inf)), "holds a b that is nan or inf"),
        (
            put("parameters/w", np.array([1.0, 2.0, 3.0])),
            "its arrays are not those that its header announces",
        ),
        (put("parameters/w", np.array([1, 2])), "its arrays are not those"),
        (put("parameters/w", np.array(["a", "b"])), "its arrays are not those"),
        (put("parameters/c", np.array(1.0)), "its arrays are not those"),
        (put("other", np.array(1.0)), "its arrays are not those"),
        (lambda entries, header: entries.pop("parameters/b"), "its arrays are not those"),
        (lambda entries, header: entries.pop("header"), "is no model file"),
        (
            say(version=2),
            "has version 2 of the format, this chalkgrad reads up to 1: a newer chalkgrad wrote it",
        ),
        (say(version=10**4000), "has version 1000000"),
        (say(version=None), "is damaged: it has version None of the format"),
        (say(version=0), "is damaged: it has version 0 of the format"),
        (say(version=True), "is damaged: it has version True of the format"),
        (say(version="1"), "is damaged: it has version '1' of the format"),
        (say(format="other"), "is no model file: it says it is 'other'"),
        (say(shapes=None), "its arrays are not those"),
        (say(shapes={"w": [2]}), "its arrays are not those"),
        (say(labels=[]), "is damaged"),
        (lambda entries, header: header.pop("structure"), "is damaged"),
        (say(structure=5), "is damaged: its structure cannot be built: a int is no model"),
        (say(structure=[1]), "is damaged: its structure cannot be built"),
        (say(structure={"nonsense": 1}), "is damaged: its structure cannot be built"),
        (say(structure={"module": "save", "attributes": []}), "is damaged: its structure cannot be built"),
        (
            say(structure={"module": "Neuron", "attributes": [[1]]}),
            "is damaged: its structure cannot be built",
        ),
        (say(structure={"module": "Neuron", "attributes": []}), "has a surplus parameter w"),
        (
            structure(lambda attributes: attributes.append(["f", {"function": "save"}])),
            "structure cannot be built",
        ),
        (structure(lambda attributes: attributes.append(["f", {"again": 99}])), "structure cannot be built"),
        (
            structure(lambda attributes: attributes.append(["c", {"parameter": 9}])),
            "a parameter 9 of the 3 of the file",
        ),
        (structure(lambda attributes: attributes.pop(1)), "has a surplus parameter b"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(path, change, message):
    save(Neuron(2), path)
    rewritten(path, change)
    with pytest.raises(ValueError, match=re.escape(message)) as raised:
        load(path)
    assert str(raised.value).startswith(str(path))


def test_a_structure_that_makes_no_sense_is_refused_by_load_into(path):
    model = Neuron(2)
    save(model, path)
    rewritten(path, say(structure={"module": "Neuron", "attributes": [[1]]}))
    untouched(model, lambda: load_into(model, path), ValueError, "is damaged: its structure cannot be read")


# --- files that want more than they are ---------------------------------------------------------------------


def npz(structure, shapes, *, compression=zipfile.ZIP_STORED, header=b"", **entries):
    """Return a file of a model whose header says so; other entries are bytes or arrays."""
    said = {"format": "chalkgrad model", "version": 1, "kind": "Layer", "repr": "", "labels": {}}
    said |= {"shapes": shapes, "structure": structure, "obstacle": None}
    said = json.dumps(said).encode() + header
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("header.npy", npy(np.frombuffer(said, dtype=np.uint8)))
        for name, data in entries.items():
            archive.writestr(f"parameters/{name}.npy", data if isinstance(data, bytes) else npy(data))
    return buffer.getvalue()


def layer(*things):
    return {"module": "Layer", "attributes": [[f"a{i}", thing] for i, thing in enumerate(things)]}


def nested(levels, inside):
    """Return a dict in a dict in a dict, with keys of 1,000 letters."""
    for _ in range(levels):
        inside = {"dict": [["k" * 1000, inside]]}
    return inside


def doubled(levels):
    """Return lists of which each holds the one before it twice."""
    first = {"list": [{"parameters": [0, 1]}]}
    return [first, *[{"list": [{"again": i + 1}] * 2} for i in range(levels)]]


def announcing(shape):
    """Return an array file that announces a shape and holds 8 bytes."""
    true, lie = b"(1,), }" + b" " * 20, f"({shape},), }}".encode().ljust(27)
    assert true in npy(np.ones(1))
    return npy(np.ones(1)).replace(true, lie)


def overlapping():
    """Return an archive of 100 entries, each of which contains the next: 300,000 bytes a hundred times."""
    data, infos = bytes(300_000), []
    for i in range(100):
        infos.append(zipfile.ZipInfo(f"{i}.npy"))
        infos[-1].CRC, infos[-1].file_size, infos[-1].compress_size = zlib.crc32(data), len(data), len(data)
        data = infos[-1].FileHeader() + data
        infos[-1].header_offset = -len(data)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.fp.write(data)
        for info in infos:
            info.header_offset += len(data)
        archive.filelist, archive.start_dir, archive._didModify = infos, len(data), True
    return buffer.getvalue()


W = {"w": [1]}
BOMBS = {
    "a compressed header": npz(None, W, compression=zipfile.ZIP_DEFLATED, header=b" " * 30_000_000),
    "a compressed array": npz(None, W, compression=zipfile.ZIP_DEFLATED, w=np.zeros(4_000_000)),
    "an array longer than its bytes": npz(layer(), W, w=announcing(10**7)),
    "an array longer than any memory": npz(layer(), W, w=announcing(10**15)),
    "the same in the header, too": npz(layer(), {"w": [10**7]}, w=announcing(10**7)),
    "entries that contain each other": overlapping(),
    "parameters that are not there": npz(layer({"parameters": [0, 3 * 10**6]}), W, w=np.ones(1)),
    "parameters from far away": npz(layer({"parameters": [10**7, 3 * 10**6]}), W, w=np.ones(1)),
    "parameters below 0": npz(layer({"parameters": [-3 * 10**6, 3 * 10**6]}), W, w=np.ones(1)),
    "lists that share all parameters": npz(
        layer(*[{"parameters": [0, 20_000]}] * 500), {"w": [20_000]}, w=np.ones(20_000)
    ),
    "lists of lists of lists": npz(layer(*doubled(60)), {"a0": [1, 1]}, a0=np.ones((1, 1))),
    "long paths to many parameters": npz(
        layer(nested(200, {"parameters": [0, 5000]})), {"w": [5000]}, w=np.ones(5000)
    ),
    "long paths to many settings": npz(
        layer(nested(200, {"list": [1] * 20_000})), {"w": [1], "b": []}, w=np.ones(1), b=np.ones(())
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_a_file_takes_memory_in_proportion_to_its_length(path, data):
    path.write_bytes(data)
    for read in (load, partial(load_into, Neuron(1))):
        tracemalloc.start()
        with contextlib.suppress(ValueError):
            read(path)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 12_000_000 + 10 * len(data)


def test_lists_that_hold_each_other_are_read_once(path):
    path.write_bytes(BOMBS["lists of lists of lists"])
    assert [name for name, _ in load(path).named_parameters()] == ["a0.0.0"]


def test_a_path_without_end_is_stored_as_parameters_only(path):
    line = Line()
    line.history = {"k" * 300: 1}
    save(line, path)
    with pytest.raises(ValueError, match=re.escape("because history.kkkk")) as raised:
        load(path, classes=[Line])
    assert "is a path of more than 250 characters" in str(raised.value)
    load_into(line, path)


def test_what_a_file_says_is_quoted_in_short(path):
    for change in (say(format="x" * 10**6), say(version=[1] * 10**6), say(structure={"module": "x" * 10**6})):
        save(Neuron(2), path)
        rewritten(path, change)
        with pytest.raises(ValueError, match=r"is damaged|is no model") as raised:
            load(path)
        assert len(str(raised.value)) < 600


# --- the present version, and those to come ---------------------------------------------------------------


def test_the_file_of_version_1_is_read(path):
    """Made by `save` when version 1 was the present one; never written again."""
    model = load(Path(__file__).parent / "data" / "model-version-1.npz")
    assert repr(model) == (
        "Sequential of [MLP of [Layer of [TanhNeuron(2), TanhNeuron(2), TanhNeuron(2)], "
        "Layer of [LinearNeuron(3), LinearNeuron(3)]], LayerNorm(2), Softmax()]"
    )
    assert model.parameters()[0].label == "w11"
    assert [y.data for y in model([1.0, -2.0])] == pytest.approx([0.11920747217006224, 0.8807925278299377])


def test_a_missing_file_is_what_python_says(path):
    with pytest.raises(FileNotFoundError):
        load(path)
    with pytest.raises(FileNotFoundError):
        load_into(Neuron(1), path)


# --- writing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_model_with_nan_is_not_stored(path, number):
    model = Neuron(2)
    model.w[1].data = number
    with pytest.raises(ValueError, match=re.escape(f"save: w.1 is {number}: only finite parameters")):
        save(model, path)
    assert not path.exists()


def test_two_parameters_of_one_path_are_not_stored(path):
    model = Line()
    model.parts, model.__dict__["parts.a"] = {"a": Value(1.0)}, Value(2.0)
    with pytest.raises(ValueError, match=re.escape("two parameters have the path parts.a")):
        save(model, path)


@pytest.mark.parametrize("thing", [None, [Value(1.0)], "model", MLP])
def test_only_modules_are_stored(path, thing):
    with pytest.raises(TypeError, match="save takes a Module, not"):
        save(thing, path)
    with pytest.raises(TypeError, match="load_into takes a Module, not"):
        load_into(thing, path)


def test_a_crash_while_writing_leaves_the_old_file(path, monkeypatch):
    save(Neuron(2, rng=0), path)
    before = path.read_bytes()

    def crash(*arguments):
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(OSError, match="the disk is full"):
        save(Neuron(2, rng=1), path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_rows_may_stand_in_a_file_column_by_column(path):
    model, other = Line(), Line()
    model.table = [[Value(2.0 * row + column) for column in range(2)] for row in range(3)]
    other.table = [[Value(0.0) for _ in row] for row in model.table]
    save(model, path)

    def columns_first(entries, header):
        assert entries["parameters/table"].shape == (3, 2)
        entries["parameters/table"] = np.asfortranarray(entries["parameters/table"])

    rewritten(path, columns_first)
    load_into(other, path)
    assert numbers(other) == numbers(model)


def test_an_attribute_may_be_called_by_a_number(path):
    model, other = Line(slope=3.0), Line(slope=0.0)
    for line, data in ((model, 1.5), (other, 0.0)):
        setattr(line, "0", Value(data))
    save(model, path)
    load_into(other, path)
    assert numbers(other) == numbers(model)


LONGEST = "a" * (65_535 - len("parameters/table..npy"))  # zip counts the bytes of a name with two bytes


def test_a_name_may_be_as_long_as_zip_can_write(path):
    model, other = Line(), Line()
    model.table, other.table = {LONGEST: Value(1.5)}, {LONGEST: Value(0.0)}
    save(model, path)
    load_into(other, path)
    assert other.table[LONGEST].data == 1.5


@pytest.mark.parametrize("key", ["a\0b", "\ud800", LONGEST + "a"])
def test_a_name_that_cannot_stand_in_a_file_is_refused_and_the_old_file_stays(path, key):
    save(Line(), path)
    before = path.read_bytes()
    model = Line()
    model.table = {key: Value(1.5)}
    with pytest.raises(ValueError, match=r"save: the parameter 'table.* cannot stand in a file, .*: rename"):
        save(model, path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_texts_that_are_no_names_may_hold_anything(path):
    model = Line()
    model.history = ["a\0b", "\ud800", "a" * 70_000]
    model.slope.label = "\ud800"
    save(model, path)
    twin = load(path, classes=[Line])
    assert twin.history == model.history
    assert twin.slope.label == "\ud800"
