"""Who acts, through which channels, and what she remembers being promised."""

from typing import TYPE_CHECKING

from samestory.lazy_names import lazy_names

if TYPE_CHECKING:
    from samestory.journeys.cast import Cast, Mention
    from samestory.journeys.channels import Action, Channel, ChannelAccess
    from samestory.journeys.customer import Customer
    from samestory.journeys.identity import Identity, invent_identity, password_of
    from samestory.journeys.ledger import Ledger
    from samestory.journeys.promise_rules import PromiseRules
    from samestory.journeys.wishes import Wish
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "cast": "Cast Mention",
            "channels": "Action Channel ChannelAccess",
            "customer": "Customer",
            "identity": "Identity invent_identity password_of",
            "ledger": "Ledger",
            "promise_rules": "PromiseRules",
            "wishes": "Wish",
        },
    )

__all__ = [
    "Action",
    "Cast",
    "Channel",
    "ChannelAccess",
    "Customer",
    "Identity",
    "Ledger",
    "Mention",
    "PromiseRules",
    "Wish",
    "invent_identity",
    "password_of",
]
