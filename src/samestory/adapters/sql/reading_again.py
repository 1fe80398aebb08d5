"""Reads a database's answers again, from the rows that were kept."""

from collections.abc import Sequence

from samestory.adapters.reading_again import CannotReadAgain, Values, json_of
from samestory.adapters.sql.system import rows_document
from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Subject
from samestory.extraction.records import read_answer
from samestory.network.guard import Guard


def read_rows_again(
    entry: SystemEntry, guard: Guard, subject: Subject, pieces: Sequence[Evidence]
) -> Values:
    """See `ReadAgain`. Another SELECT was never answered."""
    del guard
    kept = [json_of(each) for each in pieces]
    if not kept:
        raise CannotReadAgain("left nothing that could be read again")
    [told, *_], about = kept, entry.subjects[subject.kind]
    find = about.question.find
    if (told.get("select"), told.get("each", {})) != (find["select"], dict(find["each"])):
        raise CannotReadAgain("was asked by another SELECT")
    none = not told["rows"] and about.record is None
    document = None if none else rows_document(told["rows"], told.get("lists", {}))
    return read_answer(document, about, entry.zone, key=subject.key)
