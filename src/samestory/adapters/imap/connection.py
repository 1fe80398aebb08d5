"""Connections to a mail server that can be cut off at any moment."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from typing import TYPE_CHECKING, Any

from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types

from samestory.errors import CannotAsk
from samestory.network.socket_deadline import SocketDeadline
from samestory.network.tls import unverified_context, verified_context

if TYPE_CHECKING:
    from samestory.adapters.http.auth.tokens import TokenSource

TROUBLE = (imaplib.IMAP4.error, OSError, ValueError, AttributeError, TypeError, LookupError)
"""What a broken connection or a babbling server makes imaplib and imapclient raise."""


@dataclass(frozen=True, slots=True)
class Login:
    """Where a mailbox is and who reads it.

    `tls` is tls, starttls or none, `ca` a file of trusted certificates; where it is not
    `verified`, any certificate is believed. Where there are `tokens`, she logs in with one
    (XOAUTH2) instead of the password. `variables` are the environment variables that either comes
    from.
    """

    host: str
    port: int
    tls: str
    folder: str
    user: str
    password: str = field(repr=False)
    ca: str | None = None
    verified: bool = True
    tokens: TokenSource | None = field(default=None, repr=False)
    variables: tuple[str, ...] = ()

    @property
    def trust(self) -> ssl.SSLContext:
        """Whose certificates are believed."""
        return verified_context(self.ca) if self.verified else unverified_context()


Connect = Callable[[Login, float, SocketDeadline], IMAPClient]
"""Opens a connection that is not yet logged in; the number is the time limit of each read."""


def connect(login: Login, timeout: float, line: SocketDeadline) -> IMAPClient:
    """A real connection, which is on the line as soon as it has a socket.

    Raises `CannotAsk` where the server will not begin TLS: what follows is never plain text.
    """
    client = _Client(login, timeout, line)
    if login.tls == "starttls":
        try:
            _begin_tls(client, login, line)
        except BaseException:
            with suppress(*TROUBLE):
                client.shutdown()
            raise
    return client


def _begin_tls(client: IMAPClient, login: Login, line: SocketDeadline) -> None:
    if not client.has_capability("STARTTLS"):
        raise CannotAsk(f"it offers no STARTTLS{_UNSENT}")
    try:
        client.starttls(_Wrapping(login, line))
    except imaplib.IMAP4.abort:  # the connection broke, or was cut off
        raise
    except imaplib.IMAP4.error as error:
        raise CannotAsk(f"it refuses STARTTLS ({error}){_UNSENT}") from error


@dataclass(frozen=True, slots=True)
class _Wrapping:
    """What imaplib takes for an SSLContext: it wraps a socket, which stays on the line."""

    login: Login
    line: SocketDeadline

    def wrap_socket(self, plain: socket, *, server_hostname: str) -> ssl.SSLSocket:
        made = self.login.trust.wrap_socket(
            plain, server_hostname=server_hostname, do_handshake_on_connect=False
        )
        self.line.socket = made
        try:
            made.do_handshake()
        except BaseException:
            made.close()
            raise
        return made


_UNSENT = (
    ", so no password was sent; have TLS switched on there, or ask the port that is all TLS: "
    'tls = "tls"'
)


class _Client(IMAPClient):  # type: ignore[misc]  # it brings no types
    """imapclient, but for how its socket is made.

    By itself it would read a greeting that drips for ever before anybody could stop it.
    """

    def __init__(self, login: Login, timeout: float, line: SocketDeadline) -> None:
        self._wire = (login, timeout, line)
        super().__init__(login.host, login.port, ssl=login.tls == "tls", timeout=timeout)
        self.normalise_times = False  # times keep their zones

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the name is imapclient's
        return _Protocol(*self._wire)


class _Protocol(imaplib.IMAP4):
    """imaplib, but for answers that are OK and incomplete: they are no answer."""

    _exists = 0

    def select(self, mailbox: str = "INBOX", readonly: bool = False) -> Any:
        self._exists = 0
        return super().select(mailbox, readonly)

    def _untagged_response(self, kind: str, answer: Any, name: str) -> Any:
        """Give what was told of a command; a search that tells nothing did not find nothing."""
        lines: Any = self.untagged_responses.get(name)
        if name == "SEARCH" and kind == "OK":
            if lines is None:
                raise self.abort("it answers a search with OK and no result")
            self.untagged_responses[name] = [b" ".join(each for each in lines if each)]
        return super()._untagged_response(kind, answer, name)  # type: ignore[misc]  # it is there

    def _append_untagged(self, kind: str, said: bytes) -> None:
        """Note what the server says by itself: mails go one by one, or are lost (RFC 3501, 7)."""
        number = said.split(maxsplit=1)[0] if isinstance(said, bytes) and said.split() else b""
        if kind == "EXPUNGE":
            self._exists -= 1
        elif kind == "EXISTS" and number.isdigit():
            if int(number) < self._exists:
                raise self.abort("its mails became fewer, and none of them was removed")
            self._exists = int(number)
        super()._append_untagged(kind, said)  # type: ignore[misc]  # it is there as well

    def __init__(self, login: Login, timeout: float, line: SocketDeadline) -> None:
        self._login, self._line = login, line
        super().__init__(login.host, login.port, timeout)

    def _create_socket(self, timeout: float | None = None) -> socket:
        """A connected socket; imapclient overrides this method of imaplib in the same way.

        imapclient sends the end of a line by itself, which the kernel would hold back for 40 ms.
        """
        made = create_connection((self.host, self.port), timeout)
        self._line.socket = made
        try:
            made.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            if self._login.tls != "tls":
                return made
            return _Wrapping(self._login, self._line).wrap_socket(made, server_hostname=self.host)
        except BaseException:
            made.close()
            raise
