"""What a command costs: wall time, CPU and memory of it and of every process that it starts."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Event, Thread

import psutil

INTERVAL = 0.02
"""Seconds between two looks at the processes, at least."""
SHARE = 0.05
"""How much of its time the looking may take: PSS of a large process is not free."""
TAIL = 2_000


class CommandError(Exception):
    """A command that was to be measured ended with an error."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command cost, or the medians of several."""

    wall: float
    """In seconds."""
    cpu: float
    """In seconds, user and system, of all its processes."""
    memory: int
    """In bytes, the most that all its processes held at one time."""
    memory_is: str
    """`PSS`, which counts a shared page once, or `RSS`, which counts it for each process."""


@dataclass(frozen=True, slots=True)
class Run:
    """A command that can be measured again and again."""

    command: Sequence[str | os.PathLike[str]]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = lambda: None
    """Called before each run; not measured."""


def interleaved(runs: Mapping[str, Run], rounds: int) -> dict[str, Cost]:
    """Measure each of some runs `rounds` times, in turn, and return the medians."""
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            costs[name].append(measure(run))
    return {name: medians(measured) for name, measured in costs.items()}


def medians(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure by itself."""
    return Cost(
        wall=median(cost.wall for cost in costs),
        cpu=median(cost.cpu for cost in costs),
        memory=int(median(cost.memory for cost in costs)),
        memory_is=" and ".join(sorted({cost.memory_is for cost in costs})),
    )


def measure(run: Run) -> Cost:
    """Run a command once. Raises CommandError, with the end of what it said, if it does not succeed."""
    run.prepare()
    os.sync()
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            [os.fspath(part) for part in run.command],
            cwd=run.folder,
            env={**os.environ, **run.environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        with Watch(process.pid) as watch:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(max(0, said.seek(0, os.SEEK_END) - TAIL))
            words = said.read().decode("utf-8", "replace")
            name = Path(os.fspath(run.command[0])).name
            raise CommandError(f"{name} ended with status {process.returncode}:\n{words}")
    # The system's account lacks processes that nobody waited for; ours lacks the last moments of each.
    cpu = max(usage.ru_utime + usage.ru_stime, watch.cpu)
    return Cost(wall, cpu, watch.memory, watch.memory_is)


class Watch:
    """Looks at a process and its descendants, in a thread, until it is left."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._ended = Event()
        self._thread = Thread(target=self._look_again, daemon=True)
        self._cpu: dict[int, float] = {}
        self.memory = 0
        self.memory_is = "PSS"

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def cpu(self) -> float:
        """The seconds of all processes as they were last seen."""
        return sum(self._cpu.values())

    def _look_again(self) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            started = time.perf_counter()
            self._look()
            pause = max(INTERVAL, (time.perf_counter() - started) / SHARE)

    def _look(self) -> None:
        held = 0
        for process in self._processes():
            try:
                times = process.cpu_times()
                self._cpu[process.pid] = times.user + times.system
                held += self._memory(process)
            except psutil.Error:  # It has ended.
                continue
        self.memory = max(self.memory, held)

    def _processes(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return []

    def _memory(self, process: psutil.Process) -> int:
        if self.memory_is == "PSS":
            try:
                return process.memory_full_info().pss
            except (psutil.AccessDenied, AttributeError):
                self.memory_is = "RSS"
        return process.memory_info().rss
