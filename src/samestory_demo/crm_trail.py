"""The paper trail of an order: under which numbers the other systems keep it, for agents."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.bus import Bus
from samestory_demo.crm import Crm
from samestory_demo.faults import Faults
from samestory_demo.messages import Message, Topic
from samestory_demo.trail_seams import TrailEntry

ASKED = {"document": Topic.DOCUMENT_ASKED, "payment": Topic.INTENT_ASKED}
"""By record, the question that the system that keeps it answers."""


class Trail:
    """Asks the ERP and the processor while an agent looks; a system that is down says nothing."""

    def __init__(self, bus: Bus, faults: Faults, crm: Crm) -> None:
        self._bus = bus
        self._faults = faults
        self._crm = crm

    async def of(self, order_number: str) -> Mapping[str, str] | None:
        """Return the number of each record of an order; None if there is no such order."""
        deals = self._crm.deals("order_number", order_number)
        if not deals:
            return None
        found = {record: await self._asked(topic, order_number) for record, topic in ASKED.items()}
        found["parcel"] = deals[0]["tracking_id"]
        entries = (TrailEntry(order_number, *each) for each in found.items())
        bent = (each for entry in entries for each in self._faults.bend(entry))
        return {each.record: each.number for each in bent if each.number}

    def routes(self) -> list[Route]:
        """Where the CRM's interface reports it."""

        async def trails(request: Request) -> JSONResponse:
            found = await self.of(request.query_params.get("order_number", ""))
            results = [] if found is None else [dict(found)]
            return JSONResponse({"total": len(results), "results": results})

        return [Route("/trails", trails)]

    async def _asked(self, topic: Topic, order_number: str) -> str:
        answer = await self._bus.ask(Message(topic=topic, key=order_number, source="crm"))
        return answer.details.get("number", "") if answer else ""
