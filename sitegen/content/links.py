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


def sidecar_of(file: str) -> str:
    """Return the sidecar's path of an article: `a.md` → `a.annotations.yml`."""
    return file.removesuffix(".md") + ".annotations.yml"
