"""ClaimReview, the markup by which search engines and researchers find a check.

The rules are those of Google's Fact Check page (copy of 2026-09-15) and of schema.org.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from sitegen.render.data import listing
from sitegen.site import SiteView
from sitegen.site.views import ClaimView

_PERSONS = {"person": "Person", "organisation": "Organization"}
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def claim_review(page: ClaimView, site: SiteView) -> Markup:
    """Return the JSON-LD of a claim's page; nothing for a draft, an unfinished or a homeless claim.

    A site without an absolute address cannot say where the check is, so it has no ClaimReview.
    """
    review = claim_review_of(page, site)
    if review is None:
        return Markup()
    text = json.dumps(review, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return Markup(text)  # noqa: S704 (every sign that HTML reads is escaped)


def claim_reviews(pages: Iterable[ClaimView], site: SiteView) -> list[str]:
    """Return the ClaimReviews of claims' pages, each as a line of JSON, as items of a DataFeed."""
    return [
        json.dumps({"@type": "DataFeedItem", "item": [review]}, ensure_ascii=False)
        for page in pages
        if (review := claim_review_of(page, site))
    ]


def claim_review_feed(reviews: Iterable[bytes], site: SiteView) -> Iterator[bytes]:
    """Yield the pieces of a DataFeed, a line a review. `reviews` are those of an article each, joined."""
    about = {"@context": "https://schema.org", "@type": "DataFeed", "name": site.name}
    start = json.dumps(about, ensure_ascii=False)[:-1]
    return listing(f'{start}, "dataFeedElement": ['.encode(), reviews)


def claim_review_of(page: ClaimView, site: SiteView) -> dict[str, Any] | None:
    """Return the ClaimReview of a claim's page as a value, None where there is none."""
    card = page.card
    if page.is_draft or not (card.verdict and page.checked and site.url):
        return None
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": site.url + page.address,
        "claimReviewed": card.claim,
        "datePublished": page.checked.isoformat(),
        "author": {
            "@type": "Organization",
            "name": site.organisation.name,
            **({"url": site.organisation.url} if site.organisation.url else {}),
        },
        "reviewRating": _rating(page),
        "itemReviewed": _claim(page),
    }
    if page.language:
        review["inLanguage"] = page.language
    return review


def _rating(page: ClaimView) -> dict[str, Any]:
    verdict = page.card.verdict
    assert verdict is not None
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict.label}
    if page.scale and verdict.rating is not None and page.scale[0] >= 1:
        worst, best = page.scale
        rating |= {"ratingValue": verdict.rating, "bestRating": best, "worstRating": worst}
    return rating


def _claim(page: ClaimView) -> dict[str, Any]:
    card, origin = page.card, page.origin
    claim: dict[str, Any] = {"@type": "Claim"}
    if card.claimant:
        author: dict[str, Any] = {
            "@type": _PERSONS.get(card.claimant.type, "Thing"),
            "name": card.claimant.name,
        }
        if card.claimant.same_as:
            author["sameAs"] = list(card.claimant.same_as)
        claim["author"] = author
    made = card.made or origin.published
    if made:
        claim["datePublished"] = str(made)
    if origin.url:
        claim["appearance"] = {"@type": "CreativeWork", "url": origin.url}
    return claim
