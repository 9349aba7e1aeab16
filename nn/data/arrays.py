"""numpy, or in its place what says how to install it, to whoever asks it for anything.

Modules, losses and the optimizers' `step` run on floats, in a browser too; what works on arrays takes `np`
from here.
"""

from typing import TYPE_CHECKING

INSTALLED = True
if TYPE_CHECKING:
    import numpy as np
else:
    try:
        import numpy as np
    except ModuleNotFoundError as missing:
        if missing.name != "numpy":  # it is there and broken
            raise
        INSTALLED = False

        class _Missing:
            def __getattr__(self, name):
                raise ModuleNotFoundError(
                    "numpy is not installed, and data, training and storage work on arrays: "
                    "run `pip install numpy`",
                    name="numpy",
                )

        np = _Missing()

__all__ = ["INSTALLED", "np"]
