"""A theme: templates and assets, as values. Templates loop over a view and print it.

A theme's files are handed over as a mapping, nearest first: those of the site, then those of the
theme, then those of its parents. So a site overrides one template by a file of the same name, and
nothing here reads a disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from types import CodeType, SimpleNamespace, TracebackType
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    nodes,
)
from jinja2.environment import TemplateModule
from jinja2.loaders import BaseLoader
from jinja2.parser import Parser
from markupsafe import Markup

from sitegen.render.asset import Asset
from sitegen.render.assets import published
from sitegen.render.claim_review import ClaimReview, as_script, claim_review
from sitegen.render.compiler import Code
from sitegen.render.language import Language, catalogues, language_of
from sitegen.render.linked_data import linked_data
from sitegen.render.open_graph import open_graph
from sitegen.render.policy import policy
from sitegen.render.running import WITH_ENDS, trimmed, with_ends
from sitegen.render.social_card import FOLDER, TEMPLATE, SocialCard, social_card
from sitegen.render.theme_file import ThemeError, ThemeFiles
from sitegen.site import PageView, SiteView
from sitegen.site.views import ClaimView

_MOST_RENDERED = 16_384
"""How many pieces of pages a theme remembers, about a kilobyte each."""


class _Loader(BaseLoader):
    def __init__(self, files: ThemeFiles) -> None:
        self._files = files

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        file = self._files.get(template)
        if file is None:
            raise TemplateNotFound(template)
        try:
            return file.content.decode("utf-8"), file.path, lambda: True
        except UnicodeDecodeError as error:
            line = file.content.count(b"\n", 0, error.start) + 1
            raise ThemeError(file.path, line, "the template is not UTF-8") from error


_SURROGATE = re.compile("[\ud800-\udfff]")
_TOO_DEEP = "it is nested too deep"
_HALF = "it holds half of a character, a surrogate, which no page can show"
_LINES = re.compile("([0-9]+)=([0-9]+)")
"""How a compiled template says at its end which of its lines comes from which of the template."""
_HEAD = "partials/head.html"
"""A theme need not have it."""
_ALWAYS = ("home", "articles", "entities", "sources", "scale", "corrections", "search", "missing")
"""The kinds of pages that every site has."""


class _Environment(Environment):
    """The templates of a theme in one language, each kept once it is compiled: files never change.

    One that is not careful lets an AttributeError out where jinja2 would look for an item.
    """

    code_generator_class = Code

    def __init__(
        self,
        files: ThemeFiles,
        interface: Language,
        templates: BytecodeCache | None = None,
        *,
        is_careful: bool = False,
    ) -> None:
        super().__init__(
            bytecode_cache=None if is_careful else templates,
            loader=_Loader(files),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            auto_reload=False,
        )
        self._ready: dict[str, Template] = {}
        self._imported: dict[str, TemplateModule] = {}
        self.interface = interface
        self.is_careful = is_careful
        self.filters |= {"trim": trimmed, WITH_ENDS: with_ends}
        interface.equip(self)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if not isinstance(name, str):
            return super().get_template(name, parent, globals)
        found = self._ready.get(name)
        if found is None:
            found = self._ready[name] = super().get_template(name, parent, globals)
        return found

    def imported(self, name: str, parent: str) -> TemplateModule:
        """Return what a template that sees no page gives to others."""
        found = self._imported.get(name)
        if found is None:
            found = self._imported[name] = self.get_template(name, parent)._get_default_module()
        return found

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            parsed = super()._parse(source, name, filename)
        except RecursionError as error:
            raise _too_deep(error, filename) from error
        for text in parsed.find_all(nodes.Const) if "\\u" in source.lower() else ():
            if isinstance(text.value, str) and _SURROGATE.search(text.value):
                raise TemplateSyntaxError(_HALF, text.lineno, filename=filename)
        return parsed

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        try:
            return super()._generate(source, name, filename, defer_init)
        except RecursionError as error:
            raise _too_deep(error, filename) from error

    def _compile(self, source: str, filename: str) -> CodeType:
        try:
            return super()._compile(source, filename)
        except SyntaxError as error:  # an argument given twice, or what Python nests no deeper
            line = _line_of(source, error.lineno or 0)
            raise TemplateSyntaxError(error.msg, line, filename=filename) from error
        except (RecursionError, MemoryError) as error:  # Python's parser is at its end.
            lines = source.split("\n")
            deepest = max(range(len(lines)), key=lambda at: lines[at].count("("))
            line = _line_of(source, deepest + 1)
            raise TemplateSyntaxError(_TOO_DEEP, line, filename=filename) from error
        except UnicodeEncodeError as error:
            line = _line_of(source, source.count("\n", 0, error.start) + 1)
            raise TemplateSyntaxError(_HALF, line, filename=filename) from error

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def _line_of(source: str, number: int) -> int:
    """Return the line of a template from which a line comes of what it is compiled to."""
    lines = _LINES.findall(source, source.rindex("debug_info = "))
    before = [int(line) for line, at in lines if int(at) <= number]
    return before[-1] if before else 1


def _too_deep(error: RecursionError, filename: str | None) -> TemplateSyntaxError:
    """Return the mistake of a template that is nested deeper than it can be read or compiled."""
    line = 1
    for step in _steps(error.__traceback__):
        known = step.tb_frame.f_locals
        parser, node = known.get("self"), known.get("node")
        if isinstance(parser, Parser):
            line = parser.stream.current.lineno
        elif isinstance(node, nodes.Node):
            line = getattr(node, "lineno", None) or line
    return TemplateSyntaxError(_TOO_DEEP, line, filename=filename)


class _Addresses(dict[str, str]):
    """The addresses of assets by their name; one that is not there is a mistake of the template."""

    def __missing__(self, name: str) -> str:
        raise TemplateRuntimeError(f"there is no asset {name!r}")


class Theme:
    """Templates ready to render the pages of one site."""

    def __init__(
        self, files: ThemeFiles, site: SiteView, templates: BytecodeCache | None = None
    ) -> None:
        """Take the files of a theme; templates are compiled when first used, if they are not yet."""
        self._templates = templates
        self.files = files
        self._site = site
        self._seen_from: dict[str, _Addresses] = {}
        self.options = SimpleNamespace(**dict(site.appearance.choices))
        self._catalogues = catalogues({name: file.content for name, file in files.items()})
        self._rendered: dict[tuple[Any, ...], Any] = {}
        self._environments: dict[tuple[str, bool], _Environment] = {}
        """By the language of a page's check, and whether it is careful."""
        self._drawn_with = _digest(files) if site.has_images and TEMPLATE in files else b""

    def __reduce__(self) -> tuple[type[Theme], tuple[ThemeFiles, SiteView]]:
        """Send the files and not what was compiled: another process compiles for itself."""
        return Theme, (self.files, self._site)

    def prepare(self) -> None:
        """Compile all templates in the language of the site, for the processes that begin now."""
        environment = self._environment("")
        for name in self.files:
            if name.endswith(".html"):
                # One that is broken says so when a page needs it.
                with suppress(Exception):
                    environment.get_template(name)

    def body(self, page: PageView) -> Markup:
        """Return the inside of a page, the same in every host."""
        return self._body(page, self._given(page))

    def page(self, page: PageView, review: ClaimReview | None = None) -> str:
        """Return a whole page.

        `review` is the ClaimReview of a claim's page, for callers that have made it already.
        """
        given = self._given(page, review)
        return self._render("base.html", page, {**given, "body": self._body(page, given)})

    def page_bytes(self, page: PageView, review: ClaimReview | None = None) -> bytes:
        """Return a whole page as it is written."""
        try:
            return self.page(page, review).encode()
        except UnicodeEncodeError as error:
            path = self.files[f"bodies/{page.kind}.html"].path
            raise ThemeError(path, 1, _HALF) from error

    def head(self, page: PageView) -> str:
        """Return what machines read in the head of a page, for a host that makes the rest of it."""
        if _HEAD not in self.files:
            return ""
        return self._render(_HEAD, page, self._given(page))

    def assets(self) -> list[Asset]:
        """Return the files to be published with the pages, in a fixed order."""
        return list(self.named_assets.values())

    @cached_property
    def named_assets(self) -> Mapping[str, Asset]:
        """The same by their name below `assets/`, from which each has the address that pages load.

        Raises ThemeError if a style sheet refers to a file that is not there.
        """
        return published(self.files, self._site.appearance)

    def faults(self) -> Iterator[ThemeError]:
        """Yield what is wrong with the templates and style sheets, as far as it shows without a page.

        The first mistake of each file. A template that no page of the native host asks for may be
        one for MkDocs, with filters of its own: only its syntax is looked at. The path is '' if no
        file is at fault.
        """
        environment = _Environment(self.files, self.interface)
        parsed: dict[str, nodes.Template | None] = {}
        for name, file in self.files.items():
            if name.endswith(".html") and file.path not in parsed:
                parsed[file.path] = None
                try:
                    source, _, _ = _Loader(self.files).get_source(environment, name)
                    parsed[file.path] = environment._parse(source, name, file.path)
                except TemplateSyntaxError as error:
                    yield _misspelt(error, file.path)
                except ThemeError as error:
                    yield error
        asked = [name for name in self.files if name == "base.html" or name.startswith("bodies/")]
        seen = set(asked)
        declared = self.files.get("theme.yml")
        for name in ("base.html", *(f"bodies/{kind}.html" for kind in _ALWAYS)):
            if name not in seen:
                yield ThemeError(
                    declared.path if declared else "", 1, f"there is no template {name!r}"
                )
        for name in asked:
            path = self.files[name].path
            template = parsed.get(path)
            for line, other in _references(template) if template else ():
                if other not in self.files:
                    yield ThemeError(path, line, f"there is no template {other!r}")
                elif other not in seen:
                    seen.add(other)
                    asked.append(other)
            try:
                if template:
                    environment.compile(template, name, path, raw=True)
            except TemplateSyntaxError as error:
                yield _misspelt(error, path)
        try:
            self.assets()
        except ThemeError as error:
            yield error

    @property
    def draws(self) -> bool:
        """Whether articles and claims have pictures."""
        return bool(self._drawn_with)

    def card(self, page: PageView) -> SocialCard | None:
        """Return the picture of a page; None if it has none, or the site or the theme draws none."""
        return social_card(page, self._site, self._drawn_with) if self._drawn_with else None

    def _body(self, page: PageView, given: Mapping[str, Any]) -> Markup:
        text = self._render(f"bodies/{page.kind}.html", page, given)
        return Markup(text)  # noqa: S704 (autoescaped)

    @property
    def interface(self) -> Language:
        """The language of the site."""
        return language_of("", self._site, self._catalogues)

    def _environment(self, written_in: str, *, is_careful: bool = False) -> _Environment:
        """Return the templates in the language of a page; they are compiled when first used."""
        key = (written_in, is_careful)
        found = self._environments.get(key)
        if found is None:
            interface = language_of(written_in, self._site, self._catalogues)
            same = (
                environment
                for (_, careful), environment in tuple(self._environments.items())
                if careful == is_careful and environment.interface.code == interface.code
            )
            found = next(same, None) or _Environment(
                self.files, interface, self._templates, is_careful=is_careful
            )
            found.globals["once"] = self._once
            self._environments[key] = found
        return found

    def _addresses(self, root: str) -> _Addresses:
        """Return the addresses of the assets, seen from a page; a site has few ways to its root."""
        found = self._seen_from.get(root)
        if found is None:
            found = _Addresses(
                (name, root + asset.address) for name, asset in self.named_assets.items()
            )
            self._seen_from[root] = found
        return found

    def _given(self, page: PageView, review: ClaimReview | None = None) -> dict[str, Any]:
        """Return what the templates of a page know."""
        root, card = page.root, self.card(page)
        if review is None and isinstance(page, ClaimView):
            review = claim_review(page, self._site)

        def href(address: str) -> str:
            absolute = "://" in address or address.startswith(("#", "/", "mailto:"))
            return address if absolute else (root + address) or "./"

        return {
            "page": page,
            "site": self._site,
            "href": href,
            "asset": self._addresses(root).__getitem__,
            "options": self.options,
            "policy": policy(page.kind),
            "structured_data": as_script(review),
            "linked_data": lambda sections: linked_data(
                page, self._site, sections, card.address if card else ""
            ),
            "open_graph": lambda: open_graph(page, self._site, card),
        }

    def _render(self, name: str, page: PageView, given: Mapping[str, Any]) -> str:
        try:
            return self._printed(name, page.written_in, given)
        except ThemeError:
            raise
        except Exception as error:  # a template may do anything: divide, call, recurse without end
            broken = self._broken(name, error)
            if broken is None:
                raise
            raise broken from error

    def _printed(self, name: str, written_in: str, given: Mapping[str, Any]) -> str:
        """Return what a template prints.

        The quick environment takes it for granted that values have the attributes that they are asked
        for, which saves a tenth of a page. A page that asks a mapping for an item in that way is
        rendered again by the careful environment, which looks for the item as jinja2 does.
        """
        try:
            return self._environment(written_in).get_template(name).render(given)
        except AttributeError:
            careful = self._environment(written_in, is_careful=True)
            return careful.get_template(name).render(given)

    def _broken(self, name: str, error: Exception) -> ThemeError | None:
        """Return where a template is wrong; None for an error that no template has a part in."""
        if isinstance(error, TemplateSyntaxError):
            return ThemeError(error.filename or name, error.lineno, error.message or str(error))
        known = {file.path for file in self.files.values()}
        steps = [
            (step.tb_frame.f_code.co_filename, step.tb_lineno)
            for step in _steps(error.__traceback__)
        ]
        path, line = next((step for step in reversed(steps) if step[0] in known), ("", 1))
        if isinstance(error, TemplateNotFound):
            # Nothing asks for the outermost one but the theme itself.
            declared = self.files.get("theme.yml")
            path = path or (declared.path if declared else name)
            return ThemeError(path, line, f"there is no template {error.name!r}")
        if isinstance(error, TemplateError):
            return ThemeError(path or name, line, error.message or str(error))
        return ThemeError(path, line, f"{type(error).__name__}: {error}") if path else None

    def _once(self, macro: Callable[..., Markup], *views: Any) -> Markup:
        """`{{ once(macro, view) }}` prints `{{ macro(view) }}`, remembered for equal views.

        For what many pages show alike and what takes longer than to look it up, about 1 µs: the entry
        of a source, but not the row of a claim. The macro must
        be imported (one of the page itself is another one on each page), and so it sees nothing
        but its arguments. Threads may meet here: at worst two render the same.
        """
        key = (macro, views)
        found = self._rendered.get(key)
        if found is None:
            if len(self._rendered) >= _MOST_RENDERED:
                self._rendered.clear()
            found = self._rendered[key] = macro(*views)
        return found


def _misspelt(error: TemplateSyntaxError, path: str) -> ThemeError:
    return ThemeError(path, error.lineno, error.message or str(error))


def _references(template: nodes.Template) -> Iterator[tuple[int, str]]:
    """Yield the templates that one names and cannot do without, with the lines."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for node in template.find_all(kinds):
        other = getattr(node, "template", None)
        if isinstance(other, nodes.Const) and not getattr(node, "ignore_missing", False):
            yield node.lineno, str(other.value)


def _digest(files: ThemeFiles) -> bytes:
    """Return the digest of what pictures are drawn with: their template and its fonts."""
    found = blake2b(digest_size=16)
    for name in sorted(files):
        if name.startswith(FOLDER):
            content = files[name].content
            found.update(f"{name}\0{len(content)}\0".encode())
            found.update(content)
    return found.digest()


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace:
        yield trace
        trace = trace.tb_next
