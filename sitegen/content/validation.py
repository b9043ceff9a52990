"""Values against models: all the problems of a file at once, each with its place and its words."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sitegen.content.fields import A_DATE, A_DAY, LONGEST_ID, Fields, meant_date
from sitegen.content.nodes import Path
from sitegen.content.suggestions import did_you_mean
from sitegen.diagnostics import Diagnostic, Kind, Position, report
from sitegen.diagnostics.kinds import (
    ADDRESS_REFUSED,
    FIELD_MISSING,
    FIELD_WRONG,
    ID_WRONG,
    KEY_UNKNOWN,
)
from sitegen.diagnostics.limits import LIMITS, NAME, PROBLEMS

Model = TypeVar("Model", bound=Fields)

_EXPECTED = {
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "model_type": "a group of fields",
    "dict_type": "a group of fields",
    "model_attributes_type": "a group of fields",
}
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/[^\s]*)?")
_PLAIN = re.compile(r"[\w][\w .-]{0,60}")


class Places(Protocol):
    """Says where the values of a document stand."""

    def at(self, path: Path = (), *, key: bool = False) -> Position:
        """Return where the value at `path` begins, or its key."""

    @property
    def has_nothing(self) -> bool:
        """Whether there may be keys that hold nothing."""


def without_nothing(value: Any) -> Any:
    """Return a value without the keys that hold nothing, at any depth."""
    if isinstance(value, dict):
        return {key: without_nothing(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nothing(item) for item in value]
    return value


def validate(
    model: type[Model],
    document: Places,
    path: Path,
    value: Any,
    what: str,
    *,
    unknown: Kind = KEY_UNKNOWN,
    wrong: Kind = FIELD_WRONG,
) -> tuple[Model | None, list[Diagnostic]]:
    """Return `value` as a model, or None and every problem in it.

    `path` is where the value stands in the document, `what` its name in a sentence: `an entity`.
    """
    try:
        something = without_nothing(value) if document.has_nothing else value
        return model.model_validate(something), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = [
            _problem(detail, model, document, path, what, unknown, wrong)
            for detail in details[: PROBLEMS.most]
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
) -> Diagnostic:
    steps = tuple(detail["loc"])
    place = _place(document, path + steps)
    key = _key(steps) or what
    group, group_name = model_at(model, steps[:-1])
    name = _GROUPS.get(group_name, what) if len(steps) > 1 else what
    match detail["type"]:
        case "extra_forbidden":
            at = document.at(path + steps, key=True)
            return report(unknown, at, key=key, what=name, hint=_known_fields(str(key), group))
        case "missing":
            return report(FIELD_MISSING, _place(document, path + steps[:-1]), key=key, what=name)
        case "id_wrong":
            return wrong_id(detail["ctx"]["id"], place)
        case "address_refused":
            address = detail["ctx"]["address"]
            hint = _better_address(address)
            return report(ADDRESS_REFUSED, place, hint=hint, address=repr(address))
        case "limit_exceeded":
            limit = LIMITS[detail["ctx"]["limit"]]
            return limit.exceeded(place, repr(key), detail["ctx"]["found"])
        case "string_too_long":
            return NAME.exceeded(place, repr(key), len(detail["input"]))
        case "literal_error":
            expected = "one of " + re.sub(r"'([^']*)'", r"\1", detail["ctx"]["expected"])
        case "expected":
            expected = detail["ctx"]["expected"]
        case other:
            expected = _EXPECTED.get(other, detail["msg"])
    given = detail["input"]
    hint = _as_a_list(str(key), given) if expected == _EXPECTED["list_type"] else ""
    if expected in (A_DATE, A_DAY) and isinstance(given, str):
        meant = meant_date(given)
        is_enough = meant.count("-") == 2 or (meant and expected == A_DATE)
        hint = f"write {meant}" if is_enough else ""
    return report(wrong, place, hint=hint, key=key, expected=expected, found=found(given))


def _better_address(address: str) -> str:
    """Return a hint for an address of which only the beginning is missing, or what it should be."""
    if not _HOST.fullmatch(address):
        return "write an address that begins with https:// or http://"
    return f"write https://{address}" + ("" if "/" in address else "/")


def _as_a_list(key: str, given: Any) -> str:
    """Return how something that is no list is written as one."""
    if isinstance(given, str) and _PLAIN.fullmatch(given):
        return f"write `{key}: [{given}]`"
    if isinstance(given, dict) and given:
        return f"begin each item with a dash: `- {next(iter(given))}: …`"
    return "write a list: each item on a line of its own, with a dash before it"


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
        shown = value if len(value) <= 40 else value[:39] + "…"
        return repr(shown)
    return "a list" if isinstance(value, list) else "a group of fields"


def _known_fields(key: str, model: type[Fields]) -> str:
    fields = [field.alias or name for name, field in model.model_fields.items()]
    return did_you_mean(key, fields) or f"the fields are: {', '.join(fields)}"


def _key(steps: Path) -> str:
    named = [step for step in steps if isinstance(step, str)]
    return str(named[-1]) if named else ""


def _place(document: Places, path: Path) -> Position:
    return document.at(path)


def model_at(model: type[Fields], steps: Path) -> tuple[type[Fields], str]:
    """Return the model of the mapping at `steps` inside `model`."""
    for step in steps:
        if isinstance(step, int):
            continue
        for name, field in model.model_fields.items():
            if step in (name, field.alias):
                model = _inner(field.annotation) or model
    return model, model.__name__


def _inner(annotation: Any) -> type[Fields] | None:
    if isinstance(annotation, type) and issubclass(annotation, Fields):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        inner = _inner(part)
        if inner:
            return inner
    return None


_GROUPS = {
    "Archived": "an archived copy",
    "Claim": "a claim",
    "Claimant": "a claimant",
    "Correction": "a correction",
    "Evidence": "a piece of evidence",
    "MinimumSources": "minimum_sources",
    "Note": "a note",
    "Organisation": "an organisation",
    "Passage": "a quote",
    "Policies": "the policies",
    "PublishedPolicies": "the policies of an organisation",
    "Reply": "a reply",
}
