"""`sitegen fix`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.options import config_option, paths_argument, quiet_option
from sitegen.diagnostics.printable import printable

if TYPE_CHECKING:
    from sitegen.content.anchoring import Anchored
    from sitegen.editorial.patches import Choice, Proposal

_MISTAKES = "first mend the other mistakes in the file or its article, which `sitegen check` shows"
_NOT_NEAR = "nothing in the article is like it; copy the words once more"
_COLOURS = {"same": None, "removed": "red", "added": "green"}


@click.command()
@config_option
@paths_argument
@click.option(
    "--yes",
    is_flag=True,
    help="Take every patch for a drifted quote without asking, but for those that change a number, "
    "a denial or the context.",
)
@quiet_option
def fix(config: Path, paths: tuple[Path, ...], yes: bool, quiet: bool) -> int:
    """Show patches for quotes that do not anchor, and apply those that you accept.

    A mended quote gets `review_again: true`: the words changed, so the verdict must be read again.
    Of several places of the same words you choose one; --yes never chooses.
    """
    ask = sys.stdin.isatty() and not yes
    if quiet and not yes:
        raise click.ClickException(
            "--quiet goes with --yes: a patch that is not shown cannot be accepted"
        )
    patches, without = _found(config, paths)
    left = len(without)
    for anchored, found in patches:
        accepted = [
            (item, choice)
            for item in found
            if (choice := _decide(item, ask=ask, yes=yes, quiet=quiet))
        ]
        mended = _mend(anchored, accepted)
        left += len(found) - mended
        if mended and not quiet:
            path = printable(anchored.sidecar.document.source.path)
            click.echo(f"{path}: {mended} quote{'s' if mended != 1 else ''} mended")
    for line in without:
        click.echo(printable(line), err=True)
    if left:
        click.echo(f"{left} quote{'s' if left != 1 else ''} left to settle", err=True)
        if patches and not ask and not yes:
            click.echo("Nothing was written: run it in a terminal, or with --yes.", err=True)
    return 1 if left else 0


def _mend(anchored: Anchored, accepted: list[tuple[Proposal, Choice]]) -> int:
    """Write accepted patches and return how many; each that would change anything else is refused."""
    from sitegen.editorial import Mending, PatchRefused

    try:
        _write(anchored, accepted)
    except PatchRefused as error:
        if len(accepted) == 1:
            click.echo(f"{printable(accepted[0][0].at)}: not written: {error}", err=True)
            return 0
    else:
        return len(accepted)
    # One of them is the reason: those that go well together are written.
    good: list[tuple[Proposal, Choice]] = []
    for item, choice in accepted:
        mending = Mending(
            anchored.article, anchored.sidecar, [each.patch for _, each in (*good, (item, choice))]
        )
        try:
            mending.try_out()
        except PatchRefused as error:
            click.echo(f"{printable(item.at)}: not written: {error}", err=True)
        else:
            good.append((item, choice))
    _write(anchored, good)
    return len(good)


def _write(anchored: Anchored, accepted: list[tuple[Proposal, Choice]]) -> None:
    from sitegen.editorial import ChangedMeanwhile, Mending, rewrite

    if not accepted:
        return
    mending = Mending(anchored.article, anchored.sidecar, [choice.patch for _, choice in accepted])
    source = anchored.sidecar.document.source
    try:
        rewrite(Path(source.path), source, mending.edits(), mending.verify)
    except ChangedMeanwhile as error:
        raise click.ClickException(f"{error}; run `sitegen fix` again") from error


def _found(
    config: Path, paths: tuple[Path, ...]
) -> tuple[list[tuple[Anchored, list[Proposal]]], list[str]]:
    """Return the patches for each sidecar, and a line for each quote that has none."""
    from sitegen.content.links import article_of
    from sitegen.diagnostics.kinds import QUOTE_AMBIGUOUS, QUOTE_MISSING
    from sitegen.editorial import proposals
    from sitegen.engine import load, open_project
    from sitegen.engine.report import today

    project, _ = open_project(config)
    if project is None:
        raise click.ClickException(f"{config} has problems; see `sitegen check`")
    loaded, problems = load(project, drafts=True, today=today())
    of_quotes = {QUOTE_AMBIGUOUS.name, QUOTE_MISSING.name}
    without = {problem.at for problem in problems if problem.kind in of_quotes}
    found, files = [], set()
    for article in loaded.articles:
        sidecar = article.anchored.sidecar
        source = sidecar.document.source
        files.add(source.path)
        items = list(proposals(article.anchored.article, sidecar))
        without -= {item.at for item in items}
        if items and _is_wanted(paths, source.path, article.anchored.article.source.path):
            found.append((article.anchored, items))
    return found, [
        f"{at}: no patch: {_NOT_NEAR if at.path in files else _MISTAKES}"
        for at in sorted(without)
        if _is_wanted(paths, at.path, article_of(at.path))
    ]


def _is_wanted(paths: tuple[Path, ...], *files: str) -> bool:
    """Say whether one of some files is among those that were asked for, or in one of the folders."""
    return not paths or any(
        Path(file).resolve().is_relative_to(path.resolve()) for file in files for path in paths
    )


def _decide(item: Proposal, *, ask: bool, yes: bool, quiet: bool) -> Choice | None:
    if quiet:
        return item.choices[0] if item.changes and not item.doubts else None
    click.echo(f"{printable(item.at)}: {click.style(printable(item.id), bold=True)}")
    if item.changes:
        (choice,) = item.choices
        for doubt in item.doubts:
            click.echo(f"    {click.style(doubt, bold=True)}")
        click.echo(f"    {choice.where}: {_diff(item)}")
        click.echo(f"    quote: {printable(choice.patch.value)}")
        if yes:
            if item.doubts:
                click.echo("    left: --yes takes no such patch; run it in a terminal")
            return None if item.doubts else choice
        return (
            choice if ask and click.confirm("    Does the quote follow?", default=False) else None
        )
    click.echo(f"    {item.problem}:")
    for number, choice in enumerate(item.choices, start=1):
        passage = click.style(printable(choice.passage), bold=True)
        before, after = printable(choice.before), printable(choice.after)
        click.echo(f"    {number}. {choice.where}: …{before}{passage}{after}…")
        click.echo(f"       quote: {printable(choice.patch.value)}")
    if not ask:
        return None
    wanted = click.prompt(
        "    Which one? (0: none)", type=click.IntRange(0, len(item.choices)), default=0
    )
    return item.choices[wanted - 1] if wanted else None


def _diff(item: Proposal) -> str:
    from sitegen.content.anchoring import bracketed

    pieces = []
    for kind, words in item.changes:
        shown, blanks = bracketed(kind, words)
        pieces.append(click.style(printable(shown), fg=_COLOURS[kind]) + blanks)
    return "".join(pieces)
