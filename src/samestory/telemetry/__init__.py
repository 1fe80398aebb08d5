"""Spans of what a run does, and the `traceparent` that goes along with what it sends.

`span` measures a block if something is measured at all; `export` sends spans and metrics away by
OpenTelemetry, and is the only module that imports its libraries.
"""

from samestory.telemetry.spans import (
    UNMEASURED,
    AttributeValue,
    BareSpan,
    Span,
    SpanKind,
    browser_traceparent,
    current_span,
    current_traceparent,
    in_span,
    span,
)

__all__ = [
    "UNMEASURED",
    "AttributeValue",
    "BareSpan",
    "Span",
    "SpanKind",
    "browser_traceparent",
    "current_span",
    "current_traceparent",
    "in_span",
    "span",
]
