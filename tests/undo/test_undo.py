"""What a run made is found by its ledger, taken back once, and asked about afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.exit_codes import Exit
from samestory.undo import End, exit_of_undo
from tests.undo.company import ADA, Company


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def ends(company: Company, **how: object) -> dict[str, End]:
    return {each.thing.name: each.end for each in company.undo(**how)}  # type: ignore[arg-type]  # its own words


def test_an_order_is_cancelled_and_the_ledger_says_when_and_how(company: Company) -> None:
    company.order("A-1")

    assert {"order A-1": End.UNDONE} == ends(company)
    assert "cancelled" == company.world.orders["A-1"]
    undone = list(company.lines())[-1]
    assert ("undone", "desk.cancel", "order A-1") == (
        undone["state"],
        undone["how"],
        undone["thing"],
    )
    assert undone["at"]


def test_nothing_is_undone_twice(company: Company) -> None:
    """The second call only counts what was undone before."""
    company.order("A-1")
    company.undo()

    assert {} == ends(company)
    assert 1 == company.plan().settled
    assert ["desk.cancel A-1"] == company.hands.done


def test_what_is_cancelled_already_is_left_alone(company: Company) -> None:
    company.order("A-1", "cancelled")

    assert {"order A-1": End.NEEDLESS} == ends(company)
    assert [] == company.hands.done


def test_an_order_whose_run_was_killed_is_found_by_her_address(company: Company) -> None:
    """Its number was never told; the one that was told is not undone twice."""
    company.order("A-1")
    company.order_and_die("A-2")

    assert {"order A-1": End.UNDONE, "order A-2": End.UNDONE} == ends(company)
    assert {"cancelled"} == set(company.world.orders.values())
    assert 2 == len(company.hands.done)
    assert {} == ends(company), "the ledger knows that it is done"


def test_the_systems_have_their_time_to_hear_of_it(company: Company) -> None:
    """A run that was killed a moment ago: what they do not know yet may still come."""
    company.order_and_die()

    assert {f"order of {ADA}": End.NEEDLESS} == ends(company)
    assert [5.0] == company.clock.slept


def test_what_cannot_be_asked_about_is_not_touched(company: Company) -> None:
    """It stays in the ledger, and the next call undoes it."""
    company.order("A-1", "cancelled")
    company.order_and_die("A-2")
    company.world.down = {"crm"}
    assert {"order A-1": End.UNSURE, f"order of {ADA}": End.UNSURE} == ends(company)
    assert [] == company.hands.done

    company.world.down = set()
    assert {"order A-1": End.NEEDLESS, "order A-2": End.UNDONE} == ends(company)


def test_a_failure_stops_no_other(company: Company) -> None:
    """It is named with its reason and with what the systems still say."""
    for number in ("A-1", "A-2", "A-3"):
        company.order(number)
    company.hands.raises["A-2"] = RuntimeError("the desk is closed")

    results = company.undo()

    assert [End.UNDONE, End.FAILED, End.UNDONE] == [each.end for each in results]
    assert "the desk is closed" == results[1].why
    assert {"crm": "status placed", "erp": "status placed"} == results[1].left
    assert Exit.CANNOT_KNOW == exit_of_undo(company.plan(), results)


def test_an_error_after_the_deed_is_no_failure(company: Company) -> None:
    """What counts is what the systems say afterwards."""
    company.order("A-1")
    company.hands.raises["A-1"] = RuntimeError("no answer")
    company.world.orders["A-1"] = "placed"
    before = company.hands.take_back

    def cancel_and_break(thing: object, way: object) -> None:
        company.world.orders["A-1"] = "cancelled"
        before(thing, way)  # type: ignore[arg-type]  # passed on

    company.hands.take_back = cancel_and_break  # type: ignore[method-assign]  # a fake
    assert {"order A-1": End.UNDONE} == ends(company)


def test_a_system_that_does_not_follow_is_named(company: Company) -> None:
    """The desk says done, and the ERP still has it: that is a contradiction."""
    company.order("A-1")
    company.world.deaf["erp"] = {"A-1": "placed"}

    [result] = company.undo()

    assert (End.STILL_THERE, {"erp": "status placed"}) == (result.end, result.left)
    assert Exit.CONTRADICTION == exit_of_undo(company.plan(), [result])


def test_what_nobody_can_undo_is_listed_once_and_then_counted(company: Company) -> None:
    company.order("A-1", "shipped")
    company.do("mail", makes="offer")

    found = {each.thing.name: each.why for each in company.undo()}

    assert {
        "order A-1": "it is on its way",
        f"offer of {ADA}": "a mail cannot be called back",
    } == found
    assert (0, 2) == (len(company.undo()), company.plan().given_up)


def test_what_the_landscape_does_not_speak_of_is_never_passed_over(company: Company) -> None:
    """A kind without a table, and an action of which nobody says what it makes."""
    company.do("join", makes="subscription")
    company.do("move")
    company.do("log_out")

    results, plan = company.undo(), company.plan()

    assert [End.UNDECLARED] == [each.end for each in results]
    assert ["shop.move"] == [each.by for each in plan.unexplained]
    assert Exit.CANNOT_KNOW == exit_of_undo(plan, [])


def test_what_nobody_can_be_asked_about_is_done_once(company: Company) -> None:
    """An action makes it, no system tells of it; a killed undoing is not repeated blindly."""
    company.do("take_down")
    company.hands.raises[ADA] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        company.undo()

    assert {f"outage of {ADA}": End.UNSURE} == ends(company)
    assert 1 == len(company.hands.done)


def test_an_undoing_that_was_killed_goes_on_with_a_question(company: Company) -> None:
    """The systems say whether it was done."""
    company.order("A-1")
    company.hands.raises["A-1"] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        company.undo()
    company.world.orders["A-1"] = "cancelled"

    assert {"order A-1": End.NEEDLESS} == ends(company)


def test_another_company_is_left_alone(company: Company) -> None:
    """The same file with other variables leads elsewhere: an order of there is not ours."""
    company.order("A-1")
    text = (company.report / "ledger.jsonl").read_text("utf-8")
    elsewhere = text.replace(company.landscape.leads_to, "0123456789ab")
    (company.report / "ledger.jsonl").write_text(elsewhere, "utf-8")

    assert {} == ends(company)
    assert {"landscape.toml": 1} == company.plan().foreign
    assert Exit.CANNOT_KNOW == exit_of_undo(company.plan(), [])


def test_a_dry_run_writes_nothing(company: Company) -> None:
    company.order("A-1")
    before = list(company.lines())

    assert {"order A-1": End.WOULD} == ends(company, dry=True)
    assert ([], before) == (company.hands.done, list(company.lines()))


def test_one_run_of_several(company: Company) -> None:
    company.order("A-1", run="42")
    company.order("A-2", run="43")

    assert {"order A-2": End.UNDONE} == ends(company, run="43")
    assert "placed" == company.world.orders["A-1"]


def test_an_empty_ledger_is_no_success(company: Company) -> None:
    """Nothing was done there at all: perhaps it is the wrong folder."""
    assert Exit.NOTHING_CHECKED == exit_of_undo(company.plan(), [])
