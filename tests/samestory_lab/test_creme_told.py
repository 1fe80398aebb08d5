"""What the CRM's hook takes for an order or a contact."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from samestory_lab.crm.speedwell.told import Line, Malformed, Person, Place, order_of, person_of

TOLD: dict[str, Any] = {
    "number": "100001",
    "revision": 1,
    "status": "placed",
    "email": "ada@customers.example",
    "name": "Ada King Lovelace",
    "currency": "EUR",
    "total": "158.80",
    "address": {"street": "Hafenweg 3", "postcode": "20457", "city": "Hamburg", "country": "DE"},
    "items": [
        {"sku": "BB-EN", "quantity": 1, "unit_price": "89.90"},
        {"sku": "CH-11", "quantity": 2, "unit_price": "34.45"},
    ],
}


def sent(**changed: object) -> bytes:
    return json.dumps(TOLD | changed).encode()


def test_an_order_is_read_whole():
    """Number, revision, status, person, address, and each line with its exact price."""
    order = order_of("100001", sent())

    assert ("100001", 1, "placed", "EUR") == (
        order.number,
        order.revision,
        order.status,
        order.currency,
    )
    assert Person("ada@customers.example", "Ada King Lovelace") == order.person
    assert Place("Hafenweg 3", "20457", "Hamburg", "DE") == order.address
    assert (
        Line("BB-EN", Decimal(1), Decimal("89.90")),
        Line("CH-11", Decimal(2), Decimal("34.45")),
    ) == order.lines


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"{", "this is not JSON: "),
        (b"[]", "this is not a JSON object"),
        (sent(number="100002"), "the order is '100002' and was sent to '100001'"),
        (sent(status="shipped"), "status is 'shipped', and must be 'placed' or 'cancelled'"),
        (sent(revision="1"), "revision is missing, or no whole number"),
        (sent(revision=True), "revision is missing, or no whole number"),
        (sent(email="ada"), "email is 'ada', which is no address"),
        (sent(address=None), "address is missing, or of another kind"),
        (sent(items=["BB-EN"]), "an item is not a JSON object"),
        (sent(items=[{"sku": "BB-EN", "unit_price": "1"}]), "quantity is missing, or no number"),
        (sent(items=[{"sku": "A", "quantity": 1, "unit_price": "NaN"}]), "unit_price is no number"),
    ],
)
def test_what_is_no_order_is_refused_in_words(body: bytes, complaint: str):
    """Nothing is guessed, and nothing of it is booked."""
    with pytest.raises(Malformed) as refused:
        order_of("100001", body)

    assert str(refused.value).startswith(complaint)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Ada Lovelace", ("Ada", "Lovelace")),
        ("  Ada  King   Lovelace ", ("Ada King", "Lovelace")),
        ("Ada", ("", "Ada")),
        ("", ("", "ada")),
    ],
)
def test_a_name_is_parted_as_the_crm_keeps_it(name: str, names: tuple[str, str]):
    """The last word is the last name; without any name, the address has to do."""
    person = person_of(json.dumps({"email": " ada@customers.example", "name": name}).encode())

    assert "ada@customers.example" == person.email
    assert names == person.names
