"""How problems are printed: for people, for programs, for GitHub."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from sitegen.diagnostics import Diagnostic, count
from sitegen.diagnostics.printable import printable, printable_json, printable_lines

COLOURS = {"error": "red", "warning": "yellow"}
_FIRST = 3
"""How many warnings of a kind are printed where there are many."""
_MANY = 5
"""How many warnings of a kind are printed in full."""


def as_text(problems: Sequence[Diagnostic]) -> str:
    """Return problems for people: place, severity, message, kind; below each what to do about it."""
    lines: list[str] = []
    for problem in problems:
        severity = click.style(problem.severity, fg=COLOURS[problem.severity], bold=True)
        kind = click.style(f"[{problem.kind}]", dim=True)
        place, message = printable(problem.at), printable(problem.message)
        lines.append(f"{place}: {severity}: {message} {kind}")
        lines += [f"    {line}" for line in printable_lines(problem.hint).splitlines()]
    return "".join(line + "\n" for line in lines)


def grouped(problems: Sequence[Diagnostic], *, every: bool = False, quiet: bool = False) -> str:
    """Return problems for people: every error, and of many warnings of a kind the first few.

    With `every` all warnings are there, with `quiet` none.
    """
    errors = [problem for problem in problems if problem.severity == "error"]
    warnings = Counter(p.kind for p in problems if p.severity == "warning")
    if quiet or not warnings:
        return as_text(errors)
    left = {} if every else {kind: n for kind, n in warnings.items() if n > _MANY}
    shown: list[Diagnostic] = []
    seen: Counter[str] = Counter()
    for problem in problems:
        if problem.severity == "warning":
            seen[problem.kind] += 1
            if problem.kind in left and seen[problem.kind] > _FIRST:
                continue
        shown.append(problem)
    more = "".join(
        f"{click.style('warning', fg=COLOURS['warning'], bold=True)}: {n - _FIRST:,} more {kind}\n"
        for kind, n in sorted(left.items())
    )
    return as_text(shown) + more + ("    --all shows every one\n" if more else "")


def summary(problems: Iterable[Diagnostic]) -> str:
    """Return how many errors and warnings there are, in words."""
    errors, warnings = count(problems)
    found = [
        f"{number:,} {word}{'s' if number != 1 else ''}"
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    return " and ".join(found) or "no problems"


def as_json(problems: Sequence[Diagnostic]) -> str:
    """Return problems as JSON: FORMATS.md section 4."""
    errors, warnings = count(problems)
    value = {
        "version": 1,
        "problems": [problem.as_json() for problem in problems],
        "errors": errors,
        "warnings": warnings,
    }
    return printable_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def as_github(problems: Sequence[Diagnostic]) -> str:
    """Return problems as workflow commands, which GitHub shows in the diff of a pull request.

    GitHub reads paths from the root of the repository, wherever the command runs.
    """
    lines = []
    for problem in problems:
        path = _property(printable_lines(_from_repository(problem.at.path)))
        place = f"file={path},line={problem.at.line},col={problem.at.column}"
        message = printable_lines(f"{problem.message}\n{problem.hint}").strip()
        lines.append(f"::{problem.severity} {place},title={problem.kind}::{_data(message)}\n")
    return "".join(lines)


def _from_repository(path: str) -> str:
    """Return a path relative to the repository of its file, or else to the workspace of GitHub.

    A path in neither stays as it is. The repository is looked for on the disk, because git may be missing or
    refuse the folder, as it does in containers.
    """
    # The folder decides, not the file: a link is shown where it stands.
    folder = Path(os.path.realpath(os.path.dirname(os.path.abspath(path))))
    above = (folder, *folder.parents)
    root = next((each for each in above if (each / ".git").exists()), None)
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if root is None and workspace and Path(os.path.realpath(workspace)) in above:
        root = Path(os.path.realpath(workspace))
    if root is None:
        return path
    return (folder / os.path.basename(path)).relative_to(root).as_posix()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}
