"""Where spans come from: files, a trace by its id, a search; in the forms that there are."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from samestory.adapters.traces.source import TraceSource
from samestory.adapters.traces.spans_json import spans_in, trace_ids_in
from samestory.config.entries import Auth
from samestory.config.telemetry import TelemetryEntry
from samestory.errors import CannotAsk
from samestory.network.guard import Guard
from samestory.redaction import Masker
from samestory.telemetry import BareSpan, in_span
from tests.adapters.bad_network import Answer, Asked, Site
from tests.adapters.traces.spans import ACT, TRACE, lines, otlp

HERE, OTHER = "127.0.0.1", "ab" * 16
WITH_PROCESSES = {
    "data": [
        {
            "traceID": TRACE,
            "spans": [
                {
                    "traceID": TRACE,
                    "spanID": "a1",
                    "operationName": "PUT /orders/{id}",
                    "references": [{"refType": "CHILD_OF", "traceID": TRACE, "spanID": ACT}],
                    "startTime": 1_795_780_800_000_000,
                    "duration": 500_000,
                    "tags": [{"key": "order.total", "type": "string", "value": "92.50"}],
                    "processID": "p1",
                }
            ],
            "processes": {"p1": {"serviceName": "crm-sync"}},
        }
    ]
}


def spans(entry: TelemetryEntry, *hosts: str, key: str = "A-1") -> list[str]:
    """The names of what is found."""
    found = TraceSource(entry, Guard(hosts=hosts, file="x.toml"), Masker()).spans(TRACE, key)
    return [each.name for each in found]


def test_every_form_tells_the_same():
    """OTLP, OTLP within something, ids in base64, and a trace with its processes apart."""
    whole = otlp("a1", "crm-sync", total="92.50")
    packed = otlp("a1", "crm-sync", total="92.50")
    [span] = packed["resourceSpans"][0]["scopeSpans"][0]["spans"]
    for name in ("traceId", "spanId", "parentSpanId"):
        span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()
    forms = [whole, {"trace": whole}, {"result": whole}, packed, WITH_PROCESSES]
    forms.append({"batches": whole["resourceSpans"]})

    told = {
        (each.trace_id, each.span_id, each.parent_id, each.service, each.attributes["order.total"])
        for form in forms
        for each in spans_in(form)
    }

    assert {(TRACE, "a1".zfill(16), ACT, "crm-sync", "92.50")} == told
    assert len(forms) == sum(1 for form in forms for _ in spans_in(form))


@pytest.mark.parametrize("other", [None, [], "no", {"data": 3}, {"resourceSpans": [None, {}]}])
def test_another_form_holds_no_spans(other: object):
    assert [] == list(spans_in(other))
    assert [] == trace_ids_in(other)


def test_files_are_lines_or_documents(tmp_path: Path):
    """A folder of them as well; what is about other traces is not even parsed."""
    (tmp_path / "a.jsonl").write_text(lines(otlp("1", "crm")) + "no JSON}\n")
    (tmp_path / "b.json").write_text(lines(otlp("2", "erp")).strip())
    (tmp_path / "c.txt").write_text(lines(otlp("3", "erp")))

    assert ["hear 1", "hear 2"] == spans(TelemetryEntry(where="x", file=tmp_path))
    assert ["hear 2"] == spans(TelemetryEntry(where="x", file=tmp_path / "b.json"))


def test_a_trace_is_asked_for_with_the_landscapes_credentials():
    """And that question is part of no trace."""
    site = Site(lambda _: Answer(WITH_PROCESSES))
    with site.up() as port, in_span(BareSpan()):
        entry = TelemetryEntry(
            where="x",
            url=f"http://{HERE}:{port}/api/traces/{{trace_id}}",
            auth=Auth("bearer", secret="t0ken"),
        )
        assert ["PUT /orders/{id}"] == spans(entry, HERE)

    [asked] = site.asked
    assert f"/api/traces/{TRACE}" == asked.path
    assert "Bearer t0ken" == asked.headers["authorization"]
    assert "traceparent" not in asked.headers


def test_a_search_may_tell_ids_alone():
    """Then each of these traces is asked for."""

    def answer(asked: Asked) -> Answer:
        if asked.path.startswith("/search"):
            return Answer({"traces": [{"traceID": OTHER}]})
        return Answer("none", status=404) if TRACE in asked.path else Answer(WITH_PROCESSES)

    site = Site(answer)
    with site.up() as port:
        at = f"http://{HERE}:{port}"
        entry = TelemetryEntry(
            where="x", url=f"{at}/t/{{trace_id}}", search=f"{at}/search?k={{key}}"
        )
        spans(entry, HERE, key="A 1&x")

    assert "GET /search?k=A%201%26x" in site.paths()


def test_the_guard_is_asked_first():
    """Traces are the company's, so that its landscape has to allow their host."""
    entry = TelemetryEntry(where="x", url="http://traces.example/{trace_id}")

    with pytest.raises(CannotAsk, match=r"does not allow the host 'traces\.example'"):
        spans(entry, HERE)


def test_a_backend_in_trouble_says_so():
    site = Site(lambda _: Answer("down", status=500))
    with site.up() as port, pytest.raises(CannotAsk, match="it answers 500"):
        spans(TelemetryEntry(where="x", url=f"http://{HERE}:{port}/{{trace_id}}"), HERE)
