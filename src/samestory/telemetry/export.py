"""Sends spans and metrics to a collector by OpenTelemetry; nothing else imports its libraries.

A collector that is slow or down costs the run nothing: spans wait in a bounded queue, other
threads send them, and the end of the run waits for them no longer than `SECONDS_AT_THE_END`.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any
from uuid import uuid4

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    MetricExportResult,
    MetricReader,
    MetricsData,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Link, StatusCode, Tracer, get_current_span, set_span_in_context
from opentelemetry.trace import Span as OtelSpan
from opentelemetry.trace import SpanKind as OtelKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.trace.status import Status

from samestory.telemetry.environment import METRICS, TRACES
from samestory.telemetry.spans import AttributeValue, Span, SpanKind

Mask = Callable[[str], str]

SECONDS_AT_THE_END = 3.0
"""How long the end of a run waits for what has not been sent yet."""
_SECONDS_TO_GIVE_UP = 0.5
_KINDS = {SpanKind.INTERNAL: OtelKind.INTERNAL, SpanKind.CLIENT: OtelKind.CLIENT}


@dataclass(frozen=True, slots=True)
class RecordedSpan:
    """A span of OpenTelemetry, as the rest of samestory knows it."""

    tracer: Tracer
    of: OtelSpan

    @property
    def traceparent(self) -> str:
        """Its ids as W3C Trace Context writes them, with the sampler's decision."""
        ids = self.of.get_span_context()
        return f"00-{ids.trace_id:032x}-{ids.span_id:016x}-{ids.trace_flags:02x}"

    def child(self, name: str, kind: SpanKind, attributes: Mapping[str, AttributeValue]) -> Span:
        """Begin a part of it."""
        inside = set_span_in_context(self.of, Context())
        part = self.tracer.start_span(name, inside, _KINDS[kind], dict(attributes))
        return RecordedSpan(self.tracer, part)

    def note(self, attributes: Mapping[str, AttributeValue]) -> None:
        """Add attributes."""
        self.of.set_attributes(dict(attributes))

    def event(self, name: str, attributes: Mapping[str, AttributeValue]) -> None:
        """Add something that happened at this moment."""
        self.of.add_event(name, dict(attributes))

    def fail(self, why: str) -> None:
        """Give it the status of an error."""
        self.of.set_status(StatusCode.ERROR, why)

    def end(self) -> None:
        """End it."""
        self.of.end()


class Export:
    """What one process exports, until it is closed.

    All texts of a span are masked when it is sent, and so by all that is known by then.
    """

    def __init__(
        self,
        mask: Mask,
        *,
        spans: SpanExporter | None = None,
        metrics: MetricReader | None = None,
        failures: Failures | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        environ = os.environ if environ is None else environ
        self._failures = failures or Failures()
        self._mask = mask
        self._give_up: list[Callable[[], None]] = []
        """What ends the retries of the exporters."""
        self._above = _link_to_caller(environ)
        resource = _resource(environ)
        self._traces = TracerProvider(resource=resource, shutdown_on_exit=False)
        if spans is not None:
            gate = _Gate(spans, mask, self._failures)
            self._traces.add_span_processor(BatchSpanProcessor(gate))
        self._tracer = self._traces.get_tracer("samestory", version("samestory"))
        readers = [] if metrics is None else [metrics]
        self._meters = MeterProvider(readers, resource, shutdown_on_exit=False)
        meter = self._meters.get_meter("samestory", version("samestory"))
        self._duration = cache(
            lambda name: meter.create_histogram(
                name, "s", explicit_bucket_boundaries_advisory=_STEPS
            )
        )
        self._counter = cache(lambda name: meter.create_counter(name, _UNITS.get(name, "1")))

    @classmethod
    def from_environment(cls, signals: frozenset[str], mask: Mask) -> Export:
        """Return one that sends to the collector that OpenTelemetry's variables name."""
        # One sentence at the end says what these loggers would repeat every second.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL + 1)
        failures = Failures()
        spans = OTLPSpanExporter() if TRACES in signals else None
        counted = _Counted(failures) if METRICS in signals else None
        reader = None if counted is None else PeriodicExportingMetricReader(counted)
        made = cls(mask, spans=spans, metrics=reader, failures=failures)
        made._give_up = [each.shutdown for each in (spans, counted) if each is not None]
        return made

    def scenario(self, name: str, attributes: Mapping[str, AttributeValue]) -> Span:
        """Begin a trace."""
        root = self._tracer.start_span(
            name, Context(), attributes=dict(attributes), links=self._above
        )
        return RecordedSpan(self._tracer, root)

    def took(self, name: str, seconds: float, attributes: Mapping[str, str]) -> None:
        """Add a duration to a histogram."""
        self._duration(name).record(seconds, self._masked(attributes))

    def count(self, name: str, number: int, attributes: Mapping[str, str]) -> None:
        """Add to a counter."""
        self._counter(name).add(number, self._masked(attributes))

    def close(self, seconds: float = SECONDS_AT_THE_END) -> str:
        """Send what is left, and return why something was not sent; "" if all was."""
        ending = threading.Thread(target=self._shut_down, name="telemetry", daemon=True)
        ending.start()
        ending.join(seconds)
        if ending.is_alive():
            for each in self._give_up:
                each()
            ending.join(_SECONDS_TO_GIVE_UP)
            return "the collector did not take everything in time"
        return self._failures.told

    def _shut_down(self) -> None:
        self._traces.shutdown()
        self._meters.shutdown()

    def _masked(self, attributes: Mapping[str, str]) -> dict[str, str]:
        return {name: self._mask(each) for name, each in attributes.items()}


_UNITS = {
    "samestory.looks": "{look}",
    "samestory.contradictions": "{contradiction}",
    "samestory.verdicts": "{verdict}",
    "samestory.scenarios": "{scenario}",
}
_STEPS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900]
"""Seconds: from an answer of the same system to the patience with a slow one."""


