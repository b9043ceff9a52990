"""Quotes and patches: what outsiders saw go elsewhere, and what a patch must leave as it is."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from projects import EPOCH, write
from shared_cases import TIMEOUT, lay_out, needs_cases, run_sitegen

SIDECAR = "content/articles/a.annotations.yml"
MATTER = "---\ntitle: A text\n---\n"


def site(folder: Path, text: str, sidecar: str) -> Path:
    """A site with one article that is not published yet."""
    write(folder, {"content/articles/a.md": MATTER + text, SIDECAR: sidecar})
    return folder


def answered(folder: Path, answers: str) -> subprocess.CompletedProcess[bytes]:
    """Run `sitegen fix` on a terminal and type the answers."""
    master, slave = pty.openpty()
    os.write(master, answers.encode())
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", "fix"],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        stdin=slave,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    )
    os.close(slave)
    os.close(master)
    return done


def read(folder: Path, name: str = SIDECAR) -> str:
    return (folder / name).read_text(encoding="utf-8")


@needs_cases
def test_12_an_anchor_stays_before_its_new_value(tmp_path: Path) -> None:
    folder = lay_out("12", tmp_path)
    name = "content/articles/debate.annotations.yml"
    before = read(folder, name)

    left = run_sitegen(folder, "fix", "--yes")

    assert left.returncode == 1
    assert "a different number: 4.1 instead of 4.2" in left.stdout
    assert read(folder, name) == before

    done = answered(folder, "y\n")

    assert done.returncode == 0, done.stderr
    assert "quote: &words Unemployment fell to 4.1 percent in 2023\n" in read(folder, name)
    assert "claim: *words\n" in read(folder, name)
    checked = run_sitegen(folder, "check")
    assert (checked.returncode, checked.stdout.count("[review-again]")) == (0, 1)


TEXT = "Unemployment fell to 4.1 percent in 2023. The report came late, and the report was long.\n"
OLD, NEW = "Unemployment sank to 4.1 percent in 2023", "Unemployment fell to 4.1 percent in 2023"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  - id: a\n    quote: &w {old}\n    claim: *w\n", "    quote: &w {new}\n    claim: *w\n"),
        ("  - {{id: a, quote: &w {old}, claim: *w}}\n", "quote: &w {new}, claim: *w}}\n"),
        ("  - id: a\n    quote: !!str {old}\n", "    quote: !!str {new}\n"),
        ("  - id: a\n    quote: &w !!str '{old}' # why\n    claim: *w\n", "&w !!str {new} # why\n    claim: *w\n"),
        ("  - id: a\n    quote: &w |\n      {old}\n    claim: *w\n", "    quote: &w {new}\n    claim: *w\n"),
        ("  - id: a\n    quote: &w\n      {old}\n    claim: *w\n", "    quote: &w\n      {new}\n    claim: *w\n"),
        ("  - id: a\n    quote: &w {old}\n  - id: b\n    quote: *w\n", "    quote: &w {new}\n  - id: b\n    review_again: true\n    quote: *w\n"),
        ("  - id: a\n    claim: &w {old}\n    quote: *w\n", "    review_again: true\n    claim: &w {old}\n    quote: {new}\n"),
        ("  - id: a\n    quote: {{exact: &w {old}}}\n    claim: *w\n", None),
        ("  - id: a\n    review_again: false\n    quote: {old}\n", "    review_again: true\n    quote: {new}\n"),
        ("  - id: a\n    review_again:\n    quote: {old}\n", "    review_again: true\n    quote: {new}\n"),
        ("  - quote: {old}\n    id: a\n", "  - quote: {new}\n    review_again: true\n    id: a\n"),
        ("  - {{quote: '{old}', id: a}}\n", "  - {{quote: {new}, review_again: true, id: a}}\n"),
    ],
)  # fmt: skip
def test_what_a_patch_writes_is_read_as_it_was_shown(
    tmp_path: Path, before: str, after: str | None
) -> None:
    sidecar = "# top\nclaims:\n" + before.format(old=OLD) + "# end\n"
    folder = site(tmp_path, TEXT, sidecar)

    done = run_sitegen(folder, "fix", "--yes")

    if after is None:
        assert done.returncode == 1
        assert "not written: " in done.stderr
        assert read(folder) == sidecar
        return
    assert done.returncode == 0, done.stderr
    assert after.format(old=OLD, new=NEW) in read(folder)
    assert read(folder).startswith("# top\n")
    assert read(folder).endswith("# end\n")
    checked = run_sitegen(folder, "check")
    assert checked.returncode == 0, checked.stdout
    assert "yaml" not in checked.stdout


def test_a_patch_that_would_change_another_value_is_refused_and_the_others_are_written(
    tmp_path: Path,
) -> None:
    # The second place is chosen for a quote whose words are also the claim in plain words.
    sidecar = f"claims:\n  - id: a\n    quote: &w the report\n    claim: *w\n  - id: b\n    quote: {OLD}\n"
    folder = site(tmp_path, TEXT.replace("The report", "Now the report"), sidecar)

    done = answered(folder, "2\ny\n")

    assert done.returncode == 1
    assert b"not written: " in done.stderr
    assert b"*w in line 4 repeats the quote" in done.stderr
    assert "quote: &w the report\n    claim: *w\n" in read(folder)
    assert f"quote: {NEW}\n" in read(folder)


UNION = (
    "The African Union agreed in 2023 on a common market.\n\n"
    "The European Union was founded in 1993.\n"
)


def test_words_with_a_context_are_not_taken_from_another_sentence(tmp_path: Path) -> None:
    sidecar = "claims:\n  - id: a\n    quote: {exact: The European Union, suffix: agreed in 2023}\n"
    folder = site(tmp_path, UNION, sidecar)

    checked = run_sitegen(folder, "check").stdout
    done = run_sitegen(folder, "fix", "--yes")

    assert (
        "the article contains 'The European Union' once, but not before 'agreed in 2023'" in checked
    )
    assert "nearest, line 4: The [-European-] {+African+} Union" in checked
    assert "quote: {exact: The African Union, suffix: agreed in 2023}" in checked
    assert done.returncode == 0, done.stderr
    assert "quote: {exact: The African Union, suffix: agreed in 2023}\n" in read(folder)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("{exact: The European Union, suffix: nonsense here}", "but not before 'nonsense here'"),
        ("{exact: The European Union, prefix: Here, suffix: now}", "between 'Here' and 'now'"),
        ("{exact: The European Union, occurrence: 2}", "once, so there is no occurrence 2"),
        ("{exact: Union, prefix: The Asian}", "2 times, but not behind 'The Asian'"),
        ("{exact: The European Union, suffix: was founded in 1992}", "1993 instead of 1992"),
    ],
)
def test_a_context_is_never_dropped_without_a_word(tmp_path: Path, quote: str, said: str) -> None:
    sidecar = f"claims:\n  - id: a\n    quote: {quote}\n"
    folder = site(tmp_path, UNION, sidecar)

    checked = run_sitegen(folder, "check").stdout
    done = run_sitegen(folder, "fix", "--yes")

    assert said in checked
    assert "does not contain" not in checked
    assert done.returncode == 1
    assert read(folder) == sidecar


@pytest.mark.parametrize(
    ("text", "quote", "said"),
    [
        ("You're going to raise taxes next year.", "You're not going to raise taxes", "'not'"),
        ("They never agreed to the plan.", "They agreed to the plan", "'never'"),
        ("Der Minister hat keine Zusage gegeben.", "Der Minister hat eine Zusage gegeben", "'keine'"),
        ("Le ministre a signé le traité.", "Le ministre n'a pas signé le traité", "n'a, pas"),
        ("El ministro no firmó el tratado.", "El ministro firmó el tratado", "'no'"),
        ("O ministro assinou o tratado.", "O ministro não assinou o tratado", "'não'"),
        ("मंत्री ने समझौते पर हस्ताक्षर नहीं किए।", "मंत्री ने समझौते पर हस्ताक्षर किए", "'नहीं'"),
        ("وقع الوزير على المعاهدة أمس.", "لم وقع الوزير على المعاهدة أمس", "'لم'"),
        ("部长在会议上没有签署条约。", "部长在会议上签署条约", "'没'"),
        ("Министр не подписал договор.", "Министр подписал договор", "'не'"),
        ("It is unlikely that they agreed.", "It is likely that they agreed", "'unlikely'"),
        ("Prices rose by ٤٫٢ percent last year.", "Prices rose by ٤٫١ percent last year", "4٫2 instead of 4٫1"),
        ("Prices rose by five percent last year.", "Prices rose by six percent last year", "five instead of six"),
    ],
)  # fmt: skip
def test_a_changed_number_or_denial_is_said_first_and_never_taken(
    tmp_path: Path, text: str, quote: str, said: str
) -> None:
    sidecar = f'claims:\n  - id: a\n    quote: "{quote}"\n'
    folder = site(tmp_path, text + "\n", sidecar)

    problem, hint = run_sitegen(folder, "check").stdout.splitlines()[:2]
    done = run_sitegen(folder, "fix", "--yes")

    assert "[quote-missing]" in problem
    assert said in hint
    assert "read it before you accept" in hint
    first = done.stdout.splitlines()[1]
    assert said in first
    assert done.returncode == 1
    assert read(folder) == sidecar
    assert answered(folder, "y\n").returncode == 0
    assert read(folder) != sidecar


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Unemployment fell to 4.1% in 2023.", "Unemployment fell to 4.1 percent in 2023"),
        ("The treaty was not signed.", "The treaty was never signed"),
        ("O ministro assinou no tratado.", "O ministro assinou do tratado"),
        ("Prices rose by ٤٫١ percent last year.", "Prices rose by ٤٫١ per cent last year"),
        ("They don't agree with the plan.", "They do not agree with the plan"),
        ("这份报告非常重要。", "这份报告十分重要"),
    ],
)
def test_a_change_that_denies_nothing_raises_no_doubt(
    tmp_path: Path, text: str, quote: str
) -> None:
    language = "pt" if "ministro" in text else "en"
    write(
        tmp_path,
        {
            "content/articles/a.md": f"---\ntitle: T\nlanguage: {language}\n---\n{text}\n",
            SIDECAR: f"claims:\n  - id: a\n    quote: {quote}\n",
        },
    )

    hint = run_sitegen(tmp_path, "check").stdout.splitlines()[1]

    assert hint.strip().startswith("nearest, line 5")


@pytest.mark.parametrize("number", [1, 2])
def test_an_edit_does_not_move_a_mark_without_a_word(tmp_path: Path, number: int) -> None:
    text = "We must drain the swamp. You know it.\n\nHe promised to drain the swamp.\n"
    folder = site(tmp_path, text, "claims:\n  - id: a\n    quote: swamp\n")
    assert answered(folder, f"{number}\n").returncode == 0
    assert run_sitegen(folder, "check").stdout == ""
    moved = (
        "He promised to drain the swamp.\n\nYou can see that he did not.\n\n"
        "In 2016 we had to drain the swamp, as it were.\n"
    )
    (folder / "content/articles/a.md").write_text(MATTER + moved, encoding="utf-8")

    checked = run_sitegen(folder, "check")

    if number == 1:
        assert "[quote-missing]" in checked.stdout
    else:
        assert checked.stdout == ""


def test_a_number_that_follows_the_count_is_warned_of(tmp_path: Path) -> None:
    text = "In London it rained. Later London was dry.\n"
    folder = site(tmp_path, text, "claims:\n  - id: a\n    quote: {exact: London, occurrence: 2}\n")

    checked = run_sitegen(folder, "check")

    assert checked.returncode == 0
    assert "warning: the context of 'London' is a number, which follows the count" in checked.stdout
    assert "quote: {exact: London, prefix: rained. Later, suffix: was dry}" in checked.stdout
