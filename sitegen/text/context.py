"""What stands around a quote inside its block, in whole words, and whether it tells places apart for long.

A context holds because words rarely change together with their quote. A full stop, the end of a word,
or the beginning of another paragraph tells the places apart today and may not after an edit, which
nobody would notice: such a context is weak (FORMATS.md section 2).
"""

from __future__ import annotations

from typing import Literal

import regex
from msgspec import Struct

from sitegen.text.anchoring import Quote
from sitegen.text.folding import Folded, Readable, Span, fold, folded
from sitegen.text.words import divides, is_unspaced, words_of

ENOUGH_WORDS = 2.0
"""How many whole words a proposed context holds, if its block has as many."""
_FARTHEST = 1_000
"""How many characters around a quote are read; farther words would help nobody to find it."""
_CHARACTERS_A_WORD = 2
_LETTERS_A_WORD = regex.compile(
    r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f]"
)
"""Thai, Lao, Tibetan, Myanmar, Khmer: letters and no syllables, so that a word has about four."""
_SENTENCE_END = regex.compile(r"[.!?][\p{P}\p{S}]*(?:\s|$)|[。！？।॥؟۔။]")

Weakness = Literal["no-word", "other-block", "number"]


class Sides(Struct, frozen=True):
    """The contexts of one place: ever more words before it and after it, up to the ends of its block."""

    befores: tuple[Side, ...]
    afters: tuple[Side, ...]


class Side(Struct, frozen=True):
    """Words that stand directly before or after a place, as offsets of the folded text."""

    start: int
    end: int
    words: float
    """How many whole words they hold; in scripts without spaces between words about so many."""


def sides_of(article: Folded, start: int, end: int) -> Sides:
    """Return the contexts of the quote that is `text[start:end]` of the folded text, shortest first."""
    first, last = block_around(article, start, end)
    return Sides(
        _befores(article.text, max(first, start - _FARTHEST), start),
        _afters(article.text, end, min(last, end + _FARTHEST)),
    )


def block_around(article: Folded, start: int, end: int) -> tuple[int, int]:
    """Return where the block begins in which a quote begins, and where the one ends in which it ends."""
    first = article.span(start, start + 1) or article.span(start, end)
    last = article.span(end - 1, end) or article.span(start, end)
    if first is None or last is None:
        return start, end
    opening, closing = article.block(first.start), article.block(last.end - 1)
    return (
        min(start, article.stretch(Span(opening.start, opening.start))[0]),
        max(end, article.stretch(Span(closing.start, closing.end))[1]),
    )


def words_in(text: str, start: int, end: int) -> float:
    """Return how many whole words `text[start:end]` holds, counted as those of a context are."""
    return sum(_size(text, start + a, start + b) for a, b in words_of(text[start:end]))


def crosses_sentence(text: str, start: int, end: int) -> bool:
    """Say whether a sentence ends inside `text[start:end]`, so that it can go without the quote."""
    return bool(_SENTENCE_END.search(text, start, end))


def weakness(text: Folded | Readable | str, quote: Quote, span: Span) -> Weakness | None:
    """Return why an edit could move a quote, anchored at `span`, to other words without a trace.

    None for a quote without a context, and for one that means all its places.
    """
    if quote.occurrence == "all":
        return None
    article = folded(text)
    prefix, suffix = fold(quote.prefix).strip(), fold(quote.suffix).strip()
    has_context = bool(quote.prefix or quote.suffix)
    if quote.occurrence:
        return "number"
    if not has_context:
        return None
    return _weakness_of_context(article, prefix, suffix, span)


def _weakness_of_context(article: Folded, prefix: str, suffix: str, span: Span) -> Weakness | None:
    text = article.text
    start, end = article.stretch(span)
    first, last = block_around(article, start, end)
    before = start - 1 if text[start - 1 : start] == " " else start
    after = end + 1 if text[end : end + 1] == " " else end
    if (prefix and before - len(prefix) < first) or (suffix and after + len(suffix) > last):
        return "other-block"
    words = _whole_words(text, before - len(prefix), before) if prefix else 0
    words += _whole_words(text, after, after + len(suffix)) if suffix else 0
    return None if words else "no-word"


def _whole_words(text: str, start: int, end: int) -> int:
    return sum(
        _is_whole(text, start + first, start + last) for first, last in words_of(text[start:end])
    )


def _is_whole(text: str, start: int, end: int) -> bool:
    """Say whether `text[start:end]` is a word with a letter or digit, and not a part of a longer one."""
    return (
        any(sign.isalnum() for sign in text[start:end])
        and divides(text, start)
        and divides(text, end)
    )


def _size(text: str, start: int, end: int) -> float:
    """Return how much of a word a word counts for: a character of a script without spaces is a part."""
    if not _is_whole(text, start, end):
        return 0.0
    if not is_unspaced(text, start):
        return 1.0
    letters = _CHARACTERS_A_WORD * (2 if _LETTERS_A_WORD.match(text, start) else 1)
    return 1.0 / letters


def _befores(text: str, first: int, start: int) -> tuple[Side, ...]:
    end = start - 1 if start > first and text[start - 1] == " " else start
    sides: list[Side] = []
    words = 0.0
    for word_start, word_end in reversed(words_of(text[first:end])):
        at = first + word_start
        if divides(text, at):
            words += _size(text, at, first + word_end)
            sides.append(Side(at, end, words))
    at = end - len(text[first:end].lstrip())
    return _whole(sides, Side(at, end, words))


def _afters(text: str, end: int, last: int) -> tuple[Side, ...]:
    start = end + 1 if end < last and text[end] == " " else end
    sides: list[Side] = []
    words = 0.0
    for word_start, word_end in words_of(text[start:last]):
        at = start + word_end
        if divides(text, at):
            words += _size(text, start + word_start, at)
            sides.append(Side(start, at, words))
    at = start + len(text[start:last].rstrip())
    return _whole(sides, Side(start, at, words))


def _whole(sides: list[Side], everything: Side) -> tuple[Side, ...]:
    """Return the contexts with all of the block, where signs follow the last word or none stands there."""
    if everything.start < everything.end and everything not in sides[-1:]:
        sides.append(everything)
    return tuple(sides)
