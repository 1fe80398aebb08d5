"""The website as one application."""

from __future__ import annotations

from secrets import token_urlsafe

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samestory_demo.faults import Faults
from samestory_demo.offers import Signatures
from samestory_demo.pages import STYLE
from samestory_demo.website.account import Account
from samestory_demo.website.bookings import Bookings
from samestory_demo.website.checkout import Checkout
from samestory_demo.website.front import Front
from samestory_demo.website.moving import Moving
from samestory_demo.website.newsletter import Newsletter
from samestory_demo.website.orders import Orders
from samestory_demo.website.shop import Shop
from samestory_demo.website.till import Till
from samestory_demo.website.visits import Visits


def website_app(  # noqa: PLR0913, PLR0917 - as many as it has parts
    shop: Shop,
    checkout: Checkout,
    bookings: Bookings,
    signatures: Signatures,
    address: str,
    faults: Faults,
) -> Starlette:
    """All pages; cookies are kept apart by port, because browsers do not do that."""
    front = Front(shop)
    cookie = "speedwell_" + address.rpartition(":")[2]
    return Starlette(
        routes=[
            *Till(front, shop, checkout, signatures, faults).routes(),
            *Account(front, shop, signatures, address, faults).routes(),
            *Moving(front, shop).routes(),
            *Newsletter(front, shop, signatures, faults).routes(),
            *Orders(front, shop, faults).routes(),
            *Visits(front, shop, bookings).routes(),
            Route("/style.css", style),
        ],
        middleware=[
            Middleware(
                SessionMiddleware,
                secret_key=token_urlsafe(),
                session_cookie=cookie,
                same_site="lax",
            ),
        ],
    )


async def style(_request: Request) -> Response:
    """The one style sheet; browsers may keep it."""
    headers = {"Cache-Control": "max-age=3600"}
    return Response(STYLE, media_type="text/css", headers=headers)
