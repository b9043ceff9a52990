"""The answers: pages of the built site, the stream of events, and the script that listens to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sitegen.preview.board import Board, State
from sitegen.preview.files import Address, File, address_of, find, read
from sitegen.preview.gate import Gate, is_same_origin
from sitegen.preview.problems import problems_page

_ASSETS = Path(__file__).resolve().parent / "assets"
_NAMES = frozenset({"live.js", "worker.js", "live.css"})
_RETRY = 500
"""In milliseconds: how soon a page looks for the server again after the stream broke off."""


def application(board: Board, site: Path, allowed: frozenset[str]) -> Starlette:
    """Return the application that serves the folder `site` to the `allowed` hosts."""
    return Starlette(
        routes=[
            Route("/_sitegen/events", partial(_events, board)),
            Route("/_sitegen/{name}", _asset),
            Route("/{path:path}", partial(_page, board, site.resolve())),
        ],
        middleware=[Middleware(Gate, allowed=allowed)],
    )


async def _events(board: Board, request: Request) -> Response:
    if not is_same_origin(request.headers):
        return PlainTextResponse("Only pages of this preview may listen.\n", 403)
    if request.method == "HEAD":
        return Response(media_type="text/event-stream")
    return StreamingResponse(_messages(board), media_type="text/event-stream")


async def _messages(board: Board) -> AsyncIterator[str]:
    yield f"retry: {_RETRY}\n\n"
    async for state in board.states():
        yield f"id: {state.name}\ndata: {state.message()}\n\n"


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    file = read(_ASSETS / name) if name in _NAMES else None
    return _answer(file) if file else PlainTextResponse("There is no such file.\n", 404)


def _page(board: Board, site: Path, request: Request) -> Response:
    state = board.state
    if not state.whole:
        return _with_script(problems_page(state), state, 503)
    # Starlette's own path is decoded already, and what was a slash cannot be told any more.
    address = address_of(cast(bytes, request.scope["raw_path"]))
    found = find(site, address) if address else None
    if isinstance(found, Address):
        query = request.scope["query_string"].decode("ascii")
        return RedirectResponse(found.as_folder() + ("?" + query if query else ""), 302)
    if found:
        return _with_script(found.content, state) if found.is_page else _answer(found)
    missing = find(site, Address(("404.html",), is_folder=False))
    if isinstance(missing, File):
        return _with_script(missing.content, state, 404)
    return PlainTextResponse("There is no page at this address.\n", 404)


def _answer(file: File) -> Response:
    return Response(file.content, media_type=file.media_type)


def _with_script(page: bytes, state: State, status: int = 200) -> Response:
    """Return a page to which the script is added; the built file stays as it is."""
    script = f'<script src="/_sitegen/live.js" data-page="{state.name}"></script>\n'.encode()
    at = page.lower().rfind(b"</body>")
    at = len(page) if at < 0 else at
    return Response(page[:at] + script + page[at:], status, media_type="text/html")
