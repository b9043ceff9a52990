"""The Nu HTML checker over every page and stylesheet of a built site; errors and warnings fail.

python tools/audit.py [SITE]   needs Java and npm; the checker is fetched by npm into .cache/vnu.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKER = "vnu-jar@26.9.27"
CACHE = ROOT / ".cache" / "vnu"
CHUNK = 500  # files a run: a command line has an end, and so has Java's memory
SUFFIXES = {".html", ".css", ".svg"}
NOT_OURS = {"pagefind"}  # written by the search's own tool
# Standards that the checker's CSS side does not know yet. Each is the whole message.
UNKNOWN_TO_IT = {
    "CSS: Unrecognized at-rule “@container”",
    "CSS: “container”: Property “container” doesn't exist.",
    "CSS: “container”: Parse Error.",
}

# What a page says of its policy is asked of a browser, in tests/test_themes.py. The checker reads from
# the disk, where there is no origin, so it takes no file for the site's own; and data is no script.
OWN_FILE = re.compile(
    r"Resource violates Content Security Policy \(meta tag\): (?:external )?\w+ “(?:\.\./|\./|/(?!/)|assets/)"
)
INLINE_SCRIPT = "Inline script violates Content Security Policy"
DATA = '<script type="application/ld+json">'


def jar() -> Path | None:
    """The checker, fetched when this version is not there yet."""
    place = CACHE / CHECKER
    path = place / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not path.is_file():
        place.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--no-save"]
        subprocess.run([*command, "--prefix", str(place), CHECKER], stdout=sys.stderr, check=False)
    return path if path.is_file() else None


def files(site: Path) -> list[Path]:
    return sorted(
        path
        for path in site.rglob("*")
        if path.suffix in SUFFIXES and not NOT_OURS.intersection(path.relative_to(site).parts)
    )


def messages(checker: Path, paths: list[Path]) -> Iterator[dict[str, object]]:
    """What the checker says; raises ValueError when it did not run to its end."""
    command = ["java", "-Xss2m", "-jar", str(checker), "--format", "json", "--stdout"]
    command += ["--also-check-css", "--also-check-svg", "--exit-zero-always"]
    for start in range(0, len(paths), CHUNK):
        chunk = [str(path) for path in paths[start : start + CHUNK]]
        done = subprocess.run([*command, *chunk], capture_output=True, text=True, check=False)
        try:
            yield from json.loads(done.stdout)["messages"]
        except (ValueError, KeyError):
            raise ValueError(done.stdout + done.stderr) from None


def counts(message: dict[str, object]) -> bool:
    said = str(message.get("message"))
    if said in UNKNOWN_TO_IT or OWN_FILE.match(said):
        return False
    if said.startswith(INLINE_SCRIPT) and DATA in str(message.get("extract")):
        return False
    return message["type"] != "info" or message.get("subType") == "warning"


def line(message: dict[str, object]) -> str:
    """One finding as path:line:column: what, with the place's text under it."""
    path = Path(str(message.get("url", "")).removeprefix("file:"))
    if path.is_relative_to(ROOT):
        path = path.relative_to(ROOT)
    at = f"{path}:{message.get('lastLine', 1)}:{message.get('firstColumn', 1)}"
    kind = message.get("subType", message["type"])
    extract = " ".join(str(message.get("extract", "")).split())
    return f"{at}: {kind}: {message.get('message')}" + (f"\n    {extract}" if extract else "")


def audit(site: Path, checker: Path) -> int:
    paths = files(site)
    if not any(path.suffix == ".html" for path in paths):
        print(f"There is no page in {site}: build it first (make site).", file=sys.stderr)
        return 1
    found: Iterable[dict[str, object]] = filter(counts, messages(checker, paths))
    findings = [line(message) for message in found]
    print("\n".join(findings) if findings else f"Nu HTML checker: {len(paths)} files, no findings")
    if findings:
        print(f"Nu HTML checker: {len(findings)} findings in {len(paths)} files")
    return 1 if findings else 0


def main() -> int:
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site"
    missing = [tool for tool in ("java", "npm") if shutil.which(tool) is None]
    if missing:
        print(f"The audit needs {' and '.join(missing)}, which is not installed.", file=sys.stderr)
        if os.environ.get("CI"):
            return 1
        print("Skipped here; it is obligatory where CI is set.", file=sys.stderr)
        return 0
    checker = jar()
    if checker is None:
        print(f"npm did not bring {CHECKER}.", file=sys.stderr)
        return 1
    try:
        return audit(site.resolve(), checker)
    except ValueError as problem:
        print(f"The Nu HTML checker did not finish:\n{problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
