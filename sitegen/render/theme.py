"""A theme: templates and assets, as values. Templates loop over a view and print it.

A theme's files are handed over as a mapping, nearest first: those of the site, then those of the
theme, then those of its parents. So a site overrides one template by a file of the same name, and
nothing here reads a disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.loaders import BaseLoader
from markupsafe import Markup

from sitegen.content import PartialDate
from sitegen.render.asset import Asset
from sitegen.render.claim_review import claim_review
from sitegen.site import PageView, SiteView
from sitegen.site.views import ClaimView


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """A file of a theme."""

    path: str
    """Where it stands, as problems show it."""
    content: bytes


ThemeFiles = Mapping[str, ThemeFile]
"""The files of a theme by their path in it: `bodies/article.html`, `assets/body.css`."""


class ThemeError(Exception):
    """A template is missing or has a mistake. `path` and `line` say where, `reason` what."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        """Say where and what."""
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class _Loader(BaseLoader):
    def __init__(self, files: ThemeFiles) -> None:
        self._files = files

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        file = self._files.get(template)
        if file is None:
            raise TemplateNotFound(template)
        return file.content.decode("utf-8"), file.path, lambda: True


class Theme:
    """Templates ready to render the pages of one site."""

    def __init__(self, files: ThemeFiles, site: SiteView) -> None:
        """Take the files of a theme; templates are compiled when first used."""
        self._files = files
        self._site = site
        self._locale = site.language.replace("-", "_")
        environment = Environment(
            loader=_Loader(files),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            auto_reload=False,
        )
        environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
        environment.filters.update(
            day=self._day, iso=str, percent=self._percent, number=self._number
        )
        self._environment = environment

    def body(self, page: PageView) -> Markup:
        """Return the inside of a page, the same in every host."""
        return Markup(self._render(f"bodies/{page.kind}.html", page))  # noqa: S704 (autoescaped)

    def page(self, page: PageView) -> str:
        """Return a whole page."""
        return self._render("base.html", page, body=self.body(page))

    def assets(self) -> list[Asset]:
        """Return the files to be published with the pages, in a fixed order."""
        names = sorted(name for name in self._files if name.startswith("assets/"))
        return [Asset(name, self._files[name].content) for name in names]

    def _render(self, name: str, page: PageView, **more: Any) -> str:
        def href(address: str) -> str:
            absolute = "://" in address or address.startswith(("#", "/", "mailto:"))
            return address if absolute else (page.root + address) or "./"

        try:
            template = self._environment.get_template(name)
            return template.render(
                page=page,
                site=self._site,
                href=href,
                asset=lambda file: page.root + "assets/" + file,
                structured_data=self._structured_data(page),
                **more,
            )
        except TemplateError as error:
            raise self._broken(name, error) from error

    def _structured_data(self, page: PageView) -> Markup:
        return claim_review(page, self._site) if isinstance(page, ClaimView) else Markup()

    def _broken(self, name: str, error: TemplateError) -> ThemeError:
        line = getattr(error, "lineno", None) or 0
        path = getattr(error, "filename", None) or ""
        if isinstance(error, TemplateNotFound):
            return ThemeError(name, 1, f"there is no template {error.name!r}")
        trace = error.__traceback__
        while trace and not line:
            file = trace.tb_frame.f_code.co_filename
            if any(file == known.path for known in self._files.values()):
                path, line = file, trace.tb_lineno
            trace = trace.tb_next
        return ThemeError(str(path or name), int(line or 1), error.message or str(error))

    def _day(self, day: date | PartialDate | None) -> str:
        if day is None:
            return ""
        if isinstance(day, date) or day.day:
            exact = day if isinstance(day, date) else day.earliest
            return format_date(exact, "d MMMM y" if self._english else "long", locale=self._locale)
        if day.month:
            return format_date(day.earliest, "MMMM y", locale=self._locale)
        return str(day.year)

    @property
    def _english(self) -> bool:
        return self._locale.partition("_")[0] == "en"

    def _percent(self, share: float) -> str:
        return format_percent(share, locale=self._locale)

    def _number(self, number: float) -> str:
        return format_decimal(number, locale=self._locale)
