"""What is wrong with a ClaimReview: a value of JSON-LD, our own or anybody's.

The rules are those of Google's Fact Check page (copy of 2026-09-15) and of schema.org, read strictly:
public validators let pass what readers of the markup then cannot use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import Any, Literal
from urllib.parse import urlsplit

from msgspec import Struct

LONGEST_CLAIM = 75
"""In characters; what Google's page asks for, so that a claim fits on a small screen."""
_CONTEXTS = ("https://schema.org", "http://schema.org")
_DATES = ("dateCreated", "dateModified", "datePublished", "sdDatePublished")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_PARTIAL = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_ADDRESS = re.compile(
    r"https?://(?:[^\s<>\"\\^`{|}/?#@]+@)?(?:(?=[^/?#:]*\w)[\w~%-]+(?:\.[\w~%-]+)*\.?|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:[/?#][^\s<>\"\\^`{|}\x00-\x20]*)?"
)
"""An absolute address has a host, which `https:example.org` lacks."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PUBLISHERS = ("Organization", "NewsMediaOrganization", "Person")
_CLAIMANTS = ("Person", "Organization", "Thing")
_GROUPS = (dict, list)
_NUMBERS = ("ratingValue", "bestRating", "worstRating")


class Defect(Struct, frozen=True):
    """One thing that is wrong with a ClaimReview."""

    at: str
    """The property, as a path: `reviewRating.bestRating`."""
    reason: str
    severity: Literal["error", "warning"] = "error"
    """A warning is about what a reader of the markup may cut off or leave out, but can use."""


def defects_of_page(values: Iterable[object], page: str = "") -> list[Defect]:
    """Return the defects of a page's JSON-LD: those of its ClaimReview, and that it has several."""
    found = [review for value in values for review in _reviews(value)]
    several = Defect("", f"a page has one ClaimReview, and this one has {len(found)}")
    wrong = [several] if len(found) > 1 else []
    return wrong + [defect for review in found for defect in defects(review, page)]


def defects(review: object, page: str = "") -> list[Defect]:
    """Return everything that is wrong with a ClaimReview, on the page at `page` if that is given."""
    if not isinstance(review, dict):
        return [Defect("", "it is not an object")]
    return [
        *_kind(review),
        *_nothing("", review),
        *_claim_reviewed(review),
        *_url(review, page),
        *_author(review.get("author")),
        *_dates(review),
        *_rating(review.get("reviewRating")),
        *_item(review.get("itemReviewed"), str(review.get("datePublished", ""))),
        *_the_rest(review),
    ]


def is_address(value: object) -> bool:
    """Say whether a value is an absolute address on the web."""
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None


def is_usable(review: object, page: str = "") -> bool:
    """Say whether a ClaimReview may be published: it has no defect but warnings."""
    return all(defect.severity == "warning" for defect in defects(review, page))


@lru_cache(maxsize=256)
def _stating(label: str) -> re.Pattern[str]:
    words = re.escape(label.strip())
    return re.compile(
        rf"^\W*{words}(?:\s*(?:[:：–—]|-\s)|[!.]\s+(?!\d)|[。！])"
        rf"|[(\[（【]\s*{words}\s*[)\]）】]"
        rf"|(?:[:：–—。！？]|\s[-=]|[!.?]\s)\s*{words}\W*$",
        re.IGNORECASE,
    )


def states_verdict(claim: str, label: str) -> bool:
    """Say whether a claim carries its verdict: `False: …`, `False. …`, `… (false)`, `… – false`.

    The word alone is no sign of it: a claim may be that a report was false.
    """
    return (
        bool(label.strip())
        and label.strip().casefold() in claim.casefold()
        and bool(_stating(label).search(claim))
    )


