"""The public file of claims: one row a claim, for researchers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from sitegen.site import ArticleFacts, Shared
from sitegen.site import addresses as to
from sitegen.site.facts import ClaimFacts

_encode = msgspec.json.encode


def claim_rows(article: ArticleFacts, shared: Shared) -> list[bytes]:
    """Return each claim of an article as a line of JSON, in text order."""
    return [_encode(claim_row(article, claim, shared)) for claim in article.claims]


def claims_json(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces of one JSON file, a line a claim. `rows` are those of an article each, joined."""
    return listing(b'{"version": 1, "claims": [', rows)


def joined(lines: Iterable[bytes]) -> bytes:
    """Return the lines of an article as they stand in a list of JSON, without a comma at the end."""
    return b",\n".join(lines)


def listing(start: bytes, found: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a JSON file that ends with a list; articles without a line are left out."""
    yield start + b"\n"
    separator = b""
    for lines in filter(None, found):
        yield separator + lines
        separator = b",\n"
    yield b"\n]}\n"


def claim_row(article: ArticleFacts, claim: ClaimFacts, shared: Shared) -> dict[str, Any]:
    """Return a claim as a row; a field that is not known is null."""
    verdict = shared.registry.verdicts.get(claim.verdict)
    claimant = shared.registry.entities.get(claim.claimant)
    root = shared.configuration.site_url
    card = f"{article.address}#claim-{claim.id}"
    return {
        "id": f"{article.slug}/{claim.id}",
        "url": root + (to.claim(article.slug, claim.id) if shared.claim_pages else card),
        "article": {
            "title": article.title,
            "url": root + article.address,
            "publisher": article.publisher or None,
            "published_at": article.url or None,
            "status": article.status,
        },
        "quote": claim.quote,
        "claim": claim.claim,
        "claimant": claim.claimant_name or (claimant.value.name if claimant else None),
        "claimant_id": claim.claimant or None,
        "made": str(claim.made) if claim.made else None,
        "checked": article.checked.isoformat() if article.checked else None,
        "verdict": claim.verdict or None,
        "verdict_label": verdict.value.label if verdict else None,
        "rating": verdict.value.rating if verdict else None,
        "finding": claim.finding,
        "language": article.language or shared.configuration.language,
        "entities": list(claim.entities),
        "sources": [
            {"id": item.source, "stance": item.stance or None, "quote": item.quote or None}
            for item in claim.evidence
        ],
        "corrections": [
            {
                "date": c.date.isoformat(),
                "kind": c.kind,
                "from": c.before or None,
                "to": c.after or None,
            }
            for c in claim.corrections
        ],
    }
