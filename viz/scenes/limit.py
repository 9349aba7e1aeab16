"""How many nodes are drawn at the most: whoever draws a graph asks here first."""

from autograd import Value, topological_order
from viz.scenes.gate import absorbed
from viz.scenes.scene import Scene, scene

LIMIT = 2_000  # nobody reads a picture of more


def bounded_scene(root: Value, *, digits: int, constants: bool, limit: int | None) -> Scene:
    """Return the scene of a graph that is not too big to draw.

    Raises:
        ValueError: more nodes than `limit`.
    """
    order = topological_order(root)
    refuse_beyond(limit, len(order) - len(absorbed(order, constants=constants)))
    return scene(root, digits=digits, constants=constants)


def refuse_beyond(limit: int | None, count: int) -> None:
    """Refuse to draw so many nodes if they are more than the limit."""
    if limit is not None and count > limit:
        raise ValueError(
            f"{count:,} nodes are too many to draw, the limit is {limit:,}: draw a part, "
            "circuit(root, focus=node, hops=2), the strongest paths, circuit(root, paths=5), or alike nodes "
            "as one, overview(root); write neurons with dot(), which is one node; or raise limit="
        )
