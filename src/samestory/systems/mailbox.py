"""One connection to one mailbox: searched, listened to, and opened anew when it has dropped."""

from __future__ import annotations

import imaplib
import selectors
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from socket import IPPROTO_TCP, SHUT_RDWR, TCP_NODELAY, create_connection, socket
from threading import Event, Timer

from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types
from imapclient.exceptions import IMAPClientError, LoginError  # type: ignore[import-untyped]  # it brings no types

from samestory.errors import CannotAsk

TROUBLE = (IMAPClientError, OSError, ValueError, AttributeError, TypeError, LookupError)
"""What a broken connection or a babbling server makes imaplib and imapclient raise."""

Criteria = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Login:
    """Where a mailbox is and who reads it.

    `tls` is tls, starttls or none, `ca` a file of trusted certificates. `variables` are the
    environment variables that the password comes from.
    """

    host: str
    port: int
    tls: str
    folder: str
    user: str
    password: str = field(repr=False)
    ca: str | None = None
    variables: tuple[str, ...] = ()


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
    """A real connection, which is on the line as soon as it has a socket."""
    client = _Client(login, timeout, line)
    if login.tls == "starttls":
        client.starttls(trusting(login.ca))
        line.socket = client.socket()
    return client


@cache
def trusting(ca: str | None) -> ssl.SSLContext:
    """What trusts the certificates of a file, or those of the system; slow to make, so kept."""
    return ssl.create_default_context(cafile=ca)


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
        made.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        return self._encrypted(made) if self._login.tls == "tls" else made

    def _encrypted(self, plain: socket) -> ssl.SSLSocket:
        made = trusting(self._login.ca).wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self._line.socket = made
        try:
            made.do_handshake()
        except BaseException:
            made.close()
            raise
        return made


class Mailbox:
    """A mailbox, kept open between looks; every message is fetched once only."""

    def __init__(self, login: Login, connect: Connect = connect) -> None:
        self._login = login
        self._connect = connect
        self._client: IMAPClient | None = None
        self._line = Line()
        self._epoch: object = None
        self._fetched: dict[int, bytes] = {}

    def search(self, criteria: Criteria, timeout: float) -> dict[int, bytes]:
        """The raw messages that meet the criteria, by UID, oldest first.

        Takes at most `timeout` seconds in all; a connection that has dropped meanwhile is opened
        once more. Raises `CannotAsk`.
        """
        deadline = time.monotonic() + timeout
        while True:
            kept = self._client is not None
            try:
                return self._search(criteria, deadline)
            except TROUBLE as error:
                self.drop()
                if not kept or time.monotonic() >= deadline:
                    raise CannotAsk(_why(error, deadline, timeout)) from error

    def listen(self, seconds: float, timeout: float) -> bool:
        """Wait for news (IDLE, RFC 2177) for so long at most; False where that cannot be done.

        imapclient's own `idle_check` loses half-sent lines, so the socket is watched instead and
        the news is read with the end of IDLE.
        """
        client = self._client
        if client is None:
            return False
        try:
            with self._line.limited(seconds + timeout):
                if not client.has_capability("IDLE"):
                    return False
                client.idle()
                _await_bytes(client.socket(), seconds)
                client.idle_done()
        except TROUBLE:
            self.drop()
            return False
        return True

    def close(self) -> None:
        """Say goodbye to the server, briefly."""
        client = self._client
        if client is not None:
            with suppress(*TROUBLE), self._line.limited(0.2):
                client.logout()
        self.drop()

    def drop(self) -> None:
        """Let go of the connection without a word."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*TROUBLE):
                client.shutdown()

    def _search(self, criteria: Criteria, deadline: float) -> dict[int, bytes]:
        with self._line.limited(deadline - time.monotonic()):
            client = self._client or self._opened(max(0.001, deadline - time.monotonic()))
            client.noop()  # a server may keep new messages back until it is spoken to
            found = sorted(client.search(criteria, charset="UTF-8"))
            missing = [uid for uid in found if uid not in self._fetched]
            if missing:
                self._fetch(client, missing)
        return {uid: self._fetched[uid] for uid in found if uid in self._fetched}

    def _fetch(self, client: IMAPClient, uids: Sequence[int]) -> None:
        for uid, parts in client.fetch(uids, ["BODY.PEEK[]"]).items():
            content = parts.get(b"BODY[]")
            if content is not None:  # else it has been deleted in between
                self._fetched[uid] = content

    def _opened(self, timeout: float) -> IMAPClient:
        client = self._client = self._connect(self._login, timeout, self._line)
        self._log_in(client)
        epoch = client.select_folder(self._login.folder, readonly=True).get(b"UIDVALIDITY")
        if epoch != self._epoch:  # RFC 3501: the UIDs of another epoch mean other messages
            self._fetched.clear()
            self._epoch = epoch
        return client

    def _log_in(self, client: IMAPClient) -> None:
        try:
            client.login(self._login.user, self._login.password)
        except LoginError as error:
            self.drop()
            names = " and ".join(self._login.variables) or "its user"
            raise CannotAsk(
                f"it refuses to let {self._login.user} in with {names} ({error})"
            ) from error


def _why(error: Exception, deadline: float, timeout: float) -> str:
    if time.monotonic() >= deadline or isinstance(error, TimeoutError):
        return f"it did not answer within {timeout:g} s"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers there (connection refused)"
    return f"the mailbox could not be read ({type(error).__name__}: {error})"


def _await_bytes(sock: socket, seconds: float) -> None:
    """Wait until the server says something; what TLS has decrypted already counts as well."""
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        selector.select(seconds)
