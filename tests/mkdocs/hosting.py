"""A small project for MkDocs, real runs of MkDocs, and what they wrote."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from projects import EPOCH

ARTICLE = "---\ntitle: Jobs\n---\n\nUnemployment fell to 4 percent in 2023.\n"
SIDECAR = """\
status: published
checked: 2026-11-01
authors: [desk]
reviewers: [second-desk]
claims:
  - id: jobs
    quote: Unemployment fell
    verdict: opinion
    finding: It did.
    entities: [ministry]
"""
CONFIGURATION = """\
site_name: The Desk
site_url: https://desk.example/facts/
docs_dir: content
theme: {name: mkdocs}
plugins:
  - search
  - sitegen:
      organisation: {name: The Desk}
"""
FILES = {
    "mkdocs.yml": CONFIGURATION,
    "content/articles/2026/jobs.md": ARTICLE,
    "content/articles/2026/jobs.annotations.yml": SIDECAR,
    "content/entities/state.yml": "ministry: {name: The Ministry, type: organisation}\n",
}
OWN = "theme: {name: null, custom_dir: own}"
SURROUNDINGS = {
    **os.environ,
    "NO_MKDOCS_2_WARNING": "1",
    "PYTHONUNBUFFERED": "1",
    "SOURCE_DATE_EPOCH": EPOCH,
}


def with_sidecar(**changes: str) -> dict[str, str]:
    """The files of the project with other words in its sidecar: `old="new"`."""
    sidecar = SIDECAR
    for old, new in changes.items():
        assert old in sidecar
        sidecar = sidecar.replace(old, new)
    return {**FILES, "content/articles/2026/jobs.annotations.yml": sidecar}


def mkdocs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=folder,
        env=SURROUNDINGS,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def built(folder: Path, *arguments: str) -> Path:
    """The site of a project, built strictly."""
    done = mkdocs(folder, "build", "--strict", *arguments)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder / "site"


def read(site: Path, address: str) -> str:
    return (site / address / "index.html").read_text(encoding="utf-8")


def bodies(site: Path) -> dict[str, str]:
    """The body that sitegen made on each page, by the page's file."""
    found = {}
    for path in site.rglob("*.html"):
        body = body_of(path.read_text(encoding="utf-8"))
        if body:
            found[path.relative_to(site).as_posix()] = body
    return found


def body_of(page: str) -> str:
    """The element `<div class="sitegen …">` of a page; '' if it has none."""
    start = page.find('<div class="sitegen')
    if start < 0:
        return ""
    depth = 0
    for tag in re.finditer(r"<(/?)div\b[^>]*>", page[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return page[start : start + tag.end()]
    raise AssertionError("a div is never closed")


def stamps(site: Path) -> Mapping[Path, int]:
    """When each file of a site was written."""
    return {path: path.stat().st_mtime_ns for path in site.rglob("*")}
