"""The addresses that a site will have, so that links can be looked at before its pages are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from sitegen.content import Registry

_LISTS = ("", "articles/", "entities/", "sources/", "verdicts/", "corrections/", "search/")
_FILES = ("404.html", "robots.txt", "data/claims.json", "data/claimreview.json")
_WITH_SITE_URL = ("feed.xml", "corrections.xml", "sitemap.xml")


class MadeAddresses(Set[str]):
    """The addresses of the pages and files of a site.

    Which claims and topics there are is known when every article was read: `later` is None until
    then, and each such address counts as one that will be there.
    """

    def __init__(
        self,
        registry: Registry,
        pages: Mapping[str, str],
        *,
        has_feeds: bool,
        has_claims: bool,
        later: Set[str] | None = None,
    ) -> None:
        """Take the registry, the addresses of prose and articles by file, and those known last."""
        self._fixed = {*_LISTS, *_FILES, *(_WITH_SITE_URL if has_feeds else ()), *pages.values()}
        self._registry = registry
        self._has_claims = has_claims
        self._later = later

    def __contains__(self, address: object) -> bool:
        if not isinstance(address, str):
            return False
        if address in self._fixed:
            return True
        match address.split("/"):
            case ["entities", name, ""]:
                return name in self._registry.entities
            case ["sources", name, ""]:
                return name in self._registry.sources
            case ["verdicts", name, ""]:
                return name in self._registry.verdicts
            case ["claims", slug, _, ""] if self._has_claims:
                is_there = f"articles/{slug}/" in self._fixed
                return is_there and (self._later is None or address in self._later)
            case ["topics", _, ""]:
                return self._later is None or address in self._later
        return False

    def __iter__(self) -> Iterator[str]:
        return iter(self._fixed)

    def __len__(self) -> int:
        return len(self._fixed)
