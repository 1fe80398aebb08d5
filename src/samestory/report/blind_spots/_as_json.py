"""Blind spots for programs."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from samestory.report.blind_spots._found import BlindSpots, LieResult


def blind_spots_json(found: BlindSpots) -> dict[str, Any]:
    """Return everything that is known, each system by its name in the landscape."""
    return {
        "format": "samestory/blind-spots/1",
        "verdicts": found.verdicts,
        "unreadable": found.unreadable,
        "described": found.described,
        "lies": found.lies,
        "noticed": found.noticed,
        "noticed_by_change": found.by_change,
        "share": found.share,
        "survived": [
            {**_told(each), "near": list(found.near.get((each.lie.system, each.lie.kind), ()))}
            for each in found.survived
        ],
        "allowed": [_told(each) for each in found.allowed],
        "never_asked": _places(found.unasked),
        "never_compared": _places(found.uncompared),
        "passes_on_nothing": [asdict(each) for each in found.empty],
        "scenarios": [asdict(each) for each in found.scenarios],
    }


def _told(result: LieResult) -> dict[str, Any]:
    lie = result.lie
    return {
        "system": lie.system,
        "kind": lie.kind,
        "field": lie.field or None,
        "way": str(lie.way),
        "why": result.why,
    }


def _places(of: Mapping[tuple[str, str], tuple[str, ...]]) -> list[dict[str, Any]]:
    return [
        {"system": system, "kind": kind, "fields": list(fields)}
        for (system, kind), fields in of.items()
    ]
