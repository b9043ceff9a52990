"""The checker of ClaimReviews: it refuses what was seen in real feeds, and lets what is right pass."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import write
from sites import pages_of

from sitegen.checks.claim_review import defects, defects_of_page, is_usable, states_verdict
from sitegen.diagnostics import has_errors
from sitegen.engine import load, open_project
from sitegen.engine.site import loaded_view
from sitegen.render.claim_review import claim_review
from sitegen.render.json_ld import script
from sitegen.site import claim_views

PAGE = "https://desk.example/claims/fleet/came/"


def review() -> dict[str, Any]:
    """A ClaimReview with everything that there can be in one."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": PAGE,
        "claimReviewed": "The fleet came twice.",
        "datePublished": "2026-11-22",
        "inLanguage": "en",
        "sdLicense": "https://creativecommons.org/licenses/by/4.0/",
        "author": {
            "@type": "Organization",
            "@id": "https://desk.example/#organisation",
            "name": "The Desk",
            "url": "https://desk.example/about/",
        },
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "Contradicted by the ship's log",
            "ratingValue": 1,
            "bestRating": 5,
            "worstRating": 1,
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": {
                "@type": "Person",
                "name": "The Speaker",
                "sameAs": ["https://speaker.example/"],
            },
            "datePublished": "2024-08",
            "appearance": {"@type": "CreativeWork", "url": "https://daily.example/a"},
            "firstAppearance": {"@type": "CreativeWork", "url": "https://daily.example/b"},
        },
    }


