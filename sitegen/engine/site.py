"""From the files of a project to the pages of its site, in the order of the pipeline.

load → anchor → check → link → render. Every step is a function of values from the rooms above; this
module only hands things from one to the next. Writing them is somebody else's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sitegen.checks import CheckedArticle, Targets, Used, check_article, check_page, check_registry
from sitegen.checks import check_site as check_whole
from sitegen.content import (
    Article,
    Registry,
    Sidecar,
    read_article,
    read_page,
    read_registry,
    read_sidecar,
)
from sitegen.content import (
    Page as ProsePage,
)
from sitegen.content.anchoring import anchor
from sitegen.content.links import sidecar_of
from sitegen.diagnostics import Diagnostic, Position, Source, has_errors, report
from sitegen.diagnostics.kinds import (
    ARTICLE_MISSING,
    SIDECAR_MISSING,
    SLUG_REPEATED,
    THEME_BROKEN,
)
from sitegen.engine.project import Project, theme_files
from sitegen.engine.tree import File, read_text, shown, walk
from sitegen.render import Asset, Theme, ThemeError, claim_review_feed, claims_json, feeds, sitemap
from sitegen.site import (
    PageView,
    ReadArticle,
    ReadPage,
    Shared,
    SiteView,
    Whole,
    addresses,
    article_view,
    claim_views,
    index,
    pages,
    read,
    read_prose,
    view,
)
from sitegen.site.views import LinkView, OrganisationView
from sitegen.text import Citation, Names, fold, fragment

_REGISTRY = ("entities/", "sources/", "contributors.yml", "verdicts.yml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that a project says, read and checked."""

    project: Project
    shared: Shared
    articles: tuple[ReadArticle, ...]
    """Those that are to be published, by their file."""
    whole: Whole
    static: tuple[File, ...]
    """Files that are published as they are."""
    sources: Mapping[str, Source]
    """The text files that were read, by the path that problems show."""


@dataclass(frozen=True, slots=True)
class Page:
    """A finished file of the site."""

    address: str
    content: bytes


def load(project: Project, *, drafts: bool, today: date) -> tuple[Loaded, list[Diagnostic]]:
    """Read and check a project. The value is whole even where there are problems, for previews."""
    files, problems = walk(project.content)
    kinds = _sorted_by_kind(files)
    static = frozenset(file.name for file in kinds.static)
    sources: dict[str, Source] = {}
    for file in files:
        if file.name not in static:
            source, wrong = read_text(file)
            problems += wrong
            if source:
                sources[file.name] = source
    registry, wrong = read_registry(
        entities=_in(sources, "entities/"),
        sources=_in(sources, "sources/"),
        verdicts=_in(sources, "verdicts.yml"),
        contributors=_in(sources, "contributors.yml"),
    )
    problems += wrong
    prose, wrong = _read_prose(sources, kinds.prose)
    problems += wrong
    articles, wrong = _read_articles(sources, kinds.articles, kinds.sidecars)
    problems += wrong
    slugs, wrong = _slugs(articles, [page for page, _ in prose.values()])
    problems += wrong
    shared = Shared(
        registry=registry,
        configuration=project.configuration,
        pages={
            **{file: page.address for file, (page, _) in prose.items()},
            **{file: addresses.article(slug) for file, slug in slugs.items()},
        },
        content_path=shown(project.content) + "/",
        files=static,
    )
    targets = _targets(prose, articles, shared)
    options = project.configuration.options
    problems += check_registry(registry, options.policies, targets, shared.content_path, today)
    for name, (page, written) in prose.items():
        problems += check_page(written, page.parts, name, registry, targets)
    known = _names(registry)
    found: list[ReadArticle] = []
    used_sources: set[str] = set()
    used_entities: set[str] = set()
    for name, (article, sidecar) in articles.items():
        if article is None or sidecar is None:
            continue
        anchored, wrong = anchor(article, sidecar)
        problems += wrong
        checked = CheckedArticle(anchored, registry, options.policies, targets, name, today)
        problems += check_article(checked)
        item = read(slugs[name], name, anchored, known)
        used_sources.update(item.facts.cited)
        for claim in (*item.facts.claims, *item.facts.notes):
            used_sources.update(claim.sources())
            used_entities.update((*claim.entities, claim.claimant))
        used_entities.update(mention.entity for mention in item.mentions)
        if item.facts.is_public or drafts:
            found.append(item)
    if not has_errors(problems):
        used = Used(
            frozenset(used_sources | _cited_elsewhere(registry, prose)), frozenset(used_entities)
        )
        problems += check_whole(registry, used)
    whole = Whole(
        shared,
        index(item.facts for item in found),
        {file: page for file, (page, _) in prose.items()},
    )
    by_path = {source.path: source for source in sources.values()}
    return Loaded(project, shared, tuple(found), whole, kinds.static, by_path), sorted(
        set(problems)
    )


