"""Rules about the links and the markup of a Markdown text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from urllib.parse import unquote

from msgspec import Struct, field

from sitegen.content.links import below, parts_of
from sitegen.content.suggestions import Suggestions
from sitegen.diagnostics import Diagnostic, Kind, Position, Source, report
from sitegen.diagnostics.kinds import ADDRESS_REFUSED, HTML_REFUSED, LINK_BROKEN, NAV_BROKEN
from sitegen.text import Refusal, is_allowed

_SHOWN = 60
_IS_MADE = re.compile(
    r"(?:claims|entities|sources|verdicts|topics|corrections|search)/|articles/index\.md$|[^#]*/$"
)
"""What an entry of the navigation may name that is no file: the pages of sitegen, or an address."""


class Targets(Struct, frozen=True):
    """What the links of a site can lead to."""

    anchors: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    """The headings of each Markdown file, by its path below the content folder; None if not known."""
    files: Set[str] = frozenset()
    """The other files below the content folder."""

    def lead(self, target: str, file: str) -> bool:
        """Say whether a link in `file` leads somewhere, as far as the site can know."""
        if target.startswith("#") or not target:
            anchors = self.anchors.get(file)
            return anchors is None or target.removeprefix("#") in anchors or len(target) < 2
        path, anchor = parts_of(target)
        if not path:
            return True
        found = below(path, file)
        if found in self.files:
            return True
        if found not in self.anchors:
            return False
        anchors = self.anchors[found]
        return not anchor or anchors is None or anchor in anchors


def check_navigation(
    entries: Iterable[tuple[str, Position]], targets: Targets
) -> Iterator[Diagnostic]:
    """Yield the entries of the navigation that lead to no file, nor into what sitegen makes."""
    suggestions = Suggestions()
    for target, at in entries:
        if not (_IS_MADE.match(target) or targets.lead(target, "index.md")):
            hint = suggestions.did_you_mean(target, targets.anchors)
            yield report(NAV_BROKEN, at, target=target, hint=hint)


class Fault(Struct, frozen=True):
    """Something in a Markdown text that cannot be published."""

    kind: Kind
    words: tuple[str, ...]
    """What to look for in the file to find its place: the ways in which it may be written there."""
    facts: Mapping[str, str]

    def at(self, place: Position) -> Diagnostic:
        """Return it as a problem at a place."""
        return report(self.kind, place, hint="", severity=None, **self.facts)


class Places:
    """Where faults stand in a text: the same words found again are the next ones."""

    def __init__(self, source: Source, start: int) -> None:
        """Look from `start` on."""
        self._source = source
        self._start = start
        self._last: dict[str, int] = {}

    def of(self, *ways: str) -> Position:
        """Return the next place of words, in the first way in which they stand there.

        The last one if there is no other, the start if there is none.
        """
        for words in ways:
            after = self._last[words] + 1 if words in self._last else self._start
            found = self._source.find(words, after)
            if found < 0:
                found = self._last.get(words, -1)
            if found >= 0:
                self._last[words] = found
                return self._source.position(found)
        return self._source.position(self._start)


def faults(
    refused: Iterable[Refusal], addresses: Iterable[str], file: str, targets: Targets
) -> Iterator[Fault]:
    """Yield what is wrong in a text: raw HTML, refused addresses, links that lead nowhere."""
    for refusal in refused:
        shown = refusal.text if len(refusal.text) <= _SHOWN else refusal.text[: _SHOWN - 1] + "…"
        words = (refusal.text.partition("\n")[0],)
        if refusal.what == "html":
            yield Fault(HTML_REFUSED, words, {"html": " ".join(shown.split())})
        else:
            yield Fault(ADDRESS_REFUSED, words, {"address": shown})
    for address in addresses:
        if is_allowed(address) and not targets.lead(address, file):
            # Markdown writes `%C3%BC.md` for an `ü.md`, and `a%20b.md` for `<a b.md>`.
            plain = unquote(address)
            # What stands for a line break, or for bytes that are no letters, stays as it is.
            told = plain if plain.isprintable() and "\ufffd" not in plain else address
            yield Fault(LINK_BROKEN, (address, plain), {"target": told})
