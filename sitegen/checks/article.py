"""Rules about one check: an article with its sidecar, against the registry and the desk's policies."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct, field

from sitegen.checks.archives import archive_fault
from sitegen.checks.claim_review import LONGEST_CLAIM, states_verdict
from sitegen.checks.links import Targets, broken, faults, has_faults, settled_later
from sitegen.checks.proportion import repeated
from sitegen.checks.wording import problem, words_are_shown
from sitegen.content import PartialDate, Policies, Registry, models
from sitegen.content.anchoring import Anchored
from sitegen.content.configuration import Level
from sitegen.content.links import below, parts_of, sidecar_of
from sitegen.content.nodes import Document, Path
from sitegen.content.registry import Table, Written, suggested_id
from sitegen.content.suggestions import Suggestions
from sitegen.diagnostics import Diagnostic, Kind, Position, Severity, report
from sitegen.diagnostics.kinds import (
    ARCHIVE_WRONG,
    CITATION_UNKNOWN,
    CITATION_UNMARKED,
    CLAIM_STATES_VERDICT,
    CLAIM_TOO_LONG,
    CONTRIBUTOR_UNKNOWN,
    CORRECTION_DISAGREES,
    CORRECTION_MISSING,
    DATE_FUTURE,
    DATE_ORDER,
    ENTITY_UNKNOWN,
    EVIDENCE_CONTRADICTS_VERDICT,
    FIELD_MISSING,
    FINDING_MISSING,
    REPLY_MISSING,
    REVIEW_AGAIN,
    REVIEWER_IS_AUTHOR,
    REVIEWER_MISSING,
    SOURCE_UNKNOWN,
    SOURCES_TOO_FEW,
    VERDICT_UNKNOWN,
)
from sitegen.diagnostics.limits import PAGES
from sitegen.text import (
    Found,
    Fragment,
    HeadingIds,
    fragment,
    located,
    may_lead,
    refusals,
    said_by,
    sentence,
)


class CheckedArticle(Struct, frozen=True):
    """An article with what it is checked against."""

    anchored: Anchored
    registry: Registry
    policies: Policies
    targets: Targets
    file: str
    """Its file below the content folder."""
    today: date
    suggestions: Suggestions = field(default_factory=Suggestions)
    """What may be spent on suggestions for it."""

    @property
    def sidecar(self) -> models.Sidecar:
        """Its annotations."""
        return self.anchored.sidecar.annotations

    @property
    def document(self) -> Document:
        """Its sidecar as it is written."""
        return self.anchored.sidecar.document

    def claims(self) -> Iterator[tuple[Path, models.Claim]]:
        """Yield the claims with their places in the sidecar."""
        for number, claim in enumerate(self.sidecar.claims):
            yield ("claims", number), claim


_NEARLY_CITED = re.compile(r"\[([a-z0-9-]+)\]|@([a-z0-9]+-[a-z0-9-]+)")
"""Names that people go by on the web have an @ before them too, but no hyphen."""
Check = Callable[[CheckedArticle], Iterable[Diagnostic]]


def check_article(article: CheckedArticle) -> list[Diagnostic]:
    """Return everything that the rules say about one check."""
    return [problem for check in CHECKS for problem in check(article)]


def check_part(article: CheckedArticle) -> list[Diagnostic]:
    """Return what the rules say about what could be read of a check that has mistakes of form."""
    return [problem for check in CHECKS_OF_A_PART for problem in check(article)]


def severity(level: Level) -> Severity | None:
    """Return the severity that a policy asks for; None if it is off."""
    return "error" if level == "error" else "warning" if level == "warn" else None


def _unknown(
    article: CheckedArticle,
    kind: Kind,
    name: str,
    known: Mapping[str, object],
    at: Position,
    hint: str = "",
) -> Diagnostic:
    near = suggested_id(known, name, article.suggestions)
    all_of_them = ", ".join(known) if kind is VERDICT_UNKNOWN else ""
    return report(kind, at, id=name, known=all_of_them, hint=near or hint)


Name = tuple[Kind, str | None, Mapping[str, object], Path]
"""A name in a sidecar: the kind of problem if `known` does not have it, and where it stands."""


def names_exist(article: CheckedArticle) -> Iterator[Diagnostic]:
    """Every verdict, source, entity and contributor that a sidecar names is in the registry."""
    has_scale = True
    for kind, name, known, path in _names(article):
        if name is not None and article.registry.lacks(_TABLES[kind.name], name):
            hint = _NEW_CLAIMANT if path[-2:] == ("claimant", "entity") else ""
            if kind is VERDICT_UNKNOWN and not known:
                if not has_scale:
                    continue  # One thing is missing, so it is said once.
                has_scale, hint = False, _NO_SCALE
            yield _unknown(article, kind, name, known, article.document.at(path), hint)


_TABLES: Mapping[str, Table] = {
    VERDICT_UNKNOWN.name: "verdicts",
    SOURCE_UNKNOWN.name: "sources",
    ENTITY_UNKNOWN.name: "entities",
    CONTRIBUTOR_UNKNOWN.name: "contributors",
}
_NO_SCALE = "no verdict is defined yet: write the scale into verdicts.yml in the content folder"
_NEW_CLAIMANT = "add it to a file in entities/, or write `claimant: {name: …}`"


def _names(article: CheckedArticle) -> Iterator[Name]:
    registry, sidecar = article.registry, article.sidecar
    for key, names in (("authors", sidecar.authors), ("reviewers", sidecar.reviewers)):
        for number, name in enumerate(names):
            yield CONTRIBUTOR_UNKNOWN, name, registry.contributors, (key, number)
    yield VERDICT_UNKNOWN, sidecar.verdict, registry.verdicts, ("verdict",)
    yield from _names_of_corrections(registry, (), sidecar.corrections)
    for path, claim in article.claims():
        yield VERDICT_UNKNOWN, claim.verdict, registry.verdicts, (*path, "verdict")
        for number, evidence in enumerate(claim.sources):
            place = (*path, "sources", number, "source")
            yield SOURCE_UNKNOWN, evidence.source, registry.sources, place
        for number, name in enumerate(claim.entities):
            yield ENTITY_UNKNOWN, name, registry.entities, (*path, "entities", number)
        if claim.claimant:
            place = (*path, "claimant", "entity")
            yield ENTITY_UNKNOWN, claim.claimant.entity, registry.entities, place
        yield from _names_of_corrections(registry, path, claim.corrections)


def _names_of_corrections(
    registry: Registry, path: Path, corrections: tuple[models.Correction, ...]
) -> Iterator[Name]:
    for number, item in enumerate(corrections):
        for key, name in (("from", item.before), ("to", item.after)):
            yield VERDICT_UNKNOWN, name, registry.verdicts, (*path, "corrections", number, key)


class _Written(Struct, frozen=True):
    """A Markdown text of a sidecar."""

    path: Path
    markdown: str
    is_inline: bool

    @property
    def fragment(self) -> Fragment:
        """The text as it is published: the very same value, parsed once."""
        return sentence(self.markdown) if self.is_inline else fragment(self.markdown)


def texts(article: CheckedArticle) -> Iterator[_Written]:
    """Yield every Markdown text of a sidecar with its place."""
    sidecar = article.sidecar
    if sidecar.finding:
        yield _Written(("finding",), sidecar.finding.strip(), True)
    yield from _notes_of_corrections((), sidecar.corrections)
    for path, claim in article.claims():
        if claim.finding:
            yield _Written((*path, "finding"), claim.finding.strip(), True)
        if claim.explanation:
            yield _Written((*path, "explanation"), claim.explanation, False)
        if claim.reply and claim.reply.text:
            yield _Written((*path, "reply", "text"), claim.reply.text, False)
        yield from _notes_of_corrections(path, claim.corrections)
    for number, note in enumerate(sidecar.notes):
        yield _Written(("notes", number, "text"), note.text, False)


def _notes_of_corrections(
    path: Path, corrections: tuple[models.Correction, ...]
) -> Iterator[_Written]:
    for number, item in enumerate(corrections):
        if item.note:
            yield _Written((*path, "corrections", number, "note"), item.note.strip(), True)


def texts_are_publishable(article: CheckedArticle) -> Iterator[Diagnostic]:
    """Citations name sources, links lead somewhere, and no raw HTML is hidden in a text."""
    document = article.document
    file = sidecar_of(article.file)
    sources, lacks = article.registry.sources, article.registry.lacks
    for written in texts(article):
        text, path = written.fragment, written.path
        for name, words in uncited(text, sources):
            yield report(CITATION_UNMARKED, document.find(path, words), id=name)
        for loss in text.losses:
            yield problem(loss, document.find(path, loss.written.partition("\n")[0]))
        links = text.addresses()
        own = _own_anchors(article, links)
        is_cited_wrongly = any(lacks("sources", name) for name in text.cited())
        is_wrong = (links or text.refusals) and has_faults(
            text.refusals, links, file, article.targets, own
        )
        if not (is_cited_wrongly or is_wrong):
            continue
        found = located(written.markdown, is_inline=written.is_inline)
        said: set[str] = set()
        for item in found:
            is_unknown = item.kind == "citation" and lacks("sources", item.text)
            if is_unknown and item.text not in said:
                said.add(item.text)
                at = document.within(path, written.markdown, item.line, item.column)
                yield _unknown(article, CITATION_UNKNOWN, item.text, sources, at)
        for item, fault in faults(found, file, article.targets, own):
            yield fault.at(document.within(path, written.markdown, item.line, item.column))


def _own_anchors(article: CheckedArticle, links: Iterable[str]) -> Collection[str] | None:
    """Return the anchors of an article's page that an editor gives; None if no link may ask."""
    if not any("#" in link for link in links):
        return None
    prose = article.anchored.article.prose
    ids = HeadingIds()
    headings = [
        ids.id(said_by(prose.tokens[index + 1].children or ()))
        for index, token in enumerate(prose.tokens)
        if token.type == "heading_open"
    ]
    names = [item.id for item in article.sidecar.claims]
    names += [item.id for item in article.sidecar.notes]
    return {*headings, *(f"{kind}-{name}" for name in names for kind in ("mark", "claim"))}


