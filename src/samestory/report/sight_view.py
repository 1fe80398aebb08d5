"""What the release page says of the blind spots of a run."""

from dataclasses import dataclass

from samestory.report.blind_spots import (
    TITLE,
    BlindSpots,
    SpotRow,
    empty_lines,
    figure_of,
    measure_of,
    place_lines,
    spot_rows,
)

FIRST = 8
"""Rows that are not folded."""


@dataclass(frozen=True, slots=True)
class SightView:
    """The section, in words; without anything unnoticed it is folded."""

    figure: str
    measure: str
    rows: tuple[SpotRow, ...]
    unasked: tuple[str, ...]
    uncompared: tuple[str, ...]
    empty: tuple[str, ...]
    title: str = TITLE
    first: int = FIRST

    @property
    def folded(self) -> bool:
        """Whether there is nothing in it that somebody has to see."""
        return not (self.rows or self.empty)


def sight_view(found: BlindSpots | None) -> SightView | None:
    """Return the section; None if nothing can be said, because there is no bundle."""
    if found is None or found.share is None:
        return None
    return SightView(
        figure_of(found),
        measure_of(found),
        tuple(spot_rows(found)),
        tuple(place_lines(found, found.unasked)),
        tuple(place_lines(found, found.uncompared)),
        tuple(empty_lines(found)),
    )
