"""Whether a run blamed exactly the system and the field that a seeded fault is about."""

from __future__ import annotations

from typing import Any

from tests.oracle.expectations import Expectation
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
        "changed its mind": (
            list(expected.blamed) if expected.after_a_good_moment else [],
            alarm["changed_its_mind"],
        ),
    }
    wrong = [f"{what}: {is_} (not {due})" for what, (due, is_) in wanted.items() if due != is_]
    if expected.field not in differing(alarm):
        wrong.append(f"field: {', '.join(differing(alarm))} (not {expected.field})")
    return wrong


def blamed(alarm: dict[str, Any]) -> list[str]:
    """The systems that stand apart from the others."""
    return sorted(name for name, outcome in alarm["systems"].items() if outcome != "agreed")


def differing(alarm: dict[str, Any]) -> list[str]:
    """The fields on which the story differs or cannot be known."""
    return [name for name, field in alarm["fields"].items() if field["outcome"] != "agreed"]
