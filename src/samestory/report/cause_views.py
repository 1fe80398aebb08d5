"""What the release page shows of each cause: its places, its readings, and where the proof is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from samestory.explain import joined
from samestory.report.bundle.kept_evidence import TO_READ
from samestory.report.causes import Cause, without_numbers
from samestory.report.run_reader import RecordedEvidence, RecordedField, RecordedVerdict
from samestory.report.summary import Summary
from samestory.report.symptoms import UNIT_PRICE

DRAWN_OF_ONE = 3
"""Discrepancies of one cause that are drawn in full; of the others only one line is shown."""
DRAWN_IN_ALL = 60
LISTED = 40
"""Places of one cause that are listed."""
PIECES = 6
"""Files of one answer that are linked to, the newest: one for each of several mails."""
READING = 90
"""Characters of a reading in one line."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A link to what a system literally answered."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """One discrepancy, or one scenario that broke, as one line under its cause."""

    journey: str
    scenario: str
    reading: str
    """What was promised and what is said: "promised 89.00 EUR; the ERP says 89.04 EUR"."""
    proofs: tuple[Proof, ...] = ()
    allure: str = ""
    verdict: RecordedVerdict | None = None
    anchor: str = ""
    """Where it is drawn in full on this page; "" if it is not."""
    here: bool = False
    """Whether that is under this cause."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class CauseView:
    """A cause with its number on the page."""

    number: int
    cause: Cause
    sightings: tuple[Sighting, ...]
    title: str
    """That of the cause, or all of the one sentence that it was made of."""
    more: int = 0
    """How many of its places are not listed."""
    same_system: tuple[tuple[str, str], ...] = ()
    """Graver causes of the same system, which may have the same reason: anchors and titles."""
    undrawn: int = 0
    """How many of its discrepancies are not drawn in full anywhere on the page."""

    @property
    def anchor(self) -> str:
        """What a link to it ends with."""
        return _anchor(self.number)


def cause_views(
    summary: Summary, causes: Sequence[Cause], allure: Mapping[str, str]
) -> list[CauseView]:
    """Return the causes as the page shows them; `allure` links node ids to Allure's report."""
    anchors = _Anchors()
    return [
        replace(
            _view(number, cause, summary, anchors, allure),
            same_system=tuple(_graver(number, causes)),
        )
        for number, cause in enumerate(causes, 1)
    ]


def _graver(number: int, causes: Sequence[Cause]) -> Iterator[tuple[str, str]]:
    """Return the causes before this one in which the same systems differ as well."""
    this = causes[number - 1]
    for at, each in enumerate(causes[: number - 1], 1):
        if this.systems and this.differs and each.differs and each.systems == this.systems:
            yield _anchor(at), each.title


def _anchor(number: int) -> str:
    return f"cause-{number}"


class _Anchors:
    """Decides which discrepancies are drawn in full, and under which cause; each once."""

    def __init__(self) -> None:
        self._where: dict[int, str] = {}

    def of(self, verdict: RecordedVerdict, drawn: int) -> tuple[str, bool]:
        """Return the anchor of a verdict, "" if it is not drawn, and whether it is drawn now."""
        known = self._where.get(id(verdict), "")
        if known or drawn >= DRAWN_OF_ONE or len(self._where) >= DRAWN_IN_ALL:
            return known, False
        self._where[id(verdict)] = anchor = f"discrepancy-{len(self._where) + 1}"
        return anchor, True


def _view(
    number: int, cause: Cause, summary: Summary, anchors: _Anchors, allure: Mapping[str, str]
) -> CauseView:
    seen: list[Sighting] = []
    for verdict in cause.verdicts[:LISTED]:
        anchor, here = anchors.of(verdict, sum(each.here for each in seen))
        seen.append(
            Sighting(
                journey=verdict.journey,
                scenario=verdict.scenario,
                reading=reading(cause, verdict, summary.called),
                proofs=tuple(_proofs(cause, verdict, summary.called)),
                allure=allure.get(verdict.nodeid, ""),
                verdict=verdict,
                anchor=anchor,
                here=here,
            )
        )
    if not cause.verdicts:
        seen = list(_without_verdict(cause, allure))
    title, seen = _said_once(cause, seen)
    count = len(cause.verdicts or cause.scenarios)
    drawn = sum(bool(each.anchor) for each in seen)
    undrawn = len(cause.verdicts) - drawn if cause.verdicts else 0
    return CauseView(
        number, cause, tuple(seen), title=title, more=count - len(seen), undrawn=undrawn
    )


