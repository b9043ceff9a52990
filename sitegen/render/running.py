"""What the compiled templates of a theme use when they run: macros, calls, printing, filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, NamedTuple

import markupsafe
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.utils import missing, pass_eval_context
from markupsafe import Markup, escape, soft_str

escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)
"""The HTML of a text; from version 3 on in C, and no Markup is made of it."""
_PLAIN = (BuiltinMethodType, MethodType, FunctionType)
"""What a template calls with its own arguments only, unless a mark of jinja2 says otherwise."""
WITH_ENDS = "with ends"
"""The name of a filter, which no template can ask for."""

as_markup: Callable[[str], Markup] = partial(str.__new__, Markup)
"""As `Markup`, for text that knows no HTML, in a third of the time."""


class DirectMacro(Macro):
    """A macro whose function can be called by itself, which makes a call four times as fast."""

    def __init__(self, *given: Any) -> None:
        """Take what jinja2's own takes."""
        super().__init__(*given)
        self.text = text = self._func
        """What it prints, as text."""
        self.direct: Callable[..., Markup] = lambda *given: as_markup(text(*given))
        is_plain = not (self.catch_kwargs or self.catch_varargs or self.caller)
        self.most = self._argument_count if is_plain else -1
        """How many arguments both may be called with."""
        if is_plain:
            text.__defaults__ = (missing,) * self._argument_count

    @pass_eval_context
    def __call__(self, *given: Any, **named: Any) -> str:
        """Return what it prints, as jinja2's own does; in a fifth of the time if nothing is special."""
        if named or len(given) > self.most or (given and isinstance(given[0], EvalContext)):
            return super().__call__(*given, **named)
        return self.direct(*given)


def called(context: Context, function: Any, **around: Any) -> Callable[..., Any]:
    """Return what is to be called in the place of a function; `around` has the names given in loops."""
    kind = type(function)
    if (kind in _PLAIN and not hasattr(function, "jinja_pass_arg")) or kind is DirectMacro:
        return function  # type: ignore[no-any-return]
    return partial(context.call, function, **around)


def escaping(function: Callable[..., Any]) -> Callable[..., str]:
    """Return a function that returns what is printed of a value."""
    return lambda *given: escape(function(*given))


def printed(value: Any) -> str:
    """Return the text of `markupsafe.escape(value)`; Markup and str do not come here."""
    return str(value) if type(value) is int else escape(value)


def html_of(value: Any) -> str:
    """Return the HTML of any value, as compiled templates print it, without making a Markup of text."""
    kind = type(value)
    return value if kind is Markup else escaped(value) if kind is str else printed(value)


def trimmed(value: Any, chars: str | None = None) -> str:
    """Return what the filter `trim` does, for Markup in a third of the time."""
    if type(value) is Markup and chars is None:
        return as_markup(str.strip(value))
    return soft_str(value).strip(chars)


class Ends(NamedTuple):
    """What most loops ask of `loop`."""

    first: bool
    last: bool


_FIRST, _INNER, _LAST, _ONLY = (
    Ends(True, False),
    Ends(False, False),
    Ends(False, True),
    Ends(True, True),
)


def with_ends(items: Iterable[Any]) -> Iterator[tuple[Any, Ends]]:
    """Yield items, and which of them are the first and the last."""
    left = iter(items)
    for item in left:
        ends, now = _FIRST, item
        for after in left:
            yield now, ends
            ends, now = _INNER, after
        yield now, _ONLY if ends is _FIRST else _LAST
