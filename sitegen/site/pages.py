"""Which pages about more than one article exist, and what each of them shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from math import ceil
from typing import TypeVar

from markupsafe import Markup, escape
from msgspec import Struct

from sitegen.site import addresses, charts
from sitegen.site.facts import ArticleHead, ClaimFacts, Excerpt, block_of, text_of
from sitegen.site.footnotes import Footnotes
from sitegen.site.index import Correction, InArticle, Index
from sitegen.site.prose import ReadPage, prose_view
from sitegen.site.shards import shards
from sitegen.site.shared import From, Shared
from sitegen.site.views import (
    NO_MARKUP,
    ArticlesView,
    ClaimRow,
    CorrectionsView,
    CorrectionView,
    Counted,
    EntityView,
    ExcerptView,
    HomeView,
    LinkView,
    ListView,
    MentionRow,
    PagerView,
    PageView,
    ProseView,
    ScaleView,
    SearchView,
    SourcePageView,
    SourceUse,
    Tally,
    VerdictPageView,
)
from sitegen.site.words import Words

PER_PAGE = 100
"""How many rows a page of a long list shows."""
MOST_LISTED = 500
"""How many claims the search page lists where no index can be searched."""
LATEST = 20
"""How many articles the home page shows."""
LATEST_CORRECTIONS = 3
MOST_RELATED = 24

Row = TypeVar("Row")


class PageKey(Struct, frozen=True):
    """A page about more than one article."""

    kind: str
    name: str = ""
    """The id of its entity, source or verdict; the address of its topic; the file of its prose."""
    number: int = 1
    """Which page of a long list."""


class Whole(Struct, frozen=True):
    """A whole site: what its pages share, the facts of its articles, its prose."""

    shared: Shared
    index: Index
    prose: Mapping[str, ReadPage]
    """Prose pages by their file."""
    entities: Sequence[str]
    """The ids of the registry's entities, as their list goes."""
    sources: Sequence[str]
    """The ids of its sources, as theirs goes."""
    has_index: bool = False
    """Whether a search index is published with the site."""


def whole(
    shared: Shared, index: Index, prose: Mapping[str, ReadPage], *, has_index: bool = False
) -> Whole:
    """Put a site together. What lists are sorted by is asked once, and not for each page of them."""
    registry = shared.registry
    types = list(_types(shared.words()))
    by_type = [(types.index(e.value.type), e.value.name, e.id) for e in registry.entities.values()]
    by_publisher = [
        ((e.value.publisher or "").casefold(), e.value.label, e.id)
        for e in registry.sources.values()
    ]
    return Whole(
        shared,
        index,
        prose,
        tuple([name for *_, name in sorted(by_type)]),
        tuple([name for *_, name in sorted(by_publisher)]),
        has_index,
    )


def pages(site: Whole) -> Iterator[PageKey]:
    """Yield every page of a site that is not an article's or a claim's, in a fixed order."""
    index, registry = site.index, site.shared.registry
    for file in sorted(site.prose):
        yield PageKey("home" if file == "index.md" else "prose", file)
    if "index.md" not in site.prose:
        yield PageKey("home", "index.md")
    yield from _numbered("articles", "", len(index.articles))
    yield from _numbered("entities", "", len(registry.entities))
    for name in sorted(registry.entities):
        yield from _numbered("entity", name, _length_of_entity(index, name))
    yield from _numbered("sources", "", len(registry.sources))
    for name in sorted(registry.sources):
        yield from _numbered("source", name, len(index.using.get(name, ())))
    yield PageKey("scale")
    for name in registry.verdicts:
        yield from _numbered("verdict", name, len(index.with_verdict.get(name, ())))
    for name in sorted(index.by_topic):
        yield from _numbered("topic", name, len(index.by_topic[name]))
    yield from _numbered("corrections", "", len(index.corrections))
    yield PageKey("search")
    yield PageKey("missing")


