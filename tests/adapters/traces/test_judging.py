"""The last span that had the new value, and who has no part in the trace."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from samestory.adapters.traces.asking import judge_trace, with_trace
from samestory.adapters.traces.spans_json import spans_in
from samestory.config import Landscape
from samestory.core.agreement import compare
from samestory.core.model import Field
from samestory.core.verdict import Verdict
from samestory.explain import explanation
from samestory.explain._last_spans import last_spans
from samestory.explain._names import Names
from samestory.redaction import Masker
from tests.adapters.traces.spans import ACT, TELEMETRY, TRACE, lines, otlp
from tests.config.files import CRM, GUARD, read
from tests.fakes import euros, promised, said

ERP = CRM.replace("crm", "erp").replace("CRM", "ERP")
CALLED = {"crm": "CRM", "erp": "ERP"}


@pytest.fixture
def landscape(tmp_path: Path) -> Landscape:
    return read(tmp_path, GUARD + CRM + ERP + TELEMETRY)


@pytest.fixture
def verdict() -> Verdict:
    """The CRM has followed, and the ERP has not."""
    promise = promised({"total": euros("92.50")}).told_in(f"00-{TRACE}-{ACT}-01")
    told = [said("crm", {"total": euros("92.50")}), said("erp", {"total": euros("89.00")})]
    return compare([Field("total", "money")], told, promise)


def sentence(verdict: Verdict, landscape: Landscape, *spans: dict[str, Any]) -> str:
    """What the trace adds to the verdict, in words."""
    entry, seen = landscape.telemetry, list(chain.from_iterable(map(spans_in, spans)))
    assert entry is not None
    traced = judge_trace(verdict, seen, entry, landscape.called, landscape.zone)
    told = replace(verdict, traced=traced)
    return " ".join(last_spans(told, Names(verdict.systems, CALLED)))


def test_the_last_span_with_the_new_value_is_named(verdict: Verdict, landscape: Landscape):
    """Whatever comes after it has the old one, and the ERP was not even told."""
    words = sentence(
        verdict,
        landscape,
        otlp("1", "website", second=0, total="92.50"),
        otlp("2", "crm-queue", "1", second=5, total="92.50"),
        otlp("3", "mailer", "2", second=9, total="89.00"),
        otlp("4", "crm", "9", second=9, total="92.50"),  # below another action
    )

    assert words.startswith(
        "The last span that had the new total: `hear 2` in crm-queue at 12:00:06 UTC; "
        "the ERP has no span of this trace (4bf92f35)"
    )


def test_a_system_that_heard_it_did_not_follow(verdict: Verdict, landscape: Landscape):
    """It is known by its service, whose name the landscape gives."""
    words = sentence(verdict, landscape, otlp("1", "ERP-sync", total="92.50"))

    assert "`hear 1` in ERP-sync at 12:00:01 UTC." in words
    assert "The ERP takes part in trace 4bf92f35, and did not follow" in words
    assert "no span" not in words


def test_without_values_it_counts_who_took_part(verdict: Verdict, landscape: Landscape):
    words = sentence(verdict, landscape, otlp("1", "website"), otlp("2", "crm", "1"))

    assert words.startswith("The ERP has no span of this trace (4bf92f35)")


def test_systems_that_begin_traces_of_their_own_are_found_by_the_key(
    verdict: Verdict, landscape: Landscape
):
    """As long as a span says which order it is about."""
    other = otlp("1", "queue", "", number=verdict.subject.key, total="92.50")
    other["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["traceId"] = "e" * 32
    foreign = otlp("2", "queue", "", number="Z-9", total="92.50", second=9)
    foreign["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["traceId"] = "f" * 32

    words = sentence(verdict, landscape, other, foreign)

    assert words.startswith("The last span that had the new total: `hear 1` in queue")


def test_spans_of_samestory_itself_are_none_of_the_company(verdict: Verdict, landscape: Landscape):
    """Both may be sent to the same collector."""
    own = otlp("1", "erp-sync", total="92.50")
    own["resourceSpans"][0]["scopeSpans"][0]["scope"]["name"] = "samestory"

    words = sentence(verdict, landscape, own)

    assert words.startswith("No system of the company has a span of what she did")


def test_a_contradiction_is_looked_up_in_the_files_of_a_collector(
    verdict: Verdict, landscape: Landscape
):
    """Once, and what agreed is not looked up at all."""
    file = landscape.path.parent / "spans.jsonl"
    file.write_text(lines(otlp("1", "crm", total="92.50")) + '{"resourceSpans": [{"half')
    agreed = replace(verdict, fields=tuple(replace(each, outcome="agreed") for each in verdict))

    traced = with_trace(verdict, landscape, Masker()).traced

    assert traced is not None
    assert ("hear 1", {"erp"}) == (traced.last[0].name, traced.without)
    assert agreed is with_trace(agreed, landscape, Masker())
    untraced = replace(verdict, promise=promised({"total": euros("92.50")}))
    assert untraced is with_trace(untraced, landscape, Masker())


def test_why_a_trace_cannot_be_read_is_told(verdict: Verdict, landscape: Landscape):
    """It changes nothing else: the verdict stands without it."""
    found = with_trace(verdict, landscape, Masker())

    assert found.fields == verdict.fields
    assert "What her action set off could not be traced: there is no spans.jsonl." in explanation(
        found, CALLED
    ).replace("\n  ", " ")
