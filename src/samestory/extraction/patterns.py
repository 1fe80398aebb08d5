"""Regular expressions of a landscape, with a time limit, and values found within a text."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import regex

from samestory.extraction.entries import FieldReading

LONGEST = 200_000
"""Characters in which a pattern is looked for."""
PATIENCE = 0.25
"""Seconds that one pattern may take: some texts make some patterns run forever."""


@cache
def compile_pattern(pattern: str) -> Any:
    """Compile a pattern, once. `regex` understands what `re` does, and takes a time limit."""
    return regex.compile(pattern, regex.IGNORECASE | regex.MULTILINE)


def pattern_problem(pattern: str) -> str | None:
    """Return what is wrong with a pattern, or None."""
    if not pattern:
        return "it is empty"
    try:
        compile_pattern(pattern)
    except (regex.error, ValueError, RecursionError) as error:
        return str(error) or type(error).__name__
    return None


def group_names(pattern: str) -> frozenset[str]:
    """Return the names of the groups in a pattern."""
    return frozenset(compile_pattern(pattern).groupindex)


class NotCut(ValueError):
    """A text is not written as the landscape says."""


def cut(said: object, reading: FieldReading) -> object:
    """Return what `split` and `pattern` leave of a text; what has neither stays as it is.

    Raise `NotCut` if it is no text, or if the pattern does not fit.
    """
    whole = reading.kind == "lines"
    pieces = _split(said, reading.split) if reading.split else said
    return _matched(pieces, reading.pattern, whole=whole) if reading.pattern else pieces


def _split(said: object, separators: Sequence[str]) -> object:
    if isinstance(said, list):
        return [_columns(each, separators) for each in said]
    members = [each for each in _columns(said, separators[:1]) if each]
    rest = separators[1:]
    return [_columns(each, rest) for each in members] if rest else members


def _columns(said: object, separators: Sequence[str]) -> list[str]:
    if not isinstance(said, str):
        raise NotCut(f"{said!r} is no text that could be split")
    return [each.strip() for each in said.split(separators[0])]


def _matched(said: object, pattern: str, *, whole: bool) -> object:
    """Return what the groups find: a text, a list of texts, or the parts of a line by name."""
    if isinstance(said, list):
        return [_matched(each, pattern, whole=whole) for each in said]
    if not isinstance(said, (str, int)) or isinstance(said, bool):
        raise NotCut(f"{said!r} is no text that a pattern could be looked for in")
    expression, text = compile_pattern(pattern), str(said)
    look = expression.fullmatch if whole else expression.search
    try:
        found = look(text[:LONGEST], timeout=PATIENCE)
    except TimeoutError as error:
        raise NotCut(f"the pattern {pattern!r} takes too long") from error
    if found is not None and len(text) > LONGEST and (whole or found.end() == LONGEST):
        raise NotCut(
            f"the text has more than {LONGEST} characters, and what fits goes on beyond them"
        )
    if found is None:
        raise NotCut(f"the pattern {pattern!r} is not found in {text!r}")
    if whole:
        return {name: on_one_line(each) for name, each in found.groupdict().items()}
    groups = [on_one_line(each) for each in found.groups() or [found[0]]]
    return groups[0] if len(groups) == 1 else groups


def on_one_line(said: str | None) -> str | None:
    """Return a text without line breaks; None for none."""
    return None if said is None else " ".join(said.split())
