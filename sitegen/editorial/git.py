"""A git repository, asked by the git that the user runs. Whatever git refuses is an error with its words."""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

_TIMEOUT = 120
"""In seconds. A partial clone fetches what it lacks over the network."""
_LOCAL = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
)
"""Variables that name a repository. A hook of git sets them, relative to a folder that need not be ours."""
_PATHS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}
_LINK, _SUBMODULE = "120000", "160000"
_MOST_LINKS = 9


class GitError(Exception):
    """Git cannot answer; the message says why, and what to do about it."""


class NoSuchCommit(GitError):  # noqa: N818 (a fact about the repository)
    """The repository has no commit of that name."""


class Blob(Struct, frozen=True):
    """A file as a commit has it."""

    path: str
    """Below the root of the repository."""
    object_id: str
    is_link: bool = False
    """Whether it is a link; the object is what it leads to, which may have changed without the link."""


class Repository:
    """A repository with a working tree, and the commits in it."""

    def __init__(self, folder: Path) -> None:
        """Find the repository of a folder. Raises GitError where git is missing or refuses it."""
        self._environment = _environment(_LOCAL)
        self._folder = folder
        try:
            self.root = self._find_root()
        except GitError:
            if "GIT_DIR" not in os.environ:
                raise
            # No repository contains the folder, but the variables may name one that works on it.
            self._environment = _environment(())
            self._folder = Path.cwd()
            self.root = self._find_root()
        self._folder = self.root

    def _find_root(self) -> Path:
        found = self._run("rev-parse", "--show-toplevel").rstrip(b"\n")
        return Path(os.fsdecode(found))

    def commit(self, name: str) -> str:
        """Return the id of a commit by any of its names. Raises NoSuchCommit."""
        try:
            if not name or name.startswith("-"):
                raise GitError("git: a name of a commit does not begin with -")
            return self._line("rev-parse", "--verify", f"{name}^{{commit}}")
        except GitError as error:
            raise NoSuchCommit(
                f"git knows no commit {name!r} here\n{error}{self._history_hint(name)}"
            ) from error

    def merge_base(self, name: str, commit: str) -> str:
        """Return the newest commit that HEAD and another have in common. Raises GitError."""
        try:
            head = self._line("rev-parse", "--verify", "HEAD^{commit}")
        except GitError as error:
            raise GitError(
                f"the branch has no commit yet, so nothing can be compared with {name!r}\n{error}"
            ) from error
        done = self._process("merge-base", head, commit)
        base = done.stdout.decode().partition("\n")[0]
        if done.returncode == 0 and base:
            return base
        if done.returncode > 1:
            raise _failed(done)
        raise GitError(
            f"HEAD and {name!r} have no commit in common, so nothing tells what changed since"
            f"{self._history_hint('')}"
        )

    def changed_files(self, commit: str) -> frozenset[str]:
        """Return the files of a commit, by their paths, that the working tree has otherwise or not at all."""
        options = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules")
        found = self._run("-c", "diff.relative=false", "diff", *options, commit, "--")
        return frozenset(os.fsdecode(name) for name in found.split(b"\0") if name)

    def tree(self, commit: str, folder: str) -> Tree:
        """Return the files of a commit below a folder; '' is the root. Links to a folder are followed."""
        for _ in range(_MOST_LINKS):
            entry = self._entry(commit, folder) if folder else None
            if entry and entry[0] == _SUBMODULE:
                raise GitError(
                    f"{folder!r} is a submodule, whose files the commit does not have: "
                    "keep mkdocs.yml and the content in one repository"
                )
            if not entry or entry[0] != _LINK:
                break
            (target,) = self.read([entry[1]])
            folder = below_root(posixpath.join(posixpath.dirname(folder), os.fsdecode(target)))
        where = [folder] if folder else []
        listed = self._run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *where)
        files: dict[str, Blob] = {}
        links: dict[str, Blob] = {}
        for line in filter(None, listed.split(b"\0")):
            about, _, name = line.partition(b"\t")
            mode, kind, object_id = about.decode().split()
            path = os.fsdecode(name)
            if kind == "blob":
                below = path.removeprefix(f"{folder}/") if folder else path
                (links if mode == _LINK else files)[below] = Blob(path, object_id)
        return Tree(folder, files | self._targets(links, files))

    def _targets(self, links: Mapping[str, Blob], files: Mapping[str, Blob]) -> dict[str, Blob]:
        """Return the links to files of the same tree, each with the content of its file."""
        found: dict[str, Blob] = {}
        targets = self.read(link.object_id for link in links.values())
        for (name, link), target in zip(links.items(), targets, strict=True):
            there = posixpath.join(posixpath.dirname(name), os.fsdecode(target))
            file = files.get(posixpath.normpath(there))
            if file:
                found[name] = Blob(link.path, file.object_id, is_link=True)
        return found

    def _entry(self, commit: str, path: str) -> tuple[str, str] | None:
        """Return the mode and the id of what a commit has at a path."""
        found = self._run("ls-tree", "-z", "--full-tree", commit, "--", path)
        mode, _, rest = found.partition(b"\t")[0].decode().partition(" ")
        return (mode, rest.partition(" ")[2]) if found else None

    def has(self, commit: str, path: str) -> bool:
        """Say whether a commit has something at a path."""
        return self._entry(commit, path) is not None

    def content(self, commit: str, path: str) -> bytes:
        """Return a file of a commit. Raises GitError if there is none."""
        entry = self._entry(commit, path)
        if entry is None:
            raise GitError(f"git: the commit {commit[:10]} has no file {path}")
        return self.read([entry[1]])[0]

    def has_in_index(self, path: str) -> bool:
        """Say whether git was told of any file at or below a path."""
        return bool(self._run("ls-files", "-z", "--", path or "."))

    def read(self, object_ids: Iterable[str]) -> list[bytes]:
        """Return the contents of some objects, all read by one process."""
        wanted = list(object_ids)
        if not wanted:
            return []
        asked = "".join(f"{each}\n" for each in wanted).encode()
        done = self._process("cat-file", "--batch", given=asked)
        if done.returncode != 0:
            raise _failed(done)
        return list(_contents(done.stdout, wanted))

    def _history_hint(self, name: str) -> str:
        """Return what to do where a part of the history may be missing; '' if it is whole."""
        done = self._process("rev-parse", "--is-shallow-repository")
        if done.stdout.strip() == b"true":
            return (
                "\nthis clone is shallow, it lacks the older commits: run `git fetch --unshallow`, "
                "or give `fetch-depth: 0` to actions/checkout"
            )
        remote, slash, _ = name.partition("/")
        if slash and f"{remote}\n" in self._process("remote").stdout.decode("utf-8", "replace"):
            return f"\n`git fetch {remote}` brings the branches of {remote}"
        return ""

    def _line(self, *arguments: str) -> str:
        return self._run(*arguments).decode("utf-8", "replace").strip()

    def _run(self, *arguments: str) -> bytes:
        done = self._process(*arguments)
        if done.returncode != 0:
            raise _failed(done)
        return done.stdout

    def _process(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 (no shell; names of commits do not begin with -)
                ["git", "-C", str(self._folder), "--literal-pathspecs", *arguments],  # noqa: S607 (the git that the user runs)
                input=given,
                env=self._environment,
                capture_output=True,
                check=False,
                timeout=_TIMEOUT,
            )
        except FileNotFoundError as error:
            raise GitError(
                "git is not installed, or not on the PATH: install it, or run `check` without --since"
            ) from error
        except subprocess.TimeoutExpired as error:
            command = " ".join(("git", *arguments[:1]))
            raise GitError(f"`{command}` did not end within {_TIMEOUT} seconds") from error
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror or error}") from error


