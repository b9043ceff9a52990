"""The preview as a process: its terminal, its end, and what it leaves behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from projects import write
from running import PATIENCE, Running

from sitegen.preview.watching import changes, watching


def group_is_empty(process: subprocess.Popen[str]) -> bool:
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_nothing_stays(start, number):
    """Streams that are open do not hold it up: waiting for them would take for ever."""
    server = start()
    with server.connect() as listening, server.connect() as idle:
        host = f"Host: 127.0.0.1:{server.port}\r\n\r\n".encode()
        listening.sendall(b"GET /_sitegen/events HTTP/1.1\r\n" + host)
        idle.sendall(b"GET /about/ HTTP/1.1\r\n" + host)
        assert listening.recv(4096)
        assert idle.recv(4096)
        assert server.site.is_dir()
        assert server.end(number) == 130
    assert list(server.temporary.iterdir()) == []
    assert group_is_empty(server.process)
    assert not (server.root / "site").exists()
    left = [".sitegen", "content", "mkdocs.yml"]  # The first is what builds remember.
    assert sorted(path.name for path in server.root.iterdir()) == left


def test_an_interruption_ends_a_build_too(start):
    many = {f"content/p/{n}.md": f"# {n}\n\n" + "Word *after* word.\n\n" * 60 for n in range(150)}
    server = start(many, build=False)
    wait(lambda: any(server.temporary.glob("sitegen-preview-*/.site-*/*")))
    assert server.end() == 130
    assert "first build" not in "".join(server.lines)
    assert list(server.temporary.iterdir()) == []


def wait(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_the_terminal_says_one_line_a_build(start):
    server = start()
    server.write("content/about.md", "# About\n\nOther words.\n")
    server.says("about.md")
    server.write("content/verdicts.yml", "- [\n")
    server.says("not shown")
    server.ask("/nowhere", Host="evil.example")
    server.end()
    first, built, changed, *wrong = "".join(server.lines).splitlines()
    assert first == f"Preview: {server.url}/ (with drafts; Ctrl-C ends it)"
    assert "first build: " in built or "warning" in built
    text = "\n".join([built, changed, *wrong])
    assert "content/about.md: 1 of " in text
    assert "content/verdicts.yml:" in text
    assert "[yaml-syntax]" in text
    assert "Traceback" not in text


def test_a_port_in_use_is_said_in_one_line(tmp_path):
    write(tmp_path, {})
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = sitegen(tmp_path, "serve", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"port {port} is taken; try --port " in done.stderr
    proposed = int(done.stderr.strip().rpartition(" ")[2])
    socket.create_server(("127.0.0.1", proposed)).close()


@pytest.mark.parametrize("host", ["nowhere.invalid", "203.0.113.1", "not a host"])
def test_an_address_that_is_not_here_is_a_mistake_in_use(tmp_path, host):
    write(tmp_path, {})
    done = sitegen(tmp_path, "serve", "--host", host, "--port", "0")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_without_the_extra_it_says_how_to_get_it(tmp_path):
    write(tmp_path, {})
    code = "import sys; sys.modules['uvicorn'] = None; from sitegen.cli import main; main()"
    done = run(tmp_path, "-c", code, "serve")
    assert done.returncode == 2
    assert "the package uvicorn: pip install 'sitegen[preview] @ PLACE'" in done.stderr


def state_of(server: Running) -> bytes:
    """What an open page is told of the last build."""
    with server.connect() as connection:
        host = f"Host: 127.0.0.1:{server.port}\r\n\r\n".encode()
        connection.sendall(b"GET /_sitegen/events HTTP/1.1\r\n" + host)
        seen = b""
        while not re.search(rb"data: .*\n", seen):
            seen += connection.recv(4096)
    return seen


def sitegen(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "-m", "sitegen", *arguments)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def test_it_listens_on_this_machine_only(start):
    server = start()
    for address in ("0.0.0.0", "::"):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        assert f"{address}:{server.port}" not in listeners(family)


def listeners(family: int) -> set[str]:
    """Read the kernel's own table: what listens on every address of the machine."""
    table = Path("/proc/net/tcp6" if family == socket.AF_INET6 else "/proc/net/tcp")
    if not table.exists():
        pytest.skip("this system has no such table")
    found = set()
    for row in table.read_text().splitlines()[1:]:
        local, state = row.split()[1], row.split()[3]
        address, _, port = local.partition(":")
        if state == "0A" and not address.strip("0"):
            found.add(f"{'::' if family == socket.AF_INET6 else '0.0.0.0'}:{int(port, 16)}")
    return found


