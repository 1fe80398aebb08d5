"""The part of the control API that is about time: reading the clock, moving it on, the batch."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.company_clock import CompanyClock, PastError
from samestory_demo.settings import ZONE

NIGHTLY_BATCH = "nightly batch"
LOOK = 0.02
"""Seconds between two looks at whether the bus has carried everything."""
LONGEST = 5.0
"""Seconds for which that is waited for."""


class Carrier(Protocol):
    """What carries the news that a round makes: the bus."""

    @property
    def pending(self) -> int:
        """How many messages and errands are still on their way."""
        ...


def clock_routes(clock: CompanyClock, bus: Carrier) -> tuple[Route, ...]:
    """`GET /clock`, `POST /clock` with {"to": "2026-11-28T03:00:00+01:00"}, `POST /batch`."""

    async def read(_request: Request) -> JSONResponse:
        return JSONResponse({"now": clock.now().isoformat()})

    async def move(request: Request) -> JSONResponse:
        try:
            to = datetime.fromisoformat((await request.json())["to"])
            moment = to if to.tzinfo else to.replace(tzinfo=ZONE)
            done = await clock.move_to(moment)
        except PastError as error:
            return JSONResponse({"error": str(error)}, 409)
        except (json.JSONDecodeError, KeyError, TypeError, ValueError):
            wanted = 'send {"to": "2026-11-28T03:00:00+01:00"}'
            return JSONResponse({"error": wanted}, 400)
        await _carried(bus)
        return JSONResponse({"now": clock.now().isoformat(), "done": done})

    async def batch(_request: Request) -> JSONResponse:
        await clock.do_now(NIGHTLY_BATCH)
        await _carried(bus)
        return JSONResponse({"ok": True})

    return (
        Route("/clock", read, methods=["GET"]),
        Route("/clock", move, methods=["POST"]),
        Route("/batch", batch, methods=["POST"]),
    )


async def _carried(bus: Carrier) -> None:
    """Wait until what was set going has arrived, at most `LONGEST`: others go on meanwhile."""
    for _ in range(int(LONGEST / LOOK)):
        if not bus.pending:
            return
        await asyncio.sleep(LOOK)
