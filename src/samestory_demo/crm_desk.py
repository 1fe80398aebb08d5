"""The CRM's two doors: REST for programs, and the desk where agents work."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from samestory_demo.bus import Bus
from samestory_demo.cases import Cases
from samestory_demo.crm import SEGMENTS, Crm, day_of_ms
from samestory_demo.crm_trail import Trail
from samestory_demo.crm_visits import Meetings
from samestory_demo.forms import filled_in, quantities_in
from samestory_demo.gates import basic_gate, header_gate
from samestory_demo.messages import Message, Topic, canonical_address
from samestory_demo.pages import STYLE, page
from samestory_demo.products import CATALOGUE, items_for, prices_for, total_of
from samestory_demo.settings import Secrets

PATIENCE = 8.0
"""Seconds for which the desk's search waits for an order that is still on its way."""
Deal = dict[str, Any]
"""A deal as the CRM reports it."""
STAGE_NAMES = {
    "closed_won": "Confirmed",
    "in_process": "In process",
    "source_down": "Cannot be told just now",
    "packed": "Packed",
    "fulfilled": "Sent",
    "received": "Received",
    "closed_lost": "Cancelled",
}
TOO_LATE = "It has been picked, or cancelled: it can no longer be changed."
NO_SHOP = "The shop does not answer. Nothing has been changed."


TIERS = {segment: tier for tier, segment in SEGMENTS.items()}


def crm_app(  # noqa: PLR0913, PLR0917 - its parts
    crm: Crm, meetings: Meetings, cases: Cases, trail: Trail, bus: Bus, secrets: Secrets
) -> Starlette:
    """The whole CRM; the desk wants user and password, everything else a bearer token."""
    desk = basic_gate(_desk(Desk(crm, cases, trail, bus)), "agent", secrets.agent_password)
    api = _rest(crm, meetings, cases, trail)
    rest = header_gate(api, "Authorization", f"Bearer {secrets.crm_token}")
    return Starlette(routes=[Route("/style.css", _style), Mount("/desk", desk), Mount("/", rest)])


def _rest(crm: Crm, meetings: Meetings, cases: Cases, trail: Trail) -> Starlette:
    async def deals(request: Request) -> JSONResponse:
        query = request.query_params
        if "order_number" in query:
            return _results(crm.deals("order_number", query["order_number"]))
        return _results(crm.deals("email", canonical_address(query.get("contact_email", ""))))

    async def contacts(request: Request) -> JSONResponse:
        email = canonical_address(request.query_params.get("email", ""))
        return _results(crm.contacts(email))

    async def refunds(request: Request) -> JSONResponse:
        return _results(crm.refunds(request.query_params.get("order_number", "")))

    async def shipments(request: Request) -> JSONResponse:
        return _results(crm.shipments.found(request.query_params.get("tracking_id", "")))

    async def articles(request: Request) -> JSONResponse:
        return _results(crm.stock.articles(request.query_params.get("title", "")))

    own = [
        Route("/articles", articles),
        Route("/deals", deals),
        Route("/contacts", contacts),
        *_case_routes(cases),
        Route("/refunds", refunds),
        Route("/shipments", shipments),
    ]
    return Starlette(routes=[*own, *meetings.routes(), *trail.routes()])


def _case_routes(cases: Cases) -> list[Route]:
    async def found_cases(request: Request) -> JSONResponse:
        query = request.query_params
        if "case_number" in query:
            return _results(cases.by_number(query["case_number"]))
        if "deal" in query:
            return _results(cases.by_deal(query["deal"]))
        return _results(cases.by_email(canonical_address(query.get("contact_email", ""))))

    async def close_case(request: Request) -> JSONResponse:
        found = cases.close(request.path_params["number"])
        return JSONResponse({"results": found}, 200 if found else 404)

    return [
        Route("/cases", found_cases),
        Route("/cases/{number}/close", close_case, methods=["POST"]),
    ]


def _results(found: list[Deal]) -> JSONResponse:
    return JSONResponse({"total": len(found), "results": found})


def _desk(desk: Desk) -> Starlette:
    return Starlette(
        routes=[
            Route("/", desk.search),
            Route("/orders/{number}", desk.order),
            Route("/orders/{number}", desk.amend, methods=["POST"]),
            Route("/orders/{number}/calls", desk.note_call, methods=["POST"]),
            Route("/orders/{number}/confirmation", desk.promise_mail, methods=["POST"]),
        ],
    )


