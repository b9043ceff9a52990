"""Article facts: what other pages need to know about an article, and no more.

Facts are small and plain, so that ten thousand of them fit in memory and travel between processes.
The body of an article stays where it is read. They are kept as arrays, which are read in half of the
time of maps; the fields of a head come first, so that it can be read alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from sitegen.content import PartialDate, models
from sitegen.content.anchoring import Anchored
from sitegen.site import addresses
from sitegen.text import EMPTY, Fragment, Mention, Span, fragment, sentence
from sitegen.text.languages import tag

_CONTEXT = 90
"""How many characters of the text are shown on each side of a passage or name."""


class EvidenceFacts(Struct, frozen=True, array_like=True):
    """What a claim says about one source. Citations in running text have no stance and no quote."""

    source: str
    stance: str
    quote: str
    locator: str


class CorrectionFacts(Struct, frozen=True, array_like=True):
    """An entry of the record of corrections."""

    date: date
    kind: str
    before: str
    after: str
    note: str
    """Markdown of one paragraph."""


class ClaimHead(Struct, frozen=True, array_like=True):
    """A claim, or a note (which has no verdict), as lists show it."""

    id: str
    kind: str
    """`claim` or `note`."""
    number: str
    quote: str
    """Its passages as they stand in the article, joined by an ellipsis."""
    claim: str
    claimant: str
    """The id of an entity, or ''."""
    claimant_name: str
    claimant_role: str
    made: PartialDate | None
    verdict: str
    finding: str


class ClaimFacts(ClaimHead, frozen=True):
    """A claim or note as the rest of the site knows it."""

    evidence: tuple[EvidenceFacts, ...]
    entities: tuple[str, ...]
    corrections: tuple[CorrectionFacts, ...]

    def sources(self) -> Iterator[str]:
        """Yield each source that it uses, once."""
        yield from dict.fromkeys(item.source for item in self.evidence)


class Excerpt(Struct, frozen=True, array_like=True):
    """Words of the text with what stands around them."""

    before: str
    words: str
    after: str
    anchor: str = ""
    """The id of the place on the article's page, '' if it has none."""


class MentionFacts(Struct, frozen=True, array_like=True):
    """The places of the text that name an entity."""

    entity: str
    passages: tuple[Excerpt, ...]


class ArticleHead(Struct, frozen=True, array_like=True):
    """An article as lists and links show it."""

    slug: str
    path: str
    title: str
    standfirst: str
    publisher: str
    url: str
    language: str
    topics: tuple[str, ...]
    status: str
    checked: date | None
    finding: str
    verdict: str
    verdicts: tuple[str, ...]
    """Those of its claims, in the order of the text; '' where there is none yet."""
    cited: tuple[str, ...]
    """The sources that its finding cites."""
    corrections: tuple[CorrectionFacts, ...]
    translation_of: str
    written_in: str
    """The language of the check; '' for the site's."""

    @property
    def address(self) -> str:
        """The address of its page."""
        return addresses.article(self.slug)

    @property
    def is_public(self) -> bool:
        """Whether readers may see it."""
        return self.status in models.PUBLIC

    @property
    def is_retracted(self) -> bool:
        """Whether what it found does not hold any more."""
        return self.status == "retracted"


class ArticleFacts(ArticleHead, frozen=True):
    """An article as the rest of the site knows it."""

    claims: tuple[ClaimFacts, ...]
    """In the order of the text."""
    notes: tuple[ClaimFacts, ...]
    mentions: tuple[MentionFacts, ...]

    @property
    def head(self) -> ArticleHead:
        """What lists and links show of it."""
        return ArticleHead(*(getattr(self, name) for name in _OF_A_HEAD))

    @property
    def items(self) -> tuple[ClaimFacts, ...]:
        """Its claims and then its notes."""
        return self.claims + self.notes


_OF_A_HEAD = ArticleHead.__struct_fields__


def whole(
    head: ArticleHead, items: Iterable[ClaimFacts], mentions: Iterable[MentionFacts]
) -> ArticleFacts:
    """Return an article out of its head, its claims and notes, and the entities that it names."""
    found = tuple(items)
    said = {name: getattr(head, name) for name in _OF_A_HEAD}
    return ArticleFacts(
        **said,
        claims=tuple(item for item in found if item.kind == "claim"),
        notes=tuple(item for item in found if item.kind == "note"),
        mentions=tuple(mentions),
    )


def facts(slug: str, anchored: Anchored, mentions: list[Mention]) -> ArticleFacts:
    """Gather what other pages need of an article."""
    matter, annotations = anchored.article.matter, anchored.sidecar.annotations
    finding = text_of(annotations.finding)
    claims = tuple(
        _claim(anchored, item, str(number))
        for number, item in enumerate(in_order(anchored, "claim"), start=1)
    )
    return ArticleFacts(
        slug=slug,
        path=anchored.article.source.path,
        title=matter.title,
        standfirst=matter.standfirst or "",
        publisher=matter.publisher or "",
        url=matter.url or "",
        language=tag(matter.language or ""),
        topics=matter.topics,
        status=annotations.status,
        checked=annotations.checked,
        finding=finding.said,
        verdict=annotations.verdict or "",
        verdicts=tuple(claim.verdict for claim in claims),
        claims=claims,
        notes=tuple(
            _note(anchored, item, _letters(number))
            for number, item in enumerate(in_order(anchored, "note"), start=1)
        ),
        mentions=tuple(_mentions(anchored, mentions)),
        cited=tuple(dict.fromkeys(finding.cited())),
        corrections=tuple(_correction(item) for item in annotations.corrections),
        translation_of=matter.translation_of or "",
        written_in=tag(annotations.language or ""),
    )


