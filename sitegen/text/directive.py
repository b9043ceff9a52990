"""Addresses that lead to a passage: text fragments, `#:~:text=[prefix-,]start[,end][,-suffix]`.

A browser shows the first place in the page that fits. So a passage is given whole if it is short,
by its first and last words if it is long or runs over a line break, and with words around it if it
is very short or stands there more than once.
"""

from __future__ import annotations

from urllib.parse import quote

from sitegen.text.folding import Folded, Readable, Span, fold, folded, tidy
from sitegen.text.words import divides, words_of

_WHOLE = 300
"""The length in characters up to which a passage is given whole."""
_SHORT = 20
"""The length in characters below which a passage needs words around it."""
_ENOUGH = 12
"""The least length in characters of the first words, the last words and the words around."""
_CONTEXT = 120


def text_fragment(text: Folded | Readable | str, span: Span) -> str:
    """Return the fragment, `#` included, that leads from the address of a page to a passage of it.

    `span` is widened to whole words, as browsers look for those. Empty if it has nothing to see.
    """
    return _Passage(folded(text), span).fragment()


def passage_address(page: str, text: Folded | Readable | str, span: Span) -> str:
    """Return the address that leads to a passage of the page at `page`, whose words are `text`."""
    page = page.partition(":~:")[0]
    fragment = text_fragment(text, span)
    if not page.startswith(("http://", "https://")):
        return page
    return page.removesuffix("#") + fragment if "#" not in page[:-1] else page + fragment[1:]


class _Passage:
    """A passage, and the page that it is to be found in."""

    def __init__(self, article: Folded, span: Span) -> None:
        self.article = article
        self.text = article.original
        self.page = _key(article.text)
        start, end = span.start, span.end
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        while start < end and not divides(self.text, start):
            start -= 1
        while start < end and not divides(self.text, end):
            end += 1
        self.start, self.end = start, end

    def fragment(self) -> str:
        said = self.text[self.start : self.end]
        if not tidy(said).strip():
            return ""
        before = after = ""
        if len(said) <= _WHOLE and "\n" not in said:
            middle = _encoded(said)
            if len(said) < _SHORT or self._times(said) > 1:
                before, after = self._around()
        else:
            head = self._head()
            middle = f"{_encoded(head)},{_encoded(self._tail(head))}"
            if self._times(head) > 1:
                before = next(iter(self._before()), "")
        prefix = f"{_encoded(before)}-," if before else ""
        suffix = f",-{_encoded(after)}" if after else ""
        return f"#:~:text={prefix}{middle}{suffix}"

    def _times(self, words: str) -> int:
        return self.page.count(_key(fold(words)))

    def _around(self) -> tuple[str, str]:
        """Return the fewest words before and after with which the passage stands there once."""
        befores, afters = self._before() or [""], self._after() or [""]
        before = after = ""
        for more in range(max(len(befores), len(afters))):
            before = befores[min(more, len(befores) - 1)]
            after = afters[min(more, len(afters) - 1)]
            if self._times(self.text[self.start - len(before) : self.end + len(after)]) == 1:
                break
        return before, after

    def _before(self) -> list[str]:
        """Return more and more of the words before, up to the beginning of the line."""
        line = self.text[max(0, self.start - _CONTEXT) : self.start].rpartition("\n")[2]
        return _endings(line)

    def _after(self) -> list[str]:
        """Return more and more of the words behind, up to the end of the line."""
        return _beginnings(self.text[self.end : self.end + _CONTEXT].partition("\n")[0])

    def _head(self) -> str:
        """Return the fewest first words of the passage that stand in the page once."""
        said = self.text[self.start : self.end]
        line, broken, _ = said.partition("\n")
        ways = _beginnings(line[:_CONTEXT] if broken else line[: min(_CONTEXT, len(line) // 2)])
        return next((way for way in ways if self._times(way) == 1), ways[-1] if ways else line)

    def _tail(self, head: str) -> str:
        """Return the fewest last words of the passage that a search from `head` on meets at its end."""
        said = self.text[self.start : self.end]
        _, broken, line = said.rpartition("\n")
        ways = _endings(line[-_CONTEXT:] if broken else line[-min(_CONTEXT, len(line) // 2) :])
        start, end = self.article.stretch(Span(self.start, self.end))
        start += len(fold(head))
        for way in ways:
            key = _key(fold(way))
            if self.page.find(key, start) == end - len(key):
                return way
        return ways[-1] if ways else line


def _beginnings(line: str) -> list[str]:
    """Return what `line` begins with, longer and longer by a word."""
    ends = [end for _, end in words_of(line) if divides(line, end)]
    return [line[:end] for end in ends if end >= _ENOUGH] or [line[:end] for end in ends[-1:]]


def _endings(line: str) -> list[str]:
    """Return what `line` ends with, longer and longer by a word."""
    starts = [start for start, _ in reversed(words_of(line)) if divides(line, start)]
    long = [line[start:] for start in starts if len(line) - start >= _ENOUGH]
    return long or [line[start:] for start in starts[-1:]]


def _key(text: str) -> str:
    """Return a folded text as browsers compare it, without regard to capitals."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def _encoded(words: str) -> str:
    return quote(tidy(words).strip(), safe="").replace("-", "%2D")
