"""YAML as editors wrote it: plain texts, lists and mappings, and where each of them stands.

Nothing is converted: `no`, `2024-08-29` and `1e3` stay texts until a field asks for a date or a
number. An empty value, `~` and `null` say that there is nothing, as if the key were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from operator import is_, itemgetter
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from sitegen.content.amounts import signs
from sitegen.content.placed import offset_in_yaml
from sitegen.content.yaml_mistakes import Mistake, Refused, explained
from sitegen.content.yaml_recovery import all_mistakes
from sitegen.diagnostics import Diagnostic, Position, Source, report
from sitegen.diagnostics.kinds import FIELD_WRONG, KEY_REPEATED, TEXT_CUT, YAML_SYNTAX
from sitegen.diagnostics.limits import ALIASES, PROBLEMS, VALUES, YAML_MARKS, Limit
from sitegen.text.signs import named, unshowable

_TEXT = "tag:yaml.org,2002:str"
_TAGS = {
    yaml.ScalarNode: _TEXT,
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}
_CLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Loader(_CLoader):  # type: ignore[misc]  # PyYAML may be built without its C loader
    """Composes nodes without guessing at types: every value that has no tag of its own is a text."""

    def resolve(self, kind: type, value: object, implicit: object) -> str:
        """Return the tag of a node without one: called for each of them, hence no regular expressions."""
        return _TAGS[kind]

    # Called for each node too, for tags that hang on where a value stands. There are none here, so
    # they are functions in C that do nothing, which spares a tenth of composing.
    ascend_resolver = staticmethod(tuple)
    descend_resolver = staticmethod(is_)


Plain = str | list[Any] | dict[str, Any] | None
"""A YAML value without types: texts, lists of values, mappings of texts to values, nothing."""
Path = tuple[str | int, ...]
LeftOut = tuple[tuple[Path, ...], ...]
"""Items of lists, in groups: each group is left out of what the groups before it leave."""
Pair = tuple[yaml.Node, yaml.Node]
"""A key and its value."""

_MOST_VALUES_FROM_ALIASES = 10_000
_WORTH_COUNTING = 100
"""Characters from which a text is counted each time that an alias stands for it."""
_DEEPEST = 50
_DEEPEST_COMPOSED = 1000
_NO_ALIAS = "write the value itself instead of the alias"
_NEW_ITEM = (
    "if a new item begins here, put a dash before it: `- {key}: …`; if not, keep one of the two"
)
_TOO_DEEP = f"it is nested more than {_DEEPEST} levels deep"
_MAY_BE_DEEP = re.compile(r"[-?:] +(?:[-?:] +){19}")
"""Begins with a set of characters, which the `re` module skips to quickly."""
_RUN_ON = re.compile(r"([a-z_]+):(\S.*)")
"""A key in braces that is one with its value."""
_CUT = re.compile(r" *(#\w.{0,40})")
"""What stands after a text and looks like more of it, and is a comment."""
_FAR_IN = " " * 400
_WORTH_AN_INDEX = 16
"""Number of keys from which a mapping is searched by an index of them."""
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset("str int float bool null timestamp merge value seq map".split())


class Document(Struct, frozen=True):
    """A YAML text: its values and their places."""

    source: Source
    value: Plain
    _nodes: _Nodes | None
    _lines_before: int = 0
    has_nothing: bool = True
    """Whether there may be keys that hold nothing."""

    @property
    def _root(self) -> yaml.Node | None:
        return self._nodes.root if self._nodes else None

    def at(self, path: Path = (), *, key: bool = False) -> Position:
        """Return where the value at `path` begins, or its key; the nearest value above if there is none."""
        node = found = self._root
        for step in path:
            below = self._below(node, step)
            if below is None:
                break
            name, node = below
            found = name if key and step == path[-1] else node
        if found is None:
            return Position(self.source.path, 1, 1)
        return _position(found.start_mark, self.source, self._lines_before)

    def offset(self, mark: Any) -> int:
        """Return where in the file's text a mark of one of its nodes stands."""
        return _offset(mark, self.source, self._lines_before)

    def depth(self, path: Path) -> int:
        """Return how many steps of `path` lead somewhere here."""
        node = self._root
        for number, step in enumerate(path):
            below = self._below(node, step)
            if below is None:
                return number
            node = below[1]
        return len(path)

    def node(self, path: Path) -> yaml.Node | None:
        """Return the YAML node of the value at `path`, None if there is none."""
        node = self._root
        for step in path:
            below = self._below(node, step)
            if below is None:
                return None
            node = below[1]
        return node

    def find(self, path: Path, *ways: str) -> Position:
        """Return where words stand in the value at `path`, in the first way in which they are written there.

        Where the value begins if there is none.
        """
        node = self.node(path)
        if node is not None:
            start, end = self.offset(node.start_mark), self.offset(node.end_mark)
            for words in ways:
                at = self.source.find(words, start, end)
                if at >= 0:
                    return self.source.position(at)
        return self.at(path)

    def within(self, path: Path, text: str, line: int, column: int) -> Position:
        """Return where a place of the text at `path` stands; its line and column count from 0.

        `text` may lack white space at both ends of what is written.
        """
        node = self.node(path)
        if not isinstance(node, yaml.ScalarNode):
            return self.at(path)
        start, end = self.offset(node.start_mark), self.offset(node.end_mark)
        lines = text.splitlines(keepends=True) if "\r" in text else text.split("\n")
        before = "\n".join([*lines[:line], lines[line][:column]]) if line < len(lines) else text
        written = self.source.text[start:end]
        found = offset_in_yaml(written, node.style, before, len(before))
        return self.source.position(start + found)

    def without(self, left_out: LeftOut) -> Document:
        """Return a document that knows the places of a value from which items of lists are gone."""
        if not left_out or self._nodes is None:
            return self
        return replace(self, _nodes=self._nodes.without(left_out))

    def _below(self, node: yaml.Node | None, step: str | int) -> Pair | None:
        return self._nodes.below(node, step) if self._nodes else None