DEFECTS: dict[str, tuple[dict[str, Any], str]] = {
    # Seen in real feeds: FIELD_NOTES.md section 2.
    "best and worst reversed": (
        {"reviewRating.bestRating": 1, "reviewRating.worstRating": 5},
        "reviewRating.bestRating",
    ),
    "all ratings are -1": (
        {f"reviewRating.{key}Rating": -1 for key in ("best", "worst")}
        | {"reviewRating.ratingValue": -1},
        "reviewRating.worstRating",
    ),
    "a date with a blank": ({"datePublished": "2020-10-07 20:05"}, "datePublished"),
    "a date with the name of a zone": (
        {"datePublished": "2017-03-01 20:30:17 UTC"},
        "datePublished",
    ),
    "the year 20204": ({"datePublished": "20204-01-05"}, "datePublished"),
    "the claim in the year 20204": (
        {"itemReviewed.datePublished": "20204"},
        "itemReviewed.datePublished",
    ),
    "a value above the scale": ({"reviewRating.ratingValue": 6}, "reviewRating.ratingValue"),
    "a value below the scale": ({"reviewRating.ratingValue": 0}, "reviewRating.ratingValue"),
    "the rating is a text": ({"reviewRating": "False"}, "reviewRating"),
    "alternateName is a list": (
        {"reviewRating.alternateName": ["False", "Falso"]},
        "reviewRating.alternateName",
    ),
    "an empty text in what is reviewed": ({"itemReviewed.name": ""}, "itemReviewed.name"),
    "a blank name of the claimant": ({"itemReviewed.author.name": " "}, "itemReviewed.author.name"),
    "a name without width": ({"author.name": "\u200b\u200e "}, "author.name"),
    "a host with nothing between its stops": (
        {"author.url": "https://desk..example/"},
        "author.url",
    ),
    "a host of signs": ({"author.url": "https://-%/"}, "author.url"),
    "an empty @id": ({"author.@id": ""}, "author.@id"),
    "an empty @id of the whole": ({"@id": ""}, "@id"),
    "an author without slashes": ({"author.url": "https:www.aosfatos.org"}, "author.url"),
    # Of the checklist.
    "another type": ({"@type": "Review"}, "@type"),
    "another vocabulary": ({"@context": "https://example.org/"}, "@context"),
    "no claim": ({"claimReviewed": None}, "claimReviewed"),
    "a claim of two texts": ({"claimReviewed": ["One.", "Two."]}, "claimReviewed"),
    "a claim of 76 characters": ({"claimReviewed": "x" * 76}, "claimReviewed"),
    "the rating before the claim": (
        {"claimReviewed": "Contradicted by the ship's log: the fleet came."},
        "claimReviewed",
    ),
    "the rating behind the claim": (
        {"claimReviewed": "The fleet came (contradicted by the ship's log)"},
        "claimReviewed",
    ),
    "no url": ({"url": None}, "url"),
    "a relative url": ({"url": "/claims/fleet/came/"}, "url"),
    "a url of another domain": ({"url": "https://other.example/claims/fleet/came/"}, "url"),
    "a url without a host": ({"url": "https:///claims/fleet/came/"}, "url"),
    "a url with a blank": ({"url": "https://desk.example/a b"}, "url"),
    "a url of another page": ({"url": "https://desk.example/articles/fleet/"}, "url"),
    "no author": ({"author": None}, "author"),
    "the author is a text": ({"author": "The Desk"}, "author"),
    "an author without a name": ({"author.name": None}, "author.name"),
    "an author without a url": ({"author.url": None}, "author.url"),
    "an author of another type": ({"author.@type": "WebSite"}, "author.@type"),
    "no date": ({"datePublished": None}, "datePublished"),
    "a day that is not in the calendar": ({"datePublished": "2026-02-30"}, "datePublished"),
    "a month as the date of the review": ({"datePublished": "2026-11"}, "datePublished"),
    "a moment without a zone": ({"dateModified": "2026-11-22T20:05:00"}, "dateModified"),
    "no rating": ({"reviewRating": None}, "reviewRating"),
    "no alternateName": ({"reviewRating.alternateName": None}, "reviewRating.alternateName"),
    "a rating of another type": ({"reviewRating.@type": "AggregateRating"}, "reviewRating.@type"),
    "a number as a text": ({"reviewRating.ratingValue": "1"}, "reviewRating.ratingValue"),
    "a rating that is true": ({"reviewRating.ratingValue": True}, "reviewRating.ratingValue"),
    "a rating without an end": (
        {"reviewRating.bestRating": float("inf")},
        "reviewRating.bestRating",
    ),
    "a value without a scale": (
        {"reviewRating.bestRating": None, "reviewRating.worstRating": None},
        "reviewRating.bestRating",
    ),
    "a scale from 0": ({"reviewRating.worstRating": 0}, "reviewRating.worstRating"),
    "a scale of one step": ({"reviewRating.bestRating": 1}, "reviewRating.bestRating"),
    "what is reviewed is a text": ({"itemReviewed": "A claim"}, "itemReviewed"),
    "what is reviewed is of another type": (
        {"itemReviewed.@type": "CreativeWork"},
        "itemReviewed.@type",
    ),
    "a claimant without a name": ({"itemReviewed.author.name": None}, "itemReviewed.author.name"),
    "the claimant is a text": ({"itemReviewed.author": "The Speaker"}, "itemReviewed.author"),
    "a sameAs that is no address": (
        {"itemReviewed.author.sameAs": "speaker.example"},
        "itemReviewed.author.sameAs",
    ),
    "one of several sameAs is no address": (
        {"itemReviewed.author.sameAs": ["https://speaker.example/", "@speaker"]},
        "itemReviewed.author.sameAs",
    ),
    "an appearance that is an address only": (
        {"itemReviewed.appearance": "https://daily.example/a"},
        "itemReviewed.appearance",
    ),
    "a first appearance without an address": (
        {"itemReviewed.firstAppearance": {"@type": "CreativeWork"}},
        "itemReviewed.firstAppearance",
    ),
    "an empty list": ({"itemReviewed.appearance": []}, "itemReviewed.appearance"),
    "a claim made after its review": (
        {"itemReviewed.datePublished": "2027"},
        "itemReviewed.datePublished",
    ),
    "a language that is none": ({"inLanguage": "English (UK)"}, "inLanguage"),
    "a licence that is no address": ({"sdLicense": "CC BY 4.0"}, "sdLicense"),
}


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    """The right one with other values; None takes a property away."""
    value = review()
    for path, new in changes.items():
        *above, key = path.split(".")
        holder = value
        for step in above:
            holder = holder[step]
        if new is None:
            holder.pop(key)
        else:
            holder[key] = new
    return value


def test_a_right_one_has_no_defect():
    assert defects(review(), PAGE) == []
    assert defects_of_page([review()], PAGE) == []


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_a_defect_is_found_where_it_is(name):
    changes, at = DEFECTS[name]

    assert at in {defect.at for defect in defects(changed(changes), PAGE)}


