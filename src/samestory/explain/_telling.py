"""From a verdict to its story: columns, rows of flagged cells, sentences, requests."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, tzinfo

from samestory.core.agreement import system_table
from samestory.core.comparison import NOTHING
from samestory.core.model import Field, Observation, Outcome, Unmapped, key_at, table_at
from samestory.core.texts import visible
from samestory.core.verdict import SEVEREST_FIRST, FieldVerdict, Verdict
from samestory.explain._headline import headline
from samestory.explain._history import was
from samestory.explain._names import NONE, WRONG_SHAPE, Names, joined, spoken
from samestory.explain._outcome_styles import STYLES
from samestory.explain._outliers import oddness
from samestory.explain._sentences import sentences
from samestory.explain._story import Cell, Column, Flag, Row, Source, VerdictStory
from samestory.explain._unknown import unreported
from samestory.explain._values import ShownValue, shown_values, side_by_side
from samestory.explain._watching import too_early

BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A TOML key that needs no quotes."""
PARTS = frozenset({"sku", "quantity", "unit_price"})
"""The parts of a line, which are declared in a table of their own."""
ABOUT = "\N{ALMOST EQUAL TO} "
"""What stands before a value that is within the tolerance."""
UNTOLD = "-"
"""What a cell shows if no value is expected."""
NO_RECORD, UNREACHABLE, NOT_DUE = "no record", "unreachable", "not due"
UNREADABLE = "unreadable"
OURS = frozenset({UNTOLD, NOTHING, NO_RECORD, UNREACHABLE, UNREADABLE, NOT_DUE, "same", "the same"})
"""What cells say in words of ours; a value that reads like one of them is put in quotes."""


def story(
    verdict: Verdict,
    called: Mapping[str, str] = NONE,
    *,
    zone: tzinfo = UTC,
    not_asked: Mapping[str, str] = NONE,
) -> VerdictStory:
    """Return the story of a verdict as data; `called` maps systems to display names ("erp": "ERP").

    All times are those of `zone`, and name it. `not_asked` are the systems that know such subjects
    and were not asked, and why: with some, the story never says "all systems".
    """
    names = Names(verdict.systems, called, zone, not_asked)
    return VerdictStory(
        outcome=verdict.outcome,
        headline=visible(headline(verdict, names)),
        columns=_columns(verdict, names),
        rows=tuple(_rows(verdict, names)),
        sentences=tuple(visible(each) for each in sentences(verdict, names)),
        fixes=tuple(visible(each) for each in fixes(verdict)),
        asked=tuple(_asked(verdict)),
    )


def _columns(verdict: Verdict, names: Names) -> tuple[Column, ...]:
    systems = tuple(Column(each, names.of(each)) for each in verdict.systems)
    return (Column(None, "promised"), *systems) if _promising(verdict) else systems


def _promising(verdict: Verdict) -> bool:
    return any(each.promised is not None for each in verdict)


def _rows(verdict: Verdict, names: Names) -> Iterator[Row]:
    """Make the rows; what holds for whole systems is remarked on the first."""
    of_systems = _of_systems(verdict, names)
    for each in verdict:
        remarks = [*_remarks(each, verdict, names), *of_systems]
        of_systems = []
        cells = tuple(_cells(each, verdict, names))
        yield Row(spoken(each.field.name), each.outcome, cells, "; ".join(remarks))


def _cells(of: FieldVerdict, verdict: Verdict, names: Names) -> Iterator[Cell]:
    told = shown_values(of, names.zone)
    if _promising(verdict):
        yield _value(None, told[None], Flag.PROMISED) if None in told else _word(None, UNTOLD)
    for each in verdict.observations:
        flag = _flag(of, each.system)
        cell = (
            _value(each.system, told[each.system], flag)
            if each.system in told
            else _word(each.system, _no_value(of, each, flag), flag)
        )
        changed = verdict.before and each.system in of.apart | of.silent
        yield _with_before(cell, was(verdict, each.system, of), of, names) if changed else cell


def _with_before(cell: Cell, before: object, of: FieldVerdict, names: Names) -> Cell:
    """Show what a system says now, and what it said before."""
    texts = side_by_side(of.field.kind, [before], names.zone) if before is not None else []
    old = texts[0].text if texts else NOTHING
    return replace(cell, text=f"{cell.text} (was {old})", whole=f"{cell.whole} (was {old})")


def _value(system: str | None, value: ShownValue, flag: Flag) -> Cell:
    text = repr(value.text) if value.text in OURS else value.text
    return Cell(system, f"{ABOUT if flag is Flag.NEAR else ''}{text}", flag, value.whole)


def _word(system: str | None, text: str, flag: Flag = Flag.PROMISED) -> Cell:
    return Cell(system, text, flag, text)


def _no_value(of: FieldVerdict, said: Observation, flag: Flag) -> str:
    if said.system in of.unmapped:
        return _unexplained(of.unmapped[said.system])
    texts = {
        Flag.UNREACHABLE: UNREACHABLE,
        Flag.SILENT: NO_RECORD if said.absent else NOTHING,
        Flag.PENDING: NOT_DUE,
    }
    return texts.get(flag, UNTOLD)


