"""From a verdict to the end of a scenario: failed, broken, parked, or on to the next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from samestory.errors import CannotKnow, Parked
from samestory.explaining import explain
from samestory.landscape import Landscape
from samestory.model import Outcome, Promise, Verdict
from samestory.witnesses import Witnesses

Ask = Callable[[Promise, str], Verdict]
"""Asks the systems that a phrase names about what was promised; fails unless they agree on it."""


@pytest.fixture
def must_agree(landscape: Landscape, witnesses: Witnesses) -> Ask:
    """Ask, wait as long as the landscape says, and fail unless it is the same story."""

    def ask(promise: Promise, systems: str) -> Verdict:
        among = landscape.systems_called(systems)
        verdict = witnesses.converge(promise.subject, among, promise)
        END_WITH[verdict.outcome](explain(verdict, witnesses.called))
        return verdict

    return ask


def go_on(explanation: str) -> None:
    """They agree."""


def fail(explanation: str) -> None:
    """They contradict each other, or one never heard of it."""
    pytest.fail(explanation, pytrace=False)


def cannot_know(explanation: str) -> None:
    """Somebody could not be asked, or said what nobody explains."""
    raise CannotKnow(explanation)


def park(explanation: str) -> None:
    """It is not due yet."""
    raise Parked(explanation)


END_WITH: Mapping[Outcome, Callable[[str], None]] = {
    Outcome.AGREED: go_on,
    Outcome.CONTRADICTED: fail,
    Outcome.ABSENT: fail,
    Outcome.UNREACHABLE: cannot_know,
    Outcome.UNMAPPED: cannot_know,
    Outcome.PENDING: park,
}
