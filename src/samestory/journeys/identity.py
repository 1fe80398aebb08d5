"""A made-up person, one for each scenario: repeatable by its seed, and known to nobody else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faker import Faker


@dataclass(frozen=True, slots=True)
class Identity:
    """What a shop may ask of a person; invented, so that none of it belongs to anybody."""

    first_name: str
    last_name: str
    email: str
    password: str
    street: str
    postcode: str
    city: str
    country: str
    phone: str

    @property
    def name(self) -> str:
        """First and last name, as she would sign."""
        return f"{self.first_name} {self.last_name}"

    @property
    def address(self) -> str:
        """Where she lives: street, postcode, city and country, joined by commas."""
        return f"{self.street}, {self.postcode}, {self.city}, {self.country}"


def invent_identity(
    seed: int, scenario: str, *, mail_domain: str, first_name: str = "Ada", country: str = "Germany"
) -> Identity:
    """The person who lives through `scenario` in the run that `seed` names.

    The same seed and scenario give the same person again. Her mail address carries a token made
    of both, so that neither another scenario, nor another worker, nor another run shares it.
    """
    token = sha256(f"{seed}/{scenario}".encode()).hexdigest()
    invent = _german()
    invent.seed_instance(int(token, 16))
    last_name = invent.last_name()
    return Identity(
        first_name=first_name,
        last_name=last_name,
        email=f"{_letters(first_name)}.{_letters(last_name)}.{token[:10]}@{mail_domain}",
        password=password_of(seed),
        street=invent.street_address(),
        postcode=invent.postcode(),
        city=invent.city_name(),
        country=country,
        phone=invent.numerify("+49 30 ########"),
    )


def password_of(seed: int) -> str:
    """The password of everybody in a run: one secret to be struck out of all that is kept."""
    return "Pw-" + sha256(f"password/{seed}".encode()).hexdigest()[:16]


@cache
def _german() -> Faker:
    # Imported here because it costs a quarter of a second, and German because umlauts in names
    # and streets are what systems lose first.
    from faker import Faker  # noqa: PLC0415

    return Faker("de_DE")


def _letters(name: str) -> str:
    """The letters a to z of a name, for the local part of a mail address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower())
