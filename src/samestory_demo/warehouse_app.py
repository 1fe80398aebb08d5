"""The warehouse's interface: what it says about pick lists, and what its people are told to do."""

from __future__ import annotations

import asyncio
import json

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.gates import Gate, header_gate
from samestory_demo.warehouse import NothingToPickError, Warehouse

PATIENCE = 10.0
"""Seconds for which its people wait for an order that is still on its way to them."""


def warehouse_app(warehouse: Warehouse, key: str) -> Gate:
    """JSON; every request needs the header `X-Warehouse-Key`."""

    async def slips(request: Request) -> JSONResponse:
        query = request.query_params
        column = "track" if "track" in query else "order_ref"
        value = query.get("track") or query.get("order", "")
        return JSONResponse({"slips": warehouse.slips(column, value) if value else []})

    async def work(request: Request) -> JSONResponse:
        number, deed = request.path_params["number"], request.path_params["deed"]
        try:
            await asyncio.wait_for(warehouse.wait_for(number), PATIENCE)
            if deed == "pick":
                await warehouse.pick(number)
            elif deed == "load":
                await warehouse.load(number, await _days_early(request))
            elif deed == "handover":
                await warehouse.hand_over(number)
                await asyncio.wait_for(warehouse.wait_until_gone(number), PATIENCE)
            else:
                return JSONResponse({"error": f"nobody here can {deed}"}, status_code=404)
        except TimeoutError:
            error = f"order {number} has not come, or the courier has not taken it"
            return JSONResponse({"error": error}, status_code=409)
        except NothingToPickError as refusal:
            return JSONResponse({"error": str(refusal)}, status_code=409)
        return JSONResponse(warehouse.slips("order_ref", number)[0])

    routes = [
        Route("/slips", slips),
        Route("/slips/{number}/{deed}", work, methods=["POST"]),
    ]
    return header_gate(Starlette(routes=routes), "X-Warehouse-Key", key)


async def _days_early(request: Request) -> int:
    try:
        return int((await request.json())["days_early"])
    except (json.JSONDecodeError, KeyError, TypeError, ValueError):
        return 0
