"""The list's REST interface."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.gates import Gate, header_gate
from samestory_demo.marketing import MarketingList
from samestory_demo.messages import canonical_address
from samestory_demo.products import product
from samestory_demo.stock import promotable

USUAL_DAYS = 7
"""Days for which an offer is valid if nothing else is said, today not counted."""


def marketing_app(marketing: MarketingList, key: str, now: Callable[[], datetime]) -> Gate:
    """Members and offers; every request needs the header `X-List-Key`. `now` is Berlin time."""

    async def members(request: Request) -> JSONResponse:
        return JSONResponse({"members": marketing.members(_asked_for(request))})

    async def take_in(request: Request) -> JSONResponse:
        told = await _body(request)
        email = _address(told)
        if "@" not in email:
            return _mistake("'email_address' is missing: who shall be imported?")
        return JSONResponse(marketing.take_in(email, str(told.get("full_name", ""))), 201)

    async def take_out(request: Request) -> JSONResponse:
        email = canonical_address(request.path_params["email"])
        found = marketing.take_out(email)
        return JSONResponse({"members": found}, 200 if found else 404)

    async def grant(request: Request) -> JSONResponse:
        told = await _body(request)
        name, program = str(told.get("full_name", "")), str(told.get("program", ""))
        if program not in {"standard", "preferred"}:
            return _mistake("'program' must be 'standard' or 'preferred'.")
        return JSONResponse(marketing.grant(_address(told), name, program))

    async def offers(request: Request) -> JSONResponse:
        return JSONResponse({"offers": marketing.offers(_asked_for(request))})

    async def offer(request: Request) -> JSONResponse:
        told = await _body(request)
        try:
            article = product(str(told.get("product", "")))
            price = Decimal(str(told.get("price", ""))).quantize(Decimal("0.01"))
            until = now().date() + timedelta(days=int(told.get("valid_days", USUAL_DAYS)))
        except (KeyError, InvalidOperation, TypeError, ValueError, OverflowError):
            return _mistake(
                "'product' must name an article, 'price' be a number of euros, and 'valid_days' "
                "a number of days from today."
            )
        return JSONResponse({"link": marketing.offer(_address(told), article, price, until)}, 202)

    routes = [
        Route("/articles", _articles, methods=["GET"]),
        Route("/members", members, methods=["GET"]),
        Route("/members", take_in, methods=["POST"]),
        Route("/members/{email}", take_out, methods=["DELETE"]),
        Route("/programs", grant, methods=["POST"]),
        Route("/offers", offers, methods=["GET"]),
        Route("/offers", offer, methods=["POST"]),
    ]
    return header_gate(Starlette(routes=routes), "X-List-Key", key)


async def _articles(request: Request) -> JSONResponse:
    return JSONResponse({"articles": promotable(request.query_params.get("title", ""))})


def _asked_for(request: Request) -> str:
    return canonical_address(request.query_params.get("email", ""))


def _address(told: dict[str, Any]) -> str:
    return canonical_address(str(told.get("email_address", "")))


async def _body(request: Request) -> dict[str, Any]:
    try:
        told = await request.json()
    except json.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _mistake(what: str) -> JSONResponse:
    return JSONResponse({"error": what}, status_code=400)
