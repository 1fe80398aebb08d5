"""The system that the contract is checked on, what it answered, and the result of a clause."""

from dataclasses import dataclass
from enum import StrEnum

from samestory.config.entries import SystemEntry
from samestory.core.model import Observation, Subject, Unmapped
from samestory.testing.isolation import OpenSystem


class AnswerKind(StrEnum):
    """What kind of answer a system gave."""

    RECORD = "a record"
    NO_RECORD = "no such record"
    UNREADABLE = "an answer that cannot be read"
    UNREACHABLE = "could not be asked"


def answer_kind(answer: Observation) -> AnswerKind:
    """Classify an answer; a record of nothing (a count of 0, an empty set) is no record."""
    if answer.unreachable is not None:
        return AnswerKind.UNREACHABLE
    told = [each for each in (answer.values or {}).values() if each is not None]
    if any(isinstance(each, Unmapped) for each in told):
        readable = [each for each in told if not isinstance(each, Unmapped)]
        return AnswerKind.RECORD if readable else AnswerKind.UNREADABLE
    empty = all(each in (0, frozenset()) for each in told)
    return AnswerKind.NO_RECORD if empty else AnswerKind.RECORD


def describe(answer: Observation) -> str:
    """Describe an answer in one line: its kind, the reason, the codes that were not understood."""
    kind = answer_kind(answer)
    if answer.unreachable is not None:
        return f"{kind}: {answer.unreachable}"
    values = answer.values or {}
    unread = {name: each for name, each in values.items() if isinstance(each, Unmapped)}
    if kind is AnswerKind.RECORD:
        told = [name for name, each in values.items() if each is not None and name not in unread]
        codes = f"; not understood: {_codes(unread)}" if unread else ""
        return f"{kind} with {', '.join(told)}{codes}"
    return f"{kind}: {_codes(unread)}" if unread else f"{kind}"


def _codes(unread: dict[str, Unmapped]) -> str:
    distinct = dict.fromkeys(each.code for each in unread.values())
    if len(distinct) == 1:
        return f"{next(iter(distinct))!r} ({', '.join(unread)})"
    return ", ".join(f"{name} {each.code!r}" for name, each in unread.items())


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """The result of one clause of the contract: what was tried, what came, what was expected.

    `kept` is None if the clause could not be tried or if the answer proves nothing; `got` says why.
    """

    clause: str
    tried: str
    got: str
    expected: str
    kept: bool | None

    @property
    def summary(self) -> str:
        """All but the clause, in one line."""
        if self.kept is None:
            return f"{self.tried}; {self.got}" if self.tried else f"not tried: {self.got}"
        return f"{self.tried}; got: {self.got}; expected: {self.expected}"


def untried(clause: str, why: str) -> ClauseResult:
    """Return the result of a clause that could not be tried."""
    return ClauseResult(clause, "", why, "", kept=None)


@dataclass(frozen=True, slots=True)
class SystemUnderTest:
    """A system as its landscape describes it, a record that it has, and how to open it.

    `sample` is None if no record was named. `stranger` is a subject of a kind that the system can
    be asked about; whether there is such a record does not matter.
    """

    entry: SystemEntry
    sample: Subject | None
    stranger: Subject
    open: OpenSystem

    @property
    def subject(self) -> Subject:
        """Return a subject for a question whose answer does not matter."""
        return self.sample or self.stranger

    def ask(self, entry: SystemEntry, subject: Subject) -> Observation:
        """Open the system as `entry` describes it, ask it once, and close it."""
        with self.open(entry) as ask:
            return ask(subject)
