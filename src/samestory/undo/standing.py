"""How a thing stands by what the systems say of it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from samestory.core.model import Observation
from samestory.journeys.undo_rules import UndoRule, UndoWay, Words


class Stand(Enum):
    """Whether there is anything to take back."""

    NOBODY_KNOWS = auto()
    """No system can be asked about such things."""
    UNREACHABLE = auto()
    """Not all systems could be asked or told how it stands, and no other one still has it."""
    NO_RECORD = auto()
    GONE = auto()
    """All that know it say the words of `unless`."""
    STANDS = auto()


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands; `told` are all words by field, `left` the systems that still have it."""

    stand: Stand
    told: Mapping[str, frozenset[str]] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    why: str = ""

    def fits(self, way: UndoWay) -> bool:
        """Whether a way is the right one as it stands."""
        return all(self.told.get(name, frozenset()) & set(way.when[name]) for name in way.when)


def standing(rule: UndoRule, said: Sequence[Observation]) -> Standing:
    """Return how a thing stands by these answers.

    A system that does not tell the fields of `unless` says nothing about it, unless there are no
    such fields: then each system that has a record still has it.
    """
    if not said:
        return Standing(Stand.NOBODY_KNOWS)
    lost = {each.system: each.unreachable for each in said if each.unreachable}
    have = [each for each in said if not each.unreachable and not each.absent]
    left = {each.system: words for each in have if (words := _still_there(rule.unless, each))}
    told = _told([*_fields(rule)], have)
    if left:
        return Standing(Stand.STANDS, told, left)
    if have and not any(told[name] for name in rule.unless) and rule.unless:
        names = " or ".join(rule.unless)
        lost |= {each.system: f"it says nothing about {names}" for each in have}
    if lost:
        why = "; ".join(f"{name}: {why}" for name, why in lost.items())
        return Standing(Stand.UNREACHABLE, told, {}, why)
    return Standing(Stand.GONE if have else Stand.NO_RECORD, told)


def _fields(rule: UndoRule) -> dict[str, None]:
    ways = (name for way in rule.ways for name in way.when)
    return dict.fromkeys([*rule.unless, *ways])


def _still_there(unless: Words, said: Observation) -> str:
    """Return what a system says that still has it ("status placed"), or nothing."""
    if not unless:
        return "has a record"
    values = said.values or {}
    wrong = {
        name: values[name]
        for name, words in unless.items()
        if values.get(name) is not None and str(values[name]) not in words
    }
    return ", ".join(f"{name} {value}" for name, value in wrong.items())


def _told(names: Sequence[str], have: Sequence[Observation]) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(
            str((each.values or {})[name])
            for each in have
            if (each.values or {}).get(name) is not None
        )
        for name in names
    }
