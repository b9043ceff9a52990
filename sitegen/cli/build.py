"""`sitegen build`: the build on the terminal."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.options import all_option, config_option, quiet_option
from sitegen.cli.output import grouped, summary
from sitegen.diagnostics.printable import printable

if TYPE_CHECKING:
    from sitegen.engine import Report
    from sitegen.engine.quick import Look
    from sitegen.engine.report import Progress


@click.command()
@config_option
@click.option(
    "--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Where to publish."
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help="How many processes work at once; one for each processor if not given.",
)
@click.option("--no-cache", is_flag=True, help="Make everything anew, and remember nothing.")
@click.option("--drafts", is_flag=True, help="Include drafts and checks in review.")
@click.option("--strict", is_flag=True, help="Do not publish if there are warnings.")
@click.option("-v", "--verbose", is_flag=True, help="Say of every file that is made why it is.")
@click.option("--timings", is_flag=True, help="Say where the time went.")
@all_option
@quiet_option
def build(
    config: Path,
    site_dir: Path | None,
    jobs: int | None,
    no_cache: bool,
    drafts: bool,
    strict: bool,
    verbose: bool,
    timings: bool,
    every: bool,
    quiet: bool,
) -> int:
    """Build the site and publish it, unless the content has errors.

    Only what changed since the build before is made; the result is always that of a build of all.
    """
    from sitegen.engine import look
    from sitegen.engine.collecting import seldom_collecting

    with seldom_collecting():  # Importing alone makes enough for many searches.
        found = None if no_cache else look(config, site=site_dir, drafts=drafts)
        report = found.unchanged(strict=strict) if found else None
        if report is None:
            report = _built(config, site_dir, jobs or 0, not no_cache, drafts, strict, quiet, found)
    if report is None:
        return 1
    if report.published:
        # The site is out: an interruption would come too late, and only turn the status round.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with _although_nobody_hears(report):
        _tell(report, strict=strict, verbose=verbose, timings=timings, every=every, quiet=quiet)
    return 0 if report.published else 1


def _tell(
    report: Report, *, strict: bool, verbose: bool, timings: bool, every: bool, quiet: bool
) -> None:
    """Say what a build did."""
    for notice in report.notices if not quiet else ():
        click.echo(printable(notice), err=True)
    if verbose:
        for name, why in sorted(report.made.items()):
            click.echo(printable(f"{name}: {why}"), err=True)
    hides = quiet and not (strict and not report.published)
    click.echo(grouped(report.problems, every=every, quiet=hides), nl=False, err=True)
    if timings:
        click.echo(_times(report.timings), nl=False, err=True)
    if report.published:
        if not quiet:
            click.echo(_line(report))
    else:
        click.echo(f"Not published: {summary(report.problems)}. The site before stands.", err=True)


@contextmanager
def _although_nobody_hears(report: Report) -> Iterator[None]:
    """Ignore that the report cannot be written, to a full disk for example, if the site is published."""
    try:
        yield
    except OSError:
        if not report.published:
            raise
        # What waits to be written would fail once more when Python ends, and give another status.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)


def _built(
    config: Path,
    site: Path | None,
    jobs: int,
    cache: bool,
    drafts: bool,
    strict: bool,
    quiet: bool,
    found: Look | None,
) -> Report | None:
    from sitegen.engine import build as build_site
    from sitegen.engine import every_problem, open_project
    from sitegen.engine.ownership import UnsafeFolder

    project, _ = open_project(config)
    if project is None:
        click.echo(grouped(every_problem(config), quiet=quiet), nl=False, err=True)
        return None
    try:
        with _progress(shown=not quiet) as progress:
            return build_site(
                project,
                site=site,
                drafts=drafts,
                strict=strict,
                jobs=jobs,
                cache=cache,
                progress=progress,
                look=found,
            )
    except UnsafeFolder as error:
        raise click.ClickException(str(error)) from error


def _line(report: Report) -> str:
    drafts, in_review = report.left_out
    waiting = [_number(drafts, "draft"), _number(in_review, "check in review", "checks in review")]
    left_out = " and ".join(words for words in waiting if words)
    return (
        f"{_number(report.articles, 'article') or '0 articles'}, "
        f"{_number(report.claims, 'claim') or '0 claims'}: "
        f"{report.files} files in {report.seconds:.1f} s, "
        f"{report.changed} of them new or changed → {printable(report.site)}"
        + (f"; {left_out} left out" if left_out else "")
    )


def _number(count: int, one: str, many: str = "") -> str:
    """Return so many things in words, '' if there are none."""
    return f"{count} {one if count == 1 else many or one + 's'}" if count else ""


def _times(timings: Mapping[str, float]) -> str:
    return "".join(f"{stage:20} {seconds:8.3f} s\n" for stage, seconds in timings.items())


@contextmanager
def _progress(*, shown: bool) -> Iterator[Progress]:
    """Give what shows progress: a bar on a terminal, nothing elsewhere."""
    if not (shown and sys.stderr.isatty()):
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(TaskID(tasks[stage]), completed=done, total=total)

        yield show