def uncited(text: Fragment, sources: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield the sources that a text names in what is nearly a citation, and how it is written there."""
    if "[" not in text.said and "@" not in text.said:  # most have neither
        return
    for found in _NEARLY_CITED.finditer(text.said):
        name = found[1] or found[2]
        if name in sources:
            yield name, found[0]


def body_is_publishable(article: CheckedArticle) -> Iterator[Diagnostic]:
    """The article's words are shown, its links lead somewhere, and no raw HTML is hidden in it."""
    read = article.anchored.article
    tokens = read.prose.tokens
    found = tuple(refusals(tokens))
    links = [
        str(child.attrs.get("href" if child.type == "link_open" else "src", ""))
        for token in tokens
        if may_lead(token)
        for child in token.children or ()
        if child.type in ("link_open", "image")
    ]
    yield from words_are_shown(read)
    own = _own_anchors(article, links)
    if not has_faults(found, links, article.file, article.targets, own):
        return
    # Only then it is found out where they stand.
    text = read.source.text[read.source.line_offset(read.lines_before + 1) :]
    for item, fault in faults(located(text, cites=False), article.file, article.targets, own):
        line = read.lines_before + item.line + 1
        yield fault.at(Position(read.source.path, line, item.column + 1))


class Pending(Struct, frozen=True, array_like=True):
    """A link whose target is known only when every article was read."""

    address: str
    problem: Diagnostic
    """What is wrong if there is no such page."""


def pending_links(article: CheckedArticle) -> Iterator[Pending]:
    """Yield the links to claims and topics, which other articles make."""
    read, file = article.anchored.article, sidecar_of(article.file)
    text = read.source.text
    # Few articles have any, so most are told by looking for the folders.
    if "claims/" in text or "topics/" in text:
        body = text[read.source.line_offset(read.lines_before + 1) :]
        for item in located(body, cites=False):
            line = read.lines_before + item.line + 1
            at = Position(read.source.path, line, item.column + 1)
            yield from _pending(item, article.file, at, article.targets)
    text = article.document.source.text
    for written in texts(article) if "claims/" in text or "topics/" in text else ():
        for item in located(written.markdown, is_inline=written.is_inline):
            at = article.document.within(written.path, written.markdown, item.line, item.column)
            yield from _pending(item, file, at, article.targets)


def _pending(item: Found, file: str, at: Position, targets: Targets) -> Iterator[Pending]:
    address = settled_later(item.text, file) if item.kind in ("link", "image") else ""
    if (
        address
        and address in targets.addresses
        and below(parts_of(item.text)[0], file) not in (targets.files)
    ):
        yield Pending(address, broken(item.text).at(at))


def published_claims_are_complete(article: CheckedArticle) -> Iterator[Diagnostic]:
    """A published check has a date and an author; a published claim has a verdict and a finding."""
    sidecar, document = article.sidecar, article.document
    if not sidecar.is_public:
        return
    for key, value in (("checked", sidecar.checked), ("authors", sidecar.authors)):
        if not value:
            yield report(FIELD_MISSING, document.at(), key=key, what="a published check")
    for path, claim in article.claims():
        for key, text in (("verdict", claim.verdict), ("finding", claim.finding)):
            if not text:
                yield report(FINDING_MISSING, document.at(path), id=claim.id, key=key)


def rated_claims_have_sources(article: CheckedArticle) -> Iterator[Diagnostic]:
    """A rated verdict rests on evidence (policy `minimum_sources`)."""
    policy = article.policies.minimum_sources
    level = severity(policy.level)
    if level is None or not article.sidecar.is_public:
        return
    for path, claim in article.claims():
        verdict = article.registry.verdicts.get(claim.verdict or "")
        if verdict is None or verdict.value.rating is None:
            continue
        used = {item.source for item in claim.sources}
        # As they are published: the very same values, parsed once.
        used.update(sentence(claim.finding.strip()).cited() if claim.finding else ())
        used.update(fragment(claim.explanation).cited() if claim.explanation else ())
        if len(used) < policy.count:
            yield report(
                SOURCES_TOO_FEW,
                article.document.at((*path, "verdict")),
                severity=level,
                id=claim.id,
                needed="one source" if policy.count == 1 else f"{policy.count} sources",
                found=len(used) or "none",
            )


def evidence_fits_verdict(article: CheckedArticle) -> Iterator[Diagnostic]:
    """Not every source that takes a side points away from the verdict."""
    against = {"positive": "contradicts", "negative": "supports"}
    for path, claim in article.claims():
        verdict = article.registry.verdicts.get(claim.verdict or "")
        taken = {item.stance for item in claim.sources} - {None, "context"}
        side = against.get(verdict.value.tone) if verdict else None
        if verdict and taken == {side}:
            at = article.document.at((*path, "verdict"))
            yield report(EVIDENCE_CONTRADICTS_VERDICT, at, verdict=verdict.value.label, side=side)


def claims_are_short(article: CheckedArticle) -> Iterator[Diagnostic]:
    """A claim fits into a search result, in plain words or as quoted (policy `claim_length`)."""
    level = severity(article.policies.claim_length)
    for path, claim in article.claims() if level else ():
        words, key, hint = claim.claim or "", "claim", ""
        if not words and article.sidecar.is_public:
            words = " … ".join(article.anchored.quoted(claim.id))
            key = "quote" if claim.quote else "quotes"
            hint = "the quote stands for the claim; say it in fewer words: `claim: …`"
        if (length := len(words.strip())) > LONGEST_CLAIM:
            yield report(
                CLAIM_TOO_LONG,
                article.document.at((*path, key)),
                severity=level,
                hint=hint,
                length=length,
                limit=LONGEST_CLAIM,
            )


def claims_leave_the_verdict_out(article: CheckedArticle) -> Iterator[Diagnostic]:
    """A claim in plain words says what was claimed, and not what we think of it."""
    for path, claim in article.claims():
        verdict = article.registry.verdicts.get(claim.verdict or "")
        if verdict and claim.claim and states_verdict(claim.claim, verdict.value.label):
            at = article.document.at((*path, "claim"))
            yield report(CLAIM_STATES_VERDICT, at, verdict=verdict.value.label)


def somebody_else_read_it(article: CheckedArticle) -> Iterator[Diagnostic]:
    """A published check has a reviewer who is not its author (policy `second_reader`)."""
    level = severity(article.policies.second_reader)
    sidecar, document = article.sidecar, article.document
    if level is None or not sidecar.is_public:
        return
    others = [name for name in sidecar.reviewers if name not in sidecar.authors]
    for number, name in enumerate(sidecar.reviewers):
        if name in sidecar.authors:
            yield report(
                REVIEWER_IS_AUTHOR, document.at(("reviewers", number)), severity=level, id=name
            )
    if not others and not sidecar.reviewers:
        yield report(REVIEWER_MISSING, document.at(("status",), key=True), severity=level)


def claimants_were_asked(article: CheckedArticle) -> Iterator[Diagnostic]:
    """Whoever made a claim was asked about it (policy `reply_asked`)."""
    level = severity(article.policies.reply_asked)
    if level is None or not article.sidecar.is_public:
        return
    for path, claim in article.claims():
        verdict = article.registry.verdicts.get(claim.verdict or "")
        rated = verdict is not None and verdict.value.rating is not None
        if rated and claim.claimant and not (claim.reply and claim.reply.asked):
            yield report(REPLY_MISSING, article.document.at(path), severity=level, id=claim.id)


def corrections_end_at_verdict(article: CheckedArticle) -> Iterator[Diagnostic]:
    """The newest correction that names a verdict ends at the one that is shown, if both exist."""
    owners: list[tuple[Path, models.Sidecar | models.Claim]] = [((), article.sidecar)]
    owners += article.claims()
    for path, owner in owners:
        dated = [(item.date, n) for n, item in enumerate(owner.corrections) if item.after]
        if not dated:
            continue
        newest = max(dated)[1]
        after = owner.corrections[newest].after
        lacks = article.registry.lacks
        if any(name and lacks("verdicts", name) for name in (after, owner.verdict)):
            continue
        if after != owner.verdict:
            at = article.document.at((*path, "corrections", newest, "to"))
            yield report(CORRECTION_DISAGREES, at, to=after, verdict=owner.verdict or "none")


def retractions_are_explained(article: CheckedArticle) -> Iterator[Diagnostic]:
    """A check that is retracted says since when and why, in the log of the check as a whole."""
    sidecar, document = article.sidecar, article.document
    if sidecar.status != "retracted":
        return
    found = [n for n, item in enumerate(sidecar.corrections) if item.kind == "retraction"]
    if not found:
        at = document.at(("status",))
        yield report(
            CORRECTION_MISSING, at, hint=_RETRACTION, change="the status changed to 'retracted'"
        )
    elif not any(sidecar.corrections[number].note for number in found):
        at = document.at(("corrections", found[-1]))
        yield report(FIELD_MISSING, at, hint=_REASON, key="note", what="a retraction")


_RETRACTION = (
    "add below it, at the top level:\n"
    "  corrections:\n"
    "    - {date: YYYY-MM-DD, kind: retraction, note: why it does not hold}"
)
_REASON = "say why the check does not hold: `note: …`"


def claims_need_another_look(article: CheckedArticle) -> Iterator[Diagnostic]:
    """A quote that was mended by a patch has been looked at since."""
    for path, claim in article.claims():
        if claim.review_again:
            at = article.document.at((*path, "review_again"), key=True)
            yield report(REVIEW_AGAIN, at, id=claim.id)


def dates_are_possible(article: CheckedArticle) -> Iterator[Diagnostic]:
    """No date is still to come, and none is before what must have come first."""
    sidecar, document = article.sidecar, article.document
    published = article.anchored.article.matter.date
    matter = article.anchored.article.document
    yield from future(matter, ("date",), published, article.today)
    yield from future(document, ("checked",), sidecar.checked, article.today)
    if published and sidecar.checked and published.earliest > sidecar.checked:
        at = document.at(("checked",))
        yield report(
            DATE_ORDER, at, key="checked", date=sidecar.checked, other="date", other_date=published
        )
    yield from _corrections_in_order(article, (), sidecar.corrections)
    for path, claim in article.claims():
        yield from future(document, (*path, "made"), claim.made, article.today)
        if claim.made and sidecar.checked and claim.made.earliest > sidecar.checked:
            at = document.at((*path, "made"))
            yield _late(at, "made", claim.made, "checked", sidecar.checked)
        if claim.reply:
            yield from _reply_in_order(article, (*path, "reply"), claim.reply)
        yield from _corrections_in_order(article, path, claim.corrections)


def _late(at: Position, key: str, day: object, other: str, other_day: object) -> Diagnostic:
    """Return the problem of `key` standing after `other`, which must not come first."""
    return report(DATE_ORDER, at, key=other, date=other_day, other=key, other_date=day)


def _reply_in_order(
    article: CheckedArticle, path: Path, reply: models.Reply
) -> Iterator[Diagnostic]:
    document = article.document
    for key, day in (("asked", reply.asked), ("answered", reply.answered)):
        yield from future(document, (*path, key), day, article.today)
    if reply.asked and reply.answered and reply.answered < reply.asked:
        at = document.at((*path, "answered"))
        yield _late(at, "asked", reply.asked, "answered", reply.answered)


def _corrections_in_order(
    article: CheckedArticle, path: Path, corrections: tuple[models.Correction, ...]
) -> Iterator[Diagnostic]:
    for number, item in enumerate(corrections):
        place = (*path, "corrections", number, "date")
        yield from future(article.document, place, item.date, article.today)
        published = article.anchored.article.matter.date
        if published and published.earliest > item.date:
            at = article.document.at(place)
            yield _late(at, "date of the article", published, "date", item.date)


def future(
    document: Document | Written, path: Path, day: date | PartialDate | None, today: date
) -> Iterator[Diagnostic]:
    """Report a date that is still to come; one day of grace for time zones."""
    if day is None:
        return
    earliest = day.earliest if isinstance(day, PartialDate) else day
    if earliest.toordinal() > today.toordinal() + 1:
        yield report(DATE_FUTURE, document.at(path), key=str(path[-1]), date=day)


def archived_copy_is_one(article: CheckedArticle) -> Iterator[Diagnostic]:
    """The archived copy of the article is one stored copy."""
    archived = article.anchored.article.matter.archived
    fault = archive_fault(archived.url) if archived else ""
    if fault:
        document = article.anchored.article.document
        yield report(ARCHIVE_WRONG, document.at(("archived", "url")), reason=fault)


def pages_stay_in_proportion(article: CheckedArticle) -> Iterator[Diagnostic]:
    """What is written once and printed with each claim is not out of proportion."""
    found = repeated(article.anchored, article.registry)
    if found > PAGES.most:
        at = article.document.at(("claims",), key=True)
        yield PAGES.exceeded(at, "what the pages of this article repeat", found)


CHECKS: tuple[Check, ...] = (
    pages_stay_in_proportion,
    names_exist,
    texts_are_publishable,
    body_is_publishable,
    published_claims_are_complete,
    rated_claims_have_sources,
    evidence_fits_verdict,
    claims_are_short,
    claims_leave_the_verdict_out,
    somebody_else_read_it,
    claimants_were_asked,
    corrections_end_at_verdict,
    retractions_are_explained,
    claims_need_another_look,
    dates_are_possible,
    archived_copy_is_one,
)
CHECKS_OF_A_PART: tuple[Check, ...] = (
    names_exist,
    texts_are_publishable,
    body_is_publishable,
    claims_leave_the_verdict_out,
    claims_need_another_look,
    dates_are_possible,
    archived_copy_is_one,
)
"""Those that look at what is there: what is missing may be what could not be read."""
