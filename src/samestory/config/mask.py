"""The table `[mask]`: which personal data is hidden in everything that is written."""

from collections.abc import Mapping
from typing import Annotated

import regex
from pydantic import AfterValidator, ValidationInfo

from samestory.config.config_errors import Place, listed
from samestory.config.words import Surroundings, Words, word
from samestory.core.model import Field
from samestory.errors import did_you_mean
from samestory.redaction import KINDS, Personal
from samestory.redaction.births import speaks_of_birth
from samestory.redaction.personal import BIRTH_DATE


def _kinds(kinds: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
    for each in kinds or ():
        if each not in KINDS and info.context is not None:
            fix = f"{did_you_mean(each, KINDS)}Known kinds: {listed(KINDS)}."
            info.context.mistake(f"unknown kind '{each}'.", fix)
    return kinds


def _patterns(patterns: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    if info.context is not None:
        for each in patterns:
            _check_pattern(each, info.context)
    return patterns


def _check_pattern(pattern: str, around: Surroundings) -> None:
    try:
        fits_nothing = regex.compile(pattern).search("") is not None
    except regex.error as error:
        around.mistake(
            f"the pattern {pattern!r} cannot be read: {error}.",
            "Write a regular expression in single quotes: patterns = ['CUST-[0-9]{6}'].",
        )
        return
    if fits_nothing:
        around.mistake(
            f"the pattern {pattern!r} also fits an empty text, and so everywhere.",
            "Leave no part of it that has to be there optional.",
        )


def _fields(fields: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    for each in fields:
        if not any(character.isalnum() for character in each) and info.context is not None:
            info.context.mistake(
                f"'fields' holds {each!r}, which is no name of a field.",
                'Write names as systems or pages write them: fields = ["passport number"].',
            )
    return fields


class Mask(Words):
    """The table `[mask]`."""

    kinds: Annotated[tuple[str, ...] | None, AfterValidator(_kinds)] = word(
        f"The kinds of personal data that are hidden: {listed(KINDS)}; all, if it is missing.",
        ["card", "iban"],
        default=None,
    )
    patterns: Annotated[tuple[str, ...], AfterValidator(_patterns)] = word(
        "Regular expressions for more of it.", ["CUST-[0-9]{6}"], default=()
    )
    fields_: Annotated[tuple[str, ...], AfterValidator(_fields)] = word(
        "Names of fields whose values are hidden.", ["passport number"], default=()
    )


def read_mask(
    table: Mapping[str, object],
    place: Place,
    around: Surroundings,
    subjects: Mapping[str, Mapping[str, Field]],
) -> Personal:
    """Return what counts as personal; without a table, every kind that is not compared."""
    mask = Mask.read(table, place, around)
    kinds = _usual(subjects) if mask.kinds is None else mask.kinds
    return Personal(kinds=kinds, patterns=mask.patterns, fields=mask.fields_)


def _usual(subjects: Mapping[str, Mapping[str, Field]]) -> tuple[str, ...]:
    """If systems are compared by a birth date, a report has to show it."""
    fields = (each for kind in subjects.values() for each in kind.values())
    compared = any(speaks_of_birth(each.name) for each in fields if each.kind == "day")
    return tuple(each for each in KINDS if not (compared and each == BIRTH_DATE))
