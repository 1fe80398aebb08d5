"""Offers by mail: signing up, and unsubscribing by the link in a mail."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samestory_demo.customer_seams import OptOutOpened
from samestory_demo.faults import Faults
from samestory_demo.forms import filled_in
from samestory_demo.messages import Person, canonical_address
from samestory_demo.offers import Signatures
from samestory_demo.website.front import Front
from samestory_demo.website.shop import Shop


class Newsletter:
    """The pages about offers by mail."""

    def __init__(self, front: Front, shop: Shop, signatures: Signatures, faults: Faults) -> None:
        self._front = front
        self._shop = shop
        self._signatures = signatures
        self._faults = faults

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/newsletter", self.newsletter),
            Route("/newsletter", self.subscribe, methods=["POST"]),
            Route("/unsubscribe/{token}", self.confirm),
            Route("/unsubscribe/{token}", self.unsubscribe, methods=["POST"]),
        ]

    async def newsletter(self, request: Request) -> Response:
        """The form for offers by mail."""
        return self._front.page(request, "shop/newsletter.html", done=False)

    async def subscribe(self, request: Request) -> Response:
        """Put her on the list."""
        form = await filled_in(request)
        first_name, _, last_name = form.get("name", "").partition(" ")
        email = canonical_address(form.get("email", ""))
        self._shop.subscribe(Person(email=email, first_name=first_name, last_name=last_name))
        return self._front.page(request, "shop/newsletter.html", done=True)

    async def confirm(self, request: Request) -> Response:
        """Ask before anything changes: mail scanners open links as well."""
        email = self._signatures.read_opt_out(request.path_params["token"])
        if email is None:
            return self._unknown(request)
        [opened] = self._faults.bend(OptOutOpened(email))
        if opened.unsubscribes:
            self._shop.unsubscribe(email)
        return self._front.page(
            request, "shop/unsubscribe.html", email=email, done=opened.unsubscribes
        )

    async def unsubscribe(self, request: Request) -> Response:
        """Take her off the list."""
        email = self._signatures.read_opt_out(request.path_params["token"])
        if email is None:
            return self._unknown(request)
        self._shop.unsubscribe(email)
        return self._front.page(request, "shop/unsubscribe.html", email=email, done=True)

    def _unknown(self, request: Request) -> Response:
        return self._front.not_found(request, "This link is not one of ours.")
