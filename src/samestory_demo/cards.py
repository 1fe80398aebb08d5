"""The cards that the shop takes: one that is good, and those that a processor declines in tests."""

from __future__ import annotations

from dataclasses import dataclass

from samestory_demo.messages import Reason


@dataclass(frozen=True, slots=True)
class Card:
    """A saved card, as the checkout shows it; None if the processor accepts it."""

    token: str
    label: str
    declined: Reason | None = None


CARDS = (
    Card("pm_card_visa", "Card ending in 4242"),
    Card("pm_card_no_funds", "Card ending in 9995", Reason.INSUFFICIENT_FUNDS),
    Card("pm_card_lost", "Card ending in 9987", Reason.LOST_CARD),
    Card("pm_card_issuer", "Card ending in 0002", Reason.ISSUER),
)
_BY_TOKEN = {each.token: each for each in CARDS}


def declined(token: str) -> Reason | None:
    """Why the processor declines a card; None for one that is good, or that it never saw."""
    card = _BY_TOKEN.get(token)
    return card.declined if card else None
