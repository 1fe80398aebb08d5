"""Who acts, through which channels, and what she remembers being promised."""

from samestory.journeys.cast import Cast, Mention
from samestory.journeys.channels import AgentDesk, Letters, Marketing, Offer, Shop, Wish
from samestory.journeys.customer import Customer
from samestory.journeys.identity import Identity, invent_identity, password_of
from samestory.journeys.ledger import Ledger

__all__ = [
    "AgentDesk",
    "Cast",
    "Customer",
    "Identity",
    "Ledger",
    "Letters",
    "Marketing",
    "Mention",
    "Offer",
    "Shop",
    "Wish",
    "invent_identity",
    "password_of",
]
