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


def claim_review(page: ClaimView, site: SiteView) -> Markup:
    """Return the JSON-LD of a claim's page; nothing for a draft, a withdrawn, an unfinished or a homeless one.

    A site without an absolute address cannot say where the check is, so it has no ClaimReview.
    """
    review = claim_review_of(page, site)
    if len(_SHOWN) >= _MOST_SHOWN:
        _SHOWN.clear()
    _SHOWN[id(page)] = page, site, review
    return script(review) if review else Markup()


def claim_reviews(pages: Iterable[ClaimView], site: SiteView) -> list[bytes]:
    """Return the ClaimReviews of claims' pages, each as a line of JSON, as items of a DataFeed."""
    return [
        _ENCODE({"@type": "DataFeedItem", "item": [review]})
        for page in pages
        if (review := _shown(page, site))
    ]


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


_MOST_SHOWN = 128
_SHOWN: dict[int, tuple[ClaimView, SiteView, dict[str, Any] | None]] = {}
"""The last ones by the identity of their pages: what a page shows the feed repeats just after, once."""


def _shown(page: ClaimView, site: SiteView) -> dict[str, Any] | None:
    """Return what a page has shown, or would show."""
    shown = _SHOWN.pop(id(page), None)
    if shown and shown[0] is page and shown[1] is site:
        return shown[2]
    return claim_review_of(page, site)


def claim_review_of(page: ClaimView, site: SiteView) -> dict[str, Any] | None:
    """Return the ClaimReview of a claim's page as a value, None where there is none."""
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