def text_of(markdown: str | None) -> Fragment:
    """Return a text of one paragraph, or nothing."""
    return sentence(markdown.strip()) if markdown else EMPTY


def in_order(anchored: Anchored, kind: str) -> list[models.Claim | models.Note]:
    """Return the claims or the notes that have a place, in the order of the text."""
    annotations = anchored.sidecar.annotations
    items = annotations.claims if kind == "claim" else annotations.notes
    placed = [item for item in items if item.id in anchored.spans]

    def place(item: models.Claim | models.Note) -> tuple[int, int]:
        span = anchored.spans[item.id][0]
        return span.start, -span.end

    return sorted(placed, key=place)


def _letters(number: int) -> str:
    """Return what is written behind the passages of a note, where claims have 1, 2, 3: a, b, c."""
    letters = ""
    while number:
        number, last = divmod(number - 1, 26)
        letters = chr(ord("a") + last) + letters
    return letters


def _claim(anchored: Anchored, claim: models.Claim | models.Note, number: str) -> ClaimFacts:
    assert isinstance(claim, models.Claim)
    entity, name, role = claimant_of(claim)
    finding, explanation = text_of(claim.finding), block_of(claim.explanation)
    quote = " … ".join(anchored.quoted(claim.id))
    return ClaimFacts(
        id=claim.id,
        kind="claim",
        number=number,
        quote=quote,
        claim=claim.claim or quote,
        claimant=entity,
        claimant_name=name,
        claimant_role=role,
        made=claim.made,
        verdict=claim.verdict or "",
        finding=finding.said,
        evidence=(
            *(
                EvidenceFacts(e.source, e.stance or "", e.quote or "", e.locator or "")
                for e in claim.sources
            ),
            *_cited_only(claim, finding, explanation),
        ),
        entities=tuple(dict.fromkeys(claim.entities)),
        corrections=tuple(_correction(item) for item in claim.corrections),
    )


def claimant_of(claim: models.Claim) -> tuple[str, str, str]:
    """Return who made a claim: the id of an entity, a name and a role; '' for what is not known."""
    who = claim.claimant
    return (who.entity or "", who.name or "", who.role or "") if who else ("", "", "")


def _cited_only(
    claim: models.Claim, finding: Fragment, explanation: Fragment
) -> Iterator[EvidenceFacts]:
    """Yield the sources that only the running text cites."""
    listed = {item.source for item in claim.sources}
    for source in dict.fromkeys([*finding.cited(), *explanation.cited()]):
        if source not in listed:
            yield EvidenceFacts(source, "", "", "")


def _note(anchored: Anchored, note: models.Claim | models.Note, number: str) -> ClaimFacts:
    assert isinstance(note, models.Note)
    text = block_of(note.text)
    quote = " … ".join(anchored.quoted(note.id))
    cited = tuple(EvidenceFacts(source, "", "", "") for source in dict.fromkeys(text.cited()))
    return ClaimFacts(
        note.id, "note", number, quote, quote, "", "", "", None, "", text.said, cited, (), ()
    )


def block_of(markdown: str | None) -> Fragment:
    """Return a text of any number of paragraphs, or nothing."""
    return fragment(markdown) if markdown else EMPTY


def _correction(correction: models.Correction) -> CorrectionFacts:
    return CorrectionFacts(
        correction.date,
        correction.kind,
        correction.before or "",
        correction.after or "",
        correction.note or "",
    )


def _mentions(anchored: Anchored, mentions: list[Mention]) -> Iterator[MentionFacts]:
    by_entity: dict[str, list[Span]] = {}
    for mention in mentions:
        by_entity.setdefault(mention.entity, []).append(mention.span)
    for entity, spans in by_entity.items():
        yield MentionFacts(entity, tuple(excerpt(anchored, span) for span in spans))


def excerpt(anchored: Anchored, span: Span, anchor: str = "") -> Excerpt:
    """Return a span with the words around it, up to the ends of its paragraph."""
    prose = anchored.article.prose
    first, last = prose.block_at(span.start), prose.block_at(max(span.start, span.end - 1))
    start = first.start if first else 0
    end = last.end if last else len(prose.text)
    return Excerpt(
        before=_cut_left(prose.text[start : span.start]),
        words=prose.text[span.start : span.end],
        after=_cut_right(prose.text[span.end : end]),
        anchor=anchor,
    )


def _cut_left(text: str) -> str:
    if len(text) <= _CONTEXT:
        return text
    kept = text[-_CONTEXT:]
    blank = kept.find(" ")
    return "…" + (kept[blank + 1 :] if 0 <= blank < len(kept) - 1 else kept)


def _cut_right(text: str) -> str:
    if len(text) <= _CONTEXT:
        return text
    kept = text[:_CONTEXT]
    blank = kept.rfind(" ")
    return (kept[:blank] if blank > 0 else kept) + "…"
