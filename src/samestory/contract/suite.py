"""The contract of every system: whatever becomes of it, asking it ends in the right outcome.

Nothing here knows an adapter. A system is made to be down, slow or mad by pointing a copy of its
description at a stand-in on this machine; it refuses credentials because it is given wrong ones;
it says an unknown code because the copy explains none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, is_dataclass, replace
from secrets import token_hex
from typing import Any

from samestory.contract.asking import Ask
from samestory.contract.outcomes import Came, came_of, in_words
from samestory.contract.pointing import pointed_at
from samestory.contract.stand_ins import HERE, NONSENSE, babbling, shut, silent
from samestory.model import Observation, Subject, Unmapped
from samestory.systems.entries import Auth, SubjectEntry, SystemEntry

BRIEF = 0.5
"""Seconds that a system which never answers is given."""
SLACK = 2.0
"""Seconds more after which asking must have ended: starting, giving up and hanging up take some."""
NO_SUCH = "samestory-no-such-record"
NO_SUCH_NUMBER = "2147483646"
"""For keys that are numbers: almost the largest that every database can look for."""
NOWHERE = "it does not say where it is: no base_url, and no host and port"


@dataclass(frozen=True, slots=True)
class Result:
    """One clause of the contract: what was tried, what came, and what should have.

    `good` is None where it could not be tried, or there was nothing to try: `came` says why.
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
            return f"not tried: {self.came}"
        return f"{self.tried}; came: {self.came}; should: {self.should}"


@dataclass(frozen=True, slots=True)
class Party:
    """One system that the contract is with: its description, and a record that it knows.

    `sample` is None where no record of a kind that it can be asked about was named.
    """

    entry: SystemEntry
    sample: Subject | None
    nobody: Subject
    """Somebody of a kind that it can be asked about; whether it has a record does not matter."""
    ask: Ask

    @property
    def subject(self) -> Subject:
        """Whom to ask about where the answer does not matter."""
        return self.sample or self.nobody


def examine(party: Party) -> Iterator[Result]:
    """Every clause, tried on one system; each result is there as soon as it is known."""
    yield _knows(party)
    yield _knows_none(party)
    yield _is_down(party)
    yield from _answers_nonsense(party)
    yield _answers_slowly(party)
    yield _refuses_credentials(party)
    yield _says_unknown_code(party)


# Knowing ----------------------------------------------------------------------------------------


def _knows(party: Party) -> Result:
    clause, should = "knows a record", "a record, every code of it understood"
    if party.sample is None:
        return _untried(clause, should, "no sample of a kind that it knows was named")
    said = party.ask(party.entry, party.sample)
    if came_of(said) is Came.NO_RECORD:
        return _untried(clause, should, f"it has no record of {party.sample}")
    good = came_of(said) is Came.RECORD and not _unmapped(said)
    return Result(clause, f"asked about {party.sample}", in_words(said), should, good)


def _knows_none(party: Party) -> Result:
    nobody = without_record(party.subject)
    said = party.ask(party.entry, nobody)
    tried = f"asked about {nobody}, which cannot exist"
    good = came_of(said) is Came.NO_RECORD
    return Result("knows none", tried, in_words(said), Came.NO_RECORD, good)


def without_record(subject: Subject) -> Subject:
    """A subject of the same kind and owner that cannot exist, its key of the same form."""
    if "@" in subject.key:
        key = f"{NO_SUCH}@{subject.key.rpartition('@')[2]}"
        return replace(subject, key=key, of=key)
    return replace(subject, key=NO_SUCH_NUMBER if subject.key.isdecimal() else NO_SUCH)


# Being unwell -----------------------------------------------------------------------------------


def _is_down(party: Party) -> Result:
    tried = "asked at a door on this machine that is shut"
    return _at(party, "is down", tried, shut, (Came.UNREACHABLE,))


def _answers_nonsense(party: Party) -> Iterator[Result]:
    for what, nonsense in NONSENSE.items():

        def mad(nonsense: bytes = nonsense) -> AbstractContextManager[int]:
            return babbling(nonsense)

        tried = f"answered with {what}"
        yield _at(party, "answers nonsense", tried, mad, (Came.UNREACHABLE, Came.UNREADABLE))


