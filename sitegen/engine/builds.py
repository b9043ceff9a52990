"""One build: from a project on disk to a published site, and a report of what happened and why."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from sitegen.content.links import sidecar_of
from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.diagnostics.kinds import DATE_FUTURE
from sitegen.engine.articles import Desk, Facts, Job, Lines, Read
from sitegen.engine.cache import Cache, encoded, opened
from sitegen.engine.digests import digest
from sitegen.engine.lock import locked
from sitegen.engine.outputs import Output, Standing, Tree, put, standing
from sitegen.engine.pages import KnownWhole, PagePress, make_pages
from sitegen.engine.pool import chunked, cores, run, seldom_collecting
from sitegen.engine.press import MadeArticle, Press, lines_of, make_articles, names_of_pages
from sitegen.engine.project import Project, Trees, theme_with_stamps
from sitegen.engine.publish import Staging, guard, stage
from sitegen.engine.records import (
    PageRecord,
    Quick,
    SiteRecord,
    digests_of,
    is_settled,
    site_key,
    target_name,
    tools,
)
from sitegen.engine.report import Progress, Report, today
from sitegen.engine.site import check, desk_of, jobs, site_view, theme_problem, whole_of
from sitegen.engine.survey import Survey, first_slugs, list_files, survey
from sitegen.engine.tree import LARGEST_TEXT, File, Stamp, read_bytes, stamp_of
from sitegen.render import (
    Asset,
    Theme,
    ThemeError,
    claim_review_feed,
    claims_json,
    feeds,
    sitemap,
)
from sitegen.site import PageKey, SiteView, Whole, address_of, addresses, pages

_DATA = ("data/claims.json", "data/claimreview.json")
_STATIC = PageRecord(b"static")
_LARGEST_FILE = 1 << 40
_SETTINGS = "the configuration, the theme, the verdicts or the names changed"


def build(
    project: Project,
    *,
    site: Path | None = None,
    drafts: bool = False,
    strict: bool = False,
    jobs: int = 0,
    cache: bool = True,
    executor: Executor | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Build a project and publish it to `site`, or where mkdocs.yml says, unless it has errors.

    With `strict` warnings count as errors. `jobs` is the number of processes, 0 for one a core; any
    number gives the same bytes, and so does any `executor`. Without `cache` everything is made anew
    and nothing is remembered. Raises UnsafeFolder before anything is touched, and OSError if the
    disk fails; in both cases the site before stands.
    """
    target = site or project.site
    guard(target, project.content, project.config_path)
    folder = project.root / ".sitegen"
    options = Options(target, drafts, strict, jobs or cores(), executor, progress)
    with (
        seldom_collecting(),
        locked(folder) as waited,
        opened(folder if cache else None) as memory,
    ):
        work = _Build(project, options, memory)
        if waited:
            work.notices.append("another build was running; this one waited for it")
        return work.run()


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller asked for."""

    target: Path
    drafts: bool
    strict: bool
    jobs: int
    executor: Executor | None
    progress: Progress


class _Build:
    """The state of one build, from the first look at the disk to the last."""

    def __init__(self, project: Project, options: Options, memory: Cache) -> None:
        self.project, self.options, self.memory = project, options, memory
        self.notices: list[str] = []
        self.timings: dict[str, float] = {}
        self.why: dict[str, str] = {}
        self.changed = 0
        self.started = self._lap = time.perf_counter()
        self.looked = time.time_ns()
        self.today = today()
        place = str(options.target.resolve())
        self.key = site_key(place, project.config_path, drafts=options.drafts)
        self.name = f"site/{self.key}"
        self.tree_name, self.spare_name = f"tree/{self.key}", f"spare/{self.key}"
        self.spare = memory.folder / f"spare-{self.key}" if memory.folder else None
        self.tools = tools()
        self.before = memory.get(self.name, SiteRecord)
        if self.before and self.before.tools != self.tools:
            self.before = None
        tree = (self.before and memory.get(self.tree_name, Tree)) or Tree()
        self.tree = tree
        self.old = tree.files
        self.stands: Standing = standing(place, tree)
        self.written: set[str] = set()
        self.drafts: set[str] = set()
        self.outputs: dict[str, Output] = {}
        self.records: dict[str, PageRecord] = {}

    # The build from end to end

    def run(self) -> Report:
        files = list_files(self.project)
        self._done("look")
        surveyed = survey(self.project, files)
        theme, wrong = self._theme(site_view(surveyed, surveyed.shared(first_slugs(files))))
        if theme is None:
            return self._report(wrong, published=False)
        self._done("registry and prose")
        staging = self._stage()
        try:
            return self._run(surveyed, theme, staging)
        except ThemeError as error:
            return self._report([theme_problem(error)], published=False)
        finally:
            staging.discard()

    def _run(self, surveyed: Survey, theme: _Theme, staging: Staging) -> Report:
        desk, facts = self._articles(surveyed, theme, staging)
        self._done("articles")
        problems = check(surveyed, desk, facts)
        self.memory.commit()
        self._done("checks")
        if has_errors(problems) or (self.options.strict and problems):
            return self._report(problems, published=False, facts=facts)
        shown = [
            item.article
            for item in facts.values()
            if item.article and (item.article.is_public or self.options.drafts)
        ]
        whole = whole_of(surveyed, desk.shared, shown)
        self._pages(whole, desk, facts, theme, staging)
        self._done("pages")
        self._data(surveyed, whole, desk, facts, staging)
        self._assets(surveyed, whole, desk, theme.theme, staging)
        self._static(surveyed.files.static, staging)
        self._done("data and files")
        tree = staging.finish(self.outputs, self.written)
        kept = staging.publish(keep=self.stands.whole)
        self._done("publish")
        report = self._report(problems, published=True, facts=facts)
        self._remember(report, surveyed, theme.trees, tree, kept=kept)
        return report

    # Articles

    def _articles(
        self, surveyed: Survey, theme: _Theme, staging: Staging
    ) -> tuple[Desk, dict[str, Facts]]:
        """Read the articles that are not known as they stand, and make their pages."""
        known = dict(self.memory.all("facts/", Facts))
        slugs = first_slugs(surveyed.files)
        slugs |= {name: item.slug for name, item in known.items() if name in slugs}
        desk = desk_of(surveyed, slugs, self.today, theme.digest, self.looked)
        facts: dict[str, Facts] = {}
        stale: list[Job] = []
        for job in jobs(surveyed):
            name = job.file.name
            reason, item = self._stale(job, known.get(name), desk)
            if item is None:
                stale.append(job)
                self.why[name] = reason
            else:
                facts[name] = item
                self._keep(item)
        press = Press(desk, theme.theme, self.options.drafts, staging.root, staging.target)
        self._make(press, stale, facts)
        given = {name: item.slug for name, item in facts.items()}
        if given != slugs:
            # Links were written with addresses that some articles do not have: those again.
            desk = desk_of(surveyed, given, self.today, theme.digest, self.looked)
            press = Press(desk, theme.theme, self.options.drafts, staging.root, staging.target)
            again = [job for job in jobs(surveyed) if desk.known.still(facts[job.file.name].needs)]
            self._make(press, again, facts)
        gone = known.keys() - facts.keys()
        self.memory.remove(f"{kind}/{name}" for name in gone for kind in ("facts", "lines"))
        for item in facts.values():
            if item.article and not item.article.is_public:
                self.drafts.update(self._names(item))
        return desk, {file.name: facts[file.name] for file in surveyed.files.articles}

    def _stale(self, job: Job, item: Facts | None, desk: Desk) -> tuple[str, Facts | None]:
        """Say why an article has to be read, '' if it has not, and what is known of it now."""
        if item is None:
            return "it is new", None
        text = _as_it_is(job.file, item.text, item.looked)
        sidecar = _as_it_is(job.sidecar, item.sidecar, item.looked)
        if text.digest != item.text.digest:
            return f"{job.file.name} changed", None
        if sidecar.digest != item.sidecar.digest:
            return f"{sidecar_of(job.file.name)} changed", None
        if item.settings != desk.settings:
            return _SETTINGS, None
        need = desk.known.still(item.needs)
        if need:
            return f"{need[0]}/{need[1]} changed", None
        if not item.holds_on(self.today.toordinal()):
            return "a date that was to come may have passed", None
        if not self._is_made(item):
            return "its pages are not as they were written", None
        if (text, sidecar) != (item.text, item.sidecar):
            item = replace(item, text=text, sidecar=sidecar, looked=self.looked)
            self.memory.put([(f"facts/{job.file.name}", encoded(item))])
        return "", item

    def _is_made(self, item: Facts) -> bool:
        names = self._names(item)
        return all(
            name in self.stands.intact and self._made_of(name) == PageRecord(item.key)
            for name in names
        )

    def _names(self, item: Facts) -> list[str]:
        article = item.article
        if article is None or not (article.is_public or self.options.drafts):
            return []
        return names_of_pages(item, claim_pages=self.project.configuration.options.claim_pages)

    def _made_of(self, name: str) -> PageRecord | None:
        return self.before.pages.get(name) if self.before else None

    def _keep(self, item: Facts) -> None:
        for name in self._names(item):
            self.outputs[name] = self.old[name]
            self.records[name] = PageRecord(item.key)

    def _make(self, press: Press, stale: Sequence[Job], facts: dict[str, Facts]) -> None:
        if not stale:
            return
        options, done, error = self.options, 0, None
        decode = msgspec.msgpack.Decoder(Facts).decode
        for found in run(
            make_articles, press, chunked(stale, options.jobs), options.jobs, options.executor
        ):
            self.memory.put(_pieces(found))
            for made in found:
                facts[made.file] = item = decode(made.facts)
                error = error or made.error
                for name, output, is_new in made.outputs:
                    self._wrote(name, output, PageRecord(item.key), is_new, self.why.get(made.file))
            done += len(found)
            options.progress("articles", done, len(stale))
        if error:
            raise ThemeError(*error)

    def _wrote(
        self, name: str, output: Output, record: PageRecord, is_new: bool, why: str | None
    ) -> None:
        self.outputs[name] = output
        self.records[name] = record
        self.written.add(name)
        self.changed += is_new
        self.why[name] = why or ""

    # Pages about more than one article

    def _pages(
        self,
        whole: Whole,
        desk: Desk,
        facts: Mapping[str, Facts],
        theme: _Theme,
        staging: Staging,
    ) -> None:
        said = {item.slug: item.said for item in facts.values() if item.article}
        known = KnownWhole(whole, desk.targets, said)
        stale: list[PageKey] = []
        for key in pages(whole):
            name = addresses.file_of(address_of(key))
            record = self._made_of(name)
            reason = _page_is_stale(record, desk.settings, known)
            if not reason and name not in self.stands.intact:
                reason = "it is not as it was written"
            if reason or record is None:
                stale.append(key)
                self.why[name] = reason
            else:
                self.outputs[name] = self.old[name]
                self.records[name] = record
        press = PagePress(
            whole,
            desk.targets,
            known,
            theme.theme,
            desk.settings,
            staging.root,
            staging.target,
        )
        options, done = self.options, 0
        for found in run(
            make_pages, press, chunked(stale, options.jobs), options.jobs, options.executor
        ):
            for made in found:
                why = self.why.get(made.name)
                self._wrote(made.name, made.output, made.record, made.is_new, why)
            done += len(found)
            options.progress("pages", done, len(stale))

    # Files for machines, and files that are published as they are

    def _data(
        self,
        surveyed: Survey,
        whole: Whole,
        desk: Desk,
        facts: Mapping[str, Facts],
        staging: Staging,
    ) -> None:
        """Make the data files, out of lines that were made with each article."""
        by_slug = {item.slug: name for name, item in facts.items() if item.article}
        public = [by_slug[article.slug] for article in whole.index.articles if article.is_public]
        record = PageRecord(digest(desk.settings, *(facts[name].lines for name in public)))
        if all(name in self.stands.intact and self._made_of(name) == record for name in _DATA):
            for name in _DATA:
                self.outputs[name], self.records[name] = self.old[name], record
            return
        sidecars = {job.file.name: job for job in jobs(surveyed)}
        lines = [self._lines(sidecars[name], facts[name], desk) for name in public]
        rows = claims_json(row for item in lines for row in item.rows)
        reviews = claim_review_feed((line for item in lines for line in item.reviews), desk.site)
        for name, content in zip(_DATA, (rows, reviews), strict=True):
            self._asset(Asset(name, content), staging, record)

    def _lines(self, job: Job, item: Facts, desk: Desk) -> Lines:
        """Return an article's lines in the data files, from the cache unless that was damaged."""
        lines = self.memory.get(f"lines/{job.file.name}", Lines)
        if lines is None or digest(encoded(lines)) != item.lines:
            lines = lines_of(desk, job)
        return lines

    def _assets(
        self, surveyed: Survey, whole: Whole, desk: Desk, theme: Theme, staging: Staging
    ) -> None:
        """Make the theme's assets, the feeds and the sitemap. A file of the content folder wins."""
        own = {file.name for file in surveyed.files.static}
        listed = [
            name.removesuffix("index.html")
            for name in self.outputs
            if name.endswith("index.html") and name not in self.drafts
        ]
        made = [*theme.assets(), *feeds(whole.index, desk.shared, desk.site)]
        for asset in (*made, *sitemap(listed, desk.site)):
            if asset.address not in own:
                self._asset(asset, staging, PageRecord(digest(asset.content)))

    def _asset(self, asset: Asset, staging: Staging, record: PageRecord) -> None:
        name, old = asset.address, self.old.get(asset.address)
        if old and name in self.stands.intact and old.digest == digest(asset.content):
            self.outputs[name], self.records[name] = old, record
            return
        output, is_new = put(staging.root, staging.target, name, asset.content)
        self._wrote(name, output, record, is_new, "its content changed")

    def _static(self, files: Iterable[File], staging: Staging) -> None:
        for file in files:
            name = file.name
            if (
                self.before
                and self.before.static.get(name) == file.stamp
                and is_settled(file.stamp, self.before.looked)
                and name in self.stands.intact
                and self._made_of(name) == _STATIC
            ):
                self.outputs[name], self.records[name] = self.old[name], _STATIC
                continue
            content, _ = read_bytes(file.path, _LARGEST_FILE)
            output, is_new = put(staging.root, staging.target, name, content)
            self._wrote(name, output, _STATIC, is_new, f"{name} changed")

    # The beginning and the end

    def _theme(self, desk_site: SiteView) -> tuple[_Theme | None, list[Diagnostic]]:
        files, trees, problems = theme_with_stamps(self.project)
        if problems:
            return None, problems
        said = digest(
            *(part for name in sorted(files) for part in (name.encode(), files[name].content))
        )
        return _Theme(Theme(files, desk_site), said, trees), []

    def _stage(self) -> Staging:
        tree = self.memory.get(self.spare_name, Tree) if self.before else None
        # From here on the spare is being changed; if this build ends early it is of no use.
        self.memory.remove([self.spare_name])
        self.memory.commit()
        return stage(self.options.target, self.spare, tree)

    def _remember(
        self, report: Report, surveyed: Survey, trees: Trees, tree: Tree, *, kept: bool
    ) -> None:
        """Write down what the site was made of, for the next build."""
        if kept:
            self.memory.put([(self.spare_name, encoded(self.tree))])
        content = {file.name: file.stamp for file in surveyed.files}
        everything = {os.path.abspath(self.project.content): content, **trees}
        may_pass = any(problem.kind == DATE_FUTURE.name for problem in report.problems)
        record = SiteRecord(
            self.tools,
            self.looked,
            self.records,
            {file.name: file.stamp for file in surveyed.files.static},
        )
        quick = Quick(
            self.tools,
            os.getcwd(),
            self.looked,
            self.today.toordinal(),
            may_pass,
            _stamps(self.project.configurations),
            digests_of(os.environ, self.project.variables),
            everything,
            report.problems,
            report.articles,
            report.claims,
        )
        self.memory.put(
            [
                (self.name, encoded(record)),
                (self.tree_name, encoded(tree)),
                (f"quick/{self.key}", encoded(quick)),
                (
                    target_name(self.project.config_path),
                    encoded(self.project.configuration.site_dir),
                ),
            ]
        )
        self.memory.commit()

    def _done(self, stage: str) -> None:
        now = time.perf_counter()
        self.timings[stage] = self.timings.get(stage, 0.0) + now - self._lap
        self._lap = now

    def _report(
        self,
        problems: Iterable[Diagnostic],
        *,
        published: bool,
        facts: Mapping[str, Facts] | None = None,
    ) -> Report:
        shown = [
            item.article
            for item in (facts or {}).values()
            if item.article and (item.article.is_public or self.options.drafts)
        ]
        notices = [*self.notices, *([self.memory.notice] if self.memory.notice else [])]
        return Report(
            problems=tuple(problems),
            published=published,
            site=self.options.target,
            files=len(self.outputs),
            changed=self.changed,
            articles=len(shown),
            claims=sum(len(article.claims) for article in shown),
            seconds=time.perf_counter() - self.started,
            made={name: why for name, why in self.why.items() if name in self.written},
            timings=self.timings,
            notices=tuple(notices),
        )


@dataclass(frozen=True, slots=True)
class _Theme:
    """A theme ready to render, the digest of its files, and their stamps."""

    theme: Theme
    digest: bytes
    trees: Trees


def _pieces(found: Iterable[MadeArticle]) -> Iterator[tuple[str, bytes]]:
    for made in found:
        yield f"facts/{made.file}", made.facts
        yield f"lines/{made.file}", made.lines


def _as_it_is(file: File | None, before: Read, looked: int) -> Read:
    """Return a file as it is now; it is read only if its stamp moved since it was read before."""
    if file is None:
        return Read()
    if file.stamp == before.stamp and is_settled(file.stamp, looked):
        return before
    try:
        content, stamp = read_bytes(file.path, LARGEST_TEXT)
    except OSError:
        return Read()
    return Read(stamp, digest(content))


def _page_is_stale(record: PageRecord | None, settings: bytes, known: KnownWhole) -> str:
    if record is None:
        return "it is new"
    if record.settings != settings:
        return _SETTINGS
    need = known.still(record.needs)
    return f"{need[0]}/{need[1]} changed" if need else ""


def _stamps(files: Iterable[Path]) -> dict[str, Stamp]:
    return {os.path.abspath(file): stamp_of(os.stat(file)) for file in files}
