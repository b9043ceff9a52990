"""The address of a passage in the publication that it comes from."""

from __future__ import annotations

import pytest

from sitegen.text import Span, passage_address

TEXT = "The minister spoke. Unemployment fell to 4.1 percent in 2023.\nNobody asked him."


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("https://e.org/a", "https://e.org/a#:~:text=Unemployment%20fell%20to%204.1%20percent"),
        ("https://e.org/a#", "https://e.org/a#:~:text=Unemployment%20fell%20to%204.1%20percent"),
        ("https://e.org/a#s", "https://e.org/a#s:~:text=Unemployment%20fell%20to%204.1%20percent"),
        (
            "https://e.org/?q=1#s:~:text=old",
            "https://e.org/?q=1#s:~:text=Unemployment%20fell%20to%204.1%20percent",
        ),
        (
            "https://e.org/#:~:text=old",
            "https://e.org/#:~:text=Unemployment%20fell%20to%204.1%20percent",
        ),
        ("mailto:desk@e.org", "mailto:desk@e.org"),
    ],
)
def test_a_passage_has_an_address_of_its_own(page: str, address: str) -> None:
    start = TEXT.index("Unemployment")
    assert passage_address(page, TEXT, Span(start, TEXT.index(" in 2023"))) == address


def test_a_passage_across_blocks_is_a_range() -> None:
    start = TEXT.index("Unemployment")
    address = passage_address("https://e.org/a", TEXT, Span(start, len(TEXT)))
    assert address.startswith("https://e.org/a#:~:text=Unemployment")
    assert address.endswith(",Nobody%20asked%20him.")
