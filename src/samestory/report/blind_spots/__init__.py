"""Which lies a run would not have noticed: its judgements, bent by one word each and judged again.

No system is asked. A lie is a system, a kind of subject, a field, and a way of bending; it is
noticed if some verdict of some scenario would not be agreed any more. Everything that the landscape
describes counts, asked or not: what nobody compares is a lie that nobody notices.
"""

from __future__ import annotations

from samestory.report.blind_spots._empty import EmptyThen
from samestory.report.blind_spots._found import BlindSpots, LieResult, ScenarioSight
from samestory.report.blind_spots._lies import Fate, Lie
from samestory.report.blind_spots._reading import blind_spots_in
from samestory.report.blind_spots._tally import blind_spots_of

__all__ = [
    "BlindSpots",
    "EmptyThen",
    "Fate",
    "Lie",
    "LieResult",
    "ScenarioSight",
    "blind_spots_in",
    "blind_spots_of",
]
