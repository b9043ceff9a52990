"""ClaimReview, the markup by which search engines and researchers find a check.

The rules are those of Google's Fact Check page (copy of 2026-09-15) and of schema.org. What
`sitegen.checks.claim_review` finds unusable is left out rather than published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup
from msgspec.json import Encoder

from sitegen.checks.claim_review import is_address, is_usable
from sitegen.render.data import listing
from sitegen.render.json_ld import script
from sitegen.site import SiteView
from sitegen.site.views import ClaimView

_PERSONS = {"person": "Person", "organisation": "Organization"}
_ENCODE = Encoder().encode

ClaimReview = dict[str, Any]
"""A ClaimReview as JSON-LD."""


def as_script(review: ClaimReview | None) -> Markup:
    """Return the JSON-LD of a ClaimReview for the page of its claim; nothing where there is none."""
    return script(review) if review else Markup()


def as_feed_items(reviews: Iterable[ClaimReview | None]) -> list[bytes]:
    """Return ClaimReviews as the items of a DataFeed, a line of JSON each."""
    return [_ENCODE({"@type": "DataFeedItem", "item": [review]}) for review in reviews if review]


def claim_review_feed(reviews: Iterable[bytes], site: SiteView) -> Iterator[bytes]:
    """Yield the pieces of a DataFeed, a line a review. `reviews` are those of an article each, joined."""
    about = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": site.name,
        **({"url": site.url + "data/claimreview.json"} if site.url else {}),
        "inLanguage": site.language,
        "publisher": _publisher(site),
        **({"sdLicense": site.data_license} if site.data_license else {}),
    }
    start = _ENCODE(about)[:-1] + b',"dataFeedElement":['
    return listing(start, reviews)


def claim_review(page: ClaimView, site: SiteView) -> ClaimReview | None:
    """Return the ClaimReview of a claim's page.

    None for a draft, a retracted or an unfinished check, and where the site has no absolute address:
    such a site cannot say where the check is.
    """
    card = page.card
    if page.is_draft or page.is_retracted or not (card.verdict and page.checked and site.url):
        return None
    address = site.url + page.address
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": address,
        "claimReviewed": card.claim,
        "datePublished": page.checked.isoformat(),
        "author": _publisher(site),
        "reviewRating": _rating(page),
        "itemReviewed": _claim(page),
    }
    if page.language:
        review["inLanguage"] = page.language
    if site.data_license:
        review["sdLicense"] = site.data_license
    return review if is_usable(review, address) else None


def _publisher(site: SiteView) -> dict[str, str]:
    """Return who publishes: at its own address, or else at that of the site."""
    who = {"@type": "Organization", "name": site.organisation.name}
    address = site.organisation.url or site.url
    return {**who, "url": address} if address else who


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
        same_as = list(filter(is_address, card.claimant.same_as))
        if same_as:
            author["sameAs"] = same_as
        claim["author"] = author
    made = card.made or origin.published
    if made:
        claim["datePublished"] = str(made)
    if is_address(origin.url):
        claim["appearance"] = {"@type": "CreativeWork", "url": origin.url}
    return claim
