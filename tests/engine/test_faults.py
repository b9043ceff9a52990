"""Faults of the world: builds that are killed, full disks, files that vanish, damage of any kind.

Real processes, real signals, real disks. Whatever happens, the published site is the one before or
the next one, byte for byte, and the build after that makes what a clean build makes.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from projects import DEFAULTS, EPOCH, REPOSITORY, write

from sitegen.engine import Report, build, look, open_project
from sitegen.engine import tree as tree_module
from sitegen.engine.tree import LARGEST_TEXT, read_bytes

IN_CI = os.environ.get("HYPOTHESIS_PROFILE") == "ci"
MARKER = "SITEGEN_FAULTS"
PATIENCE = 300
"""Seconds after which a process that should have ended is held to hang."""

ARTICLE = """\
---
title: Article {n}
---
The {word} council met on day {n}.

It said that {n} {word} houses were built, and that they are cheap.
"""
SIDECAR = """\
status: published
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
claims:
  - {id: met, quote: "The WORD council met", verdict: opinion, finding: It did.}
  - {id: built, quote: "WORD houses were built", verdict: unproven, finding: Some were.}
"""


def article(n: int, word: str) -> dict[str, str]:
    return {
        f"content/articles/a{n}.md": ARTICLE.format(n=n, word=word),
        f"content/articles/a{n}.annotations.yml": SIDECAR.replace("WORD", word),
    }


def small(word: str = "old") -> dict[str, str]:
    files = {"content/about.md": f"# About\n\n{word}\n", "content/picture.png": "not really\n"}
    for n in range(3):
        files |= article(n, word if n == 0 else "same")
    return files


def large(word: str) -> dict[str, str]:
    """150 pages and 30 articles; every one differs between two words, and one page has only one."""
    files = {f"content/page-{n:03}.md": f"# Page {n}\n\nA {word} page.\n" for n in range(149)}
    files[f"content/{word}/page.md"] = "# A page of its own\n"
    for n in range(30):
        files |= article(n, word)
    return files


def turn(folder: Path, files: Mapping[str, str]) -> None:
    """Write a project, and take out of its content what it does not have."""
    wanted = {*DEFAULTS, *files}
    for path in sorted((folder / "content").rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    write(folder, files)


def tree_of(site: Path) -> dict[str, bytes | str]:
    """Everything in a site: the content of files, where links lead."""
    found: dict[str, bytes | str] = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_symlink():
            found[name] = f"link to {os.readlink(path)}"
        else:
            found[name] = "folder" if path.is_dir() else path.read_bytes()
    return found


def differing(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def assert_same(site: Path, expected: Mapping[str, bytes | str]) -> None:
    assert not site.is_symlink()
    assert differing(tree_of(site), expected) == []


def beside(site: Path) -> list[str]:
    """What a build left beside the site."""
    return [path.name for path in site.parent.glob(f".{site.name}-*")]


# Building in this process


def made(folder: Path, *, site: Path | None = None, **options: object) -> Report:
    """Build as the command does: by the quick way if nothing changed."""
    with contextlib.chdir(folder):
        config = Path("mkdocs.yml")
        found = look(config, site=site, drafts=False) if options.get("cache", True) else None
        quick = found and found.unchanged(strict=False)
        if quick:
            return quick
        project, problems = open_project(config)
        assert project, problems
        return build(project, site=site, look=found, **{"jobs": 1, **options})


_CLEAN: dict[str, dict[str, bytes | str]] = {}


def clean(folder: Path) -> dict[str, bytes | str]:
    """What a clean build makes of a project as it is now; made once for each content."""
    key = repr(tree_of(folder / "content"))
    if key not in _CLEAN:
        _CLEAN[key] = made_clean(folder)
    return _CLEAN[key]


def made_clean(folder: Path) -> dict[str, bytes | str]:
    with tempfile.TemporaryDirectory() as place:
        report = made(folder, site=Path(place) / "site", cache=False)
        assert report.published, report.problems
        return tree_of(Path(place) / "site")


def mended(folder: Path, **options: object) -> Report:
    """Build: it must publish, and what is published must be what a clean build makes."""
    report = made(folder, **options)
    assert report.published, report.problems
    assert_same(folder / "site", clean(folder))
    assert beside(folder / "site") == []
    return report


# Building in another process


def environment(mark: str = "") -> dict[str, str]:
    return {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, MARKER: mark}


def processes_of(mark: str) -> list[int]:
    """The processes that inherited a mark, apart from those that ended and were not waited for."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                if f"{MARKER}={mark}".encode() in Path(f"/proc/{entry}/environ").read_bytes():
                    found.append(int(entry))
    return found


