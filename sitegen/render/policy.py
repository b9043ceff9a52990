"""The Content-Security-Policy of a page: what it may load, which is only what the site itself has.

It stands in the page, so that it holds on any host; docs/hosting.md gives it as a header too, with
what only a header can say. Nothing inline is allowed, and so no markup that slipped through could
bring a script or a style.
"""

from __future__ import annotations

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


def policy(kind: str) -> str:
    """Return the policy of a kind of page."""
    rules = _PROGRAMS if kind in _WITH_PROGRAMS else _SITE
    return "; ".join(f"{name} {value}" for name, value in rules.items())
