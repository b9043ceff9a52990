"""mkdocs.yml, the one configuration file of both hosts, read without running anything in it.

MkDocs reads the file with a loader that can run code. Here `!!python/…` tags are texts that mean
nothing, and `!ENV` takes a variable from a mapping that the caller hands over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import yaml
from msgspec import Struct
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sitegen.content.choosing import Given, given_at
from sitegen.content.fields import (
    A_PATH,
    Fields,
    FilePath,
    Text,
    WebAddress,
    Words,
    YesOrNo,
    is_language,
    is_path,
    shorthand,
)
from sitegen.content.misplaced import misplaced_options
from sitegen.content.nodes import Document, Path, Plain, composed, read_yaml
from sitegen.content.partial import validate_in_part
from sitegen.content.suggestions import did_you_mean
from sitegen.content.validation import THIS_FILE, found
from sitegen.diagnostics import Diagnostic, Position, Source, report
from sitegen.diagnostics.kinds import FIELD_WRONG, OPTION_UNKNOWN, OPTION_WRONG
from sitegen.diagnostics.limits import NAVIGATION
from sitegen.text.languages import tag

Level = Literal["error", "warn", "off"]


def _level(value: Any) -> Any:
    if value in ("false", "no", "False", "No", "OFF", "Off"):
        return "off"
    return value


Policy = Annotated[Level, BeforeValidator(_level)]


def _count(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdigit() and int(value) < 1000:
        return int(value)
    raise PydanticCustomError("expected", "{expected}", {"expected": "a number such as 1"})


def _level_or_count(value: Any) -> Any:
    if isinstance(value, str):
        return {"count": value} if value.isdigit() else {"level": value}
    return value


class MinimumSources(Fields):
    """How many sources a rated claim needs."""

    count: Annotated[int, BeforeValidator(_count)] = 1
    level: Policy = "error"


class Policies(Fields):
    """How strict the rules of the desk are."""

    second_reader: Policy = "error"
    minimum_sources: Annotated[MinimumSources, BeforeValidator(_level_or_count)] = MinimumSources()
    archived_sources: Policy = "warn"
    access_dates: Policy = "warn"
    reply_asked: Policy = "off"
    claim_length: Policy = "warn"
    correction_for_changed_verdict: Policy = "error"


class PublishedPolicies(Fields):
    """Where readers find the policies of the organisation."""

    corrections: Text | None = None
    methodology: Text | None = None
    funding: Text | None = None
    ethics: Text | None = None
    contact: Text | None = None
    masthead: Text | None = None
    principles: Text | None = None


class Organisation(Fields):
    """Who publishes the checks."""

    name: Words
    url: WebAddress | None = None
    logo: Text | None = None
    policies: PublishedPolicies = PublishedPolicies()


def _html(value: Any) -> Any:
    if value in ("off", "allow-list"):
        return value
    if value in ("no", "No", "false", "False", "OFF", "Off"):
        return "off"
    expected = "off, allow-list or a list of files such as [google123.html]"
    if isinstance(value, list) and all(isinstance(name, str) and name.strip() for name in value):
        from pathspec import GitIgnoreSpec

        try:
            GitIgnoreSpec.from_lines(value)
        except ValueError:
            pass
        else:
            return tuple(value)
    raise PydanticCustomError("expected", "{expected}", {"expected": expected})


class Options(Fields):
    """The options of the plugin: FORMATS.md section 5."""

    organisation: Annotated[Organisation, shorthand("name", "url", "logo", "policies")] | None = (
        None
    )
    theme: Words = "broadsheet"
    theme_options: dict[str, Any] = Field(default_factory=dict)
    """What the theme is to look like; `choosing.py` reads them when it is known which there are."""
    claim_pages: YesOrNo = True
    link_entities: Annotated[
        Literal["first", "all", "none"], BeforeValidator(lambda v: "none" if v == "off" else v)
    ] = "first"
    policies: Policies = Policies()
    search: Literal["pagefind", "none"] = "pagefind"
    html: Annotated[Literal["off", "allow-list"] | tuple[str, ...], BeforeValidator(_html)] = "off"
    data_license: WebAddress | None = None
    social_images: YesOrNo = False


_WITHOUT_POLICIES = Options(
    policies=Policies(
        second_reader="off",
        minimum_sources=MinimumSources(level="off"),
        archived_sources="off",
        access_dates="off",
        reply_asked="off",
        claim_length="off",
        correction_for_changed_verdict="off",
    )
)


def _may_be_policies(key: str) -> bool:
    return key not in Options.model_fields and bool(did_you_mean(key, ["policies"]))


def _patterns(value: Any) -> Any:
    from pathspec import GitIgnoreSpec

    if isinstance(value, str):
        try:
            GitIgnoreSpec.from_lines(value.splitlines())
        except ValueError:
            pass
        else:
            return value
    raise PydanticCustomError("expected", "{expected}", {"expected": "lines as in a .gitignore"})


Patterns = Annotated[str, BeforeValidator(_patterns)]


class _Basics(Fields):
    """The keys of mkdocs.yml that the native host needs; MkDocs knows the others."""

    model_config = Fields.model_config | {"extra": "allow"}

    site_name: Words
    site_url: WebAddress | None = None
    site_description: Text | None = None
    docs_dir: FilePath = "docs"
    site_dir: FilePath = "site"
    nav: tuple[Any, ...] | None = None
    exclude_docs: Patterns | None = None
    draft_docs: Patterns | None = None


class Navigation(Struct, frozen=True):
    """An entry of the navigation."""

    title: str
    """Empty if the page's own title is to be shown."""
    target: str
    """A file below the content folder, or an address."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What mkdocs.yml says, for the native host."""

    site_name: str
    site_url: str
    """Ends with a slash; empty if there is none."""
    description: str
    language: str
    content_dir: str
    site_dir: str
    navigation: tuple[Navigation, ...]
    options: Options
    absolute_links: Literal["ignore", "warn", "relative_to_docs"] = "warn"
    """What is said of links that begin with a slash."""
    left_out: tuple[str, ...] = ()
    """Patterns, as in a .gitignore, of files in the content folder that are neither read nor published."""
    draft_files: tuple[str, ...] = ()
    """The same, by `draft_docs`."""
    navigation_at: tuple[Position, ...] = field(default=(), repr=False, compare=False)
    """Where each entry of the navigation stands."""
    addresses_at: tuple[tuple[str, Position], ...] = field(default=(), repr=False, compare=False)
    """The addresses of the organisation's policies and of its logo, each with where it stands."""
    folders_at: Mapping[str, Position] = field(default_factory=dict, repr=False, compare=False)
    """Where `docs_dir` and `site_dir` stand."""
    theme_at: Position = field(default=Position("mkdocs.yml"), repr=False, compare=False)
    """Where the theme is named."""
    host_theme: str = ""
    """The theme of MkDocs, which the native host does not use; empty if it has none."""
    host_theme_at: Position = field(default=Position("mkdocs.yml"), repr=False, compare=False)
    theme_options: Given = field(default_factory=Given, repr=False, compare=False)
    """The options of the theme as they stand in the files; their values are in `options` too."""

    @property
    def wants_hidden(self) -> bool:
        """Whether hidden files may be let in: `exclude_docs` takes something back."""
        return any(line.startswith("!") for line in self.left_out)


