"""Find a Chromium for the tests, install one when there is none, and print its path.

Looked for in this order: the file that CHROMIUM names, the usual commands on PATH, one that
Playwright brought. Installed with apt-get as root on Debian, otherwise by Playwright.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Fonts for scripts that Chromium's own dependencies do not cover: Arabic, Devanagari, Hebrew, Thai;
# Chinese, Japanese, Korean (the small one: pictures have to be legible, not printed).
# libatomic1 is what Playwright's driver needs and a bare Debian lacks.
PACKAGES = ("chromium", "fonts-noto-core", "fonts-wqy-zenhei", "libatomic1")
DRIVER = (sys.executable, "-m", "playwright")


def runs(*command: str) -> bool:
    """Whether it starts: Ubuntu's chromium-browser may be a stub that only tells to get a snap."""
    try:
        return not subprocess.run(
            [*command, "--version"], capture_output=True, timeout=60, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def of_playwright() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def installed() -> str | None:
    """The browser's path, when it and the driver run."""
    if not runs(*DRIVER):
        return None
    for command in (os.environ.get("CHROMIUM"), *COMMANDS):
        path = shutil.which(command) if command else None
        if path and runs(path):
            return path
    path = of_playwright()
    return path if runs(path) else None


def said(command: list[str]) -> bool:
    """Run an installer; what it says goes to standard error, since standard output is the path."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=quiet, check=False
    )
    return done.returncode == 0


def install() -> None:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = ["-qq", "-y", "--no-install-recommends", *PACKAGES]
        if said(["apt-get", "-qq", "update"]) and said(["apt-get", "install", *packages]):
            return
    said([*DRIVER, "install", "chromium"])


def main() -> int:
    path = installed()
    if path is None:
        print("No Chromium found; installing one for the tests.", file=sys.stderr)
        install()
        path = installed()
    if path is None:
        print(
            "The browser tests need Chromium, and it could not be installed. Install it "
            "(Debian: apt-get install chromium libatomic1), or name yours: "
            "make test CHROMIUM=/path/to/chromium",
            file=sys.stderr,
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
