"""Build the wheel, install it apart, and make the example site with it from content alone.

Holds what an editable install cannot show: that the wheel has the templates, the assets and the
catalogues in it, that the runtime's lock is enough, and that nothing reaches for the repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import (
    ROOT,
    SetupError,
    create,
    fingerprint,
    install_locked,
    interpreter,
    lock,
    pip_inside,
    usable,
)

CACHE = ROOT / ".cache" / "wheel"
THEMES = ("broadsheet", "plain")
EXPECTED = ("index.html", "404.html", "feed.xml", "sitemap.xml", "data/claims.json")


def built() -> Path:
    """The wheel of the working tree as it is now."""
    target = CACHE / "dist"
    shutil.rmtree(target, ignore_errors=True)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"the wheel was not built:\n{done.stdout}{done.stderr}")
    return next(target.glob("*.whl"))


def installed(wheel: Path) -> Path:
    """An environment with the runtime's lock, kept between runs, and the wheel, always new."""
    environment = CACHE / "venv"
    stamp = environment / ".installed-site"
    if not (stamp.is_file() and stamp.read_text() == fingerprint("site") and usable(environment)):
        create(environment)
        install_locked(environment, lock("site"))
        stamp.write_text(fingerprint("site"))
    pip_inside(environment, "install", "--no-deps", "--force-reinstall", wheel)
    return environment


def site_from(environment: Path, folder: Path, theme: str) -> list[str]:
    """What went wrong when the example was built in a folder that has no themes."""
    shutil.copytree(ROOT / "content", folder / "content")
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    wanted = text.replace("theme: broadsheet\n", f"theme: {theme}\n")
    (folder / "mkdocs.yml").write_text(wanted, encoding="utf-8")
    command = [str(interpreter(environment).with_name("sitegen")), "build", "-f", "mkdocs.yml"]
    apart = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=folder, env=apart, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        return [f"sitegen build: exit status {done.returncode}\n{done.stdout}{done.stderr}"]
    pages = {path.relative_to(folder / "site").as_posix() for path in (folder / "site").rglob("*")}
    missing = [f"the site has no {name}" for name in EXPECTED if name not in pages]
    articles = [page for page in pages if page.startswith("articles/") and page.endswith(".html")]
    return missing if articles else [*missing, "the site has no article"]


def main() -> int:
    try:
        wheel = built()
        environment = installed(wheel)
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    problems = []
    for theme in THEMES:
        with tempfile.TemporaryDirectory() as folder:
            problems += [f"{theme}: {p}" for p in site_from(environment, Path(folder), theme)]
    for fault in problems:
        print(f"{wheel.name}: {fault}", file=sys.stderr)
    if not problems:
        print(f"{wheel.name}: the example site came out of the wheel alone")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
