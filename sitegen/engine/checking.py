"""Checking without building: an article that the last build knows as it stands is not read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec.structs import replace

from sitegen.diagnostics import Diagnostic
from sitegen.engine.articles import Desk, Facts, Reader
from sitegen.engine.cache import Cache, encoded, opened
from sitegen.engine.collecting import seldom_collecting
from sitegen.engine.digests import digest
from sitegen.engine.given import digest_of_theme
from sitegen.engine.identities import ArticleFiles, KnownIdentity, identify
from sitegen.engine.pool import chunked, run
from sitegen.engine.processes import cores
from sitegen.engine.project import Project, open_in_part
from sitegen.engine.reading import as_it_stands, without_needs
from sitegen.engine.records import Quick, site_key, tools
from sitegen.engine.report import today
from sitegen.engine.site import check, desk_of, jobs, theme_problems
from sitegen.engine.survey import list_files, survey
from sitegen.render.language import catalogues


def problems_of(
    project: Project, *, processes: int = 0, has_prose_ids: bool = True
) -> list[Diagnostic]:
    """Return every problem of a project, drafts included, sorted by place: those that `load` finds.

    So many processes read, 0 for one a core. Nothing is written: what is read here is read once more
    by the next build.
    """
    with seldom_collecting(), _remembered(project) as memory:
        return _Check(project, memory, processes or cores(), has_prose_ids=has_prose_ids).problems()


def every_problem(
    config: Path, *, processes: int = 0, has_prose_ids: bool = True
) -> list[Diagnostic]:
    """Return every problem of a project by its configuration, which may have some too."""
    project, problems = open_in_part(config)
    if project:
        problems += problems_of(project, processes=processes, has_prose_ids=has_prose_ids)
        problems += theme_problems(project)
    return sorted(set(problems))


class _Check:
    """One check of a project."""

    def __init__(
        self, project: Project, memory: Cache, processes: int, *, has_prose_ids: bool
    ) -> None:
        self._memory, self._processes, self._looked = memory, processes, project.opened
        self._surveyed = survey(project, list_files(project), has_prose_ids=has_prose_ids)
        theme, _, _ = project.theme.read()
        self._theme = digest(tools(), digest_of_theme(theme))
        self._words = catalogues({name: file.content for name, file in theme.items()})
        key = site_key(str(project.site.resolve()), project.config_path, drafts=False)
        quick = memory.get(f"quick/{key}", Quick)
        known = (
            quick and quick.tools == tools() and memory.table(f"identities/{key}", KnownIdentity)
        )
        looked = quick.looked if quick else 0
        self._identities = identify(jobs(self._surveyed), known or {}, looked, drafts=False)

    def problems(self) -> list[Diagnostic]:
        surveyed = self._surveyed
        every = list(jobs(surveyed))
        desk = self._desk()
        facts: dict[str, Facts] = {}
        stale: list[ArticleFiles] = []
        for job in every:
            item = self._known(job)
            if item and not as_it_stands(job, item, desk)[0]:
                facts[job.file.name] = without_needs(item)
            else:
                stale.append(job)
        self._read(desk, stale, facts)
        return check(
            surveyed, desk, {file.name: facts[file.name] for file in surveyed.files.articles}
        )

    def _desk(self) -> Desk:
        found = self._identities
        given = self._theme, self._looked, found.translations, self._words
        return desk_of(self._surveyed, found.slugs, today(), *given)

    def _known(self, job: ArticleFiles) -> Facts | None:
        return self._memory.get(f"facts/{job.file.name}", Facts)

    def _read(self, desk: Desk, stale: Sequence[ArticleFiles], facts: dict[str, Facts]) -> None:
        decode = msgspec.msgpack.Decoder(Facts).decode
        for found in run(_read, desk, chunked(stale, self._processes), self._processes):
            for name, data in found:
                facts[name] = without_needs(decode(data))


@contextmanager
def _remembered(project: Project) -> Iterator[Cache]:
    """Open what the last build remembers, to look at it only; nothing where there was none."""
    folder = project.root / ".sitegen"
    is_there = (folder / "cache.db").is_file()
    with opened(folder if is_there else None, mend=False) as memory:
        yield memory


def _read(desk: object, jobs: Sequence[ArticleFiles]) -> list[tuple[str, bytes]]:
    """Read some articles; return what is known of them, with what they looked up, as it is kept."""
    assert isinstance(desk, Desk)
    reader = Reader(desk)
    return [
        (job.file.name, encoded(replace(reader.read(job).facts, needs=reader.needs())))
        for job in jobs
    ]
