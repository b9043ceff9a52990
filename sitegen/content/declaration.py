"""theme.yml: what a theme is called, which theme it builds on, and which options it has."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sitegen.content.fields import Fields, Many, Text, Words, shorthand
from sitegen.content.nodes import Document, read_yaml
from sitegen.content.validation import validate
from sitegen.diagnostics import Diagnostic, Source

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_WEIGHT = re.compile(r"[1-9]\d{0,2}(?: [1-9]\d{0,2})?", re.ASCII)
_FAMILY = re.compile(r"\w[\w .&+-]{0,80}")
_FILE = re.compile(r"\w[\w ./+-]*")
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
    weight: Annotated[str, _expect(_WEIGHT, "a weight such as 400, or two such as 100 900")] = "400"
    style: Literal["normal", "italic"] = "normal"


FontFiles = Annotated[
    tuple[Annotated[FontFile, shorthand("file")], ...], Many, BeforeValidator(_one_or_more)
]


class OwnFont(Fields):
    """A font that a site brings."""

    family: Annotated[str, _expect(_FAMILY, "the name of a font")]
    files: FontFiles


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
    fonts: dict[Annotated[str, _expect(_FAMILY, "the name of a font")], FontFiles] = Field(
        default_factory=dict
    )
    """The fonts that come with the theme."""
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
