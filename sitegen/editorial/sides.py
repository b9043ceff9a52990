"""The two sides of a comparison: what changed in a site, as a commit has it and as it is now."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from sitegen.content import (
    Article,
    Configuration,
    Sidecar,
    read_article,
    read_configuration,
    read_sidecar,
)
from sitegen.content.article import read_head
from sitegen.content.configuration import inherits
from sitegen.content.links import article_of, sidecar_of
from sitegen.content.placing import Place, place_of
from sitegen.content.registry import ANY, ENTITIES, SOURCES, VERDICTS, Kind, read_entries
from sitegen.diagnostics import Diagnostic, Source, has_errors
from sitegen.editorial.git import Blob, GitError, Repository, below_root
from sitegen.engine.identities import usual_slug
from sitegen.engine.project import Project
from sitegen.engine.tree import File, read_text, shown, text_of

_POINTER = b"version https://git-lfs.github.com/spec/"
_TABLES: Mapping[str, Kind[Any]] = {
    "entities": ENTITIES,
    "sources": SOURCES,
    "verdicts": VERDICTS,
}
"""The tables of the registry whose entries have pages."""
_MOST_PARENTS = 9


class Check(Struct, frozen=True):
    """An article and its sidecar at one of two times."""

    name: str
    """The article's file below the content folder."""
    slug: str
    topics: tuple[str, ...]
    source: Source
    sidecar: Sidecar | None
    """None if there is none, or nothing of it can be read."""
    has_sidecar: bool
    sidecar_text: str

    @property
    def is_public(self) -> bool:
        """Whether readers see it."""
        return self.sidecar is not None and self.sidecar.annotations.is_public

    @property
    def text(self) -> str:
        """The article's file as it is written."""
        return self.source.text

    def read(self) -> Article | None:
        """Return the article with its words."""
        return read_article(self.source)[0]


