"""What a system says about itself, besides its records: its address and its clock."""

import imaplib
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

from samestory.errors import CannotAsk
from samestory.network.guard import Guard
from samestory.network.tls import trusting, why_untrusted

WEB_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a system is asked. `tls` is tls, starttls (a mailbox) or none; `ca` as in a landscape.

    If `verified` is False, any certificate is trusted.
    """

    host: str
    port: int
    tls: str = "none"
    ca: str | None = None
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Probe:
    """What a system said about itself; None for what it did not say.

    `skew` is how far its clock is ahead of ours; negative if it is behind.
    """

    endpoint: Endpoint | None = None
    skew: timedelta | None = None


@runtime_checkable
class Probes(Protocol):
    """A system that can be asked about itself, without a record or a customer."""

    def probe(self) -> Probe:
        """Ask the system about itself; raise `CannotAsk`."""
        ...


@dataclass(frozen=True, slots=True)
class Certificate:
    """The version of TLS, and when the certificate expires (UTC; None if it is not checked)."""

    version: str
    expires: datetime | None


def endpoint_of_url(settings: Mapping[str, Any], guard: Guard | None = None) -> Endpoint | None:
    """Return the endpoint of a system's `base_url`; the guard says if it is verified."""
    parts = urlsplit(settings.get("base_url") or "")
    if parts.hostname is None or parts.scheme not in WEB_PORTS:
        return None
    tls = "tls" if parts.scheme == "https" else "none"
    port = parts.port or WEB_PORTS[parts.scheme]
    verified = guard is None or guard.verifies(parts.hostname)
    return Endpoint(parts.hostname, port, tls, settings.get("ca"), verified)


def skew_by_header(date: str, asked: datetime, heard: datetime) -> timedelta | None:
    """Return how far the clock behind an HTTP `Date` is at least ahead of ours; None if unreadable.

    `asked` and `heard` are ours (UTC). The header has whole seconds (RFC 9110, 5.6.7), so a skew
    within one is none.
    """
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return None
    theirs = theirs.replace(tzinfo=theirs.tzinfo or UTC)
    return skew_between(theirs, asked, heard, precision=timedelta(seconds=1))


def skew_between(
    theirs: datetime, asked: datetime, heard: datetime, *, precision: timedelta = timedelta()
) -> timedelta:
    """Return how far a clock is at least ahead of ours, from when we asked and heard its time.

    Its time was cut off to the `precision`. All times have a zone.
    """
    latest = theirs + precision
    return min(latest - asked, timedelta()) + max(theirs - heard, timedelta())


def certificate(endpoint: Endpoint, seconds: float) -> Certificate:
    """Begin TLS at an endpoint and leave; raise `CannotAsk` with what is wrong with it."""
    trusted = trusting(endpoint.ca, verified=endpoint.verified)
    try:
        if endpoint.tls == "starttls":
            return _by_starttls(endpoint, trusted, seconds)
        address = (endpoint.host, endpoint.port)
        with (
            closing(socket.create_connection(address, seconds)) as plain,
            trusted.wrap_socket(plain, server_hostname=endpoint.host) as encrypted,
        ):
            return _seen(encrypted)
    except (OSError, imaplib.IMAP4.error) as error:
        why = why_untrusted(error, endpoint.host) or f"TLS could not be begun there ({error})"
        raise CannotAsk(why) from error


def _by_starttls(endpoint: Endpoint, trusted: ssl.SSLContext, seconds: float) -> Certificate:
    with imaplib.IMAP4(endpoint.host, endpoint.port, seconds) as client:
        client.starttls(trusted)
        assert isinstance(client.sock, ssl.SSLSocket), "STARTTLS has succeeded"
        return _seen(client.sock)


def _seen(encrypted: ssl.SSLSocket) -> Certificate:
    shown = encrypted.getpeercert() or {}
    until = shown.get("notAfter")
    expires = None
    if isinstance(until, str):
        expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC)
    return Certificate(encrypted.version() or "TLS", expires)
