"""A step whose definition is known, and what its gaps say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from samestory.journeys.promised_person import OTHER
from samestory.plugin.phrases import gaps_of


@dataclass(frozen=True, slots=True)
class KnownStep:
    """A step whose definition is known: its place, its phrase, and what is in its gaps."""

    where: str
    gaps: Mapping[str, object]
    phrase: str

    def of_type(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the gaps that the phrase gives this type (`{stage:stage}`), with their texts."""
        for gap, kind in gaps_of(self.phrase):
            if kind.__name__ == name:
                yield gap, str(self.gaps[gap])

    def kind_about(self, gap: str) -> str:
        """Return the kind of subject that a gap for systems or words is about; "order" if unsaid.

        "her other order" is an order; a gap that begins with "other_" goes with `other_subject`.
        """
        about = ("other_subject", "subject") if gap.startswith("other_") else ("subject",)
        named = next((str(self.gaps[each]) for each in about if each in self.gaps), "order")
        return named.removeprefix(OTHER)
