"""What templates were compiled to, kept from build to build.

It is run, and so it has to be our own: a cache that came with a project, in a pull request perhaps,
must not be able to bring code along. It is sealed with a key that lies outside of every project, where
only its user can read it; what does not bear the seal is as if it were not there.
"""

from __future__ import annotations

import hmac
import marshal
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from types import CodeType

import msgspec
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from sitegen.engine.cache import Cache

_KEY_SIZE, _SEAL_SIZE = 32, 32


class Compiled(BytecodeCache):
    """The templates of one theme, by their language, name and path."""

    def __init__(self, memory: Cache, name: str, made_with: bytes) -> None:
        """Take what the cache has under a name; `made_with` tells the theme and the programs."""
        self._name, self._made_with = f"compiled/{name}", made_with
        self._key = _key()
        self._kept = self._opened(memory.get(self._name, bytes)) if self._key else {}
        self._is_new = False

    def keep(self, memory: Cache) -> None:
        """Put what was compiled since into the cache."""
        if self._is_new and self._key:
            content = msgspec.msgpack.encode(self._kept)
            sealed = self._seal(content) + content
            memory.put([(self._name, msgspec.msgpack.encode(sealed))])

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return a template, with its code if that is known."""
        language = environment.interface.code  # type: ignore[attr-defined]
        bucket = Bucket(environment, f"{language}\0{name}\0{filename}", "")
        known = self._kept.get(bucket.key)
        if known is not None:
            with suppress(ValueError, EOFError, TypeError):
                code = marshal.loads(known)  # noqa: S302 (it bears our seal)
                bucket.code = code if isinstance(code, CodeType) else None
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._kept[bucket.key] = marshal.dumps(bucket.code)
            self._is_new = True

    def _opened(self, sealed: bytes | None) -> dict[str, bytes]:
        content = (sealed or b"")[_SEAL_SIZE:]
        if not sealed or not hmac.compare_digest(sealed[:_SEAL_SIZE], self._seal(content)):
            return {}
        try:
            return msgspec.msgpack.decode(content, type=dict[str, bytes])
        except (msgspec.MsgspecError, ValueError):
            return {}

    def _seal(self, content: bytes) -> bytes:
        seal = blake2b(self._made_with, key=self._key, digest_size=_SEAL_SIZE)
        seal.update(content)
        return seal.digest()


def _key() -> bytes:
    """Return the key of this user, made when it is first asked for; b'' if there can be none."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sitegen"
        file = folder / "key"
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "wb") as made:
                made.write(os.urandom(_KEY_SIZE))
        status = file.lstat()
        is_private = status.st_uid == os.getuid() and not status.st_mode & 0o077
        key = file.read_bytes() if is_private else b""
    except (OSError, RuntimeError):  # There is no home, or none that can be written.
        return b""
    return key if len(key) == _KEY_SIZE else b""