def render(loaded: Loaded) -> Iterator[Page]:
    """Yield every file of the site that is made. Raises ThemeError if a template cannot be used."""
    theme, problems = open_theme(loaded)
    if theme is None:
        raise ThemeError(problems[0].at.path, problems[0].at.line, problems[0].message)
    listed: list[str] = []
    for page in _views(loaded):
        if page.kind != "missing" and not page.is_draft:
            listed.append(page.address)
        yield _page(theme, page)
    for asset in (*theme.assets(), *data_files(loaded), *sitemap(listed, site_view(loaded))):
        yield Page(asset.address, asset.content)


def _views(loaded: Loaded) -> Iterator[PageView]:
    for article in loaded.articles:
        yield article_view(article, loaded.shared)
        if loaded.shared.claim_pages:
            yield from claim_views(article, loaded.shared)
    for key in pages(loaded.whole):
        yield view(key, loaded.whole)


def data_files(loaded: Loaded) -> list[Asset]:
    """Return the files for machines, but for the sitemap, which MkDocs makes by itself."""
    shared, index_ = loaded.shared, loaded.whole.index
    site = site_view(loaded)
    public = [
        article for article in loaded.articles if article.facts.is_public and shared.claim_pages
    ]
    claims = (claim for article in public for claim in claim_views(article, shared))
    return [
        Asset("data/claims.json", claims_json([a for a in index_.articles if a.is_public], shared)),
        Asset("data/claimreview.json", claim_review_feed(claims, site)),
        *feeds(index_, shared, site),
    ]


def open_theme(loaded: Loaded) -> tuple[Theme | None, list[Diagnostic]]:
    """Return the theme of a project, ready to render."""
    files, problems = theme_files(loaded.project)
    if problems:
        return None, problems
    return Theme(files, site_view(loaded)), []


def site_view(loaded: Loaded) -> SiteView:
    """Return what is the same on every page."""
    configuration = loaded.project.configuration
    organisation = configuration.options.organisation
    policies = organisation.policies.model_dump() if organisation else {}
    navigation = []
    for item in configuration.navigation:
        made = addresses.prose(item.target) if item.target.endswith(".md") else item.target
        address = loaded.shared.pages.get(item.target, made)
        page = loaded.whole.prose.get(item.target)
        navigation.append(LinkView(item.title or (page.title if page else item.target), address))
    return SiteView(
        name=configuration.site_name,
        url=configuration.site_url,
        description=configuration.description,
        language=configuration.language,
        organisation=OrganisationView(
            organisation.name if organisation else configuration.site_name,
            (organisation.url or "") if organisation else "",
            (organisation.logo or "") if organisation else "",
            tuple((name, address) for name, address in policies.items() if address),
        ),
        navigation=tuple(navigation),
        has_corrections=bool(loaded.whole.index.corrections),
        has_topics=bool(loaded.whole.index.by_topic),
    )


def theme_problem(error: ThemeError) -> Diagnostic:
    """Return a theme's mistake as a problem."""
    return report(THEME_BROKEN, Position(error.path, error.line), reason=error.reason)


def _page(theme: Theme, page: PageView) -> Page:
    return Page(addresses.file_of(page.address), theme.page(page).encode())


@dataclass(frozen=True, slots=True)
class _Kinds:
    articles: tuple[File, ...]
    sidecars: tuple[File, ...]
    prose: tuple[File, ...]
    static: tuple[File, ...]


def _sorted_by_kind(files: Iterable[File]) -> _Kinds:
    articles, sidecars, prose, static = [], [], [], []
    for file in files:
        name = file.name
        if name.startswith("articles/") and name.endswith(".annotations.yml"):
            sidecars.append(file)
        elif name.startswith("articles/") and name.endswith(".md"):
            articles.append(file)
        elif name.endswith(".md"):
            prose.append(file)
        elif not name.startswith(_REGISTRY):
            static.append(file)
    return _Kinds(tuple(articles), tuple(sidecars), tuple(prose), tuple(static))


