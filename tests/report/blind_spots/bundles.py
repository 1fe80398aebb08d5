"""Bundles of runs that never happened, in which everything agrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from samestory.core.agreement import compare
from samestory.core.basis import Basis, Judgement
from samestory.core.model import Field, Observation, Promise, Subject
from samestory.core.patience import Patience
from samestory.core.verdict import Verdict
from samestory.report.blind_spots import BlindSpots, blind_spots_in
from samestory.report.bundle.bundle_writer import BundleWriter
from samestory.report.run_writer import ScenarioInfo
from tests.core.test_bending import VALUES
from tests.fakes import ORDER, promised, said

FIELDS = tuple(Field(f"a {kind}", kind) for kind in VALUES)
TOLD = {f"a {kind}": value for kind, value in VALUES.items()}
PLACED = {"status": "placed"}
STATUS = (Field("status", "status"),)
USUAL = Patience(timedelta(seconds=5), timedelta(seconds=1))
GRACE = Subject("order", "A-7", of="grace@customers.example")
THE_DAY = date(2026, 11, 24)


def agreement(
    answers: Mapping[str, Mapping[str, object] | None],
    promise: Promise | None = None,
    fields: Iterable[Field] = FIELDS,
    *,
    subject: Subject = ORDER,
    patience: Mapping[str, Patience] | None = None,
) -> Verdict:
    """The verdict about systems that said this in their last look."""
    known, waits = tuple(fields), patience or dict.fromkeys(answers, USUAL)
    observations = tuple(
        replace(said(name, word, subject), tells=frozenset(each.name for each in known))
        if word is None
        else said(name, word, subject)
        for name, word in answers.items()
    )
    now = max(each.at for each in observations)
    not_due = [name for name, each in waits.items() if each.due and now < each.due]
    verdict = compare(known, observations, promise, not_due=not_due)
    basis = Basis(
        by=Judgement.AGREEMENT, fields=known, patience=waits, looks=(verdict.observations,)
    )
    return replace(verdict, basis=basis)


def described(kinds: Mapping[str, Mapping[str, Iterable[Field]]]) -> dict[str, object]:
    """What a landscape describes, as the head of a bundle holds it: by system and kind."""
    every = [(kind, each) for of in kinds.values() for kind, known in of.items() for each in known]
    comparisons: dict[str, dict[str, str]] = {}
    for kind, each in every:
        comparisons.setdefault(kind, {})[each.name] = each.kind
    readings = {
        system: {kind: {"(record)": "x", **{each.name: "x" for each in known}}}
        for system, of in kinds.items()
        for kind, known in of.items()
    }
    return {"readings": readings, "comparisons": comparisons, "called": {"erp": "ERP"}}


def written(
    folder: Path,
    *verdicts: Verdict,
    kept: Iterable[Verdict] = (),
    head: Mapping[str, object] | None = None,
    step: str = "Then they agree",
) -> Path:
    """Write a bundle: each verdict is of a scenario of its own."""
    writer = BundleWriter(folder, "7", bytes)
    writer.begin(head or {"called": {"erp": "ERP"}})
    for number, each in enumerate(verdicts):
        writer.add(each, scenario(number), step)
    for each in kept:
        writer.add_kept(each, scenario(0), step)
    return folder


def scenario(number: int = 0, attempt: int = 1) -> ScenarioInfo:
    name = f"Ada orders {number}"
    return ScenarioInfo(f"a.feature::{number}", "Ordering", None, name, (), name, attempt)


def sight(folder: Path, *verdicts: Verdict, **more: object) -> BlindSpots:
    return blind_spots_in([written(folder, *verdicts, **more)])


def survivors(found: BlindSpots) -> set[tuple[str, str, str]]:
    """System, field and way of the lies that nobody would notice."""
    return {(each.lie.system, each.lie.field, str(each.lie.way)) for each in found.survived}


def both(promise: Promise | None = None, fields: Iterable[Field] = FIELDS) -> Verdict:
    """The CRM and the ERP tell everything, and agree."""
    return agreement({"crm": TOLD, "erp": TOLD}, promise or promised(TOLD), fields)


def of_grace(answers: Iterable[Observation]) -> tuple[Observation, ...]:
    return tuple(replace(each, subject=GRACE) for each in answers)
