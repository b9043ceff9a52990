"""One build: from a project on disk to a published site, and a report of what happened."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.engine.project import Project
from sitegen.engine.publish import guard, publish
from sitegen.engine.site import load, render, theme_problem
from sitegen.render import ThemeError


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    problems: tuple[Diagnostic, ...]
    published: bool
    """Whether the site was put in place; if not, the one before still stands."""
    site: Path
    files: int = 0
    """How many files the site has."""
    changed: int = 0
    """How many of them differ from the site before."""
    articles: int = 0
    claims: int = 0
    seconds: float = 0.0


def build(
    project: Project, *, site: Path | None = None, drafts: bool = False, strict: bool = False
) -> Report:
    """Build a project and publish it to `site`, or where mkdocs.yml says, unless it has errors.

    With `strict` warnings count as errors. Raises UnsafeFolder before anything is touched, and
    OSError if the disk fails; in both cases the site before stands.
    """
    started = time.perf_counter()
    target = site or project.site
    guard(target, project.content, project.config_path)
    loaded, problems = load(project, drafts=drafts, today=today())
    files = changed = 0
    refused = has_errors(problems) or (strict and bool(problems))
    if not refused:
        try:
            files, changed = publish(target, render(loaded), loaded.static)
        except ThemeError as error:
            problems.append(theme_problem(error))
            refused = True
    return Report(
        problems=tuple(problems),
        published=not refused,
        site=target,
        files=files,
        changed=changed,
        articles=len(loaded.articles),
        claims=sum(len(article.facts.claims) for article in loaded.articles),
        seconds=time.perf_counter() - started,
    )


def today() -> date:
    """Return the day of the build: that of SOURCE_DATE_EPOCH if it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()


__all__ = ["Report", "build", "today"]
