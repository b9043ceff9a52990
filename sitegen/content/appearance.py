"""How a site looks: what is chosen for each option of its theme."""

from __future__ import annotations

from msgspec import Struct

from sitegen.content.colour import Colour
from sitegen.content.declaration import FontFile, StandIns


class Font(Struct, frozen=True):
    """A family of letters."""

    family: str
    """'' for what the system has."""
    fallback: str
    """What the system has to offer instead, as a style sheet writes it."""
    files: tuple[FontFile, ...] = ()
    stand_ins: StandIns | None = None
    """What is shown until the files have come."""


class Picture(Struct, frozen=True):
    """A picture of the site."""

    address: str
    """Relative to the root of the site."""
    alt: str


Choice = Colour | Font | Picture | None
"""None for an option that is not set and has no default."""


class Appearance(Struct, frozen=True):
    """The options of a theme, in the order in which it declares them, with what is chosen for each."""

    choices: tuple[tuple[str, Choice], ...] = ()
