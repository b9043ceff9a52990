"""The pictures of articles and claims: drawn by Typst, after the theme's template, with its fonts.

Typst sets any script as it should be: it joins, orders and breaks lines by the rules of each. A
picture that stands in the published site is never drawn again, since its address says what it shows.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from importlib.util import find_spec
from typing import Any

from msgspec import Struct

from sitegen.content import Configuration
from sitegen.diagnostics.extras import install
from sitegen.engine.outputs import Output, link, output_at, put
from sitegen.render import SocialCard, ThemeError, ThemeFiles
from sitegen.render.social_card import FOLDER, TEMPLATE

_LONGEST = 420
"""How much of a text a picture shows, in letters of half a square: about 70 words, or 210 signs."""
_LONGEST_WORD = 34
"""In letters; a longer one may be divided anywhere, since no line would hold it."""
_PLACE = re.compile(r"_bytes__\.typ:(\d+):")
"""Where in the template a mistake is: the template is handed over as bytes."""
_MISSING = (
    "no social images are made, because the package typst is not installed: "
    f"{install('social')}; or set `social_images: false`"
)


@cache
def _spaceless() -> re.Pattern[str]:
    """Match scripts that are wide, or need no space between words: lines may break at nearly any sign."""
    return re.compile(
        "[\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u1aaf\u2e80-\ud7ff"
        "\uf900-\ufaff\ufe30-\uffef\U00020000-\U0003ffff]"
    )


def can_draw() -> bool:
    """Say whether the program that draws is installed."""
    return find_spec("typst") is not None


def notices(configuration: Configuration) -> list[str]:
    """Return what is worth saying about the pictures."""
    return [_MISSING] if configuration.options.social_images and not can_draw() else []


class Artist(Struct, frozen=True):
    """Draws the pictures of one site."""

    template: bytes
    path: str
    """Where the template stands, as problems show it."""
    folders: tuple[str, ...]
    """Where the fonts of the theme are, nearest first."""
    there: Mapping[str, Output]
    """The files of the published site by their name."""
    broken: Set[str]
    """Those of them that are not as they were written."""

    def draw(self, card: SocialCard) -> bytes:
        """Return a picture as PNG. Raises ThemeError if the template has a mistake."""
        compiler = _compiler(self.folders)
        given = {"card": json.dumps(_given(card), ensure_ascii=False)}
        import typst

        try:
            found: bytes = compiler.compile(
                input=self.template, format="png", ppi=72, sys_inputs=given
            )
        except typst.TypstError as error:
            place = _PLACE.search(error.diagnostic)
            line = int(place[1]) if place else 1
            raise ThemeError(self.path, line, f"Typst: {error.message}") from error
        return found

    def publish(
        self, cards: Iterable[SocialCard], root: str, before: str
    ) -> Iterator[tuple[str, Output, bool]]:
        """Put pictures below `root`: those that stand below `before`, and new ones.

        Each comes as (name, what was written, whether it is new), as pages do.
        """
        for card in cards:
            name = card.address
            if name in self.there and name not in self.broken:
                known = self.there[name]
                is_same = link(f"{before}/{name}", f"{root}/{name}")
                there = known if is_same else output_at(f"{root}/{name}", known.digest)
                yield name, there, False
            else:
                output, is_new = put(root, before, name, self.draw(card))
                yield name, output, is_new


def artist(
    theme: ThemeFiles, there: Mapping[str, Output] | None = None, broken: Set[str] = frozenset()
) -> Artist:
    """Return who draws with a theme, and uses what is there in the published site and not broken."""
    template = theme[TEMPLATE]
    fonts = {
        os.path.dirname(file.path) or "."
        for name, file in theme.items()
        if name.startswith(FOLDER) and name.lower().endswith((".ttf", ".otf", ".ttc"))
    }
    mine = os.path.dirname(template.path)
    folders = sorted(fonts, key=lambda folder: (folder != mine, folder))
    return Artist(template.content, template.path, tuple(folders), there or {}, broken)


_OF_THREAD = threading.local()
"""A compiler serves one thread."""


def _compiler(folders: tuple[str, ...]) -> Any:
    """Return a compiler with the fonts of the theme, and those of the system for what they lack.

    It must draw one page at a time: for several it would wait for threads, which a process that is
    forked from this one, as builds do, does not have.
    """
    key: tuple[str, ...] = (os.getcwd(), *folders)
    if getattr(_OF_THREAD, "key", None) != key:
        import typst

        fonts = typst.Fonts(
            include_system_fonts=True, include_embedded_fonts=False, font_paths=list(folders)
        )
        _OF_THREAD.compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
        _OF_THREAD.key = key
    return _OF_THREAD.compiler


def _given(card: SocialCard) -> dict[str, Any]:
    """Return what the template is told."""
    text = _shortened(card.text)
    words = text.split(" ")
    text = " ".join(map(_divisible, words))
    whole = [w for w in words if len(w) <= _LONGEST_WORD and not _spaceless().search(w)]
    language, region = _tag(card.language)
    site_language, site_region = _tag(card.site_language)
    return {
        "verdict": card.verdict,
        "tone": card.tone,
        "text": text,
        "words": sorted(set(whole), key=lambda word: (-len(word), word))[:3],
        "language": language,
        "region": region,
        "site": card.site,
        "site_language": site_language,
        "site_region": site_region,
        "tones": card.tones,
    }


def _shortened(text: str) -> str:
    """Return as much of a text as a picture can show, with an ellipsis where it goes on."""
    room = _LONGEST
    for place, sign in enumerate(text):
        room -= 2 if _spaceless().match(sign) else 1
        if room < 0:
            cut = text[:place]
            return cut[: cut.rfind(" ")] + " …" if " " in cut[place // 2 :] else cut + "…"
    return text


def _divisible(word: str) -> str:
    if len(word) <= _LONGEST_WORD or _spaceless().search(word):
        return word
    half = _LONGEST_WORD // 2
    return "\u200b".join(word[at : at + half] for at in range(0, len(word), half))


def _tag(language: str) -> tuple[str, str]:
    """Return a language as Typst takes it: `pt-BR` as `pt` and `BR`."""
    first, *rest = language.split("-")
    region = next((part for part in rest if len(part) == 2 and part.isalpha()), "")
    return (first.lower() if first.isalpha() and len(first) in (2, 3) else "en"), region.upper()
