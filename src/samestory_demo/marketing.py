"""The marketing list: whom the company writes to, how well it treats her, what it offers her."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from samestory_demo.bus import Bus
from samestory_demo.customer_seams import (
    AfterCancelling,
    AfterOrdering,
    Import,
    Joining,
    OfferMailing,
)
from samestory_demo.faults import Faults
from samestory_demo.messages import Message, Person, Topic
from samestory_demo.offers import Offer, Signatures
from samestory_demo.products import Product
from samestory_demo.settings import ZONE
from samestory_demo.tables import open_tables

SCHEMA = """
create table members (
    id integer primary key, email_address text not null, full_name text not null,
    status text not null, status_since text not null, program text not null
);
create table offers (
    id integer primary key, email_address text not null, product text not null,
    price text not null, valid_through text not null
);
"""
SUBSCRIBED, UNSUBSCRIBED = "subscribed", "unsubscribed"
STANDARD = "standard"
UNASKED = datetime(2000, 1, 1, tzinfo=ZONE)
"""Since when whom marketing imports wants offers: whatever she says herself is newer."""
YES, NO = "yes", "no"
"""How a message says whether she wants offers."""


class MarketingList:
    """The members; a customer who signs up twice is one member. `now` gives Berlin time."""

    def __init__(
        self,
        bus: Bus,
        faults: Faults,
        signatures: Signatures,
        website: str,
        now: Callable[[], datetime],
    ) -> None:
        self._bus = bus
        self._faults = faults
        self._signatures = signatures
        self._website = website
        self._now = now
        self.reset()
        bus.listen("list", {Topic.CONSENT_CHANGED, Topic.CONSENT_SYNCED}, self.hear)
        bus.listen("list", {Topic.ORDER_CANCELLED}, self._hear_of_cancelling)
        bus.listen("list", {Topic.ORDER_PLACED}, self._hear_of_ordering)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)

    async def hear(self, message: Message) -> None:
        """She has signed up or unsubscribed; what was said before she last did changes nothing."""
        if message.person is None or message.source == "list":
            return
        self._join(message.person.email, message.person.name, message.details["since"])
        self._note(
            message.person.email,
            wanted=message.details["wanted"] == YES,
            since=message.details["since"],
        )

    async def _hear_of_cancelling(self, message: Message) -> None:
        """She has cancelled an order, which changes nothing about offers."""
        if message.person is not None:
            for each in self._faults.bend(AfterCancelling(message.person.email)):
                if not each.stays:
                    self._note(each.email, wanted=False, since=self._now().isoformat())

    async def _hear_of_ordering(self, message: Message) -> None:
        """She has ordered, which changes nothing about offers either."""
        if message.person is None:
            return
        known = self._member(message.person.email)
        unsubscribed = known is not None and known["status"] == UNSUBSCRIBED
        for each in self._faults.bend(AfterOrdering(message.person.email, unsubscribed)):
            if each.subscribes:
                self._note(each.email, wanted=True, since=self._now().isoformat())

    def take_in(self, email: str, full_name: str) -> dict[str, Any]:
        """Marketing imports an address: everybody who may meet her hears of her.

        Whom it knows already keeps her own decision about offers.
        """
        known = self._member(email)
        since = datetime.fromisoformat(known["status_since"]) if known else UNASKED
        wanted = known is None or known["status"] == SUBSCRIBED
        self._join(email, full_name, since.isoformat())
        for each in self._faults.bend(Import(email, wanted, since, self._now())):
            self._note(each.email, wanted=each.wanted, since=each.since.isoformat())
        person = _person(email, full_name)
        self._tell(Topic.CUSTOMER_IMPORTED, person)
        if known is None:
            self._tell(Topic.CONSENT_CHANGED, person, wanted=YES, since=UNASKED.isoformat())
        return self.members(email)[0]

    def take_out(self, email: str) -> list[dict[str, Any]]:
        """Mail a member no more offers: everybody hears of it; the list keeps who it was."""
        known = self._member(email)
        if known is not None and known["status"] == SUBSCRIBED:
            since = self._now().isoformat()
            self._note(email, wanted=False, since=since)
            person = _person(email, known["full_name"])
            self._tell(Topic.CONSENT_CHANGED, person, wanted=NO, since=since)
        return self.members(email)

    def grant(self, email: str, full_name: str, program: str) -> dict[str, Any]:
        """Put a customer into a program, such as "preferred": her prices follow."""
        self.take_in(email, full_name)
        self._tables.execute(
            "update members set program = ? where email_address = ?", (program, email)
        )
        self._tell(Topic.TIER_GRANTED, _person(email, full_name), tier=program)
        return self.members(email)[0]

    def offer(self, email: str, article: Product, price: Decimal, until: date) -> str:
        """Offer one customer a product at this price, up to and including the day `until`.

        Returns the link that the mail holds. Who has unsubscribed is mailed nothing.
        """
        token = self._signatures.offer_token(Offer(article.sku, price, until))
        link = f"{self._website}/offers/{token}"
        self._tables.execute(
            "insert into offers (email_address, product, price, valid_through) values (?, ?, ?, ?)",
            (email, article.sku, str(price), f"{until:%Y/%m/%d}"),
        )
        known = self._member(email)
        person = _person(email, known["full_name"] if known else "")
        wanted = known is None or known["status"] == SUBSCRIBED
        for each in self._faults.bend(OfferMailing(email, wanted)):
            if each.wanted:
                self._tell(
                    Topic.OFFER_MADE,
                    person,
                    title=article.title,
                    sku=article.sku,
                    price=str(price),
                    usual_price=str(article.price),
                    until=until.isoformat(),
                    link=link,
                    unsubscribe=f"{self._website}/unsubscribe/{self._signatures.opt_out_token(email)}",
                )
        return link

    def members(self, email: str) -> list[dict[str, Any]]:
        """The members with this mail address, as the list reports them."""
        found = self._tables.execute("select * from members where email_address = ?", (email,))
        return [dict(row) for row in found]

    def offers(self, email: str) -> list[dict[str, Any]]:
        """The offers made to this mail address, the newest first, as the list reports them."""
        found = self._tables.execute(
            "select * from offers where email_address = ? order by id desc", (email,)
        )
        return [dict(row) for row in found]

    def _member(self, email: str) -> sqlite3.Row | None:
        found = self._tables.execute("select * from members where email_address = ?", (email,))
        member: sqlite3.Row | None = found.fetchone()
        return member

    def _join(self, email: str, full_name: str, since: str) -> None:
        name = " ".join(full_name.split())
        [joining] = self._faults.bend(Joining(email, self._member(email) is not None))
        if joining.known:
            self._tables.execute(
                "update members set full_name = ? where email_address = ? and full_name = ''",
                (name, email),
            )
            return
        self._tables.execute(
            "insert into members (email_address, full_name, status, status_since, program)"
            " values (?, ?, ?, ?, ?)",
            (email, name, SUBSCRIBED, since, STANDARD),
        )

    def _note(self, email: str, *, wanted: bool, since: str) -> None:
        self._tables.execute(
            "update members set status = ?, status_since = ?"
            " where email_address = ? and status_since <= ?",
            (SUBSCRIBED if wanted else UNSUBSCRIBED, since, email, since),
        )

    def _tell(self, topic: Topic, person: Person, **details: str) -> None:
        self._bus.publish(
            Message(topic=topic, key=person.email, source="list", person=person, details=details)
        )


def _person(email: str, full_name: str) -> Person:
    first_name, _, last_name = " ".join(full_name.split()).partition(" ")
    return Person(email=email, first_name=first_name, last_name=last_name)
