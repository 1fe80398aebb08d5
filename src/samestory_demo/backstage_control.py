"""The part of the control API that makes things go wrong without being wrong: breakdowns."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.checkout_seams import Moment
from samestory_demo.messages import canonical_address
from samestory_demo.outage import Outage
from samestory_demo.website.checkout import Checkout


def backstage_routes(checkout: Checkout, outage: Outage) -> tuple[Route, ...]:
    """`PUT /checkout` {"email": "...", "breaks": "before"} and `PUT /outage` {..., "down": true}.

    Both are about the orders of one customer.
    """

    async def break_down(request: Request) -> JSONResponse:
        try:
            told = await request.json()
            checkout.break_down(canonical_address(told["email"]), Moment(told["breaks"]))
        except (json.JSONDecodeError, KeyError, TypeError, ValueError):
            wanted = 'send {"email": "...", "breaks": "before"}, or "while", or "after"'
            return JSONResponse({"error": wanted}, 400)
        return JSONResponse({"ok": True})

    async def switch(request: Request) -> JSONResponse:
        try:
            told = await request.json()
            outage.switch(canonical_address(told["email"]), down=bool(told["down"]))
        except (json.JSONDecodeError, KeyError, TypeError):
            return JSONResponse({"error": 'send {"email": "...", "down": true}'}, 400)
        return JSONResponse({"ok": True})

    return (
        Route("/checkout", break_down, methods=["PUT"]),
        Route("/outage", switch, methods=["PUT"]),
    )
