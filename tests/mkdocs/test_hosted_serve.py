"""`mkdocs serve`, as a real process at a real socket: edits arrive, a broken one keeps the last good site."""

from __future__ import annotations

import os
import queue
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hosting import CONFIGURATION, FILES, OWN, SIDECAR, SURROUNDINGS, mkdocs

SIDECAR_FILE = "content/articles/2026/jobs.annotations.yml"
DONE = "Reloading browsers"
PARENT = CONFIGURATION.replace("theme: {name: mkdocs}", OWN)


class Server:
    """A running server: what it says, and what it answers."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.folder = folder
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()
        found = re.search(r"http://\S+", self.until("Serving on"))
        assert found
        self.address = found[0]
        self._wait_for_its_first_look()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr
        for line in process.stderr:
            self.lines.put(line)

    def _wait_for_its_first_look(self) -> None:
        """Touch a file until it is noticed: an edit before the first look at the folders is not."""
        for moment in range(1, 20):
            os.utime(self.folder / "content/index.md", (moment, moment))
            try:
                self.until("Detected file changes", 2)
            except queue.Empty:
                continue
            self.until(DONE)
            return
        raise AssertionError("no edit is noticed")

    def until(self, words: str, seconds: float = 120) -> str:
        """Read what the server says up to a line with `words`, and return that."""
        while words not in (line := self.lines.get(timeout=seconds)):
            pass
        return line

    def edit(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def page(self, address: str) -> str:
        with urllib.request.urlopen(self.address + address, timeout=120) as answer:
            return answer.read().decode()

    def shows(self, address: str, words: str) -> None:
        """Wait for the build after which a page has `words`."""
        while words not in self.page(address):
            self.until(DONE)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
        cwd=folder,
        env=SURROUNDINGS,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Server(process, folder)
    finally:
        process.terminate()
        process.communicate(timeout=120)


def test_edits_of_a_sidecar_an_entity_a_template_and_an_inherited_option_arrive(project):
    template = "themes/broadsheet/bodies/entity.html"
    body = '<div class="sitegen"><h1>{{ page.title }}</h1>%s</div>\n'
    folder = project(
        {**FILES, "mkdocs.yml": "INHERIT: parent.yml\n", "parent.yml": PARENT, "own/.keep": ""}
        | {template: body % "one"}
    )

    with serving(folder) as server:
        server.shows("articles/jobs/", "It did.")
        server.edit(SIDECAR_FILE, SIDECAR.replace("It did.", "It did so."))
        server.shows("articles/jobs/", "It did so.")
        server.edit("content/entities/state.yml", "ministry: {name: The Office, type: work}\n")
        server.shows("entities/ministry/", "<h1>The Office</h1>one")
        server.edit(template, body % "two")
        server.shows("entities/ministry/", "<h1>The Office</h1>two")
        server.edit("parent.yml", PARENT.replace("site_name: The Desk", "site_name: A Desk"))
        server.shows("articles/jobs/", "A Desk</title>")
        server.edit(SIDECAR_FILE, SIDECAR.replace("published", "draft"))
        server.shows("articles/jobs/", "Draft.")


def test_a_broken_edit_is_said_and_the_last_good_site_stays_on(project):
    folder = project(FILES)

    with serving(folder) as server:
        server.edit(SIDECAR_FILE, SIDECAR.replace("Unemployment", "Nobody"))
        assert "[quote-missing]" in server.until(f"{SIDECAR_FILE}:7:12: ")
        server.until("Not rebuilt, the last good site stays on")
        assert "It did." in server.page("articles/jobs/")
        server.edit(SIDECAR_FILE, SIDECAR.replace("It did.", "It did so."))
        server.shows("articles/jobs/", "It did so.")


def test_prose_that_is_named_as_a_draft_is_shown_here_alone(project):
    configuration = "draft_docs: soon.md\nexclude_docs: plans.md\n" + CONFIGURATION
    prose = {"content/soon.md": "# Coming\n", "content/plans.md": "# Secret\n"}
    folder = project({**FILES, **prose, "mkdocs.yml": configuration})
    with serving(folder) as server:
        assert "Coming" in server.page("soon/")
    mkdocs(folder, "build")
    command = [sys.executable, "-m", "sitegen", "build", "--site-dir", "own"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)

    published = {path.parent.name for path in folder.glob("*/*/index.html")}
    assert "articles" in published
    assert published.isdisjoint({"soon", "plans"})
