"""After the order: looking at it, changing it, cancelling it, having it confirmed once more."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samestory_demo.checkout_seams import StatusShown
from samestory_demo.faults import Faults
from samestory_demo.forms import filled_in, quantities_in
from samestory_demo.messages import Order, State, canonical_address
from samestory_demo.products import CATALOGUE
from samestory_demo.trail_seams import AmendmentRule
from samestory_demo.website.front import Front, see
from samestory_demo.website.shop import RefusedError, Shop
from samestory_demo.website.visit import Visit


class Orders:
    """The pages about orders that have been placed."""

    def __init__(self, front: Front, shop: Shop, faults: Faults) -> None:
        self._front = front
        self._shop = shop
        self._faults = faults

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/find-order", self.search),
            Route("/find-order", self.find, methods=["POST"]),
            Route("/orders/{number}", self.order),
            Route("/orders/{number}/change", self.change_form),
            Route("/orders/{number}/change", self.change, methods=["POST"]),
            Route("/orders/{number}/cancel", self.cancel, methods=["POST"]),
            Route("/orders/{number}/return", self.give_back, methods=["POST"]),
            Route("/orders/{number}/confirmation", self.resend, methods=["POST"]),
        ]

    async def search(self, request: Request) -> Response:
        """For guests: the number and the address of an order."""
        number = request.query_params.get("number", "")
        return self._search_page(request, number, unknown=False)

    async def find(self, request: Request) -> Response:
        """Show the order to a visitor who knows both its number and its address."""
        form = await filled_in(request)
        number = form.get("number", "").upper()
        order = self._shop.store.order(number)
        if order is None or order.person.email != canonical_address(form.get("email", "")):
            return self._search_page(request, number, unknown=True)
        Visit(request, self._shop).show(order)
        return see(f"/orders/{number}")

    async def order(self, request: Request) -> Response:
        """The order as it stands."""
        order = self._visible(request)
        if order is None:
            return _search_for(request)
        allowed = order.state is State.PLACED
        [rule] = self._faults.bend(AmendmentRule("website", order.state, allowed))
        return self._front.page(
            request,
            "shop/order.html",
            order=order,
            shown_as=self._status(order),
            changeable=rule.allowed,
            mistake="",
        )

    def _status(self, order: Order) -> str:
        """How far it has come: a key of the names of states."""
        down = self._shop.source.is_down_for(order.person.email)
        [shown] = self._faults.bend(StatusShown("website", down))
        if shown.source_down != down:
            return "picked"
        return "unknown" if down else order.state

    async def change_form(self, request: Request) -> Response:
        """How many of what it shall be from now on."""
        order = self._visible(request)
        if order is None:
            return _search_for(request)
        return self._change_page(request, order, "")

    async def change(self, request: Request) -> Response:
        """Change it."""
        order = self._visible(request)
        if order is None:
            return _search_for(request)
        try:
            self._shop.amend(order.number, quantities_in(await filled_in(request)))
        except RefusedError as refusal:
            return self._change_page(request, order, str(refusal))
        return self._done(request, order, "Your order has been changed.")

    async def cancel(self, request: Request) -> Response:
        """Call it off."""
        order = self._visible(request)
        if order is None:
            return _search_for(request)
        try:
            self._shop.cancel(order.number)
        except RefusedError as refusal:
            return self._done(request, order, str(refusal))
        return self._done(request, order, "Your order has been cancelled.")

    async def give_back(self, request: Request) -> Response:
        """Send back what has come."""
        order = self._visible(request)
        if order is None:
            return _search_for(request)
        try:
            self._shop.take_back(order.number)
        except RefusedError as refusal:
            return self._done(request, order, str(refusal))
        return self._done(request, order, "Thank you. Your money is on its way back.")

    async def resend(self, request: Request) -> Response:
        """Have it confirmed once more."""
        order = self._visible(request)
        if order is None:
            return _search_for(request)
        self._shop.resend(order.number)
        said = f"We are sending the confirmation to {order.person.email} once more."
        return self._done(request, order, said)

    def _visible(self, request: Request) -> Order | None:
        order = self._shop.store.order(request.path_params["number"])
        if order is None or not Visit(request, self._shop).may_see(order):
            return None
        return order

    def _done(self, request: Request, order: Order, said: str) -> Response:
        Visit(request, self._shop).say(said)
        return see(f"/orders/{order.number}")

    def _change_page(self, request: Request, order: Order, mistake: str) -> Response:
        return self._front.page(
            request,
            "shop/change_order.html",
            status=400 if mistake else 200,
            order=order,
            catalogue=CATALOGUE,
            prices=self._shop.prices_in(order),
            quantities={each.sku: each.quantity for each in order.items},
            mistake=mistake,
        )

    def _search_page(self, request: Request, number: str, *, unknown: bool) -> Response:
        return self._front.page(request, "shop/find_order.html", number=number, unknown=unknown)


def _search_for(request: Request) -> Response:
    return see(f"/find-order?number={request.path_params['number']}")
