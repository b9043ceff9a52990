"""What the built example promises its readers: FORMATS.md sections 2 and 3, on all of its pages."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from projects import REPOSITORY, built
from sites import (
    all_of,
    files_of,
    ids_of,
    inside,
    links_of,
    marks_of,
    numbered_sources,
    pages_of,
    text_of,
)

CONTENT = REPOSITORY / "content"
SEED = REPOSITORY.parent / "shared" / "seed" / "evidence.yaml"
SLUG = "putin-maduro-venezuela"
ARTICLE = f"articles/{SLUG}/"
SITE_URL = "https://example.org/"


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)


def folder(name: str) -> dict[str, Any]:
    return {
        key: value
        for path in sorted((CONTENT / name).rglob("*.yml"))
        for key, value in read(path).items()
    }


SIDECAR = read(CONTENT / "articles" / f"{SLUG}.annotations.yml")
CLAIMS: list[dict[str, Any]] = SIDECAR["claims"]
NOTES: list[dict[str, Any]] = SIDECAR.get("notes", [])
ENTITIES = folder("entities")
SOURCES = folder("sources")
VERDICTS = read(CONTENT / "verdicts.yml")


def article_text() -> str:
    """The article as plain text, read without the code under test: it has no markup at all."""
    _, matter, body = (
        (CONTENT / "articles" / f"{SLUG}.md").read_text(encoding="utf-8").split("---\n", 2)
    )
    front = yaml.safe_load(matter)
    return "\n".join([front["title"], front["standfirst"], *body.split("\n\n")])


def quotes_of(item: dict[str, Any]) -> list[str]:
    found = [item["quote"]] if "quote" in item else item["quotes"]
    return [quote if isinstance(quote, str) else quote["exact"] for quote in found]


@pytest.fixture(scope="module")
def pages(example_site):
    return pages_of(example_site)


@pytest.fixture(scope="module")
def article(pages):
    return pages[ARTICLE]


# Claims


def test_the_marks_of_each_claim_and_note_say_its_quote(article):
    said = marks_of(article)

    assert said == {item["id"]: "".join(quotes_of(item)) for item in (*CLAIMS, *NOTES)}


@pytest.mark.skipif(not SEED.is_file(), reason="the evidence of the seed is not at hand")
def test_the_48_claims_of_the_evidence_are_marked_and_no_other(article):
    said = marks_of(article)
    wanted = [
        claim["quote"] for claim in yaml.safe_load(SEED.read_text(encoding="utf-8"))["claims"]
    ]

    assert len(wanted) == 48
    assert sorted(said[claim["id"]] for claim in CLAIMS) == sorted(wanted)


def test_the_text_of_the_article_is_whole_and_in_order(article):
    """Marks and references add no word and lose none."""
    (body,) = [item for item in all_of(article, "div", "text") if item.get("id") == "text"]
    paragraphs = [text_of(item) for item in body.iter("p")]
    (title,) = all_of(article, "h1")
    (standfirst,) = all_of(article, "p", "standfirst")

    shown = [text_of(title), text_of(standfirst), *paragraphs]

    assert [line.strip() for line in shown] == [
        line.strip() for line in article_text().split("\n") if line
    ]


def test_each_mark_leads_to_its_card_and_back(article):
    ids = set(ids_of(article))
    segments = article.findall(".//mark[@data-annotations]")
    for item in (*CLAIMS, *NOTES):
        first = next(m for m in segments if item["id"] in m.get("data-annotations").split())
        begins = [first.get("id"), *(span.get("id") for span in first.iter("span"))]

        assert f"mark-{item['id']}" in begins
        assert {f"claim-{item['id']}", f"ref-{item['id']}"} <= ids
    for mark in segments:
        names = mark.get("data-annotations").split()
        assert mark.get("aria-details") in {f"claim-{name}" for name in names}


def test_each_claim_has_a_page_and_there_are_no_others(pages):
    wanted = {f"claims/{SLUG}/{claim['id']}/" for claim in CLAIMS}

    assert {address for address in pages if address.startswith("claims/")} == wanted
    assert len(wanted) == 48


def test_a_claim_page_shows_its_quote_its_verdict_and_its_evidence(pages):
    for claim in CLAIMS:
        page = pages[f"claims/{SLUG}/{claim['id']}/"]
        shown = text_of(page.find(".//main"))
        words = " ".join(shown.split())

        assert [text_of(mark) for mark in page.iter("mark")] == quotes_of(claim)
        assert VERDICTS[claim["verdict"]]["label"] in words
        for source in claim.get("sources", ()):
            assert source["source"] in numbered_sources(page)
            assert " ".join(source.get("quote", "").split()) in words


# Sources and entities


def citations(page) -> list[Any]:
    return [link for link in page.iter("a") if link.get("href", "").startswith("#source-")]


def backlinks(item) -> list[Any]:
    return [link for link in item.iter("a") if link.get("href", "").startswith("#cite-")]


def uses_of(page) -> tuple[Counter[str], Counter[str]]:
    """Return how often each source is cited on a page, and how many backlinks it has."""
    items = numbered_sources(page)
    names = {item.get("id"): source for source, item in items.items()}
    cited = Counter(names[link.get("href").removeprefix("#")] for link in citations(page))
    return cited, Counter({source: len(backlinks(item)) for source, item in items.items()})


def test_every_citation_leads_to_a_numbered_source_and_each_use_has_a_way_back(pages):
    seen = 0
    for address, page in pages.items():
        parents = {child: parent for parent in page.iter() for child in parent}
        order = [
            item.get("id") for item in page.iter("li") if item.get("id", "").startswith("source-")
        ]
        by_id = {item.get("id"): item for item in page.iter() if item.get("id")}
        cited, back = uses_of(page)
        assert cited == back, address
        for link in citations(page):
            target = link.get("href").removeprefix("#")
            assert text_of(link).strip("[]") == str(order.index(target) + 1), address
            uses = [back.get("href") for back in backlinks(by_id[target])]
            holder = link
            while f"#{holder.get('id')}" not in uses:
                holder = parents[holder]
            seen += 1
    assert seen > 300


def test_each_backlink_leads_to_an_element_that_cites_its_source_and_names_the_place(pages):
    for address, page in pages.items():
        by_id = {item.get("id"): item for item in page.iter() if item.get("id")}
        for item in page.iter("li"):
            source = item.get("id", "")
            if not source.startswith("source-"):
                continue
            uses = backlinks(item)
            assert len({use.get("href") for use in uses}) == len(uses), address
            for use in uses:
                place = by_id[use.get("href").removeprefix("#")]
                links = [place, *place.iter("a")]
                assert f"#{source}" in {link.get("href") for link in links}, (address, use.attrib)
                assert text_of(use).strip(), address


CITATION = re.compile(r"@([a-z0-9-]+)")


def sources_of(item: dict[str, Any]) -> set[str]:
    texts = " ".join(str(item.get(key, "")) for key in ("finding", "explanation", "text"))
    return {source["source"] for source in item.get("sources", ())} | set(CITATION.findall(texts))


def test_a_source_page_lists_exactly_the_claims_and_notes_that_use_it(pages):
    for source in SOURCES:
        page = pages[f"sources/{source}/"]
        shown = {
            inside(link, f"sources/{source}/")
            for link in (
                a.get("href") for row in all_of(page, "p", "row-claim") for a in row.iter("a")
            )
        }
        wanted = {(f"claims/{SLUG}/{c['id']}/", "") for c in CLAIMS if source in sources_of(c)}
        wanted |= {(ARTICLE, f"claim-{note['id']}") for note in NOTES if source in sources_of(note)}

        assert shown == wanted, source


def test_every_source_that_is_cited_on_a_claim_page_is_one_that_the_claim_uses(pages):
    for claim in CLAIMS:
        cited, _ = uses_of(pages[f"claims/{SLUG}/{claim['id']}/"])

        assert set(cited) == sources_of(claim), claim["id"]


def rows_under(page, heading: str, address: str) -> list[tuple[str, str] | None]:
    for section in page.iter("section"):
        if section.get("aria-labelledby") == heading:
            rows = all_of(section, "p", "row-claim")
            return [inside(a.get("href"), address) for row in rows for a in row.iter("a")]
    return []


def in_text_order(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    text = article_text()
    return sorted(claims, key=lambda c: (text.index(quotes_of(c)[0]), -len(quotes_of(c)[0])))


def test_an_entity_page_lists_exactly_the_claims_that_name_it_and_that_it_made(pages):
    for entity in ENTITIES:
        address = f"entities/{entity}/"
        made = [c for c in CLAIMS if c.get("claimant") == entity]
        about = [c for c in CLAIMS if entity in c.get("entities", ())]
        for heading, wanted in (("made", made), ("about", about)):
            expected = [(f"claims/{SLUG}/{c['id']}/", "") for c in in_text_order(wanted)]
            assert rows_under(pages[address], f"s-{heading}", address) == expected, (
                entity,
                heading,
            )


def mentions() -> dict[str, list[str]]:
    """What the text calls each entity, found by a plain search: leftmost, then longest, whole words."""
    names = {
        name: entity
        for entity, value in ENTITIES.items()
        if value.get("link") != "never"
        for name in (value["name"], *value.get("aliases", ()))
    }
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found: dict[str, list[str]] = {}
    for line in article_text().split("\n"):
        text = unicodedata.normalize("NFC", line)
        for match in re.finditer(rf"(?<!\w)(?:{alternatives})(?!\w)", text):
            found.setdefault(names[match[0]], []).append(match[0])
    return found


def test_an_entity_page_lists_exactly_the_passages_that_name_it(pages):
    wanted = mentions()
    assert sum(map(len, wanted.values())) > 100
    for entity in ENTITIES:
        shown = []
        for mention in all_of(pages[f"entities/{entity}/"], "div", "mention"):
            for item in mention.iter("li"):
                words = item.find("a") if item.find("a") is not None else item.find("strong")
                shown.append(text_of(words))
                context = text_of(item).strip("…")
                assert context in article_text(), entity
        assert shown == wanted.get(entity, []), entity


def test_the_first_mention_that_may_be_a_link_is_one_and_no_link_is_in_a_link(article):
    linked = []
    for link in all_of(article, "a", "entity"):
        assert not [inner for inner in link.iter("a") if inner is not link]
        linked.append(inside(link.get("href"), ARTICLE))

    assert len(linked) == len(set(linked)), "only the first mention is a link"
    assert len(linked) > 20


# The whole site


def test_no_internal_link_or_fragment_is_broken(example_site, pages):
    ids = {address: set(ids_of(page)) for address, page in pages.items()}
    files = set(files_of(example_site))
    broken = []
    for address, page in pages.items():
        for tag, link in links_of(page):
            if link.startswith(SITE_URL):
                link = "/" + link.removeprefix(SITE_URL)
            target = inside(link, address)
            if target is None:
                continue
            path, fragment = target
            file = path + "index.html" if not path or path.endswith("/") else path
            if file not in files or (fragment and fragment not in ids.get(path, set())):
                broken.append((address, tag, link))
    assert broken == []


def test_ids_are_unique_and_what_refers_to_an_id_finds_it(pages):
    for address, page in pages.items():
        ids = ids_of(page)
        assert [name for name, times in Counter(ids).items() if times > 1] == [], address
        assert all(name and not re.search(r"\s", name) for name in ids), address
        for item in page.iter():
            for key in (
                "aria-labelledby",
                "aria-describedby",
                "aria-details",
                "aria-controls",
                "for",
            ):
                for name in item.get(key, "").split():
                    assert name in ids, (address, key, name)


def test_the_addresses_in_the_data_are_pages(example_site, pages):
    data = json.loads((example_site / "data" / "claims.json").read_text(encoding="utf-8"))

    assert len(data["claims"]) == 48
    assert {row["id"] for row in data["claims"]} == {f"{SLUG}/{claim['id']}" for claim in CLAIMS}
    for row in data["claims"]:
        assert row["url"].removeprefix(SITE_URL) in pages
        assert row["article"]["url"].removeprefix(SITE_URL) in pages
        assert {item["id"] for item in row["sources"]} <= set(SOURCES)
        assert set(row["entities"]) <= set(ENTITIES)


def test_the_data_say_what_the_sidecar_says(example_site):
    data = json.loads((example_site / "data" / "claims.json").read_text(encoding="utf-8"))
    rows = {row["id"].partition("/")[2]: row for row in data["claims"]}
    for claim in CLAIMS:
        row = rows[claim["id"]]
        assert row["quote"] == " … ".join(quotes_of(claim))
        assert row["claim"] == claim["claim"]
        assert row["verdict"] == claim["verdict"]
        assert row["entities"] == claim.get("entities", [])
        stances = [(s["source"], s.get("stance")) for s in claim.get("sources", ())]
        assert [(s["id"], s["stance"]) for s in row["sources"]][: len(stances)] == stances


def test_no_style_or_script_stands_in_a_page_and_nothing_comes_from_elsewhere(example_site, pages):
    for address, page in pages.items():
        assert list(page.iter("style")) == [], address
        for item in page.iter():
            handlers = [key for key in item.attrib if key.startswith("on") or key == "style"]
            assert handlers == [], (address, item.tag)
            for key in ("href", "src", "data", "poster", "srcset", "action"):
                loads = item.tag != "a" and item.get(key) is not None
                if loads and item.get("rel") not in ("canonical", "alternate"):
                    assert inside(item.get(key), address) is not None, (
                        address,
                        item.tag,
                        item.get(key),
                    )
        for script in page.iter("script"):
            assert script.get("type") == "application/ld+json" or (
                script.get("src") and not script.text
            )
    for name, content in files_of(example_site).items():
        if name.endswith(".css"):
            outside = re.findall(rb"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)]*", content)
            assert outside == [], name


def test_every_page_has_a_title_one_h1_a_language_and_a_main_part(pages):
    titles = Counter()
    for address, page in pages.items():
        assert page.get("lang") == "en", address
        assert len(list(page.iter("h1"))) == 1, address
        assert len(list(page.iter("main"))) == 1, address
        (title,) = page.iter("title")
        assert title.text.strip(), address
        titles[title.text] += 1
        levels = [int(item.tag[1]) for item in page.iter() if re.fullmatch("h[1-6]", str(item.tag))]
        assert levels[0] == 1, address
        assert all(b <= a + 1 for a, b in pairwise(levels)), (address, levels)
    assert [title for title, times in titles.items() if times > 1] == []


def test_no_blank_is_left_where_a_citation_was_taken_out(pages, example_site):
    """Where a text is shown without its citations, as in lists and feeds, no blank is left over."""
    left_over = re.compile(r"[\w”’)] [.,;:!?](?=\s|$)")
    texts = {
        address: [
            item.get("content", "")
            if item.tag == "meta"
            else " ".join(text_of(item, without="cites").split())
            for item in page.iter()
            if item.tag in ("p", "li", "span", "meta") and not list(item)
        ]
        for address, page in pages.items()
    }
    data = json.loads((example_site / "data" / "claims.json").read_text(encoding="utf-8"))
    texts["data/claims.json"] = [row["finding"] for row in data["claims"]]

    assert [
        (a, text) for a, lines in texts.items() for text in lines if left_over.search(text)
    ] == []


# ClaimReview: FIELD_NOTES.md section 2


def structured(page) -> list[Any]:
    found = [s for s in page.iter("script") if s.get("type") == "application/ld+json"]
    return [json.loads(script.text) for script in found]


def test_a_claim_page_has_exactly_one_claim_review_and_no_other_page_has_one(pages):
    for address, page in pages.items():
        types = [item.get("@type") for item in structured(page)]
        wanted = ["ClaimReview"] if address.startswith("claims/") else []
        assert [name for name in types if name == "ClaimReview"] == wanted, address
        assert "ClaimReview" not in text_of(page.find("body"), without="").replace(
            "".join(s.text or "" for s in page.find("body").iter("script")), ""
        ) or address in ("about/", "methodology/", "corrections-policy/")


def test_a_claim_review_follows_the_rules(pages):
    ratings = [float(v["rating"]) for v in VERDICTS.values() if "rating" in v]
    for claim in CLAIMS:
        address = f"claims/{SLUG}/{claim['id']}/"
        (review,) = [item for item in structured(pages[address]) if "@graph" not in item]
        verdict = VERDICTS[claim["verdict"]]

        assert review["@context"] == "https://schema.org"
        assert review["url"] == SITE_URL + address
        assert review["claimReviewed"] == claim["claim"]
        assert 0 < len(review["claimReviewed"]) <= 75
        assert review["datePublished"] == SIDECAR["checked"]
        assert review["author"]["name"]
        assert review["author"]["url"].startswith("https://")
        rating = review["reviewRating"]
        assert rating["alternateName"] == verdict["label"]
        if "rating" in verdict:
            assert rating["worstRating"] == min(ratings) >= 1
            assert rating["bestRating"] == max(ratings) > min(ratings)
            assert rating["ratingValue"] == float(verdict["rating"])
        else:
            assert not {"ratingValue", "bestRating", "worstRating"} & set(rating)
        item = review["itemReviewed"]
        assert item["@type"] == "Claim"
        if "author" in item:
            assert item["author"]["name"]
        if "appearance" in item:
            assert item["appearance"]["url"].startswith("http")
        assert ("datePublished" in item) == bool(claim.get("made"))
        assert review["claimReviewed"] in text_of(pages[address].find(".//h1"))
        assert rating["alternateName"] in text_of(pages[address].find(".//main"))


def test_no_claim_review_holds_an_empty_text(pages):
    def empty(value: Any) -> bool:
        if isinstance(value, dict):
            return not value or any(map(empty, value.values()))
        return value in ("", None, []) or (isinstance(value, list) and any(map(empty, value)))

    assert [address for address, page in pages.items() if any(map(empty, structured(page)))] == []


# The same from the same


def build(site: Path, folder: Path, *more: str) -> dict[str, bytes]:
    return files_of(built(folder, site, *more, PYTHONHASHSEED="7"))


def test_the_same_content_gives_the_same_bytes(example_site, tmp_path):
    assert build(tmp_path / "site", REPOSITORY) == files_of(example_site)


def test_the_working_directory_changes_nothing(example_site, tmp_path):
    config = str(REPOSITORY / "mkdocs.yml")

    assert build(tmp_path / "site", tmp_path, "-f", config) == files_of(example_site)
