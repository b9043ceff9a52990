"""Addresses and dates in fields: what is accepted, and what is to be written instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from sitegen.content.dates import date_hint
from sitegen.content.web_address import page_of, web_address


def hint_of(address: str) -> str:
    """Return the hint for an address, '' if it is accepted."""
    try:
        web_address(address)
    except PydanticCustomError as error:
        return str((error.context or {})["hint"]) or "nothing"
    return ""


def refusal(address: str) -> tuple[str, str]:
    """Return how a refused address is shown, and the hint."""
    with pytest.raises(PydanticCustomError) as caught:
        web_address(address)
    context = caught.value.context
    assert context
    return str(context["address"]), str(context["hint"])


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://a.example/t?codes=A|B", "https://a.example/t?codes=A%7CB"),
        ("https://a.example/{x}^`", "https://a.example/%7Bx%7D%5E%60"),
        ("HTTPS://A.example/X", "https://A.example/X"),
        (" https://a.example/\n", "https://a.example/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("https://münchen.example/ä", "https://münchen.example/ä"),
    ],
)
def test_what_browsers_accept_is_accepted(written, address):
    assert web_address(written) == address
    assert web_address(address) == address


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("www.example.org", "write https://www.example.org/"),
        ("//a.example/x", "write https://a.example/x"),
        ("https:/a.example/x", "write https://a.example/x"),
        ("https//a.example", "write https://a.example"),
        ("http:\\\\a.example\\b", "write http://a.example/b"),
        ("https://https://a.example/", "write https://a.example/"),
        (
            "<https://a.example/>",
            "write https://a.example/ alone, without what stands around it",
        ),
        (
            "[x](https://a.example/b)",
            "write https://a.example/b alone, without what stands around it",
        ),
        (
            "https://a.example/a b",
            "write %20 for the space at character 20, or take it out",
        ),
        (
            "https://a.example/a\u00a0b",
            "take out the no-break space at character 20 (U+00A0)",
        ),
        ("https://a.example/a\\b", "write / for the \\ at character 20"),
        ("https://a.example/<b", "write %3C for the < at character 19"),
        ("https://a.example:99999/", "write a port from 0 to 65535, or none"),
        ("ftp://a.example/", "write an address that begins with https:// or http://"),
    ],
)
def test_a_refused_address_says_what_to_write(written, hint):
    assert refusal(written)[1] == hint


def test_a_password_is_refused_and_not_repeated():
    shown, hint = refusal("https://ana:secret@a.example/x")
    assert "secret" not in shown + hint
    assert hint.endswith("write https://a.example/x")


@given(st.text(":/\\.@[]%?#|<> \u00a0\naé0"))
def test_who_began_rightly_is_never_told_to_begin_so(rest):
    address = "https://" + rest
    assert "begins with" not in hint_of(address)
    if not hint_of(address):
        assert web_address(web_address(address)) == web_address(address)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_gets_a_hint(text):
    assert hint_of(text) != "nothing"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("22/11/2026", "write 2026-11-22"),
        ("11/22/2026", "write 2026-11-22"),
        ("29-9-2020", "write 2020-09-29"),
        ("29.9.2020", "write 2020-09-29"),
        ("29 September 2020", "write 2020-09-29"),
        ("September 29th, 2020", "write 2020-09-29"),
        ("2020-10-07T20:05Z", "write 2020-10-07"),
        ("2020-10-07 20:05", "write 2020-10-07"),
        ("2020/10/07", "write 2020-10-07"),
        ("٢٠٢٠-٠٩-٢٩", "write 2020-09-29"),
        ("29 de septiembre de 2020", "write 2020-09-29"),
        ("1er août 2020", "write 2020-08-01"),
        ("29. März 2020", "write 2020-03-29"),
        ("29 de março de 2020", "write 2020-03-29"),
        ("29 سبتمبر 2020", "write 2020-09-29"),
        ("29 सितंबर 2020", "write 2020-09-29"),
        ("2020年9月29日", "write 2020-09-29"),
        ("01/02/2026", "write 2026-02-01 for 1 February 2026, or 2026-01-02 for 2 January 2026"),
        ("31/02/2026", ""),
        ("22.11.26", ""),
        ("next Tuesday", ""),
        ("September 2020", ""),
    ],
)
def test_a_date_in_another_form_gets_a_hint_and_never_a_guess(text, hint):
    assert date_hint(text, is_day=True) == hint


@given(st.dates(), st.sampled_from(["%d.%m.%Y", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%Y%m%d"]))
def test_a_form_that_says_which_number_is_the_month_is_read_rightly(day, form):
    assert (
        date_hint(day.strftime(form.replace("%Y", f"{day.year:04}")), is_day=True) == f"write {day}"
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://a.example/x?id=2",
        "https://WWW.A.example:443/x/?id=2&utm_source=mail#part",
        "https://a.example/%78?fbclid=1&id=2",
        "https://web.archive.org/web/20240829120000if_/http://www.a.example/x?id=2",
    ],
)
def test_addresses_of_one_page_are_told(address):
    assert page_of(address) == page_of("https://a.example/x?id=2")
    assert page_of(address) != page_of("https://a.example/x?id=3")
