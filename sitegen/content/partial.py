"""What can still be read of a group of fields that has mistakes, so that the rest of it is looked at too.

Whatever is wrong is left out, with all that its meaning hangs on, and nothing is guessed. Items of
lists keep their numbers, because places are found by them. Rules that ask what is missing have to
leave such a value alone.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sitegen.content.fields import Fields
from sitegen.content.nodes import Path
from sitegen.content.validation import Places, model_at, validate, without_nothing

Model = TypeVar("Model", bound=Fields)
_ROUNDS = 3
"""How often mistakes may hide others."""
_STAND_INS = {"id": "an-id", "text": "…", "title": "…", "site_name": "…"}
"""What stands for a required field that is missing or wrong, where the others make sense without it."""
_ITEMS = {"claims": {"id": "an-id"}, "notes": {"id": "an-id", "text": "…"}}
"""What stands for an item of which nothing can be read."""
_ABSENT = object()
_WHOLE = ("Passage",)
"""Groups that mean something else without one of their fields."""


def validate_in_part(
    model: type[Model], document: Places, path: Path, value: Any, what: str, **kinds: Any
) -> tuple[Model | None, frozenset[str], list[Any]]:
    """Return what `validate` does, or as much as can be read; None if that makes no sense.

    Second come the first steps to everything that is wrong: none if the value is whole.
    """
    found, problems = validate(model, document, path, value, what, **kinds)
    if found is not None:
        return found, frozenset(), problems
    rest = copy.deepcopy(without_nothing(value))
    wrong: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(rest), frozenset(wrong), problems
        except ValidationError as error:
            details = error.errors(include_url=False)
        wrong.update(str(step) for detail in details for step in detail["loc"][:1])
        if not isinstance(rest, dict) or not _leave_out(rest, details, model):
            break
    return None, frozenset(wrong), problems


def _leave_out(value: dict[str, Any], details: Iterable[ErrorDetails], model: type[Fields]) -> bool:
    """Take out of a value what is wrong in it; say whether anything is left."""
    for detail in details:
        steps = tuple(detail["loc"])
        group, name = model_at(model, steps[:-1])
        key = steps[-1] if steps else ""
        field = group.model_fields.get(str(key))
        is_required = field is not None and field.is_required()
        if is_required and key in _STAND_INS and name not in _WHOLE:
            owner = _at(value, steps[:-1])
            if isinstance(owner, dict):
                owner[str(key)] = _STAND_INS[str(key)]
            continue
        is_lost = is_required or name in _WHOLE
        if not _cut(value, steps[:-1] if is_lost else steps):
            return False
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


def _cut(value: dict[str, Any], steps: Path) -> bool:
    """Take out what stands at a path; False if that is all."""
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
    if steps[-2] in _ITEMS and len(steps) == 2 and isinstance(last, int):
        owner[last] = dict(_ITEMS[str(steps[-2])])
        return True
    return _cut(value, steps[:-1])
