"""Serving and watching: one process, one build at a time, the last good site always on."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import uvicorn
from watchfiles import awatch

from sitegen.diagnostics import Diagnostic
from sitegen.preview.application import Preview
from sitegen.preview.state import State

Build = Callable[[Path], tuple[list[Diagnostic], bool, str]]
"""Builds the newest content into a folder: its problems, whether it is there, and a line to print."""
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class PortTaken(Exception):  # noqa: N818 (a fact about the port)
    """Another program listens on the port."""


def serve(
    build: Build, watched: Iterable[Path], *, host: str, port: int, say: Callable[[str], None]
) -> None:
    """Build, serve, and rebuild on every change until interrupted. Raises PortTaken.

    The site is built into a folder of its own, which is removed at the end.
    """
    with _listen(host, port) as listener, tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        port = listener.getsockname()[1]
        say(
            f"Serving on http://{host if ':' not in host else f'[{host}]'}:{port}/ (end with Ctrl-C)"
        )
        asyncio.run(
            _run(build, list(watched), Path(folder) / "site", listener, _hosts(host, port), say)
        )


def _hosts(host: str, port: int) -> frozenset[str]:
    names = {*_LOOPBACK, host.lower() if ":" not in host else f"[{host.lower()}]"}
    return frozenset(f"{name}:{port}" for name in names) | (
        frozenset(names) if port == 80 else frozenset()
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(f"{host}:{port} cannot be used ({error.strerror})") from error
    return listener


async def _run(
    build: Build,
    watched: list[Path],
    site: Path,
    listener: socket.socket,
    hosts: frozenset[str],
    say: Callable[[str], None],
) -> None:
    state = State()
    application = Preview(site, hosts, state)
    config = uvicorn.Config(
        application, log_level="error", access_log=False, lifespan="off", ws="none"
    )
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    stop = asyncio.Event()

    async def rebuild() -> None:
        problems, published, line = await asyncio.to_thread(build, site)
        state.show(problems, published=published)
        say(line)

    async def watch() -> None:
        changes = awatch(*watched, stop_event=stop, debounce=30, step=10, recursive=True)
        first = asyncio.create_task(rebuild())
        async for _ in changes:
            await first
            await rebuild()

    watching = asyncio.create_task(watch())
    watching.add_done_callback(lambda _: setattr(server, "should_exit", True))
    try:
        await server.serve(sockets=[listener])
    finally:
        application.closing.set()
        stop.set()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    if server._captured_signals:
        raise KeyboardInterrupt
    error = None if watching.cancelled() else watching.exception()
    if error:
        raise error


__all__ = ["Build", "PortTaken", "serve"]
