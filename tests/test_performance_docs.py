"""What README.md and docs/performance.md say of seconds is what the tables say."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from documented import text

from bench.conclusions import conclusions, filled, rows

PAGE = text("docs/performance.md")
TABLE = """\
## 500 articles

|  |  | seconds | CPU seconds | memory | seconds, Hugo = 1 | memory, Hugo = 1 |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| cold build | sitegen, without claim pages | 2.04 | 7.00 | 159 MB |  |  |
|  | sitegen, everything on | 10.6 | 14.5 | 166 MB |  |  |
| nothing changed | sitegen, without claim pages | 0.10 | 0.10 | 20 MB |  |  |
|  | sitegen, everything on | 0.26 | 0.15 | 30 MB |  |  |
| one article's text edited | sitegen, everything on | 0.67 | 0.66 | 78 MB |  |  |
| one verdict edited | sitegen, everything on | 1.24 | 1.43 | 129 MB |  |  |
"""


def test_the_page_begins_with_what_its_tables_come_to():
    assert PAGE.startswith(f"# Performance\n\n{conclusions(PAGE)}\n")
    assert conclusions(PAGE).count("\n- **") == 2


def test_what_was_not_measured_is_left_out():
    assert conclusions(TABLE) == (
        "- **An edit.** In a site of 500 articles with a page for each claim, an edited text is published in\n"
        "  0.7 seconds and an edited verdict in 1.2. With nothing changed a build takes 0.3.\n"
        "- **A build of everything**, the first one, takes 11 seconds there, and 2.0 without pages for claims.\n"
    )


def test_the_largest_site_counts():
    smaller = TABLE.replace("## 500 articles", "## 60 articles").replace("10.6", "1.00")
    assert conclusions(TABLE + smaller) == conclusions(smaller + TABLE) == conclusions(TABLE)
    assert conclusions("Nothing yet.") == ""


def test_the_seconds_of_the_readme_are_those_of_the_table():
    said = re.search(
        r"Among ten thousand articles an edited text is published in about (\d+) seconds"
        r" and an edited\s+verdict in about (\d+)",
        text("README.md"),
    )
    table = PAGE.partition("\n## 10,000 articles\n")[2].partition("\n## ")[0]
    found = {(row[0], row[1]): Decimal(row[2]) for row in list(filled(rows(table)))[1:]}

    assert said
    assert said.groups() == tuple(
        str(found[situation, "sitegen, everything on"].quantize(Decimal(1), ROUND_HALF_UP))
        for situation in ("one article's text edited", "one verdict edited")
    )
