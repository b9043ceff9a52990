"""sitegen inside MkDocs: the same bodies at the same addresses, in any MkDocs theme.

Everything is read and checked in `on_config`, before MkDocs cleans the site folder, so that an error
leaves the old site. Pages that sitegen makes never meet Python-Markdown: their `render` is replaced.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from sitegen.diagnostics import Diagnostic, has_errors
from sitegen.engine import Loaded, load, open_project
from sitegen.engine.build import today
from sitegen.engine.site import data_files, open_theme
from sitegen.render import Theme, ThemeError
from sitegen.site import PageKey, PageView, address_of, article_view, claim_views, pages, view
from sitegen.text import Citation

log = logging.getLogger("mkdocs.plugins.sitegen")

_ASSETS = {"extra_css": "assets/body.css", "extra_javascript": "assets/reader.js"}
_ID = re.compile(r'\sid="([^"]+)"')
_REGISTRY = re.compile(
    r"(articles/.*\.annotations\.yml|(entities|sources)/.*|(contributors|verdicts)\.yml)"
)


class SitegenPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """The plugin. One instance lives through all builds of a `mkdocs serve`."""

    _serving = False
    _loaded: Loaded | None = None
    _theme: Theme
    _views: dict[str, Callable[[], PageView]]

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[list[Any], list[Any]]:
        """Take any options: sitegen reads mkdocs.yml itself, so that their problems have places."""
        del options, config_file_path
        return [], []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember the command; that this method exists keeps the instance between builds."""
        del dirty
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check everything. An error ends the build before MkDocs touches the site."""
        if not config.use_directory_urls:
            raise Abort("sitegen needs `use_directory_urls: true`: its addresses end with a slash")
        loaded, problems = self._read(Path(config.config_file_path or "mkdocs.yml"))
        for problem in problems:
            level = logging.ERROR if problem.severity == "error" else logging.WARNING
            log.log(
                level, "%s: %s [%s]%s", problem.at, problem.message, problem.kind, _hint(problem)
            )
        if loaded is not None and not has_errors(problems):
            self._loaded = loaded
        elif not self._serving or self._loaded is None:
            raise Abort("sitegen found problems; the site is left as it was")
        config.extra_css.append(_ASSETS["extra_css"])
        config.extra_javascript.append(_ASSETS["extra_javascript"])
        return config

    def _read(self, path: Path) -> tuple[Loaded | None, list[Diagnostic]]:
        project, problems = open_project(path)
        if project is None:
            return None, problems
        loaded, found = load(project, drafts=self._serving, today=today())
        problems += found
        theme, wrong = open_theme(loaded)
        if theme is None:
            return None, problems + wrong
        self._theme = theme
        return loaded, problems

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Give articles their addresses, add the pages that sitegen makes, keep YAML out of the site."""
        loaded = self._of()
        self._views = {}
        published = {article.file: article for article in loaded.articles}
        for file in list(files):
            source = file.src_uri
            if _REGISTRY.fullmatch(source) or source == "theme.yml":
                files.remove(file)
            elif source in published:
                article = published[source]
                file.dest_uri = f"{article.facts.address}index.html"
                file.url = article.facts.address
                self._views[source] = partial(article_view, article, loaded.shared)
            elif source.startswith("articles/") and source.endswith(".md"):
                files.remove(file)
        for name, make in self._generated(loaded):
            self._views[name] = make
            if name not in files.src_uris:
                files.append(
                    File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV)
                )
        for asset in (*self._theme.assets(), *data_files(loaded)):
            old = files.get_file_from_path(asset.address)
            if old is not None:
                files.remove(old)
            files.append(File.generated(config, asset.address, content=asset.content))
        return files

    def _generated(self, loaded: Loaded) -> list[tuple[str, Callable[[], PageView]]]:
        """Return the pages that have no file in the content folder, each with a name for MkDocs."""
        claims = [
            claim
            for article in loaded.articles
            if loaded.shared.claim_pages
            for claim in claim_views(article, loaded.shared)
        ]
        made: list[tuple[str, Callable[[], PageView]]] = [
            (_source_of(claim.address), partial(_same, claim)) for claim in claims
        ]
        made += [
            (_source_of(address_of(key)), partial(view, key, loaded.whole))
            for key in pages(loaded.whole)
            if self._is_ours(key, loaded)
        ]
        return made

    def _is_ours(self, key: PageKey, loaded: Loaded) -> bool:
        """Say whether sitegen makes a page; prose is MkDocs' own unless it cites sources."""
        if key.kind == "prose":
            return any(isinstance(part, Citation) for part in loaded.whole.prose[key.name].parts)
        return key.kind != "missing"

    def on_pre_page(self, page: Page, config: MkDocsConfig, files: Files) -> Page:
        """Replace the rendering of the pages that sitegen makes."""
        del config, files
        make = self._views.get(page.file.src_uri)
        if make is not None:
            page.render = partial(self._render, page, make)  # type: ignore[method-assign]
        return page

    def _render(
        self, page: Page, make: Callable[[], PageView], config: MkDocsConfig, files: Files
    ) -> None:
        del config, files
        shown = make()
        try:
            page.content = self._theme.body(shown)
        except ThemeError as error:
            raise Abort(f"{error.path}:{error.line}: {error.reason}") from error
        page.toc = get_toc([])
        page.meta.setdefault("description", shown.description)
        if page.file.src_uri != "index.md":
            page.meta["title"] = shown.title
        page.present_anchor_ids = set(_ID.findall(page.content))
        page.links_to_anchors = {}

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Dress the prose that MkDocs rendered like the rest, where the theme is sitegen's own."""
        del files
        if config.theme.name or page.file.src_uri in self._views:
            return html
        title = "" if "<h1" in html else f"<h1>{escape(str(page.title))}</h1>\n"
        return f'<div class="sitegen sitegen-prose">\n{title}{html}\n</div>'

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """Watch the site's own themes too; MkDocs watches its content and configuration."""
        del config, builder
        themes = self._of().project.root / "themes"
        if themes.is_dir():
            server.watch(str(themes))
        return server

    def _of(self) -> Loaded:
        assert self._loaded is not None
        return self._loaded


def _same(shown: PageView) -> PageView:
    return shown


def _source_of(address: str) -> str:
    """Return a name of a Markdown file that MkDocs publishes at an address."""
    name = address.rstrip("/")
    return f"{name}/index.md" if "/" not in name and name else f"{name or 'index'}.md"


def _hint(problem: Diagnostic) -> str:
    return "".join(f"\n    {line}" for line in problem.hint.splitlines())
