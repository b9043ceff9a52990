"""Patches for quotes that do not anchor: proposals, which a person accepts or not.

A missing quote is proposed to follow the nearest passage of the article, and its claim is marked to be
read again, because no rule can tell a harmless edit from a changed meaning. Of an ambiguous quote, or
one whose words stand there with another context, a person chooses the place.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sitegen.content import Article, Sidecar, annotations_of, models
from sitegen.content.anchoring import line_of, lost_context, passages_of, quote_of
from sitegen.content.nodes import Path
from sitegen.content.quoting import quote_as_yaml
from sitegen.diagnostics import Position
from sitegen.editorial.mending import Patch
from sitegen.text import Change, Quote, Span, describe, nearest, occurrences, settle

_CONTEXT = 40
_MOST_PLACES = 200
"""Of more places nobody chooses one from a list."""


class Choice(Struct, frozen=True):
    """One way to mend a quote."""

    where: str
    """Where in the article the passage stands: `line 12`."""
    before: str
    passage: str
    after: str
    """The words of the article, with what stands around them."""
    patch: Patch


class Proposal(Struct, frozen=True):
    """What could be done about one quote of a claim or note."""

    at: Position
    id: str
    problem: str
    """For several choices: what is wrong, in a few words."""
    changes: tuple[Change, ...]
    """For a missing quote: what makes the new words of the old ones; empty where a person chooses."""
    doubts: tuple[str, ...]
    """What a person has to look at before anything else."""
    choices: tuple[Choice, ...]
    """Exactly one for a missing quote; otherwise one a place."""


def proposals(article: Article, sidecar: Sidecar) -> Iterator[Proposal]:
    """Yield a proposal for each quote of a sidecar that does not anchor and can be mended."""
    for path, item in annotations_of(sidecar.annotations):
        for where, passage in passages_of(path, item):
            quote = quote_of(passage)
            places = occurrences(article.prose.folded, quote)
            if not places:
                yield from _missing(article, sidecar, path, where, item, quote)
            elif 1 < len(places) <= _MOST_PLACES and quote.occurrence != "all":
                yield _ambiguous(article, sidecar, where, item.id, quote, places)


def _missing(
    article: Article,
    sidecar: Sidecar,
    path: Path,
    where: Path,
    item: models.Claim | models.Note,
    quote: Quote,
) -> Iterator[Proposal]:
    text = article.prose.folded
    at = sidecar.document.at((*where, "exact"))
    is_rated = isinstance(item, models.Claim) and not item.review_again
    again = path if is_rated else None
    near = nearest(text, quote, language=article.matter.language or "")
    if near is not None:
        value = quote_as_yaml(describe(text, near.span, context_of=quote))
        choice = _choice(article, near.span, Patch(where, value, near.span, again))
        yield Proposal(at, item.id, "", near.changes, near.doubts, (choice,))
        return
    places = occurrences(text, quote.exact)
    if 0 < len(places) <= _MOST_PLACES:
        choices = tuple(
            _choice(
                article,
                span,
                Patch(where, quote_as_yaml(describe(text, span, context_of=quote)), span, again),
            )
            for span in places
        )
        yield Proposal(at, item.id, lost_context(article, quote), (), (), choices)


def _ambiguous(
    article: Article, sidecar: Sidecar, where: Path, name: str, quote: Quote, places: list[Span]
) -> Proposal:
    settled = settle(article.prose.folded, quote)
    choices = tuple(
        _choice(article, span, Patch(where, quote_as_yaml(way), span))
        for way, span in zip(settled, places, strict=True)
    )
    at = sidecar.document.at((*where, "exact"))
    return Proposal(at, name, f"{quote.exact!r} stands {len(places)} times", (), (), choices)


def _choice(article: Article, span: Span, patch: Patch) -> Choice:
    text = article.prose.text
    return Choice(
        line_of(article, span),
        text[max(0, span.start - _CONTEXT) : span.start].rpartition("\n")[2],
        text[span.start : span.end],
        text[span.end : span.end + _CONTEXT].partition("\n")[0],
        patch,
    )
