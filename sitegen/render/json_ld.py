"""JSON-LD as it stands in a page: data in a script element, which a strict CSP lets be."""

from __future__ import annotations

import json

from markupsafe import Markup

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def script(value: object) -> Markup:
    """Return a value as the inside of `<script type="application/ld+json">`.

    Every sign that HTML reads is escaped, so no text in it can end the element.
    """
    return Markup(_JSON.encode(value).translate(_ESCAPED))  # noqa: S704
