"""Which signs no page can show: exactly those that HTML forbids, and no other."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from sitegen.text.signs import may_be_unshowable, named, unshowable


def forbidden(number: int) -> bool:
    """The control characters and noncharacters of the Infra Standard, without ASCII white space."""
    is_control = number < 0x20 or 0x7F <= number <= 0x9F
    is_no_character = 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE
    is_surrogate = 0xD800 <= number <= 0xDFFF
    return (is_control and number not in (9, 10, 12, 13)) or is_no_character or is_surrogate


def test_of_all_signs_exactly_the_forbidden_ones_are_found():
    found = {number for number in range(sys.maxunicode + 1) if unshowable(chr(number)) == 0}

    assert found == set(filter(forbidden, range(sys.maxunicode + 1)))


@given(st.text(), st.text(alphabet="\0\x0b\x7f\x92\ufdd0\ufffe\U0010ffff\xa0»ﷺ"))
def test_the_quick_look_misses_none(before, after):
    text = before + after

    assert unshowable(text) < 0 or may_be_unshowable(text.encode())


@given(st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=("Cc", "Cn", "Cs"))))
def test_the_quick_look_takes_usual_texts_for_what_they_are(text):
    assert not may_be_unshowable(f"{text}\t\r\n\f".encode())


def test_a_sign_is_named_by_its_number():
    assert (named("\x0b"), named("\U0010ffff")) == ("U+000B", "U+10FFFF")
