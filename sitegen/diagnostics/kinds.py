"""Every kind of problem: its permanent name, its words, and what `sitegen explain` says about it.

The names are those of FORMATS.md section 6; they never change, because people and tools search for
them. `docs/problems.md` is generated from this table.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

KINDS: dict[str, Kind] = {}


class Kind(Struct, frozen=True):
    """A kind of problem. `message` and `hint` are format strings over the facts of a report."""

    name: str
    severity: Literal["error", "warning"]
    message: str
    hint: str
    meaning: str
    wrong: str
    right: str


def _kind(
    name: str,
    message: str,
    *,
    hint: str = "",
    severity: Literal["error", "warning"] = "error",
    meaning: str,
    wrong: str,
    right: str,
) -> Kind:
    kind = Kind(name, severity, message, hint, meaning, wrong, right)
    KINDS[name] = kind
    return kind


# Files and YAML

FILE_UNREADABLE = _kind(
    "file-unreadable",
    "this file cannot be read: {reason}",
    hint="save it as UTF-8 text inside the content folder",
    meaning="A content file is missing, not permitted, too large, or not UTF-8 text. "
    "A character that no page can show, such as NUL, and a link that leads out of the content folder count too.",
    wrong="a file saved as UTF-16",
    right="the same file saved as UTF-8",
)
LIMIT_EXCEEDED = _kind(
    "limit-exceeded",
    "{what} has {found} {unit}; at most {most} are read",
    meaning="Content may come from anyone, so what it can cost in memory, time and space is bounded. "
    "The limits are far above what real texts need: docs/formats.md lists them. What passes one is not "
    "read, and the site is not published.",
    wrong="title: a text of 200,000 characters",
    right="title: Minister defends record",
)
FILE_MISNAMED = _kind(
    "file-misnamed",
    "this file is not read: its name is not quite one that sitegen knows",
    meaning="The name is nearly that of an article, a sidecar or a file of the registry. What the file "
    "says would be lost, so the site is not published; the file itself never is.",
    wrong="articles/debate.annotation.yml\nentities/people.yaml",
    right="articles/debate.annotations.yml\nentities/people.yml",
)
FILE_WITHHELD = _kind(
    "file-withheld",
    "this file is not published: {reason}",
    severity="warning",
    meaning="Backups are not published, and beside articles and at the top of the content folder neither "
    "is what may be a note of the desk. A link is published only if the file it leads to would be. Any other folder is published as it is.",
    wrong="articles/debate.md.bak\narticles/notes.txt",
    right="files/notes.txt, if readers are to have it",
)
YAML_SYNTAX = _kind(
    "yaml-syntax",
    "YAML error at line {line}: {reason}",
    hint="check the indentation, the colons and the quotation marks just before this place",
    meaning="YAML cannot read the file, or the file uses a part of YAML that content does not need: "
    "tabs for indentation, tags, an alias to itself, aliases that multiply, or escapes for characters that no "
    "page can show. All errors of a file are reported at once, as far as they are certain; what the file "
    "says is looked at when it can be read.",
    wrong="quote: He said: no",
    right='quote: "He said: no"',
)
TEXT_CUT = _kind(
    "text-cut",
    "the text ends before {rest!r}, because in YAML a # after a space begins a comment",
    hint="put the whole text into quotation marks; if it is a comment, write a space after its #",
    meaning="YAML would silently leave out the rest of the line. There is no space after the #, so it looks "
    "like a part of the text, and not like a comment.",
    wrong="finding: It came in as #4 of the list.",
    right='finding: "It came in as #4 of the list."',
)
KEY_REPEATED = _kind(
    "key-repeated",
    "{key!r} is given twice; the first one is on line {first}",
    hint="keep one of the two",
    meaning="YAML would silently keep only one of two equal keys. We ask which one you mean.",
    wrong="verdict: false\nverdict: partly",
    right="verdict: partly",
)
KEY_UNKNOWN = _kind(
    "key-unknown",
    "{key!r} is not a field of {what}",
    hint="the fields are: {fields}",
    meaning="There is no field with this name here. Most often it is a typing mistake, "
    "and what it holds would be lost. A key without a value counts too: `{source: s, stance supports}` lacks a colon.",
    wrong="verdit: partly",
    right="verdict: partly",
)
FIELD_MISSING = _kind(
    "field-missing",
    "{what} needs the field {key!r}",
    hint="add the line `{key}: …`",
    meaning="Something cannot be published without this field.",
    wrong="- id: fleet\n  verdict: partly",
    right="- id: fleet\n  quote: Putin deployed his Baltic Fleet\n  verdict: partly",
)
FIELD_WRONG = _kind(
    "field-wrong",
    "{key!r} should be {expected}, not {found}",
    meaning="A field holds a value of the wrong kind: a list where a text is expected, a day that "
    "is not in the calendar, a word that is not among the possible ones.",
    wrong="checked: 2026-02-30",
    right="checked: 2026-02-28",
)
ID_WRONG = _kind(
    "id-wrong",
    "{id!r} cannot be an id",
    hint="use small letters a to z, digits, and single hyphens between them, 100 at most: {proposal}",
    meaning="Ids become addresses, so they are made of a–z, 0–9 and single hyphens, and are not long.",
    wrong="- id: Baltic_Fleet",
    right="- id: baltic-fleet",
)
ID_REPEATED = _kind(
    "id-repeated",
    "the id {id!r} is taken; it is first used at {first}",
    hint="give one of the two another id",
    meaning="An id names one thing: a claim or note in its sidecar, an entity, source, verdict or "
    "contributor in the whole site.",
    wrong="- id: fleet\n…\n- id: fleet",
    right="- id: fleet\n…\n- id: fleet-2019",
)
SLUG_REPEATED = _kind(
    "slug-repeated",
    "the address /{address} is taken by {first}",
    hint="give one of them another `slug:` in its front matter",
    meaning="Two files would be published at the same address. Addresses that differ only in capitals "
    "count as the same: macOS and Windows keep one file for both.",
    wrong="articles/2024/debate.md and articles/2025/debate.md",
    right="slug: debate-2025 in the second one",
)

ADDRESS_UNPORTABLE = _kind(
    "address-unportable",
    "the address /{address} cannot be stored on Windows, because of {part!r}",
    severity="warning",
    hint="choose another name",
    meaning="Windows has no files or folders with such a name: it reserves con, prn, aux, nul, com1 to com9 "
    'and lpt1 to lpt9, refuses < > : " | ? * \\ and drops a full stop or space at the end. Artifacts of '
    "GitHub refuse most of these signs too.",
    wrong="content/files/10:30.pdf",
    right="content/files/10-30.pdf",
)
TOPIC_SHARED = _kind(
    "topic-shared",
    "the topic {topic!r} would share the page /{address} with {other!r} ({place})",
    hint="write one of them in other words; if both are one topic, write it in one way",
    meaning="The address of a topic holds its letters and digits only, so topics that differ in other "
    "signs would be listed on one page. Capitals, spaces and hyphens make no other topic.",
    wrong="topics: [C++] in one article, topics: [C] in another",
    right="topics: [C plus plus] in the first one",
)

SIDECAR_MISSING = _kind(
    "sidecar-missing",
    "this article has no sidecar, so it is not published",
    severity="warning",
    hint="write {name} beside it",
    meaning="A checked text has a file with its annotations beside it. Until it is there, the "
    "article is a draft.",
    wrong="articles/debate.md alone",
    right="articles/debate.md and articles/debate.annotations.yml",
)
ARTICLE_MISSING = _kind(
    "article-missing",
    "there is no article {name} beside this sidecar",
    hint="rename one of the two, so that their names agree",
    meaning="A sidecar annotates the article of the same name in the same folder.",
    wrong="articles/debate.annotations.yml alone",
    right="articles/debate.annotations.yml and articles/debate.md",
)

# Quotes

QUOTE_MISSING = _kind(
    "quote-missing",
    "{fault}",
    meaning="The quoted words do not stand in the article, letter by letter. White space, kinds of "
    "quotation marks, dashes and invisible characters may differ; words, digits and capitals may "
    "not, because no rule can tell a harmless edit from a changed meaning. Or the words stand there, but not "
    "with the prefix, suffix or occurrence of the quote. `sitegen fix` shows a patch "
    "for each quote that drifted and writes those that you accept.",
    wrong="quote: unemployment fell to 4.1 percent      # the article says 5.1 percent",
    right="quote: unemployment fell to 5.1 percent",
)
QUOTE_AMBIGUOUS = _kind(
    "quote-ambiguous",
    "the article contains {quote!r} {count} times",
    meaning="The same words stand in the article more than once, and only you know which ones were "
    "checked. Give words that stand directly before or after in the same paragraph, or say `occurrence: all`.",
    wrong="quote: the report",
    right="quote: {exact: the report, prefix: according to}",
)
CONTEXT_WEAK = _kind(
    "context-weak",
    "the context of {quote!r} {weakness}",
    severity="warning",
    meaning="What tells the quote from other places with the same words is a full stop or a part of a word, "
    "stands in another paragraph, or is a number. It holds today, but an edit of the text can move the quote "
    "to another place without a trace: a number follows the count. Whole words from the same paragraph hold, "
    "because the quote is missing when they change.",
    wrong='quote: {exact: swamp, suffix: ". You"}\nquote: {exact: London, occurrence: 2}',
    right="quote: {exact: swamp, prefix: must drain the}\nquote: {exact: London, suffix: was bombed}",
)
QUOTE_OVERLAPS_ITSELF = _kind(
    "quote-overlaps-itself",
    "two passages of {id!r} cover the same words: {passage!r}",
    hint="join them into one passage, or quote each part once",
    meaning="A claim that rests on several passages names the same words twice.",
    wrong="quotes: [the Baltic Fleet, Baltic Fleet near Caracas]",
    right="quote: the Baltic Fleet near Caracas",
)

# Names of things

VERDICT_UNKNOWN = _kind(
    "verdict-unknown",
    "{id!r} is not a verdict",
    hint="the verdicts are: {known}",
    meaning="Verdicts are defined in verdicts.yml, so that readers can look up what they mean.",
    wrong="verdict: flase",
    right="verdict: false",
)
SOURCE_UNKNOWN = _kind(
    "source-unknown",
    "there is no source {id!r}",
    hint="add it to a file in sources/",
    meaning="The evidence names a source that is not in sources/.",
    wrong="sources: [tass-smolni]",
    right="sources: [tass-smolny]",
)
ENTITY_UNKNOWN = _kind(
    "entity-unknown",
    "there is no entity {id!r}",
    hint="add it to a file in entities/",
    meaning="A claim names an entity that is not in entities/.",
    wrong="entities: [carracas]",
    right="entities: [caracas]",
)
CONTRIBUTOR_UNKNOWN = _kind(
    "contributor-unknown",
    "there is no contributor {id!r}",
    hint="add it to contributors.yml",
    meaning="Authors and reviewers of a check are listed in contributors.yml.",
    wrong="authors: [example-dsek]",
    right="authors: [example-desk]",
)
CITATION_UNKNOWN = _kind(
    "citation-unknown",
    "this text cites {id!r}, which is not a source",
    hint="add it to a file in sources/, or correct the citation",
    meaning="A citation `[@id]` names a source that is not in sources/.",
    wrong="The ship left on 9 August [@tass-smolni].",
    right="The ship left on 9 August [@tass-smolny].",
)
CITATION_UNMARKED = _kind(
    "citation-unmarked",
    "this text names the source {id!r} and does not cite it",
    hint="write [@{id}]",
    severity="warning",
    meaning="A citation is an @ and the id of a source, in square brackets. Anything else is "
    "printed as it stands, and readers are not led to the source.",
    wrong="The ship left on 9 August [tass-smolny].",
    right="The ship left on 9 August [@tass-smolny].",
)
EMPHASIS_UNMARKED = _kind(
    "emphasis-unmarked",
    "these signs are printed as they stand: {words}",
    hint="put the signs around whole words, without a space inside: **words**; for signs of the text "
    "write \\* and \\_",
    severity="warning",
    meaning="Two pairs of signs look like emphasis, but there is a space on their inner side, or one of "
    "them stands inside a word, where signs belong to the text.",
    wrong="It was ** never** said.",
    right="It was **never** said.",
)
SOURCE_UNUSED = _kind(
    "source-unused",
    "no check uses the source {id!r}",
    severity="warning",
    hint="cite it, or remove it",
    meaning="A source that nothing cites has a page that leads nowhere.",
    wrong="a source in sources/ that no claim names",
    right="a claim with `sources: [that-source]`",
)
SOURCE_DUPLICATE = _kind(
    "source-duplicate",
    "{id!r} has the same address as {first!r}",
    severity="warning",
    hint="keep one of them and use its id everywhere",
    meaning="Two sources point to the same page, so its uses would be counted apart.",
    wrong="two sources with the same url",
    right="one source, cited twice",
)
ENTITY_UNUSED = _kind(
    "entity-unused",
    "no check names the entity {id!r}",
    severity="warning",
    hint="name it in the `entities:` of a claim, or remove it",
    meaning="An entity that no claim names and no article mentions has an empty page.",
    wrong="an entity in entities/ that nothing names",
    right="a claim with `entities: [that-entity]`",
)
ALIAS_SHARED = _kind(
    "alias-shared",
    "{alias!r} names both {id!r} and {other!r}",
    severity="warning",
    hint="remove the alias from one of them; mentions of it are not linked until then",
    meaning="The same name belongs to two entities, and a link would be a guess. "
    "Mentions of a shared name are left unlinked.",
    wrong="aliases: [Georgia] for the country and for the US state",
    right="aliases: [State of Georgia] for the latter",
)

# Dates, sources, evidence

DATE_FUTURE = _kind(
    "date-future",
    "{key!r} is {date}, which is in the future",
    meaning="A check, a statement or a source cannot be from a day that has not come yet.",
    wrong="checked: 2206-11-22",
    right="checked: 2026-11-22",
)
DATE_ORDER = _kind(
    "date-order",
    "{key!r} is {date}, before {other!r} ({other_date})",
    meaning="Two dates are in an impossible order: checked or corrected before the text appeared, a "
    "claim made after the check, an answer before the question, an archived copy before the page.",
    wrong="reply: {asked: 2026-11-03, answered: 2026-11-01}",
    right="reply: {asked: 2026-11-01, answered: 2026-11-03}",
)
ARCHIVE_WRONG = _kind(
    "archive-wrong",
    "this is not the address of an archived copy: {reason}",
    hint="copy the address of one stored copy, such as https://web.archive.org/web/20240829000000/…",
    meaning="An archive address must lead to one stored copy: a Wayback Machine address has a "
    "14-digit time stamp from 1996 on, and is neither a request to save nor a list of copies.",
    wrong="url: https://web.archive.org/save/https://example.org/",
    right="url: https://web.archive.org/web/20240829120000/https://example.org/",
)
ARCHIVE_MISSING = _kind(
    "archive-missing",
    "the source {id!r} has no archived copy",
    severity="warning",
    hint="store the page in a web archive and add `archived: {{url: …, date: …}}`",
    meaning="Pages change and vanish. An archived copy lets a reader repeat the check. "
    "The policy `archived_sources` sets how strict this is.",
    wrong="a source with a url and no archived copy",
    right="archived: {url: https://web.archive.org/web/20240829120000/…, date: 2024-08-29}",
)
ACCESS_DATE_MISSING = _kind(
    "access-date-missing",
    "the source {id!r} does not say when it was read",
    severity="warning",
    hint="add `accessed: YYYY-MM-DD`",
    meaning="Readers need to know when a page said what it said. "
    "The policy `access_dates` sets how strict this is.",
    wrong="a source with a url and no access date",
    right="accessed: 2026-11-22",
)
SOURCES_TOO_FEW = _kind(
    "sources-too-few",
    "a rated claim needs at least {needed}, and {id!r} has {found}",
    hint="name the evidence under `sources:`",
    meaning="A rated verdict rests on evidence that readers can look up. "
    "The policy `minimum_sources` sets how many sources, and how strict this is.",
    wrong="verdict: contradicted, without sources",
    right="verdict: contradicted\nsources: [gazprom-2008]",
)
EVIDENCE_CONTRADICTS_VERDICT = _kind(
    "evidence-contradicts-verdict",
    "the verdict is {verdict!r}, but all the evidence that takes a side {side} the claim",
    severity="warning",
    hint="look at the verdict and at each `stance:` again",
    meaning="Every source with a stance points the other way than the verdict does.",
    wrong="verdict: supported, with only sources that contradict",
    right="a stance, or a verdict, that says what the evidence says",
)
FINDING_MISSING = _kind(
    "finding-missing",
    "the published claim {id!r} has no {key!r}",
    hint="add it, or set `status: draft` while the check is being written",
    meaning="A published claim has a verdict and a finding: the one sentence that is shown first.",
    wrong="status: published, and a claim without `finding:`",
    right="finding: One training ship called at La Guaira for three days.",
)
CLAIM_TOO_LONG = _kind(
    "claim-too-long",
    "the claim is {length} characters long; search engines show {limit}",
    severity="warning",
    hint="say it in fewer words",
    meaning="Search engines show about 75 characters of a claim. Where there is no `claim:`, the "
    "quote stands for it. The policy `claim_length` sets how strict this is.",
    wrong="claim: a whole paragraph",
    right="claim: Putin sent the Baltic Fleet to a port near Caracas.",
)
CLAIM_STATES_VERDICT = _kind(
    "claim-states-verdict",
    "the claim states its own verdict, {verdict!r}",
    severity="warning",
    hint="say only what was claimed; the verdict is shown beside it",
    meaning="A ClaimReview says what was claimed, and apart from that what the check found. Whoever "
    "reads a claim with the verdict in it takes both for what was said. Until it is corrected the claim's "
    "page has no ClaimReview.",
    wrong="claim: 'Contradicted: Putin sent the Baltic Fleet.'",
    right="claim: Putin sent the Baltic Fleet.",
)
RATING_TOO_LOW = _kind(
    "rating-too-low",
    "the rating is {rating}; a ClaimReview can say 1 or more",
    severity="warning",
    hint="number the scale from 1 for the least accurate verdict, and leave unrated ones without",
    meaning="Search engines refuse a scale that goes below 1, so the ClaimReviews of this site carry "
    "the verdict in words and no numbers.",
    wrong="contradicted: {…, rating: -1}",
    right="contradicted: {…, rating: 1}",
)
SCALE_REVERSED = _kind(
    "scale-reversed",
    "{verdict!r} is rated {rating}, not above {other!r}, which is rated {other_rating}",
    hint="give the more accurate verdict the higher rating",
    meaning="The higher the rating the more accurate the claim. With a positive verdict rated below a "
    "negative one, search engines would show true claims as false.",
    wrong="supported: {…, rating: 1, tone: positive}\ncontradicted: {…, rating: 5, tone: negative}",
    right="supported: {…, rating: 5, tone: positive}\ncontradicted: {…, rating: 1, tone: negative}",
)

# The desk

REVIEWER_MISSING = _kind(
    "reviewer-missing",
    "nobody but its authors has read this check",
    hint="add `reviewers: […]` when a second person has read it",
    meaning="A second editor reads every check before it is published. "
    "The policy `second_reader` sets how strict this is.",
    wrong="status: published, and no reviewers",
    right="reviewers: [second-desk]",
)
REVIEWER_IS_AUTHOR = _kind(
    "reviewer-is-author",
    "{id!r} wrote this check and cannot be its second reader",
    hint="name somebody else",
    meaning="The second reader is somebody who did not write the check.",
    wrong="authors: [desk]\nreviewers: [desk]",
    right="authors: [desk]\nreviewers: [second-desk]",
)
REPLY_MISSING = _kind(
    "reply-missing",
    "nobody asked the claimant of {id!r}",
    severity="warning",
    hint="add `reply: {{asked: YYYY-MM-DD}}`, and the answer when it comes",
    meaning="The person who made a claim is asked before a verdict is published. "
    "The policy `reply_asked` sets how strict this is.",
    wrong="a contradicted claim with a claimant and no reply",
    right="reply: {asked: 2026-11-01, answered: 2026-11-03, text: …}",
)
CORRECTION_MISSING = _kind(
    "correction-missing",
    "{change} without a correction entry",
    hint="add an entry under `corrections:` that says what changed and why",
    meaning="A published verdict that changes leaves a public record: that of a claim under the `corrections` of "
    "the claim, that of the text as a whole under those at the top of the sidecar. "
    "The policy `correction_for_changed_verdict` sets how strict this is. "
    "A check that is retracted always says since when and why, at the top of the sidecar.",
    wrong="verdict: partly, where the published version said contradicted",
    right="corrections:\n  - {date: 2026-12-01, kind: correction, from: contradicted, to: partly, note: …}",
)
CORRECTION_DISAGREES = _kind(
    "correction-disagrees",
    "the newest correction ends at {to!r}, but the verdict is {verdict!r}",
    hint="correct the `to:` of the correction, or the verdict",
    meaning="The record of corrections must end at the verdict that is shown.",
    wrong="verdict: partly\ncorrections: [{…, from: partly, to: contradicted}]",
    right="verdict: contradicted\ncorrections: [{…, from: partly, to: contradicted}]",
)
RECORD_SHORTENED = _kind(
    "record-shortened",
    "{what} since {since}",
    hint="put it back; what does not hold is retracted, with a correction entry that says why",
    meaning="What was published stays on the record. `check --since` found that an entry of the corrections log, a "
    "published claim or check, or the address of a page went or was changed. A claim with a new id says "
    "`was: [old-id]`, a sidecar whose article has a new slug `was: [old-slug]`.",
    wrong="a published claim with another id:\n- id: baltic-fleet-2024",
    right="- id: baltic-fleet-2024\n  was: [baltic-fleet]",
)
RECORD_UNREADABLE = _kind(
    "record-unreadable",
    "what this file said at {since} cannot be read: {reason}",
    severity="warning",
    hint="compare by hand what was published with what is there now",
    meaning="`check --since` compares with the files of a commit, and this one had mistakes there. "
    "What could be read of it was compared, the rest was not.",
    wrong="a sidecar that was merged with a YAML error",
    right="the error mended, and the verdicts compared by a person",
)
ANCHOR_MOVED = _kind(
    "anchor-moved",
    "{quote!r} now stands in other surroundings than at {since}",
    hint="read the claim again; if it holds, give the quote the prefix or suffix that it has now",
    meaning="The text of the article was edited, and the words of a published claim or note now stand in another "
    "sentence, or at another place, than when a person last looked. `check --since` finds it. To change the "
    "quote, as by a prefix or suffix that fits the new text, says that somebody looked.",
    wrong="quote: raise taxes\nin “We will not raise taxes”, which was “We will raise taxes”",
    right="quote: {exact: raise taxes, prefix: will not}\nafter the verdict was read again",
)
REVIEW_AGAIN = _kind(
    "review-again",
    "the quote of {id!r} was changed, and nobody has read the verdict again since",
    severity="warning",
    hint="read the claim again, then remove the line `review_again: true`",
    meaning="The words of the article changed and the quote followed. "
    "Somebody must say that the verdict still holds.",
    wrong="review_again: true, left standing",
    right="the line removed after the verdict was read again",
)

# Text

LINK_BROKEN = _kind(
    "link-broken",
    "this link {text}",
    hint="link to a file in the content folder, as in [method](../methodology.md)",
    meaning="A link inside the site has no page, or no place in that page, to go to. Links are relative to "
    "the file that they stand in, and lead to a file of the content folder or to a page that sitegen makes.",
    wrong="[method](metodology.md)",
    right="[method](methodology.md)",
)
LINK_ABSOLUTE = _kind(
    "link-absolute",
    "this link begins with a slash: {text}",
    severity="warning",
    hint="write it relative to this file, as in [method](../methodology.md)",
    meaning="A link that begins with a slash leads to the root of the host. It is dead where the site lies "
    "below a path, and where it is opened from the disk. `validation: {links: {absolute_links: …}}` "
    "in mkdocs.yml, as MkDocs has it: `ignore` says nothing, `relative_to_docs` takes the slash for the "
    "content folder.",
    wrong="[about](/about/)",
    right="[about](../about.md)",
)
NAV_BROKEN = _kind(
    "nav-broken",
    "the `nav` leads nowhere: there is no {target}",
    severity="warning",
    hint="name a file in the content folder, as in `- About: about.md`",
    meaning="mkdocs.yml lists a page that is not there, and every page would link to it. `mkdocs build` "
    "says this itself, because other plugins may make pages.",
    wrong="nav: [abuot.md]",
    right="nav: [about.md]",
)
HTML_REFUSED = _kind(
    "html-refused",
    "raw HTML is not published: {text}",
    hint="write it in Markdown; for a literal sign write \\<",
    meaning="Content may come from anyone who opens a pull request, so raw HTML is not let through, and "
    "neither are HTML files, or SVG and XML files with a script, unless the option `html` lists them.",
    wrong="<b>important</b>",
    right="**important**",
)
TEXT_CHANGED_BY_MARKDOWN = _kind(
    "text-changed-by-markdown",
    "readers do not see what is written here: {words} ({reason})",
    hint="write a backslash before the signs, or `format: text` in the front matter",
    severity="warning",
    meaning="A sign of the text means something in Markdown, so that words or numbers would be missing "
    "or different on the page. In a text that is checked that is a misquotation. A backslash before the "
    "sign makes it a sign of the text; `format: text` does so for all of a text.",
    wrong="Turnout was\n> 50 % this time.",
    right="Turnout was\n\\> 50 % this time.",
)
TRANSLATION_UNKNOWN = _kind(
    "translation-unknown",
    "there is no article {slug!r} that this one could translate",
    hint="`translation_of` is the slug of the original: its file's name, or its own `slug`",
    meaning="An article says that it translates one that the site does not have.",
    wrong="translation_of: the-brige",
    right="translation_of: the-bridge",
)
TRANSLATION_CIRCULAR = _kind(
    "translation-circular",
    "this article translates {slug!r}, which in the end translates this one",
    hint="the original has no `translation_of`",
    meaning="Articles name each other as their original, so that none of them is one.",
    wrong="translation_of, in both of two articles",
    right="translation_of, in the translation only",
)
ADDRESS_REFUSED = _kind(
    "address-refused",
    "this address is not let through: {text}",
    hint="use http, https or mailto, or a relative address inside the site",
    meaning="Links and sources lead to http, https or mailto addresses; "
    "others could run code in the reader's browser.",
    wrong="[here](javascript:alert(1))",
    right="[here](https://example.org/)",
)
OPTION_UNKNOWN = _kind(
    "option-unknown",
    "{key!r} is not an option of {what}",
    hint="the options are: {fields}",
    meaning="mkdocs.yml sets an option that does not exist, or that stands where nobody reads it: beside "
    "`sitegen:`, at the top level, or in another group. Options of sitegen are indented further than the word "
    "`sitegen`.",
    wrong="plugins:\n  - sitegen:\n    organization: …",
    right="plugins:\n  - sitegen:\n      organisation: …",
)
OPTION_WRONG = _kind(
    "option-wrong",
    "the option {key!r} should be {expected}, not {found}",
    meaning="mkdocs.yml sets an option to something that it cannot be.",
    wrong="link_entities: sometimes",
    right="link_entities: first",
)
CONTRAST_TOO_LOW = _kind(
    "contrast-too-low",
    "the {scheme} colour of {key!r}, {colour}, has a contrast of {ratio} on {ground!r}, {other}; "
    "text needs {needed}",
    hint="choose a colour that is further from what it stands on",
    meaning="An option of the theme gives text a colour that many readers could not make out on what "
    "it stands on. The ratio is that of WCAG 2.2 (1.4.3, level AA), in the light and in the dark.",
    wrong='theme_options:\n  soft: "#a0a0a0"',
    right='theme_options:\n  soft: {light: "#5d5d5d", dark: "#a6a6a6"}',
)
THEME_BROKEN = _kind(
    "theme-broken",
    "the theme cannot be used: {reason}",
    hint="correct the file: it is one of the theme that mkdocs.yml names under `theme:`",
    meaning="A file of the theme has a mistake, or the theme does not exist.",
    wrong="theme: brodsheet",
    right="theme: broadsheet",
)
THEME_FILE_UNUSED = _kind(
    "theme-file-unused",
    "nothing asks for {name!r} in the theme {theme!r}",
    severity="warning",
    hint="correct its name, name it in a template, or remove it",
    meaning="A file in a theme folder of the site has a name that neither sitegen nor a template, a style "
    "sheet or theme.yml asks for, so it changes nothing. Most often its name is misspelt.",
    wrong="themes/broadsheet/bodies/artcle.html",
    right="themes/broadsheet/bodies/article.html",
)
SEARCH_FAILED = _kind(
    "search-failed",
    "the search index could not be made: Pagefind failed, {reason}",
    hint="run the build again; `search: none` in mkdocs.yml builds the site without an index",
    meaning="Pagefind, the program that makes the index of the search, ended early or could not be "
    "started. The site before stands. Little memory, a full disk or a damaged installation can be "
    "the reason.",
    wrong="search: pagefind, with a broken installation of Pagefind",
    right="search: pagefind, after `pip install --force-reinstall 'pagefind[bin]>=1.5,<1.6'`",
)
