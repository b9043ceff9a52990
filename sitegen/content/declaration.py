"""theme.yml: what a theme is called, which theme it builds on, and which options it has."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sitegen.content.fields import Fields, Text, Words, shorthand
from sitegen.content.nodes import Document, read_yaml
from sitegen.content.validation import validate
from sitegen.diagnostics import Diagnostic, Source

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_WEIGHT = re.compile(r"[1-9]\d{0,2}(?: [1-9]\d{0,2})?", re.ASCII)
_WEIGHT_EXPECTED = "a weight such as 400, or two such as 100 900"
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)
_FAMILY = re.compile(r"\w[\w .&+-]{0,80}")
_FILE = re.compile(r"\w[\w ./+-]*")
_LETTERS = re.compile(
    r"U\+[0-9A-F]{1,6}(?:-[0-9A-F]{1,6})?(?:, ?U\+[0-9A-F]{1,6}(?:-[0-9A-F]{1,6})?)*", re.ASCII
)
FORMATS = {"woff2": "woff2", "woff": "woff", "ttf": "truetype", "otf": "opentype"}
"""What style sheets call the format of a font file, by its ending."""


def _expect(pattern: re.Pattern[str], expected: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        raise PydanticCustomError("expected", "{expected}", {"expected": expected})

    return BeforeValidator(check)


def _is_font(value: Any) -> Any:
    if isinstance(value, str) and _FILE.fullmatch(value) and value.rpartition(".")[2] in FORMATS:
        return value
    expected = "a file that ends in " + ", ".join(f".{ending}" for ending in FORMATS)
    raise PydanticCustomError("expected", "{expected}", {"expected": expected})


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


class FontFile(Fields):
    """A file of a font, below the assets of the theme."""

    file: Annotated[str, BeforeValidator(_is_font)]
    weight: Annotated[str, _expect(_WEIGHT, _WEIGHT_EXPECTED)] = "400"
    style: Literal["normal", "italic"] = "normal"


FontFiles = Annotated[
    tuple[Annotated[FontFile, shorthand("file")], ...], BeforeValidator(_one_or_more)
]


def _percent(value: Any) -> Any:
    if isinstance(value, str) and _PERCENT.fullmatch(value):
        return float(value)
    expected = "a percentage such as 96.1, without its sign"
    raise PydanticCustomError("expected", "{expected}", {"expected": expected})


def _size(value: Any) -> Any:
    """Refuse nothing as a size: heights are divided by it."""
    return _percent("" if _percent(value) == 0 else value)


Percent = Annotated[float, BeforeValidator(_percent)]
Family = Annotated[str, _expect(_FAMILY, "the name of a font")]


class FittedFace(Fields):
    """A font that readers may have, and how large it has to be to take the room of another."""

    family: Family
    """Faces of the same family stand in together, each for its weights."""
    local: tuple[Family, ...]
    """What systems call it: the full name or the PostScript name of the very face."""
    weight: Annotated[str, _expect(_WEIGHT, _WEIGHT_EXPECTED)] = "400"
    size: Annotated[float, BeforeValidator(_size)]
    """Of the size of the text."""


class StandIns(Fields):
    """What is shown until a font has come, fitted so that the text does not move then."""

    ascent: Percent
    """How far the font that stands for them reaches above the line, of its size."""
    descent: Percent
    gap: Percent = 0.0
    letters: Annotated[str, _expect(_LETTERS, "ranges of letters such as U+0-2FF, U+2000-22FF")]
    """What they stand in for; the letters of other scripts are left to what comes behind them."""
    faces: tuple[FittedFace, ...]
    """The first that a reader's system has is shown."""


class OwnFont(Fields):
    """A font that a site brings."""

    family: Family
    files: FontFiles
    stand_ins: StandIns | None = None


class Declared(Fields):
    """An option of a theme."""

    type: Literal["colour", "font", "picture"]
    description: Words
    default: Any = None
    readable_on: tuple[Words, ...] = ()
    """Of a colour of text: the colours on which it stands."""
    fallback: Text = ""
    """Of a font: what the system has to offer instead, as a style sheet writes it."""


class ThemeFields(Fields):
    """The fields of theme.yml."""

    name: Words
    description: Text = ""
    parent: Words | None = None
    fonts: dict[Family, FontFiles] = Field(default_factory=dict)
    """The fonts that come with the theme."""
    stand_ins: dict[Family, StandIns] = Field(default_factory=dict)
    """By the font that they stand in for."""
    options: dict[
        Annotated[str, _expect(_NAME, "a name of small letters, such as `accent`")], Declared
    ] = Field(default_factory=dict)


class Declaration(Struct, frozen=True):
    """A theme.yml as it was read."""

    fields: ThemeFields
    document: Document


def read_declaration(source: Source) -> tuple[Declaration | None, list[Diagnostic]]:
    """Read a theme.yml."""
    found, problems = _read(source.path, source.text)
    return found, list(problems)


@lru_cache(maxsize=8)  # A preview reads the same few at every edit.
def _read(path: str, text: str) -> tuple[Declaration | None, tuple[Diagnostic, ...]]:
    document, problems = read_yaml(Source(path, text))
    if problems:
        return None, tuple(problems)
    fields, problems = validate(ThemeFields, document, (), document.value or {}, "theme.yml")
    return (Declaration(fields, document) if fields else None), tuple(problems)
