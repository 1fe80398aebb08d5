"""Spans of what the company does, as OTLP JSON in a file; nothing is recorded unless asked for.

A request that brings a `traceparent` begins them; what follows from it goes on with the trace,
because the bus carries each message in a task that inherits the context of who published it.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from samestory_demo.messages import Message, Order

INTERNAL, SERVER, CONSUMER = 1, 2, 5
"""The kinds of spans (https://opentelemetry.io/docs/specs/otlp/)."""


@dataclass(frozen=True, slots=True)
class Here:
    """The span that is going on, and the file in which spans are kept."""

    file: Path
    trace_id: str
    span_id: str


_HERE: ContextVar[Here | None] = ContextVar("here", default=None)


class TracedApp:
    """An application whose requests are spans of a service, if they are part of a trace."""

    def __init__(self, name: str, file: Path, app: ASGIApp) -> None:
        self._name, self._file, self._app = name, file, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        asked = Headers(scope=scope).get("traceparent", "") if scope["type"] == "http" else ""
        parts = asked.split("-")
        if len(parts) != 4:
            await self._app(scope, receive, send)
            return
        token = _HERE.set(Here(self._file, parts[1], parts[2]))
        try:
            facts = {"http.request.method": scope["method"], "url.path": scope["path"]}
            with span(f"{scope['method']} {scope['path']}", self._name, facts, SERVER):
                await self._app(scope, receive, send)
        finally:
            _HERE.reset(token)


@contextmanager
def span(name: str, service: str, facts: Mapping[str, str], kind: int = INTERNAL) -> Iterator[None]:
    """Record a block as a span, if it is part of a trace."""
    above = _HERE.get()
    if above is None:
        yield
        return
    here = Here(above.file, above.trace_id, secrets.token_hex(8))
    token, start = _HERE.set(here), time.time_ns()
    try:
        yield
    finally:
        _HERE.reset(token)
        times = {"startTimeUnixNano": str(start), "endTimeUnixNano": str(time.time_ns())}
        ids = {
            "traceId": here.trace_id,
            "spanId": here.span_id,
            "parentSpanId": above.span_id,
        }
        told = {**ids, **times, "name": name, "kind": kind, "attributes": _attributes(facts)}
        _write(here.file, service, told)


def facts_of(message: Message) -> dict[str, str]:
    """Return what a message is about, as attributes of a span."""
    own = {"messaging.destination.name": str(message.topic), "messaging.message.key": message.key}
    return own | (facts_of_order(message.order) if message.order else {})


def facts_of_order(order: Order) -> dict[str, str]:
    """Return what an order says, as attributes of a span."""
    return {
        "order.number": order.number,
        "order.version": str(order.version),
        "order.total": str(order.total),
        "order.kept": str(order.kept),
        "order.status": str(order.state),
        "order.lines": "\n".join(f"{each.sku};{each.quantity}" for each in order.items),
    }


def _attributes(facts: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"key": name, "value": {"stringValue": each}} for name, each in facts.items()]


def _write(file: Path, service: str, told: Mapping[str, Any]) -> None:
    """Add one line, as a collector's file exporter does."""
    resource = {"attributes": _attributes({"service.name": service})}
    spans = {"scope": {"name": "speedwell"}, "spans": [told]}
    line = json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [spans]}]})
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"{line}\n")
