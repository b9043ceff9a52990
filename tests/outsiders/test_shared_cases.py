"""The cases of outsiders can be laid out, and the site they begin from has no problems."""

from __future__ import annotations

from pathlib import Path

from shared_cases import lay_out, needs_cases, run_sitegen

pytestmark = needs_cases


def test_the_site_that_all_cases_begin_from_has_no_problems(tmp_path: Path) -> None:
    folder = lay_out("00", tmp_path / "site")
    checked = run_sitegen(folder, "check")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "no problems\n")
