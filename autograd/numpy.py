"""No module of ours: `import autograd.numpy as np` is how programs for HIPS autograd begin. It says so."""

from pathlib import Path

raise ImportError(
    "autograd.numpy belongs to HIPS autograd, but the autograd found here is chalkgrad's, which has the same "
    f"import name ({Path(__file__).parent}): for HIPS autograd take an environment without chalkgrad and "
    "`pip install autograd` there; for chalkgrad write scalars, `from autograd import Value`"
)
