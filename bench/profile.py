"""Where the time of a build goes, stage by stage in one process: `python -m bench.profile`.

The stages are timed around the public functions of the rooms that they belong to. To see below them:

    .venv/bin/py-spy record --subprocesses --rate 500 --output profile.svg -- .venv/bin/sitegen build
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import get_type_hints

from bench.projects import FULL, ROOT, Project, projects
from bench.report import FLOOR, OURS, stages
from sitegen.checks import CheckedArticle, Targets, check_article
from sitegen.content import (
    Article,
    Configuration,
    Registry,
    Sidecar,
    read_article,
    read_configuration,
    read_registry,
    read_sidecar,
)
from sitegen.content.anchoring import Anchored, anchor
from sitegen.content.frontmatter import read_markdown
from sitegen.content.links import sidecar_of
from sitegen.content.nodes import read_yaml
from sitegen.diagnostics import Source
from sitegen.engine import open_project
from sitegen.engine.collecting import seldom_collecting
from sitegen.engine.outputs import put
from sitegen.render import Theme, ThemeFile
from sitegen.site import (
    ArticleFacts,
    Held,
    PageView,
    ReadArticle,
    Shared,
    SiteView,
    addresses,
    article_view,
    claim_views,
    index,
    pages,
    read,
    view,
    whole,
)
from sitegen.site.views import OrganisationView
from sitegen.text import Names, fold, prose

ARTICLES = 500
STAGES = (
    "reading files",
    "YAML",
    "Markdown",
    "models",
    "anchoring",
    "names and facts",
    "checks",
    "article view",
    "claim views",
    "views of lists",
    "article template",
    "claim templates",
    "templates of lists",
    "writing articles",
    "writing claims",
    "writing lists",
)
assert {*FLOOR, *OURS} <= {*STAGES}


@dataclass(slots=True)
class Watch:
    """CPU seconds by the stage that they went to."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Count what is done inside for a stage."""
        started = time.process_time()
        try:
            yield
        finally:
            self.seconds[stage] += time.process_time() - started


@dataclass(frozen=True, slots=True)
class Desk:
    """What the articles of a project share."""

    content: Path
    configuration: Configuration
    registry: Registry
    names: Names
    shared: Shared
    theme: Theme


def main() -> None:
    """Print the table."""
    print("\n".join(stages(profile())))


def profile(articles: int = ARTICLES) -> dict[str, float]:
    """Return the milliseconds of CPU that each stage takes for an article with pages for its claims."""
    (project,) = projects(articles, [FULL])
    desk = open_desk(project)
    watch = Watch()
    files = sorted(desk.content.glob("articles/*.md"))
    with seldom_collecting():  # As builds do.
        # So that imports and the templates' compilation do not count.
        run(desk, files[:20], Watch())
        run(desk, files, watch)
    return {stage: watch.seconds[stage] / len(files) * 1e3 for stage in STAGES}


def run(desk: Desk, files: Sequence[Path], watch: Watch) -> None:
    """Take articles through all stages, and the clock with them."""
    found: list[ArticleFacts] = []
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            article, sidecar = take_in(desk, file, watch)
            page = make_sense(desk, file, article, sidecar, watch)
            give_out(desk, page, folder, watch)
            found.append(page.facts)
        list_all(desk, found, folder, watch)


def take_in(desk: Desk, file: Path, watch: Watch) -> tuple[Article, Sidecar]:
    """Read an article and its sidecar."""
    with watch("reading files"):
        text, annotations = (_source(path, desk.content) for path in _pair(file))
    started = time.process_time()
    article, _ = read_article(text)
    sidecar, _ = read_sidecar(annotations)
    together = time.process_time() - started
    # What a source finds out once, such as its lines, was found out for the models.
    watch.seconds["models"] += together - parse(text, annotations, watch)
    assert article is not None
    assert sidecar is not None
    return article, sidecar


def parse(text: Source, annotations: Source, watch: Watch) -> float:
    """Parse YAML and Markdown by themselves, as reading them does too; return the seconds of both."""
    before = watch.seconds["YAML"] + watch.seconds["Markdown"]
    with watch("YAML"):
        file, _ = read_markdown(text)
        read_yaml(annotations)
    matter = file.matter.value
    assert isinstance(matter, dict)
    with watch("Markdown"):
        prose(file.text, lead=[(name, str(matter[name])) for name in ("title", "standfirst")])
    return watch.seconds["YAML"] + watch.seconds["Markdown"] - before


