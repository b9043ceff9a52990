"""Options and arguments that several commands take."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_NAME = "mkdocs.yml"


def _nearest() -> str:
    """Return the configuration here or in a folder above, as git and others look for theirs.

    What lies above the repository is not ours.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / _NAME).is_file():
            return os.path.relpath(folder / _NAME)
        if (folder / ".git").exists():
            break
    return _NAME


class _Configuration(click.Path):
    """The path of a configuration that is there."""

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> Any:
        """Say where to run the command if there is none."""
        if value == _NAME and not os.path.lexists(value):
            raise click.ClickException(
                f"there is no {_NAME} here: run sitegen in the folder of your site, or say where it is with -f"
            )
        if not os.path.exists(value):
            raise click.ClickException(f"there is no file {value}")
        if os.path.isdir(value):
            raise click.ClickException(f"{value} is a folder: name the file in it")
        return super().convert(value, parameter, context)


def _there(
    _context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]
) -> tuple[Path, ...]:
    """Refuse paths at which nothing is: no problem of theirs would look like none at all."""
    for path in paths:
        if not os.path.lexists(path):
            beside = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
            near = difflib.get_close_matches(path.name, beside, 1)
            hint = f"; did you mean {path.parent / near[0]}?" if near else ""
            raise click.ClickException(f"there is no file {path}{hint}")
    return paths


config_option = click.option(
    "-f",
    "--config-file",
    "config",
    type=_Configuration(exists=True, dir_okay=False, path_type=Path),
    default=_nearest,
    show_default="the mkdocs.yml here, or in the nearest folder above",
    help="The configuration file.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
all_option = click.option(
    "--all", "every", is_flag=True, help="Print every warning, also where a kind has many."
)
paths_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), callback=_there)


def ignored_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Accept `-f` and `--quiet` in a command that reads no site and prints nothing but its result.

    All commands take them, so that an alias or a script may add them to any.
    """
    for option in (
        click.option("-f", "--config-file", expose_value=False, hidden=True),
        click.option("-q", "--quiet", is_flag=True, expose_value=False, hidden=True),
    ):
        command = option(command)
    return command
