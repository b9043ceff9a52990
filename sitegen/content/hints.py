"""What to type instead: hints that show the right form with what the editor wrote in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, get_args

from sitegen.content.fields import Fields, Text, is_id
from sitegen.content.groups import group_in, homes, keys_of, name_of, required_keys
from sitegen.content.quoting import text_as_yaml
from sitegen.content.suggestions import did_you_mean
from sitegen.diagnostics.printable import shortened
from sitegen.text.signs import named

_MERGE = "merge keys are not read here: write the fields out, or use an alias for the whole value"
_COLONS = ":\uff1a\ufe55\ufe13\u2236\ua789"
"""The colon, and signs that look like it."""
_COLON_MISSING = re.compile(rf"[\W_]*([^\W\d][\w-]*)(?:\s*[={_COLONS}]\s*|\s+)(\S.*)", re.DOTALL)
"""A key in which a value stands too."""
_RUN_ON = re.compile(rf"([a-z_]+)[{_COLONS}]\s*(\S.*)", re.DOTALL)
_NAME_OR_TEXT = re.compile(r"[\w][\w .-]{0,60}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ADDRESS = re.compile(r"https?://\S+")
_LONGEST = 80
_TEXT_FIELDS = {
    "Archived": "url",
    "Claim": "quote",
    "Claimant": "name",
    "Contributor": "name",
    "Correction": "note",
    "Entity": "name",
    "Evidence": "source",
    "Note": "text",
    "Organisation": "name",
    "Passage": "exact",
    "Reply": "text",
    "Source": "title",
    "Verdict": "label",
}
"""The field of a group that a bare text most probably is."""
_SYNONYMS = {
    "Claim": {"date": "made", "person": "claimant", "speaker": "claimant", "rating": "verdict"},
    "Evidence": {"id": "source", "page": "locator"},
    "Sidecar": {"date": "checked", "summary": "finding", "rating": "verdict"},
    "Source": {"date": "published", "link": "url", "name": "title"},
}
"""What people call a field, where the same word is a field of another group."""
_DAY_FIELDS = {"Archived": "date", "Correction": "date", "Reply": "asked"}
_ADDRESS_FIELDS = {"Source": "url"}
_SHORT_FORMS = frozenset({"Evidence", "Passage"})
"""Groups of which a list may hold bare texts."""
_ONE_TEXT = frozenset({"Claimant", "Evidence", "Passage"})
"""Groups for which a bare text may stand."""
_WRAPPERS = frozenset({"exact", "label", "name", "note", "quote", "text", "title", "value"})
"""Keys that people put before a text that stands alone here."""
_PLACEHOLDERS = {"date": "YYYY-MM-DD"}
_ELSEWHERE = {
    "Article": "{key!r} belongs in the sidecar, the file NAME.annotations.yml beside the article",
    "Sidecar": "{key!r} belongs in the front matter of the article",
}


def normalised(key: str) -> str:
    """Return a key as it would be written here: small letters without marks, words joined by _."""
    plain = unicodedata.normalize("NFKD", key).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "_", re.sub(r"[\u00ad\u200b-\u200f\ufeff]", "", plain)).strip("_")


def same_name(name: str, known: Sequence[str]) -> str:
    """Return the known name that differs only in capitals, marks and signs between words, or ''."""
    wanted = normalised(name)
    return next((other for other in known if wanted and normalised(other) == wanted), "")


def for_unknown_key(
    key: str,
    value: Any,
    group: type[Fields],
    root: type[Fields],
    beside: type[Fields] | None = None,
) -> str:
    """Return a hint for a key that `group`, a part of `root`, does not have.

    `beside` is the model of the file that goes with this one.
    """
    fields = keys_of(group)
    known = f"the fields are: {', '.join(fields)}"
    if key == "<<":
        return _MERGE
    same = same_name(key, fields) or _SYNONYMS.get(group.__name__, {}).get(normalised(key), "")
    if same:
        return f"did you mean {same!r}?"
    if value is None:
        hint = _for_key_without_value(key, fields)
        if hint:
            return hint
    near = did_you_mean(key, fields)
    foreign = next((sign for sign in key if sign.isalpha() and not sign.isascii()), "")
    if near and foreign:
        return (
            f"{near} The letter {foreign} is {named(foreign)}, and not the one that it looks like"
        )
    if near and isinstance(value, (list, dict)):
        return near
    others = [(path, home) for path, home in homes(root, key) if home is not group]
    if len(others) == 1:
        path, home = others[0]
        return f"{key!r} is a field of {name_of(home) or 'the file itself'}{_below(path)}"
    if others:
        names = list(dict.fromkeys(name_of(home) or "the file itself" for _, home in others))
        where = ", ".join(names[:-1]) + f" and {names[-1]}" if names[1:] else names[0]
        return f"{key!r} is a field of {where}; here {known}"
    if not near and group is root and beside is not None and key in keys_of(beside):
        return _ELSEWHERE[root.__name__].format(key=key)
    return near or known


def _below(path: Sequence[str | int]) -> str:
    """Say where a group stands."""
    if not path:
        return ": begin its line as far left as the others of the file"
    return f": it belongs below `{' '.join(f'{step}:' for step in path)}`"


def _for_key_without_value(key: str, fields: list[str]) -> str:
    """Return a hint for a key that holds its value, or that a comma cut off from a text."""
    found = _COLON_MISSING.fullmatch(key)
    if found:
        near = re.search(r"'(.+)'", did_you_mean(found[1], fields))
        name = same_name(found[1], fields) or (near[1] if near else "")
        if name:
            return f"a colon is missing: write `{name}: {found[2]}`"
    if re.search(r"[^\w-]", key):
        return "inside braces a comma ends a text: put the text before this into quotation marks"
    return ""


def for_choice(given: Any, choices: list[str]) -> str:
    """Return a hint for a value that is none of those which are possible."""
    if not isinstance(given, str):
        return ""
    same = same_name(given, choices)
    if same:
        return f"did you mean {same!r}?"
    near = did_you_mean(normalised(given).replace("_", "-"), choices)
    if near:
        return near
    parts = [choice for choice in choices if normalised(given) in normalised(choice).split("_")]
    return f"did you mean {parts[0]!r}?" if len(parts) == 1 else ""


def for_list(key: str, given: Any, annotation: Any) -> str:
    """Return how something that is no list is written as one."""
    group = group_in(annotation)
    if isinstance(given, str):
        parts = [part.strip() for part in re.split(r"[,;]", given)]
        if group and group.__name__ not in _SHORT_FORMS:
            item = for_group(key, given, annotation, is_item=True)
            return item.replace("`- {", f"`{key}: [{{").replace("}`", "}]`")
        are_ids = Text in get_args(annotation) or all(map(is_id, parts))
        if len(parts) > 1 and are_ids and all(map(_NAME_OR_TEXT.fullmatch, parts)):
            return f"write `{key}: [{', '.join(parts)}]`"
        if _NAME_OR_TEXT.fullmatch(given):
            return f"write `{key}: [{given}]`"
        if _ADDRESS.fullmatch(given):
            return f"write `{key}: [{text_as_yaml(given, in_flow=True)}]`"
    if isinstance(given, dict) and given:
        first = next(iter(given))
        return f"begin each item with a dash: `- {first}: …`"
    return "write a list: each item on a line of its own, with a dash before it"


def for_group(key: str, given: Any, annotation: Any, *, is_item: bool = False) -> str:
    """Return how something that is no group of fields is written as one."""
    group = group_in(annotation)
    if group is None:
        return ""
    before = "- " if is_item else f"{key}: "
    if isinstance(given, list):
        if len(given) == 1 and isinstance(given[0], dict) and given[0]:
            return f"there is only one, so no dash stands before it: `{next(iter(given[0]))}: …`"
        if len(given) == 1 and isinstance(given[0], str) and group.__name__ in _ONE_TEXT:
            return f"write `{before}{text_as_yaml(given[0])}`"
        return f"write its fields: `{before}{{{_placeholders(_first_keys(group))}}}`"
    if not isinstance(given, str):
        return f"write its fields: `{before}{{{_placeholders(_first_keys(group))}}}`"
    run_on = _RUN_ON.fullmatch(given)
    if run_on and run_on[1] in keys_of(group):
        return f"a space is missing after the colon: write `{run_on[1]}: {run_on[2]}`"
    name = _field_for(given, group)
    if not name:
        return f"its fields are: {', '.join(keys_of(group))}"
    shown = shortened(given, _LONGEST)
    is_day = _DAY.fullmatch(given.strip())
    words = given.strip() if is_day else text_as_yaml(" ".join(shown.split()), in_flow=True)
    value = f"{name}: {words}"
    needed = required_keys(group)
    if group.__name__ == "Claim":
        needed = ["id", "quote"]
    fields = [value if field == name else _placeholders([field]) for field in needed]
    if name not in needed:
        fields.append(value)
    return f"write `{before}{{{', '.join(fields)}}}`"


def _first_keys(group: type[Fields]) -> list[str]:
    """Return the keys of a group that an example shows."""
    return required_keys(group) or keys_of(group)[:1]


def _field_for(given: str, group: type[Fields]) -> str:
    kind = group.__name__
    if _DAY.fullmatch(given.strip()) and kind in _DAY_FIELDS:
        return _DAY_FIELDS[kind]
    if _ADDRESS.fullmatch(given.strip()) and kind in _ADDRESS_FIELDS:
        return _ADDRESS_FIELDS[kind]
    return _TEXT_FIELDS.get(kind, "")


def _placeholders(fields: Sequence[str]) -> str:
    return ", ".join(f"{field}: {_PLACEHOLDERS.get(field, '…')}" for field in fields)


def for_text(key: str, given: Any, *, is_item: bool = False) -> str:
    """Return how something that is no text is written as one."""
    before = "- " if is_item else f"{key}: "
    if isinstance(given, list) and len(given) == 1 and isinstance(given[0], str):
        return f"write `{before}{text_as_yaml(given[0])}`"
    if isinstance(given, dict) and len(given) == 1:
        name, value = next(iter(given.items()))
        if isinstance(value, str) and name in _WRAPPERS:
            return f"write `{before}{text_as_yaml(value)}`"
        if isinstance(value, str) and len(name) + len(value) <= _LONGEST:
            words = text_as_yaml(f"{name}: {value}")
            return (
                f"put a text with a colon and a space in it into quotation marks: `{before}{words}`"
            )
    if isinstance(given, (list, dict)):
        return f"write the text itself after the {'dash' if is_item else 'colon'}"
    return ""
