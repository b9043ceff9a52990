"""From the files of a project to the pages of its site, in the order of the pipeline.

load → anchor → check → link → render. Every step is a function of values from the rooms above; this
module only hands things from one to the next. It does everything, in one process, and writes
nothing: checks and other hosts use it, and what `build` makes by halves must be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from urllib.parse import quote

from msgspec import Struct

from sitegen.checks import (
    Translated,
    Used,
    check_named_addresses,
    check_navigation,
    check_page,
    check_registry,
    check_translations,
)
from sitegen.checks import check_site as check_whole
from sitegen.content import Navigation
from sitegen.content.links import sidecar_of
from sitegen.diagnostics import Diagnostic, Position, has_errors, report
from sitegen.diagnostics.kinds import SIDECAR_MISSING, THEME_BROKEN
from sitegen.engine.articles import Desk, Facts, Reader
from sitegen.engine.clashes import Claimed, clashes
from sitegen.engine.digests import digest
from sitegen.engine.identities import ArticleFiles, identify
from sitegen.engine.needs import Known, digest_of_registry
from sitegen.engine.project import Project
from sitegen.engine.social import artist, can_draw
from sitegen.engine.survey import Survey, list_files, survey
from sitegen.engine.tree import File, read_text
from sitegen.engine.unused_theme_files import unused_files
from sitegen.render import (
    Asset,
    Theme,
    ThemeError,
    ThemeFiles,
    as_feed_items,
    claim_review,
    claim_review_feed,
    claim_rows,
    claims_json,
    feeds,
    joined,
    last_changes,
    sitemap,
)
from sitegen.render.language import catalogues
from sitegen.site import (
    Held,
    PageView,
    ReadArticle,
    Shared,
    Shelf,
    SiteView,
    Whole,
    addresses,
    article_view,
    claim_views,
    index,
    pages,
    view,
    whole,
)
from sitegen.site.translations import Translations
from sitegen.site.views import LinkView, OrganisationView
from sitegen.site.words import Catalogues
from sitegen.text import Citation, Names, fragment


class Loaded(Struct, frozen=True):
    """Everything that a project says, read and checked."""

    project: Project
    shared: Shared
    articles: tuple[ReadArticle, ...]
    """Those that are to be published, by their file."""
    whole: Whole
    static: tuple[File, ...]
    """Files that are published as they are."""
    theme: ThemeFiles
    theme_problems: tuple[Diagnostic, ...]
    """What keeps the theme from being used."""


class Page(Struct, frozen=True):
    """A finished file of the site."""

    address: str
    content: bytes


def load(
    project: Project, *, drafts: bool, today: date, has_prose_ids: bool = True
) -> tuple[Loaded, list[Diagnostic]]:
    """Read and check a project. The value is whole even where there are problems, for previews.

    Without `has_prose_ids` another host gives the headings of prose their ids: no link to one is refused.
    """
    surveyed = survey(project, list_files(project), has_prose_ids=has_prose_ids)
    found = identify(jobs(surveyed), {}, 0, drafts=drafts)
    theme, _, wrong = project.theme.read()
    words = catalogues({name: file.content for name, file in theme.items()})
    desk = desk_of(surveyed, found.slugs, today, translations=found.translations, catalogues=words)
    reader = Reader(desk)
    taken = {job.file.name: reader.read(job) for job in jobs(surveyed)}
    facts = {name: item.facts for name, item in taken.items()}
    problems = [*check(surveyed, desk, facts)]
    articles = tuple(
        item.item for item in taken.values() if item.item and (item.item.facts.is_public or drafts)
    )
    heads = [item.facts for item in articles]
    whole = whole_of(surveyed, desk.shared, Held(heads), range(len(articles)))
    static = surveyed.files.static
    return Loaded(project, desk.shared, articles, whole, static, theme, tuple(wrong)), problems


def jobs(surveyed: Survey) -> Iterator[ArticleFiles]:
    """Yield the articles to be read."""
    for file in surveyed.files.articles:
        yield ArticleFiles(file, surveyed.files.sidecars.get(sidecar_of(file.name)))


def desk_of(
    surveyed: Survey,
    slugs: Mapping[str, str],
    today: date,
    theme: bytes = b"",
    looked: int = 0,
    translations: Translations | None = None,
    catalogues: Catalogues | None = None,
) -> Desk:
    """Return what the articles are read with. `theme` is the digest of the theme, if there is one."""
    shared = surveyed.shared(slugs, translations, catalogues)
    targets = surveyed.targets(shared.pages)
    names = sorted(surveyed.names.items())
    site = site_view(surveyed, shared)
    said = (surveyed.project.configuration, surveyed.content_path, names, site)
    settings = digest(repr(said).encode(), digest_of_registry(surveyed.registry), theme)
    return Desk(
        shared,
        targets,
        Names(surveyed.names),
        site,
        Known(shared, targets),
        settings,
        today,
        looked,
    )


def whole_of(
    surveyed: Survey,
    shared: Shared,
    shelf: Shelf,
    numbers: Iterable[int],
    *,
    has_index: bool = False,
) -> Whole:
    """Return the whole site: what is shared, the facts of some articles turned round, the prose."""
    prose = {file: page for file, (page, _) in surveyed.prose.items()}
    return whole(shared, index(shelf, numbers), prose, has_index=has_index)


def check(surveyed: Survey, desk: Desk, articles: Mapping[str, Facts]) -> list[Diagnostic]:
    """Return every problem of a project, sorted by place."""
    registry, targets = surveyed.registry, surveyed.targets(desk.shared.pages, _later(articles))
    configuration = surveyed.project.configuration
    policies = configuration.options.policies
    problems = [*surveyed.problems]
    problems += check_registry(registry, policies, targets, surveyed.content_path, desk.today)
    for name, (page, written) in surveyed.prose.items():
        problems += check_page(written, page.parts, name, registry, targets)
    for name, item in articles.items():
        # A sidecar that is misnamed is not missing.
        is_there = sidecar_of(name) in surveyed.meant
        problems += (p for p in item.problems if not is_there or p.kind != SIDECAR_MISSING.name)
    problems += (
        link.problem
        for item in articles.values()
        for link in item.pending
        if link.address not in targets.addresses
    )
    entries = zip(configuration.navigation, configuration.navigation_at, strict=True)
    problems += check_navigation([(item.target, at) for item, at in entries], targets)
    problems += check_named_addresses(configuration.addresses_at, targets)
    problems += clashes(
        surveyed,
        (
            Claimed(name, item.slug, item.slug_at, item.article.claims, item.article.topics)
            for name, item in articles.items()
            if item.article and item.slug_at
        ),
    )
    problems += check_translations(
        Translated(
            item.slug if item.slug_at else None,
            item.article.translation_of if item.article else "",
            item.translation_at,
        )
        for item in articles.values()
    )
    if not has_errors(problems):
        sources = {source for item in articles.values() for source in item.sources}
        entities = {entity for item in articles.values() for entity in item.entities}
        used = Used(frozenset(sources | _cited_elsewhere(surveyed)), frozenset(entities))
        problems += check_whole(registry, used)
    return sorted(set(problems))


def _later(articles: Mapping[str, Facts]) -> frozenset[str]:
    """Return the addresses of claims and topics, which are known when every article was read."""
    read = [(item.slug, item.article) for item in articles.values() if item.article]
    topics = {topic for _, article in read for topic in article.topics}
    claims = (addresses.claim(slug, claim) for slug, article in read for claim in article.claims)
    return frozenset([*map(addresses.topic, topics), *claims])


def render(loaded: Loaded) -> Iterator[Page]:
    """Yield every file of the site that is made. Raises ThemeError if a template cannot be used."""
    theme, problems = open_theme(loaded)
    if theme is None:
        raise ThemeError(problems[0].at.path, problems[0].at.line, problems[0].message)
    listed: list[str] = []
    for page in _views(loaded):
        if is_listed(page):
            listed.append(page.address)
        yield Page(addresses.file_of(page.address), theme.page_bytes(page))
        card = theme.card(page)
        if card:
            yield Page(card.address, artist(theme.files).draw(card))
    changed = last_changes(loaded.whole.index)
    listing = sitemap(listed, loaded_view(loaded), changed)
    for asset in (*theme.assets(), *data_files(loaded), *listing):
        yield Page(asset.address, asset.content)


def is_listed(page: PageView) -> bool:
    """Say whether the sitemap has a page."""
    return page.kind != "missing" and not page.is_draft


def _views(loaded: Loaded) -> Iterator[PageView]:
    for article in loaded.articles:
        yield article_view(article, loaded.shared)
        if loaded.shared.claim_pages:
            yield from claim_views(article, loaded.shared)
    for key in pages(loaded.whole):
        yield view(key, loaded.whole)


def data_files(loaded: Loaded) -> list[Asset]:
    """Return the files for machines, but for the sitemap, which MkDocs makes by itself."""
    shared, found = loaded.shared, loaded.whole.index
    site = loaded_view(loaded)
    read = {item.slug: item for item in loaded.articles}
    public = [read[head.slug] for head in found.articles if head.is_public]
    rows = (joined(claim_rows(article.facts, shared)) for article in public)
    reviews = (
        joined(as_feed_items(claim_review(page, site) for page in claim_views(article, shared)))
        for article in (public if shared.claim_pages else ())
    )
    return [
        Asset("data/claims.json", b"".join(claims_json(rows))),
        Asset("data/claimreview.json", b"".join(claim_review_feed(reviews, site))),
        *feeds(found, shared, site),
    ]


def open_theme(loaded: Loaded) -> tuple[Theme | None, list[Diagnostic]]:
    """Return the theme of a project, ready to render."""
    if loaded.theme_problems:
        return None, list(loaded.theme_problems)
    return Theme(loaded.theme, loaded_view(loaded)), []


def theme_problems(project: Project) -> list[Diagnostic]:
    """Return what keeps the theme of a project from being used, as far as it shows without a page."""
    if not project.theme.layers:
        return []  # It was not found, and that was said.
    files, _, problems = project.theme.read()
    theme = Theme(files, _site_view(project, {}, {}))
    for fault in theme.faults() if not problems else ():
        at = Position(fault.path, fault.line) if fault.path else project.configuration.theme_at
        problems.append(report(THEME_BROKEN, at, reason=fault.reason))
    problems += unused_theme_files(project, files)
    return sorted(set(problems))


def unused_theme_files(project: Project, files: ThemeFiles) -> list[Diagnostic]:
    """Return the files in the site's own theme folders that nothing asks for."""
    read = [read_text(File.at(path))[0] for path in project.configurations]
    named = "".join(source.text for source in read if source)
    return list(unused_files(project.root, project.theme, files, named))