def address_of(key: PageKey) -> str:
    """Return the address of a page."""
    match key.kind:
        case "home":
            first = ""
        case "prose":
            first = addresses.prose(key.name)
        case "entity":
            first = addresses.entity(key.name)
        case "source":
            first = addresses.source(key.name)
        case "verdict":
            first = addresses.verdict(key.name)
        case "scale":
            first = "verdicts/"
        case "topic":
            first = key.name
        case "missing":
            first = "404.html"
        case kind:
            first = f"{kind}/"
    return first if key.number == 1 else f"{first}page/{key.number}/"


def view(key: PageKey, site: Whole) -> PageView:
    """Return what a page shows."""
    return _VIEWS[key.kind](key, site, From(site.shared, address_of(key)))


def _numbered(kind: str, name: str, rows: int) -> Iterator[PageKey]:
    for number in range(1, max(1, ceil(rows / PER_PAGE)) + 1):
        yield PageKey(kind, name, number)


def _slice(rows: Sequence[Row], key: PageKey) -> Sequence[Row]:
    return rows[(key.number - 1) * PER_PAGE : key.number * PER_PAGE]


def _pager(key: PageKey, rows: int, here: From) -> PagerView:
    total = max(1, ceil(rows / PER_PAGE))

    def to(number: int) -> str:
        inside = 1 <= number <= total
        return here.to(address_of(PageKey(key.kind, key.name, number))) if inside else ""

    return PagerView(key.number, total, to(key.number - 1), to(key.number + 1))


def _length_of_entity(index: Index, name: str) -> int:
    return max(len(table.get(name, ())) for table in (index.made_by, index.about, index.naming))


def _rows(found: Sequence[InArticle], key: PageKey, here: From) -> tuple[ClaimRow, ...]:
    return tuple([here.claim_row(article, claim) for article, claim in _slice(found, key)])


def _given(site: Whole, here: From) -> Tally:
    """Return how often each verdict of the scale was given in the whole site."""
    found = site.index.with_verdict
    return here.tally_of({name: len(found.get(name, ())) for name in site.shared.registry.verdicts})


# One view a function


def _home(key: PageKey, site: Whole, here: From) -> HomeView:
    index = site.index
    page = site.prose.get(key.name)
    written = prose_view(page, site.shared) if page else None
    verdicts = [v for name in site.shared.registry.verdicts if (v := here.verdict(name))]
    topics = [
        Counted(LinkView(index.topic_names[address], here.to(address)), len(found))
        for address, found in sorted(index.by_topic.items())
    ]
    return HomeView(
        kind="home",
        address="",
        title=written.title if written else site.shared.configuration.site_name,
        description=(written.description if written else "")
        or site.shared.configuration.description,
        content=written.content if written else NO_MARKUP,
        articles=tuple(here.article_row(article) for article in index.articles[:LATEST]),
        corrections=tuple(
            _correction(found, escape(text_of(found[2].note).said), here)
            for found in index.corrections[:LATEST_CORRECTIONS]
        ),
        tally=_given(site, here),
        scale=tuple(verdicts),
        topics=tuple(topics),
        sources=written.sources if written else (),
    )


def _prose(key: PageKey, site: Whole, here: From) -> ProseView:
    return prose_view(site.prose[key.name], site.shared)


def _articles(key: PageKey, site: Whole, here: From) -> ArticlesView:
    found: Sequence[ArticleHead] = site.index.articles
    title = site.shared.words().say("All checks")
    if key.kind == "topic":
        found, title = site.index.by_topic[key.name], site.index.topic_names[key.name]
        title = title[:1].upper() + title[1:]
    return ArticlesView(
        kind="articles",
        address=address_of(key),
        title=title,
        articles=tuple(here.article_row(article) for article in _slice(found, key)),
        total=len(found),
        pager=_pager(key, len(found), here),
    )


