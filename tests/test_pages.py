"""What pages promise whatever an editor writes: laws that the example alone would not show."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import quote

import pytest
from projects import DEFAULTS
from sites import ids_of, inside, links_of, pages_of, text_of

from sitegen.engine import build, open_project

SIDECAR = """\
status: published
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
finding: F [@s].
claims:
  - id: a
    quote: It left.
    verdict: opinion
    finding: F [@s].
    explanation: &text "E [@s] and more[^1].\\n\\n[^1]: A note."
    reply: {asked: 2026-11-01, answered: 2026-11-02, text: "R [@s]."}
    entities: [e]
    corrections:
      - {date: 2026-11-22, note: "N [@s]."}
      - {date: 2026-11-22, kind: minor, note: "M [@s]."}
  - {id: c, quote: It, verdict: opinion, finding: F., explanation: *text}
notes:
  - {id: b, quote: left, text: "N [@s]."}
corrections:
  - {date: 2026-11-23, kind: update, note: "More [@s]."}
  - {date: 2026-11-23, kind: correction, note: "Other [@s]."}
"""
HEADINGS = "".join(
    f"## {name}\n\n"
    for name in ("Main", "Text", "Found", "Claims", "Sources", "Named", "Q", "Card a")
)


def built(folder, **options):
    """Build a project and return its pages."""
    project, problems = open_project(folder / "mkdocs.yml")
    assert project, problems
    report = build(project, **options)
    assert report.published, report.problems
    return pages_of(folder / "site")


@pytest.fixture(params=["broadsheet", "plain"])
def write(project, request):
    def write(body: str, page: str = "# About\n"):
        return project(
            {
                "mkdocs.yml": DEFAULTS["mkdocs.yml"] + f"      theme: {request.param}\n",
                "content/articles/a.md": f"---\ntitle: T\n---\n{body}\n\nIt left.\n",
                "content/articles/a.annotations.yml": SIDECAR,
                "content/sources/s.yml": "s: {title: S}\n",
                "content/entities/e.yml": 'e: {name: E, type: place, description: "D [@s]."}\n',
                "content/about.md": page,
                "content/index.md": page,
            }
        )

    return write


def test_headings_named_like_parts_of_the_theme_do_not_repeat_an_id(write):
    pages = built(write(HEADINGS, f"# About\n\n{HEADINGS}As [@s] says.\n"))

    for address, page in pages.items():
        twice = [name for name, times in Counter(ids_of(page)).items() if times > 1]
        assert twice == [], address


def test_every_fragment_is_there(write):
    pages = built(write(HEADINGS, f"# About\n\n{HEADINGS}As [@s] says.\n"))

    for address, page in pages.items():
        for _, link in links_of(page):
            path, fragment = inside(link, address) or ("", "")
            assert not fragment or fragment in ids_of(pages[path]), (address, link)


def test_no_page_asks_another_host_for_an_image(write):
    pages = built(write("![x](https://elsewhere.example/x.png)"))

    for address, page in pages.items():
        for image in page.iter("img"):
            assert inside(image.get("src", ""), address) is not None, address


def test_no_full_stop_is_doubled_behind_a_quote_that_has_one(write):
    pages = built(write("Text."))

    for address, page in pages.items():
        assert ".." not in text_of(page.find("body")).replace("…", ""), address


def test_a_check_that_says_nothing_yet_has_no_heading_for_it(project):
    sidecar = "status: draft\nclaims: [{id: a, quote: It left.}]\n"
    folder = project(
        {
            "content/articles/a.md": "---\ntitle: T\n---\nIt left.\n",
            "content/articles/a.annotations.yml": sidecar,
        }
    )
    pages = built(folder, drafts=True)

    for address in ("articles/a/", "claims/a/a/"):
        said = text_of(pages[address].find(".//main"))
        assert "What we found" not in said, address
        assert "How we know" not in said, address
        for section in pages[address].iter("section"):
            named = section.get("aria-labelledby")
            assert named is None or named in ids_of(pages[address]), (address, named)


def test_verdicts_that_run_the_other_way_keep_their_order_in_a_correction(write):
    """Two words in Arabic with an arrow between them would be read from the second to the first."""
    folder = write("Text.")
    (folder / "content/verdicts.yml").write_text(
        "opinion: {label: رأي, definition: D., tone: neutral}\nmixed: {label: مختلط, definition: D., tone: mixed}\n"
    )
    sidecar = folder / "content/articles/a.annotations.yml"
    sidecar.write_text(sidecar.read_text().replace('note: "N [@s]."', "from: mixed, to: opinion, note: N."))  # fmt: skip

    apart = [text_of(word) for word in built(folder)["claims/a/a/"].iter("bdi")]

    assert any(apart[n : n + 2] == ["مختلط", "رأي"] for n in range(len(apart))), apart


def test_no_two_ways_back_from_a_source_are_called_the_same(write):
    for address, page in built(write("Text [@s].")).items():
        for source in (
            item for item in page.iter("li") if item.get("id", "").startswith("source-")
        ):
            back = [link for link in source.iter("a") if link.get("href", "").startswith("#cite-")]
            labels = [text_of(link) for link in back]
            assert len(labels) == len(set(labels)), (address, labels)


NAMES = ["über uns.md", "50 % & more?.md", "who #1.md"]


def test_a_file_of_any_name_is_reached_by_its_links_and_says_its_own_address(project):
    """What means something else in an address, such as `#`, is escaped in it."""
    folder = project(
        {
            "mkdocs.yml": "site_name: S\nsite_url: https://desk.example/\ndocs_dir: content\n"
            f"nav: {['index.md', *NAMES]}\n",
            "content/index.md": f"[a picture](<{quote('a #1 & 2?.svg')}>)\n",
            "content/a #1 & 2?.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            **{f"content/{name}": "# Us\n\n[home](index.md)\n" for name in NAMES},
        }
    )
    pages = built(folder)
    wanted = {f"{name.removesuffix('.md')}/" for name in NAMES}

    led = [inside(link, "") for _, link in links_of(pages[""])]
    assert {"a #1 & 2?.svg", *wanted} <= {target[0] for target in led if target}
    for address in wanted:
        page = pages[address]
        said = [item.get("href") for item in page.iter("link") if item.get("rel") == "canonical"]
        said += [
            item.get("content") for item in page.iter("meta") if item.get("property") == "og:url"
        ]
        assert said == [f"https://desk.example/{quote(address)}"] * 2


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# The Desk\n\nWords.\n", ["h1 The Desk"]),
        ("---\ntitle: Us\n---\n\n# The Desk\n\n## Words\n", ["h1 Us", "h2 The Desk", "h3 Words"]),
        ("Words.\n\n# The Desk\n", ["h1 The Desk", "h2 The Desk"]),
        ("---\ntitle: Us\n---\n\nWords.\n", ["h1 Us"]),
    ],
)
def test_the_front_page_has_one_first_heading(project, text, headings):
    page = built(project({"content/index.md": text}))[""]
    front = page.find(".//header[@class='front']")

    found = [item for item in front.iter() if re.fullmatch("h[1-6]", str(item.tag))]
    assert [f"{item.tag} {text_of(item)}" for item in found] == headings


def colophon(page) -> list[str]:
    (footer,) = page.iter("footer")
    return [text_of(link) for link in footer.iter("a")]


def test_without_a_nav_every_page_leads_to_the_prose_at_the_top(project):
    files = {
        "content/about.md": "# About us\n",
        "content/method.md": "---\ntitle: How we check\n---\nSo.\n",
        "content/more/details.md": "# Details\n",
    }
    pages = built(project(files))

    for address, page in pages.items():
        shown = [name for name in colophon(page) if name in ("About us", "How we check", "Details")]
        assert shown == ["About us", "How we check"], address
    configuration = f"{DEFAULTS['mkdocs.yml']}nav: [{{More: [{{The details: more/details.md}}]}}]\n"
    pages = built(project({**files, "mkdocs.yml": configuration}))

    for address, page in pages.items():
        assert "The details" in colophon(page), address
        assert {"About us", "How we check", "More"}.isdisjoint(colophon(page)), address


def test_an_article_tells_of_every_correction_once_and_of_the_substantial_ones_of_claims_twice(
    write,
):
    page = built(write("Text."))["articles/a/"]
    words = text_of(page.find(".//main"))

    for note, times in (("N [", 3), ("M [", 1), ("More [", 1), ("Other [", 1)):  # N is a note too
        assert words.count(f"{note}1]") == times, note


def test_the_first_page_says_the_latest_corrections_without_what_they_cite(project):
    notes = ", ".join(f"{{date: 2026-11-2{n}, note: 'N{n}, as [@s] says.'}}" for n in range(1, 6))
    folder = project(
        {
            "content/articles/a.md": "---\ntitle: T\n---\nIt left.\n",
            "content/articles/a.annotations.yml": f"""\
