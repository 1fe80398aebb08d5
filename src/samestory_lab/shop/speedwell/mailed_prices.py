"""Offers by mail: a link names an article and a price, signed by marketing.

The price travels as an option of the line in the basket. No form of the shop takes that option,
so that only a signed link can set it.
"""

# mypy: disable-error-code="import-not-found"
# Django and Oscar live in the shop's own environment, where mypy does not run.

import hmac
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from oscar.core.loading import get_model

OPTION = "mailed-price"


def price_of(line: Any) -> Decimal | None:
    """The mailed price of a line of the basket; None for a line that came without a link."""
    mailed = line.attributes.filter(option__code=OPTION).first()
    return None if mailed is None else Decimal(mailed.value)


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
