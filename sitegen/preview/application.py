"""The preview as a web application: pages of the built site, and a stream of events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from sitegen.preview.files import Answer, answer, missing
from sitegen.preview.state import State

OURS = "/_sitegen/"
_STATIC = {"live.js": "text/javascript; charset=utf-8", "live.css": "text/css; charset=utf-8"}
_ADDED = (
    b'<link rel="stylesheet" href="/_sitegen/live.css">'
    b'<script type="module" src="/_sitegen/live.js"></script></body>'
)
_WAITING = (
    b"<!doctype html><html lang=en><head><meta charset=utf-8><title>Waiting for a site</title></head>"
    b"<body><h1>No site yet</h1><p>The first build has problems. This page shows the site as soon as "
    b"they are mended.</p></body></html>"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}
_HEARTBEAT = 15.0
"""Seconds after which a silent stream says something, so that a closed page is noticed."""


class Preview:
    """An ASGI application. It answers known hosts only, and only GET and HEAD."""

    def __init__(self, site: Path, hosts: frozenset[str], state: State) -> None:
        """Serve the folder `site` to requests whose Host is one of `hosts`."""
        self._site, self._hosts, self._state = site, hosts, state
        self.closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        response = self._respond(Request(scope))
        response.headers.update(_HEADERS)
        await response(scope, receive, send)

    def _respond(self, request: Request) -> Response:
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return Response("This server answers its own name only.\n", 403)
        if request.method not in ("GET", "HEAD"):
            return Response("Only GET and HEAD.\n", 405, {"Allow": "GET, HEAD"})
        raw = request.scope.get("raw_path", b"").partition(b"?")[0]
        path = request.scope["path"]
        if not raw.startswith(b"/") or raw.startswith(b"//") or "\ufffd" in path:
            return Response("This is not an address of the site.\n", 400)
        if path.startswith(OURS):
            return self._ours(request, path.removeprefix(OURS))
        return self._page(answer(self._site, path))

    def _ours(self, request: Request, name: str) -> Response:
        if name == "events":
            if not self._is_own_page(request):
                return Response("Only for pages of this server.\n", 403)
            stream = self._events() if request.method == "GET" else iter(())
            return StreamingResponse(stream, media_type="text/event-stream")
        if name in _STATIC:
            content = (files("sitegen.preview") / name).read_bytes()
            return Response(content, headers={"Content-Type": _STATIC[name]})
        return self._page(missing(self._site))

    def _is_own_page(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2].lower() not in self._hosts:
            return False
        return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"

    def _page(self, found: Answer) -> Response:
        body = found.body
        if not self._state.version:
            found, body = Answer(503, b"", "text/html; charset=utf-8"), _WAITING
        headers = {"Content-Type": found.type}
        if found.location:
            headers["Location"] = found.location
        if found.type.startswith("text/html"):
            body = body.replace(b"</body>", _ADDED, 1)
        return Response(body, found.status, headers)

    async def _events(self) -> AsyncIterator[str]:
        while not self.closing.is_set():
            yield f"data: {self._state.message()}\n\n"
            while not self.closing.is_set():
                waits = [
                    asyncio.ensure_future(self._state.changed()),
                    asyncio.ensure_future(self.closing.wait()),
                ]
                done, rest = await asyncio.wait(
                    waits, timeout=_HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
                )
                for task in rest:
                    task.cancel()
                if done:
                    break
                yield ": still here\n\n"
