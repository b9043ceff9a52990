"""Make the virtual environment: python3 tools/environment.py site|dev|bench

Needs only Python and pip. Where Python cannot put pip into a new environment (Debian without
python3-venv), the pip that is there installs into it from outside. Which packages: the lock of
that name in requirements/, with hashes, and this project itself, editable. Where pip finds them
is pip's own configuration, which is left alone. Does nothing when all of this is done already.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
# A set whose lock is a superset of another's, in the same versions, serves for it too.
SERVED_BY = {"site": ("site", "dev"), "dev": ("dev",), "bench": ("bench",)}


class SetupError(Exception):
    """Something outside this script is missing; the text says what to do."""


def lock(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def fingerprint(name: str) -> str:
    """What an installed set depends on; scripts in an environment also hold its own place."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (lock(name), ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def interpreter(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def usable(environment: Path) -> bool:
    """Whether the environment runs and is of the Python that runs this script."""
    probe = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [interpreter(environment), "-c", probe], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def run_pip(*arguments: str | Path) -> None:
    command = [*map(str, arguments)]
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        raise SetupError(f"pip did not succeed: {' '.join(command)}")


def pip_inside(environment: Path, *arguments: str | Path) -> None:
    python = interpreter(environment)
    run_pip(python, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)


def create(environment: Path) -> None:
    """A new environment with pip in it."""
    if importlib.util.find_spec("ensurepip"):
        try:
            venv.create(environment, clear=True, with_pip=True)
            return
        except (subprocess.CalledProcessError, SystemExit):  # a broken one; Debian's venv exits
            pass
    venv.create(environment, clear=True, with_pip=False)
    if importlib.util.find_spec("pip") is None:
        raise SetupError(
            "Python can bring no pip of its own, and has none. On Debian: apt-get install python3-pip"
        )
    outside = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run_pip(*outside, "--python", interpreter(environment), "install", "pip")


def install_locked(environment: Path, requirements: Path) -> None:
    pip_inside(environment, "install", "--require-hashes", "--requirement", requirements)


def install_project(environment: Path) -> None:
    """The project itself, from its place, with the build tools that the lock brought."""
    pip_inside(environment, "install", "--no-deps", "--no-build-isolation", "--editable", ROOT)


def prepare(environment: Path, name: str) -> bool:
    """Install the set; false when it was there already."""

    def stamp(of: str) -> Path:
        return environment / f".installed-{of}"

    for candidate in SERVED_BY[name]:
        mark = stamp(candidate)
        if mark.is_file() and mark.read_text() == fingerprint(candidate):
            return False
    if not usable(environment):
        create(environment)
    install_locked(environment, lock(name))
    install_project(environment)
    stamp(name).write_text(fingerprint(name))
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the virtual environment.")
    parser.add_argument("name", choices=sorted(SERVED_BY))
    parser.add_argument("--into", type=Path, default=ROOT / ".venv")
    options = parser.parse_args()
    if sys.version_info < OLDEST:
        older = ".".join(map(str, sys.version_info[:3]))
        print(f"sitegen needs Python 3.11 or newer; {sys.executable} is {older}.", file=sys.stderr)
        print("Name another one: make PYTHON=python3.12 …", file=sys.stderr)
        return 1
    try:
        if prepare(options.into.absolute(), options.name):
            print(f"Installed requirements/{options.name}.txt and sitegen into {options.into.name}")
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
