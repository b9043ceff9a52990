"""How fast quotes are anchored: `python -m bench.anchor`.

Everything is measured in one run, the best of a few rounds each, so that ratios mean something on a
machine that is shared. The long page and the article come from ../shared where that is there;
otherwise texts of the same size are made up.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rapidfuzz.fuzz import partial_ratio_alignment

from sitegen.text import (
    Annotation,
    Folded,
    Span,
    fold,
    mark,
    nearest,
    occurrences,
    occurrences_of,
    prose,
)

SHARED = Path(__file__).resolve().parents[2] / "shared"
ROUNDS = 5


def main() -> None:
    """Print the figures."""
    page = long_page()
    article = ordinary_article()
    print(f"long page {len(page) / 1e6:.2f} million characters, article {len(article):,}\n")
    measure_folding(page)
    measure_page(page)
    measure_article(article)


def measure_folding(page: str) -> None:
    """Print how much text is folded in a second, without and with the way back."""
    ascii_only = page.encode("ascii", "ignore").decode()
    mixed = mixed_text()
    for name, text in (("ASCII", ascii_only), ("long page", page), ("mixed scripts", mixed)):
        size = len(text.encode()) / 1e6
        print(
            f"folding, {name:14} {size / best(partial(fold, text)):7.0f} MB/s"
            f" {size / best(partial(fold_with_way_back, text)):7.0f} MB/s with the way back"
        )


def fold_with_way_back(text: str) -> Span | None:
    """Fold a text, and make the way back, which otherwise waits for the first quote that is found."""
    return Folded(text).span(0, 1)


def measure_page(page: str) -> None:
    """Print how fast a thousand quotes are found in a long page, and marked."""
    text = prose(page, plain=True)
    quotes = quotes_of(text.text, 1000)
    folded_quotes = [fold(quote) for quote in quotes]
    folded = Folded(text.text)
    folded.span(0, 1)
    whole = best(lambda: occurrences_of(Folded(text.text), quotes), 3)
    together = best(lambda: occurrences_of(folded, quotes), 3)
    alone = best(lambda: [occurrences(folded, quote) for quote in quotes], 3)
    naive = best(lambda: [folded.text.find(quote) for quote in folded_quotes], 3)
    fuzzy = best(lambda: [partial_ratio_alignment(quote, folded.text) for quote in quotes[:3]], 1)
    print(f"\n1,000 quotes on the long page   {whole:6.3f} s with folding")
    for name, seconds, count in (
        ("together", together, 1000),
        ("one by one", alone, 1000),
        ("str.find, first place only", naive, 1000),
        ("rapidfuzz partial ratio", fuzzy, 3),
    ):
        print(f"  {name:28} {count / seconds:9.1f} quotes/s")
    places = occurrences_of(folded, quotes)
    annotations = [
        Annotation(f"c{number}", tuple(spans), "mixed", str(number), f"Claim {number}")
        for number, spans in enumerate(places)
    ]
    print(f"  marking them                 {best(lambda: mark(text, annotations), 3):9.3f} s")
    edited = [quote.replace(" ", " otherwise ", 1) for quote in quotes[:10]]
    seconds = best(lambda: [nearest(folded, quote) for quote in edited], 2) / len(edited)
    print(f"  the nearest passage          {seconds * 1e3:9.1f} ms a quote")


def measure_article(article: str) -> None:
    """Print what a quote costs in an article of the usual length."""
    folded = Folded(article)
    quotes = quotes_of(article, 8)
    folded_quotes = [fold(quote) for quote in quotes]
    print("\nan ordinary article")
    for name, work in (
        ("folding it", lambda: Folded(article).span(0, 1)),
        ("a quote", lambda: [occurrences(folded, quote) for quote in quotes]),
        ("str.find, folded before", lambda: [folded.text.find(quote) for quote in folded_quotes]),
        ("rapidfuzz partial ratio", lambda: [partial_ratio_alignment(q, article) for q in quotes]),
    ):
        times = 1 if name == "folding it" else len(quotes)
        print(f"  {name:28} {best(work, 20) / times * 1e6:9.1f} µs")


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the seconds that the fastest of some rounds took."""
    fastest = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        fastest = min(fastest, time.perf_counter() - start)
    return fastest


def quotes_of(text: str, count: int) -> list[str]:
    """Return passages of whole words, of 20 to 300 characters, the same in every run."""
    choose = random.Random(1)
    quotes: list[str] = []
    while len(quotes) < count:
        start = text.find(" ", choose.randrange(len(text) - 400)) + 1
        end = text.find(" ", start + choose.choice([20, 40, 80, 300]))
        if end > start:
            quotes.append(text[start:end].strip())
    return quotes


def long_page() -> str:
    """Return the text of the page of 2.5 MB with its indentation."""
    path = SHARED / "corpora" / "long-page" / "tolstoy.mustache"
    if path.is_file():
        return re.sub(r"<[^>]*>", "", path.read_text("utf-8"))
    return made_up(2_500_000)


def ordinary_article() -> str:
    """Return the text of an article of a thousand words."""
    path = SHARED / "seed" / "article.txt"
    return path.read_text("utf-8") if path.is_file() else made_up(6_700)


def mixed_text() -> str:
    """Return text in many scripts, some of it not composed."""
    paths = sorted((SHARED / "corpora" / "udhr").glob("*.txt"))
    if paths:
        return "\n".join(path.read_text("utf-8") for path in paths)
    return made_up(500_000) + "e\u0301té “कि” 联合国 " * 20_000


def made_up(length: int) -> str:
    """Return sentences of words that are made of syllables, the same in every run."""
    choose = random.Random(2)
    syllables = ["ba", "den", "ki", "lo", "mar", "ne", "or", "pu", "ra", "sti", "ta", "ve"]
    words = ["".join(choose.choices(syllables, k=choose.randrange(1, 5))) for _ in range(8000)]
    text = ""
    while len(text) < length:
        line = " ".join(choose.choices(words, k=2000))
        text += re.sub(r"(\w+ \w+ \w+ \w+ \w+ \w+ \w+ \w+ \w+) ", r"\1. ", line) + "\n\n"
    return text[:length]


if __name__ == "__main__":
    main()
