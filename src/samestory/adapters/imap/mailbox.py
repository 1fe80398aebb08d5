"""One customer's mailbox: searched, listened to, and opened anew when the connection dropped."""

from __future__ import annotations

import re
import selectors
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from imaplib import IMAP4
from socket import socket

from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types
from imapclient.exceptions import LoginError  # type: ignore[import-untyped]  # it brings no types

from samestory.adapters.imap.connection import TROUBLE, Connect, Login, connect
from samestory.adapters.imap.folder import Folder, FoundMail, Incomplete
from samestory.adapters.imap.junk import junk_folders
from samestory.adapters.imap.search import Search
from samestory.errors import CannotAsk
from samestory.network.socket_deadline import SocketDeadline
from samestory.network.tls import why_untrusted

MOST_TRIES = 3
"""Looks at a folder in which mails are being moved, or whose answers are incomplete."""

_NOT_NOW = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b", re.IGNORECASE)
"""Said of a login that was not refused for its password (RFC 5530, 3)."""


class Mailbox:
    """A mailbox, kept open between looks; its folders know what they have fetched."""

    def __init__(self, login: Login, connect: Connect = connect) -> None:
        self._login = login
        self._connect = connect
        self._client: IMAPClient | None = None
        self._line = SocketDeadline(TROUBLE)
        self._folder = Folder(login.folder)
        self._junk: dict[str, Folder] = {}

    def search(self, search: Search, timeout: float) -> list[FoundMail]:
        """The mails about the subject, those in junk folders included, each folder's by UID.

        Takes at most `timeout` seconds in all; a connection that has dropped meanwhile is opened
        once more. Raise `CannotAsk` if the mailbox cannot be read, or only in part.
        """
        deadline = time.monotonic() + timeout
        while True:
            kept = self._client is not None
            try:
                return self._search(search, deadline)
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

    def _search(self, search: Search, deadline: float) -> list[FoundMail]:
        """Look into her own folder last: it stays selected, to be listened to."""
        with self._line.limited(deadline - time.monotonic()):
            client = self._client or self._logged_in(max(0.001, deadline - time.monotonic()))
            folders = [*self._junk_folders(client), self._folder]
            return [found for each in folders for found in _looked(each, client, search)]

    def _junk_folders(self, client: IMAPClient) -> Iterator[Folder]:
        for name in junk_folders(client):
            if name.casefold() != self._login.folder.casefold():
                yield self._junk.setdefault(name, Folder(name, junk=True))

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
            if _NOT_NOW.search(str(error)):
                raise CannotAsk(f"it lets nobody in at the moment ({error})") from error
            raise
        return client

    def _refused(self, error: LoginError) -> CannotAsk:
        names = " and ".join(self._login.variables) or "its user"
        return CannotAsk(f"it refuses to let {self._login.user} in with {names} ({error})")


def _looked(folder: Folder, client: IMAPClient, search: Search) -> list[FoundMail]:
    """What is in a folder; in a junk folder that cannot be read, nothing."""
    try:
        return _steadily(folder, client, search)
    except IMAP4.abort:  # the connection broke
        raise
    except (CannotAsk, IMAP4.error):
        if folder.junk:
            return []
        raise


def _steadily(folder: Folder, client: IMAPClient, search: Search) -> list[FoundMail]:
    """What is in a folder, looked at again if something was moved meanwhile."""
    why = ""
    for _ in range(MOST_TRIES):
        try:
            return folder.look(client, search)
        except Incomplete as incomplete:
            why = str(incomplete)
    raise CannotAsk(why)


def _why(error: Exception, deadline: float, timeout: float) -> str:
    if time.monotonic() >= deadline or isinstance(error, TimeoutError):
        return f"it did not answer within {timeout:g} s"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers there (connection refused)"
    said = next(iter(str(error).splitlines()), "")  # imapclient adds a lecture about syntax
    return f"the mailbox could not be read ({type(error).__name__}: {said})"


def _await_bytes(sock: socket, seconds: float) -> None:
    """Wait until the server says something; what TLS has decrypted already counts as well."""
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        selector.select(seconds)
