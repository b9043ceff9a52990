"""The files that pages load, each under a name that changes with its content.

`assets/body.css` is published as `assets/body.3f2a9c1d.css`, so that a browser may keep it for ever
and a new edition never meets an old style sheet. What a style sheet refers to, it refers to by these
names too. What it imports stands in it, so that a browser asks once before it can paint. Style sheets and
scripts lose the comments and blanks that only their authors need, but for comments that begin with `/*!`.
Licences and other texts (`.txt`) keep their names: no page loads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from posixpath import dirname, join, normpath, relpath

from msgspec import Struct, field
from rjsmin import jsmin

from sitegen.content import Appearance
from sitegen.render.asset import Asset
from sitegen.render.options import NAME, options_css
from sitegen.render.theme_file import ThemeError, ThemeFile

FOLDER = "assets/"
_REFERENCE = re.compile(
    rb"/\*.*?\*/"  # what a comment or a text says is no reference
    rb"|@import\s+(?P<imported>\"[^\"\n]*\"|'[^'\n]*')(?P<end>\s*;)?"
    rb"|url\(\s*(?P<url>\"[^\"\n]*\"|'[^'\n]*'|[^\"'()\s]+)\s*\)"
    rb"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'",
    re.DOTALL | re.IGNORECASE,
)
_LEADING = re.compile(
    rb"(?:\s+|/\*.*?\*/|@import\s+(?:\"[^\"\n]*\"|'[^'\n]*')\s*;)*", re.DOTALL | re.IGNORECASE
)
"""The imports at the beginning of a style sheet that hold for every medium."""
_KEPT = rb"(?P<kept>/\*!.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|url\([^)\n]*\))"
_COMMENT = re.compile(_KEPT + rb"|/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(
    _KEPT + rb"|\s*(?P<brace>\{|;?\s*\})\s*|(?P<sign>[;,])\s+|\s*(?P<line>\n)\s*", re.DOTALL
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#]", re.IGNORECASE)
"""How a reference begins that is not to a file of the theme: a scheme, a slash, a fragment."""


def published(files: Mapping[str, ThemeFile], appearance: Appearance) -> dict[str, Asset]:
    """Return the assets of a theme as they are published, by their name below `assets/`.

    Among them is `options.css`, made of the appearance, where there is anything to say.
    Raises ThemeError if a style sheet refers to a file that is not there, or to itself.
    """
    options = options_css(appearance)
    if options:
        files = {**files, FOLDER + NAME: ThemeFile("theme.yml", options)}
    return _Press(files).all()


class _Press(Struct):
    files: Mapping[str, ThemeFile]
    done: dict[str, Asset] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    """The style sheets on the way to the one at hand."""
    home: str = ""
    """The folder of the style sheet that is written, which may not be that of what it imports."""

    def all(self) -> dict[str, Asset]:
        names = sorted(name for name in self.files if name.startswith(FOLDER))
        return {name.removeprefix(FOLDER): self.one(name) for name in names}

    def one(self, name: str) -> Asset:
        if name not in self.done:
            content = self.files[name].content
            if name.endswith(".css"):
                around, self.home = self.home, dirname(name)
                content = self.style(name)
                # The options have no comments; alone they stay as a developer likes to read them.
                content = content if name == FOLDER + NAME else _small(content)
                self.home = around
            elif name.endswith(".js"):
                content = bytes(jsmin(content, keep_bang_comments=True))
            self.done[name] = Asset(_named(name, content), content)
        return self.done[name]

    def style(self, name: str) -> bytes:
        content = self.files[name].content
        # Where an import stays one, those before it stay too: behind rules it would not count.
        leading = self.leading(name) if self.stands_alone(name) else 0
        self.open.append(name)
        made = _REFERENCE.sub(lambda found: self.reference(name, found, leading), content)
        self.open.pop()
        return made

    def leading(self, name: str) -> int:
        """Return where the imports end that can be replaced by what they import."""
        found = _LEADING.match(self.files[name].content)
        return found.end() if found else 0

    def stands_alone(self, name: str, above: tuple[str, ...] = ()) -> bool:
        """Say whether all that a style sheet imports can stand in it.

        Not what comes from elsewhere, nor what is only for a medium, a layer or a support.
        """
        content, end = self.files[name].content, self.leading(name)
        if b"@import" in _COMMENT.sub(b"", content[end:]).lower():
            return False
        for found in _REFERENCE.finditer(content, 0, end):
            if found["imported"]:
                target = _target(name, _written(found, "imported"))
                if target is None:
                    return False
                if target not in self.files or target in (*above, name):
                    continue  # a mistake, which is told where the import is followed
                if not self.stands_alone(target, (*above, name)):
                    return False
        return True

    def reference(self, name: str, found: re.Match[bytes], leading: int) -> bytes:
        kind = "imported" if found["imported"] else "url"
        if not found[kind]:
            return found[0]
        written = _written(found, kind)
        target = _target(name, written)
        if target is None:
            return found[0]
        if target not in self.files or not target.startswith(FOLDER):
            raise self.wrong(name, found, f"there is no asset {written!r}")
        if target in self.open:
            raise self.wrong(name, found, f"{written!r} leads back to this style sheet")
        if kind == "imported" and found.end() <= leading:
            return self.style(target)
        more = written[len(_path(written)) :]
        address = relpath(self.one(target).address, self.home) + more
        start, after = (place - found.start() for place in found.span(kind))
        mark = found[kind][:1] if found[kind][:1] in b"\"'" else b'"'
        return found[0][:start] + mark + address.encode() + mark + found[0][after:]

    def wrong(self, name: str, found: re.Match[bytes], reason: str) -> ThemeError:
        line = found.string.count(b"\n", 0, found.start()) + 1
        return ThemeError(self.files[name].path, line, reason)


def _written(found: re.Match[bytes], kind: str) -> str:
    """Return the address of a reference as it is written, without its quotation marks."""
    said = found[kind]
    mark = said[:1] if said[:1] in b"\"'" else None
    return said.strip(mark).decode("utf-8", "replace")


def _path(written: str) -> str:
    return re.split("[?#]", written, maxsplit=1)[0]


def _target(name: str, written: str) -> str | None:
    """Return the file of the theme to which a style sheet refers; None if that is elsewhere."""
    if not written or _ELSEWHERE.match(written):
        return None
    return normpath(join(dirname(name), _path(written)))


def _small(style: bytes) -> bytes:
    """Return a style sheet without comments, and without the blanks around braces and after signs.

    Others may mean something: without parsing nobody knows the blank of `.a :is(.b)` from one
    before a value.
    """
    bare = _COMMENT.sub(lambda found: found["kept"] or b"", style)
    return _BLANKS.sub(_without, bare).strip()


def _without(found: re.Match[bytes]) -> bytes:
    if found["brace"]:
        return found["brace"][-1:]
    return found["kept"] or found["sign"] or found["line"]


def _named(name: str, content: bytes) -> str:
    folder, slash, file = name.rpartition("/")
    stem, dot, ending = file.rpartition(".")
    if not stem or ending == "txt":
        return name
    return f"{folder}{slash}{stem}.{blake2b(content, digest_size=4).hexdigest()}{dot}{ending}"
