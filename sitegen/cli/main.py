"""The commands: FORMATS.md section 4."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
import traceback
from pathlib import Path

import click

from sitegen import __version__
from sitegen.cli.build import build
from sitegen.cli.fix import fix
from sitegen.cli.options import (
    all_option,
    config_option,
    ignored_options,
    paths_argument,
    quiet_option,
)
from sitegen.cli.output import FORMATS, grouped, summary
from sitegen.cli.serve import serve
from sitegen.cli.suggestions import listed, near_kinds
from sitegen.diagnostics import KINDS, Diagnostic, has_errors
from sitegen.diagnostics.failure import failure_of
from sitegen.diagnostics.kinds import Kind
from sitegen.diagnostics.printable import printable, printable_lines

_WIDTH = 88
FINE, CONTENT_PROBLEMS, USAGE, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen")
def commands() -> None:
    """Publish annotated fact-checks."""


@commands.command()
@config_option
@paths_argument
@click.option(
    "--format",
    "shape",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--since", metavar="REF", help="Look at what changed since a commit, too.")
@all_option
@quiet_option
def check(
    config: Path,
    paths: tuple[Path, ...],
    shape: str,
    strict: bool,
    since: str | None,
    every: bool,
    quiet: bool,
) -> int:
    """Find every problem in the content, or only those in PATHS.

    The whole site is read in any case, because a problem in one file may come from another.
    """
    from sitegen.engine import every_problem

    problems = _since(config, since) if since else every_problem(config)
    if paths:
        wanted = [path.resolve() for path in paths]
        problems = [problem for problem in problems if _is_in(problem, wanted)]
    problems.sort()
    fails = has_errors(problems) or (strict and bool(problems))
    if shape == "text":
        # With --strict a warning is what fails the check, and so not left out.
        hides = quiet and not (strict and fails)
        click.echo(grouped(problems, every=every, quiet=hides), nl=False)
        if fails or not quiet:
            click.echo(summary(problems), err=True)
    else:
        click.echo(FORMATS[shape](problems), nl=False)
    return CONTENT_PROBLEMS if fails else FINE


def _since(config: Path, since: str) -> list[Diagnostic]:
    from sitegen.editorial import GitError, check_since
    from sitegen.engine import every_problem
    from sitegen.engine.project import open_in_part

    project, problems = open_in_part(config)
    if project is None:
        return problems
    try:
        # Before anything is read: where git cannot answer, nobody waits for the rest.
        changes = check_since(project, since)
    except GitError as error:
        raise click.ClickException(f"cannot compare with {since!r}: {error}") from error
    return [*changes, *every_problem(config)]


def _is_in(problem: Diagnostic, wanted: list[Path]) -> bool:
    place = Path(problem.at.path).resolve()
    return any(place.is_relative_to(path) for path in wanted)


def _kinds_beginning(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    return [name for name in KINDS if name.startswith(begun)]


@commands.command()
@ignored_options
@click.argument("kinds", metavar="[KIND]...", nargs=-1, shell_complete=_kinds_beginning)
def explain(kinds: tuple[str, ...]) -> int:
    """Say what each KIND of problem means, with a wrong and a right example.

    Without a KIND all of them are listed.
    """
    if not kinds:
        for known in KINDS.values():
            name = f"{known.name:30} {known.severity:8} "
            said = known.meaning.partition(". ")[0].rstrip(".") + "."
            click.echo(click.wrap_text(said, _WIDTH, name, " " * len(name)))
        return FINE
    names = [kind.strip("[]").lower().replace("_", "-") for kind in kinds]
    for kind, name in zip(kinds, names, strict=True):
        if name not in KINDS:
            near = near_kinds(name)
            meant = f"; did you mean {listed(near)}?" if near else "; `sitegen explain` lists all"
            raise click.ClickException(f"there is no kind of problem {kind!r}{meant}")
    for number, name in enumerate(names):
        _explain(KINDS[name], after_another=number > 0)
    return FINE


def _explain(found: Kind, *, after_another: bool) -> None:
    if after_another:
        click.echo()
    click.echo(f"{click.style(found.name, bold=True)} ({found.severity})\n")
    click.echo(click.wrap_text(found.meaning, _WIDTH))
    for title, example in (("Wrong", found.wrong), ("Right", found.right)):
        indented = "\n".join(f"    {line}" for line in example.splitlines())
        click.echo(f"\n{title}:\n\n{indented}")


commands.add_command(build)
commands.add_command(fix)
commands.add_command(serve)


def main() -> None:
    """Run a command and leave with its exit status: 0, 1, 2, 3 or 130."""
    # What a process made goes with it, and need not be looked through for garbage before, which takes
    # a fifteenth of an edit.
    atexit.register(gc.freeze)
    try:
        colours = False if os.environ.get("NO_COLOR") else None
        status = commands.main(prog_name="sitegen", standalone_mode=False, color=colours)
    except click.exceptions.Exit as error:
        status = error.exit_code
    except click.ClickException as error:
        refusal = io.StringIO()
        error.show(file=refusal)
        click.echo(printable_lines(refusal.getvalue()), nl=False, err=True)
        status = USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        status = INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        status = FINE
    except OSError as error:
        click.echo(printable(failure_of(error)), err=True)
        status = CONTENT_PROBLEMS
    except Exception:  # noqa: BLE001 (the one place that turns our bugs into an exit status)
        click.echo(printable_lines(traceback.format_exc()), nl=False, err=True)
        click.echo("This is a mistake in sitegen, not in your content. Please report it.", err=True)
        status = OUR_BUG
    if status == INTERRUPTED:
        # Python ends by the signal itself, whatever status is asked for, if the interruption met code
        # that is run out of a text, as dataclasses do while modules are imported.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status if isinstance(status, int) else FINE)
