"""What is wrong with the content, where, and how to mend it: positions, kinds and problems as values."""

from sitegen.diagnostics.kinds import KINDS, Kind
from sitegen.diagnostics.problem import Diagnostic, Severity, count, has_errors, report
from sitegen.diagnostics.source import Position, Source

__all__ = [
    "KINDS",
    "Diagnostic",
    "Kind",
    "Position",
    "Severity",
    "Source",
    "count",
    "has_errors",
    "report",
]
