"""Work in chunks over any executor, with results in the order of the work.

What all the work needs is too large to be sent with each chunk. A process that was forked has it
already; any other reads it once from a file of its own in a private folder, and keeps it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from sitegen.engine.processes import can_fork, undisturbed

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[object, Sequence[Item]], Result]
"""A function of a module: from what is shared and a chunk of items to a result."""

_SHARED: dict[str, object] = {}
_AHEAD = 3
"""Chunks given out for each job, beyond which results are waited for: so few are in memory."""
_PARENT_DEATH = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def chunked(items: Sequence[Item], jobs: int, most: int = 50) -> list[Sequence[Item]]:
    """Cut items into chunks: several for each job, so that no job is left waiting at the end."""
    size = max(1, min(most, -(-len(items) // (jobs * 4))))
    return [items[at : at + size] for at in range(0, len(items), size)]


def run(
    work: Work[Item, Result],
    shared: object,
    chunks: Sequence[Sequence[Item]],
    jobs: int,
    executor: Executor | None = None,
) -> Generator[Result, None, None]:
    """Yield the result of each chunk, in order; close it to end the work. With one job, or one chunk, it is done here and now."""
    if executor is None and (jobs <= 1 or len(chunks) <= 1):
        for chunk in chunks:
            yield work(shared, chunk)
            if len(chunks) > 1:
                gc.collect(0)
        return
    # Threads of this process have it as it stands.
    inherited = can_fork() if executor is None else isinstance(executor, ThreadPoolExecutor)
    with _given(shared, inherited=inherited) as (token, spool):
        if executor is not None:
            yield from _spread(work, token, spool, chunks, jobs, executor, ours=False)
            return
        # Imported where processes begin: most builds after an edit need none of it.
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("fork" if can_fork() else "spawn")
        with ProcessPoolExecutor(
            min(jobs, len(chunks)), context, initializer=_begin, initargs=(os.getpid(),)
        ) as pool:
            try:
                yield from _spread(work, token, spool, chunks, jobs, pool, ours=True)
            except BaseException:
                for process in set(multiprocessing.active_children()) - others:
                    process.terminate()
                raise


def _spread(
    work: Work[Item, Result],
    token: str,
    spool: str,
    chunks: Sequence[Sequence[Item]],
    jobs: int,
    executor: Executor,
    *,
    ours: bool,
) -> Generator[Result, None, None]:
    waiting: deque[Future[Result]] = deque()
    try:
        for chunk in chunks:
            with undisturbed():
                waiting.append(executor.submit(_do, work, token, spool, chunk))
            if len(waiting) > jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        if not ours:  # Our own is shut down as a whole.
            wait([future for future in waiting if not future.cancel()])


def _do(work: Work[Item, Result], token: str, spool: str, chunk: Sequence[Item]) -> Result:
    if token not in _SHARED:
        _SHARED.clear()  # What another build shared is not needed any more.
        _SHARED[token] = pickle.loads(Path(spool).read_bytes())  # noqa: S301 (our parent's own file)
    result = work(_SHARED[token], chunk)
    gc.collect(0)
    return result


@contextmanager
def _given(shared: object, *, inherited: bool) -> Iterator[tuple[str, str]]:
    """Have something ready for the processes that do the work: its name, and the file that holds it."""
    token = uuid4().hex
    _SHARED[token] = shared
    try:
        if inherited:
            yield token, ""
            return
        with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
            spool = Path(folder) / "shared"
            spool.write_bytes(pickle.dumps(shared, pickle.HIGHEST_PROTOCOL))
            yield token, str(spool)
    finally:
        _SHARED.pop(token, None)


def _begin(parent: int) -> None:
    """Begin a process of the pool: the parent alone is interrupted, and none outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    gc.disable()
    gc.freeze()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
