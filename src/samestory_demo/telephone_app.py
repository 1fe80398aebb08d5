"""The telephone's two sides: the line that customers call, and the interface for programs."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from samestory_demo.appointments import slot_offered
from samestory_demo.forms import document_in, missing_in, person_in
from samestory_demo.gates import header_gate
from samestory_demo.messages import Appointment
from samestory_demo.telephone import WELCOME, Telephone, spoken
from samestory_demo.waiting import become


def telephone_app(telephone: Telephone, key: str) -> Starlette:
    """The whole telephone; callers need no key, programs send the header `X-Line-Key`."""
    programs = header_gate(_programs(telephone), "X-Line-Key", key)
    return Starlette(routes=[Mount("/line", _line(telephone)), Mount("/", programs)])


def _line(telephone: Telephone) -> Starlette:
    """What a customer's telephone can do: ring, press keys, and talk to an agent."""

    async def ring(_request: Request) -> JSONResponse:
        return JSONResponse({"says": WELCOME})

    async def press(request: Request) -> JSONResponse:
        told = await document_in(request)
        number = str(told.get("visit", ""))
        await become(lambda: telephone.knows(number))
        said = telephone.press(number, str(told.get("key", "")), str(told.get("from", "")))
        return JSONResponse({"says": said}, 200 if telephone.knows(number) else 404)

    async def agent(_request: Request) -> JSONResponse:
        offered = [
            {"start": each.start.isoformat(), "says": spoken(each)} for each in telephone.slots()
        ]
        return JSONResponse({"says": "What can I do for you?", "slots": offered})

    async def book(request: Request) -> JSONResponse:
        told = {name: str(value) for name, value in (await document_in(request)).items()}
        slot = slot_offered(telephone.now(), told.get("slot", ""))
        if slot is None or missing_in(told):
            error = "Tell the agent a slot that is offered, and your whole address."
            return JSONResponse({"error": error}, status_code=400)
        return JSONResponse(_shown(telephone.book(person_in(told), slot)), 201)

    async def talk(request: Request) -> JSONResponse:
        told = {name: str(value) for name, value in (await document_in(request)).items()}
        telephone.take_call(person_in(told), told.get("about", ""), told.get("said", ""))
        return JSONResponse({"says": "Thank you. We look into it."}, 201)

    return Starlette(
        routes=[
            Route("/calls", ring, methods=["POST"]),
            Route("/keys", press, methods=["POST"]),
            Route("/agent", agent, methods=["POST"]),
            Route("/agent/visits", book, methods=["POST"]),
            Route("/agent/calls", talk, methods=["POST"]),
        ],
    )


def _programs(telephone: Telephone) -> Starlette:
    async def visits(request: Request) -> JSONResponse:
        found = telephone.appointment(request.query_params.get("ref", ""))
        return JSONResponse({"visits": [_shown(found)] if found else []})

    async def calls(request: Request) -> JSONResponse:
        query = request.query_params
        found = telephone.calls(query.get("about", ""), query.get("direction", "out"))
        return JSONResponse({"calls": found})

    return Starlette(routes=[Route("/visits", visits), Route("/calls", calls)])


def _shown(it: Appointment) -> dict[str, Any]:
    return {
        "ref": it.number,
        "window": spoken(it.slot),
        "visits": [each.purpose for each in it.visits],
        "terms": "accepted" if it.accepted else "not yet accepted",
    }
