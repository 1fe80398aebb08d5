"""Reading what a visitor has filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from samestory_demo.messages import Person, canonical_address
from samestory_demo.products import CATALOGUE

MOST = 99


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a form; `hint` is what browsers fill in by themselves."""

    name: str
    label: str
    kind: str
    hint: str
    required: bool = True


ADDRESS_ENTRIES = (
    Entry("first_name", "First name", "text", "given-name"),
    Entry("last_name", "Last name", "text", "family-name"),
    Entry("email", "Email address", "email", "email"),
    Entry("street", "Street and number", "text", "street-address"),
    Entry("postcode", "Postcode", "text", "postal-code"),
    Entry("city", "City", "text", "address-level2"),
    Entry("country", "Country", "text", "country-name"),
    Entry("phone", "Phone", "tel", "tel", required=False),
)


async def filled_in(request: Request) -> dict[str, str]:
    """The entries of a form by name, without spaces around them."""
    form = await request.form()
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


async def document_in(request: Request) -> dict[str, Any]:
    """The JSON object that a program has sent; empty if it sent anything else."""
    try:
        told = await request.json()
    except json.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def person_in(form: Mapping[str, str]) -> Person:
    """Whom the entries of ADDRESS_ENTRIES describe."""
    told = {each.name: " ".join(form.get(each.name, "").split()) for each in ADDRESS_ENTRIES}
    return Person(**{**told, "email": canonical_address(told["email"])})


def missing_in(form: Mapping[str, str]) -> list[str]:
    """The labels of the entries that must be filled in and are not."""
    return [e.label for e in ADDRESS_ENTRIES if e.required and not form.get(e.name)]


def quantity_in(form: Mapping[str, str], name: str) -> int:
    """A number of pieces, from 0 to 99; what is no number is 0."""
    text = form.get(name, "")
    return min(int(text), MOST) if text.isascii() and text.isdigit() else 0


def quantities_in(form: Mapping[str, str]) -> dict[str, int]:
    """How many of each article are wanted, by sku."""
    return {each.sku: quantity_in(form, f"quantity-{each.sku}") for each in CATALOGUE}
