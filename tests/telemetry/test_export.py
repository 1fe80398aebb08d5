"""What leaves by OpenTelemetry: everything that was measured, and nothing that is secret."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from samestory.redaction import Masker
from samestory.telemetry import in_span, span
from samestory.telemetry.environment import METRICS, TRACES, other_protocol, signals_wanted
from samestory.telemetry.export import Export
from tests.telemetry.collector import attributes, collecting

BOTH = frozenset({TRACES, METRICS})
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@pytest.fixture
def kept():
    return InMemorySpanExporter()


def test_a_trace_has_a_root_and_its_parts(kept: InMemorySpanExporter):
    export = Export(str, spans=kept, environ={})
    with in_span(export.scenario("Ada orders", {"test.case.name": "x"})), span("act order"):
        pass
    assert "" == export.close()

    part, root = kept.get_finished_spans()
    assert ("act order", "Ada orders") == (part.name, root.name)
    assert root.parent is None
    assert root.context.span_id == part.parent.span_id
    assert "x" == root.attributes["test.case.name"]
    assert "samestory" == root.resource.attributes["service.name"]


def test_nothing_secret_leaves_wherever_it_stands(kept: InMemorySpanExporter):
    """Nor what became known to be secret only after it had been measured."""
    masker = Masker()
    export = Export(masker.mask, spans=kept, environ={})
    root = export.scenario("at hunter22", {})
    root.note({"url.full": "http://crm/?t=hunter22", "systems": ["crm", "hunter22"], "n": 1})
    root.event("told hunter22", {"said": "hunter22"})
    root.fail("key hunter22")
    root.end()
    masker.learn("hunter22")
    export.close()

    [got] = kept.get_finished_spans()
    assert "hunter22" not in got.to_json()
    assert "at ***" == got.name
    assert ("***", 1) == (got.attributes["systems"][1], got.attributes["n"])
    assert (StatusCode.ERROR, "key ***") == (got.status.status_code, got.status.description)


def test_the_run_is_linked_to_what_started_it(kept: InMemorySpanExporter):
    """A pipeline hands its own span down by the environment."""
    trace, above = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    export = Export(str, spans=kept, environ={"TRACEPARENT": f"00-{trace}-{above}-01"})
    export.scenario("Ada orders", {}).end()
    export.close()

    [link] = kept.get_finished_spans()[0].links
    assert (int(trace, 16), int(above, 16)) == (link.context.trace_id, link.context.span_id)


def test_metrics_are_counted_by_system():
    reader = InMemoryMetricReader()
    export = Export(str, metrics=reader, environ={})
    for seconds in (0.2, 3.0):
        export.took("samestory.time_to_agreement", seconds, {"samestory.system": "erp"})
    export.count("samestory.looks", 6, {"samestory.subject.kind": "order"})

    data = reader.get_metrics_data()
    took, looks = data.resource_metrics[0].scope_metrics[0].metrics
    [point] = took.data.data_points
    assert ("s", 2, 3.2, {"samestory.system": "erp"}) == (
        took.unit,
        point.count,
        point.sum,
        dict(point.attributes),
    )
    assert 6 == looks.data.data_points[0].value
    export.close()


def test_a_collector_gets_traces_and_metrics(monkeypatch: pytest.MonkeyPatch):
    """By OTLP over HTTP, configured by OpenTelemetry's variables and nothing else."""
    with collecting() as collector:
        monkeypatch.setenv(ENDPOINT, collector.url)
        monkeypatch.setenv("OTEL_SERVICE_NAME", "our-tests")
        export = Export.from_environment(BOTH, Masker(["hunter22"]).mask)
        with in_span(export.scenario("Ada orders", {"key": "hunter22"})):
            export.count("samestory.scenarios", 1, {"samestory.result": "passed"})
        assert "" == export.close(30)

    [root] = collector.spans
    assert {"key": "***"} == attributes(root)
    [passed] = collector.metrics["samestory.scenarios"]
    assert (1, {"samestory.result": "passed"}) == (passed.as_int, attributes(passed))
    assert b"our-tests" in collector.raw
    assert b"hunter22" not in collector.raw


def test_a_collector_that_is_down_delays_nothing_and_is_told(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    """Not the spans, and not the end for longer than it is given; no library prints anything."""
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9")
    export = Export.from_environment(BOTH, str)
    began = time.monotonic()
    for number in range(5000):  # more than the queue holds
        export.scenario(f"scenario {number}", {}).end()
    why = export.close(0.2)

    assert time.monotonic() - began < 10
    assert why.startswith("the collector")
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, frozenset()),
        ({ENDPOINT: "http://c:4318"}, BOTH),
        ({ENDPOINT: "http://c:4318", "OTEL_SDK_DISABLED": "true"}, frozenset()),
        ({ENDPOINT: "http://c:4318", "OTEL_METRICS_EXPORTER": "none"}, {TRACES}),
        ({"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://c/v1/metrics"}, {METRICS}),
    ],
)
def test_only_an_endpoint_turns_it_on(environ: dict[str, str], wanted: frozenset[str]):
    assert wanted == signals_wanted(environ)


def test_another_protocol_is_named():
    assert "grpc" == other_protocol(BOTH, {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"})
    assert "" == other_protocol(BOTH, {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"})
    assert "" == other_protocol(BOTH, {})


def test_off_it_is_not_even_imported():
    """A run without a collector pays nothing for it, and needs no library."""
    modules = "samestory.plugin, samestory.plugin.fixtures, samestory.adapters.http.system"
    code = f"import sys, {modules}; print([n for n in sys.modules if 'opentelemetry' in n])"

    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert "[]" == told.stdout.strip()
