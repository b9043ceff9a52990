"""Rules about the places of quotes after the text of an article changed."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.content import Article, Sidecar, annotations_of
from sitegen.content.anchoring import in_short, line_of, passages_of, quote_of, shown_changes
from sitegen.content.quoting import quote_as_yaml
from sitegen.diagnostics import Diagnostic, report
from sitegen.diagnostics.kinds import ANCHOR_MOVED
from sitegen.text import Comparison, Quote, Span, occurrences, occurrences_of, word_diff

_SENTENCE = 400
_CONTEXT_WORDS = (2, 3, 5)


def check_passages(
    old: tuple[Article, Sidecar], new: tuple[Article, Sidecar], since: str
) -> Iterator[Diagnostic]:
    """Yield the quotes of a published check that nobody changed and that stand elsewhere now.

    Whoever changes a quote has looked at it. A quote without one clear place is another problem.
    """
    (before, old_sidecar), (after, sidecar) = old, new
    if before.prose.text == after.prose.text:
        return
    comparison = Comparison(before.prose, after.prose)
    olds = {item.id: item.passages for _, item in annotations_of(old_sidecar.annotations)}
    for path, item in annotations_of(sidecar.annotations):
        known = [old for name in (item.id, *getattr(item, "was", ())) for old in olds.get(name, ())]
        unchanged = [(where, p) for where, p in passages_of(path, item) if p in known]
        quotes = [quote_of(passage) for _, passage in unchanged]
        places = zip(
            occurrences_of(before.prose.folded, quotes),
            occurrences_of(after.prose.folded, quotes),
            strict=True,
        )
        for (where, passage), (was, now) in zip(unchanged, places, strict=True):
            if not was or (passage.occurrence != "all" and not len(was) == len(now) == 1):
                continue
            moved = [
                span for span in now if not any(comparison.is_same_place(old, span) for old in was)
            ]
            if moved:
                hint = _hint(comparison, (before, was), (after, moved[0]), quote_of(passage))
                at = sidecar.document.at((*where, "exact"))
                yield report(
                    ANCHOR_MOVED, at, hint=hint, quote=in_short(passage.exact), since=since
                )


def _hint(
    comparison: Comparison, old: tuple[Article, list[Span]], new: tuple[Article, Span], quote: Quote
) -> str:
    (before, was), (after, span) = old, new
    nearest = min(was, key=lambda place: abs(place.start - span.start))
    then, now = comparison.surroundings(nearest, span)
    lines = []
    if len(then) + len(now) <= 2 * _SENTENCE:
        lines.append(f"{line_of(after, span)}: {shown_changes(word_diff(then, now))}")
    else:
        lines.append(f"{line_of(before, nearest)} before, {line_of(after, span)} now")
    lines.append("read the claim again; if it holds there, say so with the words around the quote:")
    proposed = _with_context(after, span, quote)
    if proposed is None:
        lines[-1] = (
            "read the claim again; if it holds there, give the quote another prefix or suffix"
        )
    else:
        lines.append(f"  quote: {quote_as_yaml(proposed)}")
    return "\n".join(lines)


def _with_context(article: Article, span: Span, quote: Quote) -> Quote | None:
    """Return the quote with the words around its place; None if that is no other quote, or no clear one."""
    text = article.prose.text
    before = text[: span.start].rpartition("\n")[2].split()
    after = text[span.end :].partition("\n")[0].split()
    for count in _CONTEXT_WORDS:
        prefix = " ".join(reversed(_with_words(before[::-1], count)))
        proposed = Quote(quote.exact, prefix, " ".join(_with_words(after, count)))
        if proposed == quote or not (proposed.prefix or proposed.suffix):
            continue
        if occurrences(article.prose.folded, proposed) == [span]:
            return proposed
    return None


def _with_words(pieces: list[str], count: int) -> list[str]:
    """Return the first pieces, up to a number of words; signs that stand alone are no words."""
    found: list[str] = []
    for piece in pieces:
        if not count:
            break
        found.append(piece)
        count -= any(map(str.isalnum, piece))
    return found if count == 0 or any(map(str.isalnum, "".join(found))) else []
