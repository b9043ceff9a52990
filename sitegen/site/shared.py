"""What the views of one site share: the registry seen from a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

from msgspec.structs import replace

from sitegen.content import Configuration, Entry, Registry, models
from sitegen.content.fields import Fields
from sitegen.content.links import address_below, article_of, below, is_absolute, parts_of
from sitegen.site import addresses
from sitegen.site.facts import ArticleHead, ClaimHead
from sitegen.site.translations import Translations
from sitegen.site.views import (
    ArticleRow,
    ClaimantView,
    ClaimRow,
    LinkView,
    SourceView,
    Tally,
    TallyItem,
    VerdictView,
)
from sitegen.site.words import Catalogues, Words
from sitegen.text import is_allowed

Model = TypeVar("Model", bound=Fields)
View = TypeVar("View")

_MOST_CACHED = 16_384
"""How many views of registry entries are cached."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The parts of a site that every article page may show: registry, configuration, known pages."""

    registry: Registry
    configuration: Configuration
    pages: Mapping[str, str] = field(default_factory=dict)
    """The address of each prose page and article by its file below the content folder."""
    content_path: str = ""
    """What stands before the paths below the content folder where problems show a path."""
    catalogues: Catalogues = field(default_factory=Catalogues, repr=False, compare=False)
    """What pages say in words of their own."""
    translations: Translations = field(default_factory=dict)
    """The articles that say the same in other languages, by the slug of an article."""
    files: Set[str] = frozenset()
    """The other files below the content folder, which are published as they are."""
    views: dict[tuple[object, str, str], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Cached views of registry entries, by the function that makes one, the root and the id."""

    def below(self, path: str) -> str:
        """Return a file's path, as problems show it, as one below the content folder."""
        return path.removeprefix(self.content_path)

    @property
    def language(self) -> str:
        """The language of the site."""
        return self.configuration.language

    def words(self, language: str = "") -> Words:
        """Return the words of a language; of the site's if none is given, or if it has none."""
        spoken = language and self.catalogues.speaks(language)
        return self.catalogues.words(language if spoken else self.language)

    @property
    def claim_pages(self) -> bool:
        """Whether each claim has a page of its own."""
        return self.configuration.options.claim_pages


@dataclass(frozen=True, slots=True)
class From:
    """The site seen from the page at an address: everything it gives leads from there."""

    shared: Shared
    address: str
    root: str = field(init=False)
    """The relative address of the site's root."""

    def __post_init__(self) -> None:
        """Find the root."""
        object.__setattr__(self, "root", addresses.root_of(self.address))

    def to(self, address: str) -> str:
        """Return the relative address of another page of the site."""
        return (self.root + address) or "./"

    def _cached(
        self, make: Callable[[From, Entry[Model]], View], entry: Entry[Model] | None
    ) -> View | None:
        """Return the view that `make` gives of an entry, made once for all pages with the same root.

        The caller looks the entry up in the registry each time, so that the look-up is recorded as a
        dependency of the page also where the view is cached. Threads may meet here: at worst two make
        the same value.
        """
        if entry is None:
            return None
        views, key = self.shared.views, (make, self.root, entry.id)
        view: View | None = views.get(key)
        if view is None:
            if len(views) >= _MOST_CACHED:
                views.clear()
            view = views[key] = make(self, entry)
        return view

    def verdict(self, verdict_id: str) -> VerdictView | None:
        """Return a verdict by its id."""
        return self._cached(_verdict_view, self.shared.registry.verdicts.get(verdict_id))

    def source(self, source_id: str) -> SourceView | None:
        """Return a source by its id."""
        return self._cached(_source_view, self.shared.registry.sources.get(source_id))

    def source_view(self, source_id: str, source: models.Source) -> SourceView:
        """Return a source as readers see it."""
        archived = source.archived
        return SourceView(
            id=source_id,
            label=source.label,
            titled=bool(source.title),
            page=self.to(addresses.source(source_id)),
            url=source.url or "",
            publisher=source.publisher or "",
            authors=source.authors,
            published=source.published,
            accessed=source.accessed,
            archived_url=archived.url if archived else "",
            archived_date=archived.date if archived else None,
            type=source.type or "",
            primary=source.primary,
            interest=source.interest or "",
            language=source.language or "",
            note=source.note or "",
        )

    def entity(self, entity_id: str) -> LinkView | None:
        """Return a link to an entity."""
        return self._cached(_entity_link, self.shared.registry.entities.get(entity_id))

    def entities(self, ids: Iterable[str]) -> tuple[LinkView, ...]:
        """Return links to entities; unknown ones are left out."""
        return tuple(link for link in map(self.entity, ids) if link)

    def contributors(self, ids: Iterable[str]) -> tuple[LinkView, ...]:
        """Return the names of contributors, with their addresses; unknown ones are left out."""
        known = self.shared.registry.contributors
        return tuple(
            LinkView(known[name].value.name, known[name].value.url or "")
            for name in ids
            if name in known
        )

    def claimant(self, entity_id: str, name: str, role: str) -> ClaimantView | None:
        """Return who made a claim."""
        entry = self.shared.registry.entities.get(entity_id)
        known = self._cached(_claimant_view, entry)
        if known is None:
            return ClaimantView(name, role) if name else None
        return replace(known, name=name or known.name, role=role) if name or role else known

    def tally(self, verdicts: Iterable[str]) -> Tally:
        """Count verdicts, in the order of the scale."""
        return self.tally_of(Counter(verdicts))

    def tally_of(self, counts: Mapping[str, int]) -> Tally:
        """Return how often verdicts were given, in the order of the scale."""
        known = self.shared.registry.verdicts
        total = sum(counts.get(verdict_id, 0) for verdict_id in known)
        return Tally(
            tuple(
                TallyItem(view, count, count / total)
                for verdict_id in known
                if (count := counts.get(verdict_id, 0)) and (view := self.verdict(verdict_id))
            ),
            total,
        )

    def claim_address(self, slug: str, claim: ClaimHead) -> str:
        """Return where a claim or note is read: its own page, or its card on the article's page."""
        if self.shared.claim_pages and claim.kind == "claim":
            return self.to(addresses.claim(slug, claim.id))
        return f"{self.to(addresses.article(slug))}#claim-{claim.id}"

    def article_link(self, article: ArticleHead) -> LinkView:
        """Return a link to an article."""
        language = article.language or self.shared.language
        return LinkView(article.title, self.to(article.address), language)

    def claim_row(self, article: ArticleHead, claim: ClaimHead) -> ClaimRow:
        """Return a claim as it stands in a list."""
        return ClaimRow(
            number=claim.number,
            claim=claim.claim,
            quote=claim.quote,
            address=self.claim_address(article.slug, claim),
            verdict=self.verdict(claim.verdict),
            finding=claim.finding,
            claimant=self.claimant(claim.claimant, claim.claimant_name, claim.claimant_role),
            article=self.article_link(article),
            made=claim.made,
            checked=article.checked,
            language=self.language_of(article, claim),
            written_in=article.written_in or self.shared.language,
            is_retracted=article.is_retracted,
        )

    def language_of(self, article: ArticleHead, claim: ClaimHead) -> str:
        """Return the language of a claim's words: the check's, unless they are those of the article."""
        own = article.language if claim.claim == claim.quote else article.written_in
        return own or self.shared.language

    def article_row(self, article: ArticleHead) -> ArticleRow:
        """Return an article as it stands in a list."""
        return ArticleRow(
            title=article.title,
            address=self.to(article.address),
            publisher=article.publisher,
            finding=article.finding,
            verdict=self.verdict(article.verdict),
            checked=article.checked,
            tally=self.tally(article.verdicts),
            language=article.language or self.shared.language,
            is_draft=not article.is_public,
            is_in_review=article.status == "in-review",
            written_in=article.written_in or self.shared.language,
            is_retracted=article.is_retracted,
        )

    def resolve(self, target: str, file: str) -> str:
        """Turn a link in `file`, a path below the content folder, into an address seen from here.

        A relative path to a file leads to its page, as in MkDocs, and one to no file to the page that
        is made at that address; an anchor alone to the page of the file. Anything else stays as it
        is. A scheme that is not published gives `#`.
        """
        if not is_allowed(target):
            return "#"
        if target.startswith("#"):
            home = self.shared.pages.get(article_of(file))
            return target if home in (None, self.address) else self.to(quote(home)) + target
        if is_absolute(target) and self.shared.configuration.absolute_links == "relative_to_docs":
            target, file = target[1:] or ".", ""
        path, anchor = parts_of(target)
        if not path:
            return target
        found = below(path, file)
        address = self.shared.pages.get(found, found if found in self.shared.files else None)
        if address is None:
            address = address_below(path, file)
        if address is None:
            return target
        # Of all addresses only those of files hold what means something else in a link: `50 %.pdf`.
        return self.to(quote(address)) + (f"#{anchor}" if anchor else "")

    def scale(self) -> tuple[float, float] | None:
        """Return the worst and the best rating of the scale; None without a scale."""
        verdicts = self.shared.registry.verdicts.values()
        ratings = [entry.value.rating for entry in verdicts if entry.value.rating is not None]
        return (min(ratings), max(ratings)) if len(set(ratings)) > 1 else None


def _verdict_view(here: From, entry: Entry[models.Verdict]) -> VerdictView:
    value, page = entry.value, here.to(addresses.verdict(entry.id))
    return VerdictView(entry.id, value.label, value.definition, value.tone, page, value.rating)


def _source_view(here: From, entry: Entry[models.Source]) -> SourceView:
    return here.source_view(entry.id, entry.value)


def _entity_link(here: From, entry: Entry[models.Entity]) -> LinkView:
    address = here.to(addresses.entity(entry.id))
    return LinkView(entry.value.name, address, here.shared.language)


def _claimant_view(here: From, entry: Entry[models.Entity]) -> ClaimantView:
    entity, address = entry.value, here.to(addresses.entity(entry.id))
    return ClaimantView(entity.name, "", address, entity.type, entity.same_as)
