"""What is not due yet survives until it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samestory import deferred
from samestory.core.agreement import compare
from samestory.core.model import Line, Money, Promise, Revision, Subject, Unmapped, Window
from samestory.core.verdict import Verdict
from samestory.deferred import DeferredQuestion, defer, deferred_in, keep_deferred
from samestory.errors import WrongCall
from samestory.json_lines import objects_in
from samestory.redaction import Masker
from tests.cli.fakes import demo_landscape
from tests.fakes import OPENED, ORDER, promised, said

EUROS = Money(Decimal("89.00"), "EUR")
VALUES = {
    "name": "Ada Kohler",
    "count": 1,
    "phone": None,
    "total": EUROS,
    "lines": (Line("BB-IT", 1, EUROS), Line("CH-11", 2)),
    "delivery_day": date(2026, 11, 25),
    "at": OPENED,
    "slot": Window(OPENED, OPENED + timedelta(hours=2)),
    "numbers": frozenset({"A-1", "A-2"}),
    "status": Unmapped("returned", "[systems.crm.order].status", "status", "status: fix it"),
}
SCENE = {
    "journey": "Ordering",
    "scenario": "Ada orders",
    "nodeid": "f::a",
    "rule": None,
    "tags": [],
}


def question(values: dict[str, object] = VALUES) -> DeferredQuestion:
    promise = Promise(ORDER, (Revision("order", OPENED, values),))
    return DeferredQuestion(
        landscape=Path("landscapes/demo.toml"),
        subject=ORDER,
        among=("crm", "erp"),
        promise=promise,
        due=OPENED,
        scenario=SCENE,
    )


def test_every_value_comes_back_as_it_was(tmp_path: Path) -> None:
    """Its type included: 89.00 EUR must not come back as a text."""
    defer(tmp_path, question())

    assert [question()] == deferred_in(tmp_path)


def test_that_there_should_be_no_record_comes_back_too(tmp_path: Path) -> None:
    """Or a record that was withdrawn would be waited for."""
    asked = question()
    assert asked.promise is not None
    gone = replace(asked, promise=asked.promise.withdrawn_as("call off 1", OPENED), only="record")
    defer(tmp_path, gone)

    assert [gone] == deferred_in(tmp_path)


def test_without_a_promise_there_is_none_afterwards(tmp_path: Path) -> None:
    bare = DeferredQuestion(
        landscape=Path("x.toml"),
        subject=Subject("orders", "ada@customers.example"),
        among=("crm",),
        promise=None,
        due=OPENED,
        scenario=SCENE,
    )
    defer(tmp_path, bare)

    assert [bare] == deferred_in(tmp_path)


def test_half_a_line_costs_only_itself(tmp_path: Path) -> None:
    """A run that was killed may leave one."""
    defer(tmp_path, question())
    with (tmp_path / deferred.PENDING).open("a") as file:
        file.write('{"landscape": "landsc')

    assert [question()] == deferred_in(tmp_path)


def test_half_a_line_does_not_swallow_the_next_one(tmp_path: Path) -> None:
    """The run after the killed one writes its own."""
    tmp_path.joinpath(deferred.PENDING).write_text('{"landscape": "landsc')
    defer(tmp_path, question())
    defer(tmp_path, question({"count": 2}))

    assert [question(), question({"count": 2})] == deferred_in(tmp_path)


def test_what_would_come_back_as_something_else_is_refused(tmp_path: Path) -> None:
    """Rather than compared with its text a day later."""
    with pytest.raises(TypeError, match="A promise about A-1042 holds what no file can keep"):
        defer(tmp_path, question({"name": object()}))

    assert [] == deferred_in(tmp_path)


def test_what_is_settled_is_taken_off_the_list(tmp_path: Path) -> None:
    defer(tmp_path, question())
    defer(tmp_path, question({"count": 2}))
    keep_deferred(tmp_path, [question({"count": 2})])

    assert [question({"count": 2})] == deferred_in(tmp_path)


def test_nothing_is_deferred_where_nothing_was_written(tmp_path: Path) -> None:
    assert [] == deferred_in(tmp_path)


def test_a_promise_of_another_version_is_never_lost(tmp_path: Path) -> None:
    """It is refused in a sentence, rather than read as none."""
    defer(tmp_path, question())
    file = tmp_path / deferred.PENDING
    told = json.loads(file.read_text("utf-8"))
    for promise in ([{"what": "order", "values": {}}], {"$": "Wish"}, {"$": "Promise", "is": 1}):
        file.write_text(json.dumps({**told, "promise": promise}))

        with pytest.raises(WrongCall) as wrong:
            deferred_in(tmp_path)

        assert (
            f"'{file}' holds a promise about A-1042 that was written by another version of "
            "samestory.\n  Settle it with that version, or remove its line."
        ) == str(wrong.value)


def test_a_promise_of_another_version_stops_no_run(tmp_path: Path) -> None:
    """A run takes its own questions off the lists, and leaves those of others as they are."""
    old = {"run": "1", "promise": [{"what": "order", "values": {"name": "Ångström"}}]}
    for name in (deferred.PENDING, deferred.AGREED):
        (tmp_path / name).write_text(json.dumps(old) + "\n")
        defer(tmp_path, replace(question(), run="7"), name=name)
    deferred.forget_run(tmp_path, "7")

    for name in (deferred.PENDING, deferred.AGREED):
        assert [old] == [*objects_in(tmp_path / name)]


def test_it_is_due_when_the_last_batch_has_run() -> None:
    """The nightly batch on the company's own clock."""
    landscape = demo_landscape()
    berlin = ZoneInfo("Europe/Berlin")
    nightly = replace(landscape.systems["erp"], due=time(2), zone=berlin)
    described = replace(landscape, systems={**landscape.systems, "erp": nightly})

    assert datetime(2026, 11, 25, 1, tzinfo=UTC) == deferred.due_of(pending(), described)


