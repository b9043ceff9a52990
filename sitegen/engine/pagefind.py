"""Pagefind's program: where it is, and one conversation with it.

It is spoken to as its own Python package does, by messages over its standard input and output; that
package waits a tenth of a second for each answer, which would be a quarter of an hour for a
thousand articles. The program ends by itself when its input does, so that it never outlives a build.
"""

from __future__ import annotations

import os
import subprocess
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import IO

import msgspec

_PACKAGES = ("pagefind_bin_extended", "pagefind_bin")
_END = b","
_PIECE = 1 << 20
_PATIENCE = 5.0
"""In seconds: how long a process that said its last may take to end."""
_MOST_TOLD = 300
"""How many characters of what the program said are told."""


class PagefindFailed(Exception):  # noqa: N818 (Pagefind failed)
    """The program ended early or said that it cannot make an index."""


class _File(msgspec.Struct):
    path: str
    content: bytes


class _Payload(msgspec.Struct):
    type: str
    message: str = ""
    files: list[_File] = []


class _Answer(msgspec.Struct):
    payload: _Payload


def program() -> str:
    """Return the path of Pagefind's program, '' if it is not installed.

    As for Pagefind's own package, PAGEFIND_BINARY_PATH may name another one.
    """
    if named := os.environ.get("PAGEFIND_BINARY_PATH", ""):
        return named
    for package in _PACKAGES:
        try:
            return str(import_module(package).get_executable())
        except (ImportError, OSError):
            continue
    return ""


def version_of(path: str) -> bytes:
    """Return what tells this program from another one."""
    try:
        status = os.stat(path)
    except OSError:
        return path.encode()
    return f"{path} {status.st_size} {status.st_mtime_ns}".encode()


class Pagefind:
    """The program at work on the parts of one index; several threads may ask it."""

    def __init__(self, path: str, language: str) -> None:
        """Take the program and the language whose endings of words it knows."""
        self._path, self._language = path, language
        self._running: set[subprocess.Popen[bytes]] = set()
        self._ended = False
        self._lock = threading.Lock()

    def index(self, records: Iterable[bytes]) -> dict[str, bytes]:
        """Return the files of an index of records, each as JSON, by their name.

        Raises PagefindFailed. However this is left, the process has ended.
        """
        with self._process() as process:
            assert process.stdin
            assert process.stdout
            given = process.stdin, self._language, records
            threading.Thread(target=_tell, args=given, daemon=True).start()
            for message in _messages(process.stdout):
                answer = _understood(message)
                if answer.type == "Error":
                    raise PagefindFailed(answer.message[:_MOST_TOLD])
                if answer.type == "GetFiles":
                    return {file.path: file.content for file in answer.files}
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE)
            raise PagefindFailed(_why(process))

    def end(self) -> None:
        """End every process, and let none begin."""
        with self._lock:
            self._ended = True
            for process in self._running:
                process.kill()

    @contextmanager
    def _process(self) -> Iterator[subprocess.Popen[bytes]]:
        with self._lock:
            if self._ended:
                raise PagefindFailed("it was interrupted")
            process = self._started()
            self._running.add(process)
        try:
            yield process
        finally:
            with self._lock:
                self._running.discard(process)
            process.kill()
            process.wait()
            for pipe in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):
                    pipe.close()

    def _started(self) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603 (the program of an installed package)
                [self._path, "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise PagefindFailed(f"it cannot be started: {error.strerror}") from error


def _tell(pipe: IO[bytes], language: str, records: Iterable[bytes]) -> None:
    # Once the program has ended, whoever reads its answers says so.
    with suppress(OSError, ValueError):
        for message in _told(language, records):
            pipe.write(b64encode(message) + _END)
        pipe.flush()


def _told(language: str, records: Iterable[bytes]) -> Iterator[bytes]:
    config = msgspec.json.encode({"force_language": language})
    yield b'{"message_id":1,"payload":{"type":"NewIndex","config":%b}}' % config
    for record in records:
        yield b'{"message_id":2,"payload":{"type":"AddRecord","index_id":0,%b}' % record[1:]
    yield b'{"message_id":3,"payload":{"type":"GetFiles","index_id":0}}'


def _messages(pipe: IO[bytes]) -> Iterator[bytes]:
    pieces: list[bytes] = []
    while piece := os.read(pipe.fileno(), _PIECE):
        *whole, rest = piece.split(_END)
        for part in whole:
            yield b"".join([*pieces, part])
            pieces = []
        pieces.append(rest)


def _understood(message: bytes) -> _Payload:
    try:
        return msgspec.json.decode(b64decode(message), type=_Answer).payload
    except (msgspec.MsgspecError, ValueError) as error:
        said = message[:_MOST_TOLD].decode("utf-8", "replace").strip()
        raise PagefindFailed(f"it said {said!r}") from error


def _why(process: subprocess.Popen[bytes]) -> str:
    status = process.poll()
    if status is None:
        return "it closed its output"
    return f"it was ended by signal {-status}" if status < 0 else f"it ended with status {status}"