class _Nodes:
    """The nodes of a YAML text. They are composed once more when a place is asked for.

    That is seldom, and nodes kept for all the files of a site would be most of its memory, which
    Python's garbage collector walks again and again.
    """

    __slots__ = ("_composed", "_indices", "_left_out", "_root", "_text")

    def __init__(self, text: str, left_out: LeftOut = ()) -> None:
        self._text = text
        self._left_out = left_out
        self._composed = False
        self._root: yaml.Node | None = None
        self._indices: dict[yaml.Node, dict[str, Pair]] = {}

    @property
    def root(self) -> yaml.Node | None:
        """The outermost node, None if the text is empty."""
        if not self._composed:
            self._root = yaml.compose(self._text, Loader=Loader)
            self._composed = True
            for paths in self._left_out:
                self._leave_out(paths)
        return self._root

    def without(self, left_out: LeftOut) -> _Nodes:
        """Return the same nodes without some items of lists."""
        return _Nodes(self._text, left_out)

    def _leave_out(self, paths: tuple[Path, ...]) -> None:
        # Where two aliases are one list, its item goes once.
        items: dict[tuple[int, int], list[yaml.Node]] = {}
        for *steps, number in paths:
            node = self._root
            for step in steps:
                below = self.below(node, step)
                node = below[1] if below else None
            if isinstance(node, yaml.SequenceNode) and isinstance(number, int):
                items[id(node), number] = node.value
        for (_, number), nodes in sorted(items.items(), key=itemgetter(0), reverse=True):
            del nodes[number]

    def below(self, node: yaml.Node | None, step: str | int) -> Pair | None:
        """Return the key and the value at `step` of a mapping, or the item of a list twice."""
        if isinstance(node, yaml.MappingNode):
            if len(node.value) >= _WORTH_AN_INDEX:
                return self._index(node).get(step) if isinstance(step, str) else None
            for name, value in node.value:
                if name.value == step:
                    return name, value
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value)
        ):
            return node.value[step], node.value[step]
        return None

    def _index(self, node: yaml.MappingNode) -> dict[str, Pair]:
        """Return the pairs of a mapping by their keys."""
        index = self._indices.get(node)
        if index is None:
            index = self._indices[node] = _first_of_each(node.value)
        return index


