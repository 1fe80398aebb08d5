"""What the same system says about other customers: what it would say if it mixed them up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from samestory.core.model import Observation, Subject

Values = Mapping[str, object]
MOST = 8
"""Different records of one kind that are kept of each system."""


@dataclass(slots=True)
class Donors:
    """Some records of each system and kind, each with its owner."""

    known: dict[tuple[str, str], dict[str, tuple[Subject, Values]]] = field(default_factory=dict)

    def add(self, answers: Iterable[Observation]) -> None:
        """Keep records until there are enough."""
        for each in answers:
            if each.values is None:
                continue
            records = self.known.setdefault((each.system, each.subject.kind), {})
            if len(records) < MOST:
                records.setdefault(_owner(each.subject), (each.subject, each.values))

    def for_(self, said: Observation) -> Values | None:
        """Return what it says about somebody else: of what is known, what is most alike.

        None if it is known to say nothing else: then nobody can tell the two apart.
        """
        records = self.known.get((said.system, said.subject.kind), {})
        mine, owner = said.values or {}, _owner(said.subject)
        others = [values for whose, (_, values) in records.items() if whose != owner]
        different = [each for each in others if each != mine]
        return max(different, key=lambda each: _alike(each, mine), default=None)


def _owner(subject: Subject) -> str:
    return subject.of or subject.key


def _alike(one: Values, other: Values) -> int:
    return sum(other.get(name) == value for name, value in one.items())
