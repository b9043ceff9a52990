"""Rules about the links and the markup of a Markdown text."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from typing import Literal
from urllib.parse import unquote

from msgspec import Struct, field

from sitegen.content.links import address_below, article_of, below, is_absolute, parts_of
from sitegen.content.suggestions import Suggestions
from sitegen.diagnostics import Diagnostic, Kind, Position, report
from sitegen.diagnostics.kinds import (
    ADDRESS_REFUSED,
    HTML_REFUSED,
    LINK_ABSOLUTE,
    LINK_BROKEN,
    NAV_BROKEN,
)
from sitegen.diagnostics.printable import shortened
from sitegen.text import Found, Refusal, is_allowed, is_comment

_SHOWN = 60
_ALIKE = 0.7
_MOST_COMPARED = 2000
"""Among more files no near name is looked for."""
_NOT_OURS = ("source-", "ref-", "cite-", "use-", "fn-", "fnref-", "s-", "h-")
"""How the ids begin that a page gives by itself: which there are is known when it is made."""
_PARTS = ("", "top", "main", "text")
AbsoluteLinks = Literal["ignore", "warn", "relative_to_docs"]


class Targets(Struct, frozen=True):
    """What the links of a site can lead to."""

    anchors: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    """The headings of each Markdown file, by its path below the content folder; None if not known."""
    files: Set[str] = frozenset()
    """The other files below the content folder."""
    addresses: Set[str] = frozenset()
    """The addresses of the pages and files that are made."""
    absolute: AbsoluteLinks = "warn"
    """What is said of links that begin with a slash."""
    root: str = "/"
    """The path of the site on its host."""

    def fault(self, target: str, file: str, own: Collection[str] | None = None) -> Fault | None:
        """Return what is wrong with a link in `file`, as far as the site can know; None if nothing is.

        `own` are the anchors of the page on which it stands, if they are known.
        """
        if not target.strip():
            return Fault(LINK_BROKEN, "has no address", "write one between the round brackets")
        if target.startswith("#"):
            anchors = self.anchors.get(file) if own is None else own
            return None if _has(anchors, target[1:]) else broken(target, "")
        if is_absolute(target):
            if self.absolute == "relative_to_docs":
                return self.fault(target[1:] or ".", "")
            return self._absolute(target, file) if self.absolute == "warn" else None
        path, anchor = parts_of(target)
        if not path:
            return None
        found = below(path, file)
        if found in self.files:
            return None
        if found in self.anchors:
            is_here = own is not None and found == article_of(file)
            anchors = own if is_here else self.anchors[found]
            return None if _has(anchors, anchor) else broken(target, "")
        address = address_below(path, file)
        if address is not None and address in self.addresses:
            return None
        return broken(target, self._near(found or path.lstrip("./"), file))

    def lead(self, target: str, file: str) -> bool:
        """Say whether a link in `file` leads somewhere, as far as the site can know."""
        return self.fault(target, file) is None

    def _near(self, name: str, file: str) -> str:
        """Return a hint with the nearest name of a file or address, as a link from `file`."""
        if name in self.files or name in self.anchors:
            near = name
        elif f"{name.rstrip('/')}/" in self.addresses:
            near = f"{name.rstrip('/')}/"
        elif len(self.anchors) > _MOST_COMPARED or len(self.files) > _MOST_COMPARED:
            return ""
        else:
            near = _nearest(
                name, [n for n in (*self.anchors, *self.files) if not n.endswith(".yml")]
            )
        return f"did you mean {_relative(near, file)!r}?" if near else ""

    def _absolute(self, target: str, file: str) -> Fault:
        path, _, anchor = target.partition("#")
        path = unquote(path.partition("?")[0])
        inside = path[len(self.root) :] if path.startswith(self.root) else path[1:]
        stem = inside.rstrip("/")
        after = f"#{anchor}" if anchor else ""
        for name in (inside, f"{stem}.md", f"{stem}/index.md", "" if stem else "index.md"):
            if name and (name in self.files or name in self.anchors):
                hint = f"write {_relative(name, file)}{after}"
                return Fault(LINK_ABSOLUTE, target, hint)
        address = address_below(inside, "")
        if address is not None and address in self.addresses:
            return Fault(LINK_ABSOLUTE, target, f"write {_relative(address, file)}{after}")
        return Fault(LINK_ABSOLUTE, f"{target}, and the site has no such page or file", "")


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the file whose own name is nearest; among equal ones that in the nearest folder."""
    by_name: dict[str, list[str]] = {}
    for each in known:
        by_name.setdefault(posixpath.basename(each), []).append(each)
    found = difflib.get_close_matches(posixpath.basename(name), by_name, 1, _ALIKE)
    return difflib.get_close_matches(name, by_name[found[0]], 1, 0)[0] if found else ""


