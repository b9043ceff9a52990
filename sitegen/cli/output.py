"""How problems are printed: for people, for programs, for GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

import click

from sitegen.diagnostics import Diagnostic, count
from sitegen.diagnostics.printable import printable, printable_json, printable_lines

COLOURS = {"error": "red", "warning": "yellow"}


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


def summary(problems: Iterable[Diagnostic]) -> str:
    """Return how many errors and warnings there are, in words."""
    errors, warnings = count(problems)
    found = [
        f"{number} {word}{'s' if number != 1 else ''}"
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
    """Return problems as workflow commands, which GitHub shows in the diff of a pull request."""
    lines = []
    for problem in problems:
        path = _property(printable_lines(problem.at.path))
        place = f"file={path},line={problem.at.line},col={problem.at.column}"
        message = f"{printable(problem.message)}\n{printable_lines(problem.hint)}".strip()
        lines.append(f"::{problem.severity} {place},title={problem.kind}::{_data(message)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}
