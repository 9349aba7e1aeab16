"""`python -m viz`: the command `backprop`."""

import sys

from viz.command.cli import main

sys.exit(main())
