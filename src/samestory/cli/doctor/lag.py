"""How late each system followed in the runs whose reports are still there."""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from samestory.cli.doctor.findings import Finding
from samestory.core.tails import advised_patience
from samestory.explain import agreeing_since, counted
from samestory.report.run_reader import read_verdicts, verdict_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from samestory.config import Landscape
    from samestory.core.past_waits import AskedAbout, PastWait


class Followed(NamedTuple):
    """When a system first told the same, in seconds, and when it was last heard to tell another."""

    at: float
    after: float


def lags(report: Path) -> dict[str, list[Followed]]:
    """Return, by system, when it followed, in every verdict of the record in which it agreed."""
    found: defaultdict[str, list[Followed]] = defaultdict(list)
    verdicts, _ = read_verdicts(verdict_lines(report))
    for each in verdicts:
        for lane in each.timeline.lanes if each.timeline else ():
            since = agreeing_since(lane.marks)
            if since is not None:
                before = max((mark.at for mark in lane.marks if mark.at < since), default=0.0)
                found[lane.system].append(Followed(since, before))
    return dict(found)


def lag(
    name: str, seen: Mapping[str, Sequence[Followed]], landscape: Landscape
) -> Iterator[Finding]:
    """Yield how late a system followed, compared with its patience in the landscape.

    The last look is at the deadline or a moment after it; who agrees then was in time.
    """
    if name not in seen:
        return
    given, latest = landscape.deadlines[name], max(each.at for each in seen[name])
    text = (
        f"told the same after {median(each.at for each in seen[name]):.1f} s (median) and "
        f"{latest:.1f} s at the latest, in {counted(len(seen[name]), 'verdict')}; it is given "
        f"{given:g} s"
    )
    if all(each.after < given for each in seen[name]):
        yield Finding(good=True, what="read lag", text=text, about=name)
    else:
        fix = f'[systems.{name}]: patience = "{latest * 1.5:.0f} s"'
        yield Finding(good=None, what="read lag", text=text, about=name, fix=fix)


def patience_to_raise(
    name: str, past: Mapping[AskedAbout, Sequence[PastWait]], landscape: Landscape
) -> Iterator[Finding]:
    """Yield that a system is often later than its patience, if past waits say so."""
    given = landscape.deadlines[name]
    advised = {
        about: patience
        for about, waits in past.items()
        if about.system == name and (patience := advised_patience(waits, given))
    }
    if advised:
        about = max(advised, key=lambda each: advised[each])
        needed = advised[about] - landscape.systems[name].read_lag.total_seconds()
        text = (
            f"by the last {counted(len(past[about]), 'wait')} for what was {about.verb} "
            f"({about.kind}), more than one answer in 1000 takes longer than the {given:g} s that "
            "it is given"
        )
        fix = f'[systems.{name}]: patience = "{math.ceil(needed)} s"'
        yield Finding(good=None, what="patience", text=text, about=name, fix=fix)