def none_left(mark: str) -> bool:
    """Say whether all processes with a mark end; the kernel needs a moment to end them."""
    until = time.monotonic() + PATIENCE
    while processes_of(mark):
        if time.monotonic() > until:
            return False
    return True


@contextlib.contextmanager
def started(folder: Path, *arguments: str, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """Start the real command in a session of its own; nothing of it is left afterwards."""
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=folder,
        env=environment(mark),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options},
    )
    process.mark = mark
    try:
        yield process
    finally:
        for number in [*processes_of(mark)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        process.wait(timeout=PATIENCE)


def sitegen(folder: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the real command to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        **{"env": environment(), **options},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def begun(process: subprocess.Popen[bytes]) -> bool:
    """Wait until a build holds its lock; False if it ended before that was seen."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None:
        assert time.monotonic() < until
        with contextlib.suppress(OSError):
            for entry in os.scandir(f"/proc/{process.pid}/fd"):
                if os.readlink(entry.path).endswith("/.sitegen/lock"):
                    return True
    return False


def work_of(process: subprocess.Popen[bytes]) -> float:
    """The processor seconds that a process and its descendants have used, in steps of the kernel's clock.

    How far a build has come is told by its work and not by the clock on the wall: on a busy machine
    it gets the processor seldom, and would be killed before it had begun.
    """
    numbers, ticks = [process.pid], 0
    for number in numbers:  # It grows meanwhile.
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
            children = Path(f"/proc/{number}/task/{number}/children").read_text()
            numbers += map(int, children.split())
    return ticks / os.sysconf("SC_CLK_TCK")


def worked(process: subprocess.Popen[bytes], work: float) -> None:
    """Wait until a process has used so many processor seconds more, or is over."""
    end = work_of(process) + work
    while process.poll() is None and work_of(process) < end:
        os.sched_yield()


def length_of(folder: Path, *arguments: str) -> float:
    """Measure how many processor seconds a build takes from its lock to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with started(folder, *arguments) as process:
        assert begun(process)
        imported = work_of(process)
        assert process.wait(timeout=PATIENCE) == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used - imported


def instants(count: int, length: float, seed: int) -> list[float]:
    """Random instants spread over the work of a build, in random order."""
    chance = random.Random(seed)
    found = [(n + chance.random()) / count * length for n in range(count)]
    chance.shuffle(found)
    return found


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> tuple[Path, dict[str, dict[str, bytes | str]]]:
    """A large project, and the clean builds of its two versions."""
    folder = tmp_path_factory.mktemp("two") / "project"
    folder.mkdir()
    sites = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        for word in ("old", "new"):
            turn(folder, large(word))
            sites[word] = clean(folder)
    assert len(differing(sites["old"], sites["new"])) > 180
    return folder, sites


def published(two, jobs: str) -> tuple[Path, dict[str, dict[str, bytes | str]], float]:
    """Publish the old version, and measure the work of an alternation."""
    folder, sites = two
    shutil.rmtree(folder / ".sitegen", ignore_errors=True)
    for left in folder.glob(".site-*"):
        shutil.rmtree(left)
    turn(folder, large("new"))
    assert sitegen(folder, "build", "--jobs", jobs).returncode == 0
    turn(folder, large("old"))
    length = length_of(folder, "build", "--jobs", jobs)
    assert_same(folder / "site", sites["old"])
    return folder, sites, length


# Killed


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_that_is_killed_at_any_instant_costs_nothing(two, jobs):
    folder, sites, length = published(two, jobs)
    stands = "old"
    for n, instant in enumerate(instants(6 if IN_CI else 25, length, seed=int(jobs))):
        word = "new" if stands == "old" else "old"
        turn(folder, large(word))
        if n % 2:  # Without a spare the next site is made beside the one before.
            shutil.rmtree(folder / ".sitegen")
        with started(folder, "build", "--jobs", jobs) as process:
            if begun(process):
                worked(process, instant)
                process.kill()
            process.wait(timeout=PATIENCE)
            assert none_left(process.mark), f"killed after {instant:.3f} of {length:.3f} s"

        now = tree_of(folder / "site")
        which = [name for name in sites if now == sites[name]]
        assert which, (instant, differing(now, sites[word])[:5], differing(now, sites[stands])[:5])

        done = sitegen(folder, "build", "--jobs", jobs)
        assert done.returncode == 0, done.stderr
        assert_same(folder / "site", sites[word])
        assert beside(folder / "site") == [], f"killed after {instant:.3f} of {length:.3f} s"
        stands = word


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_a_killed_build_made_is_taken_away_by_the_next(two, jobs):
    folder, sites, _ = published(two, jobs)
    shutil.rmtree(folder / ".sitegen")
    turn(folder, large("new"))
    with started(folder, "build", "--jobs", jobs) as process:
        while process.poll() is None and not beside(folder / "site"):
            pass
        process.kill()
    assert beside(folder / "site"), "it was over before it could be killed"

    assert sitegen(folder, "build", "--jobs", jobs).returncode == 0
    assert_same(folder / "site", sites["new"])
    assert beside(folder / "site") == []


def test_an_interrupted_build_says_so_and_nothing_else(two):
    folder, sites, length = published(two, "2")
    stands = "old"
    for instant in instants(4 if IN_CI else 20, length, seed=3):
        word = "new" if stands == "old" else "old"
        turn(folder, large(word))
        with (
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            started(folder, "build", "--jobs", "2", stdout=out, stderr=err) as process,
        ):
            if begun(process):
                worked(process, instant)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGINT)
            status = process.wait(timeout=PATIENCE)
            assert none_left(process.mark), f"interrupted after {instant:.3f} s"
            out.seek(0)
            err.seek(0)
            said = (out.read().decode(), err.read().decode())

        assert beside(folder / "site") == []
        if status == 0:  # It was over already.
            assert_same(folder / "site", sites[word])
            stands = word
            continue
        assert status == 130, (status, said, instant)
        assert said[0] == "", said
        # A terminal shows ^C first; click ends that line.
        assert said[1].strip() == "Interrupted.", (said, instant, length)
        now = tree_of(folder / "site")
        assert now in sites.values(), differing(now, sites[stands])[:5]
        stands = next(name for name in sites if sites[name] == now)
    turn(folder, large("new"))
    assert sitegen(folder, "build", "--jobs", "2").returncode == 0
    assert_same(folder / "site", sites["new"])


# Full disks


@contextlib.contextmanager
def disk(place: Path, size: int) -> Iterator[Path]:
    """A disk of so many kilobytes."""
    place.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, check=False) if mount else None
    if done is None or done.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True, timeout=PATIENCE)


