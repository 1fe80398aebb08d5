"""Verdicts that convergence came to with scripted systems, as a run writes them into a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from samestory.core.model import Field, Promise
from samestory.core.patience import Patience
from samestory.core.verdict import Verdict
from samestory.polling.convergence import converge
from samestory.polling.terms import Schedule
from samestory.redaction import masked
from samestory.report.bundle.bundle_reader import RecordedBundle, read_bundle
from samestory.report.bundle.bundle_writer import BundleWriter
from samestory.report.run_writer import ScenarioInfo
from samestory.testing import FakeClock
from tests.fakes import FIELDS, ORDER, FakePanel, Scripted, promised

SCENARIO = ScenarioInfo("ordering.feature::a[1]", "Ordering", "A rule", "Ada orders", ("critical",))
USUAL = Patience(timedelta(seconds=5), timedelta(seconds=1))


def converged(
    systems: Mapping[str, Scripted],
    promise: Promise | None = None,
    *,
    fields: Iterable[Field] = FIELDS,
    patience: Mapping[str, Patience] | None = None,
    schedules: Mapping[str, Schedule] = MappingProxyType({}),
) -> Verdict:
    """What converge says about scripted systems, without any real time."""
    clock = FakeClock()
    terms = patience or dict.fromkeys(systems, USUAL)
    panel = FakePanel(clock, systems)
    return converge(panel, clock, ORDER, fields, terms, promise, schedules=schedules)


def bundle_of(
    folder: Path, *verdicts: Verdict, head: Mapping[str, object] | None = None
) -> RecordedBundle:
    """The bundle of a run that came to these verdicts, read back."""
    writer = BundleWriter(folder, "7", bytes)
    writer.begin({"called": {"erp": "ERP", "crm": "CRM"}, "zone": "Europe/Berlin", **(head or {})})
    for each in verdicts:
        writer.add(masked(each, str), SCENARIO)
    return read_bundle(folder)


__all__ = ["ORDER", "SCENARIO", "bundle_of", "converged", "promised"]
