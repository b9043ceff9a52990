"""What a project says apart from its articles: which files there are, the registry, the prose.

All of it is small beside the articles, and every article may depend on it, so it is read first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import get_args
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from sitegen.checks import Targets
from sitegen.content import Configuration, Registry, read_page
from sitegen.content import Page as ProsePage
from sitegen.content.links import article_of, sidecar_of
from sitegen.content.placing import Place, misplaced, place_of
from sitegen.content.registry import ANY
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import ARTICLE_MISSING
from sitegen.engine.content_files import Files
from sitegen.engine.made import MadeAddresses
from sitegen.engine.project import Project
from sitegen.engine.registry import Remembered, read
from sitegen.engine.tree import WELL_KNOWN, File, Walks, read_text, shown
from sitegen.engine.withholding import withhold
from sitegen.site import ReadPage, Shared, addresses, read_prose
from sitegen.site.translations import Translations
from sitegen.site.words import Catalogues
from sitegen.text import fold

HOME = "index.md"
"""The prose of the first page, which sitegen renders in every host."""
_HIDDEN = (".*", f"!/{WELL_KNOWN}", f"/{WELL_KNOWN}/**/.*")


def list_files(project: Project, walks: Walks | None = None) -> Files:
    """Look through the content folder, unless that is among the walks that were made."""
    if walks is None:
        walks = Walks(project.content, hidden=project.configuration.wants_hidden)
    found, problems = walks.of(project.content)
    places: dict[Place, list[File]] = {place: [] for place in get_args(Place)}
    found = list(_without_excluded(found, project.configuration))
    for file in found:
        places[place_of(file.name)].append(file)
    return Files(
        tuple(places["article"]),
        {file.name: file for file in places["sidecar"]},
        tuple(places["registry"]),
        tuple(places["prose"]),
        tuple(places["static"]),
        tuple(places["unread"]),
        tuple(problems),
    )


def _without_excluded(found: Iterable[File], configuration: Configuration) -> Iterator[File]:
    """Yield the files that mkdocs.yml does not leave out, by the rules of MkDocs."""
    left_out, drafts = configuration.left_out, configuration.draft_files
    if not (left_out or drafts or any(file.name.startswith(".") for file in found)):
        yield from found
        return
    from pathspec import GitIgnoreSpec

    # What is hidden is left out unless a line says otherwise; the last one that fits counts.
    excluded = GitIgnoreSpec.from_lines([*_HIDDEN, *left_out])
    later = GitIgnoreSpec.from_lines(drafts)
    for file in found:
        if not (excluded.match_file(file.name) or later.match_file(file.name)):
            yield file


class Survey(Struct, frozen=True):
    """What every article and page of a project may need to know."""

    project: Project
    files: Files
    registry: Registry
    names: Mapping[str, str]
    """The names that are linked in running text, folded, with the entity of each."""
    prose: Mapping[str, tuple[ReadPage, ProsePage]]
    """Prose pages by their file."""
    problems: tuple[Diagnostic, ...]
    meant: frozenset[str] = frozenset()
    """The names that files were probably meant to have which nobody reads."""
    has_prose_ids: bool = True
    """Whether headings of prose get sitegen's ids; MkDocs gives them others, which are not known here."""

    @property
    def content_path(self) -> str:
        """What stands before the paths below the content folder where problems show a path."""
        return shown(self.project.content) + "/"

    def targets(self, pages: Mapping[str, str], later: Set[str] | None = None) -> Targets:
        """Return what links can lead to; `pages` are the addresses of prose and articles by file.

        `later` are the addresses that are known when every article was read.
        """
        anchors: dict[str, frozenset[str] | None] = {
            file: frozenset(heading.anchor for heading in page.headings)
            for file, (page, _) in self.prose.items()
        }
        if not self.has_prose_ids:
            anchors = {file: known if file == HOME else None for file, known in anchors.items()}
        # A page that could not be read is there all the same.
        anchors |= dict.fromkeys(f.name for f in self.files.prose if f.name not in anchors)
        anchors |= dict.fromkeys(file.name for file in self.files.articles)
        anchors |= {sidecar_of(file.name): None for file in self.files.articles}
        configuration = self.project.configuration
        made = MadeAddresses(
            self.registry,
            pages,
            has_feeds=bool(configuration.site_url),
            has_claims=configuration.options.claim_pages,
            later=later,
        )
        files = frozenset(file.name for file in self.files.static)
        root = urlsplit(configuration.site_url).path or "/"
        return Targets(anchors, files, made, configuration.absolute_links, root)

    def shared(
        self,
        slugs: Mapping[str, str],
        translations: Translations | None = None,
        catalogues: Catalogues | None = None,
    ) -> Shared:
        """Return what pages share, with the articles at the addresses of their slugs."""
        return Shared(
            registry=self.registry,
            configuration=self.project.configuration,
            pages={
                **{file: page.address for file, (page, _) in self.prose.items()},
                **{file: addresses.article(slug) for file, slug in slugs.items()},
            },
            content_path=self.content_path,
            catalogues=catalogues or Catalogues(),
            translations=translations or {},
            files=frozenset(file.name for file in self.files.static),
        )


def survey(
    project: Project,
    files: Files,
    remembered: Remembered | None = None,
    *,
    has_prose_ids: bool = True,
) -> Survey:
    """Read the prose, and the registry as far as it is not remembered."""
    unread = [(file.name, file.shown) for file in files.unread]
    found = list(misplaced(unread, {file.name for file in files} if unread else ()))
    files, withheld = withhold(files, project.configuration.options.html, remembered)
    problems = [*files.problems, *withheld, *_without_article(files)]
    problems += (item.problem for item in found)
    registry, wrong = read(files.registry, remembered)
    problems += wrong
    # Whatever stands in a file of the registry that has a wrong name is not unknown.
    lost = {f"{_table(item.name)}/{ANY}" for item in found if place_of(item.name) == "registry"}
    registry = replace(registry, broken=registry.broken | lost)
    prose: dict[str, tuple[ReadPage, ProsePage]] = {}
    for file in files.prose:
        source, wrong = read_text(file)
        problems += wrong
        page, wrong = read_page(source) if source else (None, [])
        problems += wrong
        if page:
            prose[file.name] = (read_prose(file.name, page), page)
    meant = frozenset(item.name for item in found)
    return Survey(
        project, files, registry, names_of(registry), prose, tuple(problems), meant, has_prose_ids
    )


def _table(name: str) -> str:
    """Return the table of the registry that a file of it is a part of."""
    return name.partition("/")[0].removesuffix(".yml")


def _without_article(files: Files) -> Iterator[Diagnostic]:
    beside = {sidecar_of(file.name) for file in files.articles}
    for name, file in files.sidecars.items():
        if name not in beside:
            wanted = article_of(name).rpartition("/")[2]
            yield report(ARTICLE_MISSING, Position(file.shown), name=wanted)


def names_of(registry: Registry) -> dict[str, str]:
    """Return the names that are linked in running text; a name of two entities is none."""
    owner: dict[str, str] = {}
    shared: set[str] = set()
    for entry in registry.entities.values():
        if entry.value.link == "never":
            continue
        for name in (entry.value.name, *entry.value.aliases):
            key = fold(name).strip()
            if owner.setdefault(key, entry.id) != entry.id:
                shared.add(key)
    return {name: entity for name, entity in owner.items() if name not in shared}


__all__ = [
    "Files",
    "Survey",
    "list_files",
    "names_of",
    "survey",
]
