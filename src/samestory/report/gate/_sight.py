"""Whether a run would have noticed enough, where the rules ask for that."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.explain import counted
from samestory.report.blind_spots import figure_of, reaches
from samestory.report.gate._case import GateCase, GateRules, Refusal, inconclusive


def sight_refusals(case: GateCase, rules: GateRules) -> Iterator[Refusal]:
    """Yield why too few lies would have been noticed, or why it is not known how many.

    What nobody compares cannot be known, so the record is inconclusive.
    """
    least, found = rules.min_noticed, case.blind_spots
    if least is None:
        return
    if found is None or found.share is None or found.unreadable:
        lost = found.unreadable if found else 0
        fact = (
            f"{counted(lost, 'line')} of the bundle cannot be read, so it is not "
            "known how many lies would have been noticed."
            if lost
            else figure_of(found)
        )
        yield inconclusive(fact, "Run the features again, and keep the folder `bundle`.")
    elif not found.described:
        yield inconclusive(
            "The bundle does not say what the landscape describes, so it is not known how many "
            "lies nobody would notice.",
            "Run the features again, and keep the folder `bundle` as it is.",
        )
    elif not reaches(found, least):
        yield inconclusive(
            f"{figure_of(found)[:-1]}, and {least} % is the least.",
            "See which: samestory blind-spots; compare them in a feature, or allow less: "
            f"--min-noticed {int(100 * found.share)}%",
        )
