"""Field service's doors: for programs, for dispatchers and for technicians on the road."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.field_service import FieldService
from samestory_demo.forms import document_in
from samestory_demo.gates import Gate, header_gate
from samestory_demo.messages import Report, canonical_address
from samestory_demo.waiting import become


def field_service_app(service: FieldService, key: str) -> Gate:
    """Its REST interface; every request needs the header `X-Schluessel`."""

    async def jobs(request: Request) -> JSONResponse:
        query = request.query_params
        if "kunde" in query:
            return JSONResponse({"treffer": service.jobs_for(canonical_address(query["kunde"]))})
        return JSONResponse({"treffer": service.jobs(query.get("nr", ""))})

    async def dispatch(request: Request) -> JSONResponse:
        number = request.path_params["number"]
        if not await become(lambda: service.knows(number)):
            return _unknown(number)
        leaves = service.dispatch(number)
        await service.until_the_shop_knows(number)
        return JSONResponse({"nr": number, "faehrt": leaves}, 200 if leaves else 202)

    async def report(request: Request) -> JSONResponse:
        number = request.path_params["number"]
        if not await become(lambda: service.knows(number)):
            return _unknown(number)
        told = await document_in(request)
        done = service.close(number, Report(_count(told, "fotos"), _count(told, "minuten")))
        await service.until_the_shop_knows(number)
        return JSONResponse({"nr": number, "erledigt": done}, 201)

    async def cancel(request: Request) -> JSONResponse:
        number = request.path_params["number"]
        if not await become(lambda: service.knows(number)):
            return _unknown(number)
        if not service.cancel(number):
            return JSONResponse({"fehler": f"{number} ist erledigt"}, status_code=409)
        return JSONResponse({"nr": number, "storniert": True})

    return header_gate(
        Starlette(
            routes=[
                Route("/auftraege", jobs),
                Route("/auftraege/{number}/disposition", dispatch, methods=["POST"]),
                Route("/auftraege/{number}/berichte", report, methods=["POST"]),
                Route("/auftraege/{number}/storno", cancel, methods=["POST"]),
            ],
        ),
        "X-Schluessel",
        key,
    )


def _unknown(number: str) -> JSONResponse:
    return JSONResponse({"fehler": f"kein offener Auftrag {number}"}, status_code=404)


def _count(told: dict[str, Any], name: str) -> int:
    number = told.get(name, 0)
    return number if isinstance(number, int) and number > 0 else 0
