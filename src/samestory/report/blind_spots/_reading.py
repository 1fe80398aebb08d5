"""Reads from report folders what it takes to judge the end of each wait again."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from samestory.errors import WrongCall
from samestory.report.blind_spots._found import BlindSpots
from samestory.report.blind_spots._tally import blind_spots_of
from samestory.report.bundle.bundle_files import (
    JUDGEMENTS,
    KEPT,
    BundleHead,
    bundle_folder,
    bundle_lines,
    read_bundle_head,
)
from samestory.report.bundle.judgement_lines import RecordedJudgement, read_ending

NOT_OURS = (ValueError, KeyError, TypeError, IndexError, AttributeError)
"""What reading a line raises that no version of samestory has written."""


def blind_spots_in(folders: Sequence[Path]) -> BlindSpots:
    """Return the blind spots of the run that is recorded in one folder, or in those of its shards.

    A folder without a bundle adds nothing, and one that is named twice is read once. Raise
    `WrongCall` for a bundle of a newer version.
    """
    bundles = [_bundle_of(each) for each in dict.fromkeys(each.resolve() for each in folders)]
    return _of_bundles(tuple((each, _stamp(each)) for each in bundles if each is not None))


def blind_spots_of_record(report: Path) -> BlindSpots | None:
    """Return the blind spots of a report folder; None if a newer samestory wrote its bundle."""
    try:
        return blind_spots_in([report])
    except WrongCall:
        return None


Stamp = tuple[tuple[str, int], ...]
"""The files of lines, each with its size: they only grow."""


def _stamp(bundle: Path) -> Stamp:
    return tuple((each.name, each.stat().st_size) for each in sorted(bundle.glob("*.json*")))


@lru_cache(maxsize=1)
def _of_bundles(bundles: tuple[tuple[Path, Stamp], ...]) -> BlindSpots:
    """The page and the files for CI are written one after the other, and need the same."""
    heads: list[BundleHead] = []
    found: list[RecordedJudgement] = []
    unreadable = 0
    for bundle, _ in bundles:
        heads.append(read_bundle_head(bundle))
        for line in bundle_lines(bundle, JUDGEMENTS, KEPT):
            try:
                found.append(read_ending(line))
            except NOT_OURS:  # or half a line
                unreadable += 1
    head = max(heads, key=lambda each: len(each.readings), default=BundleHead())
    return blind_spots_of(_of_last_attempts(found), head, unreadable)


def _bundle_of(folder: Path) -> Path | None:
    try:
        return bundle_folder(folder)
    except WrongCall:
        return None


def _of_last_attempts(found: Sequence[RecordedJudgement]) -> list[RecordedJudgement]:
    """Leave out what was judged in an attempt that another one followed."""
    last: dict[str, int] = {}
    for each in found:
        at, attempt = each.scenario.nodeid, each.scenario.attempt
        last[at] = max(last.get(at, 1), attempt)
    return [each for each in found if each.scenario.attempt == last[each.scenario.nodeid]]
