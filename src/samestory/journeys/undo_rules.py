"""How what a run made is taken back, as a landscape declares it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Words = Mapping[str, tuple[str, ...]]
"""By field, the words of which a system has to say one: {"status": ("cancelled",)}."""


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoWay:
    """One way to take something back: an action of a channel, a request to a system, or none.

    `request` are the words of a request ("method", "path", and perhaps "query", "body", "form").
    `cannot` is why nobody can do it. `when` are the words in which the way is the right one.
    """

    channel: str = ""
    action: str = ""
    system: str = ""
    request: Mapping[str, Any] = field(default_factory=_nothing)
    cannot: str = ""
    when: Words = field(default_factory=_nothing)

    def __str__(self) -> str:
        """Return it as a landscape writes it."""
        if self.request:
            return f"{self.request['method']} {self.request['path']} ({self.system})"
        return f"{self.channel}.{self.action}" if self.channel else self.cannot


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoRule:
    """How one kind of thing is taken back: the first of its `ways` whose `when` is true.

    `unless` are the words that say that nothing is left to do. `made_by` are the actions
    ("shop.register") that make such a thing without a promise. `found_by` is the kind of subject
    that tells its numbers by her mail address. `asked` are the systems that say how it stands;
    none: all that tell the fields of `unless`. `keeps` says what stays where, and why.
    """

    kind: str
    ways: tuple[UndoWay, ...]
    unless: Words = field(default_factory=_nothing)
    made_by: frozenset[str] = frozenset()
    found_by: str = ""
    asked: tuple[str, ...] = ()
    keeps: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class UndoRules:
    """All rules of a landscape by kind, and the actions that leave nothing to take back."""

    by_kind: Mapping[str, UndoRule] = field(default_factory=_nothing)
    leaves_nothing: frozenset[str] = frozenset()

    def made_by(self, action: str) -> list[UndoRule]:
        """Return the rules of what an action ("shop.register") makes without a promise."""
        return [each for each in self.by_kind.values() if action in each.made_by]
