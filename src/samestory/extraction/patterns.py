"""Regular expressions of a landscape, which are told how long they may take."""

from __future__ import annotations

from functools import cache
from typing import Any

import regex

LONGEST = 200_000
"""Characters in which a pattern is looked for."""
PATIENCE = 0.25
"""Seconds that one pattern may take; one that is cleverly fed could take for ever."""


@cache
def compile_pattern(pattern: str) -> Any:
    """A pattern, compiled once.

    `regex` understands what `re` does, and alone can be told how long it may take.
    """
    return regex.compile(pattern, regex.IGNORECASE | regex.MULTILINE)


def pattern_problem(pattern: str) -> str | None:
    """What is wrong with a pattern, or None."""
    if not pattern:
        return "it is empty"
    try:
        compile_pattern(pattern)
    except (regex.error, ValueError, RecursionError) as error:
        return str(error) or type(error).__name__
    return None


def group_names(pattern: str) -> frozenset[str]:
    """The names of the groups in a pattern."""
    return frozenset(compile_pattern(pattern).groupindex)