def read_configuration(
    source: Source, parents: tuple[Source, ...] = (), *, environment: Mapping[str, str]
) -> tuple[Configuration | None, list[Diagnostic]]:
    """Read mkdocs.yml and the files that it inherits from, nearest first.

    As in MkDocs, groups are merged, and anything else counts from the nearest file that has it. With
    mistakes in it, as much as the content can be looked at with comes beside them: if the policies of
    the desk are not known, none.
    """
    documents: list[Document] = []
    problems: list[Diagnostic] = []
    for file in (source, *parents):
        document, wrong = read_yaml(file, environment=environment)
        documents.append(document)
        problems += wrong
    merged: Plain = None
    for document in reversed(documents):
        if isinstance(document.value, dict):
            merged = _merged(merged, document.value)
        elif not problems:
            expected = "keys such as `site_name:`"
            at = document.at()
            what = found(document.value)
            problems.append(report(FIELD_WRONG, at, key=THIS_FILE, expected=expected, found=what))
    if problems:
        return None, problems
    values = merged if isinstance(merged, dict) else {}
    places = _Inherited(tuple(documents))
    kinds = {"unknown": OPTION_UNKNOWN, "wrong": OPTION_WRONG}
    basics, lost, wrong, _ = validate_in_part(_Basics, places, (), values, "mkdocs.yml", **kinds)
    problems += wrong
    path, value = _plugin(values.get("plugins"))
    problems += misplaced_options(values, places, frozenset(Options.model_fields))
    options: Options | None = _WITHOUT_POLICIES
    if isinstance(value, dict):
        options, lost_options, wrong, _ = validate_in_part(
            Options, places, path, value, "sitegen", **kinds
        )
        problems += wrong
        if options and any(key == "policies" or _may_be_policies(key) for key in lost_options):
            options = options.model_copy(update={"policies": _WITHOUT_POLICIES.policies})
    else:
        expected = "a list of plugins" if len(path) < 2 else "a group of options"
        hint = "write each option below it, indented and without a dash: `theme: broadsheet`"
        key, at = str(path[-1]), places.at(path)
        problems.append(
            report(
                OPTION_WRONG,
                at,
                hint="write `plugins: [sitegen]`" if len(path) < 2 else hint,
                key=key,
                expected=expected,
                found=found(value),
            )
        )
    if basics is None or options is None or "docs_dir" in lost:
        return None, problems
    entries = list(_navigation(basics.nav or (), ("nav",)))
    if len(entries) > NAVIGATION.most:
        problems.append(NAVIGATION.exceeded(places.at(("nav",)), "`nav`", len(entries)))
        entries = []
    language, wrong = _language(values.get("theme"), places)
    problems += wrong
    return Configuration(
        site_name=basics.site_name,
        site_url=(basics.site_url or "").rstrip("/") + "/" if basics.site_url else "",
        description=basics.site_description or "",
        language=language,
        content_dir=basics.docs_dir,
        site_dir=basics.site_dir,
        navigation=tuple(entry for entry, _ in entries),
        left_out=tuple((basics.exclude_docs or "").splitlines()),
        draft_files=tuple((basics.draft_docs or "").splitlines()),
        navigation_at=tuple(places.at(where) for _, where in entries),
        options=options,
        absolute_links=_absolute_links(values.get("validation")),
        addresses_at=tuple(_addresses(options.organisation, (*path, "organisation"), places)),
        folders_at={key: places.at((key,)) for key in ("docs_dir", "site_dir")},
        theme_at=places.at((*path, "theme")),
        host_theme=_host_theme(values.get("theme")),
        host_theme_at=places.at(("theme",)),
        theme_options=_theme_options(path, value, places),
    ), problems


