"""The control API, for people who try the company out; its customers never use it."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.switchboard import Defect, Switchboard, UnknownFaultError


class Controlled(Protocol):
    """What can be done to a running company."""

    @property
    def faults(self) -> Switchboard[Defect]:
        """Its switchboard."""
        ...

    async def obey_faults(self) -> None:
        """Open and shut what the faults want open or shut."""
        ...

    async def reset(self) -> None:
        """Forget every customer, order and mail."""
        ...


def control_app(company: Controlled, *more: Route) -> Starlette:
    """Health, faults, forgetting everything, and what `more` this company can be asked."""
    one_at_a_time = asyncio.Lock()

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"ok": True})

    async def faults(_request: Request) -> JSONResponse:
        return JSONResponse(
            [_as_json(each, company.faults) for each in company.faults.known.values()]
        )

    async def switch(request: Request) -> JSONResponse:
        name = request.path_params["name"]
        try:
            wanted = (await request.json())["on"]
            company.faults.switch(name, on=bool(wanted))
        except UnknownFaultError as unknown:
            return JSONResponse({"error": str(unknown)}, status_code=404)
        except (json.JSONDecodeError, KeyError, TypeError):
            error = 'send {"on": true} or {"on": false}'
            return JSONResponse({"error": error}, status_code=400)
        await company.obey_faults()
        return JSONResponse(_as_json(company.faults.known[name], company.faults))

    async def all_off(_request: Request) -> JSONResponse:
        company.faults.all_off()
        await company.obey_faults()
        return JSONResponse({"ok": True})

    async def reset(_request: Request) -> JSONResponse:
        async with one_at_a_time:
            await company.reset()
        return JSONResponse({"ok": True})

    return Starlette(
        routes=[
            Route("/health", health),
            Route("/faults", faults, methods=["GET"]),
            Route("/faults", all_off, methods=["DELETE"]),
            Route("/faults/{name}", switch, methods=["PUT"]),
            Route("/reset", reset, methods=["POST"]),
            *more,
        ],
    )


def _as_json(fault: Defect, faults: Switchboard[Defect]) -> dict[str, Any]:
    return {
        "name": fault.name,
        "description": fault.description,
        "stories": list(fault.stories),
        "system": fault.system,
        "fields": list(fault.fields),
        "only_in_order": fault.only_in_order,
        "on": faults.is_on(fault.name),
    }
