"""The processor's door: REST, with the secret key as the user of HTTP basic."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.gates import Gate, basic_gate
from samestory_demo.messages import canonical_address
from samestory_demo.payments import Payments


def payments_app(payments: Payments, key: str) -> Gate:
    """Intents and refunds by the number of the order, charges by the customer's address."""

    async def intents(request: Request) -> JSONResponse:
        return _listed(payments.intents(request.query_params.get("order", "")))

    async def refunds(request: Request) -> JSONResponse:
        return _listed(payments.refunds(request.query_params.get("order", "")))

    async def charges(request: Request) -> JSONResponse:
        customer = canonical_address(request.query_params.get("customer", ""))
        return _listed(payments.charges(customer))

    routes = [
        Route("/v1/payment_intents", intents),
        Route("/v1/refunds", refunds),
        Route("/v1/charges", charges),
    ]
    return basic_gate(Starlette(routes=routes), key, "")


def _listed(found: list[dict[str, Any]]) -> JSONResponse:
    return JSONResponse({"object": "list", "data": found})
