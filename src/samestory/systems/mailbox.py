"""One connection to one mailbox: searched, listened to, and opened anew when it has dropped."""

from __future__ import annotations

import selectors
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socket import IPPROTO_TCP, SHUT_RDWR, TCP_NODELAY, socket
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


Connect = Callable[[Login, float], IMAPClient]
"""Opens a connection that is not yet logged in; the number is its time limit in seconds."""


def connect(login: Login, timeout: float) -> IMAPClient:
    """A real connection; every read and write of it is limited to `timeout`.

    imapclient sends the end of a line by itself, which the kernel would hold back for 40 ms.
    """
    context = ssl.create_default_context(cafile=login.ca)
    client = IMAPClient(
        login.host, login.port, ssl=login.tls == "tls", ssl_context=context, timeout=timeout
    )
    client.socket().setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    if login.tls == "starttls":
        client.starttls(context)
    return client


class Mailbox:
    """A mailbox, kept open between looks; every message is fetched once only."""

    def __init__(self, login: Login, connect: Connect = connect) -> None:
        self._login = login
        self._connect = connect
        self._client: IMAPClient | None = None
        self._epoch: object = None
        self._fetched: dict[int, bytes] = {}

    def search(self, criteria: Criteria, timeout: float) -> dict[int, bytes]:
        """The raw messages that meet the criteria, by UID, oldest first.

        Takes at most `timeout` seconds in all; a connection that has dropped meanwhile is opened
        once more. Raises `CannotAsk`.
        """
        deadline = time.monotonic() + timeout
        kept = self._client is not None
        try:
            return self._search(criteria, deadline)
        except TROUBLE as error:
            self.drop()
            if not kept or time.monotonic() >= deadline:
                raise CannotAsk(_why(error, deadline, timeout)) from error
        try:
            return self._search(criteria, deadline)
        except TROUBLE as error:
            self.drop()
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
            with cut_off(client, seconds + timeout):
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
            with suppress(*TROUBLE), cut_off(client, 0.2):
                client.logout()
        self.drop()

    def drop(self) -> None:
        """Let go of the connection without a word."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*TROUBLE):
                client.shutdown()

    def _search(self, criteria: Criteria, deadline: float) -> dict[int, bytes]:
        client = self._client or self._opened(deadline)
        with cut_off(client, deadline - time.monotonic()):
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

    def _opened(self, deadline: float) -> IMAPClient:
        client = self._connect(self._login, max(0.001, deadline - time.monotonic()))
        self._client = client
        with cut_off(client, deadline - time.monotonic()):
            self._log_in(client)
            state = client.select_folder(self._login.folder, readonly=True)
        epoch = state.get(b"UIDVALIDITY")
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


@contextmanager
def cut_off(client: IMAPClient, seconds: float) -> Iterator[None]:
    """Break the connection when the block takes too long.

    The time limit of a socket is one for each read, so a server that drips could go on for ever.
    """
    over = Event()

    def cut() -> None:
        over.set()
        with suppress(OSError, ValueError, AttributeError):
            client.socket().shutdown(SHUT_RDWR)

    timer = Timer(max(0.0, seconds), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if over.is_set():
        raise TimeoutError


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
