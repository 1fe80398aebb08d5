"""Who acts, through which channels, and what she remembers being promised."""

from samestory.journeys.cast import Cast, Mention
from samestory.journeys.channels import Action, Channel, ChannelAccess
from samestory.journeys.customer import Customer
from samestory.journeys.identity import Identity, invent_identity, password_of
from samestory.journeys.promise_rules import PromiseRules
from samestory.journeys.wishes import Wish

__all__ = [
    "Action",
    "Cast",
    "Channel",
    "ChannelAccess",
    "Customer",
    "Identity",
    "Mention",
    "PromiseRules",
    "Wish",
    "invent_identity",
    "password_of",
]
