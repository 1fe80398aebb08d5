"""Spans as a company's systems record them, and the landscape that says how to read them."""

from __future__ import annotations

import json
from typing import Any

TRACE, ACT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
NOON = 1_795_780_800 * 10**9
"""27 November 2026, 12:00 UTC, in nanoseconds."""
TELEMETRY = """
[telemetry]
file     = "spans.jsonl"
services = { erp = "erp-sync" }

[telemetry.order]
key   = "order.number"
total = { at = "order.total", currency = "EUR" }
"""


def otlp(  # the attributes are those that a test is about
    span_id: str, service: str, parent: str = ACT, second: int = 0, **attributes: Any
) -> dict[str, Any]:
    """One span as a line of a collector's file; `total="49.90"` is the attribute order.total."""
    given = [
        {"key": f"order.{name}", "value": {"stringValue": value}}
        for name, value in attributes.items()
    ]
    span = {
        "traceId": TRACE,
        "spanId": span_id.zfill(16),
        "parentSpanId": parent.zfill(16),
        "name": f"hear {span_id}",
        "startTimeUnixNano": str(NOON + second * 10**9),
        "endTimeUnixNano": str(NOON + (second + 1) * 10**9),
        "attributes": given,
    }
    resource = [{"key": "service.name", "value": {"stringValue": service}}]
    scopes = [{"scope": {"name": "shop"}, "spans": [span]}]
    return {"resourceSpans": [{"resource": {"attributes": resource}, "scopeSpans": scopes}]}


def lines(*spans: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(each)}\n" for each in spans)
