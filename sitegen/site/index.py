"""The facts of all articles, turned round: by entity, source, verdict, topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sitegen.site import addresses
from sitegen.site.facts import (
    ArticleFacts,
    ClaimFacts,
    CorrectionFacts,
    EvidenceFacts,
    MentionFacts,
)

InArticle = tuple[ArticleFacts, ClaimFacts]
"""A claim or note with its article."""


@dataclass(frozen=True, slots=True)
class Index:
    """What the pages about more than one article need. All lists are newest first."""

    articles: Sequence[ArticleFacts]
    made_by: Mapping[str, list[InArticle]]
    """Claims by the entity that made them."""
    about: Mapping[str, list[InArticle]]
    """Claims by the entities that they name."""
    naming: Mapping[str, list[tuple[ArticleFacts, MentionFacts]]]
    """Articles by the entities that their text names."""
    using: Mapping[str, list[tuple[ArticleFacts, ClaimFacts, EvidenceFacts]]]
    """Claims and notes by the sources that they use."""
    with_verdict: Mapping[str, list[InArticle]]
    by_topic: Mapping[str, list[ArticleFacts]]
    """Articles by the address of their topic."""
    topic_names: Mapping[str, str]
    """The name of a topic by its address, as its newest article writes it."""
    corrections: Sequence[tuple[ArticleFacts, ClaimFacts | None, CorrectionFacts]]

    def related(self, entity: str) -> list[tuple[str, int]]:
        """Return the entities that share claims with one, with how many; most first."""
        shared: Counter[str] = Counter()
        for _, claim in (*self.about.get(entity, ()), *self.made_by.get(entity, ())):
            shared.update({*claim.entities, claim.claimant} - {entity, ""})
        return sorted(shared.items(), key=lambda item: (-item[1], item[0]))


def index(articles: Iterable[ArticleFacts]) -> Index:
    """Turn the facts of all articles round."""
    ordered = sorted(articles, key=lambda a: a.slug)
    ordered.sort(key=lambda a: a.checked or date.min, reverse=True)
    made_by: dict[str, list[InArticle]] = {}
    about: dict[str, list[InArticle]] = {}
    naming: dict[str, list[tuple[ArticleFacts, MentionFacts]]] = {}
    using: dict[str, list[tuple[ArticleFacts, ClaimFacts, EvidenceFacts]]] = {}
    with_verdict: dict[str, list[InArticle]] = {}
    by_topic: dict[str, list[ArticleFacts]] = {}
    topic_names: dict[str, str] = {}
    corrections: list[tuple[ArticleFacts, ClaimFacts | None, CorrectionFacts]] = []
    for article in ordered:
        for claim in article.claims:
            if claim.claimant:
                made_by.setdefault(claim.claimant, []).append((article, claim))
            for entity in claim.entities:
                about.setdefault(entity, []).append((article, claim))
            if claim.verdict:
                with_verdict.setdefault(claim.verdict, []).append((article, claim))
            corrections += [(article, claim, item) for item in claim.corrections]
        for claim in (*article.claims, *article.notes):
            for evidence in claim.evidence:
                using.setdefault(evidence.source, []).append((article, claim, evidence))
        for mention in article.mentions:
            naming.setdefault(mention.entity, []).append((article, mention))
        for topic in article.topics:
            address = addresses.topic(topic)
            topic_names.setdefault(address, topic)
            by_topic.setdefault(address, []).append(article)
        corrections += [(article, None, item) for item in article.corrections]
    corrections.sort(key=lambda item: item[2].date, reverse=True)
    return Index(
        tuple(ordered),
        made_by,
        about,
        naming,
        using,
        with_verdict,
        by_topic,
        topic_names,
        tuple(corrections),
    )
