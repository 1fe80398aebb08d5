"""Where the value of a field stands in an answer, if its place in the landscape holds nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jmespath.exceptions import JMESPathError

from samestory.core.comparison import format_value, same
from samestory.core.model import Unmapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samestory.core.model import Observation
    from samestory.extraction.entries import SubjectEntry


def where_it_stands(
    name: str, said: Observation, others: Sequence[Observation], entry: SubjectEntry
) -> tuple[str, str] | None:
    """Return the value that the other systems tell, and its path in this one's record.

    None if no other system tells one, if they differ, or if it stands nowhere in the answer.
    """
    from samestory.learn.candidates import KnownSubject
    from samestory.learn.finding import found_places
    from samestory.learn.places import path_to

    kind = entry.fields[name].kind
    values = [each.values.get(name) for each in others if each is not said and each.values]
    told = [each for each in values if each is not None and not isinstance(each, Unmapped)]
    record = _record(said, entry)
    if record is None or not told or not all(same(kind, each, told[0]) for each in told):
        return None
    known = KnownSubject(said.subject.kind, said.subject.key, {name: told[0]})
    places = found_places(record, known, {name: kind})[name] if kind in _MATCHED else []
    plain = [each for each in places if not each.at]
    if not plain:
        return None
    best = max(plain, key=lambda each: each.fit)
    return format_value(kind, told[0]), path_to(record, best.steps, known.words)


_MATCHED = frozenset({"money", "text", "email", "address", "day", "moment"})
"""The kinds of comparison whose values are recognised in an answer."""


def _record(said: Observation, entry: SubjectEntry) -> object:
    """Return the record in the last answer, if that is JSON; None if it is not found there."""
    from samestory.extraction.paths import value_at
    from samestory.learn.assembling import assembled

    body = body_of_answer(said)
    if body is None:
        return None
    try:
        return value_at(entry.record or "@", assembled([body])[0])
    except JMESPathError:
        return None


def body_of_answer(said: Observation) -> object:
    """Return the body of the last answer that is JSON; None if none is."""
    for each in reversed(said.evidence):
        if each.media_type == "application/json":
            filed = json.loads(each.content)
            return filed.get("body") if isinstance(filed, dict) else None
    return None