@pytest.mark.parametrize("name", sorted(DEFECTS.keys() - {"a claim of 76 characters"}))
def test_one_with_a_defect_may_not_be_published(name):
    assert not is_usable(changed(DEFECTS[name][0]), PAGE)


def test_a_long_claim_is_a_defect_that_readers_of_the_markup_can_live_with():
    assert is_usable(changed({"claimReviewed": "x" * 76}), PAGE)
    assert defects(changed({"claimReviewed": "x" * 75}), PAGE) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"reviewRating.bestRating": None, "reviewRating.worstRating": None, "reviewRating.ratingValue": None},
        {"itemReviewed.author": None, "itemReviewed.datePublished": None},
        {"itemReviewed": None},
        {"@context": "http://schema.org/"},
        {"datePublished": "2026-11-22T20:05:00+01:00"},
        {"itemReviewed.datePublished": "2026-11-22"},
        {"itemReviewed.author.@type": "Organization"},
        {"url": PAGE + "#top"},
        {"author.url": "http://localhost:8000"},
        {"author.url": "https://müller.example/über?a=b&c#d"},
        {"author.url": "https://[::1]/"},
        {"claimReviewed": "The log contradicted by the ship's log is a fake."},
    ],
)  # fmt: skip
def test_what_may_be_left_out_or_written_otherwise(changes):
    assert defects(changed(changes), PAGE) == []


@pytest.mark.parametrize("value", [None, "ClaimReview", 3, [], [review()]])
def test_what_is_no_object_is_no_claim_review(value):
    assert [defect.at for defect in defects(value)] == [""]


def test_two_on_a_page_are_one_too_many_wherever_they_stand():
    graph = {"@context": "https://schema.org", "@graph": [review(), {"@type": "WebPage"}]}

    assert defects_of_page([graph], PAGE) == []
    for values in ([review(), review()], [[review(), review()]], [graph, review()]):
        assert [defect.reason for defect in defects_of_page(values, PAGE)] == [
            "a page has one ClaimReview, and this one has 2"
        ]


@pytest.mark.parametrize(
    ("claim", "label", "states"),
    [
        ("False: he left.", "False", True),
        ("FALSE – he left.", "False", True),
        ("“False”: he left.", "False", False),
        ("He left [false].", "False", True),
        ("غادر (خطأ)", "خطأ", True),
        ("错误：他离开了。", "错误", True),
        ("False. He left.", "False", True),
        ("He left. False!", "False", True),
        ("Did he leave? False", "False", True),
        ("He left = false", "False", True),
        ("错误。他离开了。", "错误", True),
        ("他离开了。错误", "错误", True),
        ("No. 10 is empty.", "No", False),
        ("The report was false.", "False", False),
        ("A false report came.", "False", False),
        ("He called it “false”.", "False", False),
        ("Falsehoods: a history", "False", False),
        ("He left.", " ", False),
    ],
)
def test_a_claim_states_its_verdict_by_where_the_word_stands(claim, label, states):
    assert states_verdict(claim, label) is states


# Whatever editors write


WORDS = st.text(min_size=1, max_size=80).filter(lambda text: any(map(str.isalnum, text)))
DATES = st.sampled_from(["2024", "2026", "2024-02", "2026-11", "2026-11-22", "1999-12-31"])
ADDRESSES = st.sampled_from(
    "https://a.example http://a.example:80/b?c#d https://me:no@a.example/ https://ü.example/ü "
    "https://a.example:x/ https://[::1]/ https://a_b.example/(c)".split()
)


