"""One build: from a project on disk to a published site, and a report of what happened and why."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec

from sitegen.content.links import sidecar_of
from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.diagnostics.kinds import DATE_FUTURE
from sitegen.engine.articles import Desk, Facts, Job, Lines, Read
from sitegen.engine.cache import Cache, encoded, opened
from sitegen.engine.collecting import seldom_collecting
from sitegen.engine.digests import digest
from sitegen.engine.lock import locked
from sitegen.engine.outputs import Output, Standing, Tree, put, standing
from sitegen.engine.pages import KnownWhole, PagePress, make_pages
from sitegen.engine.pool import chunked, cores, run, undisturbed
from sitegen.engine.press import MadeArticle, Press, lines_of, make_articles, names_of_pages
from sitegen.engine.project import Project, Trees, theme_with_stamps
from sitegen.engine.publish import Staging, clear, guard, stage
from sitegen.engine.records import (
    PageRecord,
    Quick,
    Shown,
    SiteRecord,
    digests_of,
    is_settled,
    site_key,
    target_name,
    tools,
)
from sitegen.engine.report import Progress, Report, today
from sitegen.engine.site import check, desk_of, jobs, theme_problem, whole_of
from sitegen.engine.survey import Survey, first_slugs, list_files, survey
from sitegen.engine.tree import LARGEST_TEXT, File, read_bytes, reason_of, stamp_of, unreadable
from sitegen.render import (
    Asset,
    Theme,
    ThemeError,
    ThemeFile,
    claim_review_feed,
    claims_json,
    feeds,
    sitemap,
)
from sitegen.site import PageKey, Whole, address_of, addresses, pages

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
        self.quick = memory.get(f"quick/{self.key}", Quick)
        if self.quick and self.quick.tools != self.tools:
            self.quick = None
        self.keys_before = memory.get(f"keys/{self.key}", dict[str, bytes]) or {}
        tree = (self.quick and memory.get(self.tree_name, Tree)) or Tree()
        self.tree = tree
        self.old = tree.files
        self.stands: Standing = standing(place, tree)
        self.written: set[str] = set()
        self.drafts: set[str] = set()
        self.outputs: dict[str, Output] = {}
        self.records: dict[str, PageRecord] = {}
        self.shown = Shown({}, {})
        self.keys: dict[str, bytes] = {}
        """Of the pages of articles: what they are made of."""

    @cached_property
    def before(self) -> SiteRecord:
        """What the site before was made of; the short ways do not ask."""
        record = self.memory.get(self.name, SiteRecord)
        if record is None or record.tools != self.tools:
            return SiteRecord(self.tools, 0, {}, {})
        return record

    # The build from end to end

    def run(self) -> Report:
        files = list_files(self.project)
        self._done("look")
        surveyed = survey(self.project, files)
        theme, trees, wrong = theme_with_stamps(self.project)
        if wrong:
            return self._report(wrong, published=False)
        made_with = digest(self.tools, _digest_of_theme(theme))
        given = _Given(surveyed, theme, made_with, trees)
        self._done("registry and prose")
        staging = None
        try:
            with undisturbed():  # An interruption between the folder and its name would leave it.
                staging = self._stage()
            return self._edit(given, staging) or self._run(given, staging)
        except ThemeError as error:
            return self._report([theme_problem(error)], published=False)
        finally:
            if staging:
                staging.discard()

    def _run(self, given: _Given, staging: Staging) -> Report:
        surveyed = given.surveyed
        desk, facts = self._articles(given, staging)
        self._done("articles")
        problems = check(surveyed, desk, facts)
        self.memory.commit()
        self._done("checks")
        shown = [
            item.article
            for item in facts.values()
            if item.article and (item.article.is_public or self.options.drafts)
        ]
        counts = len(shown), sum(len(article.claims) for article in shown)
        if self._forbids(problems):
            return self._report(problems, published=False, counts=counts)
        whole = whole_of(surveyed, desk.shared, shown)
        theme = Theme(given.theme, desk.site)
        self._pages(whole, desk, facts, theme, staging)
        self._done("pages")
        self._data(surveyed, whole, desk, facts, staging)
        self._assets(surveyed, whole, desk, theme, staging)
        unread = self._static(surveyed.files.static, staging)
        self._done("data and files")
        if unread:
            return self._report([*problems, *unread], published=False, counts=counts)
        tree = staging.finish(self.outputs, self.written)
        kept = staging.publish(keep=self.stands.whole)
        self._done("publish")
        static = {file.name: file.stamp for file in surveyed.files.static}
        record = SiteRecord(self.tools, self.looked, self.records, static)
        slugs = {name: item.slug for name, item in facts.items()}
        self.shown = _shown(facts, Shown({}, {}))
        self.memory.put([(self.name, encoded(record)), (f"slugs/{self.key}", encoded(slugs))])
        report = self._report(problems, published=True, counts=counts)
        self._remember(report, given, tree, kept=kept)
        return report

    def _forbids(self, problems: Sequence[Diagnostic]) -> bool:
        return has_errors(problems) or (self.options.strict and bool(problems))

    # The short way: articles were edited, and nothing that others show of them changed

    def _edit(self, given: _Given, staging: Staging) -> Report | None:
        """Make the pages of edited articles; None if more than these pages may have changed."""
        quick = self.quick if self.stands.whole else None
        shown = self.memory.get(f"shown/{self.key}", Shown)
        slugs = self.memory.get(f"slugs/{self.key}", dict[str, str])
        edited = self._edited(given, quick) if quick else []
        if not (quick and slugs and shown and edited):
            return None
        before = {job.file.name: self.memory.get(f"facts/{job.file.name}", Facts) for job in edited}
        desk = self._desk(given, slugs)
        facts: dict[str, Facts] = {}
        stale: list[Job] = []
        for job in edited:
            name = job.file.name
            reason, item = self._stale(job, before[name], desk)
            self.why[name] = reason
            if item:
                facts[name] = item
            else:
                stale.append(job)
        if any(item is None or item.settings != desk.settings for item in before.values()):
            return None
        self._make(self._press(given, desk, staging), stale, facts)
        self._done("articles")
        problems = set(quick.problems)
        for name, item in facts.items():
            if item.said != shown.said.get(name):
                return None
            problems = problems - set(shown.problems.get(name, ())) | set(item.problems)
        self.shown = _shown(facts, shown)
        self.memory.commit()
        found = sorted(problems)
        counts = quick.articles, quick.claims
        if self._forbids(found):
            return self._report(found, published=False, counts=counts)
        self.outputs = self.old | self.outputs
        self.keys = self.keys_before | self.keys
        tree = staging.finish(self.outputs, self.written)
        kept = staging.publish(keep=True)
        self._done("publish")
        report = self._report(found, published=True, counts=counts)
        self._remember(report, given, tree, kept=kept)
        return report

    def _edited(self, given: _Given, quick: Quick) -> list[Job]:
        """Return the articles that were edited; none if anything else may have changed too."""
        same = quick.same_but_for(given.trees, self.project.configurations, self.today)
        if not same or not set(given.surveyed.problems) <= set(quick.problems):
            return []
        files = given.surveyed.files
        known = quick.trees.get(os.path.abspath(self.project.content), {})
        moved = {
            file.name
            for file in files
            if known.get(file.name) != file.stamp or not is_settled(file.stamp, quick.looked)
        }
        found = [
            job
            for job in jobs(given.surveyed)
            if job.file.name in moved or sidecar_of(job.file.name) in moved
        ]
        others = moved - {job.file.name for job in found}
        others -= {sidecar_of(job.file.name) for job in found}
        return found if len(known) == sum(1 for _ in files) and not others else []

    # Articles

    def _articles(self, given: _Given, staging: Staging) -> tuple[Desk, dict[str, Facts]]:
        """Read the articles that are not known as they stand, and make their pages."""
        surveyed = given.surveyed
        known = dict(self.memory.all("facts/", Facts))
        slugs = first_slugs(surveyed.files)
        slugs |= {name: item.slug for name, item in known.items() if name in slugs}
        desk = self._desk(given, slugs)
        facts: dict[str, Facts] = {}
        stale: list[Job] = []
        for job in jobs(surveyed):
            name = job.file.name
            reason, item = self._stale(job, known.get(name), desk)
            if item is None:
                stale.append(job)
                self.why[name] = reason
            else:
                facts[name] = _without_needs(item)
                self._keep(item)
        self._make(self._press(given, desk, staging), stale, facts)
        found = {name: item.slug for name, item in facts.items()}
        if found != slugs:
            # Links were written with addresses that some articles do not have: those again.
            first, desk = desk, self._desk(given, found)
            self._make(
                self._press(given, desk, staging),
                [
                    job
                    for job in jobs(surveyed)
                    if desk.settings != first.settings or self._needs_again(job, desk)
                ],
                facts,
            )
        gone = known.keys() - facts.keys()
        self.memory.remove(f"{kind}/{name}" for name in gone for kind in ("facts", "lines"))
        for item in facts.values():
            if item.article and not item.article.is_public:
                self.drafts.update(self._names(item))
        return desk, {file.name: facts[file.name] for file in surveyed.files.articles}

    def _needs_again(self, job: Job, desk: Desk) -> bool:
        item = self.memory.get(f"facts/{job.file.name}", Facts)
        return item is None or desk.known.still(item.needs) is not None

    def _desk(self, given: _Given, slugs: Mapping[str, str]) -> Desk:
        return desk_of(given.surveyed, slugs, self.today, given.digest, self.looked)

    def _press(self, given: _Given, desk: Desk, staging: Staging) -> Press:
        theme = Theme(given.theme, desk.site)
        return Press(desk, theme, self.options.drafts, staging.root, staging.target)

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
            name in self.stands.intact and self.keys_before.get(name) == item.key for name in names
        )

    def _names(self, item: Facts) -> list[str]:
        article = item.article
        if article is None or not (article.is_public or self.options.drafts):
            return []
        return names_of_pages(item, claim_pages=self.project.configuration.options.claim_pages)

    def _made_of(self, name: str) -> PageRecord | None:
        return self.before.pages.get(name)

    def _keep(self, item: Facts) -> None:
        for name in self._names(item):
            self.outputs[name] = self.old[name]
            self.keys[name] = item.key

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
                facts[made.file] = item = _without_needs(decode(made.facts))
                error = error or made.error
                for name, output, is_new in made.outputs:
                    self._wrote(name, output, is_new, self.why.get(made.file))
                    self.keys[name] = item.key
            done += len(found)
            options.progress("articles", done, len(stale))
        if error:
            raise ThemeError(*error)

    def _wrote(self, name: str, output: Output, is_new: bool, why: str | None) -> None:
        self.outputs[name] = output
        self.written.add(name)
        self.changed += is_new
        self.why[name] = why or ""

    # Pages about more than one article

    def _pages(
        self,
        whole: Whole,
        desk: Desk,
        facts: Mapping[str, Facts],
        theme: Theme,
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
            theme,
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
                self._wrote(made.name, made.output, made.is_new, why)
                self.records[made.name] = made.record
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
        self._wrote(name, output, is_new, "its content changed")
        self.records[name] = record

    def _static(self, files: Iterable[File], staging: Staging) -> list[Diagnostic]:
        """Publish files as they are; return the problems of those that cannot be read."""
        problems: list[Diagnostic] = []
        for file in files:
            name = file.name
            if (
                self.before.static.get(name) == file.stamp
                and is_settled(file.stamp, self.before.looked)
                and name in self.stands.intact
                and self._made_of(name) == _STATIC
            ):
                self.outputs[name], self.records[name] = self.old[name], _STATIC
                continue
            try:
                content, _ = read_bytes(file.path, _LARGEST_FILE)
            except OSError as error:
                problems.append(unreadable(file.shown, reason_of(error)))
                continue
            output, is_new = put(staging.root, staging.target, name, content)
            self._wrote(name, output, is_new, f"{name} changed")
            self.records[name] = _STATIC
        return problems

    # The beginning and the end

    def _stage(self) -> Staging:
        tree = self.memory.get(self.spare_name, Tree) if self.quick else None
        # From here on the spare is being changed; if this build ends early it is of no use.
        self.memory.remove([self.spare_name])
        self.memory.commit()
        live = {name: self.old[name] for name in self.stands.intact}
        return stage(self.options.target, self.key, self.spare, tree, live)

    def _remember(self, report: Report, given: _Given, tree: Tree, *, kept: bool) -> None:
        """Write down what the site was made of, for the next build."""
        content = {file.name: file.stamp for file in given.surveyed.files}
        quick = Quick(
            self.tools,
            os.getcwd(),
            self.looked,
            self.today.toordinal(),
            any(problem.kind == DATE_FUTURE.name for problem in report.problems),
            {
                os.path.abspath(file): stamp_of(os.stat(file))
                for file in self.project.configurations
            },
            digests_of(os.environ, self.project.variables),
            {os.path.abspath(self.project.content): content, **given.trees},
            report.problems,
            report.articles,
            report.claims,
        )
        pieces: list[tuple[str, object]] = [
            (f"quick/{self.key}", quick),
            (f"keys/{self.key}", self.keys),
            (f"shown/{self.key}", self.shown),
            (self.tree_name, tree),
            (target_name(self.project.config_path), self.project.configuration.site_dir),
            (f"place/{self.key}", str(self.options.target.resolve())),
        ]
        if kept:
            pieces.append((self.spare_name, self.tree))
        self.memory.put((name, encoded(value)) for name, value in pieces)
        self._sweep()
        self.memory.commit()

    def _sweep(self) -> None:
        """Forget the sites whose folders are gone, such as those of previews that ended."""
        for key, place in list(self.memory.all("place/", str)):
            if key != self.key and not os.path.isdir(place):
                kinds = ("place", "site", "tree", "spare", "keys", "quick", "shown", "slugs")
                self.memory.remove(f"{kind}/{key}" for kind in kinds)
                if self.memory.folder and key.isalnum():
                    clear(str(self.memory.folder / f"spare-{key}"))

    def _done(self, stage: str) -> None:
        now = time.perf_counter()
        self.timings[stage] = self.timings.get(stage, 0.0) + now - self._lap
        self._lap = now

    def _report(
        self,
        problems: Iterable[Diagnostic],
        *,
        published: bool,
        counts: tuple[int, int] = (0, 0),
    ) -> Report:
        notices = [*self.notices, *([self.memory.notice] if self.memory.notice else [])]
        return Report(
            problems=tuple(problems),
            published=published,
            site=self.options.target,
            files=len(self.outputs),
            changed=self.changed,
            articles=counts[0],
            claims=counts[1],
            seconds=time.perf_counter() - self.started,
            made={name: why for name, why in self.why.items() if name in self.written},
            timings=self.timings,
            notices=tuple(notices),
        )


@dataclass(frozen=True, slots=True)
class _Given:
    """What a build starts from, apart from the articles."""

    surveyed: Survey
    theme: Mapping[str, ThemeFile]
    digest: bytes
    """Of the theme and of the programs."""
    trees: Trees
    """The stamps of all files that are, or could be, in the theme."""


def _digest_of_theme(files: Mapping[str, ThemeFile]) -> bytes:
    return digest(
        *(part for name in sorted(files) for part in (name.encode(), files[name].content))
    )


def _shown(facts: Mapping[str, Facts], before: Shown) -> Shown:
    """Return what a site shows of its articles: that of before, and that of `facts`."""
    said = before.said | {name: item.said for name, item in facts.items()}
    problems = before.problems | {name: item.problems for name, item in facts.items()}
    return Shown(said, {name: found for name, found in problems.items() if found})


def _without_needs(item: Facts) -> Facts:
    """Return facts without what they looked up: a quarter of their size, and checked already."""
    return replace(item, needs=())


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
