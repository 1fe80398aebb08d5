"""A small company over HTTP, whose answers are scripted, and what a run records of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.http.system import HttpSystem
from samestory.config import Landscape, load
from samestory.config.fingerprints import fingerprints_of
from samestory.core.model import Promise, Revision, Subject
from samestory.core.patience import Patience
from samestory.core.verdict import Verdict
from samestory.polling.convergence import converge
from samestory.polling.panel import Panel
from samestory.polling.rate_limit import TokenBucket
from samestory.polling.seat import Seat
from samestory.redaction import masked
from samestory.report.bundle.bundle_reader import RecordedBundle, read_bundle
from samestory.report.bundle.bundle_writer import BundleWriter
from samestory.report.run_writer import ScenarioInfo
from samestory.testing import FakeClock
from tests.fakes import OPENED, euros

LANDSCAPE = """\
[company]
name = "Two systems"
zone = "Europe/Berlin"

[guard]
hosts = ["127.0.0.1"]
mail_domains = ["customers.example"]

[defaults]
patience = "5 s"
settle   = "1 s"
currency = "EUR"

[tolerance.order]
total = "0.05 EUR"

[systems.crm]
adapter  = "http"
called   = "CRM"
base_url = "http://127.0.0.1:8802"

[systems.crm.order]
find         = "/deals/{key}"
record       = "deal"
key          = "number"
total        = { at = "amount", as = "decimal" }
status       = { at = "stage", means = { won = "placed", packed = "picked", lost = "cancelled" } }
delivery_day = { at = "day", as = "iso day" }

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1:8804"

[systems.erp.order]
find         = "/orders/{key}"
total        = { at = "gross", as = "decimal" }
status       = { at = "state", means = { "10" = "placed", "20" = "picked", "90" = "cancelled" } }
delivery_day = { at = "date", as = "iso day" }
"""

Says = Callable[[float], Mapping[str, Any] | None]
"""What a system has on file after so many seconds; None: no such record."""


def crm(amount: str = "89.00", stage: str = "won", day: str = "2026-11-30") -> Mapping[str, Any]:
    return {"deal": {"number": "A-1", "amount": amount, "stage": stage, "day": day, "old": "won"}}


def erp(gross: str = "89.00", state: str = "10", date: str = "2026-11-30") -> Mapping[str, Any]:
    return {"gross": gross, "net": "74.79", "state": state, "date": date, "before": "90"}


def told(**changes: object) -> Promise:
    values = {"total": euros("89.00"), "status": "placed", **changes}
    told = Revision("order", OPENED - timedelta(seconds=1), MappingProxyType(values))
    return Promise(Subject("order", "A-1", "ada@customers.example"), (told,))


def asked(landscape: Landscape, says: Mapping[str, Says], promise: Promise | None) -> Verdict:
    """Ask the systems as a run does, over HTTP, with the clock of a test."""
    clock, store = FakeClock(), EvidenceStore(landscape.masker())
    seats = {}
    for name, entry in landscape.systems.items():
        transport = httpx.MockTransport(_answers(says[name], clock))
        system = HttpSystem(entry, landscape.guard, store, transport=transport)
        tells = {kind: frozenset(each.fields) for kind, each in entry.subjects.items()}
        seats[name] = Seat(system, entry.timeout, TokenBucket(1000.0), tells)
    panel = Panel(seats, clock)
    patience = {n: Patience(e.patience, e.settle) for n, e in landscape.systems.items()}
    subject = told().subject
    try:
        fields = landscape.fields_of("order")
        return converge(panel, clock, subject, fields, patience, promise)
    finally:
        panel.close()


def _answers(says: Says, clock: FakeClock) -> Callable[[httpx.Request], httpx.Response]:
    def answer(_: httpx.Request) -> httpx.Response:
        found = says(clock.elapsed)
        date = {"date": f"{datetime.now(UTC)}"}
        if found is None:
            return httpx.Response(404, headers=date, json={})
        return httpx.Response(200, headers=date, content=json.dumps(found).encode())

    return answer


def loaded(folder: Path, text: str = LANDSCAPE) -> Landscape:
    file = folder / "two.toml"
    file.write_text(text)
    return load(file, {})


def recorded_run(folder: Path, verdicts: Iterator[tuple[str, Verdict]]) -> RecordedBundle:
    """The bundle of a run with a scenario for each of these verdicts."""
    landscape = loaded(folder)
    mask = landscape.masker().mask
    writer = BundleWriter(folder, "7", mask)
    writer.begin({"called": landscape.called, "readings": fingerprints_of(landscape)})
    for name, verdict in verdicts:
        info = ScenarioInfo(f"x.feature::{name}", "Ordering", "A rule", name, (), id=name)
        writer.add(masked(verdict, mask), info)
    return read_bundle(folder)
