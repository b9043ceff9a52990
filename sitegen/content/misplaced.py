"""Keys of mkdocs.yml that nobody would read: misspelt, or put where they mean nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sitegen.content.hints import same_name
from sitegen.content.nodes import Path, Plain
from sitegen.content.suggestions import did_you_mean
from sitegen.content.validation import Places, found
from sitegen.diagnostics import Diagnostic, report
from sitegen.diagnostics.kinds import KEY_REPEATED, OPTION_UNKNOWN, OPTION_WRONG

MKDOCS_KEYS = frozenset(
    "INHERIT config_file_path copyright dev_addr docs_dir draft_docs edit_uri edit_uri_template "
    "exclude_docs extra extra_css extra_javascript extra_templates google_analytics hooks "
    "markdown_extensions mdx_configs nav not_in_nav plugins remote_branch remote_name repo_name "
    "repo_url site_author site_description site_dir site_name site_url strict theme "
    "use_directory_urls validation watch".split()
)
"""The keys of MkDocs 1.6, from mkdocs/config/defaults.py."""
_THEME_KEYS = frozenset(
    "custom_dir direction favicon features font highlightjs hljs_languages hljs_style icon include_search_page "
    "language locale logo name nav_style navigation_depth palette search_index_only shortcuts "
    "static_templates user_color_mode_toggle color_mode analytics prev_next_buttons_location".split()
)
"""Keys below `theme:`, of MkDocs and of the themes that most sites use."""
_LANGUAGE_KEYS = ("language", "locale")
_MEANT = {
    "author": "site_author",
    "base_url": "site_url",
    "description": "site_description",
    "name": "site_name",
    "navigation": "nav",
    "output_dir": "site_dir",
    "pages": "nav",
    "title": "site_name",
    "url": "site_url",
}
_ALSO_PLUGINS = frozenset({"search"})
"""Options of ours that are names of plugins too."""
_MOST_SLIPS = 2
_PRIVATE = ("x-", "_", ".")
"""What a key begins with that only holds values for aliases."""


def misplaced_options(
    values: dict[str, Plain], places: Places, options: frozenset[str]
) -> Iterator[Diagnostic]:
    """Yield a problem for each key that is lost; `options` are those of the plugin."""
    yield from _at_the_top(values, places, options)
    yield from _in_the_theme(values.get("theme"), places)
    yield from _in_plugins(values.get("plugins"), places, options)
    yield from _in_navigation(values.get("nav"), ("nav",), places)


def is_slip(name: str, known: str) -> bool:
    """Say whether two names are apart by a slip of the keyboard: one letter, or two in a long name."""
    return _distance(name, known) <= (_MOST_SLIPS if len(known) > 6 else 1)


def _distance(one: str, other: str) -> int:
    """Return how many letters were put in, left out, changed, or swapped with the next one."""
    # Imported where a name is not known: most builds look for none.
    from rapidfuzz.distance import OSA

    return OSA.distance(one.lower(), other.lower(), score_cutoff=_MOST_SLIPS)


def meant_by(name: str, known: Iterable[str]) -> str:
    """Return the known name that a misspelt one was meant to be, '' if that is not sure."""
    names = sorted(known)
    alike = [other for other in names if is_slip(name, other)]
    nearest = min(alike, key=lambda other: _distance(name, other), default="")
    return same_name(name, names) or nearest


def _at_the_top(
    values: dict[str, Plain], places: Places, options: frozenset[str]
) -> Iterator[Diagnostic]:
    for key in values:
        if key in MKDOCS_KEYS or key.startswith(_PRIVATE):
            continue
        at = places.at((key,), key=True)
        meant = _MEANT.get(key) or meant_by(key, MKDOCS_KEYS)
        if key in options:
            hint = "it is an option of sitegen: indent it below `- sitegen:`, under `plugins:`"
        elif meant:
            hint = f"did you mean {meant!r}?"
        else:
            option = meant_by(key, options)
            if option:
                hint = (
                    f"did you mean the option {option!r} of sitegen? It belongs below `- sitegen:`"
                )
            else:
                hint = "MkDocs has no such key either; values of your own belong below `extra:`"
                yield report(
                    OPTION_UNKNOWN, at, severity="warning", hint=hint, key=key, what="mkdocs.yml"
                )
                continue
        yield report(OPTION_UNKNOWN, at, key=key, what="mkdocs.yml", hint=hint)


def _in_the_theme(theme: Plain, places: Places) -> Iterator[Diagnostic]:
    for key in theme if isinstance(theme, dict) else ():
        meant = "" if key in _THEME_KEYS else meant_by(key, _LANGUAGE_KEYS)
        if meant:
            at = places.at(("theme", key), key=True)
            hint = f"did you mean {meant!r}?"
            yield report(OPTION_UNKNOWN, at, severity="warning", key=key, what="`theme`", hint=hint)


def _in_plugins(plugins: Plain, places: Places, options: frozenset[str]) -> Iterator[Diagnostic]:
    if isinstance(plugins, dict):
        yield from _in_group(plugins, ("plugins",), places, options)
        return
    first: Path = ()
    for number, item in enumerate(plugins if isinstance(plugins, list) else ()):
        path: Path = ("plugins", number)
        group = item if isinstance(item, dict) else {str(item): None}
        yield from _in_group(group, path, places, options, is_text=not isinstance(item, dict))
        if "sitegen" not in group:
            continue
        if first:
            at, line = places.at(path), places.at(first).line
            hint = "put all its options below one of them, and remove the other"
            yield report(KEY_REPEATED, at, hint=hint, key="sitegen", first=line)
        first = first or path


def _in_group(
    group: dict[str, Any],
    path: Path,
    places: Places,
    options: frozenset[str],
    *,
    is_text: bool = False,
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the keys of the list of plugins, or of one of its items."""
    is_ours = "sitegen" in group and len(path) > 1
    for key in group:
        if key == "sitegen":
            continue
        at = places.at(path) if is_text else places.at((*path, key), key=True)
        is_option = key in options and (is_ours or key not in _ALSO_PLUGINS)
        hint = did_you_mean(str(key), ["sitegen"]) or (
            "did you mean 'sitegen'?" if same_name(key, ["sitegen"]) else ""
        )
        if is_option:
            hint = "it is an option of sitegen: indent it further than the word `sitegen`, without a dash"
        elif is_ours:
            near = did_you_mean(key, sorted(options))
            beside = "it stands beside `sitegen:`; indent the options of sitegen further"
            hint = f"{near} {beside.capitalize()}" if near else beside
        if hint:
            yield report(OPTION_UNKNOWN, at, key=key, what="`plugins`", hint=hint)


def _in_navigation(items: Plain, path: Path, places: Places) -> Iterator[Diagnostic]:
    """Yield the entries of a navigation that say no page."""
    for number, item in enumerate(items if isinstance(items, list) else ()):
        here: Path = (*path, number)
        if isinstance(item, dict) and len(item) > 1:
            second = list(item)[1]
            at, hint = places.at((*here, second), key=True), f"write `- {second}: …`"
            expected = "an entry of its own, with a dash before it"
            yield report(
                OPTION_WRONG,
                at,
                hint=hint,
                key=second,
                expected=expected,
                found="a second key of another one",
            )
        for title, target in item.items() if isinstance(item, dict) else ():
            if isinstance(target, list):
                yield from _in_navigation(target, (*here, title), places)
            elif not isinstance(target, str):
                yield _no_page(places, (*here, title), title, target)
        if not isinstance(item, (dict, str)):
            yield _no_page(places, here, "nav", item)


def _no_page(places: Places, path: Path, key: str, value: Plain) -> Diagnostic:
    hint = "name a file in the content folder, as in `- About: about.md`"
    expected = "a page, an address, or a list of entries"
    return report(
        OPTION_WRONG, places.at(path), hint=hint, key=key, expected=expected, found=found(value)
    )
