"""Languages by their tags (BCP 47): which script a language is written in, and which way that runs."""

from __future__ import annotations

from functools import lru_cache

from babel.core import get_global

_FROM_RIGHT = frozenset(
    """
    Adlm Arab Aran Armi Avst Chrs Cprt Elym Gara Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc
    Mero Narb Nbat Nkoo Orkh Ougr Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Syre Syrj
    Syrn Thaa Yezi
    """.split()
)
"""The scripts whose letters run from right to left (Unicode: Bidi_Class R or AL), by ISO 15924."""


def tag(language: str) -> str:
    """Return a tag as BCP 47 writes it: `pt_BR` → `pt-BR`, `zh-hans` → `zh-Hans`."""
    first, *others = language.replace("_", "-").split("-")
    return "-".join([first.lower(), *(_cased(part) for part in others)])


def _cased(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part


@lru_cache(maxsize=512)
def written(language: str) -> tuple[str, str]:
    """Return a language and its script, such as `zh` and `Hans`; the script is '' if unknown.

    A tag without a script has the likely one (CLDR, Likely Subtags).
    """
    first, *others = tag(language).split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    region = next((part for part in others if part.isupper() and len(part) == 2), "")
    if not script:
        likely = get_global("likely_subtags")
        found = (region and likely.get(f"{first}_{region}")) or likely.get(first) or ""
        script = next((part for part in found.split("_") if len(part) == 4), "")
    return first, script


def direction(language: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    return "rtl" if written(language)[1] in _FROM_RIGHT else "ltr"
