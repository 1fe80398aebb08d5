"""A value within a text: split into lines, or found by a pattern."""

from __future__ import annotations

from collections.abc import Sequence

from samestory.extraction.entries import FieldReading
from samestory.extraction.patterns import LONGEST, PATIENCE, compile_pattern


class NotCut(ValueError):
    """The text is not written as the landscape says; the message tells what is missing."""


def cut(said: object, reading: FieldReading) -> object:
    """Return what `split` and `pattern` leave of a text; what has neither stays as it is.

    Raises NotCut if it is no text, or if the pattern does not fit.
    """
    whole = reading.kind == "lines"
    pieces = _split(said, reading.split) if reading.split else said
    return _matched(pieces, reading.pattern, whole=whole) if reading.pattern else pieces


def _split(said: object, separators: Sequence[str]) -> object:
    """Split a text into its members, each member into its columns; empty members are none."""
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
    """What the groups find: one text, a list of several, or by name for the parts of a line."""
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
        return {name: _plain(each) for name, each in found.groupdict().items()}
    groups = [_plain(each) for each in found.groups() or [found[0]]]
    return groups[0] if len(groups) == 1 else groups


def _plain(said: str | None) -> str | None:
    return None if said is None else " ".join(said.split())
