"""One build: from a project on disk to a published site, and a report of what happened and why."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from sitegen.content.links import article_of, sidecar_of
from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.diagnostics.extras import install
from sitegen.engine.articles import Desk, Facts
from sitegen.engine.cache import Cache, encoded, opened
from sitegen.engine.collecting import seldom_collecting
from sitegen.engine.digests import digest
from sitegen.engine.files import OtherFiles
from sitegen.engine.given import Given, Options, digest_of_catalogues, digest_of_theme
from sitegen.engine.identities import ArticleFiles, Identities, KnownIdentity, identify
from sitegen.engine.inspection import Inspection
from sitegen.engine.ledger import Ledger
from sitegen.engine.lock import locked
from sitegen.engine.outputs import Tree
from sitegen.engine.ownership import refuse_foreign_files
from sitegen.engine.pagefind import program
from sitegen.engine.pages import KnownWhole, PagePress, make_stale_pages
from sitegen.engine.press import found_of
from sitegen.engine.processes import cores, undisturbed
from sitegen.engine.project import Project
from sitegen.engine.publish import Staging, guard, stage
from sitegen.engine.quick import Look, inspection_of, with_spare
from sitegen.engine.reading import Articles
from sitegen.engine.records import Quick, Shown, SiteRecord, moved, site_key, tools
from sitegen.engine.registry import Remembered, forget
from sitegen.engine.remembering import Books, keep_spare, quick_of, remember, shown_of, was_shown
from sitegen.engine.report import Progress, Report, today
from sitegen.engine.search import Searched, SearchIndex
from sitegen.engine.shelf import Filed
from sitegen.engine.site import check, jobs, theme_problem, whole_of
from sitegen.engine.social import notices
from sitegen.engine.survey import list_files, survey
from sitegen.engine.tables import DamagedTableError, Table
from sitegen.engine.template_cache import template_cache
from sitegen.engine.tree import Stamp, Walks, reason_of
from sitegen.render import Theme, ThemeError
from sitegen.render.language import catalogues
from sitegen.site.shelf import places_of


def build(
    project: Project,
    *,
    site: Path | None = None,
    drafts: bool = False,
    strict: bool = False,
    jobs: int = 0,
    cache: bool = True,
    search: bool = True,
    executor: Executor | None = None,
    progress: Progress = lambda stage, done, total: None,
    look: Look | None = None,
) -> Report:
    """Build a project and publish it to `site`, or where mkdocs.yml says, unless it has errors.

    With `strict` warnings count as errors. `jobs` is the number of processes, 0 for one a core; any
    number gives the same bytes, and so does any `executor`. Without `cache` everything is made anew
    and nothing is remembered; without `search` no search index is made, whatever mkdocs.yml says.
    What a `look` just found is not looked for again. Raises UnsafeFolder before anything is
    touched, and OSError if the disk fails; in both cases the site before stands.
    """
    target = site or project.site
    guard(target, project.content, project.config_path)
    folder = project.root / ".sitegen"
    if not (folder / "cache.db").is_file():  # There is nothing more to be known of the site.
        _refuse_foreign_files(project, target, Tree())
    options = Options(target, drafts, strict, jobs or cores(), executor, progress, search)
    with (
        seldom_collecting(),
        locked(folder) as waited,
        opened(folder if cache else None) as memory,
    ):
        try:
            work = _Build(project, options, memory, look)
            if waited:
                work.notices.append("another build was running; this one waited for it")
            return work.run()
        except DamagedTableError as error:
            memory.clear(str(error))
            return _Build(project, options, memory, None).run()


def _refuse_foreign_files(project: Project, target: Path, known: Tree) -> None:
    content = project.configuration.content_dir
    refuse_foreign_files(str(target.resolve()), str(target), content, known)


def _left_out(unpublished: Iterable[Facts]) -> tuple[int, int]:
    """Return how many of some articles are drafts, and how many in review."""
    status = [item.article.status if item.article else "draft" for item in unpublished]
    return len(status) - status.count("in-review"), status.count("in-review")


class _Build:
    """One build, from the first look at the disk to the last."""

    def __init__(
        self, project: Project, options: Options, memory: Cache, look: Look | None
    ) -> None:
        self.project, self.options, self.memory = project, options, memory
        self.notices: list[str] = notices(project.configuration)
        self.left_out = (0, 0)
        self.timings: dict[str, float] = {}
        self.started = self._lap = time.perf_counter()
        self.looked = project.opened
        self.today = today()
        place = str(options.target.resolve())
        self.key = key = site_key(place, project.config_path, drafts=options.drafts)
        self.tools = tools()
        quick = memory.get(f"quick/{key}", Quick)
        self.quick = quick if quick and quick.tools == self.tools else None
        if (
            look
            and look.key == key
            and look.quick == self.quick
            and self._is_content_of(look.quick)
        ):
            # Nobody has built this site since: what was seen a moment ago need not be seen again.
            self.looked, self.walks, self.stamps = look.looked, look.walks, look.stamps
            self.now: Mapping[str, Stamp]
            self.inspection = with_spare(look.inspection, memory, key)
            self.now, self.moved = look.now, look.moved
        else:
            self.walks = Walks(project.content, hidden=project.configuration.wants_hidden)
            stamps = memory.table(f"stamps/{key}", Stamp) if self.quick else None
            self.stamps = stamps or Table.of(Stamp, {})
            self.inspection = inspection_of(memory, key, place) if self.quick else Inspection(place)
            if self.quick:
                with_spare(self.inspection, memory, key)
            found, _ = self.walks.of(project.content)
            self.now = {file.name: file.stamp for file in found}
            self.moved = moved(self.stamps, self.now, self.quick.looked if self.quick else 0)
        keys = memory.table(f"keys/{key}", bytes) or Table.of(bytes, {})
        self.ledger = Ledger(memory, key, self.tools, self.inspection, keys)
        wanted = options.search and project.configuration.options.search == "pagefind"
        self.pagefind = program() if wanted else ""
        if wanted and not self.pagefind:
            self.notices.append(
                "no search index is made, because the package pagefind is not installed: "
                f"{install('search')}; or set `search: none`"
            )

    def _is_content_of(self, quick: Quick) -> bool:
        """Say whether a build before looked at the same files of the content folder."""
        wants_hidden = self.project.configuration.wants_hidden
        is_here = quick.content == os.path.abspath(self.project.content)
        return is_here and quick.hidden == wants_hidden

    def run(self) -> Report:
        files = list_files(self.project, self.walks)
        self._done("look")
        surveyed = survey(self.project, files, Remembered(self.memory, self.tools, self.looked))
        theme, trees, wrong = self.project.theme.read(self.walks)
        if wrong:
            return self._report(wrong, published=False)
        made_with = digest(self.tools, digest_of_theme(theme))
        words = catalogues({name: file.content for name, file in theme.items()})
        templates = template_cache(digest(self.tools, digest_of_catalogues(theme)))
        given = Given(surveyed, theme, words, made_with, trees, self.today, templates, self.looked)
        self._done("registry and prose")
        self._look_at_the_site()
        staging = None
        try:
            with undisturbed():  # An interruption between the folder and its name would leave it.
                staging = self._stage()
            self.identities = self._identities(given)
            articles = Articles(
                given, self.options, self.memory, self.ledger, staging, self.identities
            )
            return self._edit(given, articles, staging) or self._all(given, articles, staging)
        except ThemeError as error:
            return self._report([theme_problem(error)], published=False)
        finally:
            if staging:
                staging.discard()

    # The general way

    def _all(self, given: Given, articles: Articles, staging: Staging) -> Report:
        with closing(Filed(self.memory.folder)) as shelf:
            return self._whole(given, articles, staging, shelf)

    def _whole(self, given: Given, articles: Articles, staging: Staging, shelf: Filed) -> Report:
        desk, facts = articles.all(shelf)
        self._done("articles")
        problems = check(given.surveyed, desk, facts)
        self.memory.commit()
        self._done("checks")
        shown = {name: item for name, item in facts.items() if articles.is_shown(item)}
        claims = sum(len(item.article.claims) for item in shown.values() if item.article)
        counts = len(shown), claims
        self.left_out = _left_out(item for name, item in facts.items() if name not in shown)
        if self._forbids(problems):
            return self._refused(problems, counts, staging)
        files = {shelf.number(name): name for name in shown}
        has_index = bool(self.pagefind)
        whole = whole_of(given.surveyed, desk.shared, shelf, files, has_index=has_index)
        theme = Theme(given.theme, desk.site, given.templates)
        said = {number: shown[name].said for number, name in files.items()}
        known = KnownWhole(whole, desk.targets, said)
        roots = staging.root, staging.target
        settings = digest(desk.settings, bytes([whole.has_index]))
        press = PagePress(whole, desk.targets, known, theme, settings, *roots)
        make_stale_pages(press, self.ledger, self.options)
        self._done("pages")
        others = OtherFiles(given.surveyed, whole, desk, self.memory, self.ledger, staging)
        others.data(facts, [files[number] for number, _ in places_of(whole.index.articles)])
        others.assets(theme, articles.drafts)
        unread = others.static()
        self._done("data and files")
        if unread:
            return self._report([*problems, *unread], published=False, counts=counts)
        failed = self._search(SearchIndex.renew, shown, given, desk, staging)
        if failed:
            return self._report([*problems, *failed], published=False, counts=counts)
        self._note(given)
        tree = self.ledger.finish(staging)
        keys = Table.of(bytes, self.ledger.keys)
        return self._publish(given, staging, problems, shown_of(facts), counts, tree, keys)

    def _refused(
        self, problems: Sequence[Diagnostic], counts: tuple[int, int], staging: Staging
    ) -> Report:
        """Return the report of a build that publishes nothing, and leave the spare to the next one."""
        left = staging.retract(self.ledger.written, self.ledger.tree.files)
        if left:
            keep_spare(self.memory, self.key, left, self.inspection.spare_tree)
            self.memory.commit()
        return self._report(problems, published=False, counts=counts)

    def _forbids(self, problems: Sequence[Diagnostic]) -> bool:
        return has_errors(problems) or (self.options.strict and bool(problems))

    def _note(self, given: Given) -> None:
        """Write down what only the general way needs to know the next time."""
        forget(given.surveyed.files.registry, self.memory)
        static = {file.name: file.stamp for file in given.surveyed.files.static}
        ledger = self.ledger
        record = SiteRecord(self.tools, self.looked, ledger.answers, ledger.made_of, static)
        self.memory.put([(f"site/{self.key}", encoded(record))])

    def _identities(self, given: Given) -> Identities:
        """Read the identities of articles that changed since the last build, before any is read whole."""
        table = self.memory.table(f"identities/{self.key}", KnownIdentity) if self.quick else None
        self.identities_before = table or Table.of(KnownIdentity, {})
        looked = self.quick.looked if self.quick else 0
        articles = jobs(given.surveyed)
        return identify(articles, self.identities_before, looked, drafts=self.options.drafts)

    # The short way: articles were edited, and nothing that others show of them changed

    def _edit(self, given: Given, articles: Articles, staging: Staging) -> Report | None:
        """Make the pages of edited articles; None if more than these pages may have changed."""
        quick = self.quick if self.inspection.stands().whole else None
        shown = was_shown(self.memory, self.key)
        edited = self._edited(given, quick) if quick else []
        has_index = not self.pagefind or self.searched
        if not (quick and shown and edited and has_index):
            return None
        desk = articles.desk(self.identities.slugs, self.identities.translations)
        facts = self._facts_of(edited, articles, desk)
        self._done("articles")
        problems = set(quick.problems)
        if not facts or any(item.said != shown.said.get(name) for name, item in facts.items()):
            # The general way begins anew: by now the articles may be others again.
            articles.withdraw()
            return None
        for name, item in facts.items():
            problems = problems - set(shown.problems.get(name, ())) | set(item.problems)
        self.memory.commit()
        found, counts = sorted(problems), (quick.articles, quick.claims)
        self.left_out = quick.left_out
        if self._forbids(found):
            return self._refused(found, counts, staging)
        failed = self._search(SearchIndex.edit, facts, given, desk, staging)
        if failed:
            return self._report([*found, *failed], published=False, counts=counts)
        tree = self.ledger.finish_edit(staging)
        keys = self.ledger.keys_before.with_these(self.ledger.keys)
        now = shown_of(facts, shown)
        return self._publish(given, staging, found, now, counts, tree, keys, shown)

    def _facts_of(
        self, edited: Sequence[ArticleFiles], articles: Articles, desk: Desk
    ) -> dict[str, Facts]:
        """Return what is known of edited articles now; nothing if all others have to be looked at."""
        facts: dict[str, Facts] = {}
        stale: list[ArticleFiles] = []
        for job in edited:
            name = job.file.name
            before = self.memory.get(f"facts/{name}", Facts)
            if before is None or before.settings != desk.settings:
                return {}
            self.ledger.why[name], item = articles.stale(job, before, desk)
            if item:
                facts[name] = item
            else:
                stale.append(job)
        articles.make(desk, stale, facts)
        return facts

    def _edited(self, given: Given, quick: Quick) -> list[ArticleFiles]:
        """Return the articles that were edited; none if anything else may have changed too."""
        same = quick.same_but_for(given.trees, self.project.configurations, self.today)
        if not (same and self._is_content_of(quick)) or not set(given.surveyed.problems) <= set(
            quick.problems
        ):
            return []
        if not self.moved:
            return []
        articles = set(map(article_of, self.moved))
        found = [job for job in jobs(given.surveyed) if job.file.name in articles]
        files = {job.file.name for job in found} | {sidecar_of(job.file.name) for job in found}
        return found if self.moved <= files else []

    @cached_property
    def searched(self) -> Searched | None:
        """The index of the published site. It is large: only a site that has one asks."""
        return self.memory.get(f"search/{self.key}", Searched)

    def _search(
        self,
        bring: Callable[[SearchIndex, Mapping[str, Facts]], list[Diagnostic]],
        facts: Mapping[str, Facts],
        given: Given,
        desk: Desk,
        staging: Staging,
    ) -> list[Diagnostic]:
        """Bring the index up to date, if there is one; return the problem if that failed."""
        if not self.pagefind:
            return []

        def again(name: str) -> bytes:
            found = (job for job in jobs(given.surveyed) if job.file.name == name)
            return found_of(desk, next(found))

        index = SearchIndex(
            self.pagefind,
            self.searched or Searched({}, {}),
            self.project,
            self.memory,
            self.ledger,
            staging,
            self.options.jobs,
            again,
        )
        problems = bring(index, facts)
        self._done("search")
        return problems

    # The beginning and the end

    def _look_at_the_site(self) -> None:
        """Say what of the published site was changed by hand. Raises UnsafeFolder for foreign files."""
        place, stands = str(self.options.target.resolve()), self.inspection.stands()
        if stands.whole or not os.path.isdir(place):
            return
        target = self.options.target
        _refuse_foreign_files(self.project, target, self.inspection.tree)
        changed = sorted(name for name in stands.broken if os.path.lexists(f"{place}/{name}"))
        if changed:
            number = "1 file" if len(changed) == 1 else f"{len(changed)} files"
            self.notices.append(
                f"{number} in {target}, such as {changed[0]}, changed since the last build; "
                "what was edited there is lost, because each build makes all files"
            )

    def _stage(self) -> Staging:
        inspection = self.inspection
        # From here on the spare is being changed; if this build ends early it is of no use.
        self.memory.remove([f"spare/{self.key}"])
        self.memory.commit()
        spare = self.memory.folder / f"spare-{self.key}" if self.memory.folder else None
        tree, stands = inspection.spare_tree, inspection.spare_stands
        return stage(self.options.target, self.key, spare, tree, stands)

    def _publish(
        self,
        given: Given,
        staging: Staging,
        problems: Sequence[Diagnostic],
        shown: Shown,
        counts: tuple[int, int],
        tree: Tree,
        keys: Table[bytes],
        shown_before: Shown | None = None,
    ) -> Report:
        kept = staging.publish(keep=self.inspection.stands().whole)
        self._done("publish")
        report = self._report(problems, published=True, counts=counts, files=len(tree.files))
        # The site is out: whatever fails from here on is no failure of the build.
        try:
            quick = quick_of(self.project, given, self.tools, report)
            ledger = self.ledger
            known = Table.of(KnownIdentity, self.identities.known)
            now = Books(tree, keys, self._stamps(), known, shown)
            before = Books(
                ledger.tree, ledger.keys_before, self.stamps, self.identities_before, shown_before
            )
            remember(self.memory, self.project, ledger, report, quick, now, before, kept=kept)
        except OSError as error:
            staging.notices.append(
                f"the site is published, but little is remembered of it: {reason_of(error)}"
            )
        return replace(report, notices=(*self._notices(), *staging.notices))

    def _notices(self) -> tuple[str, ...]:
        return (*self.notices, *filter(None, [self.memory.notice]))

    def _stamps(self) -> Table[Stamp]:
        """Return what the content folder looked like, as a change of what it was before."""
        if self.moved is None:
            return Table.of(Stamp, self.now)
        return self.stamps.with_these({name: self.now[name] for name in self.moved})

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
        files: int = 0,
    ) -> Report:
        ledger = self.ledger
        return Report(
            problems=tuple(problems),
            published=published,
            site=self.options.target,
            files=files or len(ledger.outputs),
            changed=len(ledger.new),
            articles=counts[0],
            claims=counts[1],
            left_out=self.left_out,
            seconds=time.perf_counter() - self.started,
            made={name: why for name, why in ledger.why.items() if name in ledger.written},
            timings=self.timings,
            notices=self._notices(),
        )