def _entity(key: PageKey, site: Whole, here: From) -> EntityView:
    index, entity = site.index, site.shared.registry.entities[key.name]
    made, about = index.made_by.get(key.name, ()), index.about.get(key.name, ())
    naming = index.naming.get(key.name, ())
    words = site.shared.words()
    footnotes = Footnotes(here.source)
    text = block_of(entity.value.description)
    file = site.shared.below(entity.document.path)
    label = words.say("the description")
    described = footnotes.write(text.parts, label, lambda to: here.resolve(to, file))
    related = (
        Counted(link, count)
        for name, count in index.related(key.name)
        if (link := here.entity(name))
    )
    # The pictures of a long list stand on its first page.
    columns, claims_made, claims_about = (
        index.columns,
        index.claims_in(made),
        index.claims_in(about),
    )
    pictured = (claims_made, claims_about) if key.number == 1 else ([], [])
    return EntityView(
        kind="entity",
        address=address_of(key),
        title=entity.value.name,
        description=text.said,
        id=entity.id,
        type=entity.value.type,
        aliases=entity.value.aliases,
        about=described,
        same_as=entity.value.same_as,
        made=_rows(made, key, here),
        named=_rows(about, key, here),
        mentions=tuple(
            MentionRow(here.article_link(article), _passages(article, mention.passages, here))
            for article, mention in _slice(naming, key)
        ),
        tally=here.tally(columns.verdicts(claims_made)),
        named_tally=here.tally(columns.verdicts(claims_about)),
        claims=index.claims_of(key.name),
        over_time=charts.over_time(columns.times({*pictured[0], *pictured[1]}), here),
        speakers=charts.by_name(columns.makers(pictured[1]), here),
        subjects=charts.by_name(columns.subjects(pictured[0]), here),
        related=tuple(islice(related, MOST_RELATED)),
        sources=footnotes.sources(),
        pager=_pager(key, _length_of_entity(index, key.name), here),
    )


def _passages(
    article: ArticleHead, passages: Sequence[Excerpt], here: From
) -> tuple[ExcerptView, ...]:
    address = here.to(article.address)
    return tuple(ExcerptView(cut.before, cut.words, cut.after, address) for cut in passages)


def _source(key: PageKey, site: Whole, here: From) -> SourcePageView:
    entry = site.shared.registry.sources[key.name]
    index = site.index
    found = index.using.get(key.name, ())
    source = here.source_view(entry.id, entry.value)
    claims, is_first = index.claims_in(found), key.number == 1
    return SourcePageView(
        kind="source",
        address=address_of(key),
        title=source.label,
        description=source.publisher,
        source=source,
        uses=tuple(
            SourceUse(here.claim_row(article, claim), item.stance, item.quote, item.locator)
            for article, claim, item in _slice(found, key)
        ),
        tally=here.tally(index.columns.verdicts(claims)),
        by_stance=charts.by_stance(index.sides(found if is_first else ()), here),
        over_time=charts.over_time(index.columns.times(claims if is_first else ()), here),
        pager=_pager(key, len(found), here),
    )


def _entities(key: PageKey, site: Whole, here: From) -> ListView:
    registry, index = site.shared.registry, site.index
    names = _types(site.shared.words())
    rows = [
        (names[registry.entities[name].value.type], Counted(link, index.claims_of(name)))
        for name in _slice(site.entities, key)
        if (link := here.entity(name))
    ]
    title = site.shared.words().say("People, places and organisations")
    return _list(key, title, rows, len(site.entities), here)


def _sources(key: PageKey, site: Whole, here: From) -> ListView:
    words, rows = site.shared.words(), []
    for name in _slice(site.sources, key):
        value = site.shared.registry.sources[name].value
        link = LinkView(value.label, here.to(addresses.source(name)), value.language or "")
        group = value.publisher or words.say("No publisher named")
        rows.append((group, Counted(link, site.index.claims_using(name))))
    return _list(key, words.say("Sources"), rows, len(site.sources), here)


def _list(
    key: PageKey, title: str, rows: list[tuple[str, Counted]], total: int, here: From
) -> ListView:
    groups: dict[str, list[Counted]] = {}
    for group, row in rows:
        groups.setdefault(group, []).append(row)
    return ListView(
        kind=key.kind,
        address=address_of(key),
        title=title,
        groups=tuple((name, tuple(found)) for name, found in groups.items()),
        total=total,
        pager=_pager(key, total, here),
    )


