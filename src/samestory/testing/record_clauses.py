"""The clauses about records: one that exists, one that does not, and codes without a meaning."""

from dataclasses import replace

from samestory.core.model import Observation, Subject, Unmapped
from samestory.extraction.entries import SubjectEntry
from samestory.testing.under_test import (
    AnswerKind,
    ClauseResult,
    SystemUnderTest,
    answer_kind,
    describe,
    untried,
)

NO_SUCH = "samestory-no-such-record"
NO_SUCH_NUMBER = "2147483646"
"""For keys that are numbers: almost the largest that every database can look for."""
NO_SAMPLE = "no record of a kind that it can be asked about was named"


def check_record(under_test: SystemUnderTest, answer: Observation | None) -> ClauseResult:
    """Check that a record that exists is read; `answer` is what was said about the sample."""
    clause, expected = "knows a record", "a record, every code of it understood"
    if answer is None:
        return untried(clause, NO_SAMPLE)
    if answer_kind(answer) is AnswerKind.NO_RECORD:
        return untried(clause, f"it has no record of {under_test.sample}")
    unmapped = any(isinstance(each, Unmapped) for each in (answer.values or {}).values())
    kept = answer_kind(answer) is AnswerKind.RECORD and not unmapped
    return ClauseResult(
        clause, f"asked about {under_test.sample}", describe(answer), expected, kept
    )


def check_missing_record(under_test: SystemUnderTest) -> ClauseResult:
    """Check that a record that cannot exist is reported as "no such record"."""
    subject = without_record(under_test.subject)
    answer = under_test.ask(under_test.entry, subject)
    tried = f"asked about {subject}, which cannot exist"
    kept = answer_kind(answer) is AnswerKind.NO_RECORD
    return ClauseResult("knows none", tried, describe(answer), AnswerKind.NO_RECORD, kept)


def without_record(subject: Subject) -> Subject:
    """Return a subject of the same kind and owner that cannot exist, its key of the same form."""
    if "@" in subject.key:
        key = f"{NO_SUCH}@{subject.key.rpartition('@')[2]}"
        return replace(subject, key=key, of=key)
    return replace(subject, key=NO_SUCH_NUMBER if subject.key.isdecimal() else NO_SUCH)


def check_unknown_code(under_test: SystemUnderTest) -> ClauseResult:
    """Check that a code without a meaning is reported, and takes no other field with it."""
    clause, expected = "says an unknown code", "the code as not understood, and the other fields"
    if under_test.sample is None:
        return untried(clause, NO_SAMPLE)
    kind = under_test.sample.kind
    entry = under_test.entry.subjects[kind]
    coded = [name for name, each in entry.fields.items() if each.means is not None]
    if not coded:
        return untried(clause, f"the landscape has no codes of {kind}")
    unexplained = {**under_test.entry.subjects, kind: without_meanings(entry)}
    answer = under_test.ask(replace(under_test.entry, subjects=unexplained), under_test.sample)
    told = [(answer.values or {}).get(name) for name in coded]
    tried = f"read without what its codes mean ({', '.join(coded)})"
    if not any(each is not None for each in told) and not answer.unreachable:
        return untried(clause, f"it says no code about {under_test.sample}")
    kept = answer.values is not None and all(
        each is None or isinstance(each, Unmapped) for each in told
    )
    return ClauseResult(clause, tried, describe(answer), expected, kept)


def without_meanings(entry: SubjectEntry) -> SubjectEntry:
    """Return the same entry, without the meaning of any code."""
    fields = {
        name: each if each.means is None else replace(each, means={})
        for name, each in entry.fields.items()
    }
    return replace(entry, fields=fields)
