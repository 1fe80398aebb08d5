"""How patient to be with a system, and how hard it may be pressed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from samestory.config.config_errors import Place
from samestory.config.value_types import CurrencyCode, Duration, LocaleName, Rate
from samestory.config.words import Surroundings, Words, word


class Waiting(Words):
    """The words of `[defaults]` that each system may change; `rate` is requests per second."""

    patience: Duration = word(
        "How long a system may take to follow.", "10 s", default=timedelta(seconds=5)
    )
    settle: Duration = word(
        "How long the systems are watched after they agree.", "500 ms", default=timedelta(seconds=1)
    )
    read_lag: Duration = word(
        "How long its answers may lag behind; its patience begins then.",
        "2 min",
        default=timedelta(),
    )
    timeout: Duration = word(
        "How long one request may take in all.", "3 s", default=timedelta(seconds=3)
    )
    rate: Rate = word("The maximum request rate.", "20/s", default=20.0)

    def check(self, around: Surroundings) -> None:
        """Note a timeout of 0."""
        if not self.timeout:
            around.mistake(
                "'timeout' is 0, so nothing could ever answer.", 'Write timeout = "3 s".'
            )

    @classmethod
    def over(
        cls, usual: Waiting, table: Mapping[str, Any], place: Place, around: Surroundings
    ) -> Self:
        """Return what a table says in these words; if it is silent, what is usual."""
        own = cls.read_own(table, place, around)
        return own.model_copy(
            update={
                name: getattr(usual, name)
                for name in set(type(usual).model_fields) & set(cls.model_fields)
                if name not in own.model_fields_set
            }
        )


class Defaults(Waiting):
    """The table `[defaults]`: what holds for all systems."""

    currency: CurrencyCode | None = word(
        "The currency of amounts without one (ISO 4217).", "EUR", default=None
    )
    locale: LocaleName = word("How numbers and months are written.", "de_DE", default="en_US")
    none: frozenset[str] | None = word("More spellings of 'no value'.", ["n/a", "-"], default=None)
