"""Neural networks built of scalar Values: what holds the parameters, and the layers made of it."""

import autograd

# HIPS autograd has the same import name. Installed side by side, one overwrites the other's files without
# a word, and removing it leaves a folder without `__init__.py`.
if not hasattr(autograd, "Value"):
    raise ImportError(
        f"nn needs the autograd of chalkgrad, but `import autograd` found "
        f"{getattr(autograd, '__file__', None) or [*autograd.__path__]}: another distribution uses the same "
        "import name; run `pip uninstall -y autograd` and then `pip install --force-reinstall --no-deps "
        "chalkgrad`, or start Python in the root of the repository"
    )

from nn.layers import MLP, Layer, Neuron
from nn.module import Module

__all__ = ["MLP", "Layer", "Module", "Neuron"]
