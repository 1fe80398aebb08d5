"""Whether a run blamed exactly the system and the field that a seeded fault is about."""

from __future__ import annotations

from typing import Any

from tests.oracle.expected import Expectation
from tests.oracle.playing import Played


def complaints(expected: Expectation, played: Played) -> list[str]:
    """What is wrong with how the fault was reported; nothing where it was reported exactly."""
    if not played.alarms:
        return [f"no alarm (exit code {played.exit_code})"]
    alarm = played.alarms[0]
    wanted = {
        "exit code": (expected.exit_code, played.exit_code),
        "scenario": (expected.scenario, alarm["scenario"]),
        "outcome": (expected.outcome, alarm["outcome"]),
        "blamed": (list(expected.blamed), blamed(alarm)),
    }
    wrong = [f"{what}: {is_} (not {due})" for what, (due, is_) in wanted.items() if due != is_]
    wrong += _changed_its_mind(expected, alarm["changed_its_mind"])
    if expected.field not in differing(alarm):
        wrong.append(f"field: {', '.join(differing(alarm))} (not {expected.field})")
    return wrong


def _changed_its_mind(expected: Expectation, changed: list[str]) -> list[str]:
    """Only whom the fault is about may have told another story before.

    Whether a fault shows in the first look or right after it is a matter of when it was looked;
    one that shows only after a good moment must have had that.
    """
    due = set(expected.blamed)
    if set(changed) - due or (expected.after_a_good_moment and set(changed) != due):
        return [f"changed its mind: {changed} (not {sorted(due)})"]
    return []


def blamed(alarm: dict[str, Any]) -> list[str]:
    """The systems that stand apart from the others."""
    return sorted(name for name, outcome in alarm["systems"].items() if outcome != "agreed")


def differing(alarm: dict[str, Any]) -> list[str]:
    """The fields on which the story differs or cannot be known."""
    return [name for name, field in alarm["fields"].items() if field["outcome"] != "agreed"]
