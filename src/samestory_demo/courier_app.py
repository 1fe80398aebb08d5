"""The courier's interface: pages that say where a parcel is, and what its drivers scan."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from samestory_demo.courier import Courier, NotHandedOverError
from samestory_demo.gates import Gate, header_gate
from samestory_demo.pages import page

PATIENCE = 10.0
"""Seconds for which its drivers wait for a parcel that is still being handed over."""


def courier_app(courier: Courier, key: str) -> Gate:
    """Pages for shippers, JSON for drivers; every request needs the header `X-Courier-Key`."""

    async def parcel(request: Request) -> Response:
        return _page(courier.parcels("id", request.path_params["tracking"].upper()))

    async def reference(request: Request) -> Response:
        return _page(courier.parcels("reference", request.path_params["number"]))

    async def scan(request: Request) -> JSONResponse:
        tracking, deed = request.path_params["tracking"], request.path_params["deed"]
        signatory = await _signatory(request)
        try:
            await asyncio.wait_for(courier.wait_for(tracking), PATIENCE)
            if deed == "out":
                courier.send_out(tracking)
            elif deed in {"deliver", "collect"} and signatory:
                (courier.deliver if deed == "deliver" else courier.collect)(tracking, signatory)
            else:
                error = "scan 'out', or 'deliver' or 'collect' with who signs: signed_by"
                return JSONResponse({"error": error}, status_code=400)
        except TimeoutError:
            error = f"parcel {tracking} has not been handed over"
            return JSONResponse({"error": error}, status_code=409)
        except NotHandedOverError as refusal:
            return JSONResponse({"error": str(refusal)}, status_code=409)
        with suppress(TimeoutError):
            await asyncio.wait_for(courier.until_the_shop_knows(tracking), PATIENCE)
        return JSONResponse({"id": tracking, "signed": signatory})

    routes = [
        Route("/parcels/{tracking}", parcel),
        Route("/references/{number}", reference),
        Route("/parcels/{tracking}/{deed}", scan, methods=["POST"]),
    ]
    return header_gate(Starlette(routes=routes), "X-Courier-Key", key)


def _page(found: list[dict[str, Any]]) -> Response:
    if not found:
        return page("courier/unknown.html", 404)
    return page("courier/parcel.html", parcel=found[0])


async def _signatory(request: Request) -> str:
    try:
        return " ".join(str((await request.json())["signed_by"]).split())
    except (json.JSONDecodeError, KeyError, TypeError):
        return ""
