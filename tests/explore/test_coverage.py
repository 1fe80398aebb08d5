"""Orders of actions count once, however the same next action was prepared."""

from __future__ import annotations

from samestory.explore.coverage import Coverage
from samestory.explore.journey import Act, ComposedJourney


def journey(*keys: str) -> ComposedJourney:
    return ComposedJourney(tuple(Act(key, "Ada") for key in keys))


def test_actions_of_one_group_are_the_same_in_an_order():
    """An order that is sent twice, and one that is lost: the second adds nothing."""
    coverage = Coverage({"sent twice": "mishap", "lost": "mishap"})
    coverage.add(journey("register", "sent twice", "order"))

    assert coverage.gain(journey("register", "lost", "order")) == 0
    assert coverage.gain_of(["register"], "lost") == 0
    assert coverage.gain_of(["order"], "lost") == 1


def test_without_groups_each_action_is_for_itself():
    """Another action makes another pair."""
    coverage = Coverage()
    coverage.add(journey("register", "order"))

    assert coverage.gain_of(["register"], "order") == 0
    assert coverage.gain_of(["register"], "book") == 1
