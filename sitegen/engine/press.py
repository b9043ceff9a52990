"""Articles in chunks: each is read, its pages are made and written, and its facts come back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from sitegen.engine.articles import Desk, Facts, Lines, Reader, Taken
from sitegen.engine.cache import encoded
from sitegen.engine.identities import ArticleFiles
from sitegen.engine.outputs import Output, put
from sitegen.engine.shelf import sheets_of
from sitegen.engine.social import Artist
from sitegen.render import ClaimReview, Theme, ThemeError, claim_review
from sitegen.site import PageView, ReadArticle, addresses, article_view, claim_views


class Press(Struct, frozen=True):
    """What articles are read and their pages made with."""

    desk: Desk
    theme: Theme
    drafts: bool
    root: str
    """Where the next site is made."""
    before: str
    """Where the site before stands."""
    artist: Artist | None = None
    """Who draws the pictures; None if the site has none."""


class MadeArticle(Struct, frozen=True):
    """An article that was read, and its pages."""

    file: str
    facts: bytes
    """As the cache keeps them."""
    sheets: bytes
    """What other pages show of it; empty if it could not be read."""
    lines: Lines
    found: bytes
    """What is found of it in a search, packed."""
    outputs: tuple[tuple[str, Output, bool], ...]
    """(file below the site, what was written, whether it differs from the one before)."""
    error: tuple[str, int, str] | None = None
    """The mistake in a template that kept its pages from being made: path, line, reason."""


def make_articles(press: object, jobs: Sequence[ArticleFiles]) -> list[MadeArticle]:
    """Read some articles and write their pages. Raises OSError where the disk does."""
    assert isinstance(press, Press)
    reader = Reader(press.desk)
    return [_made(press, reader, job) for job in jobs]


def _made(press: Press, reader: Reader, job: ArticleFiles) -> MadeArticle:
    taken = reader.read(job)
    outputs: list[tuple[str, Output, bool]] = []
    reviews: list[ClaimReview | None] = []
    pictures: list[tuple[str, Output, bool]] = []
    error = None
    item = _published(press, taken)
    if item:
        claims = claim_views(item, reader.shared) if reader.shared.claim_pages else []
        reviews = [claim_review(claim, press.desk.site) for claim in claims]
        try:
            made = [article_view(item, reader.shared), *claims]
            outputs += map(partial(_write, press), made, [None, *reviews])
            if press.artist:
                cards = filter(None, map(press.theme.card, made))
                pictures += press.artist.publish(cards, press.root, press.before)
        except ThemeError as mistake:
            error = mistake.path, mistake.line, mistake.reason
    drawn = tuple(name for name, _, _ in pictures)
    facts, lines, found = reader.finished(taken, reviews, drawn)
    sheets = encoded(sheets_of(taken.item.facts, facts.said)) if taken.item else b""
    kept = encoded(facts), sheets, lines, found
    return MadeArticle(job.file.name, *kept, (*outputs, *pictures), error)


def _published(press: Press, taken: Taken) -> ReadArticle | None:
    item = taken.item
    return item if item and (item.facts.is_public or press.drafts) else None


def _write(press: Press, page: PageView, review: ClaimReview | None) -> tuple[str, Output, bool]:
    name = addresses.file_of(page.address)
    output, is_new = put(press.root, press.before, name, press.theme.page_bytes(page, review))
    return name, output, is_new


def lines_of(desk: Desk, job: ArticleFiles) -> Lines:
    """Read an article only for its lines in the data files."""
    return _read_again(desk, job)[1]


def found_of(desk: Desk, job: ArticleFiles) -> bytes:
    """Read an article only for what is found of it in a search."""
    return _read_again(desk, job)[2]


def _read_again(desk: Desk, job: ArticleFiles) -> tuple[Facts, Lines, bytes]:
    reader = Reader(desk)
    taken = reader.read(job)
    public = taken.item if taken.item and taken.item.facts.is_public else None
    claims = claim_views(public, reader.shared) if public and reader.shared.claim_pages else []
    return reader.finished(taken, [claim_review(claim, desk.site) for claim in claims])


def names_of_pages(facts: Facts, *, claim_pages: bool) -> list[str]:
    """Return the files of an article's pages, and their pictures."""
    article = facts.article
    if article is None:
        return []
    found = [addresses.article(facts.slug)]
    if claim_pages:
        found += [addresses.claim(facts.slug, claim) for claim in article.claims]
    return [*(addresses.file_of(address) for address in found), *facts.pictures]
