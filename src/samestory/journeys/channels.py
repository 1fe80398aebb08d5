"""The ways in which a customer acts; the page objects beside a landscape implement them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from samestory.core.model import Money


@dataclass(frozen=True, slots=True)
class Wish:
    """A quantity of one product, named as the catalogue names it."""

    quantity: int
    product: str

    def __str__(self) -> str:
        return f'{self.quantity} "{self.product}"'


@dataclass(frozen=True, slots=True)
class Offer:
    """What marketing has mailed: a product at a price."""

    product: str
    price: Money


class Amends(Protocol):
    """A channel through which an order can be changed: the shop, or an agent."""

    def amend(self, number: str, wishes: Sequence[Wish]) -> Mapping[str, object]:
        """Replace the lines of an order, and return the record that she was told.

        Its lines are those that she wished for, never read back from a page: a change that was
        ignored must show. Raise `LookupError` for a product that is not offered.
        """
        ...


class AgentDesk(Amends, Protocol):
    """The call centre: an agent who does for her what she asks."""


class Shop(Amends, Protocol):
    """The shop's website, used by one person.

    What it tells her comes back raw, as its pages say it, and is read with the landscape's
    description of the website. Every record of an order has a `number`.
    """

    def register(self) -> None:
        """Open an account for her, and be logged in."""
        ...

    def order(self, wishes: Sequence[Wish], *, as_guest: bool) -> Mapping[str, object]:
        """Order, and return what she was told before and after "Place order".

        Its lines are those that she wished for, at the prices that she saw.
        """
        ...

    def order_offer(self, link: str) -> Mapping[str, object]:
        """Follow the link of an offer mail, order what it offers, and return what she was told."""
        ...

    def cancel(self, number: str) -> Mapping[str, object]:
        """Cancel an order, and return the record that she was told."""
        ...

    def resend(self, number: str) -> None:
        """Ask for the confirmation of an order once more."""
        ...

    def sign_in_by_mail(self, email: str) -> bool:
        """Ask for a sign-in link. Return whether one is on its way (or "no such address")."""
        ...

    def follow(self, link: str) -> None:
        """Open a link that was mailed to her."""
        ...

    def subscribe(self, email: str, name: str) -> None:
        """Sign up for offers."""
        ...


class Marketing(Protocol):
    """What marketing does to a customer, whom the shop may not know."""

    def subscribe(self, email: str, name: str) -> None:
        """Put her on the list that offers are mailed to."""
        ...

    def mail_offer(self, email: str, offer: Offer) -> None:
        """Mail her an offer."""
        ...


Letters = Callable[[str], str]
"""Returns the link in the newest mail of a kind ("offer") that a customer has received."""
