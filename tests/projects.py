"""A project for a test: what every project needs, unless the test says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

TODAY = "2026-12-01"
EPOCH = "1796083200"
"""The day of all tests, 2026-12-01, as SOURCE_DATE_EPOCH says it."""

DEFAULTS: Mapping[str, str] = {
    "mkdocs.yml": """\
site_name: The Desk
site_url: https://desk.example/
docs_dir: content
plugins:
  - sitegen:
      organisation: {name: The Desk, url: "https://desk.example/about/"}
""",
    "content/index.md": "# The Desk\n",
    "content/verdicts.yml": """\
supported: {label: Supported, definition: The evidence supports it., rating: 5, tone: positive}
mixed: {label: Mixed, definition: The evidence supports a part of it., rating: 3, tone: mixed}
contradicted: {label: Contradicted, definition: The evidence contradicts it., rating: 1, tone: negative}
unproven: {label: Unproven, definition: No evidence was found., tone: unknown}
opinion: {label: Opinion, definition: It cannot be checked., tone: neutral}
""",
    "content/contributors.yml": """\
desk: {name: The Desk}
second-desk: {name: The Second Desk}
""",
}
"""A project without articles that has no problems."""


def write(folder: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write a project into a folder. `None` leaves one of the defaults out."""
    for name, content in {**DEFAULTS, **files}.items():
        if content is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def built(folder: Path, site: Path, *options: str, **environment: str) -> Path:
    """Build the project in a folder into `site` by the real command, on the day of all tests."""
    subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "--site-dir", str(site), *options],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return site
