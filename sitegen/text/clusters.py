"""Grapheme clusters (UAX #29): what a reader takes for one character."""

from __future__ import annotations

import regex

from sitegen.text.folding import is_dropped

_CLUSTER = regex.compile(r"\X")
_JOINING = "".join(
    rf"\p{{Grapheme_Cluster_Break={value}}}"
    for value in "Extend SpacingMark ZWJ Prepend Regional_Indicator L V T LV LVT".split()
)
_ALONE = rf"[^\r{_JOINING}]"
"""A character that joins neither its neighbours nor, as the carriage return does, the next one."""
_SURE_BOUNDARY = regex.compile(rf"(?s){_ALONE}(?={_ALONE})")
_LOOK_BACK = 32
_LOOK_AHEAD = 16


def shortened(text: str, most: int) -> str:
    """Return as much of a text as fits into `most` characters, with an ellipsis where it goes on."""
    if len(text) <= most:
        return text
    clusters = Clusters(text)
    end = next(at for at in range(most - 2, -1, -1) if clusters.is_boundary(at))
    word = text.rfind(" ", end // 2, end)
    return text[:word].rstrip() + " …" if word > 0 else text[:end] + "…"


class Clusters:
    """The grapheme clusters of a text. Asked in rising order, all answers together cost one pass."""

    __slots__ = ("_ascii", "_end", "_start", "text")

    def __init__(self, text: str) -> None:
        """Take the text; nothing is read before it is asked for."""
        self.text = text
        self._ascii = text.isascii() and "\r" not in text
        self._start = self._end = 0
        """The cluster that was looked at last."""

    def is_boundary(self, offset: int) -> bool:
        """Say whether `offset` stands between two clusters, or at an end of the text."""
        text = self.text
        if self._ascii or offset <= 0 or offset >= len(text):
            return True
        before = text[offset - 1]
        if (before.isascii() and before != "\r" and text[offset].isascii()) or (
            _SURE_BOUNDARY.match(text, offset - 1)
        ):
            return True
        if not self._start < offset <= self._end:
            self._find(offset)
        return offset == self._end

    def _find(self, offset: int) -> None:
        """Look at the cluster that begins before `offset` and ends there or behind it."""
        start, ahead = self._sure_start(offset), _LOOK_AHEAD
        while True:
            window = self.text[start : offset + ahead]
            # A window, because the pattern would count a row of flags from the start of the text.
            for match in _CLUSTER.finditer(window):
                if start + match.end() >= offset:
                    break
            if match.end() < len(window) or offset + ahead >= len(self.text):
                self._start, self._end = start + match.start(), start + match.end()
                return
            start, ahead = start + match.start(), ahead * 2

    def next(self, offset: int) -> int:
        """Return the first boundary at or after `offset`."""
        while not self.is_boundary(offset):
            offset += 1
        return offset

    def last(self, offset: int) -> int:
        """Return the last boundary at or before `offset`."""
        while not self.is_boundary(offset):
            offset -= 1
        return offset

    def begin(self, offset: int) -> int | None:
        """Return the boundary at `offset`, or before it if only what folding drops is between."""
        while not self.is_boundary(offset):
            offset -= 1
            if not is_dropped(self.text, offset):
                return None
        return offset

    def end(self, offset: int) -> int | None:
        """Return the boundary at `offset`, or behind it if only what folding drops is between.

        A joiner belongs to the cluster before it.
        """
        while not self.is_boundary(offset):
            if not is_dropped(self.text, offset):
                return None
            offset += 1
        return offset

    def _sure_start(self, offset: int) -> int:
        """Return a boundary before `offset`: the last one seen, or one where no character joins."""
        known = self._end if self._end < offset else 0
        floor, step = offset - 1, _LOOK_BACK
        while floor > known:
            floor = max(known, floor - step)
            step *= 2
            found = [match.end() for match in _SURE_BOUNDARY.finditer(self.text, floor, offset)]
            if found:
                return found[-1]
        return known
