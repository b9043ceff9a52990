"""`sitegen serve`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from sitegen.cli.output import as_text, summary
from sitegen.diagnostics import Diagnostic


@click.command()
@click.option(
    "-f",
    "--config-file",
    "config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The configuration file.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="0: any free one.",
)
def serve(config: Path, host: str, port: int) -> int:
    """Show the site with drafts while you write; every edit appears by itself."""
    try:
        from sitegen.preview import serve as serve_site
        from sitegen.preview.server import PortTaken
    except ImportError as error:
        raise click.UsageError("the preview needs: pip install 'sitegen[preview]'") from error
    from sitegen.engine import build, open_project

    def rebuild(site: Path) -> tuple[list[Diagnostic], bool, str]:
        started = time.perf_counter()
        project, problems = open_project(config)
        published = False
        if project:
            report = build(project, site=site, drafts=True)
            problems, published = list(report.problems), report.published
        click.echo(as_text(problems), nl=False, err=True)
        took = f"{(time.perf_counter() - started) * 1000:.0f} ms"
        state = "Shown" if published else "Not shown, the last good site stays on"
        return problems, published, f"{state}: {summary(problems)} ({took})"

    project, problems = open_project(config)
    if project is None:
        click.echo(as_text(problems), nl=False, err=True)
        return 1
    themes = project.root / "themes"
    watched = [project.content, config, *([themes] if themes.is_dir() else [])]
    try:
        serve_site(
            rebuild, watched, host=host, port=port, say=lambda line: click.echo(line, err=True)
        )
    except PortTaken as error:
        raise click.UsageError(
            f"{error}; try --port {port + 1 if port < 65535 else 8000}"
        ) from error
    return 0
