"""The published record in git: what a file said at a commit."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sitegen.checks import check_record
from sitegen.content import read_sidecar
from sitegen.diagnostics import Diagnostic, Source
from sitegen.engine import Loaded


class NoSuchCommit(Exception):  # noqa: N818 (a fact about the repository)
    """git does not know the commit, or there is no repository."""


def check_since(loaded: Loaded, commit: str) -> list[Diagnostic]:
    """Return what the rules say about the changes since a commit. Raises NoSuchCommit."""
    root = loaded.project.root
    if (
        _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
        is None
    ):
        raise NoSuchCommit(f"git knows no commit {commit!r} here")
    changed = _git(root, "diff", "--name-only", "-z", "--relative", commit, "--", ".") or ""
    files = {(root / name).resolve() for name in changed.split("\0") if name}
    problems: list[Diagnostic] = []
    for article in loaded.articles:
        after = article.anchored.sidecar
        path = Path(after.document.source.path).resolve()
        if path not in files:
            continue
        name = path.relative_to(root.resolve()).as_posix()
        text = _git(root, "show", f"{commit}:./{name}")
        before = read_sidecar(Source(name, text))[0] if text is not None else None
        if before is not None and before.is_whole:
            problems += check_record(before, after, loaded.project.configuration.options.policies)
    return problems


def _git(root: Path, *arguments: str) -> str | None:
    """Return what a git command prints; None if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 (no shell; the commit is checked to be one)
            ["git", "-C", str(root), *arguments],  # noqa: S607 (the git that the user runs)
            capture_output=True,
            check=False,
            timeout=60,
        )
    except OSError:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
