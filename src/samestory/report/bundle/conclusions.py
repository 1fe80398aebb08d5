"""What a verdict came to, without who said what: the part that two judgements must share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

from pydantic import TypeAdapter

from samestory.core.model import Outcome
from samestory.core.verdict import FieldVerdict, Verdict


@dataclass(frozen=True, slots=True)
class FieldConclusion:
    """The outcome of one field, and the systems that have part in it; `unmapped` with its code."""

    outcome: Outcome
    apart: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    unmapped: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, verdict: FieldVerdict) -> Self:
        """Return what a field came to."""
        return cls(
            verdict.outcome,
            apart=tuple(sorted(verdict.apart)),
            silent=tuple(sorted(verdict.silent)),
            unreachable=tuple(sorted(verdict.unreachable)),
            pending=tuple(sorted(verdict.pending)),
            near=tuple(sorted(verdict.near)),
            wrong=tuple(sorted(verdict.wrong)),
            unmapped={name: word.code for name, word in sorted(verdict.unmapped.items())},
        )


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a verdict came to; equal for two judgements that say the same."""

    outcome: Outcome
    fields: Mapping[str, FieldConclusion]
    changed_its_mind: tuple[str, ...] = ()
    late: Mapping[str, timedelta] = field(default_factory=dict)
    looks: int = 0

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        """Return what a verdict came to."""
        return cls(
            verdict.outcome,
            {each.field.name: FieldConclusion.of(each) for each in verdict},
            tuple(sorted(verdict.changed_its_mind)),
            dict(sorted(verdict.late.items())),
            len(verdict.timeline),
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as a line of the bundle holds it, and as programs read it."""
        return {
            "outcome": str(self.outcome),
            "fields": {name: _without_nothing(each) for name, each in self.fields.items()},
            "changed_its_mind": list(self.changed_its_mind),
            "late": {name: took.total_seconds() for name, took in self.late.items()},
            "looks": self.looks,
        }

    @staticmethod
    def from_line(told: Mapping[str, Any]) -> Conclusion:
        """Read it back. Raise ValueError if it is none."""
        late = {name: timedelta(seconds=took) for name, took in told["late"].items()}
        return _CONCLUSION.validate_python({**told, "late": late})


_CONCLUSION = TypeAdapter(Conclusion)
NOT_BROKEN = Conclusion(Outcome.AGREED, {})
"""What a claim came to that makes a verdict only if it is broken."""


def _without_nothing(of: FieldConclusion) -> dict[str, Any]:
    parts = {name: getattr(of, name) for name in FieldConclusion.__dataclass_fields__}
    return {"outcome": str(of.outcome)} | {
        name: part if isinstance(part, dict) else list(part)
        for name, part in parts.items()
        if name != "outcome" and part
    }
