"""Reads a website's answers again: what its page object had found is kept as a document."""

from collections.abc import Sequence

from samestory.adapters.reading_again import CannotReadAgain, Values
from samestory.adapters.website.system import ITS_TEXT, READ_FROM_IT
from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Subject
from samestory.extraction.lossless_json import read_json
from samestory.extraction.records import read_answer
from samestory.network.guard import Guard


def read_document_again(
    entry: SystemEntry, guard: Guard, subject: Subject, pieces: Sequence[Evidence]
) -> Values:
    """See `ReadAgain`. What its page objects do not find is not there; they cannot be run again."""
    del guard
    if not pieces:
        raise CannotReadAgain("left nothing that could be read again")
    text = pieces[-1].content.decode("utf-8", "replace")
    _, found, rest = text.partition(READ_FROM_IT)
    document, ends, _ = (
        rest.rpartition(ITS_TEXT) if rest.count(ITS_TEXT) == 1 else rest.partition(ITS_TEXT)
    )
    if not (found and ends):
        raise CannotReadAgain("left no document of what was read from its page")
    try:
        read = read_json(document)
    except (ValueError, RecursionError) as error:
        raise CannotReadAgain("left a document that is kept in part only") from error
    return read_answer(read, entry.subjects[subject.kind], entry.zone, key=subject.key)
