"""`python3 run.py demo` and `python3 run.py test`: make .venv, install into it, do it.

Standard library only, and no pip inside of .venv: that also works on a Debian without python3-venv,
where pip of the system fills the environment from outside.
"""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
COMMANDS = {
    "demo": ("", ["-m", "viz", "--demo"]),
    "test": ("[test]", ["-m", "pytest", "-q"]),
}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(f"usage: python3 run.py {{{','.join(COMMANDS)}}} [further arguments]", file=sys.stderr)
        return 2
    extra, command = COMMANDS[sys.argv[1]]
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=False)
    install = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "-e", f".{extra}"]
    if subprocess.run([*install, "--disable-pip-version-check"], cwd=ROOT).returncode != 0:
        print("run.py: installing failed; it needs pip 22.3 or newer beside this Python", file=sys.stderr)
        return 1
    return subprocess.run([str(PYTHON), *command, *sys.argv[2:]], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
