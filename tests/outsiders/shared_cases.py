"""The inputs that failed for outsiders, in ../shared/cases: laid out as sites, and run by the real command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from projects import EPOCH, REPOSITORY

CASES = REPOSITORY.parent / "shared" / "cases"

needs_cases = pytest.mark.skipif(
    not CASES.is_dir(),
    reason="needs the cases of outsiders in ../shared/cases, which users do not have",
)

TIMEOUT = 120
"""Seconds after which a command counts as hanging."""


def lay_out(case: str, folder: Path) -> Path:
    """Write the start site into a folder, lay the files of a case over it, and return the folder.

    `case` is the name of a folder of ../shared/cases, or the number that it begins with.
    """
    (source,) = [path for path in CASES.iterdir() if f"{path.name}-".startswith(f"{case}-")]
    shutil.copytree(CASES / "00-start-site", folder, dirs_exist_ok=True)
    files = source / "files"
    if files.is_dir():
        shutil.copytree(files, folder, dirs_exist_ok=True)
    for path in (folder, *folder.rglob("*")):  # ../shared may be read-only
        path.chmod(path.stat().st_mode | 0o600)
    return folder


def run_command(
    folder: Path, *command: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `python -m COMMAND` in a folder, on the day of all tests, and return what it printed."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT,
    )


def run_sitegen(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `sitegen` in a folder, on the day of all tests, and return what it printed."""
    return run_command(folder, "sitegen", *arguments, **environment)
