"""Compiled templates, kept by jinja2's own bytecode cache in the user's cache folder.

Bytecode is code, so it never comes from a project: a cache that is part of a pull request could bring
some along. The folder belongs to the user alone, or there is no cache.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from platformdirs import user_cache_path

_MOST_VERSIONS = 8
"""How many versions of programs and words have templates in the cache; the oldest go."""


class TemplateCache(FileSystemBytecodeCache):
    """A bytecode cache whose templates are compiled for a language."""

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return a template by its language, name and file, with its code if the source is the same."""
        interface = environment.interface  # type: ignore[attr-defined]
        key = f"{interface.code}\0{interface.site}\0{name}"
        return super().get_bucket(environment, key, filename, source)


def template_cache(version: bytes) -> TemplateCache | None:
    """Return the cache of templates compiled with a version of programs and words; None if there can be none."""
    folder = user_cache_path("sitegen") / "templates" / version.hex()
    try:
        is_new = not folder.is_dir()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (_is_private(folder) and _is_private(folder.parent)):
            return None
        if is_new:
            _prune(folder.parent)
    except OSError:  # There is no home, or none that can be written to.
        return None
    return TemplateCache(str(folder))


def _is_private(folder: Path) -> bool:
    """Say whether nobody but this user can have put something into a folder."""
    if not hasattr(os, "getuid"):
        return True  # On Windows the folder lies in the user's profile.
    status = folder.lstat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def _prune(folder: Path) -> None:
    versions = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in versions[_MOST_VERSIONS:]:
        shutil.rmtree(path, ignore_errors=True)
