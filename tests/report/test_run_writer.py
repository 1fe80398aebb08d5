"""What a run leaves behind for programs can be read by them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from samestory.core.agreement import compare
from samestory.core.model import (
    Field,
    Line,
    Money,
    Observation,
    Outcome,
    Promise,
    Revision,
    Subject,
    Unmapped,
)
from samestory.explain import explained, system_outcome
from samestory.report import run_writer as record
from samestory.report.results_folder import read_run
from samestory.report.verdict_row import verdict_row

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ORDER = Subject("order", "A-1042", "ada@customers.example")
FIELDS = [Field("total", "money"), Field("status", "status")]
SCENE = record.ScenarioInfo("a.feature::test_b", "Ordering", "A rule", "It happens", ("story-3",))


def euros(amount):
    return Money(Decimal(amount), "EUR")


def said(system, *, unreachable=None, **values):
    told = None if unreachable else values
    return Observation(system=system, subject=ORDER, at=NOON, values=told, unreachable=unreachable)


def row(*observations, total="89.00"):
    promise = Promise(ORDER, (Revision("order", NOON, {"total": euros(total)}),))
    verdict = compare(FIELDS, observations, promise)
    return json.loads(json.dumps(verdict_row(explained(verdict, str), SCENE)))


def test_a_row_says_who_said_what_about_which_field():
    """Values stand as a person reads them, by system, beside what was promised."""
    told = row(said("shop", total=euros("89.00")), said("erp", total=euros("85.00")))

    assert {"shop": "agreed", "erp": "contradicted"} == told["systems"]
    assert "contradicted" == told["outcome"]
    assert "89.00 EUR" == told["fields"]["total"]["promised"]
    assert {"shop": "89.00 EUR", "erp": "85.00 EUR"} == told["fields"]["total"]["said"]
    assert ["erp"] == told["fields"]["total"]["apart"]
    assert told["explanation"].startswith("The systems disagree about order A-1042.")


def test_a_row_says_where_it_was_asked():
    """Journey, rule, scenario, tags and node id lead back to the feature."""
    told = row(said("shop", total=euros("89.00")), said("erp", total=euros("89.00")))

    names = ("nodeid", "journey", "rule", "scenario", "tags", "subject")
    where = ["a.feature::test_b", "Ordering", "A rule", "It happens", ["story-3"], "order A-1042"]
    assert where == [told[name] for name in names]


def test_every_system_has_an_outcome_of_its_own():
    """Silent, down and unexplained are three different things."""
    told = row(
        said("shop", total=euros("89.00"), status="placed"),
        said("mail", total=None),
        said("crm", unreachable="connection refused"),
        said("erp", total=euros("89.00"), status=Unmapped("95", "[systems.erp.order] status")),
    )

    expected = {"shop": "agreed", "mail": "absent", "crm": "unreachable", "erp": "unmapped"}
    assert expected == told["systems"]
    assert {"erp": "95"} == told["fields"]["status"]["unmapped"]


def test_whoever_changed_its_mind_contradicts():
    """It agreed at first, and no longer did while it was watched."""
    observations = [said("shop", total=euros("1.00")), said("erp", total=euros("1.00"))]
    verdict = compare(FIELDS, observations)
    verdict = replace(verdict, changed_its_mind=frozenset({"erp"}))

    assert Outcome.CONTRADICTED is system_outcome(verdict, "erp")
    assert Outcome.AGREED is system_outcome(verdict, "shop")


def test_whoever_came_late_is_noted():
    """It came round after its patience: a failure that is nearly none."""
    observations = [said("shop", total=euros("1.00")), said("erp", total=euros("1.00"))]
    verdict = replace(compare(FIELDS, observations), late={"erp": timedelta(seconds=7.5)})

    assert {"erp": 7.5} == verdict_row(explained(verdict, str), SCENE)["late"]


def test_workers_are_merged_in_order_and_cleared_away(tmp_path):
    """The lines of all workers of this run, and nobody else's, end up in one table."""
    for run, worker in (("1", "gw0"), ("1", "gw1"), ("2", "gw0")):
        record.append_verdict(
            record.verdicts_file(tmp_path, run, worker), {"from": f"{run}-{worker}"}
        )

    record.merge_workers(tmp_path, "1")

    lines = (tmp_path / "verdicts.jsonl").read_text("utf-8").splitlines()
    assert ["1-gw0", "1-gw1"] == [json.loads(line)["from"] for line in lines]
    assert ["verdicts-2-gw0.jsonl", "verdicts.jsonl"] == sorted(
        each.name for each in tmp_path.iterdir()
    )


def test_half_a_line_of_a_killed_worker_is_left_out(tmp_path):
    """The table stays readable, whatever became of a worker."""
    part = record.verdicts_file(tmp_path, "1", "gw0")
    record.append_verdict(part, {"whole": True})
    with part.open("a", encoding="utf-8") as file:
        file.write('{"half": ')

    record.merge_workers(tmp_path, "1")

    assert '{"whole": true}\n' == (tmp_path / "verdicts.jsonl").read_text("utf-8")


def test_half_a_line_does_not_swallow_the_next_verdict(tmp_path):
    """A killed run left it, and `samestory settle` writes behind it."""
    verdicts = tmp_path / "verdicts.jsonl"
    verdicts.write_text('{"outcome": "agr')
    for number in (1, 2):
        record.append_verdict(verdicts, {"outcome": "contradicted", "number": number})

    _, *whole = verdicts.read_text().splitlines()
    assert [1, 2] == [json.loads(each)["number"] for each in whole]


def test_run_json_is_whole(tmp_path):
    """The folder is made where it is missing, and umlauts stay umlauts."""
    record.write_run(tmp_path / "reports", {"seed": 7, "company": "Müller"})

    text = (tmp_path / "reports" / "run.json").read_text("utf-8")
    assert {"seed": 7, "company": "Müller"} == json.loads(text)
    assert "Müller" in text


def test_half_of_a_character_loses_no_record(tmp_path):
    """A page may hold a lone surrogate, which no file in UTF-8 can."""
    run = {"scenarios": [{"nodeid": "f.feature::a", "result": "broken", "message": "\ud83d"}]}

    record.write_run(tmp_path, run)

    assert run == read_run(tmp_path)


def test_lines_that_differ_in_nothing_but_a_price_are_told_apart():
    """Another price is another cause than another article."""
    field = [Field("lines", "lines")]
    right, dearer = ((Line("BB-IT", 1, euros(each)),) for each in ("89.00", "90.00"))
    other = (Line("BB-EN", 1, euros("89.00")),)
    promise = Promise(ORDER, (Revision("order", NOON, {"lines": right}),))
    said_so = [said("shop", lines=right), said("crm", lines=dearer), said("erp", lines=other)]
    told = verdict_row(explained(compare(field, said_so, promise), str), SCENE)

    assert (["crm", "erp"], ["crm"]) == (
        told["fields"]["lines"]["apart"],
        told["fields"]["lines"]["prices_apart"],
    )
    assert ("order", "lines") == (told["kind"], told["fields"]["lines"]["kind"])