def fill(place: Path, *, room: int) -> Path:
    """Fill a disk up to so many bytes."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 4096):
            pass
    os.truncate(filler, max(0, filler.stat().st_size - room))
    return filler


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_site_that_does_not_fit_leaves_the_one_before(project, tmp_path, jobs):
    folder = project(small())
    with disk(tmp_path / "disk", 3000) as place:
        site = place / "site"
        assert made(folder, site=site, jobs=jobs).published
        before = tree_of(site)
        filler = fill(place, room=20_000)
        turn(folder, {**small("new"), **large("new")})

        done = sitegen(folder, "build", "--site-dir", str(site), "--jobs", str(jobs))

        assert done.returncode == 1, done
        assert "no space left" in done.stderr
        assert_same(site, before)
        assert beside(site) == []

        filler.unlink()
        turn(folder, small("new"))
        assert made(folder, site=site, jobs=jobs).published
        assert_same(site, clean(folder))


ROOMS = [0, 4096, 16_384, 40_960, 81_920]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("known", [False, True])
def test_a_cache_that_does_not_fit_costs_a_notice(project, tmp_path, room, known):
    with disk(tmp_path / "project", 2000) as place:
        folder, site = project(small()), tmp_path / "site"
        if known:
            made(folder, site=site)
        filler = fill(place, room=room)
        (folder / "content" / "articles" / "a1.md").write_text(
            ARTICLE.format(n=2, word="same") if room or known else ARTICLE.format(n=1, word="same")
        )

        report = made(folder, site=site)

        assert report.published, report.problems
        assert_same(site, clean(folder))
        if not room and not known:
            assert "nothing is remembered" in " ".join(report.notices)
        filler.unlink()
        turn(folder, small("new"))
        assert made(folder, site=site).published
        assert_same(site, clean(folder))


@pytest.mark.parametrize("room", ROOMS)
def test_an_incremental_build_on_a_full_disk_publishes_or_leaves_the_site(project, tmp_path, room):
    with disk(tmp_path / "project", 16_000) as place:
        folder = project(small())
        mended(folder)
        turn(folder, small("new"))
        mended(folder)  # Now there is a spare.
        before = tree_of(folder / "site")
        # More than a cache takes, which makes room when it is given up.
        turn(folder, {**small("newer"), "content/picture.png": "x" * 4_000_000})
        filler = fill(place, room=room)

        done = sitegen(folder, "build")

        if done.returncode:
            assert "no space left" in done.stderr
            assert_same(folder / "site", before)
        else:
            assert_same(folder / "site", clean(folder))
        assert beside(folder / "site") == []
        assert done.returncode or room
        filler.unlink()
        mended(folder)


# Files that go while they are read

VANISHING = [
    "articles/a0.md",
    "articles/a0.annotations.yml",
    "articles",
    "about.md",
    "verdicts.yml",
    "picture.png",
    "pictures",
]


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("name", VANISHING)
def test_what_vanishes_after_the_walk_is_a_problem(project, monkeypatch, name, known):
    folder = project({**small(), "content/pictures/one.png": "one\n"})
    mended(folder)
    before = tree_of(folder / "site")
    if not known:
        shutil.rmtree(folder / ".sitegen")
    real: Callable[[Path], object] = tree_module.walk

    def then_gone(place: Path, **how: bool) -> object:
        found = real(place, **how)
        path = folder / "content" / name
        if place.name != "content":
            return found
        (shutil.rmtree if path.is_dir() else os.unlink)(path)
        return found

    turn(folder, {**small("new"), "content/pictures/one.png": "two\n"})
    (folder / "content" / "picture.png").write_text("really\n")
    with monkeypatch.context() as patch:
        patch.setattr(tree_module, "walk", then_gone)
        report = made(folder)

    assert not report.published
    assert "file-unreadable" in {problem.kind for problem in report.problems}
    assert_same(folder / "site", before)
    assert beside(folder / "site") == []
    turn(folder, small("newer"))
    mended(folder)


WRITER = """\
import os, sys
path, one, other, how = sys.argv[1:]
texts = [open(name, "rb").read() for name in (one, other)]
print("ready", flush=True)
parent, n = os.getppid(), 0
while os.getppid() == parent:
    n += 1
    if how == "replace":
        with open(other + ".next", "wb") as file:
            file.write(texts[n % 2])
        os.replace(other + ".next", path)
    else:
        number = os.open(path, os.O_WRONLY)
        os.write(number, texts[n % 2])
        os.close(number)
