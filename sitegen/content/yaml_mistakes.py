"""What an editor did where YAML cannot be read: the YAML library says it in the terms of its grammar.

Each mistake is recognised by what stands there; where none is, the library's own words remain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

_KEY = re.compile(r"\s*(?:- +)*[^\s:#\"'\[{][^:]*:(?= |$)")
"""The beginning of a line up to the colon of its key."""
_QUOTE_OPENS = re.compile(r"""(?:^|[:\-,\[{])\s*(["'])(?:(?!\1).)*$""")
"""A line on which a text in quotation marks begins and does not end."""
_RUN_ON = re.compile(r"\s*(?:- +)*(?:([^\W\d][\w-]*:)(?!//)\S|(-)\w)")
"""The beginning of a line on which a colon or a dash has no space after it."""
_NO_BREAK = re.compile(r" *(?:- +)*(?:[\w-]+:|-)?([\u00a0\u2007\u202f])")
"""The beginning of a line with a space in its indentation, or after its key, that is no space to YAML."""
_LONG_DASH = re.compile(r" *([\u2013\u2014]) ")
"""The beginning of a line with a dash that a word processor made of a hyphen."""
_OTHER_COLON = re.compile(r"(\s*(?:- +)*[\w-]+\s*)([\uff1a\ufe55\ufe13\u2236\ua789])\s*(.*)")
"""A line with a sign that looks like a colon after its key."""
_CURLY = re.compile(r"[“”„‟«»‘’‚](.*)[“”„‟«»‘’‚]")
_COMMENT = re.compile(r" (#)\w")
_CONFLICT = re.compile(r"^<<<<<<< .*$", re.MULTILINE)
NEVER_CLOSED = "this quotation mark is never closed"
CONFLICT = "git left both sides of a conflict here"
_SHOWN = 60
_COLUMNS = "begin all lines of one group in the same column"
_OVER_LINES = 'put a text over several lines into quotation marks if it has ": " in it'
_QUOTED = "put the whole text into quotation marks"


class Mistake(Struct, frozen=True):
    """What is wrong, and what to do about it."""

    offset: int
    """Where in the text."""
    reason: str
    hint: str = ""
    found_at: int = -1
    """Where in the text the YAML library noticed it."""


class Refused(Struct, frozen=True):
    """A text with what the YAML library says of it."""

    text: str
    problem: str
    context: str
    offset: int
    """Where it found the problem."""
    begun: int
    """Where the part began that it could not finish."""

    @property
    def sign(self) -> str:
        """The character at the problem."""
        return self.text[self.offset : self.offset + 1]

    @property
    def start(self) -> int:
        """Where the line of the problem begins."""
        return self.text.rfind("\n", 0, self.offset) + 1

    @property
    def line(self) -> str:
        """The line of the problem."""
        return _line_at(self.text, self.start)

    def above(self) -> Iterator[tuple[int, str]]:
        """Yield the lines above that are not empty, the nearest first, each with its offset."""
        end = self.start - 1
        while end >= 0:
            start = self.text.rfind("\n", 0, end) + 1
            line = self.text[start:end]
            if line.strip() and not line.lstrip().startswith("#"):
                yield start, line
            end = start - 1


def explained(refused: Refused) -> Mistake:
    """Return what an editor did."""
    for recognise in _RULES:
        mistake = recognise(refused)
        if mistake:
            return replace(mistake, found_at=refused.offset)
    return Mistake(refused.offset, refused.problem.strip().rstrip("."), "", refused.offset)


def _conflict(refused: Refused) -> Mistake | None:
    found = _CONFLICT.search(refused.text)
    hint = "keep what is right, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>"
    return Mistake(found.start(), CONFLICT, hint) if found else None


def _tab(refused: Refused) -> Mistake | None:
    if refused.sign != "\t" and "tab" not in refused.problem and "\\t" not in refused.problem:
        return None
    reason = "a tab stands where spaces are needed"
    return Mistake(refused.offset, reason, "use spaces instead of the tab")


def _no_break_space(refused: Refused) -> Mistake | None:
    for start, line in ((refused.start, refused.line), next(refused.above(), (0, ""))):
        found = _NO_BREAK.match(line)
        if found:
            reason = "a no-break space stands where a plain space is needed"
            hint = "delete it and type a space; text that was pasted often brings one"
            return Mistake(start + found.start(1), reason, hint)
    return None


def _long_dash(refused: Refused) -> Mistake | None:
    for start, line in ((refused.start, refused.line), next(refused.above(), (0, ""))):
        found = _LONG_DASH.match(line)
        if found:
            reason = (
                f"this item of a list begins with {found[1]}, a long dash, and not with a hyphen"
            )
            return Mistake(start + found.start(1), reason, "type a hyphen in its place: -")
    return None


def _other_colon(refused: Refused) -> Mistake | None:
    begun = refused.text.rfind("\n", 0, refused.begun) + 1
    lines = [(refused.start, refused.line), (begun, _line_at(refused.text, begun))]
    for start, line in (*lines, next(refused.above(), (0, ""))):
        found = _OTHER_COLON.match(line)
        if found:
            written = f"{found[1].strip(' -')}: {found[3]}".strip()
            reason = f"{found[2]} is not the colon of YAML, though it looks like one"
            hint = f"write `{written}`" if len(written) <= _SHOWN else "type : and a space instead"
            return Mistake(start + found.start(2), reason, hint)
    return None


def _sign_at_the_start(refused: Refused) -> Mistake | None:
    offset = refused.offset
    if refused.context.endswith(("an alias", "an anchor")):
        offset = refused.begun
    elif "undefined alias" not in refused.problem and not refused.problem.startswith(
        ("found character that cannot start", "mapping keys are not allowed")
    ):
        return None
    sign = refused.text[offset : offset + 1]
    rest = _line_at(refused.text, offset).strip()
    shown = rest if len(rest) <= _SHOWN and '"' not in rest and "\\" not in rest else f"{sign}…"
    hint = f'{_QUOTED}: "{shown}"'
    cited = re.match(r"@([\w-]+)", refused.text[offset:])
    if cited:
        hint = f"for an id write {cited[1]}, without the @; put a text that begins with @ into quotation marks"
    return Mistake(offset, f"a text cannot begin with {sign}", hint)


def _quotation_mark(refused: Refused) -> Mistake | None:
    never, hint = (
        "this quotation mark is never closed",
        "add the closing quotation mark at the end of its text",
    )
    if "quoted scalar" in refused.context and "end of stream" in refused.problem:
        return Mistake(refused.begun, never, hint)
    is_inside = refused.line[: refused.offset - refused.start].strip(" -")
    if not is_inside or not refused.problem.startswith("did not find expected"):
        return None
    for start, line in refused.above():
        opening = _QUOTE_OPENS.search(line)
        if opening and refused.line.count(opening[1]):
            return Mistake(start + opening.start(1), never, hint)
        if not opening and line.count('"') % 2 == 0:
            break
    before = refused.line[: refused.offset - refused.start].rstrip()
    if before[-1:] in ("'", '"'):
        reason = "there are more words after the closing quotation mark"
        hint = "put the whole text into quotation marks, or none of it; inside \"…\" write ' and inside '…' write \""
        return Mistake(refused.offset, reason, hint)
    return None


def _bracket(refused: Refused) -> Mistake | None:
    if "flow" not in refused.context:
        return None
    segment = re.split(r"[,{\[]", refused.line[: refused.offset - refused.start])[-1]
    if refused.sign == ":" and ":" in segment:
        return _colon_in_a_text(refused)
    rest, begun = refused.text[refused.offset :], refused.begun
    if not rest.strip() and "node" in refused.context:
        begun = max(
            refused.text.rfind("[", 0, refused.offset), refused.text.rfind("{", 0, refused.offset)
        )
    comment = _COMMENT.search(_line_at(refused.text, begun))
    if comment:
        reason = "the rest of the line is a comment, because a space stands before the #"
        return Mistake(begun + comment.start(1), reason, _QUOTED)
    if not rest.strip() or "\n" in refused.text[begun : refused.offset]:
        return Mistake(begun, "this bracket is never closed", "close it after the last value")
    if "node" in refused.context:
        hint = "write what belongs there, or remove the comma"
        return Mistake(refused.offset, "a value is missing here", hint)
    hint = f"write it, or {_QUOTED}"
    return Mistake(refused.offset, "a comma or a closing bracket is missing here", hint)


def _colon_in_a_text(refused: Refused) -> Mistake:
    reason = "a text with a colon and a space in it needs quotation marks"
    return Mistake(refused.offset, reason, _QUOTED)


def _colon(refused: Refused) -> Mistake | None:
    if not refused.problem.startswith("mapping values are not allowed"):
        return None
    key = _KEY.match(refused.line)
    column = refused.offset - refused.start
    if key and key.end() - 1 < column:
        value = refused.line[key.end() :].strip()
        curly = _CURLY.fullmatch(value)
        if curly:
            value = curly[1]
        mistake, sign = _colon_in_a_text(refused), '"' if '"' not in value else "'"
        if len(value) > _SHOWN or sign in value:
            return mistake
        name = key[0].strip(" -")
        reason = "curly quotation marks do not hold a text together" if curly else mistake.reason
        return Mistake(mistake.offset, reason, f"write `{name} {sign}{value}{sign}`")
    start, above = next(refused.above(), (0, ""))
    run_on = _run_on(start, above)
    if run_on:
        return run_on
    if above and not _KEY.match(above) and ":" not in above:
        return _no_colon(start + _indent(above), above)
    return _indentation(refused)


def _run_on(start: int, line: str) -> Mistake | None:
    found = _RUN_ON.match(line)
    if not found:
        return None
    rest = line[found.end(found.lastindex or 0) :].strip()
    shown = rest if len(rest) <= _SHOWN else "…"
    what, hint = ("colon", f"{found[1]} {shown}") if found[1] else ("dash", f"- {shown}")
    place = start + found.end(found.lastindex or 0)
    return Mistake(place, f"a space is missing after the {what}", f"write `{hint}`")


def _no_colon(offset: int, line: str) -> Mistake:
    first, _, rest = line.strip(" -").partition(" ")
    hint = "if it continues the text above, indent it further than the line where that begins"
    if rest and re.fullmatch(r"[a-z_]+", first) and len(rest) <= _SHOWN:
        hint = f"write `{first}: {rest}`; {hint}"
    elif re.fullmatch(r"[a-z_]+", first) and not rest:
        hint = f"write `{first}:`; {hint}"
    return Mistake(offset, "this line has no colon", hint)


def _key_without_colon(refused: Refused) -> Mistake | None:
    if not refused.problem.startswith("could not find expected ':'"):
        return None
    start = refused.text.rfind("\n", 0, refused.begun) + 1
    line = _line_at(refused.text, start)
    return _run_on(start, line) or _no_colon(refused.begun, line)


def _dash_before_a_text(refused: Refused) -> Mistake | None:
    before = refused.line[: refused.offset - refused.start]
    if not refused.problem.startswith("block sequence entries") or not before.strip(" -"):
        return None
    return Mistake(refused.offset, "a text cannot begin with a hyphen and a space", _QUOTED)


def _indentation(refused: Refused) -> Mistake | None:
    kinds = ("did not find expected", "mapping values are not allowed", "block sequence entries")
    if not refused.problem.startswith(kinds):
        return None
    run_on = _run_on(refused.start, refused.line)
    if run_on:
        return run_on
    is_item = refused.line.lstrip().startswith("- ")
    if is_item and (missing := _dash_missing(refused)):
        return missing
    here = _spaces(refused.line) if is_item else _indent(refused.line)
    columns = list(_dashes(refused)) if is_item else []
    if not is_item:
        columns = [_indent(line) for _, line in islice(refused.above(), 1)]
    if not columns or here in columns:
        return None
    those = " or ".join(map(str, columns))
    reason = f"this line is indented by {here}, but the line above that it belongs with by {those}"
    hint = _COLUMNS if here < columns[0] else f"{_COLUMNS}; {_OVER_LINES}"
    return Mistake(refused.start + here, reason, hint)


def _dash_missing(refused: Refused) -> Mistake | None:
    """Return the mistake of a list whose first item has no dash, where a later one has."""
    first, line = refused.start, refused.line
    for start, above in refused.above():
        if _spaces(above) < _spaces(refused.line):
            if not above.rstrip().endswith(":") or line.lstrip().startswith("- "):
                return None
            reason = "the first item of this list has no dash before it"
            return Mistake(first + _spaces(line), reason, f"write `- {line.strip()[:_SHOWN]}`")
        first, line = start, above
    return None


def _dashes(refused: Refused) -> Iterator[int]:
    """Yield where the dashes of the lists stand that go on until here, the innermost first."""
    least = len(refused.text)
    for _, line in refused.above():
        column = _spaces(line)
        if column < least and line.lstrip().startswith("- "):
            yield column
        least = min(least, column)


def _block_text(refused: Refused) -> Mistake | None:
    if "block scalar" not in refused.context:
        return None
    sign = refused.text[refused.begun : refused.begun + 1]
    hint = (
        f'begin the text on the next line, indented; or, if it begins with {sign}, write "{sign} …"'
    )
    return Mistake(refused.begun, f"there are words after the sign {sign}", hint)


def _others(refused: Refused) -> Mistake | None:
    for words, reason, hint in (
        ("another document", "a line --- begins a second document", "remove the line"),
        (
            "unknown escape",
            "in double quotation marks a \\ begins an escape",
            "write \\\\, or put the text into single quotation marks",
        ),
        (
            "control characters",
            "an invisible control character stands here",
            "delete it; text that was pasted often brings one",
        ),
    ):
        if words in refused.problem:
            return Mistake(refused.offset, reason, hint)
    return None


def _spaces(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip())


def _indent(line: str) -> int:
    """Return the column of the key of a line, after the dashes of its items."""
    match = re.match(r" *(?:- +)*", line)
    return match.end() if match else 0


def _line_at(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


_RULES: tuple[Callable[[Refused], Mistake | None], ...] = (
    _conflict,
    _tab,
    _no_break_space,
    _long_dash,
    _other_colon,
    _sign_at_the_start,
    _quotation_mark,
    _bracket,
    _colon,
    _key_without_colon,
    _block_text,
    _others,
    _dash_before_a_text,
    _indentation,
)
"""In this order: what is surest first."""