status: published
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
finding: F.
corrections: [{notes}]
""",
            "content/sources/s.yml": "s: {title: S}\n",
        }
    )
    home = text_of(built(folder)[""].find(".//main"))

    assert [n for n in range(1, 6) if f"N{n}, as says." in home] == [3, 4, 5]
    assert home.index("N5") < home.index("N3")


@pytest.mark.parametrize(("language", "said"), [("en", "Mar"), ("de", "Mär"), ("zh", "3月")])
def test_months_are_short_below_the_columns_of_a_picture(project, language, said):
    folder = project(
        {
            "mkdocs.yml": DEFAULTS["mkdocs.yml"] + f"theme: {{language: {language}}}\n",
            "content/articles/a.md": "---\ntitle: T\n---\nIt left. It came.\n",
            "content/articles/a.annotations.yml": """\
status: published
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
finding: F.
claims:
  - {id: a, quote: It left., verdict: opinion, finding: F., made: 2026-03-02, claimant: ada}
  - {id: b, quote: It came., verdict: opinion, finding: F., made: 2026-05-02, claimant: ada}
""",
            "content/entities/e.yml": "ada: {name: Ada, type: person}\n",
        }
    )
    page = built(folder)["entities/ada/"]

    (columns,) = (div for div in page.iter("div") if div.get("class") == "columns")
    first, second, third = (" ".join(text_of(column).split()) for column in columns)
    assert first == f"1{said}2026"
    assert "2026" not in second + third
