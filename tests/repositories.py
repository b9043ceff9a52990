"""Real git repositories for tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

IDENTITY = ("-c", "user.name=desk", "-c", "user.email=desk@desk.example")


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder."""
    subprocess.run(
        ["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True, timeout=120
    )


def new_repository(folder: Path) -> None:
    """Make a repository of a folder, with one commit of all its files on the branch main."""
    folder.mkdir(exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Publish", "--allow-empty")


def commit_all(folder: Path, subject: str) -> None:
    """Commit everything in a folder."""
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", subject)
