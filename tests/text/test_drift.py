"""After an edit a quote stands at its own place, or nowhere, or it is said: never elsewhere in silence.

Its own place is where the very words went that were quoted, whole and in order; each word of the old
text is followed through the edits by its number. Elsewhere in silence means: the quote has exactly one
place in the new text, no word of its own stands there, and its context is not called weak.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator

from drifting import Draft
from hard_texts import CORPORA, needs_corpora, posts

from sitegen.text import Folded, Quote, describe, occurrences, prose, quotable, weakness

pytestmark = needs_corpora

EDITS = 5_000
LENGTH = 4_000
"""How many characters of a text are taken, at most."""


def real_texts() -> Iterator[tuple[str, str]]:
    """Texts of several languages, with their names, each a few thousand characters long."""
    for language in ("en", "ar", "hi", "zh", "th", "de", "es", "ru"):
        file = CORPORA / "xquad" / f"xquad.{language}.json"
        if file.is_file():
            for article in json.loads(file.read_text("utf-8"))["data"][:12]:
                text = "\n".join(paragraph["context"] for paragraph in article["paragraphs"])
                yield language, text[:LENGTH]
    for file in posts()[:40]:
        yield "post", prose(file.read_text("utf-8")).text[:LENGTH]
    for file in sorted((CORPORA / "udhr").rglob("*.txt"))[:20]:
        yield "udhr", file.read_text("utf-8")[:LENGTH]


def repeated(draft: Draft, dice: random.Random) -> tuple[int, int] | None:
    """The numbers of the first and last word of a passage whose words stand there more than once."""
    words = [word.strip() for block in draft.blocks for word, _ in block]
    for _ in range(30):
        length = dice.choice([1, 1, 2, 2, 3, 4])
        rows = Counter(tuple(words[at : at + length]) for at in range(len(words) - length + 1))
        many = [row for row, count in rows.items() if count > 1 and any(map(str.isalnum, row[0]))]
        if many:
            row = dice.choice(many)
            starts = [at for at in range(len(words)) if tuple(words[at : at + length]) == row]
            start = dice.choice(starts)
            return start, start + length - 1
    return None


def drift(seed: int, edits: int) -> tuple[Counter[str], list[str]]:
    """What became of quotes with proposed contexts after edits, and those that went elsewhere."""
    dice = random.Random(seed)
    drafts = [draft for _, text in real_texts() if len((draft := Draft(text)).blocks) > 2]
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    while outcomes.total() < edits:
        draft = dice.choice(drafts)
        passage = repeated(draft, dice)
        if passage is None:
            continue
        before = Folded(draft.text)
        span = draft.span(*passage)
        whole = quotable(before, span) if span else None
        if whole is None or whole != span:
            continue
        quote = describe(before, whole)
        if quote == Quote(quote.exact):
            continue
        assert occurrences(before, quote) == [whole]
        for _ in range(5):
            edited = draft.copy()
            for _ in range(dice.choice([1, 1, 2, 3, 5, 10])):
                edited.edit(dice, quote.exact)
            after = Folded(edited.text)
            places = occurrences(after, quote)
            own = edited.span(*passage)
            if len(places) != 1:
                outcomes["ambiguous" if places else "missing"] += 1
            elif places == [own]:
                outcomes["own place"] += 1
            elif weakness(after, quote, places[0]):
                outcomes["warned of"] += 1
            else:
                outcomes["elsewhere"] += 1
                wrong.append(
                    f"{quote} -> {after.original[places[0].start - 60 : places[0].end + 60]!r} not {own}"
                )
    return outcomes, wrong


def test_no_quote_with_a_proposed_context_goes_elsewhere_in_silence() -> None:
    outcomes, wrong = drift(1, EDITS)

    assert not wrong
    assert outcomes["own place"] > EDITS / 2
    assert outcomes["missing"] > EDITS / 100
