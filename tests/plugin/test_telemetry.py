"""What a scenario's trace and the metrics tell of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from samestory.explain import explained
from samestory.plugin.telemetry import Telemetry
from samestory.telemetry import in_span
from samestory.telemetry.export import Export
from tests.told import stands_alone

ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}


def nobody() -> Telemetry:
    """Nobody has asked for telemetry, and no landscape is read for it."""
    return Telemetry(SimpleNamespace(setup=SimpleNamespace(worker=None)), {})  # type: ignore[arg-type]  # a run


def test_a_verdict_is_an_event_and_is_measured():
    """Who stands apart, on what, and what was promised; time to agreement by system."""
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    telemetry = nobody()
    export = Export(str, spans=spans, metrics=reader, environ={})
    telemetry.__dict__["_export"] = export
    verdict = stands_alone()
    row = {"result": "failed", "outcome": "contradicted", "message": "They disagree\nand more"}

    with in_span(export.scenario("Ada orders", {})) as root:
        telemetry.on_verdict(explained(verdict, str))
        telemetry._note_result(root, row)
    data = reader.get_metrics_data()
    export.close()

    [got] = spans.get_finished_spans()
    assert (StatusCode.ERROR, "They disagree") == (got.status.status_code, got.status.description)
    assert ("fail", "contradicted") == (
        got.attributes["test.case.result.status"],
        got.attributes["samestory.outcome"],
    )
    *apart, whole = got.events
    odd = [each.field.name for each in verdict.discrepancies]
    assert odd == [each.attributes["samestory.field"] for each in apart]
    assert ["erp"] == whole.attributes["samestory.blamed.systems"]
    assert odd == whole.attributes["samestory.blamed.fields"]
    measured = {
        each.name: {point.attributes.get("samestory.system") for point in each.data.data_points}
        for each in data.resource_metrics[0].scope_metrics[0].metrics
    }
    assert {"erp"} == measured["samestory.contradictions"]
    assert "erp" not in measured["samestory.time_to_agreement"]
    assert "crm" in measured["samestory.time_to_agreement"]
    assert "samestory.looks" in measured


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ("passed", StatusCode.UNSET),
        ("skipped", StatusCode.UNSET),
        ("broken", StatusCode.ERROR),
        ("unmet", StatusCode.ERROR),
    ],
)
def test_only_what_went_wrong_has_the_status_of_an_error(result: str, status: StatusCode):
    spans, telemetry = InMemorySpanExporter(), nobody()
    export = Export(str, spans=spans, environ={})
    with in_span(export.scenario("Ada orders", {})) as root:
        telemetry._note_result(root, {"result": result, "outcome": None, "message": "m"})
    export.close()

    assert status is spans.get_finished_spans()[0].status.status_code


def test_another_protocol_turns_it_off_with_a_sentence():
    """It is told at the end, and changes no result."""
    environ = {**ENDPOINT, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
    telemetry = Telemetry(SimpleNamespace(setup=SimpleNamespace(worker=None)), environ)  # type: ignore[arg-type]  # a run
    told: list[str] = []

    assert telemetry._export is None
    telemetry.pytest_terminal_summary(SimpleNamespace(write_line=told.append))  # type: ignore[arg-type]  # pytest's

    [sentence] = told
    assert sentence.startswith("samestory: Telemetry is incomplete: OTLP is spoken over HTTP here")
    assert sentence.endswith("and not grpc.")