class Side(Struct):
    """What changed, at one of two times. Names of files are paths below the content folder."""

    place: Callable[[str], str]
    """Says where a file is, as problems show it."""
    prose: tuple[str, ...]
    """Pages of prose: all of them."""
    has_claim_pages: bool
    configuration_path: str
    mistake: str = ""
    """What is wrong with the configuration."""
    checks: list[Check] = field(default_factory=list)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each table of the registry its ids, each with its file; `ANY` if there may be more."""
    slugless: set[str] = field(default_factory=set)
    """Articles whose slug cannot be read."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """Files with mistakes, and the first of them."""
    unchanged: Callable[[], Iterator[Check]] = lambda: iter(())
    """Reads the articles that did not change."""
    has_claims: Callable[[], bool] = lambda: False
    """Says whether any published check has claims."""
    kept: frozenset[str] = frozenset()
    """Files that are the same at both times."""
    touched: tuple[str, ...] = ()
    """Files that are not."""

    def add_registry(self, name: str, source: Source | None) -> None:
        """Take a file of the registry; None if it cannot be read."""
        table = name.partition("/")[0].removesuffix(".yml")
        if table not in _TABLES:
            return
        ids = self.ids.setdefault(table, {})
        if source is None:
            ids[ANY] = name
            return
        said = read_entries(_TABLES[table], source)
        ids |= dict.fromkeys((*said.ids, *said.broken), name)
        if said.broken:
            self.unreadable[name] = _first(said.problems)

    def add_check(
        self, name: str, text: Source | None, sidecar: Source | None, *, there: bool
    ) -> None:
        """Take an article and its sidecar, each None if it cannot be read; `there`: it has a sidecar."""
        article, wrong = read_head(text) if text else (None, [])
        annotations, wrongs = read_sidecar(sidecar) if sidecar else (None, [])
        may_be_public = annotations is None or annotations.annotations.is_public
        if text is None or article is None or article.lost:
            self.slugless.add(name)
            if there and may_be_public:
                self.unreadable.setdefault(name, _first(wrong))
        if there and may_be_public and not (annotations and annotations.is_whole):
            self.unreadable.setdefault(sidecar_of(name), _first(wrongs))
        if article is None or text is None:
            return
        if article.has_slug:
            self.slugless.discard(name)
        slug = article.matter.slug or usual_slug(name)
        written = sidecar.text if sidecar else ""
        topics = article.matter.topics
        self.checks.append(Check(name, slug, topics, text, annotations, there, written))


def _first(problems: Iterable[Diagnostic]) -> str:
    """Return the first error, with its line."""
    first = min((problem for problem in problems if has_errors([problem])), default=None)
    return f"line {first.at.line}: {first.message}" if first else "it is no text that can be read"


# Then


Present = Mapping[str, File]
"""The files that a site has now, by their names."""


def old_side(
    project: Project, repository: Repository, commit: str, present: Present
) -> Side | None:
    """Return what the changed files of a site were at a commit; None if there was no site."""
    changed = repository.changed_files(commit)
    found = _Configured(project, repository, commit, changed).find()
    if found is None:
        return None
    configuration, folder, configuration_path, mistake = found
    content = below_root(posixpath.join(folder, configuration.content_dir.replace(os.sep, "/")))
    tree = repository.tree(commit, content)
    if not tree.files:
        _require_history(project, repository, present)
        return None
    files = {name: blob for name, blob in tree.files.items() if _is_visible(name)}
    left_out = _left_out(configuration)
    files = {name: blob for name, blob in files.items() if not left_out(name)}
    side = Side(
        place=lambda name: shown(repository.root / files[name].path),
        prose=tuple(name for name in files if place_of(name) == "prose"),
        has_claim_pages=configuration.options.claim_pages,
        configuration_path=configuration_path,
        mistake=mistake,
    )
    side.kept = _kept(project, repository, changed, files, present)
    side.touched = touched = tuple(name for name in files if name not in side.kept)
    reader = _OldFiles(repository, files)
    names = _with_articles(touched, files)
    sources = reader.read([*names, *(name for name in touched if place_of(name) == "registry")])
    for name in sorted(touched):
        if place_of(name) == "registry":
            side.add_registry(name, sources[name])
    for name in sorted(n for n in names if place_of(n) == "article"):
        beside = sidecar_of(name)
        side.add_check(name, sources[name], sources.get(beside), there=beside in files)

    def has_claims() -> bool:
        every = [name for name in files if place_of(name) == "sidecar"]
        found = (read_sidecar(source)[0] for source in reader.read(every).values() if source)
        return any(
            item and item.annotations.is_public and item.annotations.claims for item in found
        )

    side.has_claims = has_claims
    return side


def _with_articles(touched: Iterable[str], files: Mapping[str, object]) -> set[str]:
    """Return the articles that changed by themselves or by their sidecars, with the sidecars."""
    articles = set()
    for name in touched:
        place: Place = place_of(name)
        if place == "article":
            articles.add(name)
        elif place == "sidecar" and article_of(name) in files:
            articles.add(article_of(name))
    return articles | {sidecar_of(name) for name in articles if sidecar_of(name) in files}


def _is_visible(name: str) -> bool:
    """Say whether a file can be one of the site: hidden ones and those with strange names are not read."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return not any(step.startswith(".") for step in name.split("/"))


def _left_out(configuration: Configuration) -> Callable[[str], bool]:
    if not configuration.left_out:
        return lambda _name: False
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(configuration.left_out).match_file


class _Configured(Struct, frozen=True):
    """Looks for the configuration that a site had at a commit."""

    project: Project
    repository: Repository
    commit: str
    changed: frozenset[str]

    def find(self) -> tuple[Configuration, str, str, str] | None:
        """Return the configuration, its folder in the repository, its path as shown, and its mistake.

        None if there was none.
        """
        own = self.project.configuration
        path = in_repository(self.project.config_path, self.repository)
        was = path if self.repository.has(self.commit, path) else self._moved()
        where = shown(self.project.config_path)
        if was is None:
            return own, posixpath.dirname(path), where, ""
        files = [in_repository(file, self.repository) for file in self.project.configurations]
        if was == path and not self.changed.intersection(files):
            return own, posixpath.dirname(path), where, ""
        source, *parents = self._sources(was)
        old, problems = read_configuration(source, tuple(parents), environment=os.environ)
        folder = posixpath.dirname(was)
        return old or own, folder, where, "" if old else _first(problems)

    def _moved(self) -> str | None:
        """Return where the configuration was before it was moved; None if it is new."""
        name = self.project.config_path.name
        files = self.repository.tree(self.commit, "").files
        found = [
            path
            for path in files
            if posixpath.basename(path) == name and not os.path.lexists(self.repository.root / path)
        ]
        if len(found) > 1:
            raise GitError(
                f"several sites went since, and nothing tells which of them this one was: {', '.join(found)}"
            )
        return found[0] if found else None

    def _sources(self, path: str) -> Iterator[Source]:
        for _ in range(_MOST_PARENTS):
            source = self._source(path)
            yield source
            parent, _ = inherits(source)
            if not parent:
                return
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), parent))

    def _source(self, path: str) -> Source:
        file = File.at(self.repository.root / path)
        if path.startswith(".."):
            source = read_text(file)[0]
        else:
            source = text_of(file, self.repository.content(self.commit, path))[0]
        return source or Source(file.shown, "")