"""


@contextlib.contextmanager
def rewriting(path: Path, texts: tuple[bytes, bytes], how: str, spare: Path) -> Iterator[None]:
    """Let another process write two texts of one length to a file in turn, without a pause."""
    assert len(texts[0]) == len(texts[1])
    names = [spare / "one", spare / "other"]
    for name, text in zip(names, texts, strict=True):
        name.write_bytes(text)
    path.write_bytes(texts[0])
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), *map(str, names), how], stdout=subprocess.PIPE
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield
    finally:
        process.kill()
        process.wait(timeout=PATIENCE)
        process.stdout.close()


@pytest.mark.parametrize("how", ["replace", "in place"])
@pytest.mark.parametrize("name", ["articles/a0.md", "picture.png"])
def test_a_file_that_is_rewritten_without_pause_is_read_whole_or_not(project, tmp_path, name, how):
    folder = project(small())
    (tmp_path / "spare").mkdir()
    texts = tuple(
        f"{ARTICLE.format(n=0, word='old')}\n{f'In {word} we trust. ' * 10_000}\n".encode()
        for word in ("AAA", "BBB")
    )
    words = {"AAA": b"In AAA we trust.", "BBB": b"In BBB we trust."}
    path = folder / "content" / name
    shown = folder / "site" / ("articles/a0/index.html" if name.endswith(".md") else name)
    outcomes = []
    with rewriting(path, texts, how, tmp_path / "spare"):
        for n in range(4 if IN_CI else 20):
            done = sitegen(folder, "build", *(["--jobs", "2"] if n % 2 else []))
            outcomes.append(done.returncode)
            if done.returncode:
                assert "file-unreadable" in done.stderr, done.stderr
            if shown.exists():
                counts = [shown.read_bytes().count(word) for word in words.values()]
                assert sorted(counts) == [0, 10_000], (counts, outcomes)
    mended(folder)


def test_a_file_that_somebody_has_written_half_of_is_not_read(tmp_path):
    path = tmp_path / "text.md"
    path.write_bytes(b"a" * 10_000)
    with open(path, "r+b", buffering=0) as file:
        file.write(b"b" * 2_297)
        with pytest.raises(OSError, match="being written to"):
            read_bytes(path, LARGEST_TEXT)
        file.write(b"b" * 7_703)
    assert read_bytes(path, LARGEST_TEXT)[0] == b"b" * 10_000


def test_a_file_that_somebody_holds_open_for_long_is_read(tmp_path):
    path = tmp_path / "text.md"
    with open(path, "wb", buffering=0) as file:
        file.write(b"a")
        os.utime(path, (1, 1))
        assert read_bytes(path, LARGEST_TEXT)[0] == b"a"


def test_where_there_are_no_leases_a_young_file_is_read_twice(tmp_path, monkeypatch):
    monkeypatch.delattr("fcntl.F_SETLEASE")
    path = tmp_path / "text.md"
    path.write_bytes(b"a")
    assert read_bytes(path, LARGEST_TEXT)[0] == b"a"


def test_a_folder_that_comes_and_goes_is_there_or_not(project, tmp_path):
    folder = project(small())
    script = (
        "import os, sys\nprint('ready', flush=True)\nparent = os.getppid()\n"
        "while os.getppid() == parent:\n"
        "    os.rename(sys.argv[1], sys.argv[2])\n    os.rename(sys.argv[2], sys.argv[1])\n"
    )
    place = folder / "content" / "articles"
    command = [sys.executable, "-c", script, str(place), str(tmp_path / "away")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        for _ in range(4 if IN_CI else 20):
            done = sitegen(folder, "build")
            assert done.returncode == 0 or "file-unreadable" in done.stderr, done
            assert beside(folder / "site") == []
    finally:
        process.kill()
        process.wait(timeout=PATIENCE)
        process.stdout.close()
        if not place.exists():
            (tmp_path / "away").rename(place)
    mended(folder)


# No permission

NOBODY = 65534


class Other:
    """A project that belongs to somebody who is not root, and whose commands run as them."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.folder = place / "project"
        self.site = place / "elsewhere" / "site"
        self.site.parent.mkdir(parents=True)
        write(self.folder, small())
        self.options: dict[str, object] = {}
        if os.geteuid() == 0:
            self.options = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            for path in [place, *place.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return sitegen(self.folder, *arguments, **self.options)

    def notices(self, *, site: Path) -> str:
        """Build in a process of theirs, and return the notices."""
        script = (
            "import sys\nfrom pathlib import Path\nfrom sitegen.engine import build, open_project\n"
            "project, _ = open_project(Path('mkdocs.yml'))\n"
            "report = build(project, site=Path(sys.argv[1]), jobs=1)\n"
            "assert report.published, report.problems\nprint(*report.notices)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(site)],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            **self.options,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def other() -> Iterator[Other]:
    # Not tmp_path: what pytest makes as root is for root only.
    with tempfile.TemporaryDirectory(prefix="sitegen-other-") as name:
        place = Path(name)
        place.chmod(0o755)
        found = Other(place)
        command = [sys.executable, "-c", "import sitegen.cli"]
        given = {"cwd": place, "env": environment(), "capture_output": True, **found.options}
        try:
            subprocess.run(command, timeout=PATIENCE, check=True, **given)
        except (subprocess.CalledProcessError, PermissionError):
            pytest.skip(f"another user cannot read {REPOSITORY} or {sys.executable}")
        try:
            yield found
        finally:
            for folder, _, _ in os.walk(place):
                os.chmod(folder, 0o755)


UNREADABLE = [
    *(("articles/a0.md", 0o000), ("about.md", 0o000), ("picture.png", 0o000)),
    *(("articles", 0o000), ("articles", 0o444)),
]


@pytest.mark.parametrize(("name", "mode"), UNREADABLE)
def test_what_may_not_be_read_is_a_problem_and_the_site_stands(other, name, mode):
    assert other.run("build").returncode == 0
    before = tree_of(other.folder / "site")
    path = other.folder / "content" / name
    path.chmod(mode)
    (other.folder / "content" / "index.md").write_text("# Another\n")

    done = other.run("build")

    assert done.returncode == 1, done
    assert "file-unreadable" in done.stderr
    assert_same(other.folder / "site", before)
    assert beside(other.folder / "site") == []
    path.chmod(0o755)
    assert other.run("build").returncode == 0
    assert_same(other.folder / "site", clean(other.folder))


@pytest.mark.parametrize("there", [False, True])
def test_a_site_that_may_not_be_written_gives_a_message(other, there):
    arguments = ("build", "--site-dir", str(other.site))
    if there:
        assert other.run(*arguments).returncode == 0
    before = tree_of(other.site)
    (other.folder / "content" / "about.md").write_text("# Another\n")
    other.site.parent.chmod(0o555)

    done = other.run(*arguments)

    assert done.returncode == 1, done
    assert "ermission denied" in done.stderr
    assert tree_of(other.site) == before
    other.site.parent.chmod(0o755)
    assert other.run(*arguments).returncode == 0
    assert_same(other.site, clean(other.folder))


READ_ONLY = ["no .sitegen", ".sitegen", "cache.db", "lock"]


@pytest.mark.parametrize("what", READ_ONLY)
def test_a_project_that_may_not_be_written_is_built_with_a_notice(other, what):
    if what != "no .sitegen":
        other.notices(site=other.site)
    memory = other.folder / ".sitegen"
    places = {"no .sitegen": other.folder, ".sitegen": memory}
    place = places.get(what, memory / what)
    place.chmod(0o555 if place.is_dir() else 0o000)
    (other.folder / "content" / "about.md").write_text("# Another\n")

    said = other.notices(site=other.site)

    if what in places:
        assert "nothing is remembered" in said
    assert_same(other.site, clean(other.folder))
    if what == "no .sitegen":
        other.folder.chmod(0o555)
        done = other.run("build")
        assert done.returncode == 1
        assert "ermission denied" in done.stderr
        assert other.run("build", "--site-dir", str(other.site)).returncode == 0


# A damaged cache


def flip(file: Path, start: int, end: int, chance: random.Random) -> None:
    data = bytearray(file.read_bytes())
    for at in {chance.randrange(start, end) for _ in range(16)}:
        data[at] ^= chance.randrange(1, 256)
    file.write_bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize("edited", [True] if IN_CI else [False, True])
def test_a_flipped_byte_anywhere_in_the_cache_changes_nothing(project, edited):
    regions = 60 if IN_CI else 400
    folder = project(small("old"))
    sites = {}
    for word in ("new", "old"):
        turn(folder, small(word))
        sites[word] = clean(folder)
        mended(folder)
    file, word = folder / ".sitegen" / "cache.db", "old"
    chance = random.Random(7)
    for region in range(regions):
        size = file.stat().st_size
        flip(file, region * size // regions, (region + 1) * size // regions, chance)
        if edited and (not IN_CI or region % 3):
            word = "new" if word == "old" else "old"
            turn(folder, small(word))

        report = made(folder)

        assert report.published, (region, report.problems)
        assert_same(folder / "site", sites[word])
        assert beside(folder / "site") == [], region


def with_and_without_an_edit(names: Iterable[str]) -> list[tuple[str, bool]]:
    """Each name with an edit at the same time and without one; in `make test` one of the two."""
    both = [(name, edited) for name in names for edited in (False, True)]
    return [case for n, case in enumerate(both) if not IN_CI or n % 4 in (0, 3)]


def cut(share: float) -> Callable[[Path], None]:
    return lambda file: os.truncate(file, int(file.stat().st_size * share))


def as_text(file: Path) -> None:
    file.write_text("This is no database.\n" * 1000)


def as_folder(file: Path) -> None:
    file.unlink()
    (file / "x").mkdir(parents=True)


def as_link(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere/at/all")


def of_another_version(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 99")


def of_somebody_else(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA application_id = 1")


def without_a_table(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE piece")


def with_other_columns(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.executescript("DROP TABLE piece; CREATE TABLE piece (name, mark)")


def with_a_hot_journal(file: Path) -> None:
    Path(f"{file}-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\xff" * 5000)


DAMAGES = {
    **{f"cut to {share}": cut(share) for share in (0, 0.001, 0.01, 0.3, 0.5, 0.9, 0.999)},
    "a text": as_text,
    "a folder": as_folder,
    "a link": as_link,
    "another version": of_another_version,
    "another program's": of_somebody_else,
    "no table": without_a_table,
    "other columns": with_other_columns,
    "a journal that is none": with_a_hot_journal,
}


@pytest.mark.parametrize(("name", "edited"), with_and_without_an_edit(DAMAGES))
def test_a_cache_that_is_none_is_made_anew(project, name, edited):
    folder = project(small())
    mended(folder)
    turn(folder, small("new"))
    mended(folder)
    DAMAGES[name](folder / ".sitegen" / "cache.db")
    if edited:
        turn(folder, small("newer"))

    report = mended(folder)

    if report.notices:
        assert "cache" in report.notices[0] or "remembered" in report.notices[0]
    turn(folder, small("last"))
    mended(folder)


@pytest.mark.parametrize("name", ["a text", "another version", "another program's", "cut to 0.5"])
def test_a_cache_that_is_made_anew_is_worth_a_notice(project, name):
    folder = project(small())
    mended(folder)
    DAMAGES[name](folder / ".sitegen" / "cache.db")

    assert "made anew" in sitegen(folder, "build").stderr


HOLDER = """\
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute(sys.argv[2])
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["BEGIN EXCLUSIVE"] + ["BEGIN IMMEDIATE"] * (not IN_CI))
def test_a_cache_that_another_process_locks_stops_no_build(project, how):
    folder = project(small())
    mended(folder)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder / ".sitegen" / "cache.db"), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        turn(folder, small("new"))
        mended(folder)
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)
    turn(folder, small("newer"))
    mended(folder)


# A damaged spare


def replaced(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def moved_away(spare: Path) -> None:
    away = spare.parent.parent / "away"
    spare.rename(away)
    spare.symlink_to(away)


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def now_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("a file\n")


def now_a_broken_link(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to("nowhere")


def with_a_spare(project: Callable[..., Path]) -> tuple[Path, Path]:
    """A project that was built twice, and the site before last."""
    folder = project(small())
    mended(folder)
    turn(folder, small("new"))
    mended(folder)
    (spare,) = (folder / ".sitegen").glob("spare-*")
    return folder, spare


SPARES: Mapping[str, Callable[[Path], object]] = {
    "altered": lambda spare: replaced(spare / "index.html", b"altered"),
    "more": lambda spare: (spare / "about" / "more.html").write_text("more"),
    "less": lambda spare: (spare / "about" / "index.html").unlink(),
    "a folder less": lambda spare: shutil.rmtree(spare / "articles"),
    "emptied": emptied,
    "gone": shutil.rmtree,
    "a file": now_a_file,
    "a broken link": now_a_broken_link,
    "moved away": moved_away,
}


@pytest.mark.parametrize("name", SPARES)
def test_a_spare_that_somebody_touched_is_of_no_use(project, name):
    folder, spare = with_a_spare(project)
    SPARES[name](spare)
    turn(folder, small("newer"))

    mended(folder)

    for word in ("old", "new"):
        turn(folder, small(word))
        mended(folder)


def unanchored(files: dict[str, str]) -> None:
    """An article whose page is made before it is known that nothing is published."""
    name = "content/articles/a0.annotations.yml"
    files[name] = files[name].replace("council met", "council slept")


def one_more(files: dict[str, str]) -> None:
    files |= article(7, "more")
    files["content/entities/e.yml"] = "ada: {name: 1}\n"


def one_less(files: dict[str, str]) -> None:
    for name in article(1, ""):
        del files[name]
    unanchored(files)


REFUSED: Mapping[str, Callable[[dict[str, str]], None]] = {
    "edited": unanchored,
    "one more": one_more,
    "one less": one_less,
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_build_that_publishes_nothing_leaves_the_spare_to_the_next(project, name):
    folder, spare = with_a_spare(project)
    number, files = spare.stat().st_ino, small("newer")
    REFUSED[name](files)
    turn(folder, files)
    for _ in range(2):
        assert not made(folder).published

    turn(folder, small("newer"))
    mended(folder)

    assert (folder / "site").stat().st_ino == number


# A damaged site


def altered(site: Path) -> None:
    path = site / "about" / "index.html"
    replaced(path, path.read_bytes().replace(b"About", b"Above"))


def altered_in_place(site: Path) -> None:
    path = site / "about" / "index.html"
    path.write_bytes(path.read_bytes().replace(b"About", b"Above"))


def altered_with_its_time(site: Path) -> None:
    """Another file of the same size and time."""
    path = site / "about" / "index.html"
    status = path.stat()
    new = path.with_name("new")
    new.write_bytes(path.read_bytes().replace(b"About", b"Above"))
    os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
    new.replace(path)


def led_outside(site: Path) -> None:
    outside = site.parent / "outside.html"
    outside.write_text("outside\n")
    (site / "about" / "index.html").unlink()
    (site / "about" / "index.html").symlink_to(outside)


def linked_to_its_own_file(site: Path) -> None:
    path = site / "about" / "index.html"
    path.rename(site.parent / "own.html")
    path.symlink_to(site.parent / "own.html")


def folder_led_outside(site: Path) -> None:
    (site / "about").rename(site.parent / "outside")
    (site / "about").symlink_to(site.parent / "outside")


def folder_led_outside_deeper(site: Path) -> None:
    (site / "articles" / "a0").rename(site.parent / "outside")
    (site / "articles" / "a0").symlink_to(site.parent / "outside")


def page_is_a_folder(site: Path) -> None:
    (site / "about" / "index.html").unlink()
    (site / "about" / "index.html" / "x").mkdir(parents=True)


SITES: Mapping[str, Callable[[Path], object]] = {
    "altered": altered,
    "altered in place": altered_in_place,
    "altered with its time": altered_with_its_time,
    "removed": lambda site: (site / "about" / "index.html").unlink(),
    "emptied": lambda site: os.truncate(site / "about" / "index.html", 0),
    "data removed": lambda site: (site / "data" / "claims.json").unlink(),
    "picture removed": lambda site: (site / "picture.png").unlink(),
    "article removed": lambda site: shutil.rmtree(site / "articles" / "a1"),
    "led outside": led_outside,
    "linked to its own file": linked_to_its_own_file,
    "folder led outside": folder_led_outside,
    "deeper folder led outside": folder_led_outside_deeper,
    "a page is a folder": page_is_a_folder,
    "a folder more": lambda site: (site / "more" / "deep").mkdir(parents=True),
    "all but its front page": lambda site: [
        shutil.rmtree(path) for path in site.iterdir() if path.is_dir()
    ],
    "nothing but an empty folder": emptied,
    "gone": shutil.rmtree,
}


@pytest.mark.parametrize(("name", "edited"), with_and_without_an_edit(SITES))
def test_a_site_that_somebody_damaged_is_mended(project, name, edited):
    folder = project(small())
    mended(folder)
    turn(folder, small("new"))
    mended(folder)
    SITES[name](folder / "site")
    outside = [path for path in folder.glob("o*") if path.is_file()]
    before = [path.read_bytes() for path in outside]
    if edited:
        turn(folder, small("newer"))

    mended(folder)

    assert [path.read_bytes() for path in outside] == before
    turn(folder, small("newest"))
    mended(folder)


FOREIGN: Mapping[str, tuple[str, Callable[[Path], object]]] = {
    "a file more": ("about/more.html", lambda p: p.write_text("more\n")),
    "a hidden file": (".nojekyll", lambda p: p.write_text("")),
    "a file in a folder of its own": ("up/photo.jpg", lambda p: p.write_text("x")),
    "a link": ("CNAME", lambda p: p.symlink_to("nowhere")),
    "a pipe": ("pipe", os.mkfifo),
}


@pytest.mark.parametrize("cache", [True, False])
@pytest.mark.parametrize("name", FOREIGN)
def test_what_no_build_wrote_is_named_and_stays(project, name, cache):
    folder = project(small())
    mended(folder)
    if not cache:
        shutil.rmtree(folder / ".sitegen")
    path, put = FOREIGN[name]
    place = folder / "site" / path
    place.parent.mkdir(exist_ok=True)
    put(place)
    turn(folder, small("new"))

    done = sitegen(folder, "build")

    assert done.returncode == 2
    assert f"site/{path}" in done.stderr
    assert os.path.lexists(place)
    assert beside(folder / "site") == []
    place.unlink()
    mended(folder)


def test_without_the_cache_even_damage_that_hides_is_mended(project):
    """Written into the same file, with the size and the time that it had."""
    folder = project(small())
    mended(folder)
    path = folder / "site" / "about" / "index.html"
    status = path.stat()
    altered_in_place(folder / "site")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    mended(folder, cache=False)
