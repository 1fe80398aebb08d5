"""How each outcome ends a scenario: failed, broken, deferred, or on to the next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from samestory import CannotKnow, NotDueYet, Outcome, Story


def go_on(explanation: str) -> None:
    """They agree."""


def fail(explanation: str) -> None:
    """They contradict each other, or one of them has no such record."""
    pytest.fail(explanation, pytrace=False)


def cannot_know(explanation: str) -> None:
    """A system could not be asked, or said a code that the landscape does not explain."""
    raise CannotKnow(explanation)


def defer(explanation: str) -> None:
    """It is not due yet."""
    raise NotDueYet(explanation)


END_WITH: Mapping[Outcome, Callable[[str], None]] = {
    Outcome.AGREED: go_on,
    Outcome.CONTRADICTED: fail,
    Outcome.ABSENT: fail,
    Outcome.UNREACHABLE: cannot_know,
    Outcome.UNMAPPED: cannot_know,
    Outcome.PENDING: defer,
}


@pytest.fixture
def story(request: pytest.FixtureRequest) -> Story:
    """The story of this scenario."""
    return Story.of_scenario(request, END_WITH)