def test_a_page_is_never_half_of_two_builds(start):
    """Read one page without a pause while it is rebuilt again and again."""

    def text(word: str) -> str:
        return "# About\n\n" + f"{word}.\n\n" * 2000

    server = start({"content/about.md": text("first")})
    wrong: list[str] = []
    done = threading.Event()
    count = 0

    def read() -> None:
        nonlocal count
        while not done.is_set():
            answer = server.ask("/about/")
            count += 1
            kinds = {word for word in (b"first", b"other") if word in answer.body}
            if answer.status != 200 or len(kinds) != 1 or b"</html>" not in answer.body:
                wrong.append(f"{answer.status} {kinds} {len(answer.body)}")

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(5):
        server.replace("content/about.md", text("other" if turn % 2 == 0 else "first"))
        server.says("about.md")
    done.set()
    reader.join(PATIENCE)
    assert wrong == []
    assert count > 5


def test_what_changes_during_a_build_leads_to_exactly_one_more(tmp_path):
    write(tmp_path, {})
    content = tmp_path.resolve() / "content"
    builds = changes(watching(tmp_path / "mkdocs.yml"))
    assert next(builds) == frozenset()
    # The first build is going on; these five are saved far apart.
    names = {content / f"{number}.md" for number in range(5)}
    for path in sorted(names):
        path.write_text("# A page\n")
        time.sleep(0.05)  # not to wait for anything: so that they are not one burst
    assert next(builds) == names
    (content / "last.md").write_text("# The last\n")
    assert next(builds) == {content / "last.md"}
    builds.close()


def test_new_folders_moved_folders_and_new_configurations_are_watched(tmp_path):
    base = "docs_dir: content\n"
    write(tmp_path, {"mkdocs.yml": "INHERIT: base/base.yml\nsite_name: A\n", "base/base.yml": base})
    root = tmp_path.resolve()
    builds = changes(watching(tmp_path / "mkdocs.yml"))
    next(builds)

    deep = root / "content/articles/2026/11"
    deep.mkdir(parents=True)
    assert next(builds)
    (deep / "a.md").write_text("# A\n")
    assert deep / "a.md" in next(builds)

    (root / "content").rename(root / "elsewhere")
    assert root / "content" in next(builds)
    (root / "elsewhere").rename(root / "content")
    assert root / "content" in next(builds)
    (deep / "a.md").write_text("# B\n")
    assert deep / "a.md" in next(builds)

    (root / "base/new.yml").write_text("docs_dir: other\n")
    (root / "base/new.yml").rename(root / "base/base.yml")
    assert root / "base/base.yml" in next(builds)
    (root / "other").mkdir()
    assert root / "other" in next(builds)
    (root / "other/index.md").write_text("# Other\n")
    assert root / "other/index.md" in next(builds)

    (root / "mkdocs.yml").write_text("site_name: [\n")
    assert root / "mkdocs.yml" in next(builds)
    (root / "other/index.md").write_text("# Others\n")
    assert root / "other/index.md" in next(builds), "what mkdocs.yml said last still holds"
    (root / "themes/mine/bodies").mkdir(parents=True)
    assert next(builds)
    (root / "themes/mine/bodies/a.html").write_text("a")
    assert root / "themes/mine/bodies/a.html" in next(builds)
    builds.close()


def test_what_does_not_matter_leads_to_no_build(tmp_path):
    write(tmp_path, {})
    root = tmp_path.resolve()
    builds = changes(watching(tmp_path / "mkdocs.yml"))
    next(builds)
    (root / "README.md").write_text("A file beside.\n")
    (root / "site").mkdir()
    (root / "content/.index.md.swp").write_text("An editor's own file.\n")
    (root / "content/index.md").write_text("# Home\n")
    assert next(builds) == {root / "content/index.md"}
    builds.close()


