"""What the docs print, taken out of their pages: files by name, examples, commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from projects import REPOSITORY

_FILE = re.compile(
    r"^`(?P<name>[^`\n]+)`(?P<about>(?:[^\n]+\n)+)\n```\w*\n(?P<content>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
"""A paragraph that begins with the name of a file, and the block that follows it."""


def text(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def files(page: str) -> list[tuple[str, str, str]]:
    """The files of a page: name, what is said of it, content."""
    return [(found["name"], found["about"], found["content"]) for found in _FILE.finditer(page)]


def blocks(page: str, language: str = "") -> list[str]:
    """The contents of the blocks of a page in a language; '' are those without one."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [content for of, content in found if of == language]


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the docs that begins with `sitegen` or `.venv/bin/sitegen`."""
    program, *arguments = command.split()
    assert program.removeprefix(".venv/bin/") == "sitegen", command
    return subprocess.run(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def written(folder: Path) -> Path:
    """Write the site of docs/start.md into a folder, with its check still a draft."""
    for name, about, content in files(text("docs/start.md")):
        if not about.startswith((", its first lines", ", one more line")):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    return folder
