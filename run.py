"""`python3 run.py demo`, `docs`, `play`, `test`: make .venv, install into it, do it.

Standard library only, and no pip inside of .venv: that also works on a Debian without python3-venv,
where pip of the system fills the environment from outside. What was installed is noted in .venv, and
installed again when the project file, the folder or the Python is another one.
"""

import hashlib
import subprocess
import sys
import textwrap
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
NOTE = ENVIRONMENT / "installed-by-run.txt"
COMMANDS = {
    "demo": (".", ["-m", "viz", "--demo"]),
    "docs": (".[docs]", ["-m", "docs.build"]),
    "play": (".[play]", ["docs/play/serve.py"]),
    "test": (".[test]", ["-m", "pytest", "-q", "-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]),
}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(f"usage: python3 run.py {{{','.join(COMMANDS)}}} [further arguments]", file=sys.stderr)
        return 2
    wanted, command = COMMANDS[sys.argv[1]]
    said = install(wanted)
    if said is not None:
        print("run.py: installing failed; pip said:", file=sys.stderr)
        print(textwrap.indent(said.strip(), "  "), file=sys.stderr)
        print("it needs the network, and pip 22.3 or newer beside this Python", file=sys.stderr)
        return 1
    return subprocess.run([str(PYTHON), *command, *sys.argv[2:]], cwd=ROOT).returncode


def install(wanted: str) -> str | None:
    """Install this project into .venv where it is not there yet; return what pip said if it failed."""
    python = f"Python {sys.version_info.major}.{sys.version_info.minor} of {sys.base_prefix}"
    project = f"{hashlib.sha256((ROOT / 'pyproject.toml').read_bytes()).hexdigest()} in {ROOT}"
    note = NOTE.read_text(encoding="utf-8").splitlines() if NOTE.exists() else [python]
    if not PYTHON.exists() or note[:1] != [python]:
        venv.create(ENVIRONMENT, with_pip=False, clear=True)
        note = [python]
    if note[:2] != [python, project]:
        note = [python, project]
    if wanted in note or (wanted == "." and note[2:]):  # everything else brings along what the demo needs
        return None
    print("run.py: installing into .venv", file=sys.stderr)
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    done = subprocess.run(
        [*pip, "install", "-q", "--disable-pip-version-check", "-e", wanted],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode != 0:
        return done.stdout
    NOTE.write_text("\n".join([*note, wanted]), encoding="utf-8")
    return None


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)  # as shells have it; what ran has said what it had to say
