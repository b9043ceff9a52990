"""Patches for quotes that do not anchor: proposals, which a person accepts or not.

A missing quote is proposed to follow the nearest passage of the article, and its claim is marked to be
read again, because no rule can tell a harmless edit from a changed meaning. An ambiguous quote has
one choice a place, with the shortest addition that settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sitegen.content import Article, Sidecar, annotations_of, models
from sitegen.content.anchoring import line_of, passages_of, quote_of
from sitegen.content.nodes import Path
from sitegen.content.quoting import quote_as_yaml
from sitegen.diagnostics import Position
from sitegen.editorial.edits import Edit, add_field, replace_value
from sitegen.text import Change, Quote, Span, describe, nearest, occurrences, settle

_CONTEXT = 40


class Choice(Struct, frozen=True):
    """One way to mend a quote."""

    where: str
    """Where in the article the passage stands: `line 12`."""
    before: str
    passage: str
    after: str
    """The words of the article, with what stands around them."""
    value: str
    """The new quote as YAML."""
    edits: tuple[Edit, ...]


class Proposal(Struct, frozen=True):
    """What could be done about one quote of a claim or note."""

    at: Position
    id: str
    quote: str
    """The words as the sidecar has them."""
    changes: tuple[Change, ...]
    """For a missing quote: what makes the new words of the old ones; empty for an ambiguous one."""
    choices: tuple[Choice, ...]
    """Exactly one for a missing quote; one a place for an ambiguous one."""


def proposals(article: Article, sidecar: Sidecar) -> Iterator[Proposal]:
    """Yield a proposal for each quote of a sidecar that does not anchor and can be mended."""
    for path, item in annotations_of(sidecar.annotations):
        for where, passage in passages_of(path, item):
            quote = quote_of(passage)
            places = occurrences(article.prose.folded, quote)
            if not places:
                yield from _missing(article, sidecar, path, where, item, quote)
            elif len(places) > 1 and quote.occurrence != "all":
                yield _ambiguous(article, sidecar, where, item.id, quote, places)


def _missing(
    article: Article,
    sidecar: Sidecar,
    path: Path,
    where: Path,
    item: models.Claim | models.Note,
    quote: Quote,
) -> Iterator[Proposal]:
    near = nearest(article.prose.folded, quote)
    if near is None:
        return
    document = sidecar.document
    value = quote_as_yaml(describe(article.prose.folded, near.span))
    edits = [replace_value(document, where, value)]
    if isinstance(item, models.Claim) and not item.review_again:
        edits.append(add_field(document, path, "review_again", "true"))
    choice = _choice(article, near.span, value, edits)
    at = document.at((*where, "exact"))
    yield Proposal(at, item.id, quote.exact, near.changes, (choice,))


def _ambiguous(
    article: Article, sidecar: Sidecar, where: Path, name: str, quote: Quote, places: list[Span]
) -> Proposal:
    choices = []
    for settled, span in zip(settle(article.prose.folded, quote), places, strict=True):
        value = quote_as_yaml(settled)
        choices.append(
            _choice(article, span, value, [replace_value(sidecar.document, where, value)])
        )
    at = sidecar.document.at((*where, "exact"))
    return Proposal(at, name, quote.exact, (), tuple(choices))


def _choice(article: Article, span: Span, value: str, edits: list[Edit]) -> Choice:
    text = article.prose.text
    return Choice(
        line_of(article, span),
        text[max(0, span.start - _CONTEXT) : span.start].rpartition("\n")[2],
        text[span.start : span.end],
        text[span.end : span.end + _CONTEXT].partition("\n")[0],
        value,
        tuple(edits),
    )
