"""Which fields of a sample record each system told: what stood there, and as what it was read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from samestory.cli.doctoring.findings import Finding
from samestory.comparing import shown
from samestory.landscape.mistakes import listed
from samestory.model import Field, Unmapped
from samestory.systems.entries import FieldReading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from samestory.landscape import Landscape
    from samestory.model import Observation, Subject
    from samestory.systems.entries import SubjectEntry, SystemEntry

RAW = "raw "
"""Before the name of a field: what literally stands there. Alone: the keys of the record."""
_FIRST_KEY = re.compile(r'"([^"]+)"|([A-Za-z_]\w*)')
MOST_KEYS = 30
LONGEST = 60
"""Characters of what literally stands there that are shown."""


def told_raw(landscape: Landscape) -> Landscape:
    """The same landscape, whose systems also tell what literally stands in each place.

    So it comes out of the same answer, whatever the adapter.
    """
    systems = {name: _raw_system(each) for name, each in landscape.systems.items()}
    return replace(landscape, systems=systems)


def _raw_system(entry: SystemEntry) -> SystemEntry:
    subjects = {kind: _raw_subject(each) for kind, each in entry.subjects.items()}
    return replace(entry, subjects=subjects)


def _raw_subject(entry: SubjectEntry) -> SubjectEntry:
    raw = {
        f"{RAW}{name}": FieldReading(at=each.at, kind="text", where=each.where)
        for name, each in entry.fields.items()
    }
    keys = FieldReading(at="keys(@)", kind="set", where=entry.where)
    return replace(entry, fields={**entry.fields, **raw, RAW: keys})


def mappings(
    subject: Subject, said: Sequence[Observation], landscape: Landscape
) -> Iterator[Finding]:
    """What each system told of a sample, and the lines to mend in the landscape.

    The landscape is the one without raw fields.
    """
    for each in said:
        if each.absent:
            text = "it has no such record, so its mapping was not tried"
            yield Finding(good=None, what=str(subject), text=text, about=each.system)
        elif each.values is not None:
            yield from _fields(subject, each, landscape)


def _fields(subject: Subject, said: Observation, landscape: Landscape) -> Iterator[Finding]:
    entry = landscape.systems[said.system].subjects[subject.kind]
    values = said.values or {}
    for name, reading in entry.fields.items():
        what = f"{subject.kind}, {name}"
        value, raw = values.get(name), _raw(values, name)
        if value is None:
            text, fix = _nothing(name, reading, values, entry)
            yield Finding(good=False, what=what, text=text, about=said.system, fix=fix)
        elif isinstance(value, Unmapped):
            form = value.read_as
            what_for = f"is not in the declared format ({form})" if form else "has no meaning"
            text = f"{value.code!r} {what_for} (at {reading.at})"
            fix = _fix(Field(name, reading.kind), value, said)
            yield Finding(good=False, what=what, text=text, about=said.system, fix=fix)
        else:
            read = " ".join(shown(reading.kind, value).split("\n"))
            text = f"{raw} -> {read}" if raw and raw != read else read
            yield Finding(good=True, what=what, text=f"{text} (at {reading.at})", about=said.system)


def _raw(values: Mapping[str, object], name: str) -> str:
    """What literally stood there, in one line; an empty text where it is not known."""
    found = values.get(f"{RAW}{name}")
    text = found.code if isinstance(found, Unmapped) else str(found or "")
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _nothing(
    name: str, reading: FieldReading, values: Mapping[str, object], entry: SubjectEntry
) -> tuple[str, str]:
    """That nothing stands in a place, and which of the record's keys was perhaps meant."""
    keys = values.get(RAW)
    text = f"nothing stands at {reading.at}"
    if not isinstance(keys, frozenset) or not keys:
        return text, ""
    first = _FIRST_KEY.search(reading.at)
    if first is None:
        return text, ""
    key = first[1] or first[2]
    if key in keys:
        return f"{text}; {key} is there, and empty further in", ""
    close = get_close_matches(key, keys, n=1)
    place = (
        f"{reading.at[: first.start()]}{close[0]}{reading.at[first.end() :]}" if close else "..."
    )
    return (
        f"{text}; the record has {listed(sorted(keys)[:MOST_KEYS])}",
        f"{_table(entry)}: {name} = {{ ..., at = {json.dumps(place, ensure_ascii=False)} }}",
    )


def _table(entry: SubjectEntry) -> str:
    """The header of the table, without the file that it stands in."""
    return entry.where[entry.where.find("[") :]


def _fix(field: Field, word: Unmapped, said: Observation) -> str:
    """The line of TOML that would explain what nobody understood.

    Verdicts have such lines, and a verdict needs two witnesses: here both are the same one.
    """
    from samestory.agreement import compare
    from samestory.explaining import story

    one = replace(said, values={field.name: word})
    verdict = compare([field], [one, replace(one, system=f"{said.system} again")])
    called = dict.fromkeys(verdict.systems, said.system)
    return next(iter(story(verdict, called).fixes), "")
