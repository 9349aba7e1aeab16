"""A network as a page: the values go forward column by column, the deltas come back layer by layer."""

from __future__ import annotations

from string import Template

from viz.networks.diagram import Diagram
from viz.networks.steps import Step
from viz.networks.svg import network_style, svg
from viz.page.document import VARIABLES, document, part
from viz.quoting import markup


def network_page(diagram: Diagram, steps: list[Step]) -> str:
    """Return the page of a network and a sample; opened as `file.html#3` it shows step 3."""
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