def _absolute_links(validation: Plain) -> Literal["ignore", "warn", "relative_to_docs"]:
    """Return what MkDocs' key `validation` says of links that begin with a slash."""
    if not isinstance(validation, dict):
        return "warn"
    links = validation.get("links")
    given = links.get("absolute_links") if isinstance(links, dict) else None
    match given or validation.get("absolute_links"):
        case "ignore" | "info":
            return "ignore"
        case "relative_to_docs":
            return "relative_to_docs"
    return "warn"


def _addresses(
    organisation: Organisation | None, path: Path, places: _Inherited
) -> Iterator[tuple[str, Position]]:
    if organisation is None:
        return
    if organisation.logo is not None:
        yield organisation.logo, places.at((*path, "logo"))
    for name, address in organisation.policies.model_dump().items():
        if address is not None:
            yield address, places.at((*path, "policies", name))


def _host_theme(theme: Plain) -> str:
    name = theme.get("name") if isinstance(theme, dict) else theme
    return name if isinstance(name, str) else ""


def _theme_options(path: Path, options: Plain, places: _Inherited) -> Given:
    # As they stand in the file: an option that is set to nothing is a mistake here, a colour without
    # quotation marks.
    values = options.get("theme_options") if isinstance(options, dict) else None
    given = values if isinstance(values, dict) else {}
    return given_at(given, places, (*path, "theme_options"))


