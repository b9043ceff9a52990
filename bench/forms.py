"""The same articles as users of each generator would write them, file by file, none kept."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.content import Article, Claim, Entity, Library, Source, markdown

ENTRIES_PER_FILE = 1_000
LATEST = 20
INTRODUCTION = "Fact-checks by the desk.\n"
# Label, tone and rating, from most to least accurate.
SCALE = {
    "true": ("True", "positive", 5),
    "mostly-true": ("Mostly true", "positive", 4),
    "half-true": ("Half true", "mixed", 3),
    "misleading": ("Misleading", "negative", 2),
    "false": ("False", "negative", 1),
    "unproven": ("Unproven", "unknown", None),
}

quoted: Callable[[object], str] = json.dumps
"""JSON is YAML that needs no thought about colons and quotation marks."""


class Form(Protocol):
    """How a generator wants its content."""

    def article(self, article: Article) -> None:
        """Write an article."""

    def shared(self, library: Library) -> None:
        """Write what stands beside the articles; called once, after the last of them."""


def write(path: Path, text: str) -> None:
    """Write a file, and the folder that it stands in if there is none."""
    try:
        path.write_text(text, "utf-8")
    except FileNotFoundError:
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")


@dataclass(slots=True)
class Sitegen:
    """Plain Markdown, and a sidecar that says what about it was checked."""

    folder: Path
    claim_pages: bool

    def article(self, article: Article) -> None:
        """Write an article and its sidecar."""
        place = self.folder / "content" / "articles"
        matter = (
            f"---\ntitle: {quoted(article.title)}\ndate: {article.day}\n"
            f"standfirst: {quoted(article.summary)}\n---\n\n"
        )
        body = "\n\n".join(markdown(block) for block in article.blocks)
        write(place / f"{article.slug}.md", matter + body + "\n")
        write(place / f"{article.slug}.annotations.yml", sidecar(article))

    def shared(self, library: Library) -> None:
        """Write the registry, the home page and mkdocs.yml."""
        content = self.folder / "content"
        for number, entities in enumerate(_in_parts(library.entities)):
            write(content / "entities" / f"{number:03}.yml", "".join(map(_entity, entities)))
        for number, sources in enumerate(_in_parts(library.sources)):
            write(content / "sources" / f"{number:03}.yml", "".join(map(_source, sources)))
        contributors = "desk: {name: Example desk}\nsecond-desk: {name: Second desk}\n"
        write(content / "contributors.yml", contributors)
        write(content / "verdicts.yml", "".join(_verdicts()))
        write(content / "index.md", f"---\ntitle: Fact-checks\n---\n\n{INTRODUCTION}")
        write(self.folder / "mkdocs.yml", self._configuration())

    def _configuration(self) -> str:
        return (
            "site_name: Fact desk\nsite_url: https://example.org/\ndocs_dir: content\n"
            "plugins:\n  - sitegen:\n"
            "      organisation: {name: Example desk, url: https://example.org/}\n"
            "      policies: {archived_sources: 'off'}\n"
            f"      search: none\n      claim_pages: {str(self.claim_pages).lower()}\n"
        )


def sidecar(article: Article) -> str:
    """Return the annotations of an article."""
    head = (
        f"status: published\nchecked: {article.day}\nauthors: [desk]\nreviewers: [second-desk]\n"
        f"finding: {quoted(article.summary)}\nclaims:\n"
    )
    return head + "".join(map(_claim, article.claims))


def _claim(claim: Claim) -> str:
    cited = " ".join(f"[@{source.id}]" for source in claim.sources)
    return (
        f"  - id: {claim.id}\n"
        f"    quote: {quoted(claim.quote)}\n"
        f"    verdict: {claim.verdict}\n"
        f"    finding: {quoted(claim.finding)}\n"
        f"    explanation: >-\n      {claim.explanation}\n      {cited}\n"
        "    sources:\n"
        + "".join(f"      - {source.id}\n" for source in claim.sources)
        + f"    entities: [{', '.join(entity.id for entity in claim.entities)}]\n"
    )


def _entity(entity: Entity) -> str:
    return (
        f"{entity.id}:\n  name: {quoted(entity.name)}\n  type: {entity.type}\n"
        f"  description: {quoted(entity.description)}\n"
    )


def _source(source: Source) -> str:
    return (
        f"{source.id}:\n  title: {quoted(source.title)}\n  publisher: {quoted(source.publisher)}\n"
        f"  url: {source.url}\n  published: {source.published}\n  accessed: 2026-01-01\n"
        "  type: webpage\n"
    )


def _verdicts() -> Iterator[str]:
    for name, (label, tone, rating) in SCALE.items():
        rated = f", rating: {rating}" if rating else ""
        yield f"{name}: {{label: {label}, definition: An example, tone: {tone}{rated}}}\n"


def _in_parts(entries: Sequence) -> Iterator[Sequence]:
    for start in range(0, len(entries), ENTRIES_PER_FILE):
        yield entries[start : start + ENTRIES_PER_FILE]


@dataclass(slots=True)
class Hugo:
    """Marks by a shortcode, entities as a taxonomy."""

    folder: Path

    def article(self, article: Article) -> None:
        """Write an article."""
        names = quoted([entity.name for entity in article.entities])
        text = f"---\n{_matter(article)}entities: {names}\n---\n\n{_reviewed(article, _shortcode)}"
        write(self.folder / "content" / "articles" / f"{article.slug}.md", text)

    def shared(self, library: Library) -> None:
        """Write the home page; Hugo makes the pages of the entities from the articles."""
        home = f"---\ntitle: Fact-checks\n---\n\n{INTRODUCTION}"
        write(self.folder / "content" / "_index.md", home)


@dataclass(slots=True)
class MkDocs:
    """Marks in HTML; pages of entities and their links written by hand."""

    folder: Path
    _by_entity: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """For the id of each entity, links to the articles about it."""
    _listed: list[str] = field(default_factory=list)

    def article(self, article: Article) -> None:
        """Write an article."""
        link = f"[{article.title}]({{}}articles/{article.slug}.md)"
        self._listed.append(link)
        for entity in article.entities:
            self._by_entity[entity.id].append(link)
        about = ", ".join(
            f"[{entity.name}](../entities/{entity.slug}.md)" for entity in article.entities
        )
        text = (
            f"---\ntitle: {quoted(article.title)}\n---\n\n# {article.title}\n\n{article.summary}\n\n"
            f"Entities: {about}\n\n{_reviewed(article, _mark)}"
        )
        write(self.folder / "docs" / "articles" / f"{article.slug}.md", text)

    def shared(self, library: Library) -> None:
        """Write the pages of the entities, and the home page."""
        for entity in library.entities:
            listed = _list(self._by_entity[entity.id], "../")
            text = f"# {entity.name}\n\n{entity.description}\n\n{listed}"
            write(self.folder / "docs" / "entities" / f"{entity.slug}.md", text)
        latest = _list(self._listed[:LATEST], "")
        write(self.folder / "docs" / "index.md", f"# Fact-checks\n\n{INTRODUCTION}\n{latest}")


@dataclass(slots=True)
class Material:
    """Marks in HTML; entities as tags, each with a page that lists its articles."""

    folder: Path
    _listed: list[str] = field(default_factory=list)

    def article(self, article: Article) -> None:
        """Write an article."""
        self._listed.append(f"[{article.title}]({{}}articles/{article.slug}.md)")
        tags = quoted([entity.name for entity in article.entities])
        text = (
            f"---\n{_matter(article)}tags: {tags}\n---\n\n# {article.title}\n\n"
            f"{article.summary}\n\n{_reviewed(article, _mark)}"
        )
        write(self.folder / "docs" / "articles" / f"{article.slug}.md", text)

    def shared(self, library: Library) -> None:
        """Write the pages of the entities, and the home page."""
        for entity in library.entities:
            name = quoted(entity.name)
            text = (
                f"---\ntitle: {name}\n---\n\n# {entity.name}\n\n{entity.description}\n\n"
                f"<!-- material/tags {{ include: [{name}] }} -->\n"
            )
            write(self.folder / "docs" / "entities" / f"{entity.slug}.md", text)
        latest = _list(self._listed[:LATEST], "")
        write(self.folder / "docs" / "index.md", f"# Fact-checks\n\n{INTRODUCTION}\n{latest}")


def _matter(article: Article) -> str:
    return (
        f"title: {quoted(article.title)}\ndate: {article.day}\n"
        f"description: {quoted(article.summary)}\n"
    )


def _list(links: Sequence[str], root: str) -> str:
    return "".join(f"- {link.format(root)}\n" for link in links)


def _shortcode(claim: Claim) -> str:
    opening = f'{{{{< claim id="{claim.id}" verdict="{claim.verdict}" >}}}}'
    return f"{opening}{claim.quote}{{{{< /claim >}}}}"


def _mark(claim: Claim) -> str:
    return (
        f'<mark class="claim v-{claim.verdict}" id="{claim.id}" data-verdict="{claim.verdict}">'
        f"{claim.quote}</mark>"
    )


def _reviewed(article: Article, show: Callable[[Claim], str]) -> str:
    """Return the text with its marks, the claims below it, and the sources as footnotes."""

    def cited(claim: Claim) -> str:
        return show(claim) + _references(claim)

    parts = [markdown(block, cited) for block in article.blocks]
    parts.append("## Claims reviewed")
    for claim in article.claims:
        parts += _review(claim)
    sources = {source.id: source for claim in article.claims for source in claim.sources}
    parts += map(_footnote, sources.values())
    return "\n\n".join(parts) + "\n"


def _review(claim: Claim) -> Iterator[str]:
    yield f"### Claim {claim.id[1:]}: {claim.verdict}"
    yield f"> {claim.quote}"
    yield claim.explanation
    names = ", ".join(entity.name for entity in claim.entities)
    yield f"Entities: {names}. Sources: {_references(claim)}"


def _references(claim: Claim) -> str:
    return "".join(f"[^{source.id}]" for source in claim.sources)


def _footnote(source: Source) -> str:
    return (
        f"[^{source.id}]: [{source.title}]({source.url}), {source.publisher}, {source.published}."
    )
