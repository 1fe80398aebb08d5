"""What has happened on the list, for the integration that follows it."""

# mypy: disable-error-code="import-not-found, misc, untyped-decorator"
# Django lives in the list's own environment, where mypy does not run.

from typing import Any

from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from newsletter.models import Subscription


class Event(models.Model):
    """Somebody is on the list now, or is called differently; written with the change itself."""

    at = models.DateTimeField(auto_now_add=True)
    email = models.EmailField()
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.name} <{self.email}> is on the list"


@receiver(post_save, sender=Subscription)
def tell(instance: Any, **_: Any) -> None:
    """Note who is on the list, where that is news. Before she has confirmed it she is not."""
    if not instance.subscribed:
        return
    news = {"email": instance.email, "name": instance.name or ""}
    last = Event.objects.filter(email=instance.email).order_by("-id").first()
    if last is None or last.name != news["name"]:
        Event.objects.create(**news)
