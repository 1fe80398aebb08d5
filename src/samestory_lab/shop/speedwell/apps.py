"""The shop's own app; it listens to what Oscar announces."""

# mypy: disable-error-code="import-not-found, misc"
# Django lives in the shop's own environment, where mypy does not run.

from django.apps import AppConfig
from django.db.models.signals import post_save


class SpeedwellConfig(AppConfig):
    """Speedwell Cycles."""

    name = "speedwell"
    verbose_name = "Speedwell Cycles"

    def ready(self) -> None:
        """Listen; the models can be imported only now."""
        from django.contrib.auth import get_user_model  # noqa: PLC0415  (see above)
        from oscar.apps.order.signals import (  # noqa: PLC0415  (see above)
            order_placed,
            order_status_changed,
        )

        from . import listening  # noqa: PLC0415  (see above)

        order_placed.connect(listening.placed, dispatch_uid="speedwell.placed")
        order_status_changed.connect(listening.status_changed, dispatch_uid="speedwell.status")
        post_save.connect(
            listening.customer_saved, sender=get_user_model(), dispatch_uid="speedwell.customer"
        )
