"""What pages say in words of their own, in the language of the page, from gettext catalogues.

The messages are the English words. A language without a catalogue, and a message without a
translation, speaks English. Nothing is read from a disk: the catalogues are handed over as bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from gettext import c2py
from itertools import chain

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from msgspec import Struct, field

from sitegen.text.languages import written

ENGLISH = "en"


class Words(Struct, frozen=True):
    """The words of one language."""

    messages: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The forms of a message that counts something, by its English singular."""
    form: Callable[[int], int] = lambda count: int(count != 1)
    """Which of the forms goes with a number."""

    def say(self, message: str, /, **facts: object) -> str:
        """Return a message in this language with facts in the place of each `%(name)s`."""
        return self.gettext(message) % facts

    def gettext(self, message: str) -> str:
        """Return a message in this language."""
        return self.messages.get(message, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form of a message that goes with a number."""
        forms = self.plurals.get(one)
        if not forms:
            return one if count == 1 else many
        return forms[min(self.form(count), len(forms) - 1)]


class Catalogues:
    """The catalogues of a site, each read when its language is first spoken."""

    def __init__(self, files: Mapping[str, tuple[bytes, ...]] | None = None) -> None:
        """Take the files of each language by its tag; what stands in a later one counts."""
        self._files = dict(files or {})
        self._by_script = {written(language): language for language in sorted(self._files)}
        self._read: dict[str, Words] = {}

    def __reduce__(self) -> tuple[type[Catalogues], tuple[dict[str, tuple[bytes, ...]]]]:
        """Send the files: another process reads what it needs."""
        return Catalogues, (self._files,)

    def speaks(self, language: str) -> bool:
        """Say whether the words of a page can be those of a language."""
        return bool(self._named(language)) or written(language)[0] == ENGLISH

    def words(self, language: str) -> Words:
        """Return the words of a language; English if there is no catalogue."""
        found = self._read.get(language)
        if found is None:
            name = self._named(language)
            found = self._read[language] = _words(self._files[name]) if name else Words()
        return found

    def _named(self, language: str) -> str:
        """Return the catalogue of a language: its own, or that of its language and script."""
        if language in self._files:
            return language
        return self._by_script.get(written(language), "")


_TEXT = re.compile(r'\s*(?:msg\w+(?:\[\d+\])?)?\s*(".*?)\s*')
_CLOSED = re.compile(r'"(?:[^"\\]|\\.)*"')
_FACT = re.compile(r"%(?:\((\w+)\)s|%)")


def fault(catalogue: bytes) -> tuple[int, str] | None:
    """Return the line at which a catalogue cannot be used, and why; None if it can."""
    try:
        parsed = _parsed(catalogue)
        c2py(parsed.plural_expr)
    except PoFileError as error:
        return error.lineno + 1, str(error.args[0]).rpartition(" on ")[0]
    except ValueError as error:  # also: it is not UTF-8, or has a wrong rule for plurals
        return 1, str(error)
    for number, line in enumerate(catalogue.decode("utf-8").splitlines(), start=1):
        text = _TEXT.fullmatch(line)  # Babel drops the last letter of one that is not closed.
        if text and not _CLOSED.fullmatch(text[1]):
            return number, 'a text stands between two quotation marks; one inside it is written \\"'
    for message in filter(lambda item: item.id, parsed):  # The first one is the header.
        original = message.id if isinstance(message.id, str) else " ".join(message.id)
        for said in [message.string] if isinstance(message.string, str) else message.string or ():
            strange = set(_FACT.findall(said)) - set(_FACT.findall(original)) - {""}
            if strange or "%" in _FACT.sub("", said):
                return message.lineno or 1, f"a wrong %(…)s in the translation {said!r}"
    return None


@lru_cache(maxsize=64)
def _words(files: tuple[bytes, ...]) -> Words:
    messages: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    catalogues = [_parsed(file) for file in files]
    for message in chain.from_iterable(catalogues):
        match message.id, message.string:
            case _ if message.fuzzy:
                continue
            case (str(one), *_), (*forms,) if all(forms):
                plurals[one] = tuple(forms)
            case str(words), str(said) if words and said:
                messages[words] = said
    return Words(messages, plurals, c2py(catalogues[0].plural_expr))


def _parsed(file: bytes) -> Catalog:
    lines = file.decode("utf-8").splitlines(keepends=True)
    return read_po(lines, abort_invalid=True)
