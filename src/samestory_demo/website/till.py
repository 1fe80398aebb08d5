"""From the catalogue to "Thank you": looking, the basket, the checkout."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samestory_demo.cards import CARDS
from samestory_demo.checkout_seams import SentAgain
from samestory_demo.customer_seams import OfferShown
from samestory_demo.faults import Faults
from samestory_demo.forms import (
    ADDRESS_ENTRIES,
    filled_in,
    missing_in,
    person_in,
    quantity_in,
)
from samestory_demo.messages import Item, Order, Person
from samestory_demo.offers import Offer, Signatures
from samestory_demo.products import CATALOGUE, product, total_of
from samestory_demo.website.checkout import BrokenDownError, Checkout
from samestory_demo.website.front import Front, see
from samestory_demo.website.shop import Shop
from samestory_demo.website.visit import Visit


class Till:
    """The pages on which an order comes into being."""

    def __init__(
        self,
        front: Front,
        shop: Shop,
        checkout: Checkout,
        signatures: Signatures,
        faults: Faults,
    ) -> None:
        self._front = front
        self._checkout = checkout
        self._shop = shop
        self._signatures = signatures
        self._faults = faults

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/", self.catalogue),
            Route("/products/{sku}", self.product),
            Route("/basket", self.basket),
            Route("/basket", self.put, methods=["POST"]),
            Route("/basket/empty", self.empty, methods=["POST"]),
            Route("/checkout", self.checkout),
            Route("/checkout", self.address, methods=["POST"]),
            Route("/checkout/review", self.review),
            Route("/checkout/review", self.place, methods=["POST"]),
            Route("/thank-you/{number}", self.thank_you),
            Route("/offers/{token}", self.offer),
            Route("/offers/{token}", self.put_offer, methods=["POST"]),
        ]

    async def catalogue(self, request: Request) -> Response:
        """Everything the shop sells."""
        return self._front.page(
            request,
            "shop/catalogue.html",
            catalogue=CATALOGUE,
            prices=self._visit(request).prices,
            stock=self._shop.stock.pieces,
        )

    async def product(self, request: Request) -> Response:
        """One article."""
        try:
            article = product(request.path_params["sku"])
        except KeyError:
            return self._front.not_found(request, "We sell nothing under this number.")
        price = self._visit(request).prices[article.sku]
        return self._front.page(request, "shop/product.html", product=article, price=price)

    async def basket(self, request: Request) -> Response:
        """What she has chosen so far."""
        items = self._visit(request).basket
        return self._front.page(request, "shop/basket.html", items=items, total=total_of(items))

    async def put(self, request: Request) -> Response:
        """Add to the basket."""
        form = await filled_in(request)
        try:
            article = product(form.get("sku", ""))
        except KeyError:
            return self._front.not_found(request, "We sell nothing under this number.")
        visit = self._visit(request)
        price = visit.prices[article.sku]
        item = Item(article.sku, article.title, quantity_in(form, "quantity"), price)
        if item.quantity:
            visit.put(item)
        return see("/basket")

    async def empty(self, request: Request) -> Response:
        """Put everything back."""
        self._visit(request).empty_basket()
        return see("/basket")

    async def checkout(self, request: Request) -> Response:
        """Whom it is for."""
        visit = self._visit(request)
        if not visit.basket:
            return see("/basket")
        known = visit.recipient or visit.customer or Person(email="")
        return self._checkout_page(request, known)

    async def address(self, request: Request) -> Response:
        """She has said whom it is for."""
        form = await filled_in(request)
        person = person_in(form)
        if missing := missing_in(form):
            return self._checkout_page(request, person, missing)
        self._visit(request).order_for(person)
        return see("/checkout/review")

    async def review(self, request: Request) -> Response:
        """The order as it will be, with its total and its day, before she places it."""
        draft = self._drafted(self._visit(request))
        if draft is None:
            return see("/checkout")
        return self._front.page(request, "shop/review.html", order=draft, cards=CARDS)

    async def place(self, request: Request) -> Response:
        """She places it, or sends the page once more after she has."""
        visit = self._visit(request)
        draft = self._drafted(visit)
        if not visit.basket and (placed := self._shop.store.order(visit.placed)):
            [again] = self._faults.bend(SentAgain(placed, sells=False))
            if not again.sells:
                return see(f"/thank-you/{placed.number}")
            draft = self._shop.draft(placed.person, placed.items)
        if draft is None:
            return see("/checkout")
        card = (await filled_in(request)).get("card", "")
        try:
            order = await self._checkout.sell(visit.attempt, draft, card)
        except BrokenDownError:
            return self._front.page(request, "shop/broken_down.html", status=500)
        visit.place(order)
        return see(f"/thank-you/{order.number}")

    def _drafted(self, visit: Visit) -> Order | None:
        if not visit.basket or visit.recipient is None:
            return None
        return self._shop.draft(visit.recipient, visit.basket)

    async def thank_you(self, request: Request) -> Response:
        """It is placed: its number, and what happens now."""
        order = self._shop.store.order(request.path_params["number"])
        if order is None or not self._visit(request).may_see(order):
            return see("/find-order")
        return self._front.page(request, "shop/thank_you.html", order=order)

    async def offer(self, request: Request) -> Response:
        """What marketing has mailed: at the mailed price until it ends, then at the usual one."""
        offer = self._signatures.read_offer(request.path_params["token"])
        if offer is None:
            return self._front.not_found(request, "This offer is not one of ours.")
        return self._front.page(
            request,
            "shop/offer.html",
            product=product(offer.sku),
            until=offer.until,
            shown=self._shown(request, offer),
        )

    async def put_offer(self, request: Request) -> Response:
        """Add what was mailed to the basket, at the price that is due today."""
        offer = self._signatures.read_offer(request.path_params["token"])
        if offer is None:
            return self._front.not_found(request, "This offer is not one of ours.")
        price = self._shown(request, offer).price
        self._visit(request).put(Item(offer.sku, product(offer.sku).title, 1, price))
        return see("/basket")

    def _shown(self, request: Request, offer: Offer) -> OfferShown:
        usual, ended = self._visit(request).prices[offer.sku], offer.until < self._shop.today()
        price = usual if ended else offer.price
        [shown] = self._faults.bend(OfferShown(price, usual, offer.price, ended))
        return shown

    def _checkout_page(
        self,
        request: Request,
        person: Person,
        missing: list[str] | None = None,
    ) -> Response:
        return self._front.page(
            request,
            "shop/checkout.html",
            status=400 if missing else 200,
            person=person,
            entries=ADDRESS_ENTRIES,
            missing=missing or [],
        )

    def _visit(self, request: Request) -> Visit:
        return Visit(request, self._shop)
