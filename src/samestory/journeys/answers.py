"""What a channel answered when something was done through it, and what that promises."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self

from samestory.core.model import Promise
from samestory.errors import CannotKnow, WrongCall
from samestory.journeys.channels import Action
from samestory.journeys.wishes import Wish, check_wishes

Told = Mapping[str, object]
"""What a page told her, raw, or what it means."""


def _nothing() -> Told:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """What was `told` (raw), beside what she had asked for: products, and other values."""

    wishes: Sequence[Wish]
    wished: Told
    told: Told = field(default_factory=_nothing)

    @property
    def facts(self) -> dict[str, object]:
        """What the ledger says of it before it is done."""
        return {"wishes": list(map(str, self.wishes))} if self.wishes else {}

    @property
    def fields(self) -> frozenset[str]:
        """The fields that she asked for."""
        return frozenset(self.wished) | ({"lines"} if self.wishes else set())

    def of(self, action: Action, returned: object) -> Self:
        """Return it with what the action returned. Raise `WrongCall` for what is no record."""
        if returned is None:
            return self
        if isinstance(returned, Mapping):
            return replace(self, told=returned)
        raise WrongCall(
            f"'{action.name}' of [channels.{action.channel}] returned {returned!r}, which is no "
            "record.\n  Return what it was told by name, or nothing."
        )

    def asked(self, read: Told) -> Told:
        """Return what she asked for, whatever she was told (`read`).

        Raise `CannotKnow` if the lines do not hold what she wished for.
        """
        check_wishes(read, self.wishes)
        return {
            name: value(read.get(name)) if callable(value) else value
            for name, value in self.wished.items()
        }


def numbered(what: str, before: Promise) -> str:
    """Return what a revision is called: "amendment 2" after "amendment 1"."""
    earlier = [each for each in before.revisions if each.what.rpartition(" ")[0] == what]
    return f"{what} {len(earlier) + 1}"


def checked_number(kind: str, told: object) -> str:
    """Return a number that can be asked about. Raise `CannotKnow` for one that could smuggle."""
    number = str(told)
    steers = any(unicodedata.category(each) in {"Cc", "Cs"} for each in number)
    if steers or number.strip() in {"", ".", ".."}:
        raise CannotKnow(
            f"The number of the {kind} was told as {number!r}, with which no system can be asked.\n"
            "  The deed is in the ledger. Let the company tell a number that can be read out."
        )
    return number
