"""An order of actions counts by what it concerns, and by whether the systems are asked after it."""

from __future__ import annotations

from samestory.explore.coverage import Coverage
from samestory.explore.journey import Act, ComposedJourney
from tests.explore.company import vocabulary


def journey(*keys: str) -> ComposedJourney:
    return ComposedJourney(tuple(Act(key, "Ada") for key in keys))


def test_what_was_tried_and_asked_about_adds_nothing():
    """The same journey a second time is worth nothing."""
    coverage = Coverage(vocabulary())
    coverage.add(journey("register", "order", "change"))

    assert 0 == coverage.gain(journey("register", "order", "change"))
    assert 0 == coverage.gain_of("order", "change")


def test_an_order_that_was_not_asked_about_is_still_worth_trying():
    """After a cancellation other systems are asked than after the change before it."""
    coverage = Coverage(vocabulary())
    coverage.add(journey("register", "order", "resend", "change", "cancel"))

    assert coverage.gain_of("resend", "change") > 0
    assert 0 == coverage.gain_of("change", "cancel")


def test_two_actions_on_one_promise_count_more_than_any_two():
    """What she does with her visit is hardly told by what she did with her order."""
    coverage = Coverage(vocabulary())

    assert coverage.gain_of("resend", "change") > coverage.gain_of("move", "change") > 0
    assert coverage.gain_of("cancel", "order") > coverage.gain_of("move", "order") > 0


def test_a_new_promise_begins_a_new_life():
    """A change of her second order does not come after what was done with the first one."""
    coverage = Coverage(vocabulary())
    coverage.add(journey("register", "order", "resend", "order", "change"))

    assert coverage.gain_of("resend", "change") > 0