def loaded_view(loaded: Loaded) -> SiteView:
    """Return what is the same on every page of a loaded project."""
    titles = {file: page.title for file, page in loaded.whole.prose.items()}
    return _site_view(loaded.project, loaded.shared.pages, titles)


def site_view(surveyed: Survey, shared: Shared) -> SiteView:
    """Return what is the same on every page."""
    titles = {file: page.title for file, (page, _) in surveyed.prose.items()}
    return _site_view(surveyed.project, shared.pages, titles)


def _site_view(project: Project, pages: Mapping[str, str], titles: Mapping[str, str]) -> SiteView:
    configuration = project.configuration
    organisation = configuration.options.organisation
    policies = organisation.policies.model_dump() if organisation else {}
    navigation = []
    for item in configuration.navigation or _at_the_top(titles):
        made = pages.get(item.target)
        if made is None and item.target.endswith(".md"):
            made = addresses.prose(item.target)
        address = item.target if made is None else quote(made)
        navigation.append(LinkView(item.title or titles.get(item.target, item.target), address))
    return SiteView(
        name=configuration.site_name,
        url=configuration.site_url,
        description=configuration.description,
        language=configuration.language,
        organisation=OrganisationView(
            organisation.name if organisation else configuration.site_name,
            (organisation.url or "") if organisation else "",
            (organisation.logo or "") if organisation else "",
            tuple(
                (name, _address_in(pages, address)) for name, address in policies.items() if address
            ),
        ),
        navigation=tuple(navigation),
        appearance=project.appearance,
        data_license=configuration.options.data_license or "",
        has_images=configuration.options.social_images and can_draw(),
    )


def _address_in(pages: Mapping[str, str], written: str) -> str:
    """Return an address of mkdocs.yml, which may be written as the file of a page: `about.md`."""
    path, hash_, anchor = written.partition("#")
    return quote(pages[path]) + hash_ + anchor if path in pages else written


def _at_the_top(files: Iterable[str]) -> list[Navigation]:
    """Return the navigation of a site that names none, so that something leads to its prose."""
    return [
        Navigation("", file) for file in sorted(files) if "/" not in file and file != "index.md"
    ]


def theme_problem(error: ThemeError) -> Diagnostic:
    """Return a theme's mistake as a problem."""
    return report(THEME_BROKEN, Position(error.path, error.line), reason=error.reason)


def _cited_elsewhere(surveyed: Survey) -> set[str]:
    cited = {
        item.source
        for page, _ in surveyed.prose.values()
        for part in page.parts
        if isinstance(part, Citation)
        for item in part.items
    }
    for entry in surveyed.registry.entities.values():
        if entry.value.description:
            cited.update(fragment(entry.value.description).cited())
    return cited
