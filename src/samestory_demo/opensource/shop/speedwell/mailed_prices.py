"""Offers by mail: a link names an article and a price, signed by marketing.

The price travels as an option of the line in the basket. No form of the shop takes that option,
so that only a signed link can set it.
"""

# mypy: disable-error-code="import-not-found, misc"
# Django and Oscar live in the shop's own environment, where mypy does not run.

import hmac
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from oscar.apps.partner.prices import FixedPrice
from oscar.apps.partner.strategy import Default
from oscar.core.loading import get_model

OPTION = "mailed-price"


class MailedPrices(Default):
    """The prices of the catalogue, and for a line that came by a mailed link the price of that."""

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> Any:
        """What a line of the basket costs."""
        found = super().fetch_for_line(line, stockrecord)
        mailed = line.attributes.filter(option__code=OPTION).first()
        if mailed is None:
            return found
        price = FixedPrice(found.price.currency, excl_tax=Decimal(mailed.value), tax=Decimal(0))
        return found._replace(price=price)


class MailedPricesMiddleware:
    """Stands behind Oscar's middleware of the basket, which is filled later, with these prices."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self._get_response = get_response

    def __call__(self, request: Any) -> Any:
        """Set the prices, and go on."""
        request.strategy = MailedPrices(request)
        return self._get_response(request)


def signature(product: str, price: str) -> str:
    """What marketing writes into its link: HMAC-SHA256 of both, with the key of the list."""
    key = settings.SPEEDWELL_OFFER_KEY.encode()
    return hmac.new(key, f"{product}\n{price}".encode(), "sha256").hexdigest()


def offered(product: str, price: str, signed: str) -> tuple[Any, Decimal] | None:
    """The article and its price; None for a link that marketing did not write."""
    if not hmac.compare_digest(signature(product, price).encode(), signed.encode()):
        return None
    article = get_model("catalogue", "Product").objects.filter(title=product).first()
    amount = _amount(price)
    return None if article is None or amount is None else (article, amount)


def put_in_basket(basket: Any, article: Any, price: Decimal) -> None:
    """One piece at the mailed price."""
    Option = get_model("catalogue", "Option")
    option, _ = Option.objects.get_or_create(code=OPTION, defaults={"name": "Mailed price"})
    basket.add_product(article, 1, options=[{"option": option, "value": str(price)}])


def _amount(price: str) -> Decimal | None:
    try:
        amount = Decimal(price)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None
