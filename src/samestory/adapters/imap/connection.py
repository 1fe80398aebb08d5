"""Connections to a mail server that can be cut off at any moment."""

import imaplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from typing import Any

from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types

from samestory.adapters.imap.login import Login
from samestory.errors import CannotAsk
from samestory.network.socket_deadline import SocketDeadline
from samestory.network.tls import trusting


def open_connection(login: Login, timeout: float, deadline: SocketDeadline) -> IMAPClient:
    """Open a connection for `login.connect`."""
    client = _Client(login, timeout, deadline)
    if login.tls == "starttls":
        try:
            _begin_tls(client, login, deadline)
        except BaseException:
            with suppress(OSError, imaplib.IMAP4.error):
                client.shutdown()
            raise
    return client


def _begin_tls(client: IMAPClient, login: Login, deadline: SocketDeadline) -> None:
    if not client.has_capability("STARTTLS"):
        raise CannotAsk(f"it offers no STARTTLS{_UNSENT}")
    try:
        client.starttls(_Tls(login, deadline))
    except imaplib.IMAP4.abort:  # the connection broke, or was cut off
        raise
    except imaplib.IMAP4.error as error:
        raise CannotAsk(f"it refuses STARTTLS ({error}){_UNSENT}") from error


_UNSENT = (
    ", so no password was sent; have TLS switched on there, or ask the port that is all TLS: "
    'tls = "tls"'
)


@dataclass(frozen=True, slots=True)
class _Tls:
    """What imaplib uses of an SSLContext; the deadline knows the socket before the handshake."""

    login: Login
    deadline: SocketDeadline

    def wrap_socket(self, plain: socket, *, server_hostname: str) -> ssl.SSLSocket:
        context = trusting(self.login.ca, verified=self.login.verified)
        made = context.wrap_socket(
            plain, server_hostname=server_hostname, do_handshake_on_connect=False
        )
        self.deadline.socket = made
        try:
            made.do_handshake()
        except BaseException:
            made.close()
            raise
        return made


class _Client(IMAPClient):  # type: ignore[misc]  # it brings no types
    """imapclient with a socket that can be cut off while the greeting is still dripping in."""

    def __init__(self, login: Login, timeout: float, deadline: SocketDeadline) -> None:
        self._wire = (login, timeout, deadline)
        super().__init__(login.host, login.port, ssl=login.tls == "tls", timeout=timeout)
        self.normalise_times = False  # times keep their zones

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the name is imapclient's
        return _Protocol(*self._wire)


class _Protocol(imaplib.IMAP4):
    """imaplib, which takes an answer that is OK and incomplete for an answer: this does not."""

    _exists = 0

    def __init__(self, login: Login, timeout: float, deadline: SocketDeadline) -> None:
        self._login, self._deadline = login, deadline
        super().__init__(login.host, login.port, timeout)

    def select(self, mailbox: str = "INBOX", readonly: bool = False) -> Any:
        self._exists = 0
        return super().select(mailbox, readonly)

    def _untagged_response(self, kind: str, answer: Any, name: str) -> Any:
        """A search without a result line did not find nothing."""
        lines: Any = self.untagged_responses.get(name)
        if name == "SEARCH" and kind == "OK":
            if lines is None:
                raise self.abort("it answers a search with OK and no result")
            self.untagged_responses[name] = [b" ".join(each for each in lines if each)]
        return super()._untagged_response(kind, answer, name)  # type: ignore[misc]  # it is there

    def _append_untagged(self, kind: str, said: bytes) -> None:
        """Mails go one by one (RFC 3501, 7), or are lost."""
        number = said.split(maxsplit=1)[0] if isinstance(said, bytes) and said.split() else b""
        if kind == "EXPUNGE":
            self._exists -= 1
        elif kind == "EXISTS" and number.isdigit():
            if int(number) < self._exists:
                raise self.abort("its mails became fewer, and none of them was removed")
            self._exists = int(number)
        super()._append_untagged(kind, said)  # type: ignore[misc]  # it is there as well

    def _create_socket(self, timeout: float | None = None) -> socket:
        """Connect; imapclient overrides this method of imaplib in the same way."""
        made = create_connection((self.host, self.port), timeout)
        self._deadline.socket = made
        try:
            # imapclient sends line ends by themselves: the kernel would hold them back for 40 ms
            made.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            if self._login.tls != "tls":
                return made
            return _Tls(self._login, self._deadline).wrap_socket(made, server_hostname=self.host)
        except BaseException:
            made.close()
            raise
