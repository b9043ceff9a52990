"""A preview server as its own process, its terminal, and requests to it byte by byte."""

from __future__ import annotations

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from projects import EPOCH, write

PATIENCE = 120.0
"""In seconds: how long a test waits for anything before it fails."""

ARTICLE = {
    "content/articles/debate.md": """\
---
title: A debate
date: 2026-11-01
---

Unemployment fell to 4.1 percent in 2023, said one of them.
""",
    "content/articles/debate.annotations.yml": """\
status: draft
checked: 2026-11-22
authors: [desk]
claims:
  - id: unemployment
    quote: Unemployment fell to 4.1 percent in 2023
    claim: Unemployment fell to 4.1 percent.
""",
    "content/about.md": "# About\n\nThe first words.\n",
}
"""A project with a draft and a page."""


@dataclass
class Answer:
    """What came back on a socket."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Running:
    """A running preview."""

    process: subprocess.Popen[str]
    root: Path
    temporary: Path
    port: int = 0
    lines: list[str] = field(default_factory=list)
    _queue: queue.Queue[str] = field(default_factory=queue.Queue)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def site(self) -> Path:
        (found,) = self.temporary.glob("sitegen-preview-*/site")
        return found

    def says(self, words: str) -> str:
        """Wait for the next line with these words (a regular expression)."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._queue.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"never said {words!r}:\n{''.join(self.lines)}") from None
            if re.search(words, line):
                return line

    def silent(self) -> bool:
        return self._queue.empty()

    def listen(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line)
            self._queue.put(line)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def replace(self, name: str, text: str) -> None:
        """Save as careful editors do: a new file takes the place of the old one."""
        new = self.root / (name + ".new")
        new.write_text(text)
        new.rename(self.root / name)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def raw(self, request: bytes) -> Answer:
        """Send bytes as they are and read to the end."""
        with self.connect() as connection:
            connection.sendall(request)
            head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(
                b"\r\n\r\n"
            )
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in rest)
        return Answer(int(first.split()[1]), headers, body)

    def ask(self, target: str | bytes, method: str = "GET", **headers: str) -> Answer:
        target = target.encode("latin-1") if isinstance(target, str) else target
        named = {"Host": f"127.0.0.1:{self.port}", "Connection": "close"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        return self.raw(
            method.encode() + b" " + target + b" HTTP/1.1\r\n" + lines.encode() + b"\r\n"
        )

    def end(self, number: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


Start = Callable[..., Running]


@contextmanager
def running(
    folder: Path, files: Mapping[str, str | bytes | None], *, port: int = 0, build: bool = True
) -> Iterator[Running]:
    """Write a project, serve it, and wait for its first build."""
    root, temporary = folder / "project", folder / "temporary"
    root.mkdir(parents=True, exist_ok=True)
    temporary.mkdir(exist_ok=True)
    write(root, files)
    surroundings = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "TMPDIR": str(temporary)}
    process = subprocess.Popen(
        [sys.executable, "-m", "sitegen", "serve", "--port", str(port)],
        cwd=root,
        env={**surroundings, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    server = Running(process, root, temporary)
    listener = threading.Thread(target=server.listen, daemon=True)
    listener.start()
    try:
        address = server.says("^Preview: ")
        server.port = int(re.findall(r":(\d+)/", address)[0])
        if build:
            server.says("first build")
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
        listener.join(PATIENCE)
        if process.stdout:
            process.stdout.close()
