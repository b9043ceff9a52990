"""Addresses that two files or topics want: equal ones, and a file where another needs a folder.

Disks that do not tell capitals apart (macOS, Windows) hold one file where addresses differ only in
them, so such addresses count as equal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct

from sitegen.content import read_article
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import SLUG_REPEATED, TOPIC_SHARED
from sitegen.engine.outputs import folders_of
from sitegen.engine.ownership import LIST
from sitegen.engine.portable import unportable
from sitegen.engine.survey import Survey
from sitegen.engine.tree import read_text
from sitegen.site import addresses
from sitegen.site.shards import FIRST

_PAGE, _FILE = "a page that sitegen makes", "a file that sitegen makes"
_LISTS = ("articles", "entities", "sources", "verdicts", "corrections", "search")
_FOLDERS = (*_LISTS, "claims", "topics", "data")
"""The folders below the site that are always, or may at any time be, there."""
_FILES = (
    "404.html",
    "data/claims.json",
    "data/claimreview.json",
    "feed.xml",
    "corrections.xml",
    "sitemap.xml",
    LIST,
)
_OURS = ("topics/", "assets/", FIRST)
"""Where no prose page may be: these folders fill themselves."""
_HINT = "give the file another name"


class Claimed(Struct, frozen=True):
    """An article with the addresses that it takes."""

    file: str
    slug: str
    at: Position
    """Where the slug is given."""
    claims: tuple[str, ...]
    topics: tuple[str, ...] = ()


def clashes(survey: Survey, articles: Iterable[Claimed]) -> list[Diagnostic]:
    """Return the problems of addresses that are taken twice."""
    problems: list[Diagnostic] = []
    first: dict[str, Claimed] = {}
    owners: dict[str, str] = {}
    for article in articles:
        for topic in article.topics:
            owners.setdefault(topic, article.file)
        if article.slug in first:
            address = addresses.article(article.slug)
            before = first[article.slug].file
            problems.append(report(SLUG_REPEATED, article.at, address=address, first=before))
        first.setdefault(article.slug, article)
    site = _Site.of(survey, first)
    problems += _of_topics(survey, owners)
    slugs = {slug: article.at for slug, article in first.items()}
    topics = {
        addresses.slug_of(topic): partial(_place_of_topic, survey, file, topic)
        for topic, file in owners.items()
    }
    problems += unportable(survey, slugs, topics)
    return [*problems, *_of_prose(survey, site), *_of_files(survey, site)]


def _of_topics(survey: Survey, owners: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the topics that would share the page of another one; `owners` are the files that name them."""
    first: dict[str, str] = {}
    for topic in owners:
        address = addresses.topic(topic)
        before = first.setdefault(address, topic)
        if before != topic and addresses.spelling(before) != addresses.spelling(topic):
            yield report(
                TOPIC_SHARED,
                _place_of_topic(survey, owners[topic], topic),
                topic=topic,
                address=address,
                other=before,
                place=_place_of_topic(survey, owners[before], before),
            )


def _place_of_topic(survey: Survey, name: str, topic: str) -> Position:
    """Return where an article names a topic, which is not kept: its file is read again."""
    file = next(file for file in survey.files.articles if file.name == name)
    source, _ = read_text(file)
    article = read_article(source)[0] if source else None
    if article is None or topic not in article.matter.topics:
        return Position(file.shown)
    return article.document.at(("topics", article.matter.topics.index(topic)))


def _on_disk(name: str) -> str:
    """Return what is the same for names that some disks cannot tell apart."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _small_letters_first(item: tuple[str, object]) -> str:
    """Return a key by which the name in capitals is the one that has to change."""
    return item[0].swapcase()


def _of_prose(survey: Survey, site: _Site) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for file, (page, _) in sorted(survey.prose.items(), key=_small_letters_first):
        name = addresses.file_of(page.address)
        taken = _PAGE if page.address.startswith(_OURS) else site.above(name)
        alike = _on_disk(name)
        if page.address:  # The first page may be an editor's own.
            taken = taken or site.made_at(name) or site.made_at(alike)
        taken = taken or first.get(alike, "")
        first.setdefault(alike, file)
        if taken:
            yield report(
                SLUG_REPEATED,
                Position(page.shown),
                hint=_HINT,
                address=page.address,
                first=taken,
            )


def _of_files(survey: Survey, site: _Site) -> Iterator[Diagnostic]:
    searched = survey.project.configuration.options.search != "none"
    prose = {addresses.file_of(page.address): name for name, (page, _) in survey.prose.items()}
    below = folders_of(prose)
    first = {_on_disk(name): file for name, file in prose.items()}
    for file in sorted(survey.files.static, key=lambda file: file.name.swapcase()):
        name = file.name
        alike = _on_disk(name)
        taken = first.get(alike) or site.made_at(name) or site.above(name)
        if not taken and alike != name:
            taken = site.made_at(alike)
        first.setdefault(alike, name)
        if not taken and (site.is_folder(name) or name in below):
            taken = "a folder of pages"
        if searched and name.startswith(FIRST):
            taken = "the search index"
        if taken:
            at = Position(file.shown)
            yield report(SLUG_REPEATED, at, hint=_HINT, address=name, first=taken)


class _Site(Struct, frozen=True):
    """What is made out of articles and the registry, without a list of all its files."""

    ids: Mapping[str, Iterable[str]]
    """What has a page of its own below each of the folders."""
    articles: Mapping[str, Claimed]

    @classmethod
    def of(cls, survey: Survey, articles: Mapping[str, Claimed]) -> _Site:
        registry = survey.registry
        ids = {
            "articles": articles,
            "entities": registry.entities,
            "sources": registry.sources,
            "verdicts": registry.verdicts,
        }
        has_claims = survey.project.configuration.options.claim_pages
        return cls(ids | ({"claims": articles} if has_claims else {}), articles)

    def made_at(self, name: str) -> str:
        """Say what is made at the place of a file, '' if nothing."""
        if name in _FILES:
            return _FILE
        folder, _, last = name.rpartition("/")
        if last != "index.html":
            return ""
        kind, _, slug = folder.partition("/")
        if kind == "articles" and slug in self.articles:
            return self.articles[slug].file
        return _PAGE if self._has_page(folder.split("/")) else ""

    def above(self, name: str) -> str:
        """Say what is made as a file where this name needs a folder, '' if nothing."""
        parts = name.split("/")
        over = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
        return next(filter(None, map(self.made_at, over)), "")

    def is_folder(self, name: str) -> bool:
        """Say whether something is made below a name."""
        parts = name.split("/")
        if len(parts) == 1:
            return name in _FOLDERS
        return parts[0] == "topics" or self._has_page(parts) or self._has_claims(parts)

    def _has_page(self, parts: list[str]) -> bool:
        if len(parts) > 2 and parts[-2] == "page" and parts[-1].isdigit():
            parts = parts[:-2]
        match parts:
            case [""]:
                return True
            case ["topics", *_]:
                return True
            case [kind]:
                return kind in _FOLDERS
            case [kind, name] if kind != "claims":
                return name in self.ids.get(kind, ())
            case ["claims", slug, claim]:
                return slug in self.ids.get("claims", ()) and claim in self.articles[slug].claims
        return False

    def _has_claims(self, parts: list[str]) -> bool:
        return len(parts) == 2 and parts[0] == "claims" and parts[1] in self.ids.get("claims", ())
