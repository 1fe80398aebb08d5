"""Spans from JSON: OTLP, and the form in which a trace is shown with its processes apart.

https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding, which writes ids in hex; some
backends write them in base64, as other bytes in JSON.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SCOPES = ("scopeSpans", "instrumentationLibrarySpans")
"""Where the spans of one resource are; the second is the name before OTLP 1.0."""
OURS = "samestory"
"""The instrumentation scope of samestory's own spans, which may be in the same backend."""
_OURS_AS_TAG = ("otel.scope.name", "otel.library.name")


@dataclass(frozen=True, slots=True)
class SeenSpan:
    """A span that a company's system recorded; ids in hex, times in UTC.

    `ours` is whether samestory itself recorded it.
    """

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    service: str
    start: datetime
    end: datetime
    attributes: Mapping[str, Any] = field(default_factory=dict)
    ours: bool = False


def spans_in(document: Any) -> Iterator[SeenSpan]:
    """Return the spans of a document, wherever it holds them; raise nothing for other shapes."""
    if not isinstance(document, Mapping):
        return
    for each in _list(document, "resourceSpans") or _list(document, "batches"):
        yield from _of_resource(each)
    for each in _list(document, "data"):
        yield from _of_trace(each)
    for inner in ("trace", "result"):
        yield from spans_in(document.get(inner))


def trace_ids_in(document: Any) -> list[str]:
    """Return the ids of the traces that a search found, if it tells no more than those."""
    found = _list(document, "traces") if isinstance(document, Mapping) else []
    ids = (str(each.get("traceID") or each.get("traceId") or "") for each in found)
    return [_hex(each) for each in ids if each]


def _of_resource(resource: Any) -> Iterator[SeenSpan]:
    own = _attributes(_table(resource, "resource").get("attributes"))
    service = str(own.get("service.name", ""))
    for name in SCOPES:
        for scope in _list(resource, name):
            is_ours = _table(scope, "scope").get("name") == OURS
            for each in _list(scope, "spans"):
                with suppress(KeyError, TypeError, ValueError, OverflowError):
                    yield _otlp_span(each, service, is_ours=is_ours)


def _otlp_span(span: Mapping[str, Any], service: str, *, is_ours: bool) -> SeenSpan:
    start, end = int(span["startTimeUnixNano"]), int(span.get("endTimeUnixNano") or 0)
    return SeenSpan(
        trace_id=_hex(str(span["traceId"])),
        span_id=_hex(str(span["spanId"])),
        parent_id=_hex(str(span.get("parentSpanId") or "")),
        name=str(span.get("name", "")),
        service=service,
        start=EPOCH + timedelta(microseconds=start // 1000),
        end=EPOCH + timedelta(microseconds=max(start, end) // 1000),
        attributes=_attributes(span.get("attributes")),
        ours=is_ours,
    )


def _of_trace(trace: Any) -> Iterator[SeenSpan]:
    processes = _table(trace, "processes")
    for each in _list(trace, "spans"):
        with suppress(KeyError, TypeError, ValueError, OverflowError):
            tags = {tag["key"]: tag.get("value") for tag in _list(each, "tags")}
            above = (ref["spanID"] for ref in _list(each, "references"))
            start = EPOCH + timedelta(microseconds=int(each["startTime"]))
            yield SeenSpan(
                trace_id=_hex(str(each["traceID"])),
                span_id=_hex(str(each["spanID"])),
                parent_id=_hex(str(next(above, ""))),
                name=str(each.get("operationName", "")),
                service=str(_table(processes, str(each.get("processID"))).get("serviceName", "")),
                start=start,
                end=start + timedelta(microseconds=int(each.get("duration") or 0)),
                attributes=tags,
                ours=any(tags.get(name) == OURS for name in _OURS_AS_TAG),
            )


def _attributes(given: Any) -> dict[str, Any]:
    pairs = given if isinstance(given, list) else []
    return {each["key"]: _value(each.get("value")) for each in pairs if "key" in each}


def _value(given: Any) -> Any:
    if not isinstance(given, Mapping) or not given:
        return given
    kind, value = next(iter(given.items()))
    if kind == "arrayValue":
        return [_value(each) for each in _list(value, "values")]
    if kind == "kvlistValue":
        return _attributes(value.get("values"))
    return int(value) if kind == "intValue" else value


def _hex(given: str) -> str:
    """Return an id in hex, filled up to its 16 or 32 digits."""
    size = 16 if len(given) <= 16 else 32
    if all(each in "0123456789abcdefABCDEF" for each in given):
        return given.lower().zfill(size) if given else ""
    with suppress(binascii.Error, ValueError):
        return base64.b64decode(given, validate=True).hex()
    return given


def _table(given: Any, key: str) -> Mapping[str, Any]:
    found = given.get(key) if isinstance(given, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _list(given: Any, key: str) -> list[Any]:
    found = given.get(key) if isinstance(given, Mapping) else None
    return found if isinstance(found, list) else []
