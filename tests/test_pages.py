"""What pages promise whatever an editor writes: laws that the example alone would not show."""

from __future__ import annotations

from collections import Counter

import pytest
from sites import ids_of, inside, pages_of, text_of

from sitegen.engine import build, open_project

SIDECAR = """\
status: published
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
finding: F [@s].
claims:
  - {id: a, quote: It left., verdict: opinion, finding: F., corrections: [{date: 2026-11-22, note: N.}]}
"""
HEADINGS = "".join(
    f"## {name}\n\n" for name in ("Main", "Text", "Found", "Claims", "Sources", "Named")
)


def built(folder):
    """Build a project and return its pages."""
    project, problems = open_project(folder / "mkdocs.yml")
    assert project, problems
    report = build(project)
    assert report.published, report.problems
    return pages_of(folder / "site")


@pytest.fixture
def write(project):
    def write(body: str, page: str = "# About\n"):
        return project(
            {
                "content/articles/a.md": f"---\ntitle: T\n---\n{body}\n\nIt left.\n",
                "content/articles/a.annotations.yml": SIDECAR,
                "content/sources/s.yml": "s: {title: S}\n",
                "content/about.md": page,
            }
        )

    return write


def test_headings_named_like_parts_of_the_theme_do_not_repeat_an_id(write):
    pages = built(write(HEADINGS, f"# About\n\n{HEADINGS}As [@s] says.\n"))

    for address, page in pages.items():
        twice = [name for name, times in Counter(ids_of(page)).items() if times > 1]
        assert twice == [], address


def test_no_page_asks_another_host_for_an_image(write):
    pages = built(write("![x](https://elsewhere.example/x.png)"))

    for address, page in pages.items():
        for image in page.iter("img"):
            assert inside(image.get("src", ""), address) is not None, address


def test_no_full_stop_is_doubled_behind_a_quote_that_has_one(write):
    pages = built(write("Text."))

    for address, page in pages.items():
        assert ".." not in text_of(page.find("body")).replace("…", ""), address
