"""One preview from its start to its end: build, serve, watch, build again."""

from __future__ import annotations

import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn
from msgspec import Struct

from sitegen.preview.application import application
from sitegen.preview.board import Board
from sitegen.preview.gate import hosts
from sitegen.preview.outcome import Build, Outcome
from sitegen.preview.watching import Watched, changes

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE = 2.0
"""In seconds: how long the end waits for answers that are being given."""


class Rebuilt(Struct, frozen=True):
    """One build, for whoever tells the editor of it."""

    changed: frozenset[Path]
    """What was saved; empty for the first build."""
    outcome: Outcome
    kept: bool
    """Whether there is a site to be seen: this one, or one before."""


def serve(
    build: Build,
    look: Callable[[], Watched],
    listener: socket.socket,
    host: str,
    tell: Callable[[Rebuilt], None],
) -> NoReturn:
    """Serve a site on a socket and build it again after every change, until the process is told to end.

    Ends by KeyboardInterrupt, also for SIGTERM and SIGHUP. Builds run in the calling (main) thread
    and answers in another one: so an interruption ends a build at once, and nothing is left behind.
    """
    board = Board()
    prefix = "sitegen-preview-"
    with (
        _ending_by_interrupt(),
        listener,
        tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder,
    ):
        site = Path(folder).resolve() / "site"
        allowed = hosts(host, listener.getsockname()[1])
        with _answering(board, site, allowed, listener) as start:
            for changed in changes(look):
                outcome = build(site)
                board.post(outcome)
                tell(Rebuilt(changed, outcome, board.state.whole))
                start()
    raise KeyboardInterrupt


@contextmanager
def _ending_by_interrupt() -> Iterator[None]:
    """Let each signal that ends a program interrupt it once; clearing up is not interrupted."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        for each in _ENDINGS:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, end) for each in _ENDINGS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _answering(
    board: Board, site: Path, allowed: frozenset[str], listener: socket.socket
) -> Iterator[Callable[[], None]]:
    """Give a function that starts to answer requests, if it has not yet; stop at the end."""
    config = uvicorn.Config(
        application(board, site, allowed),
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="answers", daemon=True
    )

    def start() -> None:
        if thread.ident is None:
            thread.start()

    try:
        yield start
    finally:
        board.close()
        server.should_exit = server.force_exit = True
        if thread.ident is not None:
            thread.join(_PATIENCE)
