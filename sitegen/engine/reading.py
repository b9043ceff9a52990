"""The articles of a build: which of them have to be read, and reading them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from sitegen.content.links import sidecar_of
from sitegen.diagnostics import Position
from sitegen.engine.articles import Desk, Facts, Outline, Read
from sitegen.engine.cache import Cache, encoded
from sitegen.engine.digests import digest
from sitegen.engine.given import SETTINGS, Given, Options
from sitegen.engine.identities import ArticleFiles, Identities
from sitegen.engine.ledger import Ledger
from sitegen.engine.needs import in_words
from sitegen.engine.pool import chunked, run
from sitegen.engine.press import MadeArticle, Press, make_articles, names_of_pages
from sitegen.engine.publish import Staging
from sitegen.engine.records import is_settled
from sitegen.engine.shelf import Filed, Sheets
from sitegen.engine.site import desk_of, jobs
from sitegen.engine.social import artist
from sitegen.engine.tree import LARGEST_TEXT, File, read_bytes
from sitegen.render import Theme, ThemeError
from sitegen.site.translations import Translation, Translations, translations

Value = TypeVar("Value", str, bytes)
_UNREAD = Read()
_PIECES = ("facts", "sheets", "rows", "reviews", "found")
"""The kinds of pieces in the cache that belong to one article."""


class Articles(Struct):
    """The articles of one build."""

    given: Given
    options: Options
    memory: Cache
    ledger: Ledger
    staging: Staging
    identities: Identities
    made: set[str] = field(default_factory=set)
    """The files of the articles of which pages were made."""
    drafts: set[str] = field(default_factory=set)
    """The files of pages that are not for everybody."""
    shared: dict[Any, Any] = field(default_factory=dict)
    """Words that more than one article has, such as the ids of sources."""

    def all(self, shelf: Filed) -> tuple[Desk, dict[str, Facts]]:
        """Read the articles that are not known as they stand, and make their pages.

        What other pages show of them is put on the shelf.
        """
        surveyed = self.given.surveyed
        identities = self.identities
        desk = self.desk(identities.slugs, identities.translations)
        facts: dict[str, Facts] = {}
        stale: list[ArticleFiles] = []
        for job in jobs(surveyed):
            name = job.file.name
            reason, item = self.stale(job, self.memory.get(f"facts/{name}", Facts), desk)
            if item and not self._file(name, item, shelf):
                reason, item = "what other pages show of it is not known", None
            if item is None:
                stale.append(job)
                # An edit that turned out to be more was looked at before, and says why it was made.
                self.ledger.why[name] = self.ledger.why.get(name) or reason
            else:
                facts[name] = self.brief(item)
                self._keep(item)
        self.make(desk, stale, facts, shelf)
        found = {name: item.slug for name, item in facts.items()}
        found_linked = self.translations(facts)
        if found != identities.slugs or found_linked != identities.translations:
            # Front matter was edited while articles were read: what shows it is read once more.
            first, desk = desk, self.desk(found, found_linked)
            again: list[ArticleFiles] = []
            for job in jobs(surveyed):
                reason = SETTINGS if desk.settings != first.settings else self._again(job, desk)
                if reason:
                    again.append(job)
                    self.ledger.why[job.file.name] = self.ledger.why.get(job.file.name) or reason
            self.make(desk, again, facts, shelf)
        gone = self.memory.names("facts/") - facts.keys()
        self.memory.remove(f"{kind}/{name}" for name in gone for kind in _PIECES)
        for item in facts.values():
            if item.article and not item.article.is_public:
                self.drafts.update(self._names(item))
        return desk, {file.name: facts[file.name] for file in surveyed.files.articles}

    def _again(self, job: ArticleFiles, desk: Desk) -> str:
        item = self.memory.get(f"facts/{job.file.name}", Facts)
        need = desk.known.still(item.needs) if item else (job.file.name, "")
        return in_words(need) if need else ""

    def translations(self, facts: Mapping[str, Facts]) -> Translations:
        """Return the translations among the articles that are shown."""
        shown = [(item.slug, item.article) for item in facts.values() if self.is_shown(item)]
        return translations(
            [Translation(slug, article.language) for slug, article in shown if article],
            {slug: a.translation_of for slug, a in shown if a and a.translation_of},
        )

    def desk(self, slugs: Mapping[str, str], linked: Translations) -> Desk:
        """Return what articles are read with, if each has the slug and translations that are given."""
        given = self.given
        return desk_of(
            given.surveyed, slugs, given.today, given.digest, given.looked, linked, given.catalogues
        )

    def stale(self, job: ArticleFiles, item: Facts | None, desk: Desk) -> tuple[str, Facts | None]:
        """Say why an article has to be read, '' if it has not, and what is known of it now."""
        if item is None:
            return "it is new", None
        reason, now = as_it_stands(job, item, desk)
        if not reason and not self._is_made(item):
            reason = "its pages are not as they were written"
        if reason:
            return reason, None
        if now is not item:
            self.memory.put([(f"facts/{job.file.name}", encoded(now))])
        return "", now

    def _is_made(self, item: Facts) -> bool:
        names = self._names(item)
        return all(
            self.ledger.is_intact(name) and self.ledger.keys_before.get(name) == item.key
            for name in names
        )

    def brief(self, item: Facts) -> Facts:
        """Return facts without what was checked already, with the words that articles share kept once."""
        once, article = self._once, item.article
        return replace(
            item,
            text=_UNREAD,
            sidecar=_UNREAD,
            needs=(),
            settings=once(item.settings),
            slug_at=item.slug_at and _at(item.slug_at, once),
            translation_at=_at(item.translation_at, once),
            article=article
            and Outline(
                once(article.status),
                once(article.checked),
                tuple(map(once, article.claims)),
                once(article.language),
                article.translation_of,
                tuple(map(once, article.topics)),
            ),
            sources=tuple(map(once, item.sources)),
            entities=tuple(map(once, item.entities)),
        )

    def _once(self, value: Value) -> Value:
        known: Value = self.shared.setdefault(value, value)
        return known

    def is_shown(self, item: Facts) -> bool:
        """Say whether this build shows an article."""
        return bool(item.article and (item.article.is_public or self.options.drafts))

    def _file(self, name: str, item: Facts, shelf: Filed) -> bool:
        """Put what is known of an article on the shelf; say whether that could be done."""
        if not self.is_shown(item):
            return True
        sheets = self.memory.get(f"sheets/{name}", Sheets)
        if sheets is None or sheets.said != item.said:
            return False
        shelf.put(name, sheets)
        return True

    def _names(self, item: Facts) -> list[str]:
        if not self.is_shown(item):
            return []
        return names_of_pages(
            item, claim_pages=self.given.surveyed.project.configuration.options.claim_pages
        )

    def _keep(self, item: Facts) -> None:
        for name in self._names(item):
            self.ledger.keep_article(name, item.key)

    def withdraw(self) -> None:
        """Take away what was made, to begin anew."""
        self.ledger.withdraw(tuple(self.ledger.written), self.staging)
        self.made.clear()

    def make(
        self,
        desk: Desk,
        stale: Sequence[ArticleFiles],
        facts: dict[str, Facts],
        shelf: Filed | None = None,
    ) -> None:
        """Read articles into `facts` and write their pages. Raises ThemeError and OSError."""
        if not stale:
            return
        staging = self.staging
        # What an earlier reading gave need not be what the next one gives.
        again = self.made.intersection(job.file.name for job in stale)
        self.ledger.withdraw((page for name in again for page in self._names(facts[name])), staging)
        theme = Theme(self.given.theme, desk.site, self.given.templates)
        draws = None
        if theme.draws:
            stands = self.ledger.inspection.stands()
            draws = artist(self.given.theme, self.ledger.tree.files, stands.broken)
        press = Press(desk, theme, self.options.drafts, staging.root, staging.target, draws)
        options, done, error = self.options, 0, None
        chunks = chunked(stale, options.jobs)
        if len(chunks) > 1:
            theme.prepare()
        decode = msgspec.msgpack.Decoder(Facts).decode
        sheets_of = msgspec.msgpack.Decoder(Sheets).decode
        # Whatever happens in here, no work goes on behind it.
        with closing(run(make_articles, press, chunks, options.jobs, options.executor)) as results:
            for chunk, found in zip(chunks, results, strict=True):
                self.memory.put(_pieces(found))
                for job, made in zip(chunk, found, strict=True):
                    name = job.file.name  # Not `made.file`: one from another process is a copy.
                    facts[name] = item = self.brief(decode(made.facts))
                    error = error or made.error
                    if shelf and self.is_shown(item):
                        shelf.put(name, sheets_of(made.sheets))
                    self._take(name, made, item.key)
                done += len(found)
                options.progress("articles", done, len(stale))
        if error:
            raise ThemeError(*error)

    def _take(self, name: str, made: MadeArticle, key: bytes) -> None:
        """Enter what was made of an article in the books."""
        self.made.add(name)
        why = self.ledger.why.get(name, "")
        for page, output, is_new in made.outputs:
            self.ledger.wrote(page, output, why, is_new=is_new)
            self.ledger.keys[page] = key


def as_it_stands(job: ArticleFiles, item: Facts, desk: Desk) -> tuple[str, Facts]:
    """Say why facts are not those of an article any more, '' if they are; return them as of now."""
    text = _as_it_is(job.file, item.text, item.looked)
    sidecar = _as_it_is(job.sidecar, item.sidecar, item.looked)
    if text.digest != item.text.digest:
        return f"{job.file.name} changed", item
    if sidecar.digest != item.sidecar.digest:
        return f"{sidecar_of(job.file.name)} changed", item
    if item.settings != desk.settings:
        return SETTINGS, item
    need = desk.known.still(item.needs)
    if need:
        return in_words(need), item
    if not item.holds_on(desk.today.toordinal()):
        return "a date that was to come may have passed", item
    if (text, sidecar) == (item.text, item.sidecar):
        return "", item
    return "", replace(item, text=text, sidecar=sidecar, looked=desk.looked)


def without_needs(item: Facts) -> Facts:
    """Return facts without what they looked up, which is most of them, and checked already."""
    return replace(item, needs=())


def _at(place: Position, once: Callable[[str], str]) -> Position:
    return Position(once(place.path), place.line, place.column)


def _pieces(found: Iterable[MadeArticle]) -> Iterator[tuple[str, bytes]]:
    for made in found:
        yield f"facts/{made.file}", made.facts
        yield f"rows/{made.file}", encoded(made.lines.rows)
        yield f"reviews/{made.file}", encoded(made.lines.reviews)
        if made.sheets:
            yield f"sheets/{made.file}", made.sheets
        if made.found:
            yield f"found/{made.file}", encoded(made.found)


def _as_it_is(file: File | None, before: Read, looked: int) -> Read:
    """Return a file as it is now; it is read only if its stamp moved since it was read before."""
    if file is None:
        return Read()
    if file.stamp == before.stamp and is_settled(file.stamp, looked):
        return before
    try:
        content, stamp = read_bytes(file.path, LARGEST_TEXT)
    except OSError:
        return Read()
    return Read(stamp, digest(content))