def _unexplained(word: Unmapped) -> str:
    if not word.where:
        return UNREADABLE
    return repr(word.code) if word.code else UNTOLD


def words_for(verdict: Verdict, system: str) -> str:
    """Return what a verdict says about one system, to follow its name: "is wrong", "agrees"."""
    if any(system in each.wrong for each in verdict):
        return Flag.WRONG.note
    return STYLES[system_outcome(verdict, system)].of_system


def system_outcome(verdict: Verdict, system: str) -> Outcome:
    """Return the severest outcome that one system has part in."""
    found = {_flag(each, system).outcome for each in verdict}
    if system in verdict.changed_its_mind:
        found.add(Outcome.CONTRADICTED)
    return next((each for each in SEVEREST_FIRST if each in found), Outcome.AGREED)


def _flag(of: FieldVerdict, name: str) -> Flag:
    groups = {
        Flag.WRONG: of.wrong,
        Flag.ODD: of.apart,
        Flag.SILENT: of.silent,
        Flag.UNREACHABLE: of.unreachable,
        Flag.UNMAPPED: of.unmapped,
        Flag.PENDING: of.pending,
        Flag.NEAR: of.near,
        Flag.RIGHT: {of.authority} if of.wrong else (),
        Flag.AGREES: of.said,
    }
    return next((flag for flag, names in groups.items() if name in names), Flag.UNTOLD)


def _of_systems(verdict: Verdict, names: Names) -> list[str]:
    gone = {each.system for each in verdict.observations if each.absent}
    unknown = {each.system for each in verdict.observations if each.unreachable is not None}
    record = f"{names.the(gone)} {'has' if len(gone) == 1 else 'have'} no record"
    return [
        *([record] if gone & verdict.fields[0].silent else []),
        *([f"{names.the(unknown)} could not be asked"] if unknown else []),
    ]


def _remarks(of: FieldVerdict, verdict: Verdict, names: Names) -> Iterator[str]:
    if of.apart:
        changed = f"changed in {names.the(of.apart)}" if verdict.before else ""
        yield changed or too_early(of, verdict, names) or oddness(of, names)
    if of.near and of.field.tolerance:
        be = "is" if len(of.near) == 1 else "are"
        yield f"{names.the(of.near)} {be} within the tolerance ({of.field.tolerance.text})"
    gone = {each.system for each in verdict.observations if each.absent}
    if mute := of.silent - gone:
        yield f"{names.the(mute)} {'says' if len(mute) == 1 else 'say'} nothing"
    if unread := {each for each, word in of.unmapped.items() if not word.where}:
        yield f"{names.the(unread)} cannot be read"
    if unexplained := {each for each, word in of.unmapped.items() if word.code and word.where}:
        says = "says" if len(unexplained) == 1 else "say"
        yield f"{names.the(unexplained)} {says} something unexplained"
    if unreported(of):
        yield "no system reports it"
    if of.pending:
        yield f"{names.the(of.pending)} {'is' if len(of.pending) == 1 else 'are'} not due yet"


def _asked(verdict: Verdict) -> Iterator[Source]:
    odd = frozenset().union(*(each.laggards for each in verdict))
    for each in verdict.observations:
        evidence = tuple(piece.name for piece in each.evidence)
        if each.system in odd and (each.asked or evidence):
            yield Source(each.system, visible(each.asked), evidence)


def fixes(verdict: Verdict) -> Iterator[str]:
    """Name each table of the landscape that has to change, and the line to write there."""
    yield from dict.fromkeys(_fixes(verdict))


def _fixes(verdict: Verdict) -> Iterator[str]:
    strangers: dict[str, list[str]] = {}
    for of in verdict:
        for word in of.unmapped.values():
            if word.code and word.where:
                yield f"{table_at(word.where)}: {word.fix or _line(of.field, word)}"
            elif word.where:
                strangers.setdefault(word.where, []).append(of.field.name)
        if unreported(of):
            places = " or ".join(
                system_table(each, verdict.subject.kind) for each in verdict.systems
            )
            name = of.field.name
            told_by_none = f'if none can tell it, [lacks]: {name} = "why"'
            yield f'{places}: {name} = {{ at = "..." }}; {told_by_none}'
    for where, fields in strangers.items():
        yield f'{where}: {joined(fields)} = {{ at = "..." }}, or some of them'


def _line(field: Field, word: Unmapped) -> str:
    part = key_at(word.where)
    if word.code in WRONG_SHAPE:
        return WRONG_SHAPE[word.code].format(key=part if field.kind == "lines" else field.name)
    if word.read_as or part in {"record", "key"} or part not in {field.name, *PARTS}:
        return f"fix `{part if part in {'record', 'key'} else field.name}`: {word.code!r}"
    return f'{part} = {{ ..., means = {{ ..., {_key(word.code)} = "..." }} }}'


def _key(code: str) -> str:
    return code if BARE.fullmatch(code) else json.dumps(code, ensure_ascii=False)