def pending() -> Verdict:
    """The ERP has not had its batch, and does not know the order."""
    observations = [said("crm", {"count": 1}), said("erp", {"count": 0})]
    fields = demo_landscape().fields_of("records")
    return compare(fields, observations, promised({"count": 1}), not_due=["erp"])


def test_a_secret_that_was_promised_is_not_written_down(tmp_path: Path) -> None:
    """It is known afterwards that something is missing."""
    defer(tmp_path, question({"name": "Ada s3cr3t"}), Masker(["s3cr3t"]).mask)
    [read] = deferred_in(tmp_path)
    keep_deferred(tmp_path, [read])

    assert read.hidden
    assert "s3cr3t" not in (tmp_path / deferred.PENDING).read_text("utf-8")
    assert deferred_in(tmp_path)[0].hidden
    assert not question().hidden


def test_what_only_looks_hidden_is_compared(tmp_path: Path) -> None:
    """A shop may tell a card as `*** 4242`; what is hidden beside that, now or later, counts."""
    mask = Masker(["s3cr3t"]).mask
    for name in ("*** 4242", "***s3cr3t"):
        defer(tmp_path, question({"name": name, "status": "***"}), mask)
    whole, partly = deferred_in(tmp_path)
    file = tmp_path / deferred.PENDING
    file.write_text(file.read_text("utf-8").replace("4242", "***"), "utf-8")
    late, _ = deferred_in(tmp_path)

    assert not whole.hidden
    assert whole.promise == whole.visible_promise
    assert (("name",), ("name",)) == (partly.hidden_fields, late.hidden_fields)


def test_an_older_line_hides_all_that_looks_so(tmp_path: Path) -> None:
    defer(tmp_path, question({"name": "*** 4242"}))
    file = tmp_path / deferred.PENDING
    told = json.loads(file.read_text("utf-8"))
    del told["marks"]
    file.write_text(json.dumps(told), "utf-8")

    assert [("name",)] == [each.hidden_fields for each in deferred_in(tmp_path)]


def test_a_run_that_is_repeated_asks_anew(tmp_path: Path) -> None:
    """Its questions are taken off both lists, and those of other runs stay."""
    mine, other = replace(question(), run="7"), replace(question(), run="8")
    for name in (deferred.PENDING, deferred.AGREED):
        defer(tmp_path, mine, name=name)
        defer(tmp_path, other, name=name)
    deferred.forget_run(tmp_path, "7")

    assert [other] == deferred_in(tmp_path)
    assert [other] == deferred_in(tmp_path, name=deferred.AGREED)


def test_only_the_newest_agreements_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list does not grow with every run."""
    monkeypatch.setattr(deferred, "MOST_AGREED", 2)
    for run in ("1", "2", "3"):
        defer(tmp_path, replace(question(), run=run), name=deferred.AGREED)
    deferred.forget_run(tmp_path, "4")

    assert ["2", "3"] == [each.run for each in deferred_in(tmp_path, name=deferred.AGREED)]
