"""One article: read, anchored, checked, and what the rest of the site needs to know of it.

Every article is read by itself, so any number can be read at once, in any process, in any order.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sitegen.checks import (
    CheckedArticle,
    Pending,
    Targets,
    check_article,
    check_part,
    pending_links,
)
from sitegen.content import Article, Sidecar, read_article, read_sidecar
from sitegen.content.anchoring import Anchored, anchor
from sitegen.content.article import nothing_of_article, nothing_of_sidecar
from sitegen.content.links import sidecar_of
from sitegen.content.models import PUBLIC
from sitegen.diagnostics import Diagnostic, Position, Source, report
from sitegen.diagnostics.kinds import DATE_FUTURE, SIDECAR_MISSING
from sitegen.engine.digests import Name, Needs, digest
from sitegen.engine.identities import ArticleFiles, usual_slug
from sitegen.engine.needs import Known, noted
from sitegen.engine.tree import (
    LARGEST_TEXT,
    NO_STAMP,
    File,
    Stamp,
    not_read,
    read_bytes,
    text_of,
)
from sitegen.render import ClaimReview, as_feed_items, claim_rows, joined
from sitegen.search import found_in
from sitegen.site import ReadArticle, Shared, SiteView, read
from sitegen.text import Names


class Desk(Struct, frozen=True):
    """What articles are read with: the same for all of them, and never changed."""

    shared: Shared
    targets: Targets
    names: Names
    site: SiteView
    known: Known
    settings: bytes
    """The digest of all that every article is held to depend on."""
    today: date
    looked: int = 0
    """When this build began, in nanoseconds since 1970."""


class Read(Struct, frozen=True, array_like=True):
    """A file as it was read: what the system said of it, and the digest of its content."""

    stamp: Stamp = NO_STAMP
    digest: bytes = b""
    """Empty if it was not there, or could not be read."""


class Outline(Struct, frozen=True, array_like=True):
    """What a build has to know of an article that was read."""

    status: str
    checked: str
    claims: tuple[str, ...]
    """The ids of its claims."""
    language: str
    translation_of: str
    topics: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        """Whether readers may see it."""
        return self.status in PUBLIC


class Facts(Struct, frozen=True, array_like=True):
    """What is kept of an article between builds: what it rests on, and what became of it.

    What other pages show of it is kept apart (`shelf.Sheets`): most builds do not ask.
    """

    text: Read
    """Its file and its sidecar, as they were read."""
    sidecar: Read
    looked: int
    """When the build that read them began, in nanoseconds since 1970."""
    settings: bytes
    day: int
    """The day on which it was checked, as a number of days."""
    slug: str
    slug_at: Position | None
    """Where its slug is given; None if its file could not be read far enough to know it."""
    translation_at: Position
    """Where it names the article that it translates; its file if it translates none."""
    article: Outline | None
    """None if it could not be read or has no sidecar."""
    problems: tuple[Diagnostic, ...]
    sources: tuple[str, ...]
    """The sources and entities that it uses, drafts included: `source-unused` asks."""
    entities: tuple[str, ...]
    needs: Needs = ()
    """What it looked up."""
    said: bytes = b""
    """The digest of everything that other pages and checks know of it."""
    rows: bytes = b""
    """The digests of its lines in the data files."""
    reviews: bytes = b""
    key: bytes = b""
    """The digest of everything that its own pages are made of."""
    pictures: tuple[str, ...] = ()
    """The files of the pictures of its pages."""
    found: bytes = b""
    """The digest of what is found of it in a search; empty in a site without one."""
    pending: tuple[Pending, ...] = ()
    """Its links to claims and topics, which other articles make."""

    def holds_on(self, day: int) -> bool:
        """Say whether its problems are still those of `day`: only a date to come can pass."""
        future = any(problem.kind == DATE_FUTURE.name for problem in self.problems)
        return self.day == day or (self.day < day and not future)


class Lines(Struct, frozen=True, array_like=True):
    """What the data files of the site say of an article."""

    rows: bytes = b""
    """Its claims as lines of data/claims.json, joined."""
    reviews: bytes = b""
    """Its ClaimReviews as lines of data/claimreview.json, joined."""


def packed(records: Iterable[str]) -> bytes:
    """Return what is found of an article in a search as it is kept: its text is in it."""
    return zlib.compress("\n".join(records).encode("utf-8", "replace"), 1)


def unpacked(data: bytes) -> list[bytes]:
    """Return what was packed, each record as JSON."""
    return zlib.decompress(data).split(b"\n")


class Taken(Struct, frozen=True):
    """An article that was read, and what is known of it so far."""

    file: str
    facts: Facts
    item: ReadArticle | None
    """None if it could not be read or has no sidecar."""


class Reader:
    """Reads articles, one after the other; each process has its own."""

    def __init__(self, desk: Desk) -> None:
        """Read with what stands on the desk."""
        self._desk = desk
        self._asked: set[Name] = set()
        self.shared, self._targets = noted(desk.shared, desk.targets, self._asked)

    def read(self, job: ArticleFiles) -> Taken:
        """Read an article and its sidecar from the disk, and check them."""
        self._asked.clear()
        article, text, problems = self._article(job.file)
        sidecar, annotations, wrong = self._sidecar(job)
        problems += wrong
        slug, slug_at = _slug(job.file, article)
        item = None
        pending: tuple[Pending, ...] = ()
        if article and sidecar and not article.lost and sidecar.is_whole:
            anchored, wrong = anchor(article, sidecar)
            checked = self._checked(anchored, job)
            problems += [*wrong, *check_article(checked)]
            pending = tuple(pending_links(checked))
            item = read(slug, job.file.name, anchored, self._desk.names)
        elif job.sidecar and (article or sidecar):
            problems += self._in_part(job, article, sidecar)
        sources, entities = _used(item) if item else ((), ())
        facts = Facts(
            text=text,
            sidecar=annotations,
            looked=self._desk.looked,
            settings=self._desk.settings,
            day=self._desk.today.toordinal(),
            slug=slug,
            slug_at=slug_at,
            translation_at=_translation_at(job.file, article),
            article=_outline(item) if item else None,
            problems=tuple(sorted(set(problems))),
            sources=sources,
            entities=entities,
            pending=pending,
        )
        return Taken(job.file.name, facts, item)

    def _checked(self, anchored: Anchored, job: ArticleFiles) -> CheckedArticle:
        desk = self._desk
        policies = desk.shared.configuration.options.policies
        registry = self.shared.registry
        return CheckedArticle(
            anchored, registry, policies, self._targets, job.file.name, desk.today
        )

    def _in_part(
        self, job: ArticleFiles, article: Article | None, sidecar: Sidecar | None
    ) -> list[Diagnostic]:
        """Return the problems of what could be read, where not all of an article could."""
        assert job.sidecar
        article = article or nothing_of_article(job.file.shown)
        sidecar = sidecar or nothing_of_sidecar(job.sidecar.shown)
        anchored, problems = Anchored(article, sidecar, {}), list[Diagnostic]()
        if article.is_quotable:
            anchored, problems = anchor(article, sidecar)
        return problems + check_part(self._checked(anchored, job))

    def needs(self) -> Needs:
        """Return what was looked up for the article that was read last, until now."""
        return self._desk.known.of(self._asked)

    def finished(
        self, taken: Taken, reviews: Iterable[ClaimReview | None], pictures: tuple[str, ...] = ()
    ) -> tuple[Facts, Lines, bytes]:
        """Return what is kept of the article that was read last; ask when its pages are made.

        `reviews` are the ClaimReviews of its claims' pages, `pictures` the files of what was drawn for
        them. What was looked up for them counts too. Last comes what is found of it in a search, packed.
        """
        lines = Lines()
        if taken.item and taken.item.facts.is_public:
            rows = joined(claim_rows(taken.item.facts, self.shared))
            lines = Lines(rows, joined(as_feed_items(reviews)))
        found = b""
        if taken.item and self.shared.configuration.options.search == "pagefind":
            found = packed(found_in(taken.item, self.shared))
        facts = taken.facts
        rows_digest, reviews_digest = digest(lines.rows), digest(lines.reviews)
        parts = (
            facts.slug,
            taken.item and taken.item.facts,
            facts.sources,
            facts.entities,
            pictures,
            facts.pending,
        )
        said = digest(msgspec.msgpack.encode(parts), rows_digest, reviews_digest)
        needs = self.needs()
        read = taken.file.encode(), facts.text.digest, facts.sidecar.digest
        key = digest(*read, facts.settings, msgspec.msgpack.encode(needs))
        kept = replace(
            facts,
            needs=needs,
            said=said,
            rows=rows_digest,
            reviews=reviews_digest,
            key=key,
            pictures=pictures,
            found=found and digest(found),
        )
        return kept, lines, found

    def _article(self, file: File) -> tuple[Article | None, Read, list[Diagnostic]]:
        source, read, problems = _source(file)
        article, wrong = read_article(source) if source else (None, [])
        return article, read, problems + wrong

    def _sidecar(self, job: ArticleFiles) -> tuple[Sidecar | None, Read, list[Diagnostic]]:
        if job.sidecar is None:
            name = sidecar_of(job.file.name).rpartition("/")[2]
            return None, Read(), [report(SIDECAR_MISSING, Position(job.file.shown), name=name)]
        source, read, problems = _source(job.sidecar)
        sidecar, wrong = read_sidecar(source) if source else (None, [])
        return sidecar, read, problems + wrong


def _source(file: File) -> tuple[Source | None, Read, list[Diagnostic]]:
    try:
        data, stamp = read_bytes(file.path, LARGEST_TEXT)
    except OSError as error:
        return None, Read(), [not_read(file.shown, error)]
    source, problems = text_of(file, data)
    return source, Read(stamp, digest(data)), problems


def _slug(file: File, article: Article | None) -> tuple[str, Position | None]:
    """Return the slug of an article, and where it is given; one that is not known is guessed."""
    if article and article.matter.slug:
        return article.matter.slug, article.document.at(("slug",))
    return usual_slug(file.name), Position(file.shown) if article and article.has_slug else None


def _translation_at(file: File, article: Article | None) -> Position:
    # A place costs composing the front matter once more, so only what translates is asked.
    if article and article.matter.translation_of:
        return article.document.at(("translation_of",))
    return Position(file.shown)


def _outline(item: ReadArticle) -> Outline:
    facts = item.facts
    claims = tuple(claim.id for claim in facts.claims)
    checked = str(facts.checked or "")
    return Outline(
        facts.status, checked, claims, facts.language, facts.translation_of, facts.topics
    )


def _used(item: ReadArticle) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sources and the entities that an article uses."""
    sources = set(item.facts.cited)
    entities = {mention.entity for mention in item.mentions}
    for claim in item.facts.items:
        sources.update(claim.sources())
        entities.update((*claim.entities, claim.claimant))
    return tuple(sorted(sources)), tuple(sorted(entities))
