"""Libraries that only some landscapes need: each comes with an extra of samestory."""

from collections.abc import Mapping
from importlib.util import find_spec
from types import MappingProxyType

from samestory.errors import CannotAsk, WrongCall

EXTRAS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "hypothesis": ("explore", "draws journeys"),
        "icalendar": ("calendar", "reads calendars in mails"),
        "imapclient": ("imap", "reads mailboxes"),
        "opentelemetry": ("otel", "sends telemetry"),
        "psycopg": ("postgresql", "speaks to PostgreSQL"),
        "socksio": ("socks", "speaks to SOCKS proxies"),
        "sqlalchemy": ("sql", "asks databases"),
        "xdist": ("parallel", "runs scenarios in parallel"),
        "yaml": ("openapi", "reads OpenAPI files in YAML"),
    }
)
"""By the library: the extra that installs it, and what it does."""


def missing(library: str) -> tuple[str, str] | None:
    """Return the fact and the fix if a library of `EXTRAS` is not installed, else None."""
    if find_spec(library) is not None:
        return None
    extra, does = EXTRAS[library]
    return (
        f"the library that {does} is not installed.",
        f'Install it: pip install "samestory[{extra}]"',
    )


def require(library: str) -> None:
    """Raise `CannotAsk` with the fix if a library of `EXTRAS` is not installed."""
    found = missing(library)
    if found is not None:
        fact, fix = found
        raise CannotAsk(f"{fact.rstrip('.')}; {fix[0].lower()}{fix[1:]}")


def require_for_call(library: str) -> None:
    """Raise `WrongCall` with the fix if a command needs a library of `EXTRAS` that is missing."""
    if found := missing(library):
        fact, fix = found
        raise WrongCall(f"{fact[:1].upper()}{fact[1:]}\n  {fix}")
