"""How long an import takes, over a Python that imports nothing. Run it with `python -m benchmarks.startup`.

Every turn starts bare Python and then each row in a new process, with the bytecode of an earlier start, as
an installed package has it; a row is the median over the turns of the processor time beyond bare Python's.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile

TURNS = 41
ROWS = ("autograd", "viz", "nn", "numpy")


def seconds(program, folder):
    """Return the processor time of a new Python that runs a program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "OMP_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main():
    with tempfile.TemporaryDirectory() as folder:
        programs = [f"import {name}" for name in ROWS]
        for program in programs:
            seconds(program, folder)
        turns = []
        for _ in range(TURNS):
            bare = seconds("pass", folder)
            turns.append([seconds(program, folder) - bare for program in programs])
    for program, times in zip(programs, zip(*turns)):
        median, least, most = (1e3 * f(times) for f in (statistics.median, min, max))
        print(f"{program:16} {median:4.0f} ms over bare Python ({least:.0f}-{most:.0f})")


if __name__ == "__main__":
    main()
