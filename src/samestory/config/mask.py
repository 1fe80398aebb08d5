"""The table `[mask]`: which personal data is hidden in everything that is written."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from samestory.config.tables import Table
from samestory.core.model import Field
from samestory.redaction import KINDS, Personal
from samestory.redaction.births import speaks_of_birth
from samestory.redaction.personal import BIRTH_DATE


def read_mask(table: Table, subjects: Mapping[str, Mapping[str, Field]]) -> Personal:
    """Return what counts as personal; without a table, every kind that nobody compares."""
    found = Personal(
        kinds=_kinds(table) if "kinds" in table.content else _usual(subjects),
        patterns=tuple(each for each in table.texts("patterns") if _can_be_used(each, table)),
        fields=tuple(each for each in table.texts("fields") if _is_a_name(each, table)),
    )
    table.asked.add("kinds")
    table.unknown_keys()
    return found


def _usual(subjects: Mapping[str, Mapping[str, Field]]) -> tuple[str, ...]:
    """Where systems are compared by a birth date, a report has to show it."""
    fields = (each for kind in subjects.values() for each in kind.values())
    compared = any(speaks_of_birth(each.name) for each in fields if each.kind == "day")
    return tuple(each for each in KINDS if not (compared and each == BIRTH_DATE))


def _kinds(table: Table) -> tuple[str, ...]:
    found = table.texts("kinds")
    for each in found:
        if each not in KINDS:
            table.mistakes.unknown(table.place, "kind", each, KINDS)
    return tuple(each for each in found if each in KINDS)


def _can_be_used(pattern: str, table: Table) -> bool:
    try:
        fits_nothing = regex.compile(pattern).search("") is not None
    except regex.error as error:
        table.mistake(
            f"the pattern {pattern!r} cannot be read: {error}.",
            "Write a regular expression in single quotes: patterns = ['CUST-[0-9]{6}'].",
        )
        return False
    if fits_nothing:
        table.mistake(
            f"the pattern {pattern!r} also fits an empty text, and so everywhere.",
            "Leave no part of it that has to be there optional.",
        )
    return not fits_nothing


def _is_a_name(field: str, table: Table) -> bool:
    if any(each.isalnum() for each in field):
        return True
    table.mistake(
        f"'fields' holds {field!r}, which is no name of a field.",
        'Write names as systems or pages write them: fields = ["passport number"].',
    )
    return False
