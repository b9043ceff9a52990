"""The plugin: which part of sitegen does what at which event of MkDocs.

Everything is read and checked in `on_config`, before MkDocs empties the site folder: an error ends
the build and leaves the old site.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from msgspec.structs import replace

from sitegen.diagnostics import Diagnostic
from sitegen.diagnostics.printable import printable, printable_lines
from sitegen.engine.ownership import LIST, list_of
from sitegen.engine.site import loaded_view
from sitegen.mkdocs.content import Content, flat_addresses, parents, read
from sitegen.mkdocs.files import arrange, publish_assets, restore
from sitegen.mkdocs.heads import Heads
from sitegen.mkdocs.links import with_files
from sitegen.mkdocs.made import Made
from sitegen.mkdocs.rendering import bind, body, dress, guard
from sitegen.mkdocs.themes import equip, is_own, reach
from sitegen.site import PageKey, view

log = logging.getLogger("mkdocs.plugins.sitegen")
LAST = -100
"""The priority of what has to come after every other plugin."""
AFTER_REPLACING = -200
"""The priority of what has to come after the plugins that replace all files, such as i18n at `LAST`."""

_PUBLISHED = (InclusionLevel.INCLUDED, InclusionLevel.NOT_IN_NAV)


class SitegenPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """The plugin. One instance lives through all builds of a `mkdocs serve`."""

    _drafts = False
    _lists_files = False
    """Whether all files of the site are made anew, and so known."""
    _is_building = False
    """Whether MkDocs has begun to empty the site folder."""
    _content: Content
    _made: dict[str, Made]
    _files: Files
    _generated: dict[str, File]
    """The files of those pages that have none below the content folder, as MkDocs got them."""
    _pages: dict[str, str]
    """The files of the pages that sitegen makes, by their addresses."""
    _prose: dict[str, File]
    """The pages that MkDocs makes from the content folder, by their addresses."""
    _heads: Heads

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[list[Any], list[Any]]:
        """Take any options: sitegen reads mkdocs.yml itself, so that their problems have places."""
        del options, config_file_path
        return [], []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Show drafts in previews. That this method exists keeps the instance between builds."""
        self._lists_files = not dirty
        self._drafts = command == "serve"
        self._heads = Heads()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check everything."""
        path = _path(config)
        content, problems = read(path, drafts=self._drafts)
        if not config.use_directory_urls:
            content = None
            problems.append(flat_addresses(path, config.plugins))
        for problem in problems:
            _log(problem)
        if content is None:
            raise Abort("sitegen found errors; the site is left as it was")
        self._content = content
        equip(config, content.loaded.project, content.theme)
        return config

    @event_priority(LAST)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Note that the site folder is about to be emptied."""
        del config
        self._is_building = True

    def _add_pages(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages that sitegen makes, and take out what is not published."""
        self._files = files
        self._made, self._generated = arrange(files, config, self._content)
        self._pages = {page.address: name for name, page in self._made.items()}
        self._heads.begin()
        return files

    @event_priority(AFTER_REPLACING)
    def _add_assets(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the files for machines and those of the theme, when nothing takes them for content."""
        folder = restore(files, self._generated)
        publish_assets(files, config, self._content, folder)
        prose = self._content.loaded.whole.prose
        self._prose = {
            file.dest_uri.removesuffix("index.html"): file
            for file in files
            if file.src_uri in prose and file.src_uri not in self._made
        }
        return files

    on_files = CombinedEvent(_add_pages, _add_assets)

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:
        """Let sitegen render its own pages."""
        del config, files
        made = self._made.get(page.file.src_uri)
        if made:
            bind(page, made, self._content.theme, self._heads, self._prose)
        return page

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Let links of prose lead to pages that sitegen makes, as natively."""
        del config
        return with_files(
            markdown,
            page.file.src_uri,
            self._pages,
            lambda name: files.get_file_from_path(name) is not None,
        )

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Write the citations of the prose that MkDocs rendered."""
        del files
        if page.file.src_uri in self._made:
            return html
        guard(page)
        if page.file.src_uri in self._content.loaded.whole.prose:
            known = view(PageKey("prose", page.file.src_uri), self._content.loaded.whole)
            # Another plugin may have moved the page, as a blog does with its posts.
            placed = replace(known, address=page.file.dest_uri.removesuffix("index.html"))
            self._heads.make(page.file.src_uri, placed, self._content.theme)
        return dress(html, page, self._content, is_own=is_own(config))

    @event_priority(LAST)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Give the page what machines read in its head."""
        del config
        return self._heads.put_into(output, page.file.src_uri)

    @event_priority(LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Draw the pictures that the heads of the pages name, and list the files of the site."""
        site = Path(config.site_dir)
        self._heads.draw(self._content.theme, site)
        if self._lists_files:
            (site / LIST).write_bytes(list_of(self._files_of(site)))

    def _files_of(self, site: Path) -> Iterator[str]:
        """Yield the files that MkDocs made: it empties the folder before, but for what is hidden."""
        published = {file.dest_uri for file in self._files if file.inclusion in _PUBLISHED}
        for path in site.rglob("*"):
            name = path.relative_to(site).as_posix()
            if not path.is_dir() and (not name.startswith(".") or name in published):
                yield name

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Hand the templates what they cannot know: the site, and the body of the missing page."""
        del files
        loaded = self._content.loaded
        reach(env, loaded.project)
        if is_own(config):
            self._content.theme.interface.equip(env)
        env.globals["sitegen"] = loaded_view(loaded)
        assets = self._content.theme.named_assets
        env.globals["sitegen_assets"] = {name: assets[name].address for name in assets}
        env.globals["sitegen_options"] = self._content.theme.options
        missing = view(PageKey("missing"), loaded.whole)
        env.globals["sitegen_missing"] = body(self._content.theme, missing)
        return env

    @event_priority(LAST)
    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Watch themes and inherited configurations, and keep the last good site on.

        After a failed rebuild MkDocs answers nobody until one succeeds. A rebuild that failed before
        the site folder was emptied therefore counts as one that changed nothing.
        """
        del builder
        themes = self._content.loaded.project.root / "themes"
        for path in (themes, *parents(_path(config))):
            if path.exists():
                server.watch(str(path))
        server.builder = self._keeping(server.builder)
        return server

    def _keeping(self, build: Callable[[], None]) -> Callable[[], None]:
        def rebuild() -> None:
            self._is_building = False
            try:
                build()
            except MkDocsException as error:
                if self._is_building:
                    raise
                log.error("Not rebuilt, the last good site stays on: %s", printable(error))

        return rebuild


def _path(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "mkdocs.yml")


def _log(problem: Diagnostic) -> None:
    level = logging.ERROR if problem.severity == "error" else logging.WARNING
    hint = "".join(f"\n    {line}" for line in printable_lines(problem.hint).splitlines())
    place, message = printable(problem.at), printable(problem.message)
    log.log(level, "%s: %s [%s]%s", place, message, problem.kind, hint)
