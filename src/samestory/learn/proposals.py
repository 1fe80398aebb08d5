"""What is proposed for the table of a subject, field by field, and what remains open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_NAMED = 3
"""Other places that are named."""


@dataclass(frozen=True, slots=True)
class FieldProposal:
    """How a field is read: the words of its table, what stands there, and what remains open.

    `beside` is where its value is if it is not in the record: the path from the whole answer.
    """

    name: str
    words: Mapping[str, Any]
    said: object
    beside: str = ""
    elsewhere: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it is, from the whole answer if it is beside the record."""
        return self.beside or str(self.words["at"])

    @property
    def hoisted(self) -> dict[str, str]:
        """The name that the record has for it, and where it is."""
        return {hoisted_name(self.name): self.beside} if self.beside else {}


@dataclass(slots=True)
class SubjectProposal:
    """How a system is asked about a kind of subject, as far as that was learned."""

    kind: str
    record: str | None = None
    key: str | None = None
    fields: list[FieldProposal] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    @property
    def table(self) -> dict[str, Any]:
        """Its words as a landscape has them, without the question."""
        found: dict[str, Any] = {}
        if self.record is not None:
            found["record"] = self.record
        if self.key is not None:
            found["key"] = self.key
        return found | {each.name: dict(each.words) for each in self.fields}


def hoisted_name(name: str) -> str:
    """Return what the record calls a value that stands beside it."""
    return {"copies": "copies", "lines": "items"}.get(name, f"{name}_beside")


def listed_places(places: Sequence[str]) -> str:
    """Return some places in a line: "a, b and 3 more"."""
    shown = ", ".join(places[:MOST_NAMED])
    return f"{shown} and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else shown
