"""The time to agreement of each system, drawn small: against its patience and against before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from samestory.explain.html import render
from samestory.report.agreement_times import AgreementTimes, is_slower

WIDTH, LEFT = 220, 4
"""Of a picture (px), and where it begins."""
PATIENCE_AT = 180
"""Where the patience stands in each picture (px), so that all can be read beside each other."""


@dataclass(frozen=True, slots=True)
class TimeView:
    """One system: its times in words, and a picture of them."""

    name: str
    times: AgreementTimes
    before: AgreementTimes | None
    slower: bool
    picture: Markup

    @property
    def share(self) -> float:
        """Which part of its patience its p95 takes; 0 if one of them is not known."""
        return (self.times.p95 or 0.0) / self.times.patience if self.times.patience else 0.0


def time_views(
    now: Mapping[str, AgreementTimes],
    before: Mapping[str, AgreementTimes],
    called: Mapping[str, str],
) -> Iterator[TimeView]:
    """Return the systems that were waited for, as the landscape orders them."""
    slower = is_slower(now, before)
    for system, name in called.items():
        if times := now.get(system):
            was = before.get(system)
            picture = Markup(_drawn(name, times, was))  # noqa: S704 - our own drawing, escaped
            yield TimeView(name, times, was, system in slower, picture)


def _drawn(name: str, times: AgreementTimes, before: AgreementTimes | None) -> str:
    whole = times.patience or max(times.worst or 0.0, 0.1)

    def x(seconds: float | None) -> float | None:
        if seconds is None:
            return None
        return round(LEFT + min(seconds / whole * (PATIENCE_AT - LEFT), WIDTH - 2 * LEFT), 1)

    return render(
        "samestory.report",
        "times.svg",
        name=name,
        width=WIDTH,
        left=LEFT,
        median=x(times.median),
        p95=x(times.p95),
        worst=x(times.worst),
        patience=PATIENCE_AT if times.patience else None,
        before=x(before.p95) if before else None,
        never=times.never,
        edge=WIDTH - LEFT,
    )
