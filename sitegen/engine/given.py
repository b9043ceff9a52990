"""What a build starts from: what was asked for, and what the project says apart from its articles."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from datetime import date
from pathlib import Path

from msgspec import Struct

from sitegen.engine.digests import digest
from sitegen.engine.report import Progress
from sitegen.engine.survey import Survey
from sitegen.engine.template_cache import TemplateCache
from sitegen.engine.themes import Trees
from sitegen.render import ThemeFile
from sitegen.site.words import Catalogues

SETTINGS = "the configuration, the theme, the verdicts or the names changed"
"""Why everything has to be made."""


class Options(Struct, frozen=True):
    """What a caller asked for."""

    target: Path
    drafts: bool
    strict: bool
    jobs: int
    executor: Executor | None
    progress: Progress
    search: bool = True
    """Whether a search index is made, where mkdocs.yml wants one."""


class Given(Struct, frozen=True):
    """What a build starts from, apart from the articles."""

    surveyed: Survey
    theme: Mapping[str, ThemeFile]
    catalogues: Catalogues
    digest: bytes
    """Of the theme and of the programs."""
    trees: Trees
    """The stamps of all files that are, or could be, in the theme."""
    today: date
    templates: TemplateCache | None
    """Where compiled templates are kept; None where they cannot be."""
    looked: int
    """When the build began, in nanoseconds since 1970."""


def digest_of_theme(theme: Mapping[str, ThemeFile]) -> bytes:
    """Return the digest of the files of a theme."""
    return digest(
        *(part for name in sorted(theme) for part in (name.encode(), theme[name].content))
    )


def digest_of_catalogues(theme: Mapping[str, ThemeFile]) -> bytes:
    """Return the digest of the words that templates are compiled with."""
    return digest_of_theme({name: file for name, file in theme.items() if name.endswith(".po")})