def _in(sources: Mapping[str, Source], place: str) -> Iterator[Source]:
    for name, source in sources.items():
        if name == place or (
            place.endswith("/") and name.startswith(place) and name.endswith(".yml")
        ):
            yield source


def _read_prose(
    sources: Mapping[str, Source], files: Iterable[File]
) -> tuple[dict[str, tuple[ReadPage, ProsePage]], list[Diagnostic]]:
    found: dict[str, tuple[ReadPage, ProsePage]] = {}
    problems: list[Diagnostic] = []
    for file in files:
        if file.name not in sources:
            continue
        page, wrong = read_page(sources[file.name])
        problems += wrong
        if page:
            found[file.name] = (read_prose(file.name, page), page)
    return found, problems


def _read_articles(
    sources: Mapping[str, Source], files: Iterable[File], sidecars: Iterable[File]
) -> tuple[dict[str, tuple[Article | None, Sidecar | None]], list[Diagnostic]]:
    found: dict[str, tuple[Article | None, Sidecar | None]] = {}
    problems: list[Diagnostic] = []
    beside = {file.name: file for file in sidecars}
    for file in files:
        article = sidecar = None
        if file.name in sources:
            article, wrong = read_article(sources[file.name])
            problems += wrong
        annotations = beside.pop(sidecar_of(file.name), None)
        if annotations is None:
            name = sidecar_of(file.name).rpartition("/")[2]
            problems.append(report(SIDECAR_MISSING, Position(file.shown), name=name))
        elif annotations.name in sources:
            sidecar, wrong = read_sidecar(sources[annotations.name])
            problems += wrong
        found[file.name] = (article, sidecar)
    for file in beside.values():
        name = file.name.rpartition("/")[2].removesuffix(".annotations.yml") + ".md"
        problems.append(report(ARTICLE_MISSING, Position(file.shown), name=name))
    return found, problems


def _slugs(
    articles: Mapping[str, tuple[Article | None, Sidecar | None]], prose: Iterable[ReadPage]
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Give every article its slug, and every address to one file only."""
    slugs: dict[str, str] = {}
    problems: list[Diagnostic] = []
    first: dict[str, str] = {}
    for file, (article, _) in articles.items():
        name = file.rpartition("/")[2].removesuffix(".md")
        slug = article.matter.slug if article and article.matter.slug else addresses.slug_of(name)
        slugs[file] = slug
        if article is None:
            continue
        if slug in first:
            path = ("slug",) if article.matter.slug else ()
            at = article.document.at(path)
            address = addresses.article(slug).strip("/")
            problems.append(report(SLUG_REPEATED, at, address=address, first=first[slug]))
        first.setdefault(slug, file)
    taken = {"articles/", "entities/", "sources/", "verdicts/", "corrections/", "claims/", "data/"}
    for page in prose:
        if page.address in taken or page.address.startswith(("topics/", "assets/")):
            hint = "give the file another name"
            address = page.address.strip("/")
            at = Position(page.shown)
            what = "pages that sitegen makes"
            problems.append(report(SLUG_REPEATED, at, hint=hint, address=address, first=what))
    return slugs, problems


def _targets(
    prose: Mapping[str, tuple[ReadPage, ProsePage]],
    articles: Mapping[str, tuple[Article | None, Sidecar | None]],
    shared: Shared,
) -> Targets:
    anchors: dict[str, frozenset[str] | None] = {
        file: frozenset(heading.anchor for heading in page.headings)
        for file, (page, _) in prose.items()
    }
    anchors |= dict.fromkeys(articles)
    anchors |= {sidecar_of(file): None for file in articles}
    return Targets(anchors, shared.files)


def _names(registry: Registry) -> Names:
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
    return Names({name: entity for name, entity in owner.items() if name not in shared})


def _cited_elsewhere(
    registry: Registry, prose: Mapping[str, tuple[ReadPage, ProsePage]]
) -> set[str]:
    cited = {
        item.source
        for page, _ in prose.values()
        for part in page.parts
        if isinstance(part, Citation)
        for item in part.items
    }
    for entry in registry.entities.values():
        if entry.value.description:
            cited.update(fragment(entry.value.description).cited())
    return cited
