"""Who may ask, and how: every request passes here first, and every answer on its way out."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = ("GET", "HEAD")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'; object-src 'none'",
    # Drafts are nobody else's: no page of another site may load a file as its own part, ...
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # ... and no source that an editor looks up learns the address of a draft.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def hosts(host: str, port: int) -> frozenset[str]:
    """Return the exact values of a Host header that mean this server."""
    names = {"127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host.lower()}
    plain = names if port == 80 else set[str]()  # browsers leave the usual port out
    return frozenset({f"{name}:{port}" for name in names} | plain)


def is_same_origin(headers: Headers) -> bool:
    """Say whether a request comes from a page of this server, or from no page at all."""
    own = f"http://{headers['host']}"
    return all(origin.lower() == own.lower() for origin in headers.getlist("origin")) and all(
        site in ("same-origin", "none") for site in headers.getlist("sec-fetch-site")
    )


class Gate:
    """Refuses foreign hosts, other methods and absolute targets; adds the headers of all answers."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        """Stand before `app` and let requests to the `allowed` hosts through."""
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await (self._refusal(scope) or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        named = Headers(scope=scope).getlist("host")
        is_ours = len(named) == 1 and named[0].lower() in self._allowed
        # "OPTIONS *" has no path either, but its method is the better reason.
        is_path = scope["raw_path"].startswith(b"/") or scope["method"] == "OPTIONS"
        if not is_ours or not is_path:
            return PlainTextResponse("This preview does not answer to that name.\n", 403)
        if scope["method"] not in METHODS:
            allow = {"Allow": ", ".join(METHODS)}
            return PlainTextResponse("This preview can only be read.\n", 405, allow)
        return None
