"""The files of the site as MkDocs sees them: which are published, which are added, at what address."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from sitegen.content.placing import place_of
from sitegen.engine import Loaded
from sitegen.engine.site import data_files, loaded_view
from sitegen.mkdocs.content import Content
from sitegen.mkdocs.made import Made, made
from sitegen.render import Asset, sitemap


def arrange(files: Files, config: MkDocsConfig, content: Content) -> dict[str, Made]:
    """Bring MkDocs' files into the native host's order; return sitegen's pages by their file."""
    _withhold(files, config, content.loaded)
    found: dict[str, Made] = {}
    for page in made(content.loaded):
        file = files.get_file_from_path(page.file) if page.file.endswith(".md") else None
        if file is None:
            file = _generated(page, files, config)
        else:
            _move(file, page, config)
        found[file.src_uri] = page
    for asset in (*content.theme.assets(), *_for_machines(content.loaded)):
        _publish(asset, files, config)
    return found


def _withhold(files: Files, config: MkDocsConfig, loaded: Loaded) -> None:
    """Take out what the native host does not publish: sidecars, the registry, drafts, templates.

    A theme's assets go too: they come back under the names by which pages load them.
    """
    published = {file.name for file in loaded.static}
    published.update(article.file for article in loaded.articles)
    published.update(loaded.whole.prose)
    for file in list(files):
        is_content = file.src_dir == config.docs_dir
        # `draft_docs`: only `mkdocs serve` shows them.
        is_draft = file.inclusion is InclusionLevel.DRAFT and place_of(file.src_uri) == "prose"
        if _is_of_a_theme(file) or (is_content and file.src_uri not in published and not is_draft):
            files.remove(file)


def _is_of_a_theme(file: File) -> bool:
    """Say whether a file comes from a theme of sitegen, which MkDocs would publish whole."""
    return file.src_dir is not None and (Path(file.src_dir) / "theme.yml").is_file()


def _move(file: File, page: Made, config: MkDocsConfig) -> None:
    """Give a file its address. Without a `nav` MkDocs lists all files; with one it need not."""
    file.dest_uri = page.address + "index.html"
    file.url = page.address or "./"
    if config.nav is not None and file.inclusion is InclusionLevel.INCLUDED:
        file.inclusion = InclusionLevel.NOT_IN_NAV


def _generated(page: Made, files: Files, config: MkDocsConfig) -> File:
    """Add a page that has no file: at `entities/` it is called `entities/index.md`."""
    name = page.address + "index.md"
    if files.get_file_from_path(name):  # An article may be called index.md.
        name = page.address.rstrip("/") + ".md"
    file = File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    file.dest_uri = page.address + "index.html"
    file.edit_uri = page.file or None
    files.append(file)
    return file


def _for_machines(loaded: Loaded) -> list[Asset]:
    """Return feeds and data. The sitemap is MkDocs'."""
    site = loaded_view(loaded)
    return [
        *data_files(loaded),
        *(asset for asset in sitemap((), site) if asset.address == "robots.txt"),
    ]


def _publish(asset: Asset, files: Files, config: MkDocsConfig) -> None:
    """Add a file, unless the content folder has one of its name: that one wins, as natively."""
    there = files.get_file_from_path(asset.address)
    if there is not None:
        if there.src_dir == config.docs_dir:
            return
        files.remove(there)
    files.append(File.generated(config, asset.address, content=asset.content))
