"""The sorts of values that fields hold: words, ids, days, dates as exact as known, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from sitegen.content.amounts import excess_of_markdown
from sitegen.content.web_address import web_address
from sitegen.diagnostics.limits import (
    ADDRESS,
    ITEMS,
    LINE,
    NAME,
    QUOTE,
    SENTENCE,
    TEXT,
    Limit,
)
from sitegen.text import fold

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 100
"""In letters. Ids become names of folders, of which disks know none above 255."""
_LONGEST_PATH, _LONGEST_NAME = 4_000, 255
"""In bytes; what systems allow."""
A_PATH = "the path of a folder or file, each name in it of at most 255 bytes"
A_DATE = "a date such as 2024, 2024-08 or 2024-08-29"
A_DAY = "a day such as 2024-08-29"
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,9})?([eE][+-]?\d{1,2})?", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class Fields(BaseModel):
    """A mapping in a content file. An unknown key is a problem, a missing one too."""

    # What checks a model is built when the first is read: a build after an edit reads few kinds.
    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )


class PartialDate(Struct, frozen=True, order=True):
    """A date as exact as it is known: a year, a month, or a day."""

    year: int
    month: int = 0
    """From 1; 0 when only the year is known."""
    day: int = 0
    """From 1; 0 when the day is not known."""

    def __str__(self) -> str:
        if self.day:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"

    @property
    def earliest(self) -> date:
        """The first day that it can be."""
        return date(self.year, self.month or 1, self.day or 1)


def _wrong(expected: str) -> PydanticCustomError:
    return PydanticCustomError("expected", "{expected}", {"expected": expected})


def _exceeded(limit: Limit, found: int) -> PydanticCustomError:
    return PydanticCustomError("limit_exceeded", "limit", {"limit": limit.name, "found": found})


def _words(limit: Limit, *, markdown: bool = False) -> Callable[[Any], Any]:
    """Return what lets through texts with words in them that stay within a limit."""
    most = limit.most

    def check(value: Any) -> Any:
        if not isinstance(value, str):
            raise _wrong("a text")
        if len(value) > most:
            raise _exceeded(limit, len(value))
        if not any(map(str.isalnum, value)) and not fold(value).strip():
            raise _wrong("a text with words in it")
        if markdown:
            excess = excess_of_markdown(value)
            if excess:
                raise _exceeded(*excess)
        return value

    return check


def at_most(limit: Limit) -> BeforeValidator:
    """Let through lists of no more items than a limit allows."""

    def check(value: Any) -> Any:
        if isinstance(value, (list, tuple)) and len(value) > limit.most:
            raise _exceeded(limit, len(value))
        return value

    return BeforeValidator(check)


def is_path(text: str) -> bool:
    """Say whether a text can be the path of a file: systems know no NUL and no name over 255 bytes."""
    if "\0" in text:
        return False
    data = text.encode("utf-8", "surrogatepass")
    return len(data) < _LONGEST_PATH and max(map(len, data.split(b"/"))) <= _LONGEST_NAME


def _path(value: Any) -> Any:
    if not isinstance(value, str) or not is_path(_words(NAME)(value)):
        raise _wrong(A_PATH)
    return value


def is_id(name: str) -> bool:
    """Say whether a text can be an id."""
    return len(name) <= LONGEST_ID and bool(ID.fullmatch(name))


def _id(value: Any) -> Any:
    if not isinstance(value, str):
        raise _wrong("an id")
    if not is_id(value):
        raise PydanticCustomError("id_wrong", "id", {"id": value})
    return value


def _slug(value: Any) -> Any:
    if not isinstance(value, str) or not value or re.search(r"[\s/#?]", value):
        raise _wrong("a part of an address, such as the-debate")
    return value


@lru_cache(maxsize=4096)
def date_of(text: str) -> PartialDate | None:
    """Return the date that a text is, None if it is none."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(year, month, day)


def _partial_date(value: Any) -> Any:
    found = date_of(value) if isinstance(value, str) else None
    if found is None:
        raise _wrong(A_DATE)
    return found


def _day(value: Any) -> Any:
    found = date_of(value) if isinstance(value, str) else None
    if found is None or not found.day:
        raise _wrong(A_DAY)
    return found.earliest


def _address(value: Any) -> Any:
    if isinstance(value, str) and len(value) > ADDRESS.most:
        raise _exceeded(ADDRESS, len(value))
    return web_address(value)


def _language(value: Any) -> Any:
    if not isinstance(value, str) or not is_language(value):
        raise _wrong("a language tag such as en, pt-BR or zh-Hans")
    return value


def is_language(value: str) -> bool:
    """Say whether a text has the form of a language tag."""
    return bool(_LANGUAGE.fullmatch(value))


def _yes_or_no(value: Any) -> Any:
    known = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in known:
        raise _wrong("true or false")
    return known[value.lower()]


def _number(value: Any) -> Any:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    raise _wrong("a number")


def shorthand(key: str, *others: str) -> BeforeValidator:
    """Let a bare text stand for a mapping with just `key`; but not one such as `name:Ana`.

    `others` are the other fields of the mapping: a space is missing after the colon of such a text.
    """
    run_on = re.compile(rf"(?:{'|'.join((key, *others))}):\S")

    def expand(value: Any) -> Any:
        if not isinstance(value, str) or run_on.match(value):
            return value
        return {key: value}

    return BeforeValidator(expand)


Text = Annotated[str, Strict(), StringConstraints(max_length=NAME.most)]
"""The id of something else, or what stands around a quote."""
Words = Annotated[str, BeforeValidator(_words(LINE))]
"""A text of one line."""
Sentence = Annotated[str, BeforeValidator(_words(SENTENCE, markdown=True))]
"""What lists show of a thing; some may cite."""
LongText = Annotated[str, BeforeValidator(_words(TEXT, markdown=True))]
"""Markdown of any number of paragraphs."""
QuotedWords = Annotated[str, BeforeValidator(_words(QUOTE))]
"""Words of an article or a source."""
Items = at_most(ITEMS)
FilePath = Annotated[str, BeforeValidator(_path)]
Id = Annotated[str, BeforeValidator(_id)]
Slug = Annotated[str, BeforeValidator(_slug)]
"""A part of an address that may come from a file's name, and so from any script."""
Day = Annotated[date, BeforeValidator(_day)]
Date = Annotated[PartialDate, BeforeValidator(_partial_date)]
WebAddress = Annotated[str, BeforeValidator(_address)]
Language = Annotated[str, BeforeValidator(_language)]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Number = Annotated[float, BeforeValidator(_number)]
