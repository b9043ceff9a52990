"""The files of the site as MkDocs sees them: which are published, which are added, at what address."""

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from sitegen.content.placing import place_of
from sitegen.engine import Loaded
from sitegen.engine.site import data_files, loaded_view
from sitegen.mkdocs.content import Content
from sitegen.mkdocs.made import Made, made
from sitegen.render import Asset, sitemap


def arrange(
    files: Files, config: MkDocsConfig, content: Content
) -> tuple[dict[str, Made], dict[str, File]]:
    """Bring MkDocs' files into the native host's order.

    Return sitegen's pages by their file, and those files that are generated, by their names.
    """
    _withhold(files, config, content.loaded)
    pages_by_file: dict[str, Made] = {}
    generated: dict[str, File] = {}
    for page in made(content.loaded):
        file = files.get_file_from_path(page.file) if page.file.endswith(".md") else None
        if file is None:
            file = _generated(page, files, config)
            generated[file.src_uri] = file
        else:
            _move(file, page, config)
        pages_by_file[file.src_uri] = page
    return pages_by_file, generated


def restore(files: Files, generated: dict[str, File]) -> str:
    """Make generated what another plugin replaced by a file of the content folder, which is not there.

    A plugin for translations puts such a file in the place of each page, for all but one language
    in a folder of the site: `fr/`. Return that folder, '' if the pages are where they were.
    """
    folder = ""
    for name, original in generated.items():
        file = files.src_uris.get(name)
        if file is not None and file is not original and file.generated_by is None:
            file.generated_by = original.generated_by
            file.content_string = ""
            file.abs_src_path = original.abs_src_path
            file.edit_uri = original.edit_uri
            if file.dest_uri.endswith("/" + original.dest_uri):
                folder = file.dest_uri.removesuffix(original.dest_uri)
    return folder


def publish_assets(files: Files, config: MkDocsConfig, content: Content, folder: str) -> None:
    """Add the files of the theme, the feeds and the data, also in the folder that the pages are in.

    They have no path: a plugin that reads files by their paths would take that file for them.
    """
    for asset in (*content.theme.assets(), *_for_machines(content.loaded)):
        for address in dict.fromkeys((asset.address, folder + asset.address)):
            _publish(Asset(address, asset.content), files, config)


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
    # MkDocs itself reads only `content`. Other plugins ask git about the path, or whether it is in docs_dir.
    file.abs_src_path = _path_of(page.file or page.address, config.docs_dir)
    files.append(file)
    return file


def _path_of(name: str, folder: str) -> str:
    """Return the path of a file or folder below another, or of the nearest folder above that exists.

    So a list has the path of the folder of what it lists.
    """
    path = os.path.normpath(os.path.join(folder, name))
    while path.startswith(folder + os.sep):
        if os.path.exists(path):
            return path
        path = os.path.dirname(path)
    return folder


def _for_machines(loaded: Loaded) -> list[Asset]:
    """Return feeds and data. The sitemap is MkDocs'."""
    site = loaded_view(loaded)
    return [
        *data_files(loaded),
        *(asset for asset in sitemap((), site) if asset.address == "robots.txt"),
    ]


def _publish(asset: Asset, files: Files, config: MkDocsConfig) -> None:
    """Add a file, unless the content folder has one of its name: that one wins, as natively."""
    # A plugin for translations answers `get_file_from_path` with the file of another language.
    there = files.src_uris.get(asset.address)
    if there is not None:
        if there.src_dir == config.docs_dir:
            return
        files.remove(there)
    files.append(File.generated(config, asset.address, content=asset.content))
