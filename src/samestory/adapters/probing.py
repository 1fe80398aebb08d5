"""What a system tells of itself, besides its records: its address and its clock."""

from __future__ import annotations

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
from samestory.network.tls import unverified_context, verified_context, why_untrusted

WEB_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a system is asked. `tls` is tls, starttls (a mailbox) or none; `ca` as in a landscape.

    Where `verified` is False, whatever certificate it shows is believed.
    """

    host: str
    port: int
    tls: str = "none"
    ca: str | None = None
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Probe:
    """What a system told of itself; each is None where it does not tell.

    `skew` is how far its clock is ahead of ours; negative where it is behind.
    """

    endpoint: Endpoint | None = None
    skew: timedelta | None = None


@runtime_checkable
class Probes(Protocol):
    """A system that can tell of itself. It needs no record for that, and no customer."""

    def probe(self) -> Probe:
        """Ask the system about itself; raises `CannotAsk`."""
        ...


@dataclass(frozen=True, slots=True)
class Certificate:
    """What TLS was begun with: its version, and when the certificate expires (UTC).

    `expires` is None where the certificate was believed without a look.
    """

    version: str
    expires: datetime | None


def endpoint_of_url(settings: Mapping[str, Any], *, verified: bool = True) -> Endpoint | None:
    """The endpoint that `base_url` in a system's settings leads to."""
    parts = urlsplit(settings.get("base_url") or "")
    if parts.hostname is None or parts.scheme not in WEB_PORTS:
        return None
    tls = "tls" if parts.scheme == "https" else "none"
    port = parts.port or WEB_PORTS[parts.scheme]
    return Endpoint(parts.hostname, port, tls, settings.get("ca"), verified)


def skew_by_header(date: str, asked: datetime, heard: datetime) -> timedelta | None:
    """How far the clock behind an HTTP `Date` is ahead of ours at the least; None if unreadable.

    `asked` and `heard` are ours (UTC). The header tells whole seconds (RFC 9110, 5.6.7), so a
    skew within one is none.
    """
    try:
        told = parsedate_to_datetime(date)
    except ValueError:
        return None
    told = told.replace(tzinfo=told.tzinfo or UTC)
    return skew_between(told, asked, heard, precision=timedelta(seconds=1))


def skew_between(
    told: datetime, asked: datetime, heard: datetime, *, precision: timedelta = timedelta()
) -> timedelta:
    """How far a clock that told this is ahead of ours at the least, given when we asked and heard.

    Its time was cut off to the `precision`. All are aware.
    """
    latest = told + precision
    return min(latest - asked, timedelta()) + max(told - heard, timedelta())


def certificate(endpoint: Endpoint, seconds: float) -> Certificate:
    """Begin TLS at an endpoint and leave; raises `CannotAsk` with what is wrong with it."""
    trusted = verified_context(endpoint.ca) if endpoint.verified else unverified_context()
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
