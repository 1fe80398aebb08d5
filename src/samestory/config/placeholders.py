"""Placeholders in a question: known names and filters only, and none that is never filled."""

import re
from collections.abc import Collection, Iterator, Mapping

from samestory.config.config_errors import Notes, listed
from samestory.config.tables import Table
from samestory.errors import did_you_mean
from samestory.extraction.entries import Question
from samestory.extraction.placeholders import (
    FILTERS,
    SUBJECT_PLACEHOLDERS,
    placeholders_in,
    placeholders_within,
    without_placeholders,
)

_IN_BRACES = re.compile(r"\{\s*(\w*)\s*(?:[:!.\[|][^{}\"'\0]*)?\}")
"""What stands in braces as a placeholder does, but is not one: { key }, {key:d}, {}."""
_DOUBLED = re.compile(r"\{\0\}")
_HALF = re.compile(r"\{\s*(?:key|of)\b\s*\}?|\b(?:key|of)\s*\}")
_FOREIGN = re.compile(
    r"(?<![\w:]):(?:key|of)\b|<(?:key|of)>|%\((?:key|of)\)s?|\$(?:key|of)\b|\[(?:key|of)\]"
)
"""How other programs write a placeholder."""

_UNFILLED = ("base_url", "headers", "auth", "paging", "host", "folder")
"""The words of a system that hold for whatever it is asked about."""


def check_blanks(
    table: Notes, template: object, known: Collection[str] = SUBJECT_PLACEHOLDERS
) -> None:
    """Note every placeholder that is never filled, and every unknown filter, in a template."""
    names = ", ".join(f"{{{each}}}" for each in known)
    for text in texts_within(template):
        for placeholder in placeholders_in(text):
            if placeholder.name not in known:
                table.mistake(
                    f"unknown placeholder {{{placeholder.name}}} in '{text}'.",
                    f"{did_you_mean(placeholder.name, known)}Known: {names}.",
                )
            for name in placeholder.filters:
                if name not in FILTERS:
                    table.mistake(
                        f"unknown filter '{name}' in '{text}'.",
                        f"{did_you_mean(name, FILTERS)}Known: {listed(FILTERS)}.",
                    )
        if why := _left_open(text, known):
            table.mistake(
                f"'{text}' would be asked as it stands: {why}.",
                f"Write a placeholder as one of these, without spaces: {names}.",
            )
    for name in _names_within(template):
        if placeholders_in(name) or _left_open(name, known):
            table.mistake(
                f"the name '{name}' is never filled in.", "Put placeholders into values only."
            )


def check_whom(table: Notes, question: Question) -> None:
    """Note a question that is the same for every subject: its answer is about any of them."""
    if question.find and not placeholders_within(question):
        table.mistake(
            "the question does not name the subject: it is the same for every subject.",
            "Say whom you mean by {key} or {of}.",
        )


def check_unfilled(table: Table, but: str = "") -> None:
    """Note each placeholder if none is filled; `but` is the key of `auth` where one is."""
    for name in _UNFILLED:
        value = table.content.get(name)
        if isinstance(value, Mapping):
            value = {key: each for key, each in value.items() if (name, key) != ("auth", but)}
        for placeholder in (
            each for text in (*texts_within(value), *_names_within(value)) for each in _meant(text)
        ):
            table.mistake(
                f"'{name}' holds {placeholder}, which is filled in questions only.",
                "Put it into 'find'.",
            )


def _meant(text: str) -> Iterator[str]:
    """Every placeholder in a text that a question would fill, and every half of one.

    Nothing else of the text is shown: it may hold a secret.
    """
    yield from (str(each) for each in placeholders_in(text) if each.name in SUBJECT_PLACEHOLDERS)
    yield from (found[0] for found in _HALF.finditer(without_placeholders(text, "\0")))


def texts_within(document: object) -> Iterator[str]:
    """Every text in a document, however deep."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, list):
        for each in document:
            yield from texts_within(each)
    elif isinstance(document, Mapping):
        for each in document.values():
            yield from texts_within(each)


def _names_within(document: object) -> Iterator[str]:
    if isinstance(document, Mapping):
        yield from document
    inner = document.values() if isinstance(document, Mapping) else document
    for each in inner if not isinstance(inner, str) and isinstance(inner, Collection) else ():
        yield from _names_within(each)


def _left_open(text: str, known: Collection[str]) -> str | None:
    """What in a text looks like a placeholder but is not one, or None."""
    rest = without_placeholders(text, "\0")
    if not _is_balanced(rest):
        return "its braces do not match"
    if _DOUBLED.search(rest):
        return "its braces are doubled"
    for found in _IN_BRACES.finditer(rest):
        if (not found[1] and '"' not in text) or did_you_mean(found[1], known):
            return f"'{found[0]}' is not a placeholder"
    foreign = None if "\0" in rest else _FOREIGN.search(rest)
    return f"'{foreign[0]}' is not a placeholder" if foreign else None


def _is_balanced(text: str) -> bool:
    depth = 0
    for each in text:
        depth += {"{": 1, "}": -1}.get(each, 0)
        if depth < 0:
            return False
    return depth == 0
