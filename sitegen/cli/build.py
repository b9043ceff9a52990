"""`sitegen build`: the build on the terminal."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.options import config_option
from sitegen.cli.output import as_text, summary
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
def build(
    config: Path,
    site_dir: Path | None,
    jobs: int | None,
    no_cache: bool,
    drafts: bool,
    strict: bool,
    verbose: bool,
    timings: bool,
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
            report = _built(config, site_dir, jobs or 0, not no_cache, drafts, strict, found)
    if report is None:
        return 1
    for notice in report.notices:
        click.echo(printable(notice), err=True)
    if verbose:
        for name, why in sorted(report.made.items()):
            click.echo(printable(f"{name}: {why}"), err=True)
    click.echo(as_text(report.problems), nl=False, err=True)
    if timings:
        click.echo(_times(report.timings), nl=False, err=True)
    if not report.published:
        click.echo(f"Not published: {summary(report.problems)}. The site before stands.", err=True)
        return 1
    # The site is out: an interruption would come too late, and only turn the status round.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    click.echo(_line(report))
    return 0


def _built(
    config: Path,
    site: Path | None,
    jobs: int,
    cache: bool,
    drafts: bool,
    strict: bool,
    found: Look | None,
) -> Report | None:
    from sitegen.engine import build as build_site
    from sitegen.engine import every_problem, open_project
    from sitegen.engine.publish import UnsafeFolder

    project, _ = open_project(config)
    if project is None:
        click.echo(as_text(every_problem(config)), nl=False, err=True)
        return None
    try:
        with _progress() as progress:
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
        raise click.UsageError(str(error)) from error


def _line(report: Report) -> str:
    articles = f"{report.articles} article{'s' if report.articles != 1 else ''}"
    claims = f"{report.claims} claim{'s' if report.claims != 1 else ''}"
    return (
        f"{articles}, {claims}: {report.files} files in {report.seconds:.1f} s, "
        f"{report.changed} of them new or changed → {printable(report.site)}"
    )


def _times(timings: Mapping[str, float]) -> str:
    return "".join(f"{stage:20} {seconds:8.3f} s\n" for stage, seconds in timings.items())


@contextmanager
def _progress() -> Iterator[Progress]:
    """Give what shows progress: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
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
