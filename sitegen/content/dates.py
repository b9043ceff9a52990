"""Dates that are written in another way than fields take them: what they mean, and never a guess."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

_LANGUAGES = ("en", "es", "fr", "de", "pt", "ar", "hi", "zh")
"""Those that sitegen speaks."""
_DIGITS = re.compile(r"\d+")
_TIME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[Tt ,]+\d{1,2}:\d{2}.*", re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})[-/. _]{1,2}(\d{1,2})(?:[-/. _]{1,2}(\d{1,2}))?\.?")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ]{1,2})(\d{1,2})[-/. ]{1,2}(\d{4})\.?")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_WORD = re.compile(r"[^\W\d_](?:[^\d\s,;/()-]|[^\W\d_])*")
_MOST_WORDS = 5
"""In a date: `Tuesday, the 29th of September 2020`."""


def date_hint(text: str, *, is_day: bool) -> str:
    """Return what to write instead of a date in another form, '' if nobody can tell.

    With `is_day` a year or a month is not enough. Both readings of `01/02/2026` are shown.
    """
    readings = [found for found in _readings(_plain(text)) if found.count("-") == 2 or not is_day]
    if len(readings) == 2:
        return "write " + ", or ".join(f"{found} for {_in_words(found)}" for found in readings)
    return f"write {readings[0]}" if readings else ""


def _plain(text: str) -> str:
    """Return a text with ASCII digits and without what stands around a date."""
    text = unicodedata.normalize("NFC", text)
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)
    shown = "".join(sign for sign in digits if unicodedata.category(sign) != "Cf")
    return shown.replace("\u2013", "-").replace("\u2010", "-").strip(" \t\n\u00a0'\"“”.,()[]")


def _readings(text: str) -> list[str]:
    """Return the dates that a text can mean: none, one or two."""
    timed = _TIME.fullmatch(text)
    text = timed[1] if timed else text
    for form in (_YEAR_FIRST, _CHINESE, _COMPACT):
        found = form.fullmatch(text)
        if found:
            return _possible(found[1], found[2], found[3])
    found = _YEAR_LAST.fullmatch(text)
    if found:
        day_first = _possible(found[4], found[3], found[1])
        # Where full stops are written the day comes first.
        month_first = [] if "." in found[2] else _possible(found[4], found[1], found[3])
        return list(dict.fromkeys([*day_first, *month_first]))
    found = _MONTH_AND_YEAR.fullmatch(text)
    if found:
        return _possible(found[2], found[1])
    if re.fullmatch(r"\d{4}", text):
        return _possible(text)
    return _with_month(text) if len(text) < 80 else []


def _with_month(text: str) -> list[str]:
    """Return the date of a text with the name of one month in it: `29 September 2020`."""
    words = [word.rstrip(".॰").casefold() for word in _WORD.findall(text)]
    months = {_months()[word] for word in words if word in _months()}
    years = [number for number in _DIGITS.findall(text) if len(number) == 4]
    days = [number for number in _DIGITS.findall(text) if len(number) < 3]
    others = len(_DIGITS.findall(text)) - len(years) - len(days)
    if len(months) != 1 or len(years) != 1 or len(days) > 1 or others or len(words) > _MOST_WORDS:
        return []
    return _possible(years[0], str(months.pop()), *days)


def _possible(year: str, month: str | None = None, day: str | None = None) -> list[str]:
    """Return a date as fields take it, nothing if it is not in the calendar."""
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return []
    return ["-".join([year, *(part.zfill(2) for part in (month, day) if part)])]


def _in_words(day: str) -> str:
    year, month, number = day.split("-")
    from babel.dates import get_month_names

    return f"{int(number)} {get_month_names(locale='en')[int(month)]} {year}"


@cache
def _months() -> dict[str, int]:
    """Return the months by their names in all languages; a name of two months is none."""
    from babel.dates import get_month_names

    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context, locale=language)
                for number, name in names.items():
                    found.setdefault(name.rstrip(".॰").casefold(), set()).add(number)
    for number, name in enumerate(("jan feb mar apr may jun jul aug sept oct nov dec").split(), 1):
        found.setdefault(name, set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}
