"""Who is on the list: one record for each address, whatever its case."""

# mypy: disable-error-code="import-not-found, no-any-unimported"
# django-newsletter lives in the list's own environment, where mypy does not run.

from django.db.models import QuerySet
from newsletter.models import Newsletter, Subscription

SLUG = "offers"
"""The one newsletter of this company."""


def newsletter() -> Newsletter:
    """The company's newsletter."""
    return Newsletter.objects.get(slug=SLUG)


def subscription_of(email: str) -> Subscription | None:
    """Her record, whether she has confirmed it or not; None if there is none."""
    return subscriptions_of(email).first()


def subscriptions_of(email: str) -> QuerySet[Subscription]:
    """Every record of her: more than one would be a mistake that has to show."""
    hers = Subscription.objects.filter(newsletter__slug=SLUG, email_field__iexact=email)
    return hers.order_by("id")


def take_in(email: str, name: str) -> Subscription:
    """Put her on the list, opted in; if she is on it already, only a missing name changes."""
    known = subscription_of(email)
    her = known or Subscription(newsletter=newsletter(), email_field=email)
    her.name_field = her.name_field or name
    her.update("subscribe")
    return her


def standing(her: Subscription) -> str:
    """Where she stands: only who is `subscribed` is written to."""
    if her.subscribed:
        return "subscribed"
    return "unsubscribed" if her.unsubscribed else "unconfirmed"
