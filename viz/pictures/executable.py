"""The Graphviz executable `dot`: whether it is there, and running it without ever waiting for it forever."""

from collections.abc import Sequence

from viz.pictures.layout import Edges, Point

TIMEOUT = 20.0  # seconds
_INCH = 72.0  # Graphviz counts sizes in inches of 72 points; our unit is the point


class DotError(RuntimeError):
    """`dot` is missing, failed, or took too long.

    >>> raise DotError("'dot' did not finish in 20 s")
    Traceback (most recent call last):
    viz.pictures.executable.DotError: 'dot' did not finish in 20 s
    """


def run_dot(source: str, format: str, *options: str) -> bytes:
    """Return what `dot` makes of a DOT text.

    Args:
        source: a graph in the DOT language.
        format: "svg", "png", "pdf", "plain", …
        options: further options of the command line, such as "-Kneato".

    Raises:
        DotError: it is not installed, it failed (with its own words), or it needed over 20 s.
    """
    import subprocess  # it takes as long to import as all of our pictures
    from shutil import which

    dot = which("dot")
    if dot is None:
        raise DotError(
            "Graphviz is not installed: there is no 'dot' on the PATH (apt/brew install graphviz); "
            "only engine='dot' needs it"
        )
    try:
        done = subprocess.run(
            [dot, f"-T{format}", *options], input=source.encode(), capture_output=True, timeout=TIMEOUT
        )
    except subprocess.TimeoutExpired as late:
        raise DotError(
            f"'dot' did not finish in {TIMEOUT:g} s: the graph is too large for Graphviz; draw it without "
            "engine='dot', as .svg"
        ) from late
    except OSError as broken:  # no processes (Pyodide), not executable, …
        raise DotError(f"'dot' cannot be started: {broken}") from broken
    if done.returncode != 0 or not done.stdout:
        words = done.stderr.decode(errors="replace").strip()
        raise DotError(f"'dot' failed with exit code {done.returncode}: {words}")
    return done.stdout


def dot_layout(
    sizes: Sequence[Point], edges: Edges, *, rank_gap: float, node_gap: float
) -> tuple[list[Point], list[list[Point]], float, float]:
    """Place boxes from left to right with `dot`; the arguments are those of `layout.layered`.

    Returns:
        Centers of the boxes, the control points of each edge's Bézier curve (1 + 3k points), width
        and height, all in points, y downward.

    Raises:
        DotError: as `run_dot`.
    """
    lines = [
        "digraph {",
        f"rankdir=LR ordering=in ranksep={rank_gap / _INCH:.4f} nodesep={node_gap / _INCH:.4f}",
        'node [shape=box fixedsize=true label=""]',
        "edge [arrowhead=none tailport=e headport=w]",
    ]
    lines += [f"{i} [width={w / _INCH:.4f} height={h / _INCH:.4f}]" for i, (w, h) in enumerate(sizes)]
    lines += [f"{a} -> {b}" for a, b in edges]
    answer = run_dot("\n".join([*lines, "}"]), "plain").decode(errors="replace")
    try:
        return _read_plain(answer, len(sizes), edges)
    except (ValueError, LookupError) as broken:
        raise DotError(f"'dot' answered with something else than a layout: {answer[:60]!r}") from broken


def _read_plain(answer: str, count: int, edges: Edges) -> tuple[list[Point], list[list[Point]], float, float]:
    """Return what `dot -Tplain` says of so many boxes, in our units."""
    words = [line.split() for line in answer.splitlines()]
    width, height = (float(word) * _INCH for word in words[0][2:4])

    def point(x: str, y: str) -> Point:
        return float(x) * _INCH, height - float(y) * _INCH

    centers = [(0.0, 0.0)] * count
    curves: dict[tuple[int, int], list[list[Point]]] = {}
    for kind, *rest in words:
        if kind == "node":
            centers[int(rest[0])] = point(rest[1], rest[2])
        elif kind == "edge":
            numbers = rest[3 : 3 + 2 * int(rest[2])]
            curve = [point(x, y) for x, y in zip(numbers[::2], numbers[1::2])]
            curves.setdefault((int(rest[0]), int(rest[1])), []).append(curve)
    # of parallel edges the upper curve belongs to the first operand
    for parallel in curves.values():
        parallel.sort(key=lambda curve: curve[len(curve) // 2][1], reverse=True)
    return centers, [curves[edge].pop() for edge in edges], width, height