@given(
    label=WORDS,
    claim=WORDS | st.none(),
    name=WORDS,
    made=DATES | st.none(),
    same_as=st.lists(ADDRESSES, max_size=2),
    url=ADDRESSES | st.none(),
    rating=st.sampled_from([-1, 0, 1, 2.5, None]),
    language=st.sampled_from(["en", "pt-BR", "zh-Hans", "x"]),
)
def test_what_passes_the_checks_of_content_has_a_claim_review_without_a_defect(**said):
    """An editor never loses a ClaimReview without being told why."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), site_that_says(**said))
        project, _ = open_project(Path(folder) / "mkdocs.yml")
        assert project is not None
        loaded, problems = load(project, drafts=False, today=date(2026, 11, 25))
        if has_errors(problems):
            return
        (view,) = claim_views(loaded.articles[0], loaded.shared)
        site = loaded_view(loaded)
        review = claim_review(view, site)

    if "claim-states-verdict" not in {problem.kind for problem in problems}:
        assert review is not None
        found = defects(json.loads(script(review)), site.url + view.address)
        assert {defect.severity for defect in found} <= {"warning"}
        long = any(problem.kind == "claim-too-long" for problem in problems)
        assert bool(found) == long


def site_that_says(
    label: str, claim: str | None, name: str, made: str | None, same_as: list[str],
    url: str | None, rating: float | None, language: str,
) -> dict[str, str]:  # fmt: skip
    """A site with one claim. JSON is YAML, so any text can be written."""
    verdicts = {
        "best": {"label": "Best", "definition": "D", "rating": 5, "tone": "positive"},
        "other": {"label": label, "definition": "D", "rating": rating, "tone": "negative"},
    }
    item = {
        "id": "c", "quote": "The fleet came.", "claim": claim, "made": made, "verdict": "other",
        "finding": "F", "claimant": "who", "sources": ["paper"],
    }  # fmt: skip
    desk = {"status": "published", "checked": "2026-11-22", "authors": ["desk"]}
    matter = {"title": "T", "url": url, "language": language, "date": None}
    return {
        "content/verdicts.yml": plain(verdicts),
        "content/entities/e.yml": plain(
            {"who": {"name": name, "type": "person", "same_as": same_as}}
        ),
        "content/sources/s.yml": plain({"paper": {"title": "Paper"}}),
        "content/articles/a.md": f"---\n{plain(matter)}\n---\n\nThe fleet came.\n",
        "content/articles/a.annotations.yml": plain(
            {**desk, "reviewers": ["second-desk"], "claims": [item]}
        ),
    }


def plain(value: Any) -> str:
    """Write a value without the keys that hold nothing."""

    def without(inner: Any) -> Any:
        if isinstance(inner, dict):
            return {key: without(each) for key, each in inner.items() if each is not None}
        return [without(each) for each in inner] if isinstance(inner, list) else inner

    return json.dumps(without(value))


# The example


@pytest.fixture(scope="module")
def pages(example_site):
    return pages_of(example_site)


def on_page(page: Any) -> list[Any]:
    scripts = [s for s in page.iter("script") if s.get("type") == "application/ld+json"]
    return [json.loads(script.text) for script in scripts]


def test_every_claim_page_of_the_example_has_one_without_a_defect_and_no_other_page_has_any(pages):
    for address, page in pages.items():
        found = [value for value in on_page(page) if value.get("@type") == "ClaimReview"]

        assert len(found) == address.startswith("claims/"), address
        assert defects_of_page(on_page(page), f"https://example.org/{address}") == [], address


def test_the_feed_of_the_example_repeats_what_the_pages_say(example_site, pages):
    feed = json.loads((example_site / "data" / "claimreview.json").read_text(encoding="utf-8"))
    items = [review for item in feed["dataFeedElement"] for review in item["item"]]
    shown = [
        value
        for page in pages.values()
        for value in on_page(page)
        if value.get("@type") == "ClaimReview"
    ]

    assert feed["@type"] == "DataFeed"
    assert {item["@type"] for item in feed["dataFeedElement"]} == {"DataFeedItem"}
    assert "sdLicense" not in feed, "the example names no licence"
    assert sorted(items, key=json.dumps) == sorted(shown, key=json.dumps)
    assert len({review["url"] for review in items}) == len(items) == 48
    for item in items:
        assert defects(item, item["url"]) == []


def test_the_page_shows_what_its_claim_review_says(pages):
    for address, page in pages.items():
        if not address.startswith("claims/"):
            continue
        words = " ".join("".join(page.find(".//main").itertext()).split())
        (found,) = [value for value in on_page(page) if value.get("@type") == "ClaimReview"]
        author = found["itemReviewed"].get("author")

        assert " ".join(found["claimReviewed"].split()) in words
        assert found["reviewRating"]["alternateName"] in words
        assert author is None or author["name"] in words
