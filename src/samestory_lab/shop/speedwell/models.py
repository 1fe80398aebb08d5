"""The outbox: what happened, written in the transaction in which it happened."""

# mypy: disable-error-code="import-not-found, misc"
# Django lives in the shop's own environment, where mypy does not run.

from django.db import models


class Event(models.Model):
    """Something that the other programs of the company want to know, as it was at that moment.

    One writer at a time (SQLite, `BEGIN IMMEDIATE`): a reader that has read up to a number has
    missed nothing below it.
    """

    ORDER, CUSTOMER = "order", "customer"

    kind = models.CharField(max_length=16)
    about = models.CharField(max_length=254, db_index=True)
    """The number of an order, or the address of a customer in small letters."""
    at = models.DateTimeField(auto_now_add=True)
    told = models.JSONField()

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.id}: {self.kind} {self.about}"
