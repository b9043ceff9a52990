"""Addresses made of names: of any script, each name with its own, and those that were there stay."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.site import addresses
from sitegen.site.addresses import LONGEST, slug_of, spelling

NAMES = st.text(min_size=1, max_size=40).filter(str.strip)


def words_of(first: int, last: int) -> st.SearchStrategy[str]:
    """Words of a script: letters, each with any of its marks."""
    signs = [chr(code) for code in range(first, last + 1)]
    letters = st.sampled_from([sign for sign in signs if unicodedata.category(sign) == "Lo"])
    marks = st.sampled_from([s for s in signs if unicodedata.category(s) in ("Mn", "Mc")])
    syllable = st.builds(lambda letter, more: letter + "".join(more), letters, st.lists(marks))
    return st.lists(syllable, min_size=1, max_size=4).map("".join)


WORDS = st.one_of(words_of(0x900, 0x97F), words_of(0xE01, 0xE5B), words_of(0x1000, 0x109F))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Labour market", "labour-market"),
        ("R&D (2024): what next?", "r-d-2024-what-next"),
        ("Größe & Ort", "größe-ort"),
        ("Straße", "straße"),
        ("STRASSE", "strasse"),
        ("Élection présidentielle", "élection-présidentielle"),
        ("snake_case", "snake-case"),
        ("जेल", "जेल"),
        ("अर्थव्यवस्था", "अर्थव्यवस्था"),
        ("ข่าว", "ข่าว"),
        ("İklim", "iklim"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("eco\u200cnomy", "economy"),
        ("eco\u00adnomy", "economy"),
        ("?!", "u-3f-21"),
        ("\U0001f9a0", "u-1f9a0"),
        ("❤\ufe0f", "u-2764"),
        ("\u3164", "u-3164"),
    ],
)
def test_the_address_of_a_name(name, slug):
    assert slug_of(name) == slug


@given(st.text("abcXYZ 059.,;-_'!?&+éüñßøłç", min_size=1, max_size=30))
def test_latin_names_have_the_address_that_they_always_had(name):
    before = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", name).lower()).strip("-")
    if before:
        assert slug_of(name) == before


@given(NAMES)
def test_an_address_can_be_a_folder_and_stays(name):
    slug = slug_of(name)
    assert slug
    assert len(slug.encode()) <= LONGEST
    assert not re.search(r"[\s/\\.:#?%<>\"|*]", slug)
    assert slug_of(slug) == slug or len(name.encode()) > LONGEST // 4
    assert slug_of(unicodedata.normalize("NFD", name)) == slug


@given(WORDS, WORDS)
def test_words_that_differ_in_a_letter_or_its_marks_never_share_an_address(one, other):
    is_same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert (slug_of(one) == slug_of(other)) == is_same


@given(NAMES)
def test_capitals_and_composition_make_no_other_topic(name):
    for other in (unicodedata.normalize("NFD", name), name.strip()):
        assert spelling(other) == spelling(name)
        assert addresses.topic(other) == addresses.topic(name)
