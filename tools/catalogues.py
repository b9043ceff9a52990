"""Bring the catalogues of sitegen/locale/ up to date with what the themes and the views say.

`python -m tools.catalogues` writes sitegen.pot, the template, and adds what is new to every catalogue,
untranslated; what nobody says any more goes. `--missing` then lists what has no translation yet.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "sitegen" / "locale"
TEMPLATE = LOCALE / "sitegen.pot"
KEYWORDS = {**DEFAULT_KEYWORDS, "say": None}
WIDTH = 100
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "hi": "nplurals=2; plural=(n > 1);",
    "pt": "nplurals=2; plural=(n > 1);",
}
"""Where the rule that Babel proposes is not that of CLDR."""


def extracted() -> Catalog:
    """Every message of the sources, sorted, with the files that say it."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, comment_tags=("Translators:",))
    for file, line, message, comments, context in found:
        del line  # Lines move with every edit; the file is enough to find a message.
        catalogue.add(message, None, [(file, None)], auto_comments=comments, context=context)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """A catalogue as its file has it: nothing in it depends on the day or on who wrote it."""
    to = io.BytesIO()
    write_po(
        to, catalogue, width=WIDTH, omit_header=True, sort_output=True, ignore_obsolete=True,
        include_lineno=False,
    )  # fmt: skip
    return header_of(catalogue).encode() + to.getvalue()


def header_of(catalogue: Catalog) -> str:
    """The entry without a message that says what the file is."""
    lines = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    if catalogue.locale:
        lines = [
            f"Language: {catalogue.locale_identifier}".replace("_", "-"),
            f"Plural-Forms: {PLURALS.get(catalogue.locale_identifier, catalogue.plural_forms)}",
            *lines,
        ]
    entry = "".join(f'"{line}\\n"\n' for line in lines)
    return f'msgid ""\nmsgstr ""\n{entry}\n'


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Every catalogue with its file."""
    for path in sorted(LOCALE.glob("*.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=path.stem.replace("-", "_"), abort_invalid=True)


def main() -> int:
    template = extracted()
    LOCALE.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(written(template))
    missing = 0
    for path, catalogue in catalogues():
        catalogue.update(template, no_fuzzy_matching=True)
        path.write_bytes(written(catalogue))
        for message in catalogue:
            forms = message.string if message.pluralizable else (message.string,)
            if message.id and not all(forms):
                missing += 1
                if "--missing" in sys.argv:
                    print(f"{path.name}: {message.id!r}")
    print(f"{len(template)} messages, {missing} translations missing")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
