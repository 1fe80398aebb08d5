"""Cases: what a customer has written or said to the service, under one number per order."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from email import message_from_bytes, policy
from email.utils import parseaddr
from typing import Any

from samestory_demo.bus import Bus
from samestory_demo.customer_seams import Filing
from samestory_demo.faults import Faults
from samestory_demo.messages import Message, Person, Topic, canonical_address
from samestory_demo.tables import open_tables

SERVICE_ADDRESS = "service@speedwell.example"
SCHEMA = """
create table cases (
    id integer primary key, sender text not null, contact_email text not null,
    deal text not null, state text not null
);
create table activities (case_id integer not null, kind text not null, body text not null);
"""
FIRST_CASE = 2000
KINDS = {"mail": "email_in", "telephone": "call_in"}
ORDER_NUMBER = re.compile(r"\bA-\d{4,}\b")
ANSWER = "thank you for your mail{about}. A person is looking into it, and will write to you."

Contacts = Callable[[str], list[dict[str, Any]]]
"""The contacts of the CRM with this mail address."""


class Cases:
    """The CRM's cases. A mail and a call of one customer about one order share one case."""

    def __init__(self, bus: Bus, faults: Faults, contacts: Contacts) -> None:
        self._bus = bus
        self._faults = faults
        self._contacts = contacts
        self.reset()
        bus.listen("crm", {Topic.CALL_TAKEN}, self.hear_of_call)

    def reset(self) -> None:
        """Forget everything."""
        self._tables = open_tables(SCHEMA)

    def receive(self, raw: bytes) -> None:
        """File a mail to the service address, and have it answered."""
        letter = message_from_bytes(raw, policy=policy.default)
        name, address = parseaddr(str(letter["From"] or ""))
        first_name, _, last_name = name.partition(" ")
        email = canonical_address(address)
        person = Person(email=email, first_name=first_name, last_name=last_name)
        body = letter.get_body(("plain",))
        text = body.get_content() if body else ""
        order = _order_in(f"{letter['Subject']}\n{text}")
        for number in self._file("mail", email, order, text):
            self._answer(person, number, order)

    async def hear_of_call(self, message: Message) -> None:
        """File a call that somebody else has taken; `details` say what `about`, and what `said`."""
        if message.person is not None:
            told = message.details
            self.take_call(message.person.email, _order_in(told["about"]), told["said"])

    def take_call(self, email: str, order: str, text: str) -> str:
        """File a call, and return the number of its case, to be read out to the customer."""
        numbers = self._file("telephone", email, order, text)
        return numbers[0] if numbers else ""

    def _file(self, channel: str, email: str, order: str, text: str) -> list[str]:
        planned = Filing(channel, email, order, self._open_case(email, order))
        return [self._keep(each, text) for each in self._faults.bend(planned)]

    def _keep(self, filing: Filing, text: str) -> str:
        number = filing.case or self._new_case(filing)
        self._tables.execute(
            "insert into activities values (?, ?, ?)",
            (_id(number), KINDS[filing.channel], text),
        )
        return number

    def _open_case(self, email: str, order: str) -> str | None:
        found = self._tables.execute(
            "select id from cases where sender = ? and deal = ? and state = 'open'"
            " order by id limit 1",
            (email, order),
        ).fetchone()
        return _number(found["id"]) if found else None

    def _new_case(self, filing: Filing) -> str:
        added = self._tables.execute(
            "insert into cases (sender, contact_email, deal, state) values (?, ?, ?, 'open')",
            (filing.email, filing.email if filing.named else "", filing.order),
        )
        return _number(int(added.lastrowid or 0))

    def _answer(self, person: Person, case: str, order: str) -> None:
        text = ANSWER.format(about=f" about your order {order}" if order else "")
        details = {"case": case, "order": order, "text": text}
        self._bus.publish(
            Message(
                topic=Topic.CASE_ANSWERED, key=case, source="crm", person=person, details=details
            )
        )

    def close(self, number: str) -> list[dict[str, Any]]:
        """Close a case; the CRM keeps it."""
        self._tables.execute("update cases set state = 'closed' where id = ?", (_id(number),))
        return self.by_number(number)

    def by_number(self, number: str) -> list[dict[str, Any]]:
        """The case with this number, as the CRM reports it."""
        rows = self._tables.execute("select * from cases where id = ?", (_id(number),))
        return [self._as_json(row) for row in rows]

    def by_email(self, email: str) -> list[dict[str, Any]]:
        """The cases that name this customer, as the CRM reports them."""
        rows = self._tables.execute("select * from cases where contact_email = ?", (email,))
        return [self._as_json(row) for row in rows]

    def by_deal(self, number: str) -> list[dict[str, Any]]:
        """The cases about this order, as the CRM reports them."""
        rows = self._tables.execute("select * from cases where deal = ?", (number,))
        return [self._as_json(row) for row in rows]

    def _as_json(self, row: sqlite3.Row) -> dict[str, Any]:
        activities = self._tables.execute(
            "select kind, body from activities where case_id = ?", (row["id"],)
        )
        return {
            "case_number": _number(row["id"]),
            "state": row["state"],
            "deal": row["deal"] or None,
            "contact": self._contact(row["contact_email"]),
            "activities": [dict(each) for each in activities],
        }

    def _contact(self, email: str) -> dict[str, Any] | None:
        if not email:
            return None
        known = self._contacts(email)
        names = ("first_name", "last_name")
        return {"email": email, **{each: known[0][each] if known else "" for each in names}}


def _number(row: int) -> str:
    return f"C-{FIRST_CASE + row}"


def _id(number: str) -> int:
    digits = number.removeprefix("C-")
    return int(digits) - FIRST_CASE if digits.isascii() and digits.isdigit() else 0


def _order_in(text: str) -> str:
    found = ORDER_NUMBER.search(text)
    return found[0] if found else ""
