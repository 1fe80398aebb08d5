"""How a system writes what it says."""

from dataclasses import dataclass
from datetime import UTC, tzinfo


@dataclass(frozen=True, slots=True)
class Notation:
    """How a system writes: the locale of its numbers and months, its currency, its time zone.

    `none` are the spellings of "no value" that the landscape adds to the usual ones (None: it adds
    none); if it is empty, only null and an empty text say nothing.
    """

    locale: str = "en_US"
    currency: str | None = None
    zone: tzinfo = UTC
    none: frozenset[str] | None = None
