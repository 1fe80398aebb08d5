"""The part of the control API that makes things go wrong without being wrong: breakdowns."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.checkout_seams import Moment
from samestory_demo.messages import canonical_address
from samestory_demo.website.checkout import Checkout


def backstage_routes(checkout: Checkout) -> tuple[Route, ...]:
    """`PUT /checkout` with {"email": "...", "breaks": "before"|"while"|"after"}."""

    async def break_down(request: Request) -> JSONResponse:
        try:
            told = await request.json()
            checkout.break_down(canonical_address(told["email"]), Moment(told["breaks"]))
        except (json.JSONDecodeError, KeyError, TypeError, ValueError):
            wanted = 'send {"email": "...", "breaks": "before"}, or "while", or "after"'
            return JSONResponse({"error": wanted}, 400)
        return JSONResponse({"ok": True})

    return (Route("/checkout", break_down, methods=["PUT"]),)
