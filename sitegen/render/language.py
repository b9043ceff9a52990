"""What templates need to know of the language of a page: its words, dates, numbers, lists, directions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from operator import add
from typing import Any

import regex
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment
from markupsafe import Markup, escape

from sitegen.content import PartialDate
from sitegen.render.running import as_markup, html_of
from sitegen.site import SiteView
from sitegen.site.views import NO_MARKUP
from sitegen.site.words import ENGLISH, Catalogues, Words
from sitegen.text.languages import direction, written

SHIPPED, OWN = "catalogues/", "locale/"
"""Where among the files of a theme the catalogues stand: those of sitegen, those of the theme."""

_CAPITALS = frozenset({"de", "lb"})
"""Languages whose nouns have capitals."""
_RIGHT = regex.compile(r"[\p{bc=R}\p{bc=AL}\p{bc=AN}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LEFT = regex.compile(r"[\p{bc=L}\p{bc=EN}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What would run the other way in a text from left to right, and in one from right to left."""


def catalogues(files: Mapping[str, bytes]) -> Catalogues:
    """Return the catalogues among the files of a theme; what the theme's own say counts."""
    found: dict[str, tuple[bytes, ...]] = {}
    for folder in (SHIPPED, OWN):
        for name in sorted(files):
            if name.startswith(folder) and name.endswith(".po"):
                language = name.removeprefix(folder).removesuffix(".po")
                found[language] = (*found.get(language, ()), files[name])
    return Catalogues(found)


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a page, as its templates see it: `interface`."""

    code: str
    """Its tag."""
    site: str
    """The tag of the site's language: that of verdicts, names and everything in the registry."""
    words: Words

    direction: str = field(init=False)
    """`ltr` or `rtl`."""

    def __post_init__(self) -> None:
        """Find the direction."""
        object.__setattr__(self, "direction", direction(self.code))

    @property
    def arrow(self) -> str:
        """An arrow that points where the text goes on."""
        return "←" if self.direction == "rtl" else "→"

    def equip(self, environment: Environment) -> None:
        """Give an environment the words, filters and functions of this language."""
        locale = _locale(self.code)
        environment.install_gettext_callables(  # type: ignore[attr-defined]
            self.words.gettext, self.words.ngettext, newstyle=True
        )
        if environment.autoescape:  # The same, without asking each time whether to escape.
            said = {"gettext": self.say, "_": self.say, "ngettext": self.say_count}
            environment.globals |= said
        environment.globals |= {
            "interface": self,
            "in_language": self.attributes,
            "in_site_language": self.attributes(self.site),
            "listed": self.listed,
        }
        environment.filters |= {
            "day": partial(_day, locale),
            "tick": partial(_tick, locale),
            "iso": str,
            "percent": partial(_percent, locale),
            "number": partial(_number, locale),
            "bdi": self.isolated,
            "endonym": _endonym,
            "in_sentence": partial(_in_sentence, self.site),
            "listing": partial(self.listed, self.isolated),
        }

    def say(self, message: str, /, **facts: Any) -> Markup:
        """Return a message with facts in the place of each `%(name)s`."""
        return _filled(self.words.gettext(message), facts)

    def say_count(self, one: str, many: str, count: int, /, **facts: Any) -> Markup:
        """Return the form of a message that goes with a number, numbers as the language writes them."""
        facts.setdefault("num", count)
        locale = _locale(self.code)
        for name, fact in facts.items():
            if type(fact) is int:
                facts[name] = _number(locale, fact)
        return _filled(self.words.ngettext(one, many, count), facts)

    def attributes(self, language: str, around: str = "") -> Markup:
        """Return the attributes of an element in a language; none if that of the text around it.

        `around` is the language of the page unless said otherwise. Nothing is said of a language
        that is not known.
        """
        around = around or self.code
        if not language or language == around:
            return NO_MARKUP
        return _attributes(language, around)

    def isolated(self, text: str) -> str:
        """Return a text of an unknown language so that its direction disturbs nothing around it."""
        other = _LEFT if self.direction == "rtl" else _RIGHT
        if (other is _RIGHT and text.isascii()) or not other.search(text):
            return text
        return as_markup(f"<bdi>{escape(text)}</bdi>")

    def listed(self, write: Callable[[Any], str], items: Iterable[Any]) -> Markup:
        """Return items, each written by a macro, as a list in a sentence: A, B and C."""
        pieces = [str.strip(html_of(write(item))) for item in items]
        if len(pieces) < 2:
            return Markup("".join(pieces))  # noqa: S704 (escaped)
        before, *between = _around(self.code, len(pieces))
        return as_markup(before + "".join(map(add, pieces, between)))


def language_of(written_in: str, site: SiteView, known: Catalogues) -> Language:
    """Return the language of a page: that of its check where there are words for it, or the site's."""
    code = written_in if written_in and known.speaks(written_in) else site.language
    return Language(code, site.language, known.words(code))


def _filled(said: str, facts: dict[str, Any]) -> Markup:
    """Return the theme's own words with facts in them; `Markup(said) % facts`, in a third of the time."""
    for name, fact in facts.items():
        if type(fact) is not Markup:
            facts[name] = html_of(fact)
    return as_markup(said % facts)


@lru_cache(maxsize=1024, typed=True)
def _attributes(language: str, around: str) -> Markup:
    said = Markup(' lang="{}"').format(language)
    way = direction(language)
    return said if way == direction(around) else said + Markup(' dir="{}"').format(way)


# What is printed for a date or a number; a site has few of each.


@lru_cache(maxsize=64)
def _locale(language: str) -> str:
    """Return the name of the nearest locale that Babel knows."""
    for name in (language, "-".join(written(language)), written(language)[0]):
        try:
            return str(Locale.parse(name, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    return ENGLISH


@lru_cache(maxsize=1024)
def _in_sentence(language: str, label: str) -> str:
    """Return a verdict as it stands in the middle of a sentence, where German keeps its capitals."""
    if written(language)[0] in _CAPITALS or label[1:2].isupper():
        return label
    return label[:1].lower() + label[1:]


@lru_cache(maxsize=1024)
def _around(language: str, count: int) -> list[str]:
    """Return what stands before, between and behind so many items of a list in a sentence."""
    locale = Locale.parse("en_GB" if language == ENGLISH else _locale(language))
    return format_list(["\0"] * count, locale=locale).split("\0")


@lru_cache(maxsize=64)
def _endonym(language: str) -> str:
    """Return what a language calls itself; its tag if nobody knows."""
    locale = _locale(language)
    if locale.partition("_")[0] != written(language)[0]:
        return language
    return Locale.parse(locale).get_display_name() or language


@lru_cache(maxsize=8192)
def _day(locale: str, day: date | PartialDate | None) -> str:
    if day is None:
        return ""
    if isinstance(day, date) or day.day:
        exact = day if isinstance(day, date) else day.earliest
        return format_date(exact, "d MMMM y" if locale == ENGLISH else "long", locale=locale)
    if day.month:
        return str(format_skeleton("yMMMM", day.earliest, locale=locale))
    return str(day.year)


@lru_cache(maxsize=64)
def _tick(locale: str, day: PartialDate) -> str:
    """Return a month or year in as few letters as the language allows: there may be twelve in a row."""
    if not day.month:
        return str(day.year)
    return str(format_skeleton("MMM", day.earliest, locale=locale))


@lru_cache(maxsize=8192, typed=True)
def _number(locale: str, number: float) -> str:
    return format_decimal(number, locale=locale)


@lru_cache(maxsize=8192, typed=True)
def _percent(locale: str, share: float) -> str:
    return format_percent(share, locale=locale)
