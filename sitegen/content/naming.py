"""Entries of a registry by what people call them: names, aliases, titles, labels and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_NAME_FIELDS = ("name", "title", "label", "description", "url")
"""The fields that name an entry; a description does where there is no title."""
_MOST_OFFERED = 3
_WORD = re.compile(r"\w+")


class NameIndex:
    """The ids of entries by their names, without regard to capitals, accents and punctuation."""

    __slots__ = ("_ids_by_name",)

    def __init__(self, entries: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Take the entries as pairs of their id and their fields."""
        self._ids_by_name: dict[str, list[str]] = {}
        for entry_id, fields in entries:
            for name in dict.fromkeys(map(_folded, _names(entry_id, fields))):
                if name:
                    self._ids_by_name.setdefault(name, []).append(entry_id)

    def ids(self, name: str) -> list[str]:
        """Return the ids of the entries that are called so."""
        return self._ids_by_name.get(_folded(name), [])


def as_question(ids: list[str]) -> str:
    """Return ids as the question whether one of them was meant, '' if there are none."""
    shown = [repr(name) for name in ids[:_MOST_OFFERED]]
    return f"did you mean {' or '.join(shown)}?" if shown else ""


def _names(entry_id: str, fields: Mapping[str, Any]) -> Iterator[str]:
    yield entry_id
    for field in _NAME_FIELDS:
        value = fields.get(field)
        if field == "description" and (fields.get("title") or fields.get("name")):
            continue
        if isinstance(value, dict):  # one for each language
            yield from (text for text in value.values() if isinstance(text, str))
        elif isinstance(value, str):
            yield value
    aliases = fields.get("aliases")
    if isinstance(aliases, (list, tuple)):
        yield from (alias for alias in aliases if isinstance(alias, str))


def _folded(name: str) -> str:
    """Return a name without capitals, accents of Latin, Greek and Cyrillic letters, and punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    if plain.isascii():
        words = _WORD.findall(plain)
        is_initials = len(words) > 1 and all(len(word) == 1 for word in words)
        return ("" if is_initials else " ").join(words)
    # Vowel signs of other scripts are no accents: they tell words apart.
    letters = "".join(
        sign
        for sign in plain
        if not "\u0300" <= sign <= "\u036f" and sign not in "\u00ad\u200b\ufeff"
    )
    return " ".join("".join(s if _belongs(s) else " " for s in letters).split())


def _belongs(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign).startswith("M")
