"""Rules about what Markdown makes of words and numbers: readers see what is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from markdown_it.token import Token

from sitegen.content import Article, Page
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import EMPHASIS_UNMARKED, TEXT_CHANGED_BY_MARKDOWN
from sitegen.diagnostics.printable import shortened
from sitegen.text import Loss, changes

_SHOWN = 60
_NEAR = 4000
"""How far behind the beginning of a block its words are looked for, so that many cost little."""
_REASONS: Mapping[str, tuple[str, str]] = {
    "nesting": (
        "lists and quotations in each other go deeper than can be shown",
        "take some of the > or spaces from the beginning of the line, or write `format: text`",
    ),
    "definition": (
        "no link uses this definition, so it is not shown",
        "remove the line, use it in a link, or write \\[ for words of the text",
    ),
    "zeros": (
        "a list shows its numbers without the zeros before them",
        "write a backslash before the full stop or bracket: 007\\.",
    ),
    "fence": (
        "words behind the signs that begin code are not shown",
        "put them on the next line, or write a backslash before the signs",
    ),
    "sign": (
        "the sign before the number begins a quotation or a list, and is not shown",
        "write a backslash before the sign, or leave a line empty before what is a quotation or a list",
    ),
    "emphasis": (
        "some of these signs are read as emphasis, and not shown",
        "write \\* for each sign that belongs to the text",
    ),
}
"""By the reason of a loss: what becomes of the words, and what to write."""


def words_are_shown(article: Article) -> Iterator[Diagnostic]:
    """Readers of a checked text see the words and numbers that are written."""
    if article.matter.format == "text":
        return
    yield from in_file(article.prose.tokens, article.prose.losses, article)


def in_file(
    tokens: Sequence[Token], losses: Iterable[Loss], file: Article | Page
) -> Iterator[Diagnostic]:
    """Yield what of a Markdown file is not shown as it is written."""
    source, first = file.source, file.lines_before + 1

    def line_at(number: int) -> str:
        start = source.line_offset(first + number)
        return source.text[start : source.line_offset(first + number + 1)]

    for loss in sorted([*losses, *changes(tokens, line_at)], key=lambda loss: loss.line):
        start = source.line_offset(first + loss.line - 1)
        # The block may have begun above the line with the words.
        found = source.text.find(loss.written, start, start + _NEAR) if loss.written else -1
        yield problem(loss, source.position(start if found < 0 else found))


def problem(loss: Loss, at: Position) -> Diagnostic:
    """Return a loss as a problem at a place."""
    shown = shortened(loss.written.partition("\n")[0], _SHOWN)
    if loss.reason == "unmarked":
        return report(EMPHASIS_UNMARKED, at, words=shown)
    reason, hint = _REASONS[loss.reason]
    return report(TEXT_CHANGED_BY_MARKDOWN, at, hint=hint, words=shown, reason=reason)