class Tree(Struct, frozen=True):
    """The files of a commit below a folder."""

    folder: str
    """Its path below the root of the repository."""
    files: Mapping[str, Blob]
    """By their paths below the folder."""


def below_root(path: str) -> str:
    """Return a path below the root of a repository in its plainest form. Raises GitError if it is not."""
    path = posixpath.normpath(path)
    if path == ".." or path.startswith(("../", "/")):
        raise GitError(f"{path!r} is not in the repository, so its history is not known")
    return "" if path == "." else path


def _environment(left_out: Iterable[str]) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    for name in _PATHS & environment.keys():
        environment[name] = os.path.abspath(environment[name])
    # Its messages in one language, no lock on the index, and nobody to type a password.
    return environment | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}


def _failed(done: subprocess.CompletedProcess[bytes]) -> GitError:
    """Return the error with what git says, from its first line that is an error, and what it advises."""
    lines = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line] or [f"it ended with status {done.returncode}"]
    first = next((n for n, line in enumerate(lines) if line.startswith(("fatal:", "error:"))), 0)
    advice = [line for line in lines[first + 1 :] if line.startswith("git ")]
    said = f"git: {lines[first]}"
    return GitError(said + (f"\ngit advises: {advice[0]}" if advice else ""))


def _contents(output: bytes, wanted: Iterable[str]) -> Iterator[bytes]:
    """Yield the contents in what `git cat-file --batch` prints: a line with the size before each."""
    at = 0
    for object_id in wanted:
        end = output.index(b"\n", at)
        head = output[at:end].split()
        if len(head) != 3:
            raise GitError(f"git: the repository lacks the object {object_id}")
        size = int(head[2])
        yield output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
