"""A person of the shop as a contact of Creme: one for each address, in any spelling of case."""

# mypy: disable-error-code="import-not-found"
# Django and Creme live in the CRM's own environment, where mypy does not run.

import json
from functools import cache
from pathlib import Path
from typing import Any

from creme.persons import get_address_model, get_contact_model
from django.conf import settings

from .refusals import Unknown
from .told import Person, Place

Contact = get_contact_model()
Address = get_address_model()


def put(person: Person, user: Any, *, always_new: bool = False) -> Any:
    """The contact of this address under this name, if one was told; made if there is none.

    Where there are several, the oldest is taken. `always_new` makes one more in any case, which
    nobody who knows this CRM would ask for.
    """
    contact = None if always_new else known(person.email)
    first, last = person.names
    if contact is None:
        return Contact.objects.create(
            user=user, first_name=first, last_name=last, email=person.email
        )
    if person.name and (contact.first_name, contact.last_name) != (first, last):
        contact.first_name, contact.last_name = first, last
        contact.save()
    return contact


def known(email: str) -> Any:
    """The oldest contact of this address that is not in the bin, or None."""
    found = Contact.objects.filter(email__iexact=email, is_deleted=False)
    return found.order_by("id").first()


def ship_to(owner: Any, place: Place) -> None:
    """Write the shipping address of a contact or of an order (Unknown)."""
    countries = _countries()
    if place.country not in countries:
        raise Unknown(f"the CRM has no country {place.country!r}")
    address = owner.shipping_address or Address(name="Shipping address", owner=owner)
    address.address, address.zipcode = place.street, place.postcode
    address.city, address.country = place.city, countries[place.country]
    address.save()
    if owner.shipping_address_id != address.id:
        owner.shipping_address = address
        owner.save()


@cache
def _countries() -> dict[str, str]:
    """Names of countries by their codes, for Creme has neither: it keeps what somebody types."""
    names: dict[str, str] = json.loads(Path(settings.SPEEDWELL_COUNTRIES).read_text())
    return names
