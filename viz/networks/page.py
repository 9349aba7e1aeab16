"""A network as a page: the values go forward column by column, the deltas come back layer by layer."""

from __future__ import annotations

import os
from pathlib import Path
from string import Template

from viz.networks.diagram import Diagram
from viz.networks.steps import Step
from viz.networks.svg import network_style, svg
from viz.page.document import VARIABLES, document, framed, part
from viz.quoting import markup
from viz.saving import save

_AROUND = 470  # pixels of the page above and below the diagram


class NetworkPage:
    """A page that steps through a network and a sample, `network(model, x).page`; shows itself in notebooks.

    Attributes:
        title: what it shows, in words.
        html: the whole page, one file; opened as `file.html#3` it shows step 3.
        svg: the diagram alone, with all activations and deltas.

    >>> from nn import MLP
    >>> from viz import network
    >>> page = network(MLP(2, [3, 1], rng=0), [1.0, -1.0]).page
    >>> page, page.html[:15]
    (<NetworkPage of 2-3-1 units: 6 steps>, '<!DOCTYPE html>')
    """

    def __init__(self, diagram: Diagram, steps: list[Step], counts: list[int]) -> None:
        self.title = diagram.title
        self.svg = svg(diagram)
        self.html = _html(diagram, steps)
        self._size = diagram.width, diagram.height
        self._said = f"of {'-'.join(map(str, counts))} units: {len(steps) - 1} step{'s' * (len(steps) > 2)}"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page into a file, whole or not at all.

        Raises:
            ValueError: the name does not end in .html.
            OSError: the file cannot be written.
        """
        return save(self, path, "a page of a network", {".html": lambda page: page.html})

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # as high as the diagram at the width of a notebook, and the buttons and sums below it
        width, height = self._size
        drawn = min(height * min(1.2, 850 / width), 450)
        shown = framed(self.html, self.svg, self.title, round(drawn) + _AROUND)
        return {"text/html": shown, "image/svg+xml": self.svg, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<NetworkPage {self._said}>"


def _html(diagram: Diagram, steps: list[Step]) -> str:
    package = "viz.networks"
    data = {
        "columns": [unit.column for unit in diagram.units],
        "steps": [step._asdict() for step in steps],
    }
    body = Template(part("network.html", package)).substitute(
        title=markup(diagram.title), svg=svg(diagram, standalone=False)
    )
    return document(
        title=f"{diagram.title} · backpropagation",
        css=network_style(VARIABLES) + part("page.css") + part("network.css", package),
        body=body,
        scripts=[part("network.js", package)],
        data=data,
    )
