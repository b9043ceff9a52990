"""Links between files below the content folder, written as in MkDocs: relative to the file."""

from __future__ import annotations

from urllib.parse import unquote


def parts_of(target: str) -> tuple[str, str]:
    """Return the path and the anchor of a link to a file of the site; ('', '') if it is none."""
    path, _, anchor = target.partition("#")
    path = path.partition("?")[0]
    if ":" in path.split("/")[0] or path.startswith("/"):
        return "", ""
    return unquote(path), unquote(anchor)


def below(path: str, file: str) -> str:
    """Return a path relative to `file` as one below the content folder; '' if it leads out of it."""
    steps = file.split("/")[:-1]
    for step in path.split("/"):
        if step == "..":
            if not steps:
                return ""
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def address_below(path: str, file: str) -> str | None:
    """Return what a path relative to `file` means as an address of the site; None if it leads out of it.

    A name without an ending is that of a page: `entities/nasa` → `entities/nasa/`, '' is the first page.
    """
    base = file.rpartition("/")[0]
    steps: list[str] = base.split("/") if base else []
    for step in path.split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    address = "/".join(steps)
    is_file = steps and "." in steps[-1] and not path.endswith("/")
    return address if is_file or not address else address + "/"


def is_absolute(target: str) -> bool:
    """Say whether a link begins at the root of the host that it stands on."""
    return target.startswith("/") and not target.startswith("//")


def article_of(file: str) -> str:
    """Return the article's path of a sidecar, and any other path as it is."""
    stem = file.removesuffix(".annotations.yml")
    return stem + ".md" if stem != file else file


def sidecar_of(file: str) -> str:
    """Return the sidecar's path of an article: `a.md` → `a.annotations.yml`."""
    return file.removesuffix(".md") + ".annotations.yml"