def _answers_slowly(party: Party) -> Result:
    hasty = replace(party, entry=replace(party.entry, timeout=BRIEF))
    limit = BRIEF + SLACK
    tried = f"asked where nobody ever answers, with timeout {BRIEF:g} s"
    return _at(hasty, "answers slowly", tried, silent, (Came.UNREACHABLE,), within=limit)


def _at(  # noqa: PLR0913, PLR0917 - a clause has as many sides
    party: Party,
    clause: str,
    tried: str,
    stand_in: Callable[[], AbstractContextManager[int]],
    right: Iterable[Came],
    within: float | None = None,
) -> Result:
    """Ask a copy of the system that stands where the stand-in does."""
    should = " or ".join(right) + (f", within {within:g} s" if within else "")
    with stand_in() as port:
        moved = pointed_at(party.entry, HERE, port)
        if moved is None:
            return _untried(clause, should, NOWHERE)
        said = party.ask(moved, party.subject)
    took = said.took.total_seconds()
    in_time = within is None or took <= within
    came = in_words(said) if within is None else f"{in_words(said)} (after {took:.1f} s)"
    return Result(clause, tried, came, should, good=came_of(said) in right and in_time)


# Being asked wrongly ----------------------------------------------------------------------------


def _refuses_credentials(party: Party) -> Result:
    clause = "refuses the credentials"
    wrong = with_wrong_secret(party.entry)
    if wrong is None:
        return _untried(clause, Came.UNREACHABLE, "it asks for no credentials")
    said = party.ask(wrong, party.subject)
    if came_of(said) is not Came.UNREACHABLE:
        why = f"it lets in whoever has wrong ones, and tells: {in_words(said)}"
        return _untried(clause, Came.UNREACHABLE, why)
    return Result(clause, "asked with wrong ones", in_words(said), Came.UNREACHABLE, good=True)


def with_wrong_secret(entry: SystemEntry) -> SystemEntry | None:
    """The same system, asked with a secret that nobody has; None where it is asked with none.

    Where the user alone is the key, the user is wrong; an address may hold a password as well.
    """
    wrong = f"samestory-wrong-{token_hex(8)}"
    if entry.auth.kind != "none":
        return replace(entry, auth=_with_wrong(entry.auth, wrong))
    settings = {
        name: replace(each, password=wrong) if _holds_password(each) else each
        for name, each in entry.settings.items()
    }
    return replace(entry, settings=settings) if settings != dict(entry.settings) else None


def _with_wrong(auth: Auth, wrong: str) -> Auth:
    tokens = auth.tokens
    if tokens is not None and tokens.refresh_token:
        return replace(auth, tokens=replace(tokens, refresh_token=wrong))
    if tokens is not None:
        return replace(auth, tokens=replace(tokens, client_secret=wrong))
    return replace(auth, secret=wrong) if auth.secret else replace(auth, user=wrong)


def _holds_password(setting: Any) -> bool:
    held = is_dataclass(setting) and not isinstance(setting, type)
    return held and bool(getattr(setting, "password", None))


def _says_unknown_code(party: Party) -> Result:
    clause, should = "says an unknown code", "that nobody explains it, and the other fields"
    if party.sample is None:
        return _untried(clause, should, "no sample of a kind that it knows was named")
    kind = party.sample.kind
    asked = party.entry.subjects[kind]
    coded = [name for name, each in asked.fields.items() if each.means is not None]
    if not coded:
        return _untried(clause, should, f"of {kind}, the landscape explains no codes")
    unexplained = {**party.entry.subjects, kind: without_meanings(asked)}
    said = party.ask(replace(party.entry, subjects=unexplained), party.sample)
    told = {name: (said.values or {}).get(name) for name in coded}
    tried = f"read without what its codes mean ({', '.join(coded)})"
    if all(each is None for each in told.values()) and not said.unreachable:
        return _untried(clause, should, f"of {party.sample}, it tells no code")
    good = all(each is None or isinstance(each, Unmapped) for each in told.values())
    return Result(clause, tried, in_words(said), should, good and said.values is not None)


def without_meanings(asked: SubjectEntry) -> SubjectEntry:
    """The same readings, of which none knows what a code means."""
    fields = {
        name: each if each.means is None else replace(each, means={})
        for name, each in asked.fields.items()
    }
    return replace(asked, fields=fields)


def _unmapped(said: Observation) -> bool:
    return any(isinstance(each, Unmapped) for each in (said.values or {}).values())


def _untried(clause: str, should: str, why: str) -> Result:
    return Result(clause, "", why, should, good=None)
