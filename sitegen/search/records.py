"""One record an article and one a claim: the words in which it is found, and what filters know of it.

The records are made of the same facts as the pages, and not read off the finished pages: a site's
theme may say what it likes, and a record is a tenth of a page, so that making the index takes a
third of the time and of the memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sitegen.search.spaced import spaced
from sitegen.site import ReadArticle, Shared, addresses
from sitegen.site.facts import ClaimFacts, block_of

_JSON = json.JSONEncoder(ensure_ascii=False)

Filters = Mapping[str, Sequence[str]]


def found_in(article: ReadArticle, shared: Shared) -> list[str]:
    """Return the records of an article and its claims, each as JSON in the form of Pagefind."""
    return list(_records(article, shared))


def _records(article: ReadArticle, shared: Shared) -> Iterator[str]:
    facts, registry = article.facts, shared.registry
    explanations = {
        claim.id: block_of(claim.explanation).said
        for claim in article.anchored.sidecar.annotations.claims
    }
    date = facts.checked.isoformat() if facts.checked else ""
    withdrawn = shared.words().gettext("Retracted.") if facts.is_retracted else ""
    common = {
        "topic": [topic[:1].upper() + topic[1:] for topic in facts.topics],
        "year": [date[:4]] if date else [],
        "language": [facts.language or shared.configuration.language],
    }
    named = dict.fromkeys(
        [
            *(name for claim in facts.claims for name in _entities(claim)),
            *(mention.entity for mention in facts.mentions),
        ]
    )
    yield _record(
        facts.address,
        [facts.title, facts.finding, article.anchored.article.prose.text],
        {
            "verdict": _verdict(facts.verdict, shared),
            "date": date,
            "from": f"{withdrawn} {facts.publisher}".strip(),
        },
        {
            **common,
            "type": ["text"],
            "verdict": [_verdict(facts.verdict, shared)],
            "entity": _names(named, shared),
        },
    )
    for claim in facts.claims:
        at = addresses.claim(facts.slug, claim.id)
        said = [claim.claim, claim.finding, claim.quote, explanations.get(claim.id, "")]
        claimant = registry.entities.get(claim.claimant)
        by = claim.claimant_name or (claimant.value.name if claimant else "")
        yield _record(
            at if shared.claim_pages else f"{facts.address}#claim-{claim.id}",
            [*said, by],
            {
                "verdict": _verdict(claim.verdict, shared),
                "date": date,
                "in": f"{withdrawn} {facts.title}".strip(),
            },
            {
                **common,
                "type": ["claim"],
                "verdict": [_verdict(claim.verdict, shared)],
                "entity": _names(_entities(claim), shared),
            },
        )


def _record(url: str, said: Sequence[str], shown: Mapping[str, str], filters: Filters) -> str:
    """Return a record. A page of results shows its first text as the title, its second as the result.

    Both stand in the words themselves, where Pagefind says which of them were found; `at` says how
    many words each has.
    """
    texts = [spaced(text) for text in said]
    ends = " ".join(str(len(text.split())) for text in texts[:2])
    texts[2:] = [text + "." * text[-1:].isalnum() for text in texts[2:]]
    return _JSON.encode(
        {
            "url": url,
            "content": " ".join(filter(None, texts)),
            "language": "",
            "meta": {
                "title": texts[0],
                "at": ends,
                **{name: text for name, text in shown.items() if text},
            },
            "filters": {
                name: found
                for name, values in filters.items()
                if (found := [*filter(None, values)])
            },
        }
    )


def _entities(claim: ClaimFacts) -> Iterable[str]:
    return dict.fromkeys(filter(None, (claim.claimant, *claim.entities)))


def _names(entities: Iterable[str], shared: Shared) -> list[str]:
    known = shared.registry.entities
    return [entry.value.name for name in entities if (entry := known.get(name))]


def _verdict(name: str, shared: Shared) -> str:
    entry = shared.registry.verdicts.get(name)
    return entry.value.label if entry else ""
