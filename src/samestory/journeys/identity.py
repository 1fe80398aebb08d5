"""Made-up people, repeatable by the seed of a run."""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from samestory.journeys import countries


@dataclass(frozen=True, slots=True)
class Identity:
    """What a shop may ask of a person; invented.

    `country` is the English name of her country, `country_code` that of ISO 3166.
    """

    first_name: str
    last_name: str
    email: str
    password: str
    street: str
    postcode: str
    city: str
    country: str
    phone: str
    country_code: str = countries.GERMANY

    @property
    def name(self) -> str:
        """First and last name, as she would sign."""
        return f"{self.first_name} {self.last_name}"

    @property
    def address(self) -> str:
        """Where she lives: street, postcode, city and country, joined by commas."""
        return f"{self.street}, {self.postcode}, {self.city}, {self.country}"


def invent_identity(  # noqa: PLR0913 - all but the first two are by keyword
    seed: int,
    scenario: str,
    *,
    mail_domain: str,
    first_name: str = "Ada",
    country: str = countries.GERMANY,
    locale: str | None = None,
) -> Identity:
    """Return the person who lives through `scenario` in the run that `seed` names.

    The same seed and scenario give the same person, with a mail address that no other scenario,
    worker or run shares. `country` is one of `countries.locales()`, `locale` one of its own.
    """
    token = sha256(f"{seed}/{scenario}".encode()).hexdigest()
    invent = countries.inventor(locale or countries.locales()[country][0])
    invent.seed_instance(int(token, 16))
    last_name = invent.last_name()
    return Identity(
        first_name=first_name,
        last_name=last_name,
        email=f"{_mailbox(first_name, last_name, token[:10])}@{mail_domain}",
        password=password_of(seed),
        street=countries.street(invent),
        postcode=countries.postcode(invent, country),
        city=countries.city(invent),
        country=countries.country_name(country),
        phone=countries.phone(invent, country),
        country_code=country,
    )


def password_of(seed: int) -> str:
    """Return the password of all people in a run: one secret to hide in all that is kept."""
    return "Pw-" + sha256(f"password/{seed}".encode()).hexdigest()[:16]


def _mailbox(first_name: str, last_name: str, token: str) -> str:
    return ".".join(filter(None, (_letters(first_name), _letters(last_name), token)))


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower())
