"""Judgements over a timeline: what was never to be said, whatever the end was; pure."""

from __future__ import annotations

from collections.abc import Sequence

from samestory.core.comparison import same
from samestory.core.model import Look, Observation, Unmapped
from samestory.errors import NothingToCompare


def never(  # noqa: PLR0913, PLR0917 - a sentence: the CRM never calls it x while the ERP says y
    timeline: Sequence[Look],
    system: str,
    field: str,
    value: object,
    while_system: str,
    while_value: object,
) -> list[Look]:
    """Find the looks in which `system` told `value` while `while_system` told `while_value`.

    A look counts if the other system told its value in the same look, or in the looks just before
    and just after it. Raise `NothingToCompare` if the two were never both heard.
    """
    seen = [look for look in timeline if _heard(look, system, field) is not None]
    pairs = [(look, _meanwhile(timeline, look, while_system, field)) for look in seen]
    if not any(words for _, words in pairs):
        raise NothingToCompare(
            f"The {field} was never heard of both {system} and {while_system}.\n"
            f"  Ask both of them, and see that the landscape describes the {field} of both."
        )
    kind = _kind(timeline, field)
    return [
        look
        for look, words in pairs
        if words
        and same(kind, _heard(look, system, field), value)
        and all(same(kind, word, while_value) for word in words)
    ]


def _meanwhile(timeline: Sequence[Look], look: Look, system: str, field: str) -> tuple[object, ...]:
    """Give what a system said in this look, or else just before and just after it."""
    asked = (each for each in timeline if system in each.asked)
    heard = [(each.number, _heard(each, system, field)) for each in asked]
    exact = [word for number, word in heard if number == look.number]
    before = [word for number, word in heard if number < look.number][-1:]
    after = [word for number, word in heard if number > look.number][:1]
    words = exact or (before + after if before and after else [])
    return () if None in words else tuple(words)


def _heard(look: Look, system: str, field: str) -> object | None:
    """Give what a system told in this very look, or None."""
    said: Observation | None = next((o for o in look.observations if o.system == system), None)
    value = said.values.get(field) if said and said.values is not None else None
    return None if isinstance(value, Unmapped) else value


def _kind(timeline: Sequence[Look], field: str) -> str:
    kinds = (
        each.field.kind for look in timeline for each in look.verdict if each.field.name == field
    )
    return next(kinds, "text")
