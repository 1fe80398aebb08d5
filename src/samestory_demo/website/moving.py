"""When a customer moves: the form for her new address, in her account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samestory_demo.forms import ADDRESS_ENTRIES, filled_in, missing_in, person_in
from samestory_demo.messages import Person
from samestory_demo.website.front import Front, see
from samestory_demo.website.shop import Shop
from samestory_demo.website.visit import Visit


class Moving:
    """The pages about where she lives."""

    def __init__(self, front: Front, shop: Shop) -> None:
        self._front = front
        self._shop = shop

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/account/address", self.address),
            Route("/account/address", self.move, methods=["POST"]),
        ]

    async def address(self, request: Request) -> Response:
        """The form, with what is known so far."""
        customer = Visit(request, self._shop).customer
        if customer is None:
            return see("/sign-in")
        return self._page(request, customer, [])

    async def move(self, request: Request) -> Response:
        """She lives somewhere else from now on."""
        visit = Visit(request, self._shop)
        customer = visit.customer
        if customer is None:
            return see("/sign-in")
        form = {**await filled_in(request), "email": customer.email}
        if missing := missing_in(form):
            return self._page(request, person_in(form), missing)
        self._shop.move(person_in(form))
        visit.say("We have noted your new address.")
        return see("/account")

    def _page(self, request: Request, person: Person, missing: list[str]) -> Response:
        return self._front.page(
            request,
            "shop/address.html",
            status=400 if missing else 200,
            person=person,
            entries=[each for each in ADDRESS_ENTRIES if each.name != "email"],
            mistakes=[f"{label} is missing." for label in missing],
        )
