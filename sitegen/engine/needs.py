"""What an article looked up while it was read: a page is its inputs, and these are some of them.

The registry and the list of files are handed over behind tables that write down each name that is
asked for, those that are missing too. A later build compares the digests of what stands there then.
So nobody has to declare what a page depends on, and nobody can forget to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, Generic, TypeVar

from sitegen.checks import Targets
from sitegen.content import Entry, Registry
from sitegen.engine.digests import Name, Needs, digest
from sitegen.site import Shared

Value = TypeVar("Value")
ALL = "*"
_WORDS = {
    "addresses": "whether there is a page at {}",
    "about": "a claim about {}",
    "anchors": "the file {}",
    "broken": "what can be read of {}",
    "by_topic": "an article on {}",
    "entities": "the entity {}",
    "files": "the file {}",
    "made_by": "a claim by {}",
    "naming": "an article that names {}",
    "pages": "the address of {}",
    "prose": "the page {}",
    "sources": "the source {}",
    "topic_names": "the name of {}",
    "translations": "a translation of {}",
    "using": "a claim that uses the source {}",
    "with_verdict": "a claim with the verdict {}",
}


def in_words(need: Name) -> str:
    """Return what has changed, for people who ask why something was made."""
    table, name = need
    if name == ALL:
        return f"the list of {table} changed"
    return _WORDS.get(table, table + " {}").format(name) + " changed"


class Noted(Mapping[str, Value], Generic[Value]):
    """A table that writes down what is asked for."""

    def __init__(self, name: str, table: Mapping[str, Value], asked: set[Name]) -> None:
        """Write the names down in `asked`."""
        self._name, self._table, self._asked = name, table, asked

    def __getitem__(self, key: str) -> Value:
        self._asked.add((self._name, key))
        return self._table[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return what stands at a name, or `default`."""
        self._asked.add((self._name, key))
        return self._table.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._asked.add((self._name, str(key)))
        return key in self._table

    def __iter__(self) -> Iterator[str]:
        self._asked.add((self._name, ALL))
        return iter(self._table)

    def __len__(self) -> int:
        self._asked.add((self._name, ALL))
        return len(self._table)

    @property
    def by_name(self) -> object:
        """The index of names of a table that has one: any entry may change what it finds."""
        self._asked.add((self._name, ALL))
        return getattr(self._table, "by_name", None)


class NotedSet(Set[str]):
    """A set that writes down what is asked for."""

    def __init__(self, name: str, members: Set[str], asked: set[Name]) -> None:
        """Write the names down in `asked`."""
        self._name, self._members, self._asked = name, members, asked

    def __contains__(self, key: object) -> bool:
        self._asked.add((self._name, str(key)))
        return key in self._members

    def __iter__(self) -> Iterator[str]:
        self._asked.add((self._name, ALL))
        return iter(self._members)

    def __len__(self) -> int:
        self._asked.add((self._name, ALL))
        return len(self._members)


class NotedList(Sequence[Value], Generic[Value]):
    """A list that writes down that it was looked at."""

    def __init__(self, name: str, items: Sequence[Value], asked: set[Name]) -> None:
        """Write the name down in `asked`."""
        self._name, self._items, self._asked = name, items, asked

    def __getitem__(self, at: Any) -> Any:
        self._asked.add((self._name, ALL))
        return self._items[at]

    def __iter__(self) -> Iterator[Value]:
        self._asked.add((self._name, ALL))
        return iter(self._items)

    def __len__(self) -> int:
        self._asked.add((self._name, ALL))
        return len(self._items)


def noted(shared: Shared, targets: Targets, asked: set[Name]) -> tuple[Shared, Targets]:
    """Return both with tables that write down in `asked` what is asked for.

    Verdicts and contributors are few, and every article uses them: they count as a whole.
    """
    given = shared.registry
    registry = Registry(
        Noted("entities", given.entities, asked),
        Noted("sources", given.sources, asked),
        given.verdicts,
        given.contributors,
        NotedSet("broken", given.broken, asked),
    )
    files = NotedSet("files", shared.files, asked)
    return (
        replace(
            shared,
            registry=registry,
            pages=Noted("pages", shared.pages, asked),
            translations=Noted("translations", shared.translations, asked),
            files=files,
        ),
        Targets(
            Noted("anchors", targets.anchors, asked),
            files,
            NotedSet("addresses", targets.addresses, asked),
            targets.absolute,
            targets.root,
        ),
    )


class Known:
    """The digests of what can be asked for, as it stands now."""

    def __init__(self, shared: Shared, targets: Targets) -> None:
        """Take the tables themselves, not those that write down."""
        self._shared, self._targets = shared, targets
        self._made: dict[Name, bytes] = {}

    def digest(self, table: str, name: str) -> bytes:
        """Return the digest of what stands at a name of a table."""
        key = (table, name)
        if key not in self._made:
            self._made[key] = self._make(table, name)
        return self._made[key]

    def of(self, asked: set[Name]) -> Needs:
        """Return names with their digests, in a fixed order."""
        return tuple([(*name, self.digest(*name)) for name in sorted(asked)])

    def still(self, needs: Needs) -> Name | None:
        """Return the first name at which something else stands now; None if nothing changed."""
        for table, name, before in needs:
            if self.digest(table, name) != before:
                return table, name
        return None

    def _make(self, table: str, name: str) -> bytes:
        registry = self._shared.registry
        match table:
            case "entities":
                return _of_entries(registry.entities, name)
            case "sources":
                return _of_entries(registry.sources, name)
            case "pages":
                return _of_table(self._shared.pages, name)
            case "translations":
                return _of_table(self._shared.translations, name)
            case "broken":
                return digest(repr(name in registry.broken).encode())
            case "addresses":
                return digest(repr(name in self._targets.addresses).encode())
            case "files":
                files = self._shared.files
                return digest(repr(sorted(files) if name == ALL else name in files).encode())
            case _:
                return _of_table(self._targets.anchors, name)


def _of_entries(entries: Mapping[str, Entry[Any]], name: str) -> bytes:
    if name == ALL:
        return digest(*(f"{key}\0{entries[key].value!r}".encode() for key in entries))
    entry = entries.get(name)
    return digest(repr(entry.value).encode("utf-8", "surrogatepass")) if entry else b""


def _of_table(table: Mapping[str, Any], name: str) -> bytes:
    if name == ALL:
        return digest(*(f"{key}\0{_plain(table[key])!r}".encode() for key in table))
    return digest(repr(_plain(table[name])).encode()) if name in table else b""


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def digest_of_registry(registry: Registry) -> bytes:
    """Return the digest of what every article is held to depend on: verdicts and contributors."""
    return digest(_of_entries(registry.verdicts, ALL), _of_entries(registry.contributors, ALL))
