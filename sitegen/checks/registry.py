"""Rules about the entities, sources, verdicts and contributors of a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from msgspec import Struct

from sitegen.checks.archives import archive_fault
from sitegen.checks.article import future, severity, uncited
from sitegen.checks.links import Targets, faults, has_faults
from sitegen.checks.wording import problem
from sitegen.content import Policies, Registry
from sitegen.content.registry import suggested_id
from sitegen.content.suggestions import Suggestions
from sitegen.content.web_address import page_of
from sitegen.diagnostics import Diagnostic, report
from sitegen.diagnostics.kinds import (
    ACCESS_DATE_MISSING,
    ALIAS_SHARED,
    ARCHIVE_MISSING,
    ARCHIVE_WRONG,
    CITATION_UNKNOWN,
    CITATION_UNMARKED,
    DATE_ORDER,
    RATING_TOO_LOW,
    SCALE_REVERSED,
    SOURCE_DUPLICATE,
)
from sitegen.text import fold, fragment, located

_LEAST_RATING = 1
"""Google's ClaimReview page: the worst rating is at least 1."""


class CheckedRegistry(Struct, frozen=True):
    """A registry with what it is checked against."""

    registry: Registry
    policies: Policies
    targets: Targets
    content_path: str
    """What stands before the paths below the content folder where problems show a path."""
    today: date


Check = Callable[[CheckedRegistry], Iterable[Diagnostic]]


def check_registry(
    registry: Registry, policies: Policies, targets: Targets, content_path: str, today: date
) -> list[Diagnostic]:
    """Return everything that the rules say about a registry."""
    checked = CheckedRegistry(registry, policies, targets, content_path, today)
    return [problem for check in CHECKS for problem in check(checked)]


def sources_are_archived(checked: CheckedRegistry) -> Iterator[Diagnostic]:
    """Every source with an address has an archived copy (policy `archived_sources`)."""
    level = severity(checked.policies.archived_sources)
    for entry in checked.registry.sources.values() if level else ():
        if entry.value.url and not entry.value.archived:
            yield report(ARCHIVE_MISSING, entry.at(), severity=level, id=entry.id)


def sources_say_when_read(checked: CheckedRegistry) -> Iterator[Diagnostic]:
    """Every source with an address says when it was read (policy `access_dates`)."""
    level = severity(checked.policies.access_dates)
    for entry in checked.registry.sources.values() if level else ():
        if entry.value.url and not entry.value.accessed:
            yield report(ACCESS_DATE_MISSING, entry.at(), severity=level, id=entry.id)


def archived_copies_are_copies(checked: CheckedRegistry) -> Iterator[Diagnostic]:
    """The address of an archived copy leads to one stored copy."""
    for entry in checked.registry.sources.values():
        archived = entry.value.archived
        fault = archive_fault(archived.url) if archived else ""
        if fault:
            yield report(ARCHIVE_WRONG, entry.at("archived", "url"), reason=fault)


def sources_have_possible_dates(checked: CheckedRegistry) -> Iterator[Diagnostic]:
    """No date of a source is still to come, and none is before the page was there."""
    for entry in checked.registry.sources.values():
        source = entry.value
        document, today = entry.document, checked.today
        archived = source.archived.date if source.archived else None
        yield from future(document, (entry.id, "published"), source.published, today)
        yield from future(document, (entry.id, "accessed"), source.accessed, today)
        yield from future(document, (entry.id, "archived", "date"), archived, today)
        if source.published is None:
            continue
        earliest = source.published.earliest
        for key, day, place in (
            ("accessed", source.accessed, ("accessed",)),
            ("archived", archived, ("archived", "date")),
        ):
            if day and day < earliest:
                yield report(
                    DATE_ORDER,
                    entry.at(*place),
                    key=key,
                    date=day,
                    other="published",
                    other_date=source.published,
                )


