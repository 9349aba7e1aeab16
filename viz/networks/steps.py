"""What happens in a network step by step: forward, the seed, and back layer by layer.

The page shows these steps; all its texts are made here, in words, letters and numbers. Letters: W, b, z and δ
of a layer, x inputs, h hidden units, y outputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from autograd.labels import written
from viz.networks.columns import Columns
from viz.networks.diagram import Diagram, Weight
from viz.networks.sample import Sample
from viz.scenes.text import number

Line: TypeAlias = list[tuple[str, str]]  # (text, what it is: "data", "delta", "partial" or "")
_TERMS = 6  # of a sum that are written out
_ALSO = {"sigmoid": "σ"}


class Step(NamedTuple):
    """One step.

    Attributes:
        phase, sentence: what happens, in words.
        kind: "forward", "backward" or "".
        formula: the same in letters.
        values: so many columns have activations, from the left.
        deltas: the columns from this one on have deltas.
        lit: the weights that carry it enter this column; 0 for none.
        sums: for each unit that computes something in this step, its place and what it computes in numbers.
    """

    phase: str
    kind: str
    sentence: str
    formula: str
    values: int
    deltas: int
    lit: int
    sums: dict[int, list[Line]]


def network_steps(model: Columns, diagram: Diagram, sample: Sample, digits: int) -> list[Step]:
    """Return the steps of a sample; those backward only if there is something to differentiate.

    >>> from nn import Neuron
    >>> from viz.networks.columns import read_model
    >>> from viz.networks.diagram import lay_out
    >>> from viz.networks.sample import computed
    >>> neuron = Neuron(1, activation="sigmoid", initializer="zeros")
    >>> columns = read_model(neuron)
    >>> sample = computed(neuron, columns, [2.0])
    >>> for step in network_steps(columns, lay_out(columns, sample), sample, 3):
    ...     print(step.phase, step.formula, sep=" | ")
    Inputs | x
    Forward, layer 1 of 1 | y = σ(z), z = W x + b
    Seed | δ = ∂y/∂y ⊙ σ′(z)
    Backward, inputs | ∂y/∂x = Wᵀ δ
    Gradients | ∂y/∂W = δ xᵀ, ∂y/∂b = δ
    """
    said = _Said(model, diagram, sample, digits)
    return list(said.steps())


class _Said:
    """The texts of one sample."""

    def __init__(self, model: Columns, diagram: Diagram, sample: Sample, digits: int) -> None:
        self.model, self.diagram, self.sample, self.digits = model, diagram, sample, digits
        self.last = len(model.layers)
        self.root = written(sample.root)

    def steps(self) -> Iterator[Step]:
        last, end = self.last, self.last + 1
        yield Step(
            "Inputs", "",
            "The sample stands in the inputs. Now every layer computes its units from those before it.",
            self.letter(0), 1, end, 0, {},
        )  # fmt: skip
        for k in range(1, end):
            sums = {i: self.forward(i) for i in self.of_column(k)}
            yield Step(
                f"Forward, layer {k} of {last}", "forward",
                "Each unit adds up what comes in, times the weights, and its bias"
                + ("." if self.activation(k) == "" else ", and the activation bends the sum."),
                self.forward_formula(k), k + 1, end, k, sums,
            )  # fmt: skip
        if not self.root:
            return
        seed = (
            "The backward pass starts where the network ends: how the loss changes with each output"
            if self.sample.arriving[last] != [1.0]
            else "The backward pass starts where the network ends, with the output's delta of itself, 1"
        )
        slope = "" if self.activation(last) == "" else ", times the slope of the activation"
        sums = {i: self.seed(i) for i in self.of_column(last)}
        yield Step("Seed", "backward", f"{seed}{slope}.", self.seed_formula(), end, last, 0, sums)
        for k in reversed(range(last)):
            sums = {i: self.backward(i) for i in self.of_column(k)}
            times = (
                ""
                if k == 0 or self.activation(k) == ""
                else ", and multiplies by the slope of its activation"
            )
            yield Step(
                f"Backward, layer {k} of {last}" if k else "Backward, inputs", "backward",
                "Deltas go back over the weights that the values came by: each unit adds up the deltas "
                f"behind it, times the weights that lead there{times}.",
                self.backward_formula(k), end, k, k + 1, sums,
            )  # fmt: skip
        sums = {i: self.gradients(i) for k in range(1, end) for i in self.of_column(k)}
        yield Step(
            "Gradients", "backward",
            "Now every weight knows its gradient: the delta of the unit that it leads to, times the value "
            "that comes through it. That of a bias is the delta itself.",
            self.gradient_formula(), end, 0, 0, sums,
        )  # fmt: skip

    # --- in letters

    def above(self, letter: str, k: int | str) -> str:
        return written(f"{letter}^{{({k})}}") if self.last > 1 else letter

    def letter(self, k: int) -> str:
        return "x" if k == 0 else "y" if k == self.last else self.above("h", k)

    def activation(self, k: int) -> str:
        """Return how the activation of a layer is written; "" for the identity."""
        name = self.diagram.columns[k].activation
        return "" if name == "identity" else "g" if not name or "," in name else _ALSO.get(name, name)

    def mixes(self, k: int) -> bool:
        """Return whether an activation is not one of each unit alone."""
        return any(slope != slope for slope in self.sample.slopes[k])

    def forward_formula(self, k: int) -> str:
        z, g = self.above("z", k), self.activation(k)
        bias = (
            f" + {self.above('b', k)}"
            if any(bias is not None for bias in self.model.layers[k - 1].biases)
            else ""
        )
        net = f"{z} = {self.above('W', k)} {self.letter(k - 1)}{bias}"
        return f"{self.letter(k)} = {g}({z}), {net}" if g else f"{self.letter(k)} = {net}"

    def slope_formula(self, k: int) -> str:
        g = self.activation(k)
        return f" ⊙ {g}′({self.above('z', k)})" if g else ""

    def seed_formula(self) -> str:
        k = self.last
        if self.mixes(k):
            return f"{self.above('δ', k)} = ∂{self.root}/∂{self.above('z', k)}"
        return f"{self.above('δ', k)} = ∂{self.root}/∂{self.letter(k)}{self.slope_formula(k)}"

    def backward_formula(self, k: int) -> str:
        w = self.above("W", k + 1)
        back = f"{f'({w})' if self.last > 1 else w}ᵀ {self.above('δ', k + 1)}"
        if k == 0:
            return f"∂{self.root}/∂x = {back}"
        if self.mixes(k):
            return f"{self.above('δ', k)} = (∂{self.letter(k)}/∂{self.above('z', k)})ᵀ {back}"
        return f"{self.above('δ', k)} = {back}{self.slope_formula(k)}"

    def gradient_formula(self) -> str:
        w, b, d = (self.above(letter, "k") for letter in "Wbδ")
        h = "x" if self.last == 1 else f"({self.above('h', 'k-1')})"
        return f"∂{self.root}/∂{w} = {d} {h}ᵀ, ∂{self.root}/∂{b} = {d}"

    # --- in numbers

    def of_column(self, k: int) -> list[int]:
        return [i for i, unit in enumerate(self.diagram.units) if unit.column == k]

    def number(self, x: float) -> str:
        return number(x, self.digits)

    def factor(self, x: float) -> str:
        text = self.number(x)
        return f"({text})" if text.startswith("−") else text

    def forward(self, i: int) -> list[Line]:
        unit = self.diagram.units[i]
        k, row = unit.column, unit.row
        z, h, g = self.sample.net_inputs[k][row], self.sample.activations[k][row], self.activation(k)
        name = written(unit.name)
        entering = [weight for weight in self.diagram.weights if weight.target == i]
        line: Line = [(f"{name} = " if not g else "z = ", "")]
        line += self.terms(
            entering, len(self.model.layers[k - 1].weights[row]), self.sample.activations[k - 1], "data"
        )
        if unit.bias is not None:
            line += [(f" + {self.factor(unit.bias.data)}", "")]
        line += [(" = ", ""), (self.number(z), "data")]
        if not g:
            return [line]
        inside = f"{name} = {g}({self.number(z)}) = " if not self.mixes(k) else f"{name} = {g}(z) = "
        return [line, [(inside, ""), (self.number(h), "data")]]

    def seed(self, i: int) -> list[Line]:
        unit = self.diagram.units[i]
        k, row = unit.column, unit.row
        delta, arriving, slope = (
            x[k][row] for x in (self.sample.deltas, self.sample.arriving, self.sample.slopes)
        )
        name = written(unit.name)
        if slope != slope:
            return [[(f"δ({name}) = ∂{self.root}/∂z = ", ""), (self.number(delta), "delta")]]
        line: Line = [(f"∂{self.root}/∂{name} = ", ""), (self.number(arriving), "delta")]
        return [line, self.product(name, [(self.factor(arriving), "delta")], i)]

    def backward(self, i: int) -> list[Line]:
        unit = self.diagram.units[i]
        k, row = unit.column, unit.row
        leaving = [weight for weight in self.diagram.weights if weight.source == i]
        total = len(self.model.layers[k].weights)
        terms = self.terms(leaving, total, self.sample.deltas[k + 1], "delta", backward=True)
        name = written(unit.name)
        if k == 0:
            start: Line = [(f"∂{self.root}/∂{name} = ", "")]
            return [[*start, *terms, (" = ", ""), (self.number(self.sample.deltas[0][row]), "delta")]]
        if self.sample.slopes[k][row] == 1.0 and self.activation(k) == "":
            return [
                [
                    (f"δ({name}) = ", ""),
                    *terms,
                    (" = ", ""),
                    (self.number(self.sample.deltas[k][row]), "delta"),
                ]
            ]
        arriving = self.sample.arriving[k][row]
        line: Line = [(f"∂{self.root}/∂{name} = ", ""), *terms, (" = ", ""), (self.number(arriving), "delta")]
        return [line, self.product(name, [(self.factor(arriving), "delta")], i)]

    def product(self, name: str, line: Line, i: int) -> Line:
        """Return δ as what arrives, times the slope."""
        unit = self.diagram.units[i]
        k, row = unit.column, unit.row
        delta = (self.number(self.sample.deltas[k][row]), "delta")
        slope = self.sample.slopes[k][row]
        start = (f"δ({name}) = ", "")
        if self.activation(k) == "":
            return [start, delta]
        if slope != slope:
            return [start, delta]
        return [start, *line, (" · ", ""), (self.factor(slope), "partial"), (" = ", ""), delta]

    def terms(
        self, weights: list[Weight], total: int, column: list[float], kind: str, *, backward: bool = False
    ) -> Line:
        """Return a sum of weights times what comes through them; of a long one the first terms."""
        line: Line = []
        for weight in weights[:_TERMS]:
            other = self.diagram.units[weight.target if backward else weight.source]
            line += [(" + ", "")] * bool(line)
            line += [
                (self.factor(weight.parameter.data), "partial"),
                ("·", ""),
                (self.factor(column[other.row]), kind),
            ]
        left = total - min(len(weights), _TERMS)
        return [*line, (f" + ⋯ ({left:,} more)", "")] if left else line

    def gradients(self, i: int) -> list[Line]:
        unit = self.diagram.units[i]
        k, row = unit.column, unit.row
        delta = self.sample.deltas[k][row]
        lines: list[Line] = []
        entering = [weight for weight in self.diagram.weights if weight.target == i]
        for weight in entering[:_TERMS]:
            value = self.sample.activations[k - 1][self.diagram.units[weight.source].row]
            lines.append([
                (f"∂{self.root}/∂{written(weight.name)} = ", ""), (self.factor(delta), "delta"), ("·", ""),
                (self.factor(value), "data"), (" = ", ""), (self.number(delta * value), "delta"),
            ])  # fmt: skip
        if unit.bias is not None:
            lines.append(
                [(f"∂{self.root}/∂b = δ({written(unit.name)}) = ", ""), (self.number(delta), "delta")]
            )
        return lines
