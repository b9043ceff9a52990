"""What can still be read of a group of fields that has mistakes, so that the rest of it is looked at too.

Whatever is wrong is left out, with all that its meaning hangs on, and nothing is guessed. Of a list
only the wrong items go; the others have new numbers then, by which a document finds them once it
leaves out the same. Rules that ask what is missing have to leave such a value alone.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sitegen.content.fields import Fields
from sitegen.content.groups import model_at
from sitegen.content.nodes import LeftOut, Path
from sitegen.content.validation import Places, validate, without_nothing

Model = TypeVar("Model", bound=Fields)
_ROUNDS = 3
"""How often mistakes may hide others."""
_STAND_INS = {"id": "an-id", "text": "…", "title": "…", "site_name": "…"}
"""What stands for a required field that is missing or wrong, where the others make sense without it."""
_ABSENT = object()
_WHOLE = ("Passage",)
"""Groups that mean something else without one of their fields."""


def validate_in_part(
    model: type[Model], document: Places, path: Path, value: Any, what: str, **kinds: Any
) -> tuple[Model | None, frozenset[str], list[Any], LeftOut]:
    """Return what `validate` does, or as much as can be read; None if that makes no sense.

    Second come the first steps to everything that is wrong: none if the value is whole. Last come
    the items of lists that were left out.
    """
    found, problems = validate(model, document, path, value, what, **kinds)
    if found is not None:
        return found, frozenset(), problems, ()
    rest = copy.deepcopy(without_nothing(value, model))
    wrong: set[str] = set()
    left_out: list[tuple[Path, ...]] = []
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(rest), frozenset(wrong), problems, tuple(left_out)
        except ValidationError as error:
            details = error.errors(include_url=False)
        wrong.update(str(step) for detail in details for step in detail["loc"][:1])
        items = _leave_out(rest, details, model) if isinstance(rest, dict) else None
        if items is None:
            break
        left_out.append(items)
    return None, frozenset(wrong), problems, ()


def _leave_out(
    value: dict[str, Any], details: Iterable[ErrorDetails], model: type[Fields]
) -> tuple[Path, ...] | None:
    """Take out of a value what is wrong in it, and return the items of lists; None if nothing is left."""
    items: set[Path] = set()
    for detail in details:
        steps = tuple(detail["loc"])
        if _as_one_item(value, steps, detail):
            continue
        group = model_at(model, steps[:-1])
        name = group.__name__
        key = steps[-1] if steps else ""
        field = group.model_fields.get(str(key))
        is_required = field is not None and field.is_required()
        if is_required and key in _STAND_INS and name not in _WHOLE:
            owner = _at(value, steps[:-1])
            if isinstance(owner, dict):
                owner[str(key)] = _STAND_INS[str(key)]
            continue
        is_lost = is_required or (name in _WHOLE and isinstance(key, str))
        if not _cut(value, steps[:-1] if is_lost else steps, items):
            return None
    # What went with the group around it is out already.
    last_first = tuple(
        item for item in sorted(items, reverse=True) if _at(value, item) is not _ABSENT
    )
    for *owner, number in last_first:
        del _at(value, tuple(owner))[number]
    return last_first


def _as_one_item(value: dict[str, Any], steps: Path, detail: ErrorDetails) -> bool:
    """Make a list of a bare text that stands where a list is wanted, so that it is looked up too."""
    owner = _at(value, steps[:-1])
    if detail["type"] != "tuple_type" or not isinstance(owner, dict):
        return False
    if not isinstance(detail["input"], str) or owner.get(str(steps[-1])) != detail["input"]:
        return False
    if "," in detail["input"] or ";" in detail["input"]:
        return False  # These are several.
    owner[str(steps[-1])] = [detail["input"]]
    return True


def _at(value: Any, steps: Path) -> Any:
    """Return what stands at a path, `_ABSENT` if nothing does."""
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step, _ABSENT)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return _ABSENT
    return value


def _cut(value: dict[str, Any], steps: Path, items: set[Path]) -> bool:
    """Take out what stands at a path, or note it if it is an item of a list; False if that is all."""
    for depth in range(1, len(steps)):
        if isinstance(_at(value, steps[:depth]), str):  # The short form of a group has no fields.
            steps = steps[:depth]
            break
    if not steps:
        return False
    if _at(value, steps) is _ABSENT:
        return True  # It is out already.
    owner, last = _at(value, steps[:-1]), steps[-1]
    if isinstance(owner, dict):
        owner.pop(str(last), None)
        return True
    items.add(steps)
    return True
