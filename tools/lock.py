"""Resolve pyproject.toml anew into requirements/*.txt: exact versions with hashes.

The locks hold for every supported Python and system at once ("universal"), since a lock resolved
on one Python may name versions that another cannot install. uv does that; it lives in a folder of
its own under .cache/, and is told the index that pip is configured with; a second index is
not handed on, since uv and pip do not mean the same by it.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from environment import ROOT, create, interpreter, pip_inside, usable

HEADER = "# Exact versions with hashes, from pyproject.toml. Not edited by hand: run `make lock`.\n"
LOCKS = {
    "dev": ["--extra", "dev"],
    "site": "--extra preview --extra search --extra social -c requirements/dev.txt".split(),
    "bench": ["--extra", "bench", "--constraint", "requirements/dev.txt"],
}
# pip's setting, uv's variable.
SETTINGS = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}


def configured(python: Path) -> dict[str, str]:
    """The environment for uv: what pip is configured with, unless uv was told itself."""
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    )
    told = {}
    for setting in listed.stdout.splitlines():
        name, _, value = setting.partition("=")
        variable = SETTINGS.get(name.rpartition(".")[2])
        if variable:
            told[variable] = str(ast.literal_eval(value))
    return told | os.environ


def main() -> int:
    place = ROOT / ".cache" / "lock"
    python = interpreter(place)
    if not usable(place):
        create(place)
    pip_inside(place, "install", "--upgrade", "uv")
    told = configured(python)
    for name, arguments in LOCKS.items():
        output = f"requirements/{name}.txt"
        command = [
            str(python), "-m", "uv", "pip", "compile", "--quiet", "--universal", "--upgrade",
            "--python-version", "3.11", "--generate-hashes", "--no-header",
            "--no-emit-index-url", "--no-emit-find-links",
            "--group", "build", *arguments, "pyproject.toml", "--output-file", output,
        ]  # fmt: skip
        if subprocess.run(command, cwd=ROOT, env=told, check=False).returncode:
            return 1
        path = ROOT / output
        path.write_text(HEADER + path.read_text("utf-8"), "utf-8")
        print(f"wrote {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
