"""One customer's mailbox: searched, listened to, and opened anew when the connection dropped."""

from __future__ import annotations

import selectors
import ssl
import time
from collections.abc import Sequence
from contextlib import suppress
from imaplib import IMAP4
from socket import socket

from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types
from imapclient.exceptions import LoginError  # type: ignore[import-untyped]  # it brings no types

from samestory.errors import CannotAsk
from samestory.systems.inbox.imap import TROUBLE, Connect, Login, connect
from samestory.systems.line import Line
from samestory.systems.tls import why_untrusted

Criteria = str | Sequence[str]


class Mailbox:
    """A mailbox, kept open between looks; every message is fetched once only."""

    def __init__(self, login: Login, connect: Connect = connect) -> None:
        self._login = login
        self._connect = connect
        self._client: IMAPClient | None = None
        self._line = Line(TROUBLE)
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
                    why = why_untrusted(error, self._login.host)
                    raise CannotAsk(why or _why(error, deadline, timeout)) from error

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
        client = self._logged_in(timeout)
        epoch = client.select_folder(self._login.folder, readonly=True).get(b"UIDVALIDITY")
        if epoch != self._epoch:  # RFC 3501: the UIDs of another epoch mean other messages
            self._fetched.clear()
            self._epoch = epoch
        return client

    def _logged_in(self, timeout: float) -> IMAPClient:
        """A new connection; a refused token may have been withdrawn, so one more is tried."""
        tokens = self._login.tokens
        try:
            return self._log_in(timeout)
        except LoginError as error:
            if tokens is None:
                raise self._refused(error) from error
        tokens.refused()
        try:
            return self._log_in(timeout)
        except LoginError as error:
            raise self._refused(error) from error

    def _log_in(self, timeout: float) -> IMAPClient:
        tokens, user = self._login.tokens, self._login.user
        key = self._login.password if tokens is None else tokens.token()
        client = self._client = self._connect(self._login, timeout, self._line)
        try:
            if tokens is None:
                client.login(user, key)
            else:
                client.oauth2_login(user, key)
        except LoginError as error:
            self.drop()
            if isinstance(error.__context__, IMAP4.abort):  # it broke off, and refused nothing
                raise error.__context__ from error
            raise
        return client

    def _refused(self, error: LoginError) -> CannotAsk:
        names = " and ".join(self._login.variables) or "its user"
        return CannotAsk(f"it refuses to let {self._login.user} in with {names} ({error})")


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
