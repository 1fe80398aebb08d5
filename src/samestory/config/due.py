"""The word `due` in the table of a subject: when what was promised comes true, if it is later."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field as WordOf

from samestory.config.config_errors import listed
from samestory.config.value_types import TimeOfDay
from samestory.config.words import Surroundings, Words, word
from samestory.core.model import Field
from samestory.errors import did_you_mean
from samestory.extraction.entries import DueTime

DATED = frozenset({"day", "moment", "window"})
"""The kinds of comparison of fields that say on which day something is."""


class DueWords(Words):
    """A table `due`: at a time of day, or before a promised day."""

    at: TimeOfDay = word("The time, on the clock of the company's zone.", "19:00")
    of: str = word(
        "The promised day, window or moment from which it is counted; without it, the next time.",
        "slot",
        default="",
    )
    days_before: Annotated[int, WordOf(ge=0)] = word("How many days before that day.", 1, default=0)


def read_due(given: object, fields: Mapping[str, Field], around: Surroundings) -> DueTime | None:
    """Read `due = "02:00"` or `due = { at = "19:00", of = "slot", days_before = 1 }`.

    `fields` are those of the kind of subject.
    """
    table = given if isinstance(given, Mapping) else {"at": given}
    told = DueWords.read(table, (*around.place, "due"), around)
    if told.of and told.of not in fields:
        dated = [name for name, each in fields.items() if each.kind in DATED]
        around.mistake(
            f"'due' counts from '{told.of}', which is no field of this kind.",
            f"{did_you_mean(told.of, dated)}Days, windows and moments: {listed(dated) or 'none'}.",
        )
        return None
    if told.of and fields[told.of].kind not in DATED:
        around.mistake(
            f"'due' counts from '{told.of}', which is a {fields[told.of].kind}.",
            "Name a field that is a day, a window or a moment.",
        )
        return None
    return DueTime(told.at, told.of, told.days_before) if told.at else None
