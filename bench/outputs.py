"""Whether a build made what it was to make: a fast build of too little is no result."""

from __future__ import annotations

from html.parser import HTMLParser

from bench.content import Entity
from bench.projects import FULL, Project


class OutputError(Exception):
    """A build left something out."""


def check(project: Project) -> None:
    """Raise OutputError unless the site has its pages, and the sample its marks and footnotes."""
    for name, least in {"articles": project.size, "entities": project.entities}.items():
        found = len(list((project.site / name).glob("*/index.html")))
        _enough(project, f"pages below {name}/", found, least)
    if project.kind is FULL:
        claims = len(list((project.site / "claims").glob("*/*/index.html")))
        _enough(project, "pages below claims/", claims, project.size * len(project.sample.claims))
    about = {entity for claim in project.sample.claims for entity in claim.entities}
    listed = [entity for entity in about if _lists(project, entity)]
    _enough(project, "entities with the sample in their list", len(listed), len(about))
    page = project.site / "articles" / project.sample.slug / "index.html"
    seen = Seen()
    seen.feed(page.read_text("utf-8"))
    quotes = {claim.quote for claim in project.sample.claims}
    _enough(project, "marked claims", len(quotes & set(seen.marked)), len(quotes))
    cited = {source.url for claim in project.sample.claims for source in claim.sources}
    _enough(project, "linked sources", len(cited & set(seen.links)), len(cited))
    notes = {link for link in seen.links if link.startswith("#") and link[1:] in seen.ids}
    _enough(project, "links to footnotes", len(notes), len(cited))


def _lists(project: Project, entity: Entity) -> bool:
    """Say whether the sample stands on the page of an entity, or on a later page of its list."""
    folder = project.site / "entities"
    pages = [*(folder / entity.id).rglob("*.html"), *(folder / entity.slug).rglob("*.html")]
    return any(project.sample.slug in page.read_text("utf-8") for page in pages)


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
