"""Several outcomes may be right: judge whether the systems agree on one of them; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from samestory.core.agreement import compare
from samestory.core.model import Field, Observation, Promise
from samestory.core.texts import word_set
from samestory.core.verdict import Verdict


def on_none_of(
    outcomes: Sequence[Promise], fields: Iterable[Field], said: Sequence[Observation]
) -> Verdict | None:
    """Return the verdict about systems that agree on none of these outcomes; None if they do.

    They contradict the last one; and the first one if they lack records that are to be there
    whatever the outcome is.
    """
    known = tuple(fields)
    judged = [compare(known, said, each) for each in outcomes]
    lost = not all(_holds_all(each, outcomes[0]) for each in said)
    if not lost and any(each.agreed for each in judged):
        return None
    sets = [each for each in judged[0] if isinstance(each.promised, frozenset)]
    return replace(judged[0], fields=tuple(sets)) if lost else judged[-1]


def _holds_all(said: Observation, known: Promise) -> bool:
    """Whether each set that a system tells holds all that is known to belong to it."""
    told: Mapping[str, Any] = said.values or {}
    sets = known.values
    return all(
        word_set(known_of) <= word_set(told[name])
        for name, known_of in sets.items()
        if isinstance(known_of, frozenset) and isinstance(told.get(name), frozenset)
    )
