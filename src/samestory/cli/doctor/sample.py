"""Which fields of a sample record each system reported: the raw value, and what was read."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from samestory.cli.doctor.elsewhere import body_of_answer, where_it_stands
from samestory.cli.doctor.findings import Finding
from samestory.config import Landscape
from samestory.config.config_errors import listed
from samestory.config.entries import SystemEntry
from samestory.core.comparison import format_value
from samestory.core.model import Field, Observation, Subject, Unmapped
from samestory.extraction.entries import FieldReading, SubjectEntry

RAW = "raw "
"""Before the name of a field: what literally stands there. Alone: the keys of the record."""
_FIRST_KEY = re.compile(r'"([^"]+)"|([A-Za-z_]\w*)')
MOST_KEYS = 30
LONGEST = 60
"""Characters of what literally stands there that are shown."""


def told_raw(landscape: Landscape) -> Landscape:
    """Return the same landscape, whose systems also report the raw value of each field.

    So it comes out of the same answer, whatever the adapter.
    """
    systems = {name: _raw_system(each) for name, each in landscape.systems.items()}
    return replace(landscape, systems=systems)


def _raw_system(entry: SystemEntry) -> SystemEntry:
    subjects = {kind: _raw_subject(each) for kind, each in entry.subjects.items()}
    return replace(entry, subjects=subjects)


def _raw_subject(entry: SubjectEntry) -> SubjectEntry:
    raw = {
        f"{RAW}{name}": FieldReading(at=each.place, kind="text", where=each.where)
        for name, each in entry.fields.items()
    }
    keys = FieldReading(at="keys(@)", kind="set", where=entry.where)
    return replace(entry, fields={**entry.fields, **raw, RAW: keys})


def mappings(
    subject: Subject, said: Sequence[Observation], landscape: Landscape
) -> Iterator[Finding]:
    """Yield what each system reported of a sample, and the lines of the landscape to fix.

    The landscape is the one without raw fields.
    """
    knowing = [landscape.called[each.system] for each in said if each.values is not None]
    for each in said:
        if each.absent:
            asked = f" ({each.asked})" if each.asked else ""
            though = f", though there is one at {listed(knowing)}" if knowing else ""
            text = f"it has no such record{asked}{though}; its mapping was not tried"
            yield Finding(None, str(subject), text, each.system, untried=True)
        elif each.values is not None and (astray := _astray(subject, each, landscape)):
            yield astray
        elif each.values is not None:
            yield from _fields(subject, each, said, landscape)


def unknown_sample(
    subject: Subject, said: Sequence[Observation], landscape: Landscape
) -> Iterator[Finding]:
    """Yield a finding if no system that answered has a record of the sample."""
    answered = [each for each in said if not each.unreachable]
    if answered and all(each.absent for each in answered):
        names = listed([landscape.called[each.system] for each in answered])
        text = f"no record of it at any system that answered ({names}), so it is no sample"
        fix = "name one that exists; or the places that are asked are wrong"
        yield Finding(good=False, what=str(subject), text=text, fix=fix)


def _astray(subject: Subject, said: Observation, landscape: Landscape) -> Finding | None:
    """One finding for an answer of another shape, of which no field can be read; else None.

    What the answer has instead stands in the evidence of it.
    """
    entry = landscape.systems[said.system].subjects[subject.kind]
    found = {each for name, each in (said.values or {}).items() if name in entry.fields}
    only = next(iter(found), None)
    if len(found) != 1 or not isinstance(only, Unmapped) or not _is_of_record(only, entry):
        return None
    keys = _keys_of_answer(said)
    text = f"{only.code}{f'; the answer has {listed(keys[:MOST_KEYS])}' if keys else ''}"
    record = "..." if entry.record is None else entry.record
    fix = f"{_table(entry)}: record = {json.dumps(record, ensure_ascii=False)} (as it is now)"
    return Finding(
        good=False, what=f"{subject.kind}, record", text=text, about=said.system, fix=fix
    )


def _is_of_record(word: Unmapped, entry: SubjectEntry) -> bool:
    return word.where == f"{entry.where} record"


def _keys_of_answer(said: Observation) -> list[str]:
    """The keys of the last answer if it is JSON; none otherwise."""
    body = body_of_answer(said)
    return sorted(body) if isinstance(body, dict) else []


def _fields(
    subject: Subject, said: Observation, heard: Sequence[Observation], landscape: Landscape
) -> Iterator[Finding]:
    entry = landscape.systems[said.system].subjects[subject.kind]
    values = said.values or {}
    for name, reading in entry.fields.items():
        what = f"{subject.kind}, {name}"
        value, raw = values.get(name), _raw(values, name)
        if value is None:
            text, fix = _nothing(name, reading, values, entry)
            if (found := where_it_stands(name, said, heard, entry)) is not None:
                text = f"nothing stands at {reading.place}; its value stands at {found[1]}"
                told = f"which is {found[0]} at the other systems"
                fix = f"{_table(entry)}: {name} = {{ ..., at = {_quoted(found[1])} }}, {told}"
            yield Finding(good=False, what=what, text=text, about=said.system, fix=fix)
        elif isinstance(value, Unmapped):
            text = f"{_unexplained(value)} (at {reading.place})"
            fix = _fix(Field(name, reading.kind), value, said)
            yield Finding(good=False, what=what, text=text, about=said.system, fix=fix)
        else:
            read = format_value(reading.kind, value, zone=landscape.zone)
            text = f"{raw} -> {read}" if raw and raw != read else read
            yield Finding(
                good=True, what=what, text=f"{text} (at {reading.place})", about=said.system
            )


def _unexplained(word: Unmapped) -> str:
    if not word.where:
        return f"it cannot be read: {word.code}"
    if word.read_as:
        return f"{word.code!r} is not in the declared format ({word.read_as})"
    return f"{word.code!r} has no meaning"


def _raw(values: Mapping[str, object], name: str) -> str:
    """The raw value in one line; an empty text if it is not known."""
    found = values.get(f"{RAW}{name}")
    text = found.code if isinstance(found, Unmapped) else str(found or "")
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _nothing(
    name: str, reading: FieldReading, values: Mapping[str, object], entry: SubjectEntry
) -> tuple[str, str]:
    """That nothing stands in a place, and which of the record's keys was perhaps meant."""
    keys = values.get(RAW)
    text = f"nothing stands at {reading.place}"
    if not isinstance(keys, frozenset) or not keys:
        return text, ""
    first = _FIRST_KEY.search(reading.place)
    if first is None:
        return text, ""
    key = first[1] or first[2]
    if key in keys:
        return f"{text}; {key} is there, and empty further in", ""
    close = get_close_matches(key, keys, n=1)
    place = (
        f"{reading.place[: first.start()]}{close[0]}{reading.place[first.end() :]}"
        if close
        else "..."
    )
    return (
        f"{text}; the record has {listed(sorted(keys)[:MOST_KEYS])}",
        f"{_table(entry)}: {name} = {{ ..., at = {_quoted(place)} }}",
    )


def _quoted(path: str) -> str:
    return json.dumps(path, ensure_ascii=False)


def _table(entry: SubjectEntry) -> str:
    """The header of the table, without the file that it stands in."""
    return entry.where[entry.where.find("[") :]


def _fix(field: Field, word: Unmapped, said: Observation) -> str:
    """The line of TOML that would explain an unmapped value.

    Verdicts have such lines, and a verdict needs two witnesses: here both are the same one.
    """
    from samestory.core.agreement import compare
    from samestory.explain import story

    one = replace(said, values={field.name: word})
    verdict = compare([field], [one, replace(one, system=f"{said.system} again")])
    called = dict.fromkeys(verdict.systems, said.system)
    return next(iter(story(verdict, called).fixes), "")
