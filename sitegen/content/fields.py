"""The sorts of values that fields hold: words, ids, days, dates as exact as known, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from msgspec import Struct
from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from sitegen.content.amounts import excess_of_markdown
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
_ORDINARY_ADDRESS = re.compile(
    r"https?://[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*(?:/[\w./?=&%#~:;,+!@$*()'-]*)?", re.ASCII
)
"""Most addresses; about the others the standard library decides, which takes ten times as long."""
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

    def surely_before(self, day: date) -> bool:
        """Say whether all of it lies before `day`."""
        return (self.year, self.month or 12, self.day or 31) < (day.year, day.month, day.day)


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


@lru_cache(maxsize=4096)
def _date_of(text: str) -> PartialDate | None:
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


def meant_date(text: str) -> str:
    """Return the date that a text means in another form, '' if it is none or may be several."""
    parts = re.findall(r"\d+", text)
    if re.fullmatch(r"\W*\d{1,2}\. ?\d{1,2}\. ?\d{4}\W*", text):
        parts.reverse()  # Where full stops are written the day comes first.
    elif not re.fullmatch(r"\W*\d{4}(?:\W\d{1,2}){0,2}\W*", text):
        return ""
    return str(_date_of("-".join(part.zfill(2) for part in parts)) or "")


def _partial_date(value: Any) -> Any:
    found = _date_of(value) if isinstance(value, str) else None
    if found is None:
        raise _wrong(A_DATE)
    return found


def _day(value: Any) -> Any:
    found = _date_of(value) if isinstance(value, str) else None
    if found is None or not found.day:
        raise _wrong(A_DAY)
    return found.earliest


def _address(value: Any) -> Any:
    if not isinstance(value, str):
        raise _wrong("an address that begins with https:// or http://")
    if len(value) > ADDRESS.most:
        raise _exceeded(ADDRESS, len(value))
    if _ORDINARY_ADDRESS.fullmatch(value):
        return value
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and _is_host(parts.hostname or "")
    except ValueError:
        good = False
    if not good or re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", value):
        raise PydanticCustomError("address_refused", "address", {"address": value})
    return value


def _is_host(name: str) -> bool:
    """Say whether a name can be that of a host: words between single full stops, or IPv6."""
    return any(map(str.isalnum, name)) and "" not in name.removesuffix(".").split(".")


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


def shorthand(key: str) -> BeforeValidator:
    """Let a bare text stand for a mapping with just `key`."""

    def expand(value: Any) -> Any:
        return {key: value} if isinstance(value, str) else value

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
Day = Annotated[date, BeforeValidator(_day)]
Date = Annotated[PartialDate, BeforeValidator(_partial_date)]
WebAddress = Annotated[str, BeforeValidator(_address)]
Language = Annotated[str, BeforeValidator(_language)]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Number = Annotated[float, BeforeValidator(_number)]
