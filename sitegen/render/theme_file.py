"""The files of a theme as values, and its mistakes with their places."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class ThemeFile(Struct, frozen=True):
    """A file of a theme."""

    path: str
    """Where it stands, as problems show it."""
    content: bytes


ThemeFiles = Mapping[str, ThemeFile]
"""The files of a theme by their path in it: `bodies/article.html`, `assets/body.css`."""


class ThemeError(Exception):
    """A template is missing or has a mistake. `path` and `line` say where, `reason` what."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        """Say where and what."""
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = path, line, reason

    def __reduce__(self) -> tuple[type[ThemeError], tuple[str, int, str]]:
        """Let it travel between processes."""
        return ThemeError, (self.path, self.line, self.reason)