def _without_verdict(cause: Cause, allure: Mapping[str, str]) -> Iterator[Sighting]:
    for each in cause.scenarios[:LISTED]:
        yield Sighting(
            journey=each.journey,
            scenario=each.name,
            reading="",
            allure=allure.get(each.nodeid, ""),
            message=each.message,
        )


def _said_once(cause: Cause, seen: list[Sighting]) -> tuple[str, list[Sighting]]:
    """Return the title and the places of a cause; what the title says is no message below it."""
    first, _, rest = seen[0].message.strip().partition("\n") if seen else ("", "", "")
    if not first or without_numbers(first) != cause.title:
        return cause.title, seen
    if len(seen) > 1 and first != cause.title:
        return cause.title, seen  # each says it with numbers of its own
    return first.removesuffix("."), [replace(seen[0], message=rest.strip("\n")), *seen[1:]]


# What is said ------------------------------------------------------------------------------------


def reading(cause: Cause, verdict: RecordedVerdict, called: Mapping[str, str]) -> str:
    """Return what was promised, or what the others say, and what the odd ones say instead.

    "" if the cause is about no value of a field. Two readings that look the same are said to
    be so: what differs in them is not shown.
    """
    field = verdict.fields.get("lines" if cause.field == UNIT_PRICE else cause.field)
    if field is None:
        return ""
    told = {**field.said, **{name: f"'{code}'" for name, code in field.unmapped.items()}}
    odd_ones = {*field.apart, *field.silent, *field.unmapped}
    odd = [each for each in cause.systems if each in odd_ones]
    right = _right(field, odd, called)
    said = {each: _short(told.get(each, "nothing")) for each in odd}
    parts = [*([right[0]] if right else []), *_by_reading(said, called)]
    same = right and any(each == right[1] for each in said.values())
    note = " (they read the same, and differ in what is hidden or not shown)" if same else ""
    return f"{'; '.join(parts)}{note}"


def _right(
    field: RecordedField, odd: Collection[str], called: Mapping[str, str]
) -> tuple[str, str] | None:
    if field.promised is not None:
        value = _short(field.promised)
        return f"promised {value}", value
    others = {each: value for each, value in field.said.items() if each not in odd}
    if not others:
        return None
    value = _short(next(iter(others.values())))
    names = joined([f"the {called.get(each, each)}" for each in others])
    return f"{names} {'says' if len(others) == 1 else 'say'} {value}", value


def _by_reading(said: Mapping[str, str], called: Mapping[str, str]) -> Iterator[str]:
    """Name those that say the same in one breath."""
    for value in dict.fromkeys(said.values()):
        names = [f"the {called.get(each, each)}" for each in said if said[each] == value]
        yield f"{joined(names)} {'says' if len(names) == 1 else 'say'} {value}"


def _short(text: str) -> str:
    return text if len(text) <= READING else f"{text[: READING - 1].rstrip()}…"


def _proofs(cause: Cause, verdict: RecordedVerdict, called: Mapping[str, str]) -> Iterator[Proof]:
    """Return the last answer of each odd system, and of every system if none is odd."""
    for system in cause.systems or tuple(dict.fromkeys(each.system for each in verdict.evidence)):
        pieces = [each for each in _last_answer(system, verdict) if _is_inside(each.file)]
        title = f"raw answer of the {called.get(system, system)}"
        for at, each in enumerate(pieces):
            name = each.name.removesuffix(TO_READ)
            title = name if at else f"{title}: {name}" if len(pieces) > 1 else title
            yield Proof(title, each.file)


def _last_answer(system: str, verdict: RecordedVerdict) -> list[RecordedEvidence]:
    """Return the pieces of what a system said in the end; of a mail, the page that shows it."""
    known = [each for each in verdict.evidence if each.system == system]
    last = [each for each in known if each.last] or known[-1:]
    shown = {each.name.removesuffix(TO_READ) for each in last if each.name.endswith(TO_READ)}
    return [each for each in last if each.name not in shown][-PIECES:]


def _is_inside(file: str) -> bool:
    """Whether a path stays in the report folder: the record may come from somewhere else."""
    path = PurePosixPath(file)
    return bool(file) and not path.is_absolute() and ".." not in path.parts and ":" not in file
