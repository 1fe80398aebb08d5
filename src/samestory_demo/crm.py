"""The CRM: contacts and deals, money in minor units, days as Berlin midnight in milliseconds."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from functools import partial
from typing import Any

from samestory_demo.bus import Bus
from samestory_demo.checkout_seams import StatusShown
from samestory_demo.crm_shipments import Shipments
from samestory_demo.customer_seams import Consent, Merging
from samestory_demo.faults import Faults
from samestory_demo.messages import (
    CUSTOMER_NEWS,
    GOODS_NEWS,
    ORDER_NEWS,
    Message,
    Order,
    Payment,
    Person,
    Reason,
    State,
    Topic,
)
from samestory_demo.outage import SourceWatch
from samestory_demo.seams import Match, Staging
from samestory_demo.settings import ZONE
from samestory_demo.stock import Quotes
from samestory_demo.tables import open_tables
from samestory_demo.trail_seams import AmendmentRule, Ownership

SCHEMA = """
create table contacts (
    id integer primary key, email text not null, source text not null,
    first_name text not null, last_name text not null, phone text not null,
    marketing_opt text not null default 'none', opt_since text not null default '',
    segment text not null default 'STD'
);
create table deals (
    order_number text primary key, version integer not null, contact_id integer not null,
    stage text not null, amount_minor integer not null, promised_delivery integer not null,
    street text not null, postcode text not null, city text not null, country text not null,
    payment text not null, collected_minor integer not null, closed_reason text,
    tracking_id text not null, signed_by text not null
);
create table deal_items (
    order_number text not null, code text not null, title text not null,
    qty integer not null, price_minor integer not null
);
"""
OPTS = {"yes": "opt_in", "no": "opt_out"}
SEGMENTS = {"standard": "STD", "preferred": "PREF"}
SOURCE_DOWN, INVENTED = "source_down", "in_process"
"""What is said of an order while the ERP is down, and what must not be said."""
STAGES = {
    State.PLACED: "closed_won",
    State.PICKED: "packed",
    State.SHIPPED: "fulfilled",
    State.DELIVERED: "received",
    State.CANCELLED: "closed_lost",
}

PAYMENTS = {
    Payment.AUTHORISED: "on_hold",
    Payment.CAPTURED: "charged",
    Payment.RELEASED: "let_go",
    Payment.REFUNDED: "paid_back",
    Payment.DECLINED: "refused",
}
CLOSED_REASONS = {
    Reason.CUSTOMER: "customer/cancelled",
    Reason.RETURNED: "customer/returned",
    Reason.OUT_OF_STOCK: "company/sold_out",
    Reason.INSUFFICIENT_FUNDS: "company/card_no_money",
    Reason.LOST_CARD: "company/card_lost",
    Reason.ISSUER: "company/card_issuer",
}


class Crm:
    """Knows every customer who registered, was imported by marketing, signed in or ordered."""

    def __init__(self, bus: Bus, faults: Faults) -> None:
        self._bus = bus
        self._faults = faults
        self.stock = Quotes(bus, "crm")
        self._source = SourceWatch(bus, "crm")
        self.reset()
        bus.listen("crm", {Topic.CONSENT_CHANGED}, self._note_consent)
        bus.listen("crm", {Topic.TIER_GRANTED}, self._note_tier)
        known = ORDER_NEWS | GOODS_NEWS | CUSTOMER_NEWS | {Topic.APPOINTMENT_BOOKED}
        bus.listen("crm", known, self.hear)
        bus.listen("crm", {Topic.PARCEL_MOVED}, self._follow_parcel)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)
        self.shipments = Shipments(self._tables)
        self.stock.reset()
        self._source.reset()

    async def hear(self, message: Message) -> None:
        """Follow an order or a customer; a version heard before changes nothing."""
        if message.person is not None:
            contact = self._contact_for(message.person, message.source)
            if message.topic is Topic.CUSTOMER_REGISTERED:
                self._merge(message.person.email, contact)
            if message.order is not None:
                self._follow(message.order, contact)
                self.shipments.follow(message)

    def _merge(self, email: str, contact: int) -> None:
        """A customer who registers keeps what she has ordered before."""
        [merging] = self._faults.bend(Merging(email))
        if not merging.keeps:
            self._tables.execute("update deals set contact_id = 0 where contact_id = ?", (contact,))

    async def _follow_parcel(self, message: Message) -> None:
        self.shipments.follow(message)

    async def _note_consent(self, message: Message) -> None:
        """Note whether she wants offers, and tell the marketing list what is noted here."""
        if message.person is None:
            return
        since = message.details["since"]
        contact = self._contact_for(message.person, message.source)
        self._tables.execute(
            "update contacts set marketing_opt = ?, opt_since = ? where id = ? and opt_since <= ?",
            (OPTS[message.details["wanted"]], since, contact, since),
        )
        self.sync_consent(message.person.email)

    async def _note_tier(self, message: Message) -> None:
        if message.person is not None:
            contact = self._contact_for(message.person, message.source)
            self._tables.execute(
                "update contacts set segment = ? where id = ?",
                (SEGMENTS[message.details["tier"]], contact),
            )

    def sync_consent(self, email: str) -> None:
        """Tell the marketing list what is noted here about one customer and offers."""
        for row in self._tables.execute(
            "select * from contacts where email = ? and marketing_opt <> 'none'", (email,)
        ).fetchall():
            wanted, since = (
                row["marketing_opt"] == "opt_in",
                datetime.fromisoformat(row["opt_since"]),
            )
            for each in self._faults.bend(Consent(email, wanted, since)):
                self._bus.after(each.delay, partial(self._send_consent, each))

    async def _send_consent(self, consent: Consent) -> None:
        self._bus.publish(
            Message(
                topic=Topic.CONSENT_SYNCED,
                key=consent.email,
                source="crm",
                person=Person(email=consent.email),
                details={
                    "wanted": "yes" if consent.wanted else "no",
                    "since": consent.since.isoformat(),
                },
            )
        )

    def _contact_for(self, person: Person, source: str) -> int:
        [match] = self._faults.bend(Match(person.email, source))
        wanted = [getattr(match, column) for column in match.columns]
        where = " and ".join(f"{column} = ?" for column in match.columns)
        found = self._tables.execute(
            f"select id from contacts where {where}",  # noqa: S608 - the columns are ours
            wanted,
        ).fetchone()
        if found is None:
            return self._new_contact(person, source)
        self._fill_gaps(found["id"], person)
        return int(found["id"])

    def _new_contact(self, person: Person, source: str) -> int:
        added = self._tables.execute(
            "insert into contacts (email, source, first_name, last_name, phone)"
            " values (?, ?, ?, ?, ?)",
            (person.email, source, person.first_name, person.last_name, person.phone),
        )
        return int(added.lastrowid or 0)

    def _fill_gaps(self, contact: int, person: Person) -> None:
        """What is known already stands; a guest who types her name in haste does not change it."""
        self._tables.execute(
            "update contacts set"
            " first_name = iif(first_name || last_name = '', ?, first_name),"
            " last_name = iif(first_name || last_name = '', ?, last_name),"
            " phone = iif(phone = '', ?, phone) where id = ?",
            (person.first_name, person.last_name, person.phone, contact),
        )

    def _follow(self, order: Order, contact: int) -> None:
        known = self._tables.execute(
            "select version from deals where order_number = ?",
            (order.number,),
        ).fetchone()
        if known is not None and known["version"] >= order.version:
            return
        for staging in self._faults.bend(Staging(order, STAGES[order.state])):
            self._write_when_due(staging, contact)

    def _write_when_due(self, staging: Staging, contact: int) -> None:
        if not staging.delay:
            self._write(staging.order, contact, staging.stage)
            return

        async def late() -> None:
            self._write(staging.order, contact, staging.stage)

        self._bus.after(staging.delay, late)

    def _write(self, order: Order, contact: int, stage: str) -> None:
        who = order.person
        [owner] = self._faults.bend(Ownership(order.number, who, contact))
        self._tables.execute(
            "insert or replace into deals values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                order.number,
                order.version,
                owner.contact,
                stage,
                int(order.total * 100),
                midnight_ms(order.delivery_day),
                who.street,
                who.postcode,
                who.city,
                who.country,
                PAYMENTS[order.payment],
                int(order.kept * 100),
                CLOSED_REASONS[order.reason] if order.reason else None,
                order.tracking,
                order.signatory,
            ),
        )
        self._tables.execute("delete from deal_items where order_number = ?", (order.number,))
        self._tables.executemany(
            "insert into deal_items values (?, ?, ?, ?, ?)",
            [
                (order.number, i.sku, i.title, i.quantity, int(i.unit_price * 100))
                for i in order.items
            ],
        )

    def contacts(self, email: str) -> list[dict[str, Any]]:
        """The contacts with this mail address, as the CRM reports them."""
        return [
            dict(row)
            for row in self._tables.execute("select * from contacts where email = ?", (email,))
        ]

    def deals(self, column: str, value: str) -> list[dict[str, Any]]:
        """The deals with this value (`order_number` or `email`), as the CRM reports them."""
        rows = self._tables.execute(
            "select * from deals left join contacts on contacts.id = contact_id"  # noqa: S608 - the column is one of ours
            f" where {column} = ? order by order_number",
            (value,),
        )
        return [self._as_json(row) for row in rows]

    def _may_be_changed(self, stage: str) -> bool:
        """Whether nobody has picked or cancelled it, as far as the CRM knows."""
        state = next((each for each, code in STAGES.items() if code == stage), State.PLACED)
        [rule] = self._faults.bend(AmendmentRule("crm", state, state is State.PLACED))
        return rule.allowed

    def refunds(self, order_number: str) -> list[dict[str, Any]]:
        """What agents may tell her about money that was paid back for an order."""
        rows = self._tables.execute(
            "select order_number, amount_minor, closed_reason from deals"
            " where order_number = ? and payment = ?",
            (order_number, PAYMENTS[Payment.REFUNDED]),
        )
        return [{**dict(row), "currency": "EUR"} for row in rows]

    def _stage(self, stage: str, email: str) -> str:
        """The stage, or that nobody can tell while the ERP is down."""
        down = self._source.is_down_for(email)
        [shown] = self._faults.bend(StatusShown("crm", down))
        if shown.source_down != down:
            return INVENTED
        return SOURCE_DOWN if down else stage

    def _as_json(self, row: sqlite3.Row) -> dict[str, Any]:
        items = self._tables.execute(
            "select code, title, qty, price_minor from deal_items where order_number = ?",
            (row["order_number"],),
        )
        contact = ("id", "email", "first_name", "last_name", "phone", "segment")
        address = ("street", "postcode", "city", "country")
        return {
            "order_number": row["order_number"],
            "stage": self._stage(row["stage"], row["email"]),
            "amount_minor": row["amount_minor"],
            "currency": "EUR",
            "promised_delivery": row["promised_delivery"],
            "contact": {key: row[key] for key in contact},
            "shipping": {key: row[key] for key in address},
            "items": [dict(each) for each in items],
            "payment": row["payment"],
            "collected_minor": row["collected_minor"],
            "closed_reason": row["closed_reason"],
            "tracking_id": row["tracking_id"],
            "signed_by": row["signed_by"],
            "changeable": self._may_be_changed(row["stage"]),
            "notes": self.shipments.notes(row["order_number"]),
        }


def midnight_ms(day: date) -> int:
    """Milliseconds from 1970 in UTC to the beginning of this day in Berlin."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp() * 1000)


def day_of_ms(milliseconds: int) -> date:
    """Return the day in Berlin, given milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, ZONE).date()