def _first_of_each(pairs: list[Pair]) -> dict[str, Pair]:
    """Return the pairs of a mapping by their keys; of a repeated key the first."""
    return {
        name.value: (name, value)
        for name, value in reversed(pairs)
        if isinstance(name, yaml.ScalarNode)
    }


def _position(mark: Any, source: Source, lines_before: int) -> Position:
    """Return the place of a mark. Its offset decides: YAML ends lines where an editor does not."""
    return source.position(_offset(mark, source, lines_before))


def _offset(mark: Any, source: Source, lines_before: int) -> int:
    return source.line_offset(lines_before + 1) + int(mark.index)


def read_yaml(
    source: Source,
    *,
    text: str | None = None,
    lines_before: int = 0,
    environment: Mapping[str, str] | None = None,
) -> tuple[Document, list[Diagnostic]]:
    """Read a YAML text, or the part `text` of it that begins after `lines_before` lines.

    A text with YAML errors gives a document without a value, and all of them. Keys given twice are
    problems too; the first one counts. With an `environment` the text is a configuration: `!ENV`
    takes values from it, and any other tag makes its value nothing.
    """
    shown = source.text if text is None else text
    excess = None
    try:
        excess = _excess(shown)
        root = None if excess else yaml.compose(shown, Loader=Loader)
    except yaml.YAMLError as error:
        start = source.line_offset(lines_before + 1)
        problems = [
            report(
                YAML_SYNTAX,
                source.position(start + mistake.offset),
                reason=mistake.reason,
                hint=mistake.hint,
            )
            for mistake in all_mistakes(shown, _mistake(error, shown), _mistake_in)
        ]
        return Document(source, None, None, lines_before), problems
    reader = _Reader(source, lines_before, environment)
    if excess is not None:
        reader.refuse(*excess)
    value = reader.plain(root) if root is not None else None
    if environment is None and root is not None and " #" in shown:
        for offset, rest in _cut(root, shown):
            at = source.position(source.line_offset(lines_before + 1) + offset)
            reader.problems.append(report(TEXT_CUT, at, rest=rest))
            if len(reader.problems) > PROBLEMS.most:
                break
    if len(reader.problems) > PROBLEMS.most:
        at = Position(source.path, lines_before + 1, 1)
        reader.problems.append(PROBLEMS.exceeded(at, "this file"))
    nodes = _Nodes(shown) if root is not None else None
    return Document(source, value, nodes, lines_before, reader.has_nothing), reader.problems


_SEPARATORS = "\n,:-?[{"
"""Each value but the first has one of these before it; a key without a value counts for two."""
_ENOUGH_TO_COUNT = 100_000
"""A text of fewer characters can pass no limit of what a file holds."""


def composed(text: str) -> yaml.Node | None:
    """Return the outermost node of a text, None if there is none or it holds more than can be read.

    Raises yaml.YAMLError for what is not YAML.
    """
    return None if _excess(text) else yaml.compose(text, Loader=Loader)


def _excess(text: str) -> tuple[yaml.Event | None, Limit | str, int] | None:
    """Return the limit that a text passes, and where; what is wrong with it, if it is nested too deep.

    The YAML library composes by recursion in C, where a few hundred kilobytes of brackets would
    exhaust its stack, and takes half a kilobyte for each value. Its events come one by one, so they
    are counted first where a text could be that deep or hold that much at all.
    """
    is_long = len(text) > _ENOUGH_TO_COUNT
    if is_long and (marks := signs(text)) > YAML_MARKS.most:
        return None, YAML_MARKS, marks
    may_be_many = is_long and 2 * sum(map(text.count, _SEPARATORS)) > VALUES.most
    brackets = text.count("[") + text.count("{")
    may_be_deep = (
        brackets >= _DEEPEST_COMPOSED or _FAR_IN in text or bool(_MAY_BE_DEEP.search(text))
    )
    if not (may_be_deep or may_be_many):
        return None
    depth = values = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.NodeEvent):
            values += 1
            if values > VALUES.most:
                return event, VALUES, values
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _DEEPEST_COMPOSED:
                    return event, _TOO_DEEP, depth
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _cut(root: yaml.Node, text: str) -> Iterator[tuple[int, str]]:
    """Yield what looks like more of a text and is a comment to YAML, and where it stands."""
    seen: set[int] = set()
    found = [root]
    while found:
        node = found.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            found += chain.from_iterable(node.value)
        elif isinstance(node, yaml.SequenceNode):
            found += node.value
        elif isinstance(node, yaml.ScalarNode) and not node.style:
            comment = _CUT.match(text, node.end_mark.index)
            if comment:
                yield comment.start(1), comment[1]


