"""What a promise of one kind is asked about with, and what it holds besides what was told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from samestory.journeys.identity import Identity

BY_EMAIL = "email"
"""The key of kinds that are asked about with the customer's mail address."""


def _nothing() -> Mapping[str, object]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PromiseRules:
    """How a landscape completes the promises of one kind.

    `key` says with what systems are asked: "email" (her mail address), the name of another kind
    (the number of her newest promise of that kind), or "" (its own number). `entered` names by
    field what she enters herself ("email", "address", "name", "phone"): no page can take it back.
    `unsaid` are fields that no page tells: a number, or the name of the field that it equals, or
    None if only a step promises it.
    """

    key: str = ""
    entered: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unsaid: Mapping[str, object] = field(default_factory=_nothing)

    def completed(
        self, values: Mapping[str, object], who: Identity, before: Mapping[str, object]
    ) -> dict[str, object]:
        """Return what she was told, what goes without saying, and what she entered herself.

        `before` is what was promised to her so far: she has entered nothing else since.
        """
        unsaid = {name: self._unsaid(same, values) for name, same in self.unsaid.items()}
        entered = {
            name: before.get(name, getattr(who, of_hers)) for name, of_hers in self.entered.items()
        }
        said = {name: value for name, value in unsaid.items() if value is not None}
        return {**values, **said, **entered}

    def _unsaid(self, same: object, values: Mapping[str, object]) -> object:
        return values.get(same) if isinstance(same, str) else same
