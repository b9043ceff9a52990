"""The pages for people who use or change sitegen lead to files and headings that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from projects import REPOSITORY

PAGES = [*sorted(REPOSITORY.glob("*.md")), *sorted((REPOSITORY / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")


def words(page: Path) -> str:
    """The text of a page without its examples."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`(?!\]\()", lambda code: code[0].replace("](", ""), text)


def anchors(page: Path) -> set[str]:
    """The names that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", words(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_every_link_leads_somewhere(page):
    broken = []
    for path, fragment in LINK.findall(words(page)):
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (fragment and fragment not in anchors(target)):
            broken.append(f"{path}#{fragment}")

    assert broken == []


def test_every_page_of_the_docs_can_be_reached_from_the_readme():
    linked = {path for path, _ in LINK.findall(words(REPOSITORY / "README.md"))}
    for page in (REPOSITORY / "docs").glob("*.md"):
        linked |= {f"docs/{path}" for path, _ in LINK.findall(words(page))}

    assert {f"docs/{page.name}" for page in (REPOSITORY / "docs").glob("*.md")} <= linked
