"""Pages of sitegen beside plugins that ask files for their path, replace them, or move them."""

from __future__ import annotations

import json
from pathlib import Path

from hosting import CONFIGURATION, FILES, body_of, built, mkdocs, read

REPOSITORY = "repo_url: https://code.example/desk\nedit_uri: edit/main/content/\n"
NOTE_PATHS = """\
import json, os

def on_page_content(html, page, config, files):
    noted.append({
        "file": page.file.src_uri,
        "path": os.path.relpath(page.file.abs_src_path, config.docs_dir),
        "exists": os.path.exists(page.file.abs_src_path),
        "edit": page.edit_url,
        "generated": page.file.generated_by,
    })

def on_post_build(config):
    with open("noted.json", "w") as file:
        json.dump(noted, file)

noted = []
"""
REPLACE_FILES = """\
import mkdocs.plugins
from mkdocs.structure.files import File, Files

@mkdocs.plugins.event_priority(-100)
def on_files(files, config):
    new = Files([])
    for file in files:
        if not file.abs_src_path.startswith(config.docs_dir):
            new.append(file)
            continue
        new.append(File(file.src_uri, config.docs_dir, config.site_dir, True,
                        dest_uri=FOLDER + file.dest_uri, inclusion=file.inclusion))
    return new
"""


def with_hooks(*hooks: str) -> dict[str, str]:
    """The files of the project with modules that MkDocs calls as it calls plugins."""
    names = [f"hook_{number}.py" for number in range(len(hooks))]
    configuration = f"{CONFIGURATION}hooks: {json.dumps(names)}\n{REPOSITORY}"
    prose = {"content/about.md": "# About\n\n[a](articles/2026/jobs.md)\n"}
    return {**FILES, **prose, "mkdocs.yml": configuration, **dict(zip(names, hooks, strict=True))}


def files_of(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.name != "sitemap.xml.gz"  # It says when it was packed.
    }


def noted(folder: Path) -> dict[str, dict[str, str]]:
    return {item["file"]: item for item in json.loads((folder / "noted.json").read_text())}


def test_each_page_has_the_path_of_what_its_edit_link_leads_to(project):
    folder = project(with_hooks(NOTE_PATHS))
    built(folder)
    pages = noted(folder)

    assert all(page["exists"] for page in pages.values())
    paths = {name: page["path"] for name, page in pages.items()}
    assert paths["entities/ministry/index.md"] == "entities/state.yml"
    assert paths["claims/jobs/jobs/index.md"] == "articles/2026/jobs.annotations.yml"
    assert paths["articles/2026/jobs.md"] == "articles/2026/jobs.md"
    # Lists are made of all files of a folder.
    assert (paths["entities/index.md"], paths["articles/index.md"]) == ("entities", "articles")
    assert (paths["corrections/index.md"], paths["verdicts/index.md"]) == (".", ".")
    # What has an edit link has its path, and nothing else has one.
    linked = {name for name, page in pages.items() if page["edit"]}
    assert linked == {name for name in pages if "." in paths[name][1:]}
    for name in linked:
        assert pages[name]["edit"].endswith("edit/main/content/" + paths[name])


def test_a_plugin_that_replaces_files_loses_nothing(project):
    plain, folder = project(with_hooks(NOTE_PATHS)), None
    site = built(plain)
    before = (
        noted(plain),
        {
            path.relative_to(site).as_posix(): path.read_bytes()
            for path in site.rglob("*")
            if path.is_file() and "sitemap" not in path.name
        },
    )
    replacing = with_hooks(NOTE_PATHS, REPLACE_FILES.replace("FOLDER", "''"))
    for name, text in replacing.items():
        (plain / name).write_text(text)
    folder = plain
    site = built(folder)

    after = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and "sitemap" not in path.name
    }
    assert noted(folder) == before[0]
    assert after == before[1]


def test_a_plugin_that_moves_pages_to_a_folder_takes_their_assets_along(project):
    folder = project(with_hooks(REPLACE_FILES.replace("FOLDER", "'fr/'")))
    site = built(folder)

    assert body_of(read(site, "fr/entities/ministry"))
    for name in ("feed.xml", "data/claims.json"):
        assert (site / "fr" / name).read_bytes() == (site / name).read_bytes()
    styles = {path.name for path in (site / "assets").rglob("*") if path.is_file()}
    assert styles
    assert {path.name for path in (site / "fr/assets").rglob("*") if path.is_file()} == styles


def test_a_lookup_that_falls_back_to_another_language_takes_no_file_away(project):
    lookup = """\
import mkdocs.plugins
from mkdocs.structure.files import Files

class Fallback(Files):
    def get_file_from_path(self, path):
        return self.src_uris.get(path) or self.src_uris.get(path.removeprefix("fr/"))

@mkdocs.plugins.event_priority(-100)
def on_files(files, config):
    return Fallback(list(files))
"""
    folder = project(with_hooks(REPLACE_FILES.replace("FOLDER", "'fr/'"), lookup))
    site = built(folder)
    plain = {path.relative_to(site).as_posix() for path in (site / "assets").rglob("*")}
    assert plain
    assert {f"fr/{name}" for name in plain} == {
        path.relative_to(site).as_posix() for path in (site / "fr/assets").rglob("*")
    }


def test_prose_that_a_plugin_moves_finds_its_feeds_from_there(project):
    hook = """\
def on_files(files, config):
    file = files.get_file_from_path("about.md")
    file.dest_uri = "blog/2026/about/index.html"
"""
    site = built(project(with_hooks(hook)))
    page = read(site, "blog/2026/about")
    assert 'href="../../../feed.xml"' in page
    assert 'href="../../feed.xml"' not in page
    assert "https://desk.example/facts/blog/2026/about/" in page


def test_files_for_machines_have_no_path_and_are_never_read_from_one(project):
    """A plugin that reads style sheets by their path, as privacy does, would publish another file."""
    hook = """\
import mkdocs.plugins

@mkdocs.plugins.event_priority(-1000)
def on_files(files, config):
    made = [file for file in files if file.generated_by and not file.is_documentation_page()]
    assert made and not [file for file in made if file.abs_src_path]
"""
    done = mkdocs(project(with_hooks(hook)), "build")
    assert done.returncode == 0, done.stderr
