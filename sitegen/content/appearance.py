"""How a site looks: what is chosen for each option of its theme."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.content.colour import Colour
from sitegen.content.declaration import FontFile


@dataclass(frozen=True, slots=True)
class Font:
    """A family of letters."""

    family: str
    """'' for what the system has."""
    fallback: str
    """What stands in for it, as a style sheet writes it."""
    files: tuple[FontFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the site."""

    address: str
    """Relative to the root of the site."""
    alt: str


Choice = Colour | Font | Picture | None
"""None for an option that is not set and has no default."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """The options of a theme, in the order in which it declares them, with what is chosen for each."""

    choices: tuple[tuple[str, Choice], ...] = ()
