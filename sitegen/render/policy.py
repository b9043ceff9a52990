"""The Content-Security-Policy of a page: what it may load, which is only what the site itself has.

It stands in the page, so that it holds on any host; docs/hosting.md gives it as a header too, with
what only a header can say. Nothing inline is allowed, and so no markup that slipped through could
bring a script or a style.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

_SITE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
_PROGRAMS = {**_SITE, "script-src": "'self' 'wasm-unsafe-eval'"}
_WITH_PROGRAMS = frozenset({"search"})
"""The kinds of pages that run WebAssembly: Pagefind, which searches in the browser."""
ONLY_IN_HEADERS = "frame-ancestors 'none'"
"""What a page cannot say of itself."""


def _written(rules: Mapping[str, str]) -> Markup:
    text = "; ".join(f"{name} {value}" for name, value in rules.items())
    return Markup(text)  # noqa: S704 (no sign that an attribute in double quotes reads)


_OF_MOST, _OF_SOME = _written(_SITE), _written(_PROGRAMS)


def policy(kind: str) -> Markup:
    """Return the policy of a kind of page."""
    return _OF_SOME if kind in _WITH_PROGRAMS else _OF_MOST
