"""JSON-LD as it stands in a page: data in a script element, which a strict CSP lets be."""

from __future__ import annotations

from markupsafe import Markup
from msgspec.json import Encoder

_ENCODE = Encoder().encode
_ESCAPES = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"))


def script(value: object) -> Markup:
    """Return a value as the inside of `<script type="application/ld+json">`.

    Every sign that HTML reads is escaped, so no text in it can end the element.
    """
    text = _ENCODE(value).decode()
    for sign, escaped in _ESCAPES:
        if sign in text:
            text = text.replace(sign, escaped)
    return Markup(text)  # noqa: S704
