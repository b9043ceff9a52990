"""The files that pages load, each under a name that changes with its content.

`assets/body.css` is published as `assets/body.3f2a9c1d.css`, so that a browser may keep it for ever
and a new edition never meets an old style sheet. What a style sheet refers to, it refers to by these
names too. Style sheets and scripts lose the comments and blanks that only their authors need, but for comments
that begin with `/*!`. Licences and other texts (`.txt`) keep their names: no page loads them.
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
    rb"|@import\s+(?P<imported>\"[^\"\n]*\"|'[^'\n]*')"
    rb"|url\(\s*(?P<url>\"[^\"\n]*\"|'[^'\n]*'|[^\"'()\s]+)\s*\)"
    rb"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'",
    re.DOTALL | re.IGNORECASE,
)
_COMMENT = re.compile(
    rb"(?P<kept>/\*!.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|url\([^)\n]*\))|/\*.*?\*/",
    re.DOTALL,
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

    def all(self) -> dict[str, Asset]:
        names = sorted(name for name in self.files if name.startswith(FOLDER))
        return {name.removeprefix(FOLDER): self.one(name) for name in names}

    def one(self, name: str) -> Asset:
        if name not in self.done:
            content = self.files[name].content
            if name == FOLDER + NAME:
                content = self.style(name, content)
            elif name.endswith(".css"):
                content = _small(self.style(name, content))
            elif name.endswith(".js"):
                content = bytes(jsmin(content, keep_bang_comments=True))
            self.done[name] = Asset(_named(name, content), content)
        return self.done[name]

    def style(self, name: str, content: bytes) -> bytes:
        self.open.append(name)
        made = _REFERENCE.sub(lambda found: self.reference(name, content, found), content)
        self.open.pop()
        return made

    def reference(self, name: str, content: bytes, found: re.Match[bytes]) -> bytes:
        kind = found.lastgroup
        if kind is None:
            return found[0]
        mark = found[kind][:1] if found[kind][:1] in b"\"'" else b""
        written = found[kind].strip(mark or None).decode("utf-8", "replace")
        if not written or _ELSEWHERE.match(written):
            return found[0]
        path = re.split("[?#]", written, maxsplit=1)[0]
        target = normpath(join(dirname(name), path))
        if target not in self.files or not target.startswith(FOLDER):
            raise self.wrong(name, content, found, f"there is no asset {written!r}")
        if target in self.open:
            raise self.wrong(name, content, found, f"{written!r} leads back to this style sheet")
        address = relpath(self.one(target).address, dirname(name)) + written[len(path) :]
        start, after = found.span(kind)
        quoted = (mark or b'"') + address.encode() + (mark or b'"')
        return found[0][: start - found.start()] + quoted + found[0][after - found.start() :]

    def wrong(self, name: str, content: bytes, found: re.Match[bytes], reason: str) -> ThemeError:
        line = content.count(b"\n", 0, found.start()) + 1
        return ThemeError(self.files[name].path, line, reason)


def _small(style: bytes) -> bytes:
    """Return a style sheet without comments, indents and empty lines; no other blank is surely needless.

    A minifier that does not parse takes the blank of `.a :is(.b)` for one before a value.
    """
    bare = _COMMENT.sub(lambda found: found[0] if found["kept"] else b"", style)
    lines = (line.strip() for line in bare.split(b"\n"))
    return b"\n".join(line for line in lines if line)


def _named(name: str, content: bytes) -> str:
    folder, slash, file = name.rpartition("/")
    stem, dot, ending = file.rpartition(".")
    if not stem or ending == "txt":
        return name
    return f"{folder}{slash}{stem}.{blake2b(content, digest_size=4).hexdigest()}{dot}{ending}"
