"""The actor: does things through channels, and remembers what was promised to her."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from samestory.core.model import Line, Promise, Revision, Subject
from samestory.errors import CannotKnow, ForbiddenHost, WrongCall
from samestory.journeys.channels import Amends, Letters, Marketing, Offer, Shop, Wish
from samestory.journeys.identity import Identity
from samestory.journeys.ledger import Ledger
from samestory.network.guard import Guard

Told = Mapping[str, object]
"""What a page told her, raw."""

CANCELLED = "cancelled"
"""The status of an order that she cancelled; a landscape explains the company's own word."""


@dataclass(kw_only=True)
class Customer:
    """One person and her promises.

    `read` turns what a page told her about a kind of subject into values, as the landscape
    describes the website; what it did not tell is left out. `now` gives the time (UTC). Nothing
    is done before the guard has allowed her mail address and the ledger holds the intention.
    """

    identity: Identity
    shop: Shop
    guard: Guard
    ledger: Ledger
    read: Callable[[str, Told], Mapping[str, object]]
    now: Callable[[], datetime]
    orders: list[Promise] = field(default_factory=list)
    resent: dict[str, int] = field(default_factory=dict)
    """How often she asked for a confirmation again, by order number."""
    offer: Offer | None = None
    """The last offer that was mailed to her."""

    def __post_init__(self) -> None:
        self.guard.check_mail_address(self.identity.email)

    @property
    def email(self) -> str:
        """Her mail address."""
        return self.identity.email

    @property
    def order(self) -> Promise:
        """What she was promised about her newest order."""
        return self._placed(1)

    @property
    def other_order(self) -> Promise:
        """What she was promised about the order before the newest."""
        return self._placed(2)

    def register(self) -> None:
        """She opens an account."""
        with self.ledger.about_to("register", who=self.email):
            self.shop.register()

    def place_order(self, wishes: Sequence[Wish], *, as_guest: bool = False) -> None:
        """She orders; what she is told on the way is promised to her."""
        with self.ledger.about_to("order", who=self.email, wishes=_named(wishes)) as entry:
            told = self.shop.order(wishes, as_guest=as_guest)
            entry.done(number=told["number"])
        self._remember(told, _as_wished(self._read(told), wishes))

    def take_offer(self, letters: Letters) -> None:
        """She orders what was mailed to her, and counts on the mailed price."""
        if (offer := self.offer) is None:
            raise WrongCall(
                f"No offer has been mailed to {self.identity.first_name}.\n"
                "  Begin with a step that mails one."
            )
        link = self._mailed_link("offer", letters)
        with self.ledger.about_to("order", who=self.email, offer=offer.product) as entry:
            told = self.shop.order_offer(link)
            entry.done(number=told["number"])
        values = _as_wished(self._read(told), [Wish(1, offer.product)])
        self._remember(told, {**values, "lines": _at_the_mailed_price(values, offer)})

    def amend(self, wishes: Sequence[Wish], *, through: Amends) -> None:
        """She has her newest order changed, by herself in the shop or by an agent."""
        with self.ledger.about_to("amend", number=self._number, wishes=_named(wishes)) as entry:
            told = through.amend(self._number, wishes)
            entry.done(number=self._number)
        amendments = sum(each.what.startswith("amendment") for each in self.order.revisions)
        self._revise(f"amendment {amendments + 1}", _as_wished(self._read(told), wishes))

    def cancel(self) -> None:
        """She cancels her newest order, and counts on that, whatever the page says."""
        with self.ledger.about_to("cancel", number=self._number) as entry:
            told = self.shop.cancel(self._number)
            entry.done(number=self._number)
        self._revise("cancellation", {**self._read(told), "status": CANCELLED})

    def ask_for_confirmation_again(self) -> None:
        """She has the confirmation of her newest order sent once more."""
        with self.ledger.about_to("resend", number=self._number) as entry:
            self.shop.resend(self._number)
            entry.done(number=self._number)
        self.resent[self._number] = self.resent.get(self._number, 0) + 1

    def be_mailed_offers(self, marketing: Marketing) -> None:
        """Marketing puts her on its list."""
        with self.ledger.about_to("list", who=self.email):
            marketing.subscribe(self.email, self.identity.name)

    def be_mailed(self, offer: Offer, marketing: Marketing) -> None:
        """Marketing mails her an offer."""
        with self.ledger.about_to("mail offer", who=self.email, offer=offer.product):
            marketing.mail_offer(self.email, offer)
        self.offer = offer

    def subscribe(self) -> None:
        """She signs up for offers on the website."""
        with self.ledger.about_to("subscribe", who=self.email):
            self.shop.subscribe(self.email, self.identity.name)

    def log_in_by_mail(self, letters: Letters) -> None:
        """She asks for a sign-in link and follows it.

        Raise `CannotKnow` if the shop does not know her: without a log-in, nothing that follows
        would be checked.
        """
        with self.ledger.about_to("log in", who=self.email) as entry:
            known = self.shop.sign_in_by_mail(self.email)
            entry.done(known=known)
        if not known:
            raise CannotKnow(
                f"The shop has no record of {self.email}, so no log-in is possible.\n"
                "  Let the website know the customer before the log-in."
            )
        self.shop.follow(self._mailed_link("sign-in link", letters))

    def promise(self, kind: str, key: str, **values: object) -> Promise:
        """Return a promise that no page makes, such as that one confirmation will reach her."""
        subject = Subject(kind, key, self.email)
        told = Revision(kind, self.now(), MappingProxyType(values))
        return Promise(subject, (told,))

    def letters_due(self, order: Promise) -> int:
        """Return how many mails about an order she has been promised so far."""
        return len(order.revisions) + self.resent.get(order.subject.key, 0)

    def _placed(self, nth_newest: int) -> Promise:
        if len(self.orders) < nth_newest:
            raise WrongCall(
                f"This scenario speaks of an order, and {self.identity.first_name} has placed "
                f"{len(self.orders)} so far. Begin with a step that places one."
            )
        return self.orders[-nth_newest]

    @property
    def _number(self) -> str:
        return self.order.subject.key

    def _remember(self, told: Told, values: Told) -> None:
        subject = Subject("order", _checked_number(told["number"]), self.email)
        revision = Revision("order", self.now(), MappingProxyType(self._promised(values)))
        self.orders.append(Promise(subject, (revision,)))

    def _revise(self, what: str, values: Told) -> None:
        self.orders[-1] = self.order.revised(what, self.now(), **self._promised(values))

    def _read(self, told: Told) -> Told:
        return self.read("order", told)

    def _promised(self, values: Told) -> dict[str, object]:
        """What she was told, what she entered herself, and what goes without saying.

        No page can take back what she entered. An order is booked once, and a mail shows its
        reader the total that it tells programs.
        """
        unsaid: dict[str, object] = {"copies": 1}
        if "total" in values:
            unsaid["shown_total"] = values["total"]
        entered = {"email": self.email, "address": self.identity.address}
        return {**values, **unsaid, **entered}

    def _mailed_link(self, kind: str, letters: Letters) -> str:
        """Return the link that she was mailed. Raise `CannotKnow` if it leads to a forbidden host.

        That is the company's doing: neither the landscape nor the scenario is mistaken.
        """
        link = letters(kind)
        try:
            self.guard.check_url(link)
        except ForbiddenHost as refusal:
            raise CannotKnow(
                f"The company mailed a link (the {kind}) to {link!r}, which is outside what "
                "the landscape allows; it was not followed.\n  Let the mail lead to the company."
            ) from refusal
        return link


