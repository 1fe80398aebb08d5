"""One visitor's session: who she is, what is in her basket, what she was just told.

The session is a signed cookie, sent only with requests from the shop's own pages (SameSite=Lax),
so that no foreign page can act in her name.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from secrets import token_urlsafe
from typing import Any

from starlette.requests import Request

from samestory_demo.messages import Item, Order, Person
from samestory_demo.products import product
from samestory_demo.website.shop import Shop


class Visit:
    """What the session of this request says."""

    def __init__(self, request: Request, shop: Shop) -> None:
        self._session: dict[str, Any] = request.session
        self._shop = shop

    @property
    def customer(self) -> Person | None:
        """Who is signed in."""
        return self._shop.store.customer(self._session.get("customer", ""))

    @property
    def prices(self) -> dict[str, Decimal]:
        """What one piece of each article costs her, by sku."""
        return self._shop.prices(self._session.get("customer", ""))

    def sign_in(self, person: Person) -> None:
        """From now on she is known, and the CRM hears that she is about."""
        self._session["customer"] = person.email
        self._shop.seen(person)

    def sign_out(self) -> None:
        """Forget who she is, and what she looked at."""
        self._session.clear()

    @property
    def basket(self) -> tuple[Item, ...]:
        """What she has put into her basket so far."""
        return tuple(_item(*line) for line in self._session.get("basket", []))

    def put(self, item: Item) -> None:
        """Add to the basket; more of the same at the same price becomes one line."""
        kept = {(each.sku, each.unit_price): each.quantity for each in self.basket}
        key = (item.sku, item.unit_price)
        kept[key] = kept.get(key, 0) + item.quantity
        self._session["basket"] = [[sku, n, str(price)] for (sku, price), n in kept.items()]
        self._session.pop("attempt", None)

    def empty_basket(self) -> None:
        """Everything in it has been ordered, or put back."""
        self._session.pop("basket", None)
        self._session.pop("recipient", None)
        self._session.pop("attempt", None)

    @property
    def recipient(self) -> Person | None:
        """Whom the order is for, once she has said so at the checkout."""
        told = self._session.get("recipient")
        return Person(**told) if told else None

    def order_for(self, person: Person) -> None:
        """Remember whom the order is for."""
        self._session["recipient"] = asdict(person)
        self._session.setdefault("attempt", token_urlsafe(9))

    @property
    def attempt(self) -> str:
        """The key of this checkout: the same until the basket is ordered or changed."""
        return str(self._session.get("attempt") or token_urlsafe(9))

    def may_see(self, order: Order) -> bool:
        """Her own orders, and those whose number and address she has given."""
        customer = self.customer
        hers = customer is not None and customer.email == order.person.email
        return hers or order.number in self._session.get("orders", [])

    @property
    def placed(self) -> str:
        """The number of the order that she has placed last; "" if she has placed none."""
        return str(self._session.get("placed", ""))

    def place(self, order: Order) -> None:
        """She has placed this order, and with it all that was in the basket."""
        self.empty_basket()
        self._session["placed"] = order.number
        self.show(order)

    def show(self, order: Order) -> None:
        """She has placed this order, or has proved that she knows it."""
        shown = [number for number in self._session.get("orders", []) if number != order.number]
        self._session["orders"] = [*shown, order.number][-20:]

    def say(self, text: str) -> None:
        """Tell her something on the next page."""
        self._session["notice"] = text

    def notice(self) -> str:
        """Return the message to show once, on this page."""
        return str(self._session.pop("notice", ""))


def _item(sku: str, quantity: int, price: str) -> Item:
    return Item(sku, product(sku).title, quantity, Decimal(price))