def make_sense(
    desk: Desk, file: Path, article: Article, sidecar: Sidecar, watch: Watch
) -> ReadArticle:
    """Anchor and check an article, and find the names in it."""
    name = file.relative_to(desk.content).as_posix()
    with watch("anchoring"):
        anchored, problems = anchor(article, sidecar)
    assert not problems, problems
    with watch("names and facts"):
        page = read(addresses.slug_of(file.stem), name, anchored, desk.names)
    with watch("checks"):
        check_article(_checked(desk, anchored, name))
    return page


def give_out(desk: Desk, article: ReadArticle, folder: str, watch: Watch) -> None:
    """Make the pages of an article and write them."""
    with watch("article view"):
        page = article_view(article, desk.shared)
    with watch("claim views"):
        claims = claim_views(article, desk.shared)
    with watch("article template"):
        html = desk.theme.page(page)
    with watch("writing articles"):
        write(folder, page, html)
    with watch("claim templates"):
        made = [desk.theme.page(claim) for claim in claims]
    with watch("writing claims"):
        for claim, html in zip(claims, made, strict=True):
            write(folder, claim, html)


def list_all(desk: Desk, found: Sequence[ArticleFacts], folder: str, watch: Watch) -> None:
    """Make the pages about more than one article and write them."""
    site = whole(desk.shared, index(Held(found), range(len(found))), {})
    for key in pages(site):
        with watch("views of lists"):
            page = view(key, site)
        with watch("templates of lists"):
            html = desk.theme.page(page)
        with watch("writing lists"):
            write(folder, page, html)


def write(folder: str, page: PageView, html: str) -> None:
    """Write a page, as builds do."""
    put(folder, "", addresses.file_of(page.address), html.encode())


def open_desk(project: Project) -> Desk:
    """Read what the articles of a project share."""
    content = project.folder / "content"
    configuration, _ = read_configuration(
        _source(project.folder / "mkdocs.yml", project.folder), environment={}
    )
    assert configuration is not None
    registry, _ = read_registry(
        entities=[_source(path, content) for path in sorted(content.glob("entities/*.yml"))],
        sources=[_source(path, content) for path in sorted(content.glob("sources/*.yml"))],
        verdicts=[_source(content / "verdicts.yml", content)],
        contributors=[_source(content / "contributors.yml", content)],
    )
    named = {fold(entry.value.name): entry.id for entry in registry.entities.values()}
    return Desk(
        content=content,
        configuration=configuration,
        registry=registry,
        names=Names(named),
        shared=Shared(registry, configuration),
        theme=Theme(_theme_files(configuration.options.theme), _site_view(project, configuration)),
    )


def _checked(desk: Desk, anchored: Anchored, name: str) -> CheckedArticle:
    policies = desk.configuration.options.policies
    today = date(2026, 1, 2)
    return CheckedArticle(anchored, desk.registry, policies, Targets(), name, today)


def _theme_files(name: str) -> dict[str, ThemeFile]:
    folder = ROOT / "themes" / name
    return {
        path.relative_to(folder).as_posix(): ThemeFile(path.name, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _site_view(project: Project, configuration: Configuration) -> SiteView:
    # What a site may have or lack, this one lacks.
    opened, _ = open_project(project.folder / "mkdocs.yml")
    assert opened is not None
    absent = {name: False for name, kind in get_type_hints(SiteView).items() if kind is bool}
    return SiteView(
        name=configuration.site_name,
        url=configuration.site_url,
        description=configuration.description,
        language=configuration.language,
        organisation=OrganisationView("Example desk", "https://example.org/", "", ()),
        navigation=(),
        appearance=opened.appearance,
        **absent,
    )


def _pair(file: Path) -> tuple[Path, Path]:
    return file, file.parent / sidecar_of(file.name)


def _source(path: Path, folder: Path) -> Source:
    return Source(path.relative_to(folder).as_posix(), path.read_text("utf-8"))


if __name__ == "__main__":
    main()