def _has(anchors: Collection[str] | None, anchor: str) -> bool:
    if anchors is None or anchor in anchors:
        return True
    plain = unquote(anchor)
    return plain in anchors or plain in _PARTS or plain.startswith(_NOT_OURS)


def _relative(name: str, file: str) -> str:
    """Return a path or address below the content folder as a link from a file."""
    found = posixpath.relpath(name or ".", posixpath.dirname(file) or ".")
    return found + "/" if name.endswith("/") or not name else found


def broken(target: str, hint: str = "") -> Fault:
    """Return the fault of a link that leads nowhere."""
    # Markdown writes `%C3%BC.md` for an `ü.md`, and `a%20b.md` for `<a b.md>`.
    plain = unquote(target)
    # What stands for a line break, or for bytes that are no letters, stays as it is.
    shown = plain if plain.isprintable() and "\ufffd" not in plain else target
    return Fault(LINK_BROKEN, f"leads nowhere: {shown}", hint)


class Fault(Struct, frozen=True):
    """What is wrong with a link, an address or HTML."""

    kind: Kind
    text: str
    hint: str

    def at(self, place: Position) -> Diagnostic:
        """Return it as a problem at a place."""
        return report(self.kind, place, hint=self.hint, text=self.text)


def check_navigation(
    entries: Iterable[tuple[str, Position]], targets: Targets
) -> Iterator[Diagnostic]:
    """Yield the entries of the navigation that lead to no file, nor into what sitegen makes."""
    suggestions = Suggestions()
    for target, at in entries:
        is_made = target.endswith(".md") and _made_at(target) in targets.addresses
        if is_absolute(target) or not (is_made or targets.lead(target, "index.md")):
            hint = suggestions.did_you_mean(target, targets.anchors)
            yield report(NAV_BROKEN, at, target=target, hint=hint)


def _made_at(file: str) -> str:
    """Return the address of the page that MkDocs would call by this file."""
    return file.removesuffix("index.md") if file.endswith("index.md") else file[:-3] + "/"


def check_named_addresses(
    named: Iterable[tuple[str, Position]], targets: Targets
) -> Iterator[Diagnostic]:
    """Yield the addresses in mkdocs.yml that are refused or lead nowhere, seen from the first page."""
    for target, at in named:
        fault = None
        if not is_allowed(target):
            fault = Fault(ADDRESS_REFUSED, target, "")
        else:
            fault = targets.fault(target, "index.md")
        if fault:
            yield fault.at(at)


def has_faults(
    refused: Iterable[Refusal],
    addresses: Iterable[str],
    file: str,
    targets: Targets,
    own: Collection[str] | None = None,
) -> bool:
    """Say whether something in a text is wrong: raw HTML, a refused address, a link that leads nowhere."""
    return any(True for _ in refused) or any(
        is_allowed(address) and targets.fault(address, file, own) for address in addresses
    )


def faults(
    found: Iterable[Found], file: str, targets: Targets, own: Collection[str] | None = None
) -> Iterator[tuple[Found, Fault]]:
    """Yield what is wrong in a text, each with its place."""
    for item in found:
        fault = None
        if item.kind == "html" and not is_comment(item.text):
            shown = shortened(item.text, _SHOWN)
            fault = Fault(HTML_REFUSED, " ".join(shown.split()), "")
        elif item.kind in ("link", "image"):
            if not is_allowed(item.text):
                fault = Fault(ADDRESS_REFUSED, shortened(item.text, _SHOWN), "")
            else:
                fault = targets.fault(item.text, file, own)
        if fault:
            yield item, fault


def settled_later(target: str, file: str) -> str:
    """Return the address of a claim or topic that a link leads to, '' if it leads elsewhere.

    Which there are is known only when every article was read.
    """
    if "claims/" not in target and "topics/" not in target:
        return ""
    path, _ = parts_of(target)
    address = address_below(path, file) if path else None
    return address if address and address.startswith(("claims/", "topics/")) else ""
