"""Where links stand: the parser that notes places reads what the quick one reads, and each place is right."""

from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from sitegen.text import fragment, located

PIECES = st.sampled_from(
    [
        *(
            "[a](b.md)",
            "[a](<c d.md>)",
            "![i](j.png)",
            "`[a](b.md)`",
            "\\[a](b.md)",
            "b.md",
            "[r]",
            "[t][r]",
        ),
        *(
            "<https://x.example>",
            "*em* ",
            "\n",
            "\n\n",
            "\n> ",
            "\n- ",
            "\n# ",
            " ",
            "[a]()",
            "| ",
            "é ",
        ),
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join), st.booleans())
def test_every_link_is_found_where_it_stands(text, defines):
    text += "\n\n[r]: r.md\n" if defines else ""
    links = [item for item in located(text) if item.kind in ("link", "image")]
    lines = text.split("\n")
    for item in links:
        at = lines[item.line][item.column :]
        assert at.startswith((unquote(item.text), "[a]()")), (item, at)
    if not defines:  # Two uses of a definition stand in one place.
        assert sorted(item.text for item in links) == sorted(fragment(text).addresses())
