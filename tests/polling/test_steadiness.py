"""Waiting until what is said has come to rest; the clock is a fake."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from samestory.core.agreement import compare
from samestory.core.model import Field
from samestory.core.verdict import Verdict
from samestory.errors import CannotKnow
from samestory.polling.steadiness import looked_at_again, steady
from samestory.testing import FakeClock
from tests.fakes import said


def asked(*answers: str) -> Iterator[str]:
    return chain(answers, repeat(answers[-1]))


def rest(answers: Iterator[str], clock: FakeClock, *, complete: bool = True) -> str:
    return steady(
        lambda _: next(answers),
        clock,
        settle=1.0,
        patience=5.0,
        limit=11.0,
        alike=str.__eq__,
        complete=lambda _: complete,
    )


def test_two_answers_in_a_row_are_enough():
    """One settle time apart."""
    clock = FakeClock()
    began = clock.monotonic()

    assert "b" == rest(asked("a", "b", "b"), clock)
    assert 2.0 == clock.monotonic() - began


def test_what_is_not_complete_has_its_patience():
    """A record may still be on its way."""
    clock = FakeClock()
    began = clock.monotonic()

    assert "a" == rest(asked("a"), clock, complete=False)
    assert 5.0 == clock.monotonic() - began


def test_a_late_record_is_waited_for():
    """It comes after four seconds, and is what everything is compared with."""
    assert "new" == rest(asked(*["old"] * 4, "new"), FakeClock(), complete=False)


def test_what_never_rests_cannot_be_compared():
    """A counter, for instance; then nothing is known."""
    with pytest.raises(CannotKnow, match="has not come to rest"):
        rest(map(str, range(100)), FakeClock())


def test_what_was_fine_is_looked_at_once_more_after_the_settle_time():
    """What was wrong is not asked again."""
    clock, fields = FakeClock(), [Field("status", "status")]
    began = clock.monotonic()
    asked_at: list[tuple[str, float]] = []

    def look(name: str) -> Verdict:
        asked_at.append((name, clock.monotonic() - began))
        words = {"crm": "placed", "erp": "cancelled" if name == "wrong" else "placed"}
        return compare(fields, [said(each, {"status": word}) for each, word in words.items()])

    verdicts = looked_at_again(["fine", "wrong"], look, clock, settle=1.0)

    assert [True, False] == [each.agreed for each in verdicts]
    assert [("fine", 0.0), ("wrong", 0.0), ("fine", 1.0)] == asked_at