class Failures:
    """Counts what was sent in vain."""

    def __init__(self) -> None:
        self._lost = 0

    def note(self, lost: int) -> None:
        """Count so many spans or batches of metrics as lost."""
        self._lost += lost

    @property
    def told(self) -> str:
        """Say that something was lost; "" if nothing was."""
        return "the collector could not be reached, or refused what it got" if self._lost else ""


class _Gate(SpanExporter):
    """The gate: masks every text of every span, and then hands it on."""

    def __init__(self, onwards: SpanExporter, mask: Mask, failures: Failures) -> None:
        self._onwards, self._mask, self._failures = onwards, mask, failures

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export masked copies."""
        result = self._onwards.export([_masked_span(each, self._mask) for each in spans])
        if result is not SpanExportResult.SUCCESS:
            self._failures.note(len(spans))
        return result

    def shutdown(self) -> None:
        """End what is behind it."""
        self._onwards.shutdown()


class _Counted(OTLPMetricExporter):
    """The exporter of metrics, whose failures are counted."""

    def __init__(self, failures: Failures) -> None:
        super().__init__()
        self._failures = failures

    def export(
        self, metrics_data: MetricsData, timeout_millis: float | None = None, **kwargs: object
    ) -> MetricExportResult:
        """Export, and count a failure."""
        result = super().export(metrics_data, timeout_millis, **kwargs)
        if result is not MetricExportResult.SUCCESS:
            self._failures.note(1)
        return result


def _masked_span(span: ReadableSpan, mask: Mask) -> ReadableSpan:
    status = span.status
    return ReadableSpan(
        name=mask(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_masked(span.attributes or {}, mask),
        events=[
            Event(mask(each.name), _masked(each.attributes or {}, mask), each.timestamp)
            for each in span.events
        ],
        links=span.links,
        kind=span.kind,
        status=Status(status.status_code, status.description and mask(status.description)),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _masked(attributes: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    return {name: _masked_value(each, mask) for name, each in attributes.items()}


def _masked_value(value: Any, mask: Mask) -> Any:
    if isinstance(value, str):
        return mask(value)
    return [_masked_value(each, mask) for each in value] if isinstance(value, tuple) else value


def _resource(environ: Mapping[str, str]) -> Resource:
    """Say who sends; workers of one run differ by their instance."""
    named = "OTEL_SERVICE_NAME" in environ or "service.name" in environ.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    own = {} if named else {"service.name": "samestory"}
    return Resource.create(
        {**own, "service.version": version("samestory"), "service.instance.id": str(uuid4())}
    )


def _link_to_caller(environ: Mapping[str, str]) -> list[Link]:
    """Return a link to the span that started the run, if the environment names one.

    https://opentelemetry.io/docs/specs/otel/context/env-carriers/
    """
    carrier = {"traceparent": environ.get("TRACEPARENT", "")}
    found = get_current_span(TraceContextTextMapPropagator().extract(carrier, Context()))
    ids = found.get_span_context()
    return [Link(ids)] if ids.is_valid else []
