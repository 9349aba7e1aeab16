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

from autograd.formulas import ExpressionError, expression
from viz.answers.answers import Answers, Verdict, check_answers
from viz.answers.engines import check_engine, check_order, check_trap
from viz.answers.exercise import Exercise, exercise
from viz.answers.slope import check_slope
from viz.answers.values import check_function, check_values
from viz.derivations.derivation import Derivation, derivation, explain
from viz.networks.network import Network, network
from viz.page.step_through import StepThrough, step_through
from viz.pictures.animation import animate, frames
from viz.pictures.checked import checked_circuit
from viz.pictures.circuit import Circuit, circuit
from viz.pictures.dot import draw_dot, trace
from viz.pictures.executable import DotError
from viz.pictures.overview import overview
from viz.plots.boundaries import plot_boundary_over_time, plot_decision_boundary
from viz.plots.contours import plot_contours
from viz.plots.hidden import plot_hidden, plot_responses
from viz.plots.models import plot_activation, plot_confusion, plot_weights
from viz.plots.training import plot_deltas, plot_gradient_norms, plot_losses
from viz.scenes.paths import GradientPath, count_paths, strongest_paths
from viz.scenes.scene import Scene, scene
from viz.table import Table, table
from viz.training.training_page import TrainingPage, training_page

__all__ = [
    "Answers", "Circuit", "Derivation", "DotError", "Exercise", "ExpressionError", "GradientPath",
    "Network", "Scene", "StepThrough", "Table", "TrainingPage", "Verdict", "animate", "check_answers",
    "check_engine", "check_function", "check_order", "check_slope", "check_trap", "check_values",
    "checked_circuit", "circuit", "count_paths", "derivation", "draw_dot", "exercise", "explain",
    "expression", "frames", "network", "overview", "plot_activation", "plot_boundary_over_time",
    "plot_confusion", "plot_contours", "plot_decision_boundary", "plot_deltas", "plot_gradient_norms",
    "plot_hidden", "plot_losses", "plot_responses", "plot_weights", "scene", "step_through",
    "strongest_paths", "table", "trace", "training_page",
]  # fmt: skip