def _reviews(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for item in value:
            yield from _reviews(item)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if kinds == "ClaimReview" or (isinstance(kinds, list) and "ClaimReview" in kinds):
            yield value
        for inner in value.values():
            yield from _reviews(inner)


def _kind(review: dict[str, Any]) -> Iterator[Defect]:
    if review.get("@type") != "ClaimReview":
        yield Defect("@type", "it is not ClaimReview")
    context = review.get("@context", _CONTEXTS[0])
    if not isinstance(context, str) or context.rstrip("/") not in _CONTEXTS:
        yield Defect("@context", "it is not https://schema.org")


def _nothing(at: str, value: dict[str, Any] | list[Any]) -> Iterator[Defect]:
    """Find texts, lists and objects that are empty, however deep."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, str):
            is_empty = (
                inner.isspace()
                or not inner
                or (not inner.isprintable() and not any(map(_is_seen, inner)))
            )
        elif isinstance(inner, _GROUPS):
            is_empty = not inner
            yield from _nothing(_below(at, key), inner)
        else:
            is_empty = inner is None
        if is_empty:
            yield Defect(_below(at, key), "it is empty")


def _is_seen(sign: str) -> bool:
    """Say whether a sign is one that a reader sees: no blank, and none without width."""
    return sign.isprintable() and not sign.isspace()


def _below(at: str, key: str | int) -> str:
    return f"{at}[{key}]" if isinstance(key, int) else f"{at}.{key}" if at else key


def _claim_reviewed(review: dict[str, Any]) -> Iterator[Defect]:
    claim = review.get("claimReviewed")
    if not isinstance(claim, str):
        yield Defect("claimReviewed", "it is required, as a text")
        return
    if len(claim.strip()) > LONGEST_CLAIM:
        length = f"it has {len(claim.strip())} characters; {LONGEST_CLAIM} fit"
        yield Defect("claimReviewed", length, "warning")
    rating = review.get("reviewRating")
    label = rating.get("alternateName") if isinstance(rating, dict) else None
    if isinstance(label, str) and states_verdict(claim, label):
        yield Defect("claimReviewed", f"it states the rating {label!r}")


def _url(review: dict[str, Any], page: str) -> Iterator[Defect]:
    url = review.get("url")
    if not is_address(url):
        yield Defect("url", "it is required, as an absolute address")
    elif url == page:
        return
    elif page and urlsplit(str(url)).hostname != urlsplit(page).hostname:
        yield Defect("url", "it is on another domain than the page")
    elif page and str(url).partition("#")[0] != page.partition("#")[0]:
        yield Defect("url", "it is the address of another page")


def _author(author: object) -> Iterator[Defect]:
    if not isinstance(author, dict):
        yield Defect("author", "it is required, as an object with a name and a url")
        return
    if author.get("@type") not in _PUBLISHERS:
        yield Defect("author.@type", "it is neither an organisation nor a person")
    if not isinstance(author.get("name"), str):
        yield Defect("author.name", "it is required, as a text")
    if not is_address(author.get("url")):
        yield Defect("author.url", "it is required, as an absolute address")
    for key in ("@id", "sameAs"):
        if key in author and not _are_addresses(author[key]):
            yield Defect(f"author.{key}", "it is not an absolute address")


def _dates(review: dict[str, Any]) -> Iterator[Defect]:
    if "datePublished" not in review:
        yield Defect("datePublished", "it is required")
    for key in _DATES:
        if key in review and not _is_day(review[key]):
            yield Defect(key, "it is not a date such as 2026-11-22 or 2026-11-22T20:05:00Z")


def _rating(rating: object) -> Iterator[Defect]:
    if not isinstance(rating, dict):
        yield Defect("reviewRating", "it is required, as an object")
        return
    if rating.get("@type") != "Rating":
        yield Defect("reviewRating.@type", "it is not Rating")
    if not isinstance(rating.get("alternateName"), str):
        yield Defect("reviewRating.alternateName", "it is required, as one text")
    given = [key for key in _NUMBERS if key in rating]
    wrong = [key for key in given if not _is_number(rating[key])]
    for key in wrong:
        yield Defect(f"reviewRating.{key}", "it is not a number")
    if not given or wrong:
        return
    for key in _NUMBERS:
        if key not in rating:
            yield Defect(f"reviewRating.{key}", "the three numbers stand together or not at all")
    if len(given) == len(_NUMBERS):
        yield from _scale(*(rating[key] for key in _NUMBERS))


def _scale(value: float, best: float, worst: float) -> Iterator[Defect]:
    if worst < 1:
        yield Defect("reviewRating.worstRating", f"it is {worst}, below 1")
    if best <= worst:
        yield Defect("reviewRating.bestRating", f"it is {best}, not above the worst, {worst}")
    if not min(worst, best) <= value <= max(worst, best):
        yield Defect("reviewRating.ratingValue", f"it is {value}, outside the scale")


def _item(item: object, reviewed: str) -> Iterator[Defect]:
    if item is None:
        return
    if not isinstance(item, dict):
        yield Defect("itemReviewed", "it is not an object")
        return
    if item.get("@type") != "Claim":
        yield Defect("itemReviewed.@type", "it is not Claim")
    made = item.get("datePublished")
    if made is not None:
        if not (_is_day(made) or _is_partial(made)):
            yield Defect("itemReviewed.datePublished", "it is not a date")
        elif str(made)[:10] > reviewed[: len(str(made)[:10])]:
            yield Defect("itemReviewed.datePublished", "the claim was made after the review")
    if "author" in item:
        yield from _claimant(item["author"])
    for key in ("appearance", "firstAppearance"):
        places = item.get(key, [])
        for place in places if isinstance(places, list) else [places]:
            if not isinstance(place, dict) or not is_address(place.get("url")):
                yield Defect(f"itemReviewed.{key}", "it is not an object with an absolute url")


def _claimant(author: object) -> Iterator[Defect]:
    at = "itemReviewed.author"
    if not isinstance(author, dict):
        yield Defect(at, "it is not an object")
        return
    if author.get("@type") not in _CLAIMANTS:
        yield Defect(f"{at}.@type", "it is neither a person nor an organisation")
    if not isinstance(author.get("name"), str):
        yield Defect(f"{at}.name", "it is required, as a text")
    for key in ("@id", "sameAs", "url"):
        if key in author and not _are_addresses(author[key]):
            yield Defect(f"{at}.{key}", "it is not an absolute address")


def _the_rest(review: dict[str, Any]) -> Iterator[Defect]:
    for key in ("@id", "sdLicense"):
        if key in review and not is_address(review[key]):
            yield Defect(key, "it is not an absolute address")
    language = review.get("inLanguage", "en")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        yield Defect("inLanguage", "it is not a language tag such as en or pt-BR")


def _are_addresses(value: object) -> bool:
    return all(map(is_address, value)) if isinstance(value, list) else is_address(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_day(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        if _DAY.fullmatch(value):
            return bool(date.fromisoformat(value))
        return bool(_MOMENT.fullmatch(value) and datetime.fromisoformat(value))
    except ValueError:
        return False


def _is_partial(value: object) -> bool:
    """Say whether a value is a date as exact as known: 2024, 2024-08."""
    if not isinstance(value, str) or not _PARTIAL.fullmatch(value):
        return False
    try:
        return bool(date.fromisoformat((value + "-01-01")[:10]))
    except ValueError:
        return False