def _language(theme: Plain, places: _Inherited) -> tuple[str, list[Diagnostic]]:
    """Return the language of the site, by the key of MkDocs, `locale`, or that of its themes."""
    for key in ("language", "locale"):
        value = theme.get(key) if isinstance(theme, dict) else None
        if value is None:
            continue
        if isinstance(value, str) and is_language(value.replace("_", "-")):
            return tag(value), []
        at, expected = places.at(("theme", key)), "a language tag such as en, pt-BR or zh-Hans"
        return "en", [report(OPTION_WRONG, at, key=key, expected=expected, found=found(value))]
    return "en", []


def inherits(source: Source) -> tuple[str, list[Diagnostic]]:
    """Return the file that a configuration names under `INHERIT`, or '', and what is wrong with it."""
    try:
        root = composed(source.text)
    except yaml.YAMLError:
        return "", []
    if isinstance(root, yaml.MappingNode):
        for name, value in root.value:
            if name.value == "INHERIT" and isinstance(value, yaml.ScalarNode):
                file = str(value.value)
                if is_path(file):
                    return file, []
                at = source.position(value.start_mark.index)
                what = found(file)
                wrong = report(OPTION_WRONG, at, key="INHERIT", expected=A_PATH, found=what)
                return "", [wrong]
    return "", []


def _merged(far: Plain, near: Plain) -> Plain:
    if not (isinstance(far, dict) and isinstance(near, dict)):
        return near
    return far | {key: _merged(far.get(key), value) for key, value in near.items()}


class _Inherited(Struct, frozen=True):
    """The places of values that several files give together."""

    documents: tuple[Document, ...]
    """Nearest first."""

    def at(self, path: Path = (), *, key: bool = False) -> Position:
        """Return where a value stands in the file that gives it."""
        return max(self.documents, key=lambda document: document.depth(path)).at(path, key=key)

    @property
    def has_nothing(self) -> bool:
        """Whether there may be keys that hold nothing: one file takes away what another gives."""
        return any(document.has_nothing for document in self.documents)


def _plugin(plugins: Plain) -> tuple[Path, Plain]:
    """Return the options of the plugin, and where in the file they stand."""
    if isinstance(plugins, dict):
        return ("plugins", "sitegen"), plugins.get("sitegen") or {}
    if isinstance(plugins, str):
        return ("plugins",), plugins
    for number, item in enumerate(plugins or ()):
        if isinstance(item, dict) and "sitegen" in item:
            return ("plugins", number, "sitegen"), item["sitegen"] or {}
    return (), {}


def _navigation(items: Any, path: Path) -> Iterator[tuple[Navigation, Path]]:
    """Yield the entries of a navigation, each with where it stands."""
    for number, item in enumerate(items):
        if isinstance(item, str):
            yield Navigation("", item), (*path, number)
        elif isinstance(item, dict):
            for title, target in item.items():
                where = (*path, number, title)
                if isinstance(target, str):
                    yield Navigation(str(title), target), where
                elif isinstance(target, list):
                    yield from _navigation(target, where)


__all__ = [
    "Configuration",
    "Navigation",
    "Options",
    "Policies",
    "inherits",
    "read_configuration",
]