class _OldFiles(Struct, frozen=True):
    """Reads files of a commit."""

    repository: Repository
    files: Mapping[str, Blob]

    def read(self, names: Iterable[str]) -> dict[str, Source | None]:
        """Return the texts of some files, None for what is no text."""
        blobs = {name: self.files[name] for name in names}
        contents = self.repository.read(blob.object_id for blob in blobs.values())
        found: dict[str, Source | None] = {}
        for (name, blob), data in zip(blobs.items(), contents, strict=True):
            if data.startswith(_POINTER):
                raise GitError(
                    f"{blob.path} is kept by Git LFS, so its history is not in the repository: "
                    "take texts out of LFS"
                )
            found[name] = text_of(File.at(self.repository.root / blob.path), data)[0]
        return found


# Now


def new_side(project: Project, old: Side, files: Present) -> Side:
    """Return what the changed files of a site are now."""
    side = Side(
        place=lambda name: files[name].shown,
        prose=tuple(name for name in files if place_of(name) == "prose"),
        has_claim_pages=project.configuration.options.claim_pages,
        configuration_path=shown(project.config_path),
    )
    touched = [name for name in files if name not in old.kept]
    # An article belongs to its sidecar though only one of them changed, or the other went.
    names = _with_articles([*touched, *old.touched], files) & files.keys()
    for name in sorted(touched):
        if place_of(name) == "registry":
            side.add_registry(name, read_text(files[name])[0])
    for name in sorted(n for n in names if place_of(n) == "article"):
        _add(side, name, files)

    def unchanged() -> Iterator[Check]:
        rest = Side(side.place, (), has_claim_pages=False, configuration_path="")
        for name in files:
            if place_of(name) == "article" and name not in names:
                _add(rest, name, files)
        yield from rest.checks

    side.unchanged = unchanged
    return side


def _add(side: Side, name: str, files: Mapping[str, File]) -> None:
    beside = files.get(sidecar_of(name))
    sidecar = read_text(beside)[0] if beside else None
    side.add_check(name, read_text(files[name])[0], sidecar, there=beside is not None)


def _kept(
    project: Project,
    repository: Repository,
    changed: frozenset[str],
    old: Mapping[str, Blob],
    present: Present,
) -> frozenset[str]:
    """Return the files that are the same at both times. Raises GitError if the working tree lacks some."""
    content = in_repository(project.content, repository)
    above = f"{content}/" if content else ""
    kept = set()
    for name, blob in old.items():
        if blob.path != above + name or blob.path in changed or blob.is_link:
            continue
        if name in present:
            kept.add(name)
        elif not os.path.lexists(project.content / name):
            raise GitError(
                f"the working tree leaves out files of the site, as {blob.path}: "
                "run `git sparse-checkout disable`"
            )
    return frozenset(kept)


def in_repository(path: Path, repository: Repository) -> str:
    """Return the path of a file or folder below the root of its repository. Raises GitError."""
    real, root = os.path.realpath(path), os.path.realpath(repository.root)
    inside = Path(real).parent if path.suffix in (".yml", ".yaml") else Path(real)
    for folder in (inside, *inside.parents):
        if str(folder) == root:
            return below_root(os.path.relpath(real, root).replace(os.sep, "/"))
        if (folder / ".git").exists():
            raise GitError(
                f"{shown(path)} is in a repository of its own, {shown(folder)}: keep mkdocs.yml and the content in one"
            )
    raise GitError(
        f"{shown(path)} is not in the repository of the site, so its history is not known"
    )


def _require_history(project: Project, repository: Repository, present: Present) -> None:
    """Raise GitError if git knows nothing of the content folder, not even of a new one."""
    content = in_repository(project.content, repository)
    if present and not repository.has_in_index(content):
        raise GitError(
            f"git knows nothing of {shown(project.content)}, so nothing can be compared: `git add` and commit it"
        )
