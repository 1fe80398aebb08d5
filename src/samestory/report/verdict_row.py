"""A line of verdicts.jsonl: a verdict as a person would read it, and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from samestory.core.amounts import pieces_by_product, without_prices
from samestory.core.verdict import FieldVerdict
from samestory.explain import Explained, Row, system_outcome
from samestory.report.run_writer import ScenarioInfo


def verdict_row(
    explained: Explained, scenario: ScenarioInfo, evidence: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return one line of verdicts.jsonl: every field as a person would read it, by system.

    `story` and `timeline` are what every report is drawn from; the rest is the same for programs.
    `evidence` says where what the systems literally said is kept, relative to the report folder.
    """
    verdict, told = explained.verdict, explained.story
    last = verdict.timeline[-1].elapsed.total_seconds() if verdict.timeline else 0.0
    return {
        **asdict(scenario),
        "subject": str(verdict.subject),
        "kind": verdict.subject.kind,
        "outcome": verdict.outcome,
        "standing_rule": verdict.rule,
        "systems": {each: system_outcome(verdict, each) for each in verdict.systems},
        "fields": {
            each.field.name: _field_row(each, row)
            for each, row in zip(verdict, told.rows, strict=True)
        },
        "changed_its_mind": sorted(verdict.changed_its_mind),
        "late": {name: took.total_seconds() for name, took in verdict.late.items()},
        "looks": len(verdict.timeline),
        "seconds": round(last, 3),
        "explanation": explained.text,
        "evidence": [dict(each) for each in evidence],
        "story": asdict(told),
        "timeline": asdict(explained.timeline),
    }


def _field_row(field: FieldVerdict, row: Row) -> dict[str, Any]:
    whole = {cell.system: cell.whole for cell in row.cells}
    return {
        "outcome": field.outcome,
        "promised": None if field.promised is None else whole[None],
        "said": {system: whole[system] for system in field.said},
        "apart": sorted(field.apart),
        "silent": sorted(field.silent),
        "unreachable": sorted(field.unreachable),
        "unmapped": {system: each.code for system, each in field.unmapped.items()},
        "pending": sorted(field.pending),
        "authority": field.field.authority,
        "wrong": sorted(field.wrong),
        "tolerance": field.field.tolerance and field.field.tolerance.text,
        "near": sorted(field.near),
        "kind": field.field.kind,
        "prices_apart": sorted(_prices_apart(field)),
    }


def _prices_apart(of: FieldVerdict) -> Iterator[str]:
    """Name the systems that are apart, and in nothing but the prices of the lines."""
    if of.field.kind != "lines":
        return
    right = (said for system, said in of.said.items() if system not in of.apart)
    counts = next(right, None) if of.promised is None else of.promised
    for system in of.apart & of.said.keys():
        if isinstance(counts, tuple) and _without_prices(of.said[system]) == _without_prices(
            counts
        ):
            yield system


def _without_prices(lines: Any) -> Mapping[str, int]:
    return without_prices(pieces_by_product(lines))
