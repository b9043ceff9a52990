"""Checking without building: an article that the last build knows as it stands is not read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec.structs import replace

from sitegen.diagnostics import Diagnostic
from sitegen.engine.articles import Desk, Facts, Job, Reader
from sitegen.engine.cache import Cache, encoded, opened
from sitegen.engine.collecting import seldom_collecting
from sitegen.engine.digests import Needs, digest
from sitegen.engine.given import digest_of_theme
from sitegen.engine.pool import chunked, run
from sitegen.engine.processes import cores
from sitegen.engine.project import Project, open_in_part
from sitegen.engine.reading import as_it_stands, without_needs
from sitegen.engine.records import site_key, tools
from sitegen.engine.report import today
from sitegen.engine.site import check, desk_of, jobs, theme_problems
from sitegen.engine.survey import first_slugs, list_files, survey
from sitegen.render.language import catalogues
from sitegen.site.translations import Translation


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
        self._slugs: Mapping[str, str] = memory.table(f"slugs/{key}", str) or {}
        linked = memory.get(f"translations/{key}", dict[str, tuple[Translation, ...]])
        self._linked = linked or {}

    def problems(self) -> list[Diagnostic]:
        surveyed = self._surveyed
        every = list(jobs(surveyed))
        slugs = first_slugs(surveyed.files)
        slugs |= {name: slug for name, slug in self._slugs.items() if name in slugs}
        desk = self._desk(slugs)
        facts: dict[str, Facts] = {}
        needs: dict[str, Needs] = {}
        stale: list[Job] = []
        for job in every:
            item = self._known(job)
            if item and not as_it_stands(job, item, desk)[0]:
                facts[job.file.name] = without_needs(item)
            else:
                stale.append(job)
        self._read(desk, stale, facts, needs)
        found = {name: item.slug for name, item in facts.items()}
        if found != slugs:
            # Links were read with addresses that some articles do not have: those again.
            desk = self._desk(found)
            self._read(
                desk, [job for job in every if self._leads_astray(job, desk, needs)], facts, needs
            )
        return check(
            surveyed, desk, {file.name: facts[file.name] for file in surveyed.files.articles}
        )

    def _desk(self, slugs: Mapping[str, str]) -> Desk:
        given = self._theme, self._looked, self._linked, self._words
        return desk_of(self._surveyed, slugs, today(), *given)

    def _known(self, job: Job) -> Facts | None:
        return self._memory.get(f"facts/{job.file.name}", Facts)

    def _leads_astray(self, job: Job, desk: Desk, needs: Mapping[str, Needs]) -> bool:
        """Say whether something that an article looked up is not what it was taken for."""
        if job.file.name in needs:
            return desk.known.still(needs[job.file.name]) is not None
        item = self._known(job)
        return item is None or desk.known.still(item.needs) is not None

    def _read(
        self, desk: Desk, stale: Sequence[Job], facts: dict[str, Facts], needs: dict[str, Needs]
    ) -> None:
        decode = msgspec.msgpack.Decoder(Facts).decode
        for found in run(_read, desk, chunked(stale, self._processes), self._processes):
            for name, data in found:
                item = decode(data)
                facts[name], needs[name] = without_needs(item), item.needs


@contextmanager
def _remembered(project: Project) -> Iterator[Cache]:
    """Open what the last build remembers, to look at it only; nothing where there was none."""
    folder = project.root / ".sitegen"
    is_there = (folder / "cache.db").is_file()
    with opened(folder if is_there else None, mend=False) as memory:
        yield memory


def _read(desk: object, jobs: Sequence[Job]) -> list[tuple[str, bytes]]:
    """Read some articles; return what is known of them, with what they looked up, as it is kept."""
    assert isinstance(desk, Desk)
    reader = Reader(desk)
    return [
        (job.file.name, encoded(replace(reader.read(job).facts, needs=reader.needs())))
        for job in jobs
    ]
