"""Whether a build made what it was to make: a fast build of too little is no result."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from bench.projects import FULL, Project


class OutputError(Exception):
    """A build left something out."""


def check(project: Project) -> None:
    """Raise OutputError unless the site has its pages, and the sample its marks and footnotes."""
    expected = {"articles": project.size, "entities": project.entities}
    for name, least in expected.items():
        _enough(project, f"pages below {name}/", len(_pages(project.site / name)), least)
    about = {entity.id for claim in project.sample.claims for entity in claim.entities}
    listing = (
        project.sample.slug in page.read_text("utf-8") for page in _pages(project.site / "entities")
    )
    _enough(project, "entities with the sample in their list", sum(listing), len(about))
    if project.kind is FULL:
        claims = len(_pages(project.site / "claims"))
        _enough(project, "pages below claims/", claims, project.size * len(project.sample.claims))
    page = project.site / "articles" / project.sample.slug / "index.html"
    seen = Seen()
    seen.feed(page.read_text("utf-8"))
    quotes = {claim.quote for claim in project.sample.claims}
    _enough(project, "marked claims", len(quotes & set(seen.marked)), len(quotes))
    cited = {source.url for claim in project.sample.claims for source in claim.sources}
    _enough(project, "linked sources", len(cited & set(seen.links)), len(cited))
    notes = {link for link in seen.links if link.startswith("#") and link[1:] in seen.ids}
    _enough(project, "links to footnotes", len(notes), len(cited))


def _pages(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("index.html") if path.parent != folder]


def _enough(project: Project, what: str, found: int, least: int) -> None:
    if found < least:
        raise OutputError(f"{project.kind.label}: {found} {what}, expected {least}")


class Seen(HTMLParser):
    """What a page marks, where its links lead, and which ids it has."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: list[str] = []
        """The text of each mark; a mark in several pieces gives one text for each of them."""
        self.links: list[str] = []
        self.ids: set[str] = set()
        self._depth = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.ids.add(found.get("id") or "")
        if tag == "a":
            self.links.append(found.get("href") or "")
        if tag == "mark":
            self._depth += 1
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.marked[-1] += data
