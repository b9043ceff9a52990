"""What articles have to know of each other before one is read: slugs, languages, translations.

Links need the address of every article, and a page names the translations of its article. Both stand
in front matter, which is read for all articles that changed before any of them is read whole. So no
article is read with an address that another does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from sitegen.content import Identity, read_identity, read_status
from sitegen.content.models import PUBLIC
from sitegen.engine.records import is_settled
from sitegen.engine.tree import NO_STAMP, File, Stamp, read_text
from sitegen.site import addresses
from sitegen.site.translations import Translation, Translations, translations


class ArticleFiles(Struct, frozen=True):
    """The files of an article."""

    file: File
    sidecar: File | None


class KnownIdentity(Struct, frozen=True, array_like=True):
    """The identity of an article, and the files that say so."""

    text: Stamp
    identity: Identity
    sidecar: Stamp = NO_STAMP
    status: str | None = None
    """None until somebody asks, which only translations do."""


class Identities(Struct, frozen=True):
    """The identities of all articles of a site, by file."""

    known: Mapping[str, KnownIdentity]
    slugs: Mapping[str, str]
    translations: Translations


def identify(
    articles: Iterable[ArticleFiles],
    before: Mapping[str, KnownIdentity],
    looked: int,
    *,
    drafts: bool,
) -> Identities:
    """Return the identities of articles, reading only files whose stamps are not those of `before`.

    `looked` is when the build began that read `before`, in nanoseconds since 1970. Without `drafts`
    an article that readers may not see is no translation of another.
    """
    files = {item.file.name: item for item in articles}
    known: dict[str, KnownIdentity] = {}
    for name, item in files.items():
        found, stamp = before.get(name), item.file.stamp
        if found is None or found.text != stamp or not is_settled(stamp, looked):
            found = KnownIdentity(stamp, _identity(item.file))
        known[name] = found
    slugs = {name: found.identity.slug or usual_slug(name) for name, found in known.items()}
    originals = {
        slugs[name]: found.identity.translation_of
        for name, found in known.items()
        if found.identity.translation_of
    }
    group = originals.keys() | originals.values()
    shown: list[Translation] = []
    for name in known if group else ():
        slug = slugs[name]
        if slug not in group:
            continue
        known[name] = found = _with_status(known[name], files[name].sidecar, looked)
        if found.status in PUBLIC or (drafts and found.status):
            shown.append(Translation(slug, found.identity.language))
        else:
            originals.pop(slug, None)
    return Identities(known, slugs, translations(shown, originals))


def usual_slug(name: str) -> str:
    """Return the slug that the article in a file has unless its front matter gives another."""
    return addresses.slug_of(name.rpartition("/")[2].removesuffix(".md"))


def _identity(file: File) -> Identity:
    # What keeps a file from being read is reported when it is read whole.
    source, _ = read_text(file)
    return read_identity(source) if source else Identity()


def _with_status(known: KnownIdentity, sidecar: File | None, looked: int) -> KnownIdentity:
    if sidecar is None:
        return replace(known, sidecar=NO_STAMP, status="")
    stamp = sidecar.stamp
    if known.status is not None and known.sidecar == stamp and is_settled(stamp, looked):
        return known
    source, _ = read_text(sidecar)
    return replace(known, sidecar=stamp, status=read_status(source) if source else "")
