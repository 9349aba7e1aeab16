"""`python -m viz`: the command `backprop`."""

import sys

from viz.cli import main

sys.exit(main())
