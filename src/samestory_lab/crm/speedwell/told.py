"""What the integration tells the CRM, read strictly: an order or a contact, or Malformed.

Pure, and without Creme: this is the form of the hook, and the rest of the app makes entities of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

PLACED, CANCELLED = "placed", "cancelled"


class Malformed(ValueError):
    """What was sent is no order and no contact; the message names the part that is wrong."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who buys, or may; `name` is empty if nobody has asked for it."""

    email: str
    name: str

    @property
    def names(self) -> tuple[str, str]:
        """First and last name: Creme wants a last one at least, be it out of the address."""
        first, _, last = " ".join(self.name.split()).rpartition(" ")
        return first, last or self.email.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one article, at a price for each."""

    sku: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order goes; `country` is the ISO code of two letters."""

    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it is now; every change of it has a higher `revision`, beginning with 0."""

    number: str
    revision: int
    status: str
    person: Person
    currency: str
    address: Place
    lines: tuple[Line, ...]


def order_of(number: str, body: bytes) -> Order:
    """The order `number` out of the JSON that came with it (Malformed)."""
    told = _object(body)
    if told.get("number", number) != number:
        raise Malformed(f"the order is {told['number']!r} and was sent to {number!r}")
    status = _text(told, "status")
    if status not in (PLACED, CANCELLED):
        raise Malformed(f"status is {status!r}, and must be {PLACED!r} or {CANCELLED!r}")
    return Order(
        number=number,
        revision=_revision(told),
        status=status,
        person=_person(told),
        currency=_text(told, "currency"),
        address=_place(_part(told, "address", dict)),
        lines=tuple(_line(each) for each in _part(told, "items", list)),
    )


def person_of(body: bytes) -> Person:
    """The contact out of the JSON that came (Malformed)."""
    return _person(_object(body))


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError as error:
        raise Malformed(f"this is not JSON: {error}") from error
    if not isinstance(told, dict):
        raise Malformed("this is not a JSON object")
    return told


def _person(told: dict[str, Any]) -> Person:
    email = _text(told, "email").strip()
    if "@" not in email:
        raise Malformed(f"email is {email!r}, which is no address")
    return Person(email=email, name=_text(told, "name").strip())


def _place(told: dict[str, Any]) -> Place:
    return Place(*(_text(told, part) for part in ("street", "postcode", "city", "country")))


def _line(told: Any) -> Line:
    if not isinstance(told, dict):
        raise Malformed("an item is not a JSON object")
    return Line(_text(told, "sku"), _number(told, "quantity"), _number(told, "unit_price"))


def _revision(told: dict[str, Any]) -> int:
    revision = told.get("revision")
    if isinstance(revision, bool) or not isinstance(revision, int):
        raise Malformed("revision is missing, or no whole number")
    return revision


def _part(told: dict[str, Any], name: str, kind: type) -> Any:
    part = told.get(name)
    if not isinstance(part, kind):
        raise Malformed(f"{name} is missing, or of another kind")
    return part


def _text(told: dict[str, Any], name: str) -> str:
    text: str = _part(told, name, str)
    return text


def _number(told: dict[str, Any], name: str) -> Decimal:
    try:
        number = Decimal(str(told.get(name)))
    except InvalidOperation:
        raise Malformed(f"{name} is missing, or no number") from None
    if not number.is_finite():
        raise Malformed(f"{name} is no number")
    return number
