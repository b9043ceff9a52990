"""What of a published site and of its spare still stands, found out while this process goes on.

Asking the system about each of some ten thousands of files takes longer than anything else that a
build after an edit does. So another process asks, where there is another processor.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TypeVar

import msgspec

from sitegen.engine.outputs import Standing, Tree, standing, untouched
from sitegen.engine.processes import can_fork, cores, undisturbed

Answer = TypeVar("Answer")

WORTH_A_PROCESS = 4_000
"""From how many files another process is begun, which takes some milliseconds."""
_LENGTH = 8
"""In bytes, of what says how long an answer is."""


class Inspection:
    """A look at a site and its spare; each is asked about once, and only if somebody wants to know."""

    def __init__(self, site: str, tree: Tree | None = None) -> None:
        """Look at the folder of a site."""
        self.tree = tree or Tree()
        self.spare_tree: Tree | None = None
        """The spare as it was left, if there is one that may be used."""
        self._site, self._spare = site, ""
        self._stands: Standing | None = None
        self._spare_stands: bool | None = None
        self._process, self._answers = 0, -1

    @property
    def knows_spare(self) -> bool:
        """Whether it was said where the spare is."""
        return bool(self._spare)

    def with_spare(self, folder: str, tree: Tree | None) -> None:
        """Look at the folder of the spare too, which was left as a tree, or not as it should be."""
        self._spare, self.spare_tree = folder, tree

    @property
    def is_known(self) -> bool:
        """Whether there is a site to look at."""
        return len(self.tree.folders) > 0

    def begin(self) -> None:
        """Have another process look, if there is much to look at."""
        if len(self.tree.files) < WORTH_A_PROCESS or cores() < 2 or not can_fork():
            return
        here, there = os.pipe()
        with undisturbed():  # An interruption is for the one that waits.
            self._process = os.fork()
            if not self._process:
                self._answer(there)
        os.close(there)
        self._answers = here

    def stands(self) -> Standing:
        """Return what of the site is as it was written."""
        if self._stands is None:
            answer = self._heard(Standing)
            self._stands = answer or standing(self._site, self.tree)
        return self._stands

    def spare_stands(self) -> bool:
        """Say whether the spare is as it was left."""
        if self._spare_stands is None:
            stands = self.stands()
            answer = self._heard(bool)
            self._spare_stands = self._spare_is_whole(stands) if answer is None else answer
            self.end()
        return self._spare_stands

    def end(self) -> None:
        """Let the other process go; nothing more is asked."""
        if self._process:
            with suppress(OSError):
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)
            os.close(self._answers)
            self._process = 0

    def _spare_is_whole(self, stands: Standing) -> bool:
        tree = self.spare_tree
        if not (tree and tree.files and os.path.isdir(self._spare)) or os.path.islink(self._spare):
            return False
        return untouched(self._spare, tree, self.tree, stands)

    def _answer(self, there: int) -> None:
        """Be the other process: answer, and end."""
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            stands = standing(self._site, self.tree)
            for found in (stands, self._spare_is_whole(stands)):
                data = msgspec.msgpack.encode(found)
                with os.fdopen(os.dup(there), "wb") as pipe:
                    pipe.write(len(data).to_bytes(_LENGTH, "little") + data)
        finally:
            os._exit(0)  # Whatever went wrong, the one that asked finds it out by itself.

    def _heard(self, kind: type[Answer]) -> Answer | None:
        """Return the next answer of the other process; None if there is none."""
        if not self._process:
            return None
        length = int.from_bytes(self._read(_LENGTH), "little")
        try:
            return msgspec.msgpack.decode(self._read(length), type=kind)
        except (msgspec.MsgspecError, ValueError):
            return None

    def _read(self, size: int) -> bytes:
        pieces: list[bytes] = []
        while size and (piece := os.read(self._answers, size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)
