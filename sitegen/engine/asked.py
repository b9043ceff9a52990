"""What pages asked for: each name once, and for each page the numbers of its names.

A page asks for some seventy names and shares most of them with others. So a site of ten thousand
articles is remembered in a few megabytes, and what changed is found by looking at each name once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from sys import intern

from msgspec import Struct, field

from sitegen.engine.digests import Name


class Answers(Struct, frozen=True):
    """What pages were made of."""

    settings: bytes = b""
    """The digest of all that every page is held to depend on."""
    names: tuple[Name, ...] = ()
    """What was asked for."""
    seen: tuple[bytes, ...] = ()
    """The digest of what stood at each of the names."""
    pages: Mapping[str, bytes] = field(default_factory=dict)
    """For each page, by its file, the numbers of its names, four bytes each."""

    def changes(self, digest: Callable[[str, str], bytes]) -> Changes:
        """Compare what stood there with what stands there now."""
        changed = {
            number: name
            for number, (name, seen) in enumerate(zip(self.names, self.seen, strict=True))
            if digest(*name) != seen
        }
        return Changes(self, changed)


class Changes(Struct, frozen=True):
    """What stands elsewise than when some pages were made."""

    before: Answers
    changed: Mapping[int, Name]
    """The names, by their number."""

    def of(self, page: str) -> Name | None:
        """Return the first name that a page asked for and that changed; None if there is none."""
        changed = self.changed
        numbers = _numbers(self.before.pages[page]) if changed else ()
        return next((changed[number] for number in numbers if number in changed), None)


class Asked:
    """What the pages of the next site asked for."""

    def __init__(self) -> None:
        """Begin without a page."""
        self._numbers: dict[Name, int] = {}
        self._pages: dict[str, bytes] = {}

    def put(self, page: str, names: Iterable[Name]) -> None:
        """Write down what a page asked for."""
        numbers = self._numbers
        found = array("I")
        for name in names:
            number = numbers.get(name)
            if number is None:
                # What comes from another process brings the name of the table anew each time.
                table, row = name
                number = numbers[intern(table), row] = len(numbers)
            found.append(number)
        self._pages[page] = found.tobytes()

    def keep(self, before: Answers, pages: Iterable[str]) -> None:
        """Take over what pages asked for that are not made anew."""
        kept = {page: before.pages[page] for page in pages}
        used = sorted(set(chain.from_iterable(map(_numbers, kept.values()))))
        if self._numbers or len(used) != len(before.names):
            for page, numbers in kept.items():
                self.put(page, [before.names[number] for number in _numbers(numbers)])
            return
        self._numbers = {name: number for number, name in enumerate(before.names)}
        self._pages = kept

    def answers(self, settings: bytes, digest: Callable[[str, str], bytes]) -> Answers:
        """Return it with the digests of what stands there now."""
        names = tuple(self._numbers)
        return Answers(settings, names, tuple(digest(*name) for name in names), self._pages)


def _numbers(packed: bytes) -> Iterator[int]:
    return iter(array("I", packed))
