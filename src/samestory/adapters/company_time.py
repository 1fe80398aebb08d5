"""The time of a company whose clock is moved: read where its landscape says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samestory.errors import CannotAsk
from samestory.network.guard import is_this_machine
from samestory.network.tls import trusting

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.polling.terms import Clock

TIMEOUT = 5.0
"""Seconds in which the company has to say what time it is."""


@dataclass(frozen=True, slots=True)
class CompanyTime:
    """The company's own clock; `clock` is that of this machine, which it keeps without another."""

    landscape: Landscape
    clock: Clock

    def now(self) -> datetime:
        """Return the company's time. Raise `CannotAsk` if it does not say it."""
        return self.clock.now() + self.ahead()

    def ahead(self) -> timedelta:
        """Return how far the company's clock is ahead of this machine's. Raise as `now` does."""
        if not self.landscape.clock:
            return timedelta()
        return _time_at(self.landscape) - self.clock.now()


def _time_at(landscape: Landscape) -> datetime:
    import httpx  # noqa: PLC0415 - only for a company with a clock of its own

    url = landscape.clock
    landscape.guard.check_url(url)
    host = urlsplit(url).hostname or ""
    try:
        reply = httpx.get(
            url,
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=not is_this_machine(host),
            verify=trusting(None, verified=landscape.guard.verifies(host)),
        ).raise_for_status()
        told = datetime.fromisoformat(reply.json()["now"])
    except httpx.HTTPError as error:
        raise CannotAsk(_unread(landscape, f"{url} does not answer ({error})")) from error
    except (ValueError, KeyError, TypeError) as error:
        raise CannotAsk(_unread(landscape, f"{url} does not say it as `now`")) from error
    if told.tzinfo is None:
        raise CannotAsk(_unread(landscape, f"{url} says {told.isoformat()}, without a zone"))
    return told


def _unread(landscape: Landscape, why: str) -> str:
    return (
        f"It is not known what time it is at {landscape.name}: {why}.\n"
        f"  Start it, or correct `clock` in [company] of {landscape.path}."
    )
