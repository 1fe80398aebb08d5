"""What the website itself remembers: customers with their passwords, and orders."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, fields
from datetime import date, datetime
from decimal import Decimal
from hashlib import scrypt
from hmac import compare_digest
from secrets import token_bytes

from samestory_demo.messages import Item, Order, Person, Reason, State
from samestory_demo.products import product
from samestory_demo.tables import open_tables

PERSON = tuple(each.name for each in fields(Person))
_PERSON_COLUMNS = ", ".join(f"{name} text not null" for name in PERSON)

SCHEMA = f"""
create table customers ({_PERSON_COLUMNS}, salt blob, password blob, primary key (email));
create table preferences (
    email text primary key, offers integer not null default 0, since text not null default '',
    tier text not null default 'standard'
);
create table orders (
    number text primary key, version integer not null, state text not null,
    delivery_day text not null, placed_at text not null, total text not null,
    reason text,
    tracking text not null, signatory text not null, {_PERSON_COLUMNS}
);
create table lines (
    number text not null, position integer not null, sku text not null, quantity integer not null,
    unit_price text not null, primary key (number, position)
);
"""
FIRST_NUMBER = 1000


class Store:
    """The tables of the website."""

    def __init__(self) -> None:
        self._tables = open_tables(SCHEMA)
        self._next_number = FIRST_NUMBER

    def customer(self, email: str) -> Person | None:
        """The customer with this address, if the website knows her."""
        row = self._customer_row(email)
        return _person(row) if row else None

    def keep_customer(self, person: Person) -> None:
        """Remember or correct a customer; her password stays."""
        told = asdict(person)
        names = ", ".join(told)
        changes = ", ".join(f"{name} = excluded.{name}" for name in told)
        self._tables.execute(
            f"insert into customers ({names}) values ({_marks(told)})"  # noqa: S608 - our columns
            f" on conflict (email) do update set {changes}",
            tuple(told.values()),
        )

    def set_password(self, email: str, password: str) -> None:
        """Keep the hash of her password."""
        salt = token_bytes(16)
        self._tables.execute(
            "update customers set salt = ?, password = ? where email = ?",
            (salt, _hashed(password, salt), email),
        )

    def forget_password(self, email: str) -> None:
        """Let nobody sign in with this address any more."""
        self._tables.execute(
            "update customers set salt = null, password = null where email = ?", (email,)
        )

    def has_password(self, email: str) -> bool:
        """Whether she has chosen one; whom marketing imported has not."""
        row = self._customer_row(email)
        return row is not None and row["password"] is not None

    def is_password(self, email: str, password: str) -> bool:
        """Whether this is hers."""
        row = self._customer_row(email)
        if row is None or row["password"] is None:
            return False
        return compare_digest(row["password"], _hashed(password, row["salt"]))

    def wants_offers(self, email: str) -> bool:
        """Whether she has signed up for offers and not unsubscribed since."""
        row = self._preferences(email)
        return row is not None and bool(row["offers"])

    def note_offers(self, email: str, *, wanted: bool, since: datetime) -> None:
        """Note whether she wants offers; what is older than what is noted changes nothing."""
        self._tables.execute(
            "insert into preferences (email, offers, since) values (?, ?, ?)"
            " on conflict (email) do update set offers = excluded.offers, since = excluded.since"
            " where since <= excluded.since",
            (email, wanted, since.isoformat()),
        )

    def tier(self, email: str) -> str:
        """The program that her prices follow: "standard" or "preferred"."""
        row = self._preferences(email)
        return str(row["tier"]) if row else "standard"

    def set_tier(self, email: str, tier: str) -> None:
        """Note the program that her prices follow."""
        self._tables.execute(
            "insert into preferences (email, tier) values (?, ?)"
            " on conflict (email) do update set tier = excluded.tier",
            (email, tier),
        )

    def new_number(self) -> str:
        """The next order number."""
        number = f"A-{self._next_number}"
        self._next_number += 1
        return number

    def keep_order(self, order: Order) -> None:
        """Write one version of an order over the last."""
        told = {
            "number": order.number,
            "version": order.version,
            "state": order.state.value,
            "delivery_day": order.delivery_day.isoformat(),
            "placed_at": order.placed_at.isoformat(),
            "total": str(order.total),
            "reason": order.reason,
            "tracking": order.tracking,
            "signatory": order.signatory,
            **asdict(order.person),
        }
        self._tables.execute(
            f"insert or replace into orders ({', '.join(told)})"  # noqa: S608 - our columns
            f" values ({_marks(told)})",
            tuple(told.values()),
        )
        self._tables.execute("delete from lines where number = ?", (order.number,))
        self._tables.executemany(
            "insert into lines values (?, ?, ?, ?, ?)",
            [
                (order.number, position, i.sku, i.quantity, str(i.unit_price))
                for position, i in enumerate(order.items)
            ],
        )

    def drop_order(self, number: str) -> None:
        """Remove an order that was taken in part."""
        self._tables.execute("delete from orders where number = ?", (number,))
        self._tables.execute("delete from lines where number = ?", (number,))

    def order(self, number: str) -> Order | None:
        """The order with this number, as it stands."""
        row = self._tables.execute("select * from orders where number = ?", (number,)).fetchone()
        return self._order(row) if row else None

    def orders_of(self, email: str) -> list[Order]:
        """Everything ordered under this address, the newest first."""
        rows = self._tables.execute(
            "select * from orders where email = ? order by placed_at desc, number desc",
            (email,),
        )
        return [self._order(row) for row in rows]

    def _customer_row(self, email: str) -> sqlite3.Row | None:
        found = self._tables.execute("select * from customers where email = ?", (email,))
        row: sqlite3.Row | None = found.fetchone()
        return row

    def _preferences(self, email: str) -> sqlite3.Row | None:
        found = self._tables.execute("select * from preferences where email = ?", (email,))
        row: sqlite3.Row | None = found.fetchone()
        return row

    def _order(self, row: sqlite3.Row) -> Order:
        lines = self._tables.execute(
            "select * from lines where number = ? order by position",
            (row["number"],),
        )
        return Order(
            number=row["number"],
            version=row["version"],
            person=_person(row),
            items=tuple(_item(line) for line in lines),
            total=Decimal(row["total"]),
            state=State(row["state"]),
            delivery_day=date.fromisoformat(row["delivery_day"]),
            placed_at=datetime.fromisoformat(row["placed_at"]),
            reason=Reason(row["reason"]) if row["reason"] else None,
            tracking=row["tracking"],
            signatory=row["signatory"],
        )


def _person(row: sqlite3.Row) -> Person:
    return Person(**{name: row[name] for name in PERSON})


def _item(row: sqlite3.Row) -> Item:
    title = product(row["sku"]).title
    return Item(row["sku"], title, row["quantity"], Decimal(row["unit_price"]))


def _hashed(password: str, salt: bytes) -> bytes:
    return scrypt(password.encode(), salt=salt, n=2**10, r=8, p=1)


def _marks(told: dict[str, object]) -> str:
    return ", ".join("?" * len(told))
