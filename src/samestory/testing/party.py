"""Whom the contract is with, and what came of a clause of it."""

from __future__ import annotations

from dataclasses import dataclass

from samestory.config.entries import SystemEntry
from samestory.core.model import Observation, Subject
from samestory.testing.asking import Opens


@dataclass(frozen=True, slots=True)
class Result:
    """One clause of the contract: what was tried, what came, and what should have.

    `good` is None where it could not be tried, or where what came proves nothing: `came` says why.
    """

    clause: str
    tried: str
    came: str
    should: str
    good: bool | None

    @property
    def rest(self) -> str:
        """All but the clause, in one line."""
        if self.good is None:
            return f"not tried: {self.came}" if not self.tried else f"{self.tried}; {self.came}"
        return f"{self.tried}; came: {self.came}; should: {self.should}"


def untried(clause: str, why: str) -> Result:
    """A clause that could not be tried."""
    return Result(clause, "", why, "", good=None)


@dataclass(frozen=True, slots=True)
class Party:
    """One system that the contract is with: its description, and a record that it knows.

    `sample` is None where no record of a kind that it can be asked about was named.
    """

    entry: SystemEntry
    sample: Subject | None
    nobody: Subject
    """Somebody of a kind that it can be asked about; whether it has a record does not matter."""
    opens: Opens

    @property
    def subject(self) -> Subject:
        """Whom to ask about where the answer does not matter."""
        return self.sample or self.nobody

    def ask(self, entry: SystemEntry, subject: Subject) -> Observation:
        """What a system that is described so says about the subject; it is opened for this."""
        with self.opens(entry) as ask:
            return ask(subject)
