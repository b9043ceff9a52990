"""Addresses that not every disk can hold: names that Windows reserves, and signs that it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import ADDRESS_UNPORTABLE
from sitegen.engine.survey import Survey
from sitegen.site import addresses

_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
"""Windows opens a device where a file or folder has one of these names, with any ending."""
_REFUSED = re.compile(r'[<>:"|?*\\]')


def unportable(
    survey: Survey, slugs: Mapping[str, Position], topics: Mapping[str, Callable[[], Position]]
) -> Iterator[Diagnostic]:
    """Yield the addresses of a site that cannot be stored on Windows.

    `slugs` are those of articles, `topics` those of topics, each with its place.
    """
    for slug in sorted(_DEVICES & slugs.keys()):
        yield _problem(slugs[slug], addresses.article(slug), slug)
    for slug in sorted(_DEVICES & topics.keys()):
        yield _problem(topics[slug](), addresses.topic(slug), slug)
    registry = survey.registry
    for entries, address in (
        (registry.entities, addresses.entity),
        (registry.sources, addresses.source),
        (registry.verdicts, addresses.verdict),
    ):
        for name in sorted(_DEVICES):
            if name in entries:
                yield _problem(entries[name].at(), address(name), name)
    named = [(page.shown, page.address) for page, _ in survey.prose.values()]
    named += [(file.shown, file.name) for file in survey.files.static]
    for path, written in named:
        part = next(filter(_is_refused, written.split("/")), "")
        if part:
            yield _problem(Position(path), written, part)


def _is_refused(part: str) -> bool:
    is_device = part.partition(".")[0].lower() in _DEVICES
    return is_device or part.endswith((".", " ")) or bool(_REFUSED.search(part))


def _problem(at: Position, address: str, part: str) -> Diagnostic:
    return report(ADDRESS_UNPORTABLE, at, address=address, part=part)
