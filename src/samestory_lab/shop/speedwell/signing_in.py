"""Signing in by a mailed link: it is good once, and for half an hour."""

# mypy: disable-error-code="import-not-found"
# Django lives in the shop's own environment, where mypy does not run.

from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing

GOOD_FOR = 30 * 60
"""Seconds."""
_SALT = "speedwell.sign-in"


def token_for(customer: Any) -> str:
    """What stands in her link."""
    return str(signing.dumps([customer.pk, _last_seen(customer)], salt=_SALT))


def customer_of(token: str) -> Any | None:
    """Whose link it is; None for one that is old, used or made up."""
    try:
        key, last_seen = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    customer = get_user_model().objects.filter(pk=key, is_active=True, is_staff=False).first()
    return customer if customer is not None and _last_seen(customer) == last_seen else None


def _last_seen(customer: Any) -> str:
    """Changes with every sign-in, which makes the links before it worthless."""
    return customer.last_login.isoformat() if customer.last_login else ""