class Desk:
    """What an agent sees; she writes German money and days, because she reads them out."""

    def __init__(self, crm: Crm, cases: Cases, trail: Trail, bus: Bus) -> None:
        self._crm = crm
        self._cases = cases
        self._trail = trail
        self._bus = bus

    async def search(self, request: Request) -> Response:
        """Find an order by the number that the customer reads out."""
        number = request.query_params.get("number", "").strip().upper()
        if not number:
            return page("desk/search.html", number="", unknown=False)
        if await self._deal(number) is None:
            return page("desk/search.html", 404, number=number, unknown=True)
        return RedirectResponse(f"/desk/orders/{number}", status_code=303)

    async def order(self, request: Request) -> Response:
        """One order, and the form that changes it."""
        number = request.path_params["number"]
        deal = await self._deal(number)
        if deal is None:
            return page("desk/search.html", 404, number=number, unknown=True)
        return _order_page(deal, trail=await self._trail.of(number))

    async def amend(self, request: Request) -> Response:
        """Have the shop change it, and show what to tell the customer."""
        number = request.path_params["number"]
        deal = await self._deal(number)
        if deal is None:
            return page("desk/search.html", 404, number=number, unknown=True)
        if not deal["changeable"]:
            return _order_page(deal, TOO_LATE, 409)
        quantities = {sku: n for sku, n in quantities_in(await filled_in(request)).items() if n}
        if not quantities:
            return _order_page(deal, "Nothing would be left of the order.", 400)
        answer = await self._bus.ask(_change(number, quantities))
        if answer is None:
            return _order_page(deal, NO_SHOP, 503)
        if answer.order is None:
            return _order_page(deal, TOO_LATE, 409)
        items = items_for(quantities, _prices(deal))
        return page(
            "desk/changed.html", deal=deal, items=items, total=total_of(items), **_shown(deal)
        )

    async def note_call(self, request: Request) -> Response:
        """File what the customer says on the telephone, and show the number of its case."""
        number = request.path_params["number"]
        deal = await self._deal(number)
        if deal is None:
            return page("desk/search.html", 404, number=number, unknown=True)
        said = (await filled_in(request)).get("said", "")
        case = self._cases.take_call(deal["contact"]["email"], number, said)
        return page("desk/call.html", deal=deal, case=case, **_shown(deal))

    async def promise_mail(self, request: Request) -> Response:
        """Have the confirmation sent again in the night, and show what to tell the customer."""
        number = request.path_params["number"]
        deal = await self._deal(number)
        if deal is None:
            return page("desk/search.html", 404, number=number, unknown=True)
        topic = Topic.CONFIRMATION_WANTED_TONIGHT
        self._bus.publish(Message(topic=topic, key=number, source="crm"))
        items = items_for({each["code"]: each["qty"] for each in deal["items"]}, _prices(deal))
        return page("desk/promised.html", deal=deal, items=items, **_shown(deal))

    async def _deal(self, number: str) -> Deal | None:
        """The deal of an order; waits a moment for one that is on its way."""
        for _ in range(int(PATIENCE / 0.05)):
            if found := self._crm.deals("order_number", number):
                return found[0]
            await asyncio.sleep(0.05)
        return None


def _change(number: str, quantities: Mapping[str, int]) -> Message:
    details = {sku: str(n) for sku, n in quantities.items()}
    return Message(topic=Topic.CHANGE_WANTED, key=number, source="crm", details=details)


def _order_page(
    deal: Deal, mistake: str = "", status: int = 200, trail: Mapping[str, str] | None = None
) -> Response:
    return page(
        "desk/order.html",
        status,
        deal=deal,
        mistake=mistake,
        trail=trail or {},
        changeable=deal["changeable"],
        catalogue=CATALOGUE,
        prices=_prices(deal),
        quantities={each["code"]: each["qty"] for each in deal["items"]},
        **_shown(deal),
    )


def _shown(deal: Deal) -> dict[str, Any]:
    """The CRM's codes in words for people."""
    return {
        "status": STAGE_NAMES[deal["stage"]],
        "delivery_day": day_of_ms(deal["promised_delivery"]),
        "amount": Decimal(deal["amount_minor"]) / 100,
    }


def _prices(deal: Deal) -> dict[str, Decimal]:
    agreed = {each["code"]: Decimal(each["price_minor"]) / 100 for each in deal["items"]}
    return prices_for(TIERS[deal["contact"]["segment"]]) | agreed


async def _style(_request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})
