"""What can come of asking one system, in one word and in one sentence."""

from __future__ import annotations

from enum import StrEnum

from samestory.core.model import Observation, Unmapped


class Came(StrEnum):
    """What came of asking."""

    RECORD = "a record"
    NO_RECORD = "no such record"
    UNREADABLE = "an answer that nobody can read"
    UNREACHABLE = "could not be asked"


def came_of(said: Observation) -> Came:
    """What came of asking; a record of nothing (a count of 0, an empty set) is none."""
    if said.unreachable is not None:
        return Came.UNREACHABLE
    told = [each for each in (said.values or {}).values() if each is not None]
    if any(isinstance(each, Unmapped) for each in told):
        readable = [each for each in told if not isinstance(each, Unmapped)]
        return Came.RECORD if readable else Came.UNREADABLE
    return Came.RECORD if any(each not in (0, frozenset()) for each in told) else Came.NO_RECORD


def in_words(said: Observation) -> str:
    """The same in a sentence, with the reason and the codes."""
    came = came_of(said)
    if said.unreachable is not None:
        return f"{came}: {said.unreachable}"
    values = said.values or {}
    unread = {name: each for name, each in values.items() if isinstance(each, Unmapped)}
    if came is Came.RECORD:
        told = [name for name, each in values.items() if each is not None and name not in unread]
        codes = f"; not understood: {_codes(unread)}" if unread else ""
        return f"{came} with {', '.join(told)}{codes}"
    return f"{came}: {_codes(unread)}" if unread else f"{came}"


def _codes(unread: dict[str, Unmapped]) -> str:
    distinct = dict.fromkeys(each.code for each in unread.values())
    if len(distinct) == 1:
        return f"{next(iter(distinct))!r} ({', '.join(unread)})"
    return ", ".join(f"{name} {each.code!r}" for name, each in unread.items())