def _scale(key: PageKey, site: Whole, here: From) -> ScaleView:
    verdicts = [v for name in site.shared.registry.verdicts if (v := here.verdict(name))]
    return ScaleView(
        kind="scale",
        address=address_of(key),
        title=site.shared.words().say("What the verdicts mean"),
        tally=_given(site, here),
        scale=tuple(verdict for verdict in verdicts if verdict.rating is not None),
        unrated=tuple(verdict for verdict in verdicts if verdict.rating is None),
    )


def _verdict(key: PageKey, site: Whole, here: From) -> VerdictPageView:
    verdict = here.verdict(key.name)
    assert verdict is not None
    found = site.index.with_verdict.get(key.name, ())
    return VerdictPageView(
        kind="verdict",
        address=address_of(key),
        title=verdict.label,
        description=verdict.definition,
        verdict=verdict,
        claims=_rows(found, key, here),
        total=len(found),
        pager=_pager(key, len(found), here),
    )


def _corrections(key: PageKey, site: Whole, here: From) -> CorrectionsView:
    found = site.index.corrections
    words = site.shared.words()
    footnotes = Footnotes(here.source)
    rows = []
    for entry in _slice(found, key):
        article, _, item = entry
        note = footnotes.write(
            text_of(item.note).parts,
            words.say("a correction"),
            partial(here.resolve, file=site.shared.below(article.path)),
        )
        rows.append(_correction(entry, note, here))
    return CorrectionsView(
        kind="corrections",
        address=address_of(key),
        title=words.say("Corrections"),
        corrections=tuple(rows),
        sources=footnotes.sources(),
        pager=_pager(key, len(found), here),
    )


def _correction(found: Correction, note: Markup, here: From) -> CorrectionView:
    article, claim, item = found
    return CorrectionView(
        item.date,
        item.kind,
        here.verdict(item.before),
        here.verdict(item.after),
        note,
        _subject(article, claim, here),
        here.article_link(article),
        article.written_in or here.shared.language,
    )


def _subject(article: ArticleHead, claim: ClaimFacts | None, here: From) -> LinkView:
    if claim is None:
        return here.article_link(article)
    address = here.claim_address(article.slug, claim)
    return LinkView(claim.claim, address, here.language_of(article, claim))


def _search(key: PageKey, site: Whole, here: From) -> SearchView:
    index = site.index
    verdicts = [v for name in site.shared.registry.verdicts if (v := here.verdict(name))]
    return SearchView(
        kind="search",
        address=address_of(key),
        title=site.shared.words().say("Search"),
        claims=tuple(here.claim_row(*row) for row in index.claims[:MOST_LISTED]),
        total=len(index.claims),
        articles=len(index.articles),
        scale=tuple(verdicts),
        parts=shards(len(index.articles)) if site.has_index else (),
    )


def _missing(key: PageKey, site: Whole, here: From) -> PageView:
    root = site.shared.configuration.site_url.partition("://")[2]
    return PageView(
        kind="missing",
        address=address_of(key),
        title=site.shared.words().say("This page is not here"),
        fixed_root="/" + root.partition("/")[2],
    )


def _types(words: Words) -> dict[str, str]:
    """Return what the types of entities are called, in the order of their list."""
    return {
        "person": words.say("People"),
        "organisation": words.say("Organisations"),
        "place": words.say("Places"),
        "event": words.say("Events"),
        "work": words.say("Works"),
        "object": words.say("Objects"),
    }


_VIEWS: dict[str, Callable[[PageKey, Whole, From], PageView]] = {
    "home": _home,
    "prose": _prose,
    "articles": _articles,
    "topic": _articles,
    "entities": _entities,
    "entity": _entity,
    "sources": _sources,
    "source": _source,
    "scale": _scale,
    "verdict": _verdict,
    "corrections": _corrections,
    "search": _search,
    "missing": _missing,
}
