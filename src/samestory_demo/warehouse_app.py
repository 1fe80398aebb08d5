"""The warehouse's interface: what it says about pick lists, and what its people are told to do."""

from __future__ import annotations

import json

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.gates import Gate, header_gate
from samestory_demo.warehouse import StruckError, Warehouse


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
            if deed == "pick":
                warehouse.pick(number)
            elif deed == "load":
                warehouse.load(number, await _days_early(request))
            elif deed == "handover":
                warehouse.hand_over(number)
            else:
                return JSONResponse({"error": f"nobody here can {deed}"}, status_code=404)
        except StruckError as struck:
            return JSONResponse({"error": str(struck)}, status_code=409)
        known = warehouse.slips("order_ref", number)
        told = {"order_ref": number, "track": warehouse.tracking_of(number)}
        return JSONResponse(known[0] if known else told, 200 if known else 202)

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
