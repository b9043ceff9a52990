"""Take the picture of the README: `python -m tools.picture`, or `make picture`.

It is the article of the example as a reader sees it on a desk: built anew, served, in Chromium.
"""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from tools.browser import installed

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "article.png"
ARTICLE = "articles/putin-maduro-venezuela/"
SIZE = {"width": 1280, "height": 1000}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def take(browser: str, address: str) -> None:
    """Write the picture of a page, when its fonts are there and its script has run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page.goto(address, wait_until="networkidle")
        page.evaluate("() => document.fonts.ready")
        page.screenshot(path=PICTURE)
        chromium.close()


def main() -> int:
    browser = installed()
    if browser is None:
        print("The picture needs Chromium; `make test` installs one.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "sitegen", "build", "--site-dir", folder + "/site"]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        handler = functools.partial(Quiet, directory=folder + "/site")
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            take(browser, f"http://127.0.0.1:{server.server_port}/{ARTICLE}")
            server.shutdown()
    print(f"{PICTURE.name}: {PICTURE.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
