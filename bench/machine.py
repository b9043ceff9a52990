"""The machine and the versions that figures are about; never its name or its folders."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

import sitegen
from bench.projects import Kind

_PACKAGES = {"hugo": "hugo", "mkdocs": "mkdocs", "material": "mkdocs-material"}


def machine() -> Iterator[tuple[str, str]]:
    """Yield what the machine is, as pairs of a word and what there is to say."""
    yield "processor", processor()
    yield "cores", str(cores())
    yield "memory", f"{psutil.virtual_memory().total / 1024**3:.0f} GiB"
    yield "system", f"{platform.system()} {platform.release()}, {platform.machine()}"


def cores() -> int:
    """Return how many processors there are."""
    return os.cpu_count() or 1


def versions(peers: Sequence[Kind]) -> Iterator[tuple[str, str]]:
    """Yield the versions of what was measured."""
    yield "Python", platform.python_version()
    yield "sitegen", sitegen.__version__
    for kind in peers:
        yield kind.label, version(_PACKAGES[kind.name])


def processor() -> str:
    """Return the model of the processor, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    for line in lines:
        name, _, model = line.partition(":")
        if name.strip() == "model name":
            return model.strip()
    return platform.processor() or "unknown"
