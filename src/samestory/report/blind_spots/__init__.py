"""Which lies a run would not have noticed: its judgements, bent by one word each and judged again.

No system is asked. A lie is a system, a kind of subject, a field, and a way of bending; it is
noticed if some verdict of some scenario would not be agreed any more. Everything that the landscape
describes counts, asked or not: what nobody compares is a lie that nobody notices.
"""

from samestory.report.blind_spots._as_json import blind_spots_json
from samestory.report.blind_spots._empty import EmptyThen
from samestory.report.blind_spots._found import BlindSpots, LieResult, ScenarioSight
from samestory.report.blind_spots._lies import Fate, Lie
from samestory.report.blind_spots._reading import blind_spots_in, blind_spots_of_record
from samestory.report.blind_spots._tally import blind_spots_of
from samestory.report.blind_spots._words import (
    TITLE,
    SpotRow,
    empty_lines,
    figure_of,
    measure_of,
    percent,
    place_lines,
    reaches,
    scenario_line,
    spot_rows,
)

__all__ = [
    "TITLE",
    "BlindSpots",
    "EmptyThen",
    "Fate",
    "Lie",
    "LieResult",
    "ScenarioSight",
    "SpotRow",
    "blind_spots_in",
    "blind_spots_json",
    "blind_spots_of",
    "blind_spots_of_record",
    "empty_lines",
    "figure_of",
    "measure_of",
    "percent",
    "place_lines",
    "reaches",
    "scenario_line",
    "spot_rows",
]