def _mistake(error: yaml.YAMLError, text: str) -> Mistake:
    """Return what an editor did where the YAML library found an error."""
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    offset = next((int(mark.index) for mark in marks if mark), None)
    if offset is None:
        offset = _unreadable(error, text)
    begun = int(marks[1].index) if marks[1] else offset
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None) or ""
    return explained(Refused(text, str(problem), str(context), offset, begun))


def _mistake_in(text: str) -> Mistake | None:
    """Return the first mistake of a text, None if it can be read."""
    try:
        composed(text)
    except yaml.YAMLError as error:
        return _mistake(error, text)
    return None


def _unreadable(error: yaml.YAMLError, text: str) -> int:
    """Return where a character stands that YAML does not know; the C loader counts bytes."""
    position = getattr(error, "position", 0)
    if getattr(error, "encoding", "") != "unicode":
        return len(text.encode()[:position].decode(errors="ignore"))
    return int(position)


class _Reader:
    """Turns nodes into plain values, counting what aliases add."""

    def __init__(
        self, source: Source, lines_before: int, environment: Mapping[str, str] | None
    ) -> None:
        self.problems: list[Diagnostic] = []
        self.has_nothing = False
        self._environment = environment
        self._source = source
        self._lines_before = lines_before
        self._seen: dict[int, int] = {}
        self._open: set[int] = set()
        self._repeated = 0
        self._texts: set[int] = set()
        self._added = 0
        """How many characters aliases added."""
        self._is_refused = False

    def plain(self, node: yaml.Node) -> Plain:
        """Return the value of a node."""
        if type(node) is yaml.ScalarNode and node.tag is _TEXT:  # nearly all of them
            if node.style == '"':
                self._showable(node, node.value)
            if len(node.value) > _WORTH_COUNTING and not self._may_repeat(node):
                return None
            return None if not node.style and node.value in _NOTHING else node.value
        if self._environment is not None and not node.tag.startswith(_PLAIN_TAG + "str"):
            tag = node.tag.removeprefix(_PLAIN_TAG)
            if tag == "!ENV":
                given = self._from_environment(node, self._environment)
                self._showable(node, given or "")
                return given
            if tag.startswith(("!", "python/")):
                return None
        if node.tag.removeprefix(_PLAIN_TAG) not in _PLAIN_TAGS:
            hint = "put a text that begins with ! into quotation marks"
            self.say(node, f"the tag {node.tag} means nothing here", hint)
        if isinstance(node, yaml.ScalarNode):
            return None if not node.style and node.value in _NOTHING else str(node.value)
        if not self._may_enter(node):
            return None
        self._open.add(id(node))
        value: Plain
        if isinstance(node, yaml.SequenceNode):
            value = [self.plain(item) for item in node.value]
        else:
            value = self._mapping(node.value)
        self._open.discard(id(node))
        return value

    def _from_environment(self, node: yaml.Node, environment: Mapping[str, str]) -> str | None:
        """Return the first variable that is set; the last item of a list is the default, as in MkDocs."""
        if isinstance(node, yaml.ScalarNode):
            return environment.get(str(node.value))
        names = [item.value for item in node.value if isinstance(item, yaml.ScalarNode)]
        for name in names[:-1] or names:
            if name in environment:
                return environment[name]
        return str(names[-1]) if len(names) > 1 else None

    def _may_enter(self, node: yaml.Node) -> bool:
        if len(self._open) >= _DEEPEST:
            self._say_once(node, _TOO_DEEP)
            return False
        if id(node) in self._open:
            self.say(node, "an alias stands inside what it names", _NO_ALIAS)
            return False
        times = self._seen[id(node)] = self._seen.get(id(node), 0) + 1
        if times > 1:
            self._repeated += 1 + len(node.value)
        if self._repeated > _MOST_VALUES_FROM_ALIASES:
            self._say_once(node, "its aliases multiply into too many values", _NO_ALIAS)
            return False
        return True

    def _may_repeat(self, node: yaml.Node) -> bool:
        """Say whether a long text may stand once more where an alias names it or what is around it."""
        if id(node) in self._texts:
            self._added += len(node.value)
            if self._added > ALIASES.most:
                if not self._is_refused:
                    self._is_refused = True
                    at = self.at(node)
                    self.problems.append(ALIASES.exceeded(at, "this text, by its aliases,"))
                return False
        self._texts.add(id(node))
        return True

    def _mapping(self, pairs: list[Pair]) -> dict[str, Plain]:
        value: dict[str, Plain] = {}
        merged: dict[str, Plain] = {}
        firsts: dict[str, Pair] = {}
        for name, item in pairs:
            if not isinstance(name, yaml.ScalarNode):
                at = self.at(name)
                self.problems.append(
                    report(FIELD_WRONG, at, key="key", expected="a text", found="a list or mapping")
                )
                continue
            if len(self.problems) > PROBLEMS.most:
                break
            key = name.value
            if key == "<<" and not name.style and self._environment is not None:
                merged |= self._merged(item)
                continue
            if name.style == '"':
                self._showable(name, name.value)
            if key in value:
                firsts = firsts or _first_of_each(pairs)
                line = self.at(firsts[key][0]).line
                is_item = name.value == pairs[0][0].value and self._follows_dash(pairs[0][0])
                hint = _NEW_ITEM.format(key=key) if is_item else ""
                self.problems.append(
                    report(KEY_REPEATED, self.at(name), hint=hint, key=key, first=line)
                )
                if is_item:
                    break  # What follows belongs to the other item.
                continue
            found = self.plain(item)
            is_ours = found is None and self._environment is None
            run_on = _RUN_ON.fullmatch(key) if is_ours else None
            if run_on:
                hint = f"write `{run_on[1]}: {run_on[2]}`"
                self.say(name, "a space is missing after the colon", hint)
                key, found = run_on[1], run_on[2]
            value[key] = found
            if found is None:
                self.has_nothing = True
        return merged | value if merged else value

    def _merged(self, node: yaml.Node) -> dict[str, Plain]:
        """Return what a merge key adds to a configuration; of several mappings the first one counts."""
        is_list = isinstance(node, yaml.SequenceNode)
        value: dict[str, Plain] = {}
        for item in node.value if is_list else [node]:
            plain = self.plain(item)
            if isinstance(plain, dict):
                value = plain | value
            else:
                self.say(item, "a merge key << takes an alias of a group of keys, such as *common")
        return value

    def _follows_dash(self, node: yaml.Node) -> bool:
        """Say whether a node begins an item of a list on lines of its own."""
        offset = _offset(node.start_mark, self._source, self._lines_before)
        return self._source.text[offset - 2 : offset] == "- "

    def _showable(self, node: yaml.Node, value: str) -> None:
        """Report a sign that no page can show, from an escape or a variable; a file may not hold it."""
        at = unshowable(value)
        if at >= 0:
            hint = "take it out; a copied text often brings one"
            self.say(node, f"it holds {named(value[at])}, which no page can show", hint)

    def at(self, node: yaml.Node | yaml.Event) -> Position:
        """Return where a node begins."""
        return _position(node.start_mark, self._source, self._lines_before)

    def say(self, node: yaml.Node | yaml.Event, reason: str, hint: str = "") -> None:
        """Report that a node is not the YAML that content is written in."""
        self.problems.append(report(YAML_SYNTAX, self.at(node), reason=reason, hint=hint))

    def refuse(self, event: yaml.Event | None, limit: Limit | str, found: int) -> None:
        """Report that a text is not read because it passes a limit."""
        if isinstance(limit, str):
            assert event is not None
            self.say(event, limit)
            return
        at = self.at(event) if event else Position(self._source.path, self._lines_before + 1, 1)
        self.problems.append(limit.exceeded(at, "this file", 0 if event else found))

    def _say_once(self, node: yaml.Node, reason: str, hint: str = "") -> None:
        if not any(reason in problem.message for problem in self.problems):
            self.say(node, reason, hint)
