"""Every catalogue says everything that pages say, with the same facts and markup in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import c2py
from typing import Any

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from projects import REPOSITORY

from sitegen.site.words import Catalogues, fault
from tools.catalogues import LOCALE, TEMPLATE, catalogues, extracted

LANGUAGES = {"ar", "de", "es", "fr", "hi", "pt", "zh"}
FACT = re.compile(r"%(?:\(\w+\))?.|\{\w+\}")
MARKUP = re.compile(r"<[^>]*>|&\w+;")

EXTRACTED = extracted()
CATALOGUES = {path.stem: catalogue for path, catalogue in catalogues()}


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def key(message: Message) -> Any:
    return message.id


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_the_languages_that_are_promised_are_there():
    assert set(CATALOGUES) == LANGUAGES


def test_the_template_has_every_message_of_the_sources_and_no_other():
    """`make catalogues` writes it."""
    with TEMPLATE.open("rb") as file:
        written = read_po(file)

    assert {key(m) for m in messages(written)} == {key(m) for m in messages(EXTRACTED)}


def test_the_sources_of_the_themes_and_of_the_views_are_read():
    found = {file.split("/")[0] for message in EXTRACTED for file, _ in message.locations}

    assert found == {"themes", "sitegen"}
    assert "Claim %(number)s: %(verdict)s" in EXTRACTED
    assert EXTRACTED.get("%(count)s claim").id == ("%(count)s claim", "%(count)s claims")


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_a_catalogue_is_complete_and_has_nothing_else(language):
    catalogue = CATALOGUES[language]

    assert {key(m) for m in messages(catalogue)} == {key(m) for m in messages(EXTRACTED)}
    assert [m.id for m in messages(catalogue) if not all(forms(m))] == []
    assert [m.id for m in messages(catalogue) if m.fuzzy] == []
    assert fault((LOCALE / f"{language}.po").read_bytes()) is None


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_facts_markup_and_ends_agree_with_the_original(language):
    wrong = []
    for message in messages(CATALOGUES[language]):
        one = message.id if isinstance(message.id, str) else message.id[0]
        for said in forms(message):
            facts = set(FACT.findall(said))
            wanted = set(FACT.findall(one))
            # "one claim", "two claims": a language may count in words.
            if message.pluralizable and "%(count)s" not in facts:
                wanted -= {"%(count)s"}
            if facts != wanted or MARKUP.findall(said) != MARKUP.findall(one):
                wrong.append((one, said))
            if said != said.strip() and one == one.strip():
                wrong.append((one, said))

    assert wrong == []


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_plural_forms_are_those_of_the_language(language):
    """Each form goes with one plural category of CLDR, as far as anybody counts claims."""
    catalogue = CATALOGUES[language]
    category, form = Locale.parse(language).plural_form, c2py(catalogue.plural_expr)
    pairs = {(category(number), form(number)) for number in range(1000)}

    assert len(pairs) == len(dict(pairs)) == catalogue.num_plurals
    counted = [message for message in messages(catalogue) if message.pluralizable]
    assert counted
    assert {len(forms(message)) for message in counted} == {catalogue.num_plurals}


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "%(count)s claim"),
        ("en", 0, "%(count)s claims"),
        ("fr", 0, "%(count)s affirmation"),
        ("de", 2, "%(count)s Behauptungen"),
        ("zh", 1, "%(count)s个说法"),
        ("ar", 0, "لا ادعاءات"),
        ("ar", 1, "ادعاء واحد"),
        ("ar", 2, "ادعاءان"),
        ("ar", 7, "%(count)s ادعاءات"),
        ("ar", 11, "%(count)s ادعاءً"),
        ("ar", 100, "%(count)s ادعاء"),
    ],
)
def test_the_form_that_goes_with_a_number(language, count, said):
    known = Catalogues({path.stem: (path.read_bytes(),) for path in LOCALE.glob("*.po")})

    assert known.words(language).ngettext("%(count)s claim", "%(count)s claims", count) == said


def test_the_catalogues_come_with_the_package():
    """Sources and wheel alike: no step has to be taken before they can be used."""
    assert LOCALE.is_relative_to(REPOSITORY / "sitegen")
    assert list(LOCALE.rglob("*.mo")) == []
