"""The files of a content folder, grouped by what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from sitegen.diagnostics import Diagnostic
from sitegen.engine.tree import File


class Files(Struct, frozen=True):
    """The files of a content folder by what they are, each group sorted by name."""

    articles: tuple[File, ...]
    sidecars: Mapping[str, File]
    """Sidecars by their name, those without an article too."""
    registry: tuple[File, ...]
    prose: tuple[File, ...]
    static: tuple[File, ...]
    """What is published as it is."""
    unread: tuple[File, ...] = ()
    """What is neither read nor published."""
    problems: tuple[Diagnostic, ...] = ()

    def __iter__(self) -> Iterator[File]:
        yield from self.articles
        yield from self.sidecars.values()
        yield from self.registry
        yield from self.prose
        yield from self.static
        yield from self.unread
