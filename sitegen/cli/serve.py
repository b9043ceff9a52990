"""`sitegen serve`: the preview on the terminal."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.options import config_option, quiet_option
from sitegen.cli.output import grouped, summary
from sitegen.diagnostics import Diagnostic
from sitegen.diagnostics.extras import install
from sitegen.diagnostics.printable import printable, printable_lines

if TYPE_CHECKING:
    from sitegen.preview import Rebuilt

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@quiet_option
def serve(config: Path, host: str, port: int, quiet: bool) -> None:
    """Show the site with drafts while you write; every edit appears by itself."""
    try:
        from sitegen import preview
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] == "sitegen":
            raise
        missing = error.name or "starlette"
        raise click.ClickException(
            f"the preview needs the package {missing.partition('.')[0]}: {install('preview')}"
        ) from error
    try:
        listener = preview.listen(host, port)
    except preview.CannotListen as error:
        # No mistake in the command's form, so its usage would not help.
        raise click.ClickException(str(error)) from error
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    click.echo(f"Preview: {click.style(address, bold=True)} (with drafts; Ctrl-C ends it)")
    if host.lower() not in _LOOPBACK:
        click.echo(f"Everybody who reaches {host} can read your drafts.", err=True)
    preview.serve(
        preview.build_of(config), preview.watching(config), listener, host, _Told(quiet=quiet).tell
    )


class _Told:
    """Tells of builds: errors every time, a warning once, and one line that sums up."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._before: frozenset[Diagnostic] = frozenset()

    def tell(self, rebuilt: Rebuilt) -> None:
        outcome = rebuilt.outcome
        fresh = [
            problem
            for problem in outcome.problems
            if problem.severity == "error" or problem not in self._before
        ]
        self._before = frozenset(outcome.problems)
        click.echo(
            printable_lines(outcome.trace) + grouped(fresh, quiet=self._quiet), nl=False, err=True
        )
        if not self._quiet or outcome.failure:
            click.echo(_line(rebuilt), err=True)


def _line(rebuilt: Rebuilt) -> str:
    outcome = rebuilt.outcome
    if outcome.published and rebuilt.changed:
        done = f"{outcome.changed} of {outcome.files} files new or changed"
    elif outcome.published:
        done = f"{outcome.files} files"
    else:
        done = click.style("not shown", fg="red") + (", the site before stays on" * rebuilt.kept)
    found = printable(outcome.failure) or summary(outcome.problems)
    what = _names(rebuilt.changed)
    return f"{time.strftime('%H:%M:%S')} {what}: {done} ({outcome.seconds:.2f} s), {found}"


def _names(changed: frozenset[Path]) -> str:
    if not changed:
        return "first build"
    first, *others = sorted(printable(os.path.relpath(path)) for path in changed)
    return f"{first} and {len(others)} more" if others else first
