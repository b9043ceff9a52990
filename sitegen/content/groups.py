"""The groups of fields that a model consists of: which there are, what they are called, where a field belongs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from sitegen.content.fields import Fields
from sitegen.content.nodes import Path

_NAMES = {
    "Archived": "an archived copy",
    "Article": "an article",
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
    "Sidecar": "a sidecar",
}


def name_of(group: type[Fields]) -> str:
    """Return what a group is called in a sentence, '' if it has no name of its own."""
    return _NAMES.get(group.__name__, "")


def keys_of(group: type[Fields]) -> list[str]:
    """Return the keys that a group has in a file."""
    return [field.alias or name for name, field in group.model_fields.items()]


def required_keys(group: type[Fields]) -> list[str]:
    """Return the keys without which a group is not complete."""
    fields = group.model_fields.items()
    return [field.alias or name for name, field in fields if field.is_required()]


def annotation_of(group: type[Fields], key: str) -> Any:
    """Return the type of the field with this key, None if there is none."""
    for name, field in group.model_fields.items():
        if key == (field.alias or name):
            return field.annotation
    return None


def group_in(annotation: Any) -> type[Fields] | None:
    """Return the group of fields that a value of this type is, or holds."""
    if isinstance(annotation, type) and issubclass(annotation, Fields):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        inner = group_in(part)
        if inner:
            return inner
    return None


def is_table(annotation: Any) -> bool:
    """Say whether a value of this type is a mapping whose keys the editor chooses."""
    return get_origin(annotation) is dict or any(map(is_table, get_args(annotation)))


def model_at(model: type[Fields], steps: Path) -> type[Fields]:
    """Return the model of the mapping at `steps` inside `model`."""
    for step in steps:
        if isinstance(step, str):
            model = group_in(annotation_of(model, step)) or model
    return model


def homes(root: type[Fields], key: str) -> Iterator[tuple[Path, type[Fields]]]:
    """Yield the groups inside `root` that have a field `key`, the outermost first, with their keys."""
    waiting: deque[tuple[Path, type[Fields]]] = deque([((), root)])
    while waiting:
        path, group = waiting.popleft()
        if annotation_of(group, key) is not None:
            yield path, group
        for name in keys_of(group):
            annotation = annotation_of(group, name)
            inner = group_in(annotation)
            if inner and not is_table(annotation):
                waiting.append(((*path, name), inner))
