"""Connections to a mail server that can be cut off at any moment."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socket import IPPROTO_TCP, SHUT_RDWR, TCP_NODELAY, create_connection, socket
from threading import Event, Timer

from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types

from samestory.errors import CannotAsk
from samestory.systems.tls import believing, trusting

TROUBLE = (imaplib.IMAP4.error, OSError, ValueError, AttributeError, TypeError, LookupError)
"""What a broken connection or a babbling server makes imaplib and imapclient raise."""


@dataclass(frozen=True, slots=True)
class Login:
    """Where a mailbox is and who reads it.

    `tls` is tls, starttls or none, `ca` a file of trusted certificates; where it is not
    `verified`, any certificate is believed. `variables` are the environment variables that the
    password comes from.
    """

    host: str
    port: int
    tls: str
    folder: str
    user: str
    password: str = field(repr=False)
    ca: str | None = None
    verified: bool = True
    variables: tuple[str, ...] = ()

    @property
    def trust(self) -> ssl.SSLContext:
        """Whose certificates are believed."""
        return trusting(self.ca) if self.verified else believing()


@dataclass(slots=True)
class Line:
    """The socket of a connection from its first moment on, so that it can be cut off."""

    socket: socket | None = None

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Cut the line when the block takes too long; then it ends with a `TimeoutError`.

        The time limit of a socket is one for each read, so a server that drips could go on for
        ever.
        """
        over = Event()
        timer = Timer(max(0.0, seconds), self._cut, [over])
        timer.daemon = True
        timer.start()
        try:
            yield
        except TROUBLE as error:
            if over.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
        if over.is_set():
            raise TimeoutError

    def _cut(self, over: Event) -> None:
        over.set()
        if self.socket is not None:
            with suppress(OSError, ValueError, AttributeError):
                self.socket.shutdown(SHUT_RDWR)


Connect = Callable[[Login, float, Line], IMAPClient]
"""Opens a connection that is not yet logged in; the number is the time limit of each read."""


def connect(login: Login, timeout: float, line: Line) -> IMAPClient:
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


def _begin_tls(client: IMAPClient, login: Login, line: Line) -> None:
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
    line: Line

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

    def __init__(self, login: Login, timeout: float, line: Line) -> None:
        self._wire = (login, timeout, line)
        super().__init__(login.host, login.port, ssl=login.tls == "tls", timeout=timeout)

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the name is imapclient's
        return _Protocol(*self._wire)


class _Protocol(imaplib.IMAP4):
    def __init__(self, login: Login, timeout: float, line: Line) -> None:
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
