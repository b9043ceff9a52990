"""The page of an article and the pages of its claims: what only the article itself can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from sitegen.content import models
from sitegen.content.anchoring import Anchored
from sitegen.content.links import sidecar_of
from sitegen.site import addresses
from sitegen.site.facts import (
    ArticleFacts,
    block_of,
    claimant_of,
    excerpt,
    facts,
    in_order,
    text_of,
)
from sitegen.site.footnotes import Footnotes, target
from sitegen.site.shared import From, Shared
from sitegen.site.translations import Translation
from sitegen.site.views import (
    NO_MARKUP,
    SUBSTANTIAL,
    ArticleView,
    CardView,
    ClaimView,
    CorrectionView,
    EvidenceView,
    ExcerptView,
    LinkView,
    OriginView,
    PartView,
    ReplyView,
    TestimonyView,
)
from sitegen.site.words import Words
from sitegen.text import (
    Annotation,
    Fragment,
    Link,
    Mention,
    Names,
    Piece,
    Span,
    mark,
    passage_address,
)


class ReadArticle(Struct, frozen=True):
    """An article that was read, anchored and searched for names: enough to make its pages."""

    slug: str
    anchored: Anchored
    mentions: tuple[Mention, ...]
    facts: ArticleFacts
    file: str
    """Its file below the content folder."""


def read(slug: str, file: str, anchored: Anchored, names: Names) -> ReadArticle:
    """Find the names in an article and gather its facts."""
    prose = anchored.article.prose
    mentions = names.find(prose.folded)
    return ReadArticle(slug, anchored, tuple(mentions), facts(slug, anchored, mentions), file)


def article_view(article: ReadArticle, shared: Shared) -> ArticleView:
    """Return the page of an article."""
    here = From(shared, addresses.article(article.slug))
    writer = _writer(article, here)
    annotations = article.anchored.sidecar.annotations
    finding = writer.text(text_of(annotations.finding), writer.words.say("what we found"))
    corrections = writer.corrections(annotations.corrections, None)
    claims = tuple(writer.claim(item) for item in in_order(article.anchored, "claim"))
    notes = tuple(writer.note(item) for item in in_order(article.anchored, "note"))
    cards = {card.id: card for card in (*claims, *notes)}
    told = tuple(writer.told_at_the_top(claims))
    links = _links(article, here)
    parts = [writer.part(piece, cards) for piece in _pieces(article, writer.words, cards, links)]
    entities, linked = here.entities(_entities(article)), {link.address for link in links}
    lead = [part for part in parts if part.kind in ("title", "standfirst")]
    order = sorted(cards.values(), key=lambda card: _place(article, card.id))
    return ArticleView(
        kind="article",
        address=here.address,
        title=article.facts.title,
        description=article.facts.finding or article.facts.standfirst,
        language=article.facts.language,
        is_draft=not annotations.is_public,
        is_in_review=annotations.status == "in-review",
        written_in=article.facts.written_in,
        alternates=_alternates(article, shared),
        head=tuple(lead),
        parts=tuple(parts[len(lead) :]),
        origin=writer.origin(),
        status=annotations.status,
        checked=annotations.checked,
        authors=here.contributors(annotations.authors),
        reviewers=here.contributors(annotations.reviewers),
        finding=finding,
        verdict=here.verdict(annotations.verdict or ""),
        tally=here.tally(claim.verdict for claim in article.facts.claims),
        claims=claims,
        notes=notes,
        cards=tuple(order),
        sources=writer.footnotes.sources(),
        entities=entities,
        not_linked=tuple(entity for entity in entities if entity.address not in linked),
        topics=tuple(
            LinkView(name, here.to(addresses.topic(name))) for name in article.facts.topics
        ),
        corrections=(*corrections, *told),
        translations=tuple(
            LinkView(
                row.slug, here.to(addresses.article(row.slug)), row.language or shared.language
            )
            for row in shared.translations.get(article.slug, ())
        ),
    )


def claim_views(article: ReadArticle, shared: Shared) -> list[ClaimView]:
    """Return the pages of the claims of an article."""
    claims = in_order(article.anchored, "claim")
    annotations = article.anchored.sidecar.annotations
    scale = From(shared, "").scale()
    views = []
    for number, item in enumerate(claims):
        here = From(shared, addresses.claim(article.slug, item.id))
        writer = _writer(article, here)
        card = writer.claim(item)
        views.append(
            ClaimView(
                kind="claim",
                address=here.address,
                title=card.claim,
                description=card.finding_text,
                language=article.facts.language,
                is_draft=not annotations.is_public,
                is_in_review=annotations.status == "in-review",
                written_in=article.facts.written_in,
                card=card,
                article=here.article_link(article.facts),
                context=writer.context(item.id),
                origin=writer.origin(),
                checked=annotations.checked,
                authors=here.contributors(annotations.authors),
                reviewers=here.contributors(annotations.reviewers),
                sources=writer.footnotes.sources(),
                previous=writer.neighbour(number - 1),
                next=writer.neighbour(number + 1),
                scale=scale,
                is_retracted=article.facts.is_retracted,
            )
        )
    return views


def _alternates(article: ReadArticle, shared: Shared) -> tuple[LinkView, ...]:
    """Return the article and its translations, by their addresses from the root."""
    others = shared.translations.get(article.slug, ())
    own = (Translation(article.slug, article.facts.language),)
    return tuple(
        LinkView(row.slug, addresses.article(row.slug), row.language or shared.language)
        for row in (*own, *others)
        if others
    )


def _place(article: ReadArticle, name: str) -> tuple[int, int]:
    span = article.anchored.spans[name][0]
    return span.start, -span.end


def _entities(article: ReadArticle) -> list[str]:
    named = [entity for claim in article.facts.claims for entity in claim.entities]
    return list(dict.fromkeys([*named, *(mention.entity for mention in article.facts.mentions)]))


def _pieces(
    article: ReadArticle, words: Words, cards: dict[str, CardView], links: Sequence[Link]
) -> list[Piece]:
    """Return the text with its marks and with links to the entities that it names."""
    annotations = [
        Annotation(
            id=card.id,
            spans=article.anchored.spans[card.id],
            tone=card.verdict.tone
            if card.verdict
            else "note"
            if card.kind == "note"
            else "unrated",
            number=card.number,
            label=_label(card, words),
        )
        for card in cards.values()
    ]
    return mark(article.anchored.article.prose, annotations, links)


def _label(card: CardView, words: Words) -> str:
    if card.kind == "note":
        return words.say("Note %(number)s", number=card.number)
    if card.verdict is None:
        return words.say("Claim %(number)s", number=card.number)
    return words.say(
        "Claim %(number)s: %(verdict)s", number=card.number, verdict=card.verdict.label
    )


def _links(article: ReadArticle, here: From) -> list[Link]:
    """Return the mentions that become links: the first of each entity in a paragraph, or all of them."""
    wanted = here.shared.configuration.options.link_entities
    if wanted == "none":
        return []
    prose = article.anchored.article.prose
    edges = sorted(
        {
            edge
            for spans in article.anchored.spans.values()
            for s in spans
            for edge in (s.start, s.end)
        }
    )
    links: list[Link] = []
    linked: set[str] = set()
    for mention in article.mentions:
        block = prose.block_at(mention.span.start)
        if (
            block is None
            or block.kind in ("title", "code")
            or (block.kind[0] == "h" and block.kind[1:].isdigit())
            or block.end < mention.span.end
            or (wanted == "first" and mention.entity in linked)
            or any(mention.span.start < edge < mention.span.end for edge in edges)
        ):
            continue
        linked.add(mention.entity)
        links.append(Link(mention.span, here.to(addresses.entity(mention.entity))))
    return links


def _writer(article: ReadArticle, here: From) -> _Writer:
    numbers = {item.id: item.number for item in (*article.facts.claims, *article.facts.notes)}
    words = here.shared.words(article.facts.written_in)
    return _Writer(article, here, words, Footnotes(here.source), numbers)


class _Writer(Struct):
    """Writes the cards of one page, collecting what they cite."""

    article: ReadArticle
    here: From
    words: Words
    footnotes: Footnotes
    numbers: dict[str, str]

    def text(self, text: Fragment, label: str) -> Markup:
        """Return a text of the sidecar as HTML; `label` says where on the page it stands."""
        file = sidecar_of(self.article.file)
        return self.footnotes.write(text.parts, label, lambda to: self.here.resolve(to, file))

    def claim(self, claim: models.Claim | models.Note) -> CardView:
        """Return the card of a claim."""
        assert isinstance(claim, models.Claim)
        card = self._card(claim, "claim")
        label = self.words.say("claim %(number)s", number=card.number)
        finding, explanation = text_of(claim.finding), block_of(claim.explanation)
        pages = self.here.shared.claim_pages
        address = addresses.claim(self.article.slug, claim.id)
        return replace(
            card,
            page=self.here.to(address) if pages else "",
            published="" if pages else self._published(self.article.anchored.spans[claim.id][0]),
            claim=claim.claim or " … ".join(card.quotes),
            claimant=self.here.claimant(*claimant_of(claim)),
            made=claim.made,
            verdict=self.here.verdict(claim.verdict or ""),
            finding=self.text(finding, label),
            finding_text=finding.said,
            explanation=self.text(explanation, label),
            evidence=tuple(self._evidence(claim.sources, card, label)),
            language=card.written_in if claim.claim else card.quoted_in,
            entities=self.here.entities(dict.fromkeys(claim.entities)),
            reply=self._reply(claim.reply, label),
            corrections=self.corrections(claim.corrections, card),
            review_again=claim.review_again,
        )

    def note(self, note: models.Claim | models.Note) -> CardView:
        """Return the card of a note."""
        assert isinstance(note, models.Note)
        card = self._card(note, "note")
        text = block_of(note.text)
        label = self.words.say("note %(number)s", number=card.number)
        return replace(card, explanation=self.text(text, label), finding_text=text.said)

    def _card(self, item: models.Claim | models.Note, kind: str) -> CardView:
        article = self.here.to(addresses.article(self.article.slug))
        on_article = self.here.address == addresses.article(self.article.slug)
        return CardView(
            id=item.id,
            kind=kind,
            number=self.numbers[item.id],
            anchor=f"claim-{item.id}",
            mark=f"#mark-{item.id}" if on_article else f"{article}#mark-{item.id}",
            page="",
            published="",
            quotes=self.article.anchored.quoted(item.id),
            quoted_in=self.article.facts.language or self.here.shared.language,
            written_in=self.article.facts.written_in or self.here.shared.language,
        )

    def _evidence(
        self, evidence: Iterable[models.Evidence], card: CardView, label: str
    ) -> Iterator[EvidenceView]:
        claim = LinkView(card.number, f"#{card.anchor}")
        here = self.words.say("evidence on claim %(number)s", number=card.number)
        for item in evidence:
            source = self.here.source(item.source)
            if source is None:
                continue
            said = TestimonyView(
                claim=claim,
                stance=item.stance or "",
                quote=item.quote or "",
                locator=item.locator or "",
                cited_at=self.footnotes.unanswered(item.source, label),
            )
            number, anchor = self.footnotes.cite(item.source, here, said)
            yield EvidenceView(
                number,
                anchor,
                target(number),
                source,
                said.stance,
                said.quote,
                said.locator,
                bool(said.cited_at),
            )

    def _reply(self, reply: models.Reply | None, label: str) -> ReplyView | None:
        if reply is None:
            return None
        text = self.text(block_of(reply.text), label) if reply.text else NO_MARKUP
        return ReplyView(reply.asked, reply.answered, text)

    def corrections(
        self, corrections: tuple[models.Correction, ...], card: CardView | None
    ) -> tuple[CorrectionView, ...]:
        """Return the corrections of a claim, or of the article, newest first."""
        if not corrections:
            return ()
        article = self.here.article_link(self.article.facts)
        subject = article
        if card:
            subject = LinkView(" … ".join(card.quotes), f"#{card.anchor}", card.quoted_in)
        label = self.words.say("a correction")
        found = [
            CorrectionView(
                item.date,
                item.kind,
                self.here.verdict(item.before or ""),
                self.here.verdict(item.after or ""),
                self.text(text_of(item.note), label),
                subject,
                article,
                self.article.facts.written_in or self.here.shared.language,
            )
            for item in corrections
        ]
        return tuple(sorted(found, key=lambda item: item.date, reverse=True))

    def told_at_the_top(self, cards: Iterable[CardView]) -> Iterator[CorrectionView]:
        """Yield the substantial corrections of claims once more, with citations of their own."""
        claims = {claim.id: claim for claim in self.article.anchored.sidecar.annotations.claims}
        for card in cards:
            entries = tuple(c for c in claims[card.id].corrections if c.kind in SUBSTANTIAL)
            yield from self.corrections(entries, card)

    def part(self, piece: Piece, cards: dict[str, CardView]) -> PartView:
        """Return a piece of the text with the cards of the passages that end in it."""
        file = self.article.file
        label = self.words.say("the text")
        html = self.footnotes.write(piece.parts, label, lambda to: self.here.resolve(to, file))
        if piece.kind in ("title", "standfirst"):
            html = html.strip()[len("<p>") : -len("</p>")]
        return PartView(piece.kind, html, tuple(cards[name] for name in piece.annotations))

    def origin(self) -> OriginView:
        """Return where the checked text was published."""
        matter = self.article.anchored.article.matter
        archived = matter.archived
        return OriginView(
            matter.publisher or "",
            matter.url or "",
            matter.date,
            matter.authors,
            archived.url if archived else "",
            archived.date if archived else None,
            matter.rights or "",
        )

    def context(self, name: str) -> tuple[ExcerptView, ...]:
        """Return the passages of a claim with the words around them."""
        found = []
        for span in self.article.anchored.spans[name]:
            cut = excerpt(self.article.anchored, span)
            address = f"{self.here.to(addresses.article(self.article.slug))}#mark-{name}"
            found.append(
                ExcerptView(cut.before, cut.words, cut.after, address, self._published(span))
            )
        return tuple(found)

    def _published(self, span: Span) -> str:
        """Return the address of a passage in the original publication.

        A browser that knows text fragments scrolls there; in any other it is the publication's address.
        """
        article = self.article.anchored.article
        url = article.matter.url or ""
        return passage_address(url, article.prose, span) if url else ""

    def neighbour(self, number: int) -> LinkView | None:
        """Return a link to another claim of the article, by its place in the order of the text."""
        claims = self.article.facts.claims
        if not 0 <= number < len(claims):
            return None
        claim = claims[number]
        address = self.here.to(addresses.claim(self.article.slug, claim.id))
        return LinkView(claim.claim, address, self.here.language_of(self.article.facts, claim))
