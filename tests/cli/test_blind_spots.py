"""`samestory blind-spots`: the figure, the table, and exit codes that a script can rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.core.model import Field
from samestory.report.ci import CISystem
from samestory.report.ci.outputs import write_outputs
from samestory.report.release_page import write_release_page
from tests.fakes import promised
from tests.report.blind_spots.bundles import (
    FIELDS,
    PLACED,
    STATUS,
    agreement,
    both,
    described,
    written,
)
from tests.report.records import record

WEIGHT = Field("weight", "count")
KINDS = {
    "crm": {"order": (*FIELDS, WEIGHT)},
    "list": {"offer": (Field("price", "money"),)},
}


def blind_spots(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["blind-spots", *map(str, words)])


def with_gaps(folder: Path) -> Path:
    """A field that nobody tells, a system that is never asked, a Then that passes on nothing."""
    stock = agreement({"crm": {"x": 7}, "erp": {"x": 7}}, None, (Field("x", "count"),))
    return written(folder, both(), stock, head=described(KINDS), step="Then they tell the same")


def test_one_screen_says_it_all(tmp_path: Path) -> None:
    """The figure first, then the lies, the gravest first, then what is never looked at."""
    done = blind_spots(with_gaps(tmp_path))
    lines = [" ".join(each.split()) for each in done.output.splitlines()]

    assert (0, lines[0]) == (
        done.exit_code,
        "64 of 70 lies would have been noticed: 91.4 %.",
    )
    unseen = (
        "list offer price the smallest coin more, another currency, silence it is never asked -"
    )
    assert unseen in lines
    assert "the list about 'offer': price" in lines
    assert "the crm about 'order': weight" in lines
    assert "Ada orders 1: Then they tell the same: passes on a record with nothing in it" in lines


def test_what_nothing_asked_for_is_no_silence(tmp_path: Path) -> None:
    """A standing rule asks the ERP for less than it knows; the CRM was asked, and silent."""
    known = (*FIELDS, Field("number", "count"))
    head = described({"crm": {"order": known}, "erp": {"order": known}})
    verdict = both()
    asked = {"crm": frozenset(each.name for each in known)}
    said = tuple(replace(e, tells=asked.get(e.system)) for e in verdict.observations)
    looks = replace(verdict.basis, looks=(said,)) if verdict.basis else None
    verdict = replace(verdict, observations=said, basis=looks)
    done = blind_spots(written(tmp_path, verdict, head=head))
    lines = [" ".join(each.split()) for each in done.output.splitlines()]

    [crm] = [each for each in lines if each.startswith("crm order number ")]
    [erp] = [each for each in lines if each.startswith("ERP order number ")]
    assert "it never told it" in crm
    assert "no scenario compares it" in erp


def test_what_was_asked_and_not_compared_comes_before_what_is_never_asked(tmp_path: Path) -> None:
    """Even a price that is never asked: a list of its own names it."""
    told = blind_spots(with_gaps(tmp_path)).output

    assert told.index("weight") < told.index("the smallest coin more")


def test_a_run_of_some_scenarios_says_so(tmp_path: Path) -> None:
    """Its figure is small because the others were not played."""
    folder = with_gaps(record(tmp_path, chosen="3 of 9 scenarios; 6 were left out"))

    assert "The run played 3 of 9 scenarios; 6 were left out." in blind_spots(folder).output


def test_the_last_line_says_whether_enough_was_noticed(tmp_path: Path) -> None:
    done = blind_spots(with_gaps(tmp_path), "--min-noticed", "92%")

    last = "✗ 64 of 70 lies would have been noticed: 91.4 %. At least 92 % must be."
    assert last == done.output.splitlines()[-1].strip()


def test_programs_read_the_same(tmp_path: Path) -> None:
    told = json.loads(blind_spots(with_gaps(tmp_path), "--json").output)

    assert (64, 70) == (told["noticed"], told["lies"])
    assert [{"system": "list", "kind": "offer", "fields": ["price"]}] == told["never_asked"]
    assert {"price", "weight", None} == {each["field"] for each in told["survived"]}


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [((), 0), (("--min-noticed", "91%"), 0), (("--min-noticed", "92%"), 6),
     (("--min-noticed", "91.5%", "--json"), 6), (("--min-noticed", "lots"), 4)],
)  # fmt: skip
def test_too_little_is_inconclusive(tmp_path: Path, words: tuple[str, ...], exit_code: int) -> None:
    """What nobody compares cannot be known."""
    assert exit_code == blind_spots(with_gaps(tmp_path), *words).exit_code


def test_a_record_that_compared_nothing_is_no_pass(tmp_path: Path) -> None:
    """Neither is one without a bundle."""
    apart = agreement({"crm": PLACED, "erp": {"status": "shipped"}}, promised(PLACED), STATUS)

    assert 5 == blind_spots(written(tmp_path / "apart", apart)).exit_code
    assert 4 == blind_spots(record(tmp_path / "bare")).exit_code
    assert 4 == blind_spots(tmp_path / "nowhere").exit_code


def test_the_page_and_the_digest_say_the_same_figure(tmp_path: Path) -> None:
    with_gaps(record(tmp_path))
    write_outputs(tmp_path, CISystem.NONE, {})
    page = write_release_page(tmp_path).read_text("utf-8")
    digest = json.loads((tmp_path / "summary.json").read_text("utf-8"))

    assert {"noticed": 64, "lies": 70, "share": 64 / 70, "only_as_a_change": 0} == digest[
        "blind_spots"
    ]
    assert "64 of 70 lies would have been noticed: 91.4 %." in page
    assert "What this run would not have noticed" in page
    assert "the smallest coin more, another currency, silence" in page


def test_a_page_of_which_nothing_went_unnoticed_folds_the_section(tmp_path: Path) -> None:
    written(record(tmp_path), both())
    page = write_release_page(tmp_path).read_text("utf-8")

    assert "<details><summary>Nothing: " in page


def test_a_page_without_a_bundle_has_no_section(tmp_path: Path) -> None:
    """And its digest no figure."""
    record(tmp_path)
    write_outputs(tmp_path, CISystem.NONE, {})
    digest = json.loads((tmp_path / "summary.json").read_text("utf-8"))

    assert "would not have noticed" not in write_release_page(tmp_path).read_text("utf-8")
    assert digest["blind_spots"] is None


def test_a_bundle_of_a_newer_version_stops_no_report(tmp_path: Path) -> None:
    """The command says what is wrong with it."""
    written(record(tmp_path), both())
    (tmp_path / "bundle" / "bundle.json").write_text('{"version": 99}', "utf-8")

    assert "would not have noticed" not in write_release_page(tmp_path).read_text("utf-8")
    assert 4 == blind_spots(tmp_path).exit_code
