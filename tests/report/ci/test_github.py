"""GitHub shows what did not pass at the line of the feature, and no text becomes a command."""

from __future__ import annotations

import re
from pathlib import Path

from samestory.report.ci.github import MOST, annotation_lines, job_summary
from tests.report import made_up
from tests.report.ci import runs


def lines_of(folder: Path, **more: str) -> list[str]:
    told = runs.drawn(folder)
    return annotation_lines(told.cases, told.causes, **more)


def test_the_line_is_that_of_the_step(tmp_path: Path) -> None:
    rows = [runs.row("failed", "failed", step="Then the CRM and the ERP agree", step_line=12)]
    folder = runs.write_record(tmp_path, rows)
    [line] = lines_of(folder)
    [cause] = runs.drawn(folder).causes

    assert line.startswith(
        f"::error file={runs.FILE},line=12,title={cause.title}::order A-1042: lines"
    )
    assert "%0A" in line


def test_without_a_step_it_is_that_of_the_scenario(tmp_path: Path) -> None:
    [line] = lines_of(runs.write_record(tmp_path, [runs.row("crashed", "broken", line=30)]))

    assert line.startswith(f"::warning file={runs.FILE},line=30,")


def test_a_project_in_a_folder_of_the_repository_is_found(tmp_path: Path) -> None:
    [line] = lines_of(runs.write_record(tmp_path, [runs.row("crashed", "broken")]), below="qa")

    assert f"file=qa/{runs.FILE}," in line


def test_what_passed_or_was_skipped_is_not_annotated(tmp_path: Path) -> None:
    rows = [runs.row(each, each) for each in ("passed", "skipped", "deferred")]

    assert [] == lines_of(runs.write_record(tmp_path, rows))


def test_only_ten_are_shown_so_the_tenth_says_how_many_more(tmp_path: Path) -> None:
    rows = [runs.row(f"check {each}", "unmet") for each in range(24)]
    rows += [runs.row("failed", "failed"), runs.row("lost", "failed")]
    folder = runs.write_record(tmp_path, rows)
    lines, causes = lines_of(folder), runs.drawn(folder).causes

    assert MOST == len(lines)
    shown = {re.sub(r".*title=|::.*", "", each) for each in lines[:2]}
    assert {each.title for each in causes if each.differs} == shown
    assert lines[-1].startswith("::error title=and 17 more::17 more scenarios")


def test_of_one_cause_the_critical_scenario_comes_first(tmp_path: Path) -> None:
    """Whatever their names are."""
    minor = runs.row("also failed", "failed", line=3, tags=[])
    grave = runs.row("failed", "failed", line=9)
    folder = runs.write_record(tmp_path, [minor, grave])
    verdicts = [runs.write_verdict(each, made_up.contradicted()) for each in (minor, grave)]
    (folder / "verdicts.jsonl").write_text("\n".join(verdicts), "utf-8")

    assert ["9", "3"] == [re.sub(r".*line=(\d+).*", r"\1", each) for each in lines_of(folder)]


def test_no_text_is_a_command(tmp_path: Path) -> None:
    """Every line that is printed is one of ours: a line break within is escaped."""
    evil = "100 %\r\n::set-output name=x::y\n::error::z, a:b"
    rows = [runs.row(evil, "unmet", message=evil, nodeid="features/a,b:c.feature::test_x")]
    [line] = lines_of(runs.write_record(tmp_path, rows))

    assert 0 == line.count("\n") + line.count("\r")
    assert "file=features/a%2Cb%3Ac.feature," in line
    assert "100 %25%0A::set-output" in line


def test_the_summary_holds_every_number(tmp_path: Path) -> None:
    told = runs.drawn(runs.write_record(tmp_path))
    text = job_summary(told.summary, told.cases, told.causes)

    assert (
        "| planned | told | passed | failed | unmet | broken | interrupted | not run | deferred "
        "| skipped |\n" in text
    )
    assert "| 11 | 9 | 1 | 2 | 1 | 2 | 1 | 2 | 1 | 1 |\n" in text
    assert "| The ERP tells other lines" in text
    assert " | 1 | team\\-erp\\@example\\.com |\n" in text


def test_nothing_in_the_summary_acts(tmp_path: Path) -> None:
    evil = (
        f"{made_up.HOSTILE}\n\n# Go\n\n[x](http://evil.example) ![](http://evil.example/p)\n</pre>"
    )
    told = runs.drawn(
        runs.write_record(tmp_path, [runs.row(evil, "unmet", message=evil, step=evil)])
    )
    text = job_summary(told.summary, told.cases, told.causes)
    inside = text[text.index("<details>") : text.index("</details>")]

    assert not re.search(r"(?<!\\)<(?:script|img)", text)
    assert 1 == text.count("</pre>")
    assert "" not in inside.strip().split("\n"), "an empty line ends the HTML, and begins Markdown"


def test_a_summary_that_is_too_long_says_so_and_fits(tmp_path: Path) -> None:
    rows = [runs.row(f"check {each}", "unmet", message="x" * 500) for each in range(20)]
    told = runs.drawn(runs.write_record(tmp_path, rows))
    text = job_summary(told.summary, told.cases, told.causes, room=4000)

    assert len(text.encode()) <= 4000
    shown = text.count("<details>")
    assert 0 < shown < 20
    assert text.endswith(f"\n{20 - shown} more scenarios do not fit in here.\n")
