"""The sorts of values that fields hold: words, ids, days, dates as exact as known, addresses."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict
from pydantic_core import PydanticCustomError

from sitegen.content.web_address import web_address
from sitegen.text import fold

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 100
"""In letters. Ids become names of folders, of which disks know none above 255."""
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

    def surely_before(self, day: date) -> bool:
        """Say whether all of it lies before `day`."""
        return (self.year, self.month or 12, self.day or 31) < (day.year, day.month, day.day)


def _wrong(expected: str) -> PydanticCustomError:
    return PydanticCustomError("expected", "{expected}", {"expected": expected})


def _words(value: Any) -> Any:
    if not isinstance(value, str):
        raise _wrong("a text")
    if not any(map(str.isalnum, value)) and not fold(value).strip():
        raise _wrong("a text with words in it")
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


Text = Annotated[str, Strict()]
Words = Annotated[str, BeforeValidator(_words)]
Id = Annotated[str, BeforeValidator(_id)]
Slug = Annotated[str, BeforeValidator(_slug)]
"""A part of an address that may come from a file's name, and so from any script."""
Day = Annotated[date, BeforeValidator(_day)]
Date = Annotated[PartialDate, BeforeValidator(_partial_date)]
WebAddress = Annotated[str, BeforeValidator(web_address)]
Language = Annotated[str, BeforeValidator(_language)]
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Number = Annotated[float, BeforeValidator(_number)]
