"""Anchoring a sidecar: each of its quotes to the places in the article where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from sitegen.content import models
from sitegen.content.article import Article, Sidecar, annotations_of
from sitegen.content.nodes import Path
from sitegen.content.quoting import quote_as_yaml
from sitegen.content.suggestions import Suggestions
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import (
    CONTEXT_WEAK,
    QUOTE_AMBIGUOUS,
    QUOTE_MISSING,
    QUOTE_OVERLAPS_ITSELF,
)
from sitegen.diagnostics.limits import PASSAGES, SEARCHED
from sitegen.diagnostics.printable import shortened
from sitegen.text import (
    Change,
    Quote,
    Span,
    Weakness,
    describe,
    nearest,
    occurrences_of,
    settle,
    weakness,
)
from sitegen.text.folding import Folded

_SHOWN = 80
_PLACES_SHOWN = 5
_SETTLED = 200
_MOST_ALONE = 10_000
"""Places of a quote without its surroundings, of which a hint only says how many there are."""
_CONTEXT = 24
_WEAKNESSES: dict[Weakness, str] = {
    "no-word": "holds no whole word",
    "other-block": "reaches into another paragraph",
    "number": "is a number, which follows the count",
}
_SIGNS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


class Anchored(Struct, frozen=True):
    """An article with its annotations, each at its places."""

    article: Article
    sidecar: Sidecar
    spans: dict[str, tuple[Span, ...]]
    """The passages of each claim and note that could be anchored, by its id, in order of the text."""

    def quoted(self, id: str) -> tuple[str, ...]:
        """Return the passages of an annotation as they stand in the article."""
        text = self.article.prose.text
        return tuple(text[span.start : span.end] for span in self.spans.get(id, ()))


def anchor(article: Article, sidecar: Sidecar) -> tuple[Anchored, list[Diagnostic]]:
    """Find every quote of a sidecar in its article; a quote without one clear place is a problem."""
    problems: list[Diagnostic] = []
    spans: dict[str, tuple[Span, ...]] = {}
    items = [
        (path, item, passages_of(path, item)) for path, item in annotations_of(sidecar.annotations)
    ]
    quotes = [quote_of(passage) for _, _, passages in items for _, passage in passages]
    if len(quotes) > PASSAGES.most:
        at = sidecar.document.at()
        return Anchored(article, sidecar, {}), [PASSAGES.exceeded(at, "this file", len(quotes))]
    # All of them at once, because many quotes on a long text cost one reading of its words.
    next_places = iter(occurrences_of(article.prose.folded, quotes, most=SEARCHED.most))
    suggestions = Suggestions()
    marked = 0
    for path, item, passages in items:
        found: list[Span] = []
        for where, passage in passages:
            places = next(next_places, None)
            if places is None:
                at = _at(sidecar, where)
                problems.append(SEARCHED.exceeded(at, "the article, up to this quote,"))
                return Anchored(article, sidecar, spans), problems
            if passage.occurrence == "all" or len(places) == 1:
                found += places
            if not places:
                problems.append(_missing(article, sidecar, where, passage, suggestions))
            elif len(places) > 1 and passage.occurrence != "all":
                settled = _settled(article, passage, places, suggestions)
                problems.append(_ambiguous(article, sidecar, where, passage, places, settled))
            elif passage.prefix or passage.suffix or passage.occurrence:
                quote = quote_of(passage)
                weak = weakness(article.prose.folded, quote, places[0])
                if weak:
                    problems.append(_weak(article, sidecar, where, quote, places[0], weak))
        marked += len(found)
        if marked > PASSAGES.most >= marked - len(found):
            at = sidecar.document.at((*path, "quotes" if item.quotes else "quote"))
            problems.append(PASSAGES.exceeded(at, "the article, up to this quote,", marked))
        if marked > PASSAGES.most:
            continue
        found.sort(key=lambda span: (span.start, span.end))
        twice = next((b for a, b in pairwise(found) if b.start < a.end), None)
        if twice:
            shown = in_short(article.prose.text[twice.start : twice.end])
            at = sidecar.document.at((*path, "quotes" if item.quotes else "quote"))
            problems.append(report(QUOTE_OVERLAPS_ITSELF, at, id=item.id, passage=shown))
        elif found:
            spans[item.id] = tuple(found)
    return Anchored(article, sidecar, spans), problems


def passages_of(path: Path, item: models.Claim | models.Note) -> list[tuple[Path, models.Passage]]:
    """Return the quotes of an annotation with their places in the sidecar."""
    found: list[tuple[Path, models.Passage]] = []
    if item.quote:
        found.append(((*path, "quote"), item.quote))
    found += [((*path, "quotes", number), quote) for number, quote in enumerate(item.quotes)]
    return found


def quote_of(passage: models.Passage) -> Quote:
    """Return a quote as the text is searched for it."""
    return Quote(passage.exact, passage.prefix or "", passage.suffix or "", passage.occurrence)


def _at(sidecar: Sidecar, path: Path) -> Position:
    """Return where the words of a quote stand: behind `exact:` if it has fields."""
    return sidecar.document.at((*path, "exact"))


def _missing(
    article: Article,
    sidecar: Sidecar,
    path: Path,
    passage: models.Passage,
    suggestions: Suggestions,
) -> Diagnostic:
    text, quote = article.prose.folded, quote_of(passage)
    is_told_apart = quote.prefix or quote.suffix or quote.occurrence
    alone = _alone(text, quote) if is_told_apart else []
    sought = quote.prefix + quote.exact + quote.suffix
    is_looked_for = len(alone) <= _SETTLED and suggestions.may_look_for(sought, text.text)
    near = nearest(text, quote, language=article.matter.language or "") if is_looked_for else None
    lines: list[str] = []
    if near:
        lines += near.doubts
        lines.append(f"nearest, {line_of(article, near.span)}: {shown_changes(near.changes)}")
        lines.append("if the claim still holds for these words:")
        lines.append(f"  quote: {quote_as_yaml(describe(text, near.span, context_of=quote))}")
        writes = "asks you before it writes it" if near.doubts else "writes it for you"
        lines.append(f"`sitegen fix` {writes}; no rule can tell whether the meaning changed")
    elif alone and isinstance(quote.occurrence, int) and not (quote.prefix or quote.suffix):
        lines.append(
            f"the words stand there {_times(len(alone))}, so there is no occurrence {quote.occurrence}"
        )
    elif alone:
        lines.append("the words stand there, but not with this prefix and suffix")
    elif is_looked_for:
        lines.append("copy the words from the article once more")
    else:
        lines.append(
            "copy the words from the article once more; nothing like it was looked for, because "
            "there is too much to compare"
        )
    if alone:
        fault = f"the article contains {lost_context(article, quote)}"
    else:
        fault = f"the article does not contain {in_short(quote.exact)!r}"
    return report(QUOTE_MISSING, _at(sidecar, path), fault=fault, hint="\n".join(lines))


def lost_context(article: Article, quote: Quote) -> str:
    """Say how the words of a quote stand in an article, which has no place for the whole quote."""
    text = article.prose.folded
    context = _context_in_words(quote)
    has_context = bool(quote.prefix or quote.suffix)
    fitting = _alone(text, quote, in_context=True) if has_context else []
    words = in_short(quote.exact)
    if fitting:
        return f"{words!r}{context} {_times(len(fitting))}, so there is no occurrence {quote.occurrence}"
    times = _times(len(_alone(text, quote)))
    if not has_context:
        return f"{words!r} {times}, so there is no occurrence {quote.occurrence}"
    return f"{words!r} {times}, but not{context}"


def _context_in_words(quote: Quote) -> str:
    prefix, suffix = in_short(quote.prefix), in_short(quote.suffix)
    if prefix and suffix:
        return f" between {prefix!r} and {suffix!r}"
    return f" behind {prefix!r}" if prefix else f" before {suffix!r}" if suffix else ""


def _times(count: int) -> str:
    if count > _MOST_ALONE:
        return f"more than {_MOST_ALONE:,} times"
    return "once" if count == 1 else f"{count} times"


def _alone(text: Folded, quote: Quote, *, in_context: bool = False) -> list[Span]:
    """Return where the words of a quote stand, whatever their number and, unless asked, their context."""
    sought = replace(quote, occurrence=None) if in_context else Quote(quote.exact)
    found = occurrences_of(text, [sought], most=_MOST_ALONE)
    return found[0] if found else [Span(0, 0)] * (_MOST_ALONE + 1)


def _settled(
    article: Article, passage: models.Passage, places: list[Span], suggestions: Suggestions
) -> list[Quote]:
    """Return the quotes that say which one of the first places is meant; none if that costs too much."""
    if len(places) > _SETTLED or not suggestions.may_settle(len(places)):
        return []
    return settle(article.prose.folded, quote_of(passage), most=_PLACES_SHOWN)


def shown_changes(changes: Iterable[Change]) -> str:
    """Return a word diff on one line: what goes as [-words-], what comes as {+words+}."""
    return " ".join("".join("".join(bracketed(*change)) for change in changes).split())


def bracketed(kind: str, words: str) -> tuple[str, str]:
    """Return a stretch of a word diff in the signs that say what it is, and the blanks behind it."""
    before, after = _SIGNS[kind]
    bare = words.rstrip()
    return f"{before}{bare}{after}", words[len(bare) :]


def _ambiguous(
    article: Article,
    sidecar: Sidecar,
    path: Path,
    passage: models.Passage,
    places: list[Span],
    settled: list[Quote],
) -> Diagnostic:
    lines = ["say which one you mean; `sitegen fix` writes it for you:"]
    text = article.prose.text
    for number, span in enumerate(places[:_PLACES_SHOWN]):
        before = text[max(0, span.start - _CONTEXT) : span.start].replace("\n", " ")
        after = text[span.end : span.end + _CONTEXT].replace("\n", " ")
        words = in_short(text[span.start : span.end])
        lines.append(f"  {line_of(article, span)}: …{before}[{words}]{after}…")
        if settled:
            lines.append(f"    quote: {quote_as_yaml(settled[number])}")
    if len(places) > _PLACES_SHOWN:
        lines.append(f"  and {len(places) - _PLACES_SHOWN} more")
    return report(
        QUOTE_AMBIGUOUS,
        _at(sidecar, path),
        quote=in_short(passage.exact),
        count=len(places),
        hint="\n".join(lines),
    )


def _weak(
    article: Article, sidecar: Sidecar, path: Path, quote: Quote, span: Span, weak: Weakness
) -> Diagnostic:
    strong = replace(describe(article.prose.folded, span), exact=" ".join(quote.exact.split()))
    lines = ["an edit of the text could move it to other words without a trace"]
    if strong.occurrence:
        lines.append(
            "nothing in its paragraph tells the places apart: quote more of the words, or say "
            "`occurrence: all` if every place is meant"
        )
    elif strong.prefix or strong.suffix:
        lines += ["words of the same paragraph hold:", f"  quote: {quote_as_yaml(strong)}"]
    else:
        lines += [
            "the words stand there once and need no context:",
            f"  quote: {quote_as_yaml(strong)}",
        ]
    return report(
        CONTEXT_WEAK,
        _at(sidecar, path),
        quote=in_short(quote.exact),
        weakness=_WEAKNESSES[weak],
        hint="\n".join(lines),
    )


def line_of(article: Article, span: Span) -> str:
    """Say where in the article's file a span stands: `line 12`, `in the title`."""
    block = article.prose.block_at(span.start)
    if block is None or not block.line:
        return f"in the {block.kind}" if block else "in the text"
    breaks = article.prose.text.count("\n", block.start, span.start)
    return f"line {block.line + article.lines_before + breaks}"


def in_short(words: str) -> str:
    """Return the words of a quote as messages show them, on one line."""
    return shortened(" ".join(words.split()), _SHOWN)
