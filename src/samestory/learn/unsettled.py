"""What an answer leaves open about a subject: what is not found there, and what nobody can know."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from samestory.config.subjects import KNOWN
from samestory.learn.candidates import Candidate
from samestory.learn.field_words import named_fit
from samestory.learn.finding import found_places, keys_in, statuses
from samestory.learn.places import at_steps, path_to, spots
from samestory.learn.proposals import MOST_NAMED
from samestory.learn.record_places import FoundRecord, list_of
from samestory.learn.value_matching import is_same_text

_FARTHEST = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
"""The time zones in which a moment is on the latest day, and on the earliest."""


def of_several(record: FoundRecord) -> Iterator[str]:
    """Yield what is open about a record among others, or about an answer that is the record."""
    around = list_of(record.steps)
    members = at_steps(record.document, around) if around is not None else ()
    # an order's lines, each with its number, are all about the known one
    are_rows = all(keys_in(each, record.known.key) for each in members)
    if around is not None and len(members) > 1 and not are_rows:
        at = record.steps[len(around)]
        yield (
            f"record: the answer has {len(members)} at {path_to(record.document, around)}, "
            f"and the known one is number {int(at) + 1}: ask so that it comes first, or alone"
        )
    if around is None and not record.steps:
        yield "record: how the system says that there is no such record"


def not_found(
    name: str, there: Sequence[Candidate], record: FoundRecord, zone: ZoneInfo | None
) -> str:
    """Say why a field is not proposed; `there` are the places that have its value."""
    kind = KNOWN[record.known.kind][name]
    if kind == "status":
        return f"{name}: no place is called as a status is"
    if name == "lines" and (open_part := _lines(record)):
        return open_part
    if there:
        return f"{name}: its value stands in {len(there)} places, and none fits in every answer"
    elsewhen = _elsewhen(name, record) if kind == "day" and zone is None else ""
    return f"{name}: its value stands nowhere in the answer{elsewhen}"


def _elsewhen(name: str, record: FoundRecord) -> str:
    """Say of a day whether a moment in the answer is on it in another time zone."""
    alone = replace(record.known, values={name: record.known.values[name]})
    found = [
        each
        for zone in map(ZoneInfo, _FARTHEST)
        for each in found_places(record.document, alone, KNOWN[alone.kind], zone)[name]
        if each.fit > 0
    ]
    if not found:
        return ""
    at = record.path_to(max(found, key=lambda each: each.fit).steps, inside=False)
    return f"; {at} may be it in another time zone: name it, --zone Europe/Berlin"


def _lines(record: FoundRecord) -> str:
    """Say where the articles stand, if only their quantities were not found."""
    lines: Any = record.known.values["lines"]
    for each in spots(record.document):
        if lines and is_same_text(each.said, lines[0].sku):
            at = record.path_to(each.steps, inside=False)
            return f"lines: {lines[0].sku} stands at {at}, without all of its line beside it"
    return ""


def unknown_statuses(record: FoundRecord) -> Iterator[str]:
    """Name the codes of what may be a status that is not known."""
    for name, kind in KNOWN[record.known.kind].items():
        if kind == "status" and name not in record.known.values:
            rated = statuses(record.document, record.steps, record.known, name)
            for each in sorted(rated, key=lambda each: -each.fit)[:MOST_NAMED]:
                if named_fit(name, each.steps[len(record.steps) :]) > 1:
                    at = record.path_to(each.steps, inside=True)
                    yield f"{name}: {at} says {str(each.said)!r}; what does it mean?"
