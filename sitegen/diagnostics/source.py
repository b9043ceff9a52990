"""Places in files, as an editor shows them."""

from __future__ import annotations

import re
from bisect import bisect_right

from msgspec import Struct, field


class Position(Struct, frozen=True, order=True):
    """A place in a file. Lines and columns count from 1; columns count code points."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Source(Struct):
    """A file's text, and the way from an offset in it to a position."""

    path: str
    text: str
    _starts: list[int] = field(default_factory=list)

    def position(self, offset: int) -> Position:
        """Return where the code point at `offset` stands; an offset past the end gives the end."""
        starts = self._line_starts()
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(starts, offset) - 1
        return Position(self.path, line + 1, offset - starts[line] + 1)

    def find(self, words: str, start: int = 0, end: int | None = None) -> int:
        """Return the offset of `words`, -1 if they are not there; where they stand whole if they do.

        `a.md` stands whole in `(a.md)`, and is a part only of `(b/a.md)` and `(a.md#part)`.
        """
        end = len(self.text) if end is None else end
        before = r"(?<![\w/.-])" if words[:1].isalnum() or words[:1] in "#./" else ""
        after = r"(?![\w-]|[.#/?&=][\w/])" if words[-1:].isalnum() else ""
        whole = re.compile(before + re.escape(words) + after).search(self.text, start, end)
        return whole.start() if whole else self.text.find(words, start, end)

    def line_offset(self, line: int) -> int:
        """Return the offset at which `line` (from 1) begins; a line past the end gives the end."""
        starts = self._line_starts()
        return starts[line - 1] if line <= len(starts) else len(self.text)

    def _line_starts(self) -> list[int]:
        if not self._starts:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._starts = starts
        return self._starts
