"""The company records what it does for a request that is part of a trace, if asked to."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from starlette.types import Message as Event

from samestory_demo.bus import Bus
from samestory_demo.defects import FAULTS
from samestory_demo.faults import Faults
from samestory_demo.messages import Message, Topic
from samestory_demo.traces import TracedApp
from tests.samestory_demo.backstage import HandClock

TRACE, ACT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
FAULT = "erp-ignores-amendment"


def recorded(file: Path, *faults: str, traceparent: str = f"00-{TRACE}-{ACT}-01") -> list[Any]:
    """The spans of a website's request after which the CRM and the ERP hear of an amendment."""

    async def scene() -> None:
        clock = HandClock()
        bus = Bus(Faults(list(faults)), (0.05, 0.4), 0, clock.sleep)

        async def hear(_: Message) -> None: ...

        async def app(*_: object) -> None:
            bus.publish(Message(topic=Topic.ORDER_AMENDED, key="A-1", source="website"))

        async def nothing(_: Event | None = None) -> Any: ...

        for each in ("crm", "erp"):
            bus.listen(each, {Topic.ORDER_AMENDED}, hear)
        headers = [(b"traceparent", traceparent.encode())] if traceparent else []
        scope = {"type": "http", "method": "POST", "path": "/orders/A-1", "headers": headers}
        await TracedApp("website", file, app)(scope, nothing, nothing)
        await clock.turn(1)

    asyncio.run(scene())
    lines = file.read_text().splitlines() if file.exists() else []
    return [json.loads(each)["resourceSpans"][0] for each in lines]


def service_of(resource: Any) -> str:
    [name] = resource["resource"]["attributes"]
    return str(name["value"]["stringValue"])


def test_what_follows_from_a_request_goes_on_with_its_trace(tmp_path: Path):
    found = recorded(tmp_path / "spans.jsonl")

    spans = {service_of(each): each["scopeSpans"][0]["spans"][0] for each in found}
    assert {"website", "crm", "erp"} == spans.keys()
    assert {TRACE} == {each["traceId"] for each in spans.values()}
    assert ACT == spans["website"]["parentSpanId"]
    assert spans["website"]["spanId"] == spans["erp"]["parentSpanId"]
    assert "POST /orders/A-1" == spans["website"]["name"]


def test_a_system_that_never_hears_has_no_span(tmp_path: Path):
    """So that the verdict can say where the news was seen last."""
    assert FAULT in FAULTS

    services = {service_of(each) for each in recorded(tmp_path / "spans.jsonl", FAULT)}

    assert {"website", "crm"} == services


def test_without_a_trace_nothing_is_recorded(tmp_path: Path):
    assert [] == recorded(tmp_path / "spans.jsonl", traceparent="")
