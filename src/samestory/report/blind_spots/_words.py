"""The figure, the table and the sentences about blind spots, as every report shows them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from samestory.explain import counted, joined
from samestory.report.blind_spots._found import BlindSpots, ScenarioSight

TITLE = "What this run would not have noticed"
WHOLE = "the record"
"""What a lie is about that is about no field."""


@dataclass(frozen=True, slots=True)
class SpotRow:
    """The lies about one field of one system that nobody would notice, and why."""

    system: str
    """As people call it."""
    kind: str
    field: str
    ways: tuple[str, ...]
    why: str
    near: tuple[str, ...]
    """The scenarios in which the system was asked about that."""

    @property
    def nearby(self) -> str:
        """Where it could be compared: "3 scenarios, such as: Ada orders"."""
        if not self.near:
            return "no scenario"
        return f"{counted(len(self.near), 'scenario')}, such as: {self.near[0]}"


def spot_rows(found: BlindSpots) -> list[SpotRow]:
    """Return the table of the lies that nobody would notice, the gravest first.

    Of systems that are never asked they come last: a list of its own names these.
    """
    ways: dict[tuple[str, str, str, str], list[str]] = {}
    for each in found.survived:
        lie = each.lie
        ways.setdefault((lie.system, lie.kind, lie.field, each.why), []).append(str(lie.way))
    rows = [
        SpotRow(
            found.called.get(system, system),
            kind,
            name or WHOLE,
            tuple(of_one),
            why,
            found.near.get((system, kind), ()),
        )
        for (system, kind, name, why), of_one in ways.items()
    ]
    return sorted(rows, key=lambda row: not row.near)


def percent(share: float) -> str:
    """Return a share as a percentage, never rounded up: "94.9 %".

    >>> percent(0.94999)
    '94.9 %'
    """
    shown = (Decimal(repr(share)) * 100).quantize(Decimal("0.1"), ROUND_FLOOR)
    return f"{shown} %"


def figure_of(found: BlindSpots | None) -> str:
    """Return the figure in one sentence, with what it is a share of; why there is none."""
    if found is None or found.share is None:
        return UNKNOWN_FIGURE
    share = percent(found.share)
    return f"{found.noticed} of {found.lies} lies would have been noticed: {share}."


def reaches(found: BlindSpots, least: Decimal) -> bool:
    """Whether at least so many percent of the lies would have been noticed; no lie is no pass."""
    return found.share is not None and 100 * found.noticed >= least * found.lies


UNKNOWN_FIGURE = (
    "How many lies would have been noticed is unknown: the record holds no verdict that agreed "
    "and can be judged again."
)


A_LIE = (
    "A lie: one system says something else about one field (a cent more, another day, silence), "
    "has no record, or another customer's."
)


def measure_of(found: BlindSpots) -> str:
    """Say what the figure is a share of, and what does not count."""
    described = (
        "Every field that the landscape describes for a system counts, asked or not"
        if found.described
        else "Only what was asked counts: the bundle does not say what the landscape describes"
    )
    parts = [A_LIE, f"{described}."]
    if found.by_change:
        verb = "was" if found.by_change == 1 else "were"
        parts.append(f"{found.by_change} {verb} noticed only as a change of what was said before.")
    if found.allowed:
        whys = joined(list(dict.fromkeys(each.why for each in found.allowed)))
        lies = counted(len(found.allowed), "lie")
        parts.append(f"{lies} did not count, because {whys}.")
    if found.unreadable:
        parts.append(f"{counted(found.unreadable, 'line')} of the bundle could not be read.")
    return " ".join(parts)


def place_lines(found: BlindSpots, of: Mapping[tuple[str, str], Sequence[str]]) -> list[str]:
    """Say which fields of which systems are `unasked` or `uncompared`."""
    return [
        f"the {found.called.get(system, system)} about '{kind}': {', '.join(fields)}"
        for (system, kind), fields in of.items()
    ]


def empty_lines(found: BlindSpots, *, rightly: bool = False) -> Iterator[str]:
    """Say which Thens would pass on an empty answer; or those that do so rightly, and why."""
    for each in found.empty:
        if bool(each.rightly) is rightly:
            why = f" ({each.rightly})" if each.rightly else ""
            yield f"{each.scenario}: {each.step}: passes on {', '.join(each.on)}{why}"


def scenario_line(sight: ScenarioSight) -> str:
    """Say how much of what it heard one scenario compares."""
    return f"{sight.noticed} of {sight.lies}  {sight.journey}: {sight.scenario}"
