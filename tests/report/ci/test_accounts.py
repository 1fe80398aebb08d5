"""What programs read: GitLab's report, the digest for a chat, the account for coding agents."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from samestory.report.ci import CISystem
from samestory.report.ci.agent_account import FailuresAccount, account_of
from samestory.report.ci.cases import CaseKind
from samestory.report.ci.fixing import line_in_landscape
from samestory.report.ci.outputs import code_quality, write_outputs
from samestory.report.ci.run_digest import RunDigest, digest_of
from samestory.report.results_folder import DIGEST, FAILURES_ACCOUNT
from tests.report import made_up
from tests.report.ci import runs

LANDSCAPE = """\
[company]
name = "x"

[systems.crm]  # the sales tool
base_url = "http://crm"

[systems.crm.order]
find = "/deals"
status = { at = "stage", means = { won = "placed" } }

[systems.erp.order]
find = "/orders"
lines = { at = "lines" }
"""


@pytest.fixture
def account(tmp_path: Path) -> dict[str, Any]:
    """The account of each failure, by the name of its scenario."""
    told = runs.drawn(runs.write_record(tmp_path))
    drawn = account_of(told.summary, told.cases, told.causes, LANDSCAPE).model_dump()
    return {each["scenario"]: each for each in drawn["failures"]}


def test_a_failure_says_what_was_promised_who_said_what_and_where_it_was_asked(
    account: dict[str, Any],
) -> None:
    told = account["failed"]
    [verdict] = told["verdicts"]
    [field] = verdict["fields"]

    assert f"{runs.FILE}:7" == told["feature"]
    assert "1 × BB-IT" == field["promised"]
    assert "1 × BB-EN" == field["said"]["erp"]
    assert ["erp"] == field["alone"]
    assert ["bundle/evidence/3f/3fa9.json"] == verdict["evidence"]
    assert [{"system": "erp", "asked": "GET http://127.0.0.1:8804/erp/A-1042"}] == verdict["asked"]
    assert f"samestory run -l landscapes/demo.toml {runs.FILE}:7 --seed 7" == told["again"]


def test_who_stands_alone_is_named_with_the_line_that_reads_it(account: dict[str, Any]) -> None:
    [fix] = account["failed"]["fix"]

    assert {
        "what": "system",
        "system": "erp",
        "owner": "team-erp@example.com",
        "file": "landscapes/demo.toml",
        "line": 13,
        "text": "The ERP: contradicted, order A-1042.",
    } == fix


def test_what_is_not_explained_leads_to_the_line_of_the_landscape(tmp_path: Path) -> None:
    row = runs.row("odd", "broken")
    folder = runs.write_record(tmp_path, [row])
    (folder / "verdicts.jsonl").write_text(runs.write_verdict(row, made_up.unmapped()) + "\n")
    told = runs.drawn(folder)
    [failure] = account_of(told.summary, told.cases, told.causes, LANDSCAPE).failures

    assert ("landscape", "landscapes/demo.toml", 9) == (
        failure.fix[0].what,
        failure.fix[0].file,
        failure.fix[0].line,
    )
    assert "'wf_17'" in failure.fix[0].text


def test_a_page_that_broke_leads_to_the_line_of_its_object(tmp_path: Path) -> None:
    row = runs.row("crashed", "broken", where="landscapes/demo_pages.py:42", message="Timeout.")
    told = runs.drawn(runs.write_record(tmp_path, [row]))
    [failure] = account_of(told.summary, told.cases, told.causes).failures
    [fix] = failure.fix

    assert ("code", "landscapes/demo_pages.py", 42) == (fix.what, fix.file, fix.line)


def test_what_passed_or_was_skipped_is_no_failure(account: dict[str, Any]) -> None:
    expected = {"failed", "lost", "own check", "broken", "crashed", "interrupted"}

    assert expected | {"not run", "not run either"} == account.keys()


@pytest.mark.parametrize(
    ("table", "key", "line"),
    [
        ("[systems.crm.order]", "status", 9),
        ("[systems.crm.order]", "total", 7),
        ("[systems.crm.order]", "", 7),
        ("[systems.crm.refund]", "total", 4),
        ('[systems.crm."cancellation notice"]', "count", 4),
        ("[systems.shop.order]", "total", None),
    ],
)
def test_the_line_is_that_of_the_key_or_of_the_nearest_table(
    table: str, key: str, line: int | None
) -> None:
    assert line == line_in_landscape(LANDSCAPE, table, key)


def test_the_code_quality_of_a_cause_has_the_same_fingerprint_in_the_next_run(
    tmp_path: Path,
) -> None:
    first, second = (
        runs.drawn(runs.write_record(tmp_path / str(seed), seed=seed, started=""))
        for seed in (1, 2)
    )
    one, two = (code_quality(each.cases, each.causes) for each in (first, second))

    assert one == two
    assert len(one) == len({each["fingerprint"] for each in one})
    assert {"path": runs.FILE, "lines": {"begin": 7}} == one[0]["location"]
    assert {"critical", "major"} == {each["severity"] for each in one}


def test_what_is_not_known_is_less_grave_than_what_differs_in_the_same_scenario(
    tmp_path: Path,
) -> None:
    drawn = runs.drawn(runs.write_record(tmp_path))
    failed = next(each for each in drawn.cases if each.kind is CaseKind.FAILURE)
    unknown = next(each for each in drawn.causes if not each.differs)
    both = replace(failed, causes=(*failed.causes, unknown))

    told = {each["check_name"]: each["severity"] for each in code_quality([both], drawn.causes)}
    assert ("critical", "major") == (told[failed.causes[0].key], told[unknown.key])


@pytest.mark.parametrize(("model", "draw"), [(RunDigest, digest_of), (FailuresAccount, account_of)])
def test_what_is_written_is_what_the_schema_says(tmp_path: Path, model: Any, draw: Any) -> None:
    told = runs.drawn(runs.write_record(tmp_path))
    written = json.loads(draw(told.summary, told.cases, told.causes).model_dump_json())
    checked = Draft202012Validator(model.model_json_schema(mode="serialization"))

    assert [] == list(checked.iter_errors(written))
    assert list(checked.iter_errors({**written, "unheard_of": 1}))


def test_half_of_a_character_makes_no_file_unreadable(tmp_path: Path) -> None:
    """Many readers of JSON refuse its escape as well."""
    runs.write_record(tmp_path, [runs.row("own check", "unmet", message="Bell \ud83d is gone")])
    write_outputs(tmp_path, CISystem.GITLAB, {})

    told = FailuresAccount.model_validate_json((tmp_path / FAILURES_ACCOUNT).read_bytes())
    assert ["Bell ? is gone"] == [each.message for each in told.failures]
    RunDigest.model_validate_json((tmp_path / DIGEST).read_bytes())


def test_the_digest_is_small(tmp_path: Path) -> None:
    """A chat refuses what is long, whatever the size of the run is."""
    rows = [
        runs.row(f"check {each}", "unmet", message=f"Reason {chr(97 + each % 26)}{each}" * 40)
        for each in range(300)
    ]
    told = runs.drawn(runs.write_record(tmp_path, rows))

    assert len(digest_of(told.summary, told.cases, told.causes).model_dump_json()) < 8000
