"""The pages about more than one article: which of them have to be made, and making them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from msgspec import Struct

from sitegen.checks import Targets
from sitegen.engine.asked import Asked, Changes
from sitegen.engine.digests import Name, digest
from sitegen.engine.given import SETTINGS, Options
from sitegen.engine.ledger import Ledger
from sitegen.engine.needs import ALL, Known, Noted, NotedList, in_words, noted
from sitegen.engine.outputs import Output, put
from sitegen.engine.pool import chunked, run
from sitegen.render import Theme
from sitegen.site import Index, PageKey, Whole, address_of, addresses, pages, view
from sitegen.site.shelf import Rows, places_of

_LISTS = ("articles", "claims", "corrections")
_ORDERS = ("all entities", "all sources")
_TABLES = (
    "made_by", "about", "naming", "using", "with_verdict", "by_topic", "topic_names"
)  # fmt: skip


class KnownWhole(Known):
    """The digests of what the pages of a whole site can ask for."""

    def __init__(self, whole: Whole, targets: Targets, said: Mapping[int, bytes]) -> None:
        """Take `said`, the digest of what each article says of itself, by its number."""
        super().__init__(whole.shared, targets)
        self._index, self._prose, self._said = whole.index, whole.prose, said
        self._orders = dict(zip(_ORDERS, (whole.entities, whole.sources), strict=True))

    def _make(self, table: str, name: str) -> bytes:
        if table in _LISTS:
            return self._of(getattr(self._index, table))
        if table in _ORDERS:
            return digest(repr(self._orders[table]).encode())
        if table == "prose":
            page = self._prose.get(name)
            return digest(repr(page).encode("utf-8", "surrogatepass")) if page else b""
        if table == "topic_names":
            names = self._index.topic_names
            return digest(repr(names.get(name) if name != ALL else sorted(names.items())).encode())
        if table in _TABLES:
            found: Mapping[str, Any] = getattr(self._index, table)
            if name == ALL:
                return digest(*(key.encode() + self._of(found[key]) for key in sorted(found)))
            return self._of(found.get(name, ()))
        return super()._make(table, name)

    def _of(self, rows: Rows[Any]) -> bytes:
        """Return the digest of articles, or of what stands in them, in their order."""
        said = self._said
        return digest(b"".join(said[article] for article, _ in places_of(rows)))


def watched(whole: Whole, targets: Targets, asked: set[Name]) -> Whole:
    """Return a whole site that writes down in `asked` what is asked for."""
    index = whole.index
    tables: dict[str, Any] = {name: Noted(name, getattr(index, name), asked) for name in _TABLES}
    lists: dict[str, Any] = {name: NotedList(name, getattr(index, name), asked) for name in _LISTS}
    shared, _ = noted(whole.shared, targets, asked)
    seen: Index = replace(index, **tables, **lists)
    return Whole(
        shared,
        seen,
        Noted("prose", whole.prose, asked),
        NotedList(_ORDERS[0], whole.entities, asked),
        NotedList(_ORDERS[1], whole.sources, asked),
        whole.has_index,
    )


class MadePage(Struct, frozen=True):
    """A page that was made."""

    name: str
    """Its file below the site."""
    asked: tuple[Name, ...]
    """What it asked for, in a fixed order."""
    output: Output
    is_new: bool
    """Whether it differs from the one before."""


class PagePress(Struct, frozen=True):
    """What all pages are made with."""

    whole: Whole
    targets: Targets
    known: KnownWhole
    theme: Theme
    settings: bytes
    root: str
    """Where the next site is made."""
    before: str
    """Where the site before stands."""


def make_pages(press: object, keys: Sequence[PageKey]) -> list[MadePage]:
    """Make some pages and write them. Raises ThemeError and OSError."""
    assert isinstance(press, PagePress)
    asked: set[Name] = set()
    whole = watched(press.whole, press.targets, asked)
    made = []
    for key in keys:
        asked.clear()
        page = view(key, whole)
        name = addresses.file_of(page.address)
        content = press.theme.page_bytes(page)
        output, is_new = put(press.root, press.before, name, content)
        made.append(MadePage(name, tuple(sorted(asked)), output, is_new))
    return made


def make_stale_pages(press: PagePress, ledger: Ledger, options: Options) -> None:
    """Make the pages that are not as they have to be. Raises ThemeError and OSError."""
    stale: list[PageKey] = []
    kept: list[str] = []
    before = ledger.before.answers
    changes = before.changes(press.known.digest)
    for key in pages(press.whole):
        name = addresses.file_of(address_of(key))
        reason = _stale(name, changes, press.settings)
        if not reason and not ledger.is_intact(name):
            reason = "it is not as it was written"
        if reason:
            stale.append(key)
            ledger.why[name] = reason
        else:
            kept.append(name)
            ledger.keep(name)
    asked = Asked()
    asked.keep(before, kept)
    done = 0
    chunks = chunked(stale, options.jobs)
    with closing(run(make_pages, press, chunks, options.jobs, options.executor)) as results:
        for found in results:
            for made in found:
                ledger.wrote(made.name, made.output, ledger.why[made.name], is_new=made.is_new)
                asked.put(made.name, made.asked)
            done += len(found)
            options.progress("pages", done, len(stale))
    ledger.answers = asked.answers(press.settings, press.known.digest)


def _stale(name: str, changes: Changes, settings: bytes) -> str:
    """Say why a page has to be made; '' if it has not."""
    if name not in changes.before.pages:
        return "it is new"
    if changes.before.settings != settings:
        return SETTINGS
    changed = changes.of(name)
    return in_words(changed) if changed else ""
