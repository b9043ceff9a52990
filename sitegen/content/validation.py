"""Values against models: all the problems of a file at once, each with its place and its words."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sitegen.content import hints
from sitegen.content.dates import date_hint
from sitegen.content.fields import A_DATE, A_DAY, LONGEST_ID, Fields
from sitegen.content.groups import annotation_of, group_in, is_table, keys_of, model_at, name_of
from sitegen.content.nodes import Path
from sitegen.diagnostics import Diagnostic, Kind, Position, report
from sitegen.diagnostics.kinds import (
    ADDRESS_REFUSED,
    FIELD_MISSING,
    FIELD_WRONG,
    ID_WRONG,
    KEY_UNKNOWN,
)
from sitegen.diagnostics.limits import LIMITS, NAME, PROBLEMS
from sitegen.diagnostics.printable import shortened

Model = TypeVar("Model", bound=Fields)

_EXPECTED = {
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "model_type": "a group of fields",
    "dict_type": "a group of fields",
    "model_attributes_type": "a group of fields",
}
_SHOWN = 40
"""In characters: what a message shows of a value."""
_A_TEXT = ("a text", "a text with words in it")


class Places(Protocol):
    """Says where the values of a document stand."""

    def at(self, path: Path = (), *, key: bool = False) -> Position:
        """Return where the value at `path` begins, or its key."""

    @property
    def has_nothing(self) -> bool:
        """Whether there may be keys that hold nothing."""


def without_nothing(value: Any, model: type[Fields] | None = None, *, table: bool = False) -> Any:
    """Return a value without the keys that hold nothing, at any depth.

    With a `model` only those go that it has: an unknown key is a problem without a value too. As a
    `table` the value has keys of the editor's own, each with a group of the model.
    """
    if isinstance(value, list):
        return [without_nothing(item, model, table=table) for item in value]
    if not isinstance(value, dict):
        return value
    if model is None or table:
        items = value.items()
        return {key: without_nothing(item, model) for key, item in items if item is not None}
    known = keys_of(model)
    rest: dict[str, Any] = {}
    for key, item in value.items():
        if item is not None or key not in known:
            kind = annotation_of(model, key)
            rest[key] = without_nothing(item, group_in(kind), table=is_table(kind))
    return rest


def validate(
    model: type[Model],
    document: Places,
    path: Path,
    value: Any,
    what: str,
    *,
    unknown: Kind = KEY_UNKNOWN,
    wrong: Kind = FIELD_WRONG,
    beside: type[Fields] | None = None,
) -> tuple[Model | None, list[Diagnostic]]:
    """Return `value` as a model, or None and every problem in it.

    `path` is where the value stands in the document, `what` its name in a sentence: `an entity`.
    `beside` is the model of a file that goes with this one, whose fields may have been put here.
    """
    try:
        something = without_nothing(value, model) if document.has_nothing else value
        return model.model_validate(something), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    merged = {d["loc"][:-1] for d in details if d["loc"] and d["loc"][-1] == "<<"}
    details = [d for d in details if d["type"] != "missing" or d["loc"][:-1] not in merged]
    problems = [
        _problem(d, model, document, path, what, unknown, wrong, beside)
        for d in details[: PROBLEMS.most]
    ]
    if len(details) > PROBLEMS.most:
        problems.append(PROBLEMS.exceeded(document.at(path), what, len(details)))
    return None, problems


def _problem(
    detail: ErrorDetails,
    model: type[Fields],
    document: Places,
    path: Path,
    what: str,
    unknown: Kind,
    wrong: Kind,
    beside: type[Fields] | None,
) -> Diagnostic:
    steps = tuple(detail["loc"])
    place = document.at(path + steps)
    key: str = _key(steps) or what
    is_item = bool(steps) and isinstance(steps[-1], int)
    group = model_at(model, steps[:-1])
    name = (name_of(group) or what) if len(steps) > 1 else what
    given = detail["input"]
    hint = ""
    match detail["type"]:
        case "extra_forbidden":
            at = document.at(path + steps, key=True)
            hint = hints.for_unknown_key(key, given, group, model, beside)
            return report(unknown, at, key=key, what=name, hint=hint)
        case "missing":
            return report(FIELD_MISSING, document.at(path + steps[:-1]), key=key, what=name)
        case "id_wrong":
            return wrong_id(detail["ctx"]["id"], place)
        case "address_refused":
            address, hint = detail["ctx"]["address"], detail["ctx"]["hint"]
            return report(ADDRESS_REFUSED, place, hint=hint, text=address)
        case "limit_exceeded":
            limit = LIMITS[detail["ctx"]["limit"]]
            return limit.exceeded(place, repr(key), detail["ctx"]["found"])
        case "string_too_long":
            return NAME.exceeded(place, repr(key), len(detail["input"]))
        case "literal_error":
            choices = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
            expected = "one of " + re.sub(r"'([^']*)'", r"\1", detail["ctx"]["expected"])
            hint = hints.for_choice(given, choices)
        case "expected":
            expected = detail["ctx"]["expected"]
        case other:
            expected = _EXPECTED.get(other, detail["msg"])
    if given is None and is_item:
        hint = "write it after the dash, or remove the dash"
    elif expected == _EXPECTED["list_type"]:
        hint = hints.for_list(key, given, annotation_of(group, key))
    elif expected == _EXPECTED["model_type"]:
        owner = model_at(model, _before_item(steps)[:-1])
        hint = hints.for_group(key, given, annotation_of(owner, key), is_item=is_item)
    elif expected in _A_TEXT:
        hint = hints.for_text(key, given, is_item=is_item)
    elif expected in (A_DATE, A_DAY) and isinstance(given, str):
        hint = date_hint(given, is_day=expected == A_DAY)
    if is_item:
        key = Subject(f"an item of {key!r}")
    return report(wrong, place, hint=hint, key=key, expected=expected, found=found(given))


def _before_item(steps: Path) -> Path:
    """Return the path of the list that an item stands in."""
    return steps[:-1] if steps and isinstance(steps[-1], int) else steps


class Subject(str):
    """What a sentence is about that is no field: it stands there without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the bare words, which is what the message of a problem shows."""
        return str(self)


THIS_FILE = Subject("this file")


def wrong_id(name: str, at: Position) -> Diagnostic:
    """Return the problem of a text that cannot be an id, with one that can."""
    return report(ID_WRONG, at, id=name, proposal=proposed_id(name))


def proposed_id(name: str) -> str:
    """Return an id made of the letters and digits of `name`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-") or "an-id"


def found(value: Any) -> str:
    """Say what was found where something else was expected."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return repr(shortened(value, _SHOWN))
    return "a list" if isinstance(value, list) else "a group of fields"


def _key(steps: Path) -> str:
    named = [step for step in steps if isinstance(step, str)]
    return str(named[-1]) if named else ""
