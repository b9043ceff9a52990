"""The index of the search: which of its parts have to be made again, and making them.

It is made of what is known of each article, and so before the site is published; a site without it
is never seen. An edit renews the part that holds its article.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from msgspec import Struct

from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import SEARCH_FAILED
from sitegen.engine.articles import Facts, unpacked
from sitegen.engine.cache import Cache, encoded
from sitegen.engine.digests import digest
from sitegen.engine.ledger import Ledger
from sitegen.engine.pagefind import Pagefind, PagefindFailed, version_of
from sitegen.engine.project import Project
from sitegen.engine.publish import Staging
from sitegen.engine.tree import shown
from sitegen.search import UnknownForm, settled
from sitegen.site.shards import FIRST, shard_of, shards

_AT_ONCE = 2
"""How many parts are made at once: each takes up to half a gigabyte."""
_WHY = "what can be found in a search changed"


class Found(Struct, frozen=True):
    """An article as the index knows it."""

    slug: str
    checked: str
    digest: bytes
    """Of what is found of it."""


class Part(Struct, frozen=True):
    """A part of the published index."""

    key: bytes
    """The digest of what it was made of."""
    names: tuple[str, ...]
    """Its files below the site."""


class Searched(Struct, frozen=True):
    """The published index: its articles by their file, its parts by their folder."""

    articles: dict[str, Found]
    parts: dict[str, Part]


class SearchIndex(Struct, frozen=True):
    """The index of one build."""

    program: str
    """The path of Pagefind's program."""
    before: Searched
    """What was published."""
    project: Project
    memory: Cache
    ledger: Ledger
    staging: Staging
    jobs: int
    again: Callable[[str], bytes]
    """Reads an article by its file for what is found of it, should the cache not know."""

    def renew(self, facts: Mapping[str, Facts]) -> list[Diagnostic]:
        """Take the index of these articles into the next site; return the problem if there is one."""
        return self._bring(_found(facts))

    def edit(self, facts: Mapping[str, Facts]) -> list[Diagnostic]:
        """Take the index of the site before, in which these articles were edited, into the next."""
        known = self.before.articles
        edited = {name: item for name, item in _found(facts).items() if name in known}
        return self._bring(known | edited)

    def _bring(self, articles: dict[str, Found]) -> list[Diagnostic]:
        made: dict[str, Part] = {}
        stale: list[tuple[str, bytes, Sequence[str]]] = []
        for folder, files in _by_part(articles).items():
            key = self._key([articles[file] for file in files])
            part = self.before.parts.get(folder)
            if part and part.key == key and all(map(self.ledger.is_intact, part.names)):
                made[folder] = part
                for name in part.names:
                    self.ledger.keep(name)
            else:
                stale.append((folder, key, files))
        for folder in self.before.parts.keys() - made.keys():
            for name in self.before.parts[folder].names:
                self.ledger.drop(name)
        try:
            with closing(self._made(stale, articles)) as parts:
                for folder, key, content in parts:
                    made[folder] = Part(key, tuple(sorted(content)))
                    for name, data in content.items():
                        self.ledger.put(name, data, _WHY, self.staging)
        except (PagefindFailed, UnknownForm) as error:
            at = Position(shown(self.project.config_path))
            return [report(SEARCH_FAILED, at, reason=str(error))]
        searched = Searched(articles, made)
        self.memory.put([(f"search/{self.ledger.key}", encoded(searched))])
        return []

    def _key(self, articles: Sequence[Found]) -> bytes:
        language = self.project.configuration.language.encode()
        given = self.ledger.tools, version_of(self.program), language
        return digest(*given, *(item.digest for item in articles))

    def _made(
        self, stale: Sequence[tuple[str, bytes, Sequence[str]]], articles: Mapping[str, Found]
    ) -> Generator[tuple[str, bytes, dict[str, bytes]], None, None]:
        """Make parts of the index, some at once. Raises PagefindFailed and UnknownForm."""
        if not stale:
            return
        pagefind = Pagefind(self.program, self.project.configuration.language)
        with ThreadPoolExecutor(min(_AT_ONCE, self.jobs)) as pool:
            # The records come out of the cache here: a database belongs to its thread.
            waiting = []
            try:
                for folder, key, files in stale:
                    records = [
                        record for file in files for record in self._records(file, articles[file])
                    ]
                    waiting.append(
                        (folder, key, pool.submit(_made_part, pagefind, folder, records))
                    )
                    if len(waiting) > _AT_ONCE:
                        folder, key, part = waiting.pop(0)
                        yield folder, key, part.result()
                for folder, key, part in waiting:
                    yield folder, key, part.result()
            finally:
                pagefind.end()

    def _records(self, file: str, item: Found) -> list[bytes]:
        known = self.memory.get(f"found/{file}", bytes)
        return unpacked(known if known and digest(known) == item.digest else self.again(file))


def _found(facts: Mapping[str, Facts]) -> dict[str, Found]:
    return {
        name: Found(item.slug, item.article.checked, item.found)
        for name, item in facts.items()
        if item.article
    }


def _by_part(articles: Mapping[str, Found]) -> dict[str, list[str]]:
    """Return the files of the articles in each part, newest first, as Pagefind is to give them."""
    folders = shards(len(articles))
    parts: dict[str, list[str]] = {folder: [] for folder in folders}
    order = sorted(articles, key=lambda file: articles[file].slug)
    for file in sorted(order, key=lambda file: articles[file].checked, reverse=True):
        parts[folders[shard_of(articles[file].slug, len(folders))]].append(file)
    return parts


def _made_part(pagefind: Pagefind, folder: str, records: Sequence[bytes]) -> dict[str, bytes]:
    files = settled(pagefind.index(records), first=folder == FIRST)
    return {folder + name: content for name, content in files.items()}
