"""The clauses about records: one that is there, one that is not, and codes that nobody explains."""

from __future__ import annotations

from dataclasses import replace

from samestory.core.model import Observation, Subject, Unmapped
from samestory.extraction.entries import SubjectEntry
from samestory.testing.outcomes import Came, came_of, in_words
from samestory.testing.party import Party, Result, untried

NO_SUCH = "samestory-no-such-record"
NO_SUCH_NUMBER = "2147483646"
"""For keys that are numbers: almost the largest that every database can look for."""
NO_SAMPLE = "no sample of a kind that it knows was named"


def knows(party: Party, said: Observation | None) -> Result:
    """A record that is there is told; `said` is what the system said about the sample."""
    clause, should = "knows a record", "a record, every code of it understood"
    if said is None:
        return untried(clause, NO_SAMPLE)
    if came_of(said) is Came.NO_RECORD:
        return untried(clause, f"it has no record of {party.sample}")
    good = came_of(said) is Came.RECORD and not _unmapped(said)
    return Result(clause, f"asked about {party.sample}", in_words(said), should, good)


def knows_none(party: Party) -> Result:
    """Of somebody who cannot exist, there is no such record."""
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


def says_unknown_code(party: Party) -> Result:
    """A code that nobody explains is told as one, and takes no other field with it."""
    clause, should = "says an unknown code", "that nobody explains it, and the other fields"
    if party.sample is None:
        return untried(clause, NO_SAMPLE)
    kind = party.sample.kind
    asked = party.entry.subjects[kind]
    coded = [name for name, each in asked.fields.items() if each.means is not None]
    if not coded:
        return untried(clause, f"of {kind}, the landscape explains no codes")
    unexplained = {**party.entry.subjects, kind: without_meanings(asked)}
    said = party.ask(replace(party.entry, subjects=unexplained), party.sample)
    told = {name: (said.values or {}).get(name) for name in coded}
    tried = f"read without what its codes mean ({', '.join(coded)})"
    if all(each is None for each in told.values()) and not said.unreachable:
        return untried(clause, f"of {party.sample}, it tells no code")
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
