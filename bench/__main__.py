"""`python -m bench`: builds beside Hugo, MkDocs and Material, on this machine.

Quotes alone are measured by `python -m bench.anchor`, the stages of a build by `python -m bench.profile`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from compileall import compile_dir
from pathlib import Path

from bench.build import compare, grow, long, say
from bench.measure import CommandError
from bench.outputs import OutputError
from bench.profile import profile
from bench.projects import ALL_PEERS, ROOT, SetupError, throw_away
from bench.report import Figures, page, tables

SIZES = (1_000, 10_000)
GROWTH = (1_000, 10_000, 100_000)
PAGE = ROOT / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and perhaps write the page."""
    options = _parser().parse_args(arguments)
    try:
        figures = measured(options)
        print(tables(figures), flush=True)
        if options.write:
            options.into.write_text(page(figures).rstrip() + "\n", "utf-8")
            say(f"Wrote {options.into.name}")
    except (CommandError, OutputError, SetupError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        say("deleting what was built")
        throw_away()
    return 0


def measured(options: argparse.Namespace) -> Figures:
    """Return the figures that the options ask for."""
    # As pip does when it installs; an editable copy may never have been allowed to.
    compile_dir(ROOT / "sitegen", quiet=1)
    return Figures(
        command=command(options),
        rounds=options.rounds,
        peers=options.peers,
        builds=list(compare(options.sizes, options.peers, options.rounds)),
        growth=list(grow(options.growth)),
        long=list(long(options.rounds)),
        stages=profile(),
    )


def command(options: argparse.Namespace) -> str:
    """Return the command that measures the same once more, without where this one wrote to."""
    words = [f"--sizes {_commas(options.sizes)}"]
    words.append(f"--peers {_commas(kind.name for kind in options.peers)}")
    words.append(f"--rounds {options.rounds}")
    if options.growth:
        words.append(f"--growth {_commas(options.growth)}")
    return " ".join(["python -m bench", *words, "--write"])


def _commas(words: Iterable[object]) -> str:
    return ",".join(map(str, words))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure builds.")
    parser.add_argument(
        "--sizes", type=_listed(int), default=SIZES, metavar="N,…", help="how many articles"
    )
    parser.add_argument(
        "--peers",
        type=_listed(ALL_PEERS.__getitem__),
        default=tuple(ALL_PEERS.values()),
        metavar="NAME,…",
        help=f"of {', '.join(ALL_PEERS)}; all but Hugo at 1,000 articles at most, and cold only",
    )
    parser.add_argument("--rounds", type=int, default=3, help="medians of how many runs")
    parser.add_argument(
        "--growth",
        type=_listed(int),
        nargs="?",
        const=GROWTH,
        default=(),
        metavar="N,…",
        help="also sitegen alone, up to 100,000 articles",
    )
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--into", type=Path, default=PAGE, help="another file for --write")
    return parser


def _listed(of: Callable) -> Callable[[str], tuple]:
    """Return what reads a list with commas."""

    def read(words: str) -> tuple:
        try:
            return tuple(of(word) for word in words.split(",") if word)
        except (KeyError, ValueError) as error:
            raise argparse.ArgumentTypeError(f"not {error}") from error

    return read


if __name__ == "__main__":
    sys.exit(main())
