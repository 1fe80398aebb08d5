"""How long each system took to agree."""

from __future__ import annotations

from dataclasses import asdict

from samestory.report.agreement_times import AgreementTimes, is_slower, percentile, times_of
from samestory.report.run_reader import RecordedVerdict, read_verdicts
from samestory.report.run_writer import ScenarioInfo, append_verdict
from samestory.report.verdict_row import verdict_row
from tests.report import made_up

SCENARIO = ScenarioInfo("f.feature::test_s", "Ordering", None, "Ada orders", ())


def recorded(*verdicts, tmp_path) -> list[RecordedVerdict]:
    for each in verdicts:
        append_verdict(tmp_path / "v.jsonl", verdict_row(made_up.told(each), SCENARIO))
    return read_verdicts((tmp_path / "v.jsonl").read_text("utf-8").split("\n"))[0]


def test_a_system_is_timed_until_it_tells_the_same_story_for_good(tmp_path) -> None:
    found = times_of(recorded(made_up.agreed(), tmp_path=tmp_path))

    assert AgreementTimes(1, 0, 0.7, 0.7, 0.7, 5.0) == found["crm"]
    assert 0.0 == found["website"].worst


def test_a_system_that_never_agrees_is_no_fast_one(tmp_path) -> None:
    """Its p95 falls among the waits that did not end: there is none."""
    found = times_of(recorded(made_up.agreed(), made_up.contradicted(), tmp_path=tmp_path))

    assert (1, 1, None) == (found["erp"].agreed, found["erp"].never, found["erp"].p95)
    assert 2 == found["crm"].agreed


def test_a_system_that_could_not_be_asked_has_no_time(tmp_path) -> None:
    assert "erp" not in times_of(recorded(made_up.unreachable(), tmp_path=tmp_path))


def test_p95_is_the_nearest_rank() -> None:
    assert 19 == percentile(list(range(1, 21)), 95)
    assert 1 == percentile([1], 95)


def test_slower_is_twice_as_long_and_a_second_more() -> None:
    before = {"erp": AgreementTimes(9, p95=2.0), "crm": AgreementTimes(9, p95=0.1)}
    now = {"erp": AgreementTimes(9, p95=4.0), "crm": AgreementTimes(9, p95=0.9)}

    assert {"erp"} == is_slower(now, before)
    assert asdict(now["erp"])["p95"] == 4.0