def addresses_are_used_once(checked: CheckedRegistry) -> Iterator[Diagnostic]:
    """No two sources have the address of the same page, nor one that of another's archived copy."""
    first: dict[str, str] = {}
    copies: dict[str, str] = {}
    for entry in checked.registry.sources.values():
        if entry.value.archived:
            copies.setdefault(entry.value.archived.url, entry.id)
    for entry in checked.registry.sources.values():
        address = entry.value.url
        if not address:
            continue
        owner = first.setdefault(page_of(address), entry.id)
        if owner == entry.id:
            owner = copies.get(address, owner)
        if owner != entry.id:
            yield report(SOURCE_DUPLICATE, entry.at("url"), id=entry.id, first=owner)


def names_belong_to_one(checked: CheckedRegistry) -> Iterator[Diagnostic]:
    """No name or alias belongs to two entities whose mentions are linked."""
    owner: dict[str, str] = {}
    for entry in checked.registry.entities.values():
        if entry.value.link == "never":
            continue
        for number, name in enumerate((entry.value.name, *entry.value.aliases)):
            key = fold(name).strip()
            if owner.setdefault(key, entry.id) != entry.id:
                at = entry.at("aliases", number - 1) if number else entry.at("name")
                yield report(ALIAS_SHARED, at, alias=name, id=entry.id, other=owner[key])


def descriptions_are_publishable(checked: CheckedRegistry) -> Iterator[Diagnostic]:
    """Descriptions of entities cite known sources, link to known pages, and hold no raw HTML."""
    sources = checked.registry.sources
    by_file: dict[str, Suggestions] = {}
    for entry in checked.registry.entities.values():
        if not entry.value.description:
            continue
        text = fragment(entry.value.description)
        path = (entry.id, "description")
        for loss in text.losses:
            yield problem(loss, entry.document.find(path, loss.written.partition("\n")[0]))
        for name, words in uncited(text, sources):
            yield report(CITATION_UNMARKED, entry.document.find(path, words), id=name)
        file = entry.document.path.removeprefix(checked.content_path)
        lacks = checked.registry.lacks
        is_cited_wrongly = any(lacks("sources", name) for name in text.cited())
        if not is_cited_wrongly and not has_faults(
            text.refusals, text.addresses(), file, checked.targets, ()
        ):
            continue
        markdown = entry.value.description
        found = located(markdown)
        for item in found:
            if item.kind == "citation" and lacks("sources", item.text):
                at = entry.document.within(path, markdown, item.line, item.column)
                suggestions = by_file.setdefault(entry.document.path, Suggestions())
                hint = suggested_id(sources, item.text, suggestions)
                yield report(CITATION_UNKNOWN, at, id=item.text, hint=hint)
        for item, fault in faults(found, file, checked.targets, ()):
            yield fault.at(entry.document.within(path, markdown, item.line, item.column))


def ratings_can_be_told(checked: CheckedRegistry) -> Iterator[Diagnostic]:
    """No rating is below 1, the least that a ClaimReview can say."""
    for entry in checked.registry.verdicts.values():
        rating = entry.value.rating
        if rating is not None and rating < _LEAST_RATING:
            yield report(RATING_TOO_LOW, entry.at("rating"), rating=f"{rating:g}")


def better_ratings_are_higher(checked: CheckedRegistry) -> Iterator[Diagnostic]:
    """Every verdict in a positive tone is rated above every one in a negative tone."""
    verdicts = checked.registry.verdicts.values()
    rated = [(e.value.rating, e) for e in verdicts if e.value.rating is not None]
    negative = [(rating, entry) for rating, entry in rated if entry.value.tone == "negative"]
    if not negative:
        return
    limit, highest = max(negative, key=lambda item: item[0])
    for rating, entry in rated:
        if entry.value.tone == "positive" and rating <= limit:
            yield report(
                SCALE_REVERSED,
                entry.at("rating"),
                verdict=entry.value.label,
                rating=f"{rating:g}",
                other=highest.value.label,
                other_rating=f"{limit:g}",
            )


CHECKS: tuple[Check, ...] = (
    sources_are_archived,
    sources_say_when_read,
    archived_copies_are_copies,
    sources_have_possible_dates,
    addresses_are_used_once,
    names_belong_to_one,
    descriptions_are_publishable,
    ratings_can_be_told,
    better_ratings_are_higher,
)
