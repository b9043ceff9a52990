"""The socket of a preview, taken before anything is built."""

from __future__ import annotations

import errno
import socket


class CannotListen(Exception):  # noqa: N818 (it says what cannot be done)
    """The address cannot be listened on; the message says why, and what to try."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; port 0 takes a free one. Raises CannotListen.

    Requests that come before the first build is done wait in its queue.
    """
    try:
        return _bound(host, port)
    except socket.gaierror as error:
        raise CannotListen(f"there is no address {host!r}") from error
    except OSError as error:
        raise CannotListen(_reason(host, port, error)) from error


def _reason(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            free = _next_free(host, port)
            return f"port {port} is taken" + (f"; try --port {free}" if free else "")
        case errno.EACCES:
            return f"port {port} is for the system; try --port 8000"
        case errno.EADDRNOTAVAIL:
            return f"this machine does not have the address {host}"
        case _:
            return f"cannot listen on {host}, port {port}: {error.strerror}"


def _next_free(host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + 100, 65536)):
        try:
            _bound(host, candidate).close()
        except OSError:
            continue
        return candidate
    return 0


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # Of the two addresses of "localhost" the older one is what other programs expect.
    family, kind, protocol, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
