"""What is worth an alert: a coming and a going, once each, and nothing that was not looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import TypeAdapter

from samestory.monitor import Gravity, SeenCause, TurnReport, Watchlist
from samestory.monitor.watchlist import OpenCause
from tests.monitor.simulated import MONDAY

PRICE = SeenCause("erp/price", "The ERP tells another price", Gravity.CONTRADICTION, frozenset("a"))
DOWN = SeenCause(
    "crm/unreachable", "The CRM could not be asked", Gravity.INCONCLUSIVE, frozenset("b")
)


class Turns:
    """One turn after another, a quarter of an hour apart."""

    def __init__(self) -> None:
        self.list = Watchlist()
        self.number = 0

    def step(self, *causes: SeenCause, **how: object) -> list[str]:
        failed = frozenset[str]().union(*(each.scenarios for each in causes))
        turn = TurnReport(
            at=MONDAY + self.number * timedelta(minutes=15),
            run=f"{self.number}",
            exit=1 if causes else 0,
            causes={each.key: each for each in causes},
            passed=frozenset("abc") - failed,
            planned=frozenset("abc"),
        )
        self.number += 1
        alerts = self.list.step(replace(turn, **how))  # type: ignore[arg-type]  # its own words
        return [f"{each.event} {each.key}" for each in alerts]


@pytest.fixture
def turns() -> Turns:
    return Turns()


def test_a_contradiction_has_come_at_once_and_is_told_once(turns: Turns) -> None:
    assert ["coming erp/price"] == turns.step(PRICE)
    assert [] == turns.step(PRICE)


def test_it_is_gone_after_two_clean_turns(turns: Turns) -> None:
    """One clean turn in between is no going: it is the same story that goes on."""
    turns.step(PRICE)
    assert [] == turns.step()
    assert [] == turns.step(PRICE)
    assert [] == turns.step()
    assert ["going erp/price"] == turns.step()
    assert [] == turns.step()


def test_one_request_that_fails_wakes_nobody(turns: Turns) -> None:
    """What is inconclusive has come when it is seen twice in a row."""
    assert [] == turns.step(DOWN)
    assert [] == turns.step()
    assert [] == turns.step(DOWN)
    assert ["coming crm/unreachable"] == turns.step(DOWN)


def test_what_was_not_looked_at_is_not_gone(turns: Turns) -> None:
    """The scenario that showed it broke, or the turn was cut off: that proves nothing."""
    turns.step(PRICE)
    down = replace(DOWN, scenarios=frozenset("a"))
    assert [] == turns.step(down)
    assert ["coming crm/unreachable"] == turns.step(down)
    for _ in range(5):
        assert [] == turns.step(passed=frozenset("b"), whole=False)
    assert [] == turns.step()
    assert {"going erp/price", "going crm/unreachable"} == set(turns.step())


def test_an_interrupted_turn_changes_nothing(turns: Turns) -> None:
    turns.step(PRICE)
    assert [[], [], []] == [turns.step(interrupted=True) for _ in range(3)]
    assert [] == turns.step()
    assert ["going erp/price"] == turns.step()


def test_each_coming_within_a_day_doubles_the_wait_for_its_going(turns: Turns) -> None:
    """What flaps is told as gone when it stays away: 2 turns, then 4, then 8."""
    told = []
    for clean in (2, 4, 7, 8):
        told += turns.step(PRICE)
        for _ in range(clean):
            told += turns.step()

    assert [
        *("coming erp/price", "going erp/price") * 2,
        *("coming erp/price", "going erp/price"),
    ] == told


def test_what_is_no_longer_played_is_gone_and_says_so(turns: Turns) -> None:
    """Its scenario was removed: otherwise it would stay open for good."""
    turns.step(PRICE)
    turns.step(planned=frozenset("bc"), passed=frozenset("bc"))

    assert ["going erp/price"] == turns.step(planned=frozenset("bc"), passed=frozenset("bc"))


def test_it_goes_on_after_a_restart(turns: Turns) -> None:
    turns.step(PRICE, DOWN)
    causes = TypeAdapter(dict[str, OpenCause])
    turns.list = Watchlist(causes.validate_json(causes.dump_json(turns.list.known)))

    assert ["coming crm/unreachable"] == turns.step(PRICE, DOWN)
