"""Reads values again from what a system literally said, as it was kept in a record.

An adapter names its function for that (`Adapter.reads_again`). It is given the system's entry, the
guard, the subject, and the kept evidence of one answer, in order and masked.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Subject
from samestory.network.guard import Guard

Values = Mapping[str, object] | None
ReadAgain = Callable[[SystemEntry, Guard, Subject, Sequence[Evidence]], Values]
"""Returns the values of an answer, None for "no such record". Raises `CannotReadAgain`."""


class CannotReadAgain(Exception):
    """The record does not hold what another reading needs; `why` follows the system's name."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def json_of(piece: Evidence) -> Any:
    """Return the document of a piece of evidence. Raise `CannotReadAgain` if it is none."""
    try:
        return json.loads(piece.content)
    except ValueError as error:
        raise CannotReadAgain(f"said something that is kept in part only ({piece.name})") from error