def _as_wished(values: Told, wishes: Sequence[Wish]) -> Told:
    """The values, once their lines hold as much as she wished for.

    What the page objects leave out, or read from a page that ignored her, is no wish of hers.
    """
    lines = values.get("lines")
    wished = sum(each.quantity for each in wishes)
    held = sum(each.quantity for each in lines) if isinstance(lines, tuple) else 0
    if held != wished:
        raise CannotKnow(
            f"The order was for {', '.join(_named(wishes))}, and what the pages told holds {held} "
            f"of the {wished} pieces: it is not known what was promised.\n"
            "  Let the page object give the lines as they were wished for, or raise an error."
        )
    return values


def _checked_number(told: object) -> str:
    """An order number that can be asked about; `CannotKnow` for one that could smuggle."""
    number = str(told)
    steers = any(unicodedata.category(each) in {"Cc", "Cs"} for each in number)
    if steers or number.strip() in {"", ".", ".."}:
        raise CannotKnow(
            f"The shop told the order number {number!r}, with which no system can be asked.\n"
            "  The order is in the ledger. Let the shop tell a number that can be read out."
        )
    return number


def _at_the_mailed_price(values: Told, offer: Offer) -> tuple[Line, ...]:
    lines = values.get("lines")
    told = lines if isinstance(lines, tuple) else ()
    return tuple(replace(line, unit_price=offer.price) for line in told)


def _named(wishes: Sequence[Wish]) -> list[str]:
    return [str(wish) for wish in wishes]
