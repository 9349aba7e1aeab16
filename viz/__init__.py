"""Drawings, tables and pages of a computation graph, with every value and every delta on it."""

import autograd

# The guard of nn/__init__.py: HIPS autograd has the same import name.
if not hasattr(autograd, "Value"):
    raise ImportError(
        f"viz needs the autograd of chalkgrad, but `import autograd` found "
        f"{getattr(autograd, '__file__', None) or [*autograd.__path__]}: another distribution uses the same "
        "import name; run `pip uninstall -y autograd` and then `pip install --force-reinstall --no-deps "
        "chalkgrad`, or start Python in the root of the repository"
    )

from viz.animation import animate, frames
from viz.answers import Answers, Verdict, check_answers
from viz.circuit import Circuit, circuit
from viz.derivation import Derivation, derivation, explain
from viz.dot import draw_dot, trace
from viz.executable import DotError
from viz.expression import ExpressionError, expression
from viz.model_plots import plot_activation, plot_confusion, plot_decision_boundary, plot_weights
from viz.overview import overview
from viz.page import StepThrough, step_through
from viz.paths import GradientPath, count_paths, strongest_paths
from viz.scene import Scene, scene
from viz.slope import check_slope
from viz.table import table
from viz.training_plots import plot_deltas, plot_gradient_norms, plot_losses

__all__ = [
    "Answers", "Circuit", "Derivation", "DotError", "ExpressionError", "GradientPath", "Scene",
    "StepThrough", "Verdict", "animate", "check_answers", "check_slope", "circuit", "count_paths",
    "derivation", "draw_dot", "explain", "expression", "frames", "overview", "plot_activation",
    "plot_confusion", "plot_decision_boundary", "plot_deltas", "plot_gradient_norms", "plot_losses",
    "plot_weights", "scene", "step_through", "strongest_paths", "table", "trace",
]  # fmt: skip
