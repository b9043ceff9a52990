"""Write docs/problems.md from the table of kinds: `python -m tools.problems`.

`--check` writes nothing and fails if the page is not what the table says.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sitegen.diagnostics import KINDS, Kind

PAGE = Path(__file__).resolve().parent.parent / "docs" / "problems.md"

HEAD = """\
# Problems

<!-- Made from sitegen/diagnostics/kinds.py by `python -m tools.problems`. Do not edit this page. -->

Every problem has a place, a message, a hint and a kind. The names of the kinds are permanent.
`sitegen explain KIND` prints what stands here. An error forbids publishing; a warning does not,
unless `--strict` is given.

| kind | severity | what it says |
|---|---|---|
"""


def page() -> str:
    """Return the page: a table of all kinds, then each of them in full."""
    rows = "".join(f"| [`{k.name}`](#{k.name}) | {k.severity} | {_row(k)} |\n" for k in _kinds())
    return HEAD + rows + "".join(_section(kind) for kind in _kinds())


def _kinds() -> list[Kind]:
    return sorted(KINDS.values(), key=lambda kind: kind.name)


def _row(kind: Kind) -> str:
    sentence = kind.meaning.partition(". ")[0].rstrip(".")
    return sentence.replace("|", "\\|").replace("\n", " ") + "."


def _section(kind: Kind) -> str:
    return (
        f"\n## {kind.name}\n\n{kind.meaning}\n"
        f"\nWrong:\n\n```\n{kind.wrong}\n```\n"
        f"\nRight:\n\n```\n{kind.right}\n```\n"
    )


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" in sys.argv[1:]:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        if not same:
            print(f"{PAGE} is not what the table says: python -m tools.problems")
        return 0 if same else 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.name}: {len(KINDS)} kinds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
