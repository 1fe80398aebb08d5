"""Whether a trial blamed exactly the systems and the field that its fault is about."""

from __future__ import annotations

from tests.oracle.expected import Expectation
from tests.oracle.trial import Ended, Heard


def complaints(expected: Expectation, ended: Ended) -> list[str]:
    """Return what is wrong with how a fault was reported; nothing if it was reported exactly."""
    if not ended.alarms:
        return [f"no alarm (it {ended.result}: {ended.message or 'no message'})"]
    alarm = ended.alarms[0]
    wanted = {
        "exit code": (expected.exit_code, ended.exit),
        "outcome": (expected.outcome, alarm.outcome),
        "blamed": (sorted(expected.blamed), blamed(alarm)),
    }
    wrong = [f"{what}: {is_} (not {due})" for what, (due, is_) in wanted.items() if due != is_]
    wrong += _changed_its_mind(expected, alarm.changed_its_mind)
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


def blamed(alarm: Heard) -> list[str]:
    """Return the systems that stand apart from the others."""
    return sorted(name for name, outcome in alarm.systems.items() if outcome != "agreed")


def differing(alarm: Heard) -> list[str]:
    """Return the fields on which the story differs or cannot be known."""
    return [name for name, outcome in alarm.fields.items() if outcome != "agreed"]