def test_a_folder_behind_a_link_is_watched_again_when_it_comes_back(tmp_path):
    project, texts = tmp_path.resolve() / "project", tmp_path.resolve() / "elsewhere/texts"
    texts.mkdir(parents=True)
    write(project, {})
    shutil.rmtree(project / "content", ignore_errors=True)
    (project / "content").symlink_to("../elsewhere/texts")
    builds = changes(watching(project / "mkdocs.yml"))
    next(builds)

    for place in (texts, texts.parent):
        place.rename(tmp_path / "away")
        assert next(builds)
        (tmp_path / "away").rename(place)
        assert next(builds)
        (texts / "a.md").write_text(f"# {place.name}\n")
        assert project / "content/a.md" in next(builds)
    builds.close()


@pytest.mark.parametrize("is_absolute", [True, False])
def test_a_link_that_is_turned_to_another_folder_is_followed(tmp_path, is_absolute):
    root = tmp_path.resolve()
    above = root if is_absolute else Path("..")
    project = root / "project"
    for name in ("one", "two"):
        (root / name / "texts").mkdir(parents=True)
    (root / "current").symlink_to(root / "one" if is_absolute else "one")
    write(project, {})
    shutil.rmtree(project / "content", ignore_errors=True)
    (project / "content").symlink_to(above / "current/texts")  # A link behind a link.
    builds = changes(watching(project / "mkdocs.yml"))
    next(builds)

    (root / "new").symlink_to(root / "two" if is_absolute else "two")
    (root / "new").replace(root / "current")
    assert root / "current" in next(builds)
    (root / "two/texts/a.md").write_text("# A\n")
    assert project / "content/a.md" in next(builds)
    (project / "new").symlink_to(above / "one/texts")
    (project / "new").replace(project / "content")
    assert project / "content" in next(builds)
    (root / "one/texts/b.md").write_text("# B\n")
    assert project / "content/b.md" in next(builds)
    builds.close()


def test_a_folder_that_is_replaced_at_once_is_watched(tmp_path):
    """Delete and make a folder in one burst: the same folders are there, the watch is not."""
    write(tmp_path, {"content/index.md": "# Home\n"})
    content = tmp_path.resolve() / "content"
    builds = changes(watching(tmp_path / "mkdocs.yml"))
    next(builds)
    for number in range(3):
        shutil.rmtree(content)
        content.mkdir()
        assert next(builds)
        (content / "index.md").write_text(f"# Home {number}\n")
        assert content / "index.md" in next(builds)
    builds.close()


def test_a_configuration_behind_a_link_is_watched(tmp_path):
    root = tmp_path.resolve()
    write(root / "project", {"mkdocs.yml": "site_name: A\n"})
    (root / "shared").mkdir()
    (root / "project/mkdocs.yml").rename(root / "shared/mkdocs.yml")
    (root / "project/mkdocs.yml").symlink_to("../shared/mkdocs.yml")
    builds = changes(watching(root / "project/mkdocs.yml"))
    next(builds)
    (root / "shared/mkdocs.yml").write_text("site_name: B\n")
    assert root / "shared/mkdocs.yml" in next(builds)
    builds.close()


def test_what_lies_beside_the_folder_behind_a_link_leads_to_no_build(tmp_path):
    root = tmp_path.resolve()
    (root / "texts").mkdir()
    write(root / "project", {})
    shutil.rmtree(root / "project/content", ignore_errors=True)
    (root / "project/content").symlink_to("../texts")
    builds = changes(watching(root / "project/mkdocs.yml"))
    next(builds)
    (root / "other").mkdir()
    (root / "notes.md").write_text("A file beside.\n")
    (root / "texts/index.md").write_text("# Home\n")
    assert next(builds) == {root / "project/content/index.md"}
    builds.close()


def test_the_preview_recovers_when_the_folder_behind_a_link_comes_back(tmp_path, start):
    texts, away = tmp_path / "texts", tmp_path / "away"
    texts.mkdir()
    (tmp_path / "project").mkdir()
    (tmp_path / "project/content").symlink_to("../texts")
    server = start()

    texts.rename(away)
    server.says("docs_dir")
    server.says("not shown, the site before stays on")
    assert b"docs_dir" in state_of(server)
    away.rename(texts)
    server.says("no problems")
    server.replace("content/about.md", "# About\n\nThe new words.\n")
    server.says("content/about.md.*: 1 of")
    assert b"The new words." in server.ask("/about/").body
    assert b"docs_dir" not in state_of(server)
