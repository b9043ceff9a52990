"""A problem in the content is a value: it never raises, and it always says where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from sitegen.diagnostics.kinds import Kind
from sitegen.diagnostics.printable import printable, shortened
from sitegen.diagnostics.source import Position

Severity = Literal["error", "warning"]


class Diagnostic(Struct, frozen=True, order=True):
    """One problem at one place. Diagnostics sort by path, line and column, then by kind."""

    at: Position
    kind: str
    """The permanent name of the kind of problem: `sitegen explain KIND` says what it means."""
    severity: Severity
    message: str
    """What is wrong, in one sentence without a full stop."""
    hint: str = ""
    """What to do about it; may have several lines."""

    def as_json(self) -> dict[str, str | int]:
        """Return the problem as FORMATS.md section 4 writes it in JSON."""
        return {
            "path": self.at.path,
            "line": self.at.line,
            "column": self.at.column,
            "kind": self.kind,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
        }


def report(
    kind: Kind,
    at: Position,
    /,
    *,
    hint: str = "",
    severity: Severity | None = None,
    **facts: object,
) -> Diagnostic:
    """Return the problem `kind` at `at`, its message filled with `facts`.

    `hint` replaces the kind's own hint, `severity` its own severity (a policy may soften a rule).
    The line of the place is a fact of every problem.
    """
    facts = {"line": at.line, **facts}
    shown = {name: _Fact(it) if type(it) is str else it for name, it in facts.items()}
    return Diagnostic(
        at=at,
        kind=kind.name,
        severity=severity or kind.severity,
        message=kind.message.format_map(shown),
        hint=hint or kind.hint.format_map(shown),
    )


_LONGEST_FACT = 500
"""In characters: what a message shows of a text from outside."""


class _Fact(str):
    """A text from outside in a message: on one line, not too long, steering no terminal."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return format(printable(shortened(self, _LONGEST_FACT)), spec)

    def __repr__(self) -> str:
        return repr(shortened(str(self), _LONGEST_FACT))


def has_errors(problems: Iterable[Diagnostic]) -> bool:
    """Say whether any of the problems forbids publishing."""
    return any(problem.severity == "error" for problem in problems)


def count(problems: Iterable[Diagnostic]) -> tuple[int, int]:
    """Return the number of errors and the number of warnings."""
    errors = warnings = 0
    for problem in problems:
        if problem.severity == "error":
            errors += 1
        else:
            warnings += 1
    return errors, warnings
