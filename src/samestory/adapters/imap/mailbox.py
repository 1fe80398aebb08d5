"""One customer's mailbox: searched, listened to, and opened again if the connection dropped."""

from __future__ import annotations

import re
import selectors
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from imaplib import IMAP4
from socket import socket
from typing import TYPE_CHECKING

from samestory.adapters.imap.folder import Folder, FoundMail, Incomplete
from samestory.adapters.imap.login import Connect, Login
from samestory.adapters.imap.search import Search
from samestory.errors import CannotAsk
from samestory.extras import require
from samestory.network.socket_deadline import SocketDeadline
from samestory.network.tls import why_untrusted

if TYPE_CHECKING:
    from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types

IMAP_ERRORS = (IMAP4.error, OSError, ValueError, AttributeError, TypeError, LookupError)
"""What imaplib and imapclient raise about a broken connection or a server that talks nonsense."""
MOST_TRIES = 3
"""Looks at a folder in which mails are being moved, or whose answers are incomplete."""
JUNK = b"\\junk"
"""How a server marks a junk folder (RFC 6154)."""
JUNK_NAMES = frozenset(
    {
        *("junk", "junk e-mail", "junk email", "junk mail", "junk-e-mail", "spam", "bulk mail"),
        *("spamverdacht", "unerwünscht", "unerwünschte e-mail", "unerwünschte werbung"),
        *("courrier indésirable", "indésirables", "pourriel", "pourriels"),
        *("correo no deseado", "no deseado", "correo basura"),
        *("posta indesiderata", "indesiderata", "ongewenste e-mail", "ongewenst"),
        *("lixo eletrónico", "lixo eletrônico", "correio eletrónico não solicitado"),
        *("wiadomości-śmieci", "niechciane", "nevyžádaná pošta", "levélszemét", "mesaje nedorite"),
        *("skräppost", "uønsket post", "uønsket e-post", "søppelpost", "roskaposti"),
        *("спам", "нежелательная почта", "ανεπιθύμητη αλληλογραφία", "önemsiz e-posta", "önemsiz"),
        *("迷惑メール", "垃圾邮件", "垃圾郵件", "스팸", "스팸메일", "정크 메일"),
    }
)
"""What mail programs call it in several languages: a server need not mark it."""
_CLOSED = {b"\\noselect", b"\\nonexistent"}
_NOT_NOW = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b", re.IGNORECASE)
"""Said if a login failed for another reason than its password (RFC 5530, 3)."""


def connect(login: Login, timeout: float, deadline: SocketDeadline) -> IMAPClient:
    """Open a connection whose socket the deadline knows at once.

    Raise `CannotAsk` if the server does not begin TLS, as what follows is never plain text, and
    if imapclient is not installed.
    """
    require("imapclient")
    from samestory.adapters.imap.connection import open_connection  # noqa: PLC0415 - an extra

    return open_connection(login, timeout, deadline)


class Mailbox:
    """A mailbox, kept open between looks; its folders know what they have fetched."""

    def __init__(self, login: Login, connect: Connect = connect) -> None:
        self._login = login
        self._connect = connect
        self._client: IMAPClient | None = None
        self._socket = SocketDeadline(IMAP_ERRORS)
        self._folder = Folder(login.folder)
        self._junk: dict[str, Folder] = {}

    def search(self, search: Search, timeout: float) -> list[FoundMail]:
        """Return the mails about the subject, junk folders included, each folder's by UID.

        Takes at most `timeout` seconds; a connection that has dropped is opened once more. Raise
        `CannotAsk` if the mailbox cannot be read, or only in part.
        """
        deadline = time.monotonic() + timeout
        while True:
            kept = self._client is not None
            try:
                return self._search(search, deadline)
            except IMAP_ERRORS as error:
                self.drop()
                if not kept or time.monotonic() >= deadline:
                    why = why_untrusted(error, self._login.host)
                    raise CannotAsk(why or _why(error, deadline, timeout)) from error

    def listen(self, seconds: float, timeout: float) -> bool:
        """Wait at most so long for news (IDLE, RFC 2177); return False if that is impossible.

        imapclient's own `idle_check` loses half-sent lines, so wait for the socket and read the
        news with the end of IDLE.
        """
        client = self._client
        if client is None:
            return False
        try:
            with self._socket.limited(seconds + timeout):
                if not client.has_capability("IDLE"):
                    return False
                client.idle()
                _await_bytes(client.socket(), seconds)
                client.idle_done()
        except IMAP_ERRORS:
            self.drop()
            return False
        return True

    def close(self) -> None:
        """Log out, briefly."""
        if self._client is not None:
            with suppress(*IMAP_ERRORS), self._socket.limited(0.2):
                self._client.logout()
        self.drop()

    def drop(self) -> None:
        """Close the connection without logging out."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*IMAP_ERRORS):
                client.shutdown()

    def _search(self, search: Search, deadline: float) -> list[FoundMail]:
        """Search the login's own folder last: it stays selected, to be listened to."""
        with self._socket.limited(deadline - time.monotonic()):
            client = self._client or self._logged_in(max(0.001, deadline - time.monotonic()))
            own = self._login.folder.casefold()
            names = [each for each in junk_folders(client) if each.casefold() != own]
            junk = [self._junk.setdefault(each, Folder(each, junk=True)) for each in names]
            return [
                found for each in (*junk, self._folder) for found in _look(each, client, search)
            ]

    def _logged_in(self, timeout: float) -> IMAPClient:
        """Open a connection; a refused token may have been revoked, so try one more."""
        tokens = self._login.tokens
        try:
            try:
                return self._log_in(timeout)
            except _Refused:
                if tokens is None:
                    raise
            tokens.refused()
            return self._log_in(timeout)
        except _Refused as error:
            names = " and ".join(self._login.variables) or "its user"
            why = f"it refuses to let {self._login.user} in with {names} ({error})"
            raise CannotAsk(why) from error

    def _log_in(self, timeout: float) -> IMAPClient:
        tokens, user = self._login.tokens, self._login.user
        key = self._login.password if tokens is None else tokens.token()
        client = self._client = self._connect(self._login, timeout, self._socket)
        try:
            (client.login if tokens is None else client.oauth2_login)(user, key)
        except IMAP4.error as error:
            self.drop()
            for broken in (error, error.__context__):
                if isinstance(broken, IMAP4.abort):  # it broke off, and refused nothing
                    raise broken from error
            if _NOT_NOW.search(str(error)):
                raise CannotAsk(f"it accepts no login at the moment ({error})") from error
            raise _Refused(str(error)) from error
        return client


class _Refused(Exception):
    """The server does not accept the user with this password or token."""


def junk_folders(client: IMAPClient) -> Iterator[str]:
    """Return the names of the junk folders that can be opened; none if no folders are listed."""
    try:
        listed = client.list_folders()
    except IMAP4.abort:  # the connection broke
        raise
    except IMAP4.error:
        return
    for flags, delimiter, name in listed:
        marked = {each.lower() for each in flags}
        between = (delimiter or b"").decode("ascii", "replace")
        last = name.rpartition(between)[2] if between else name
        is_junk = JUNK in marked or last.casefold() in JUNK_NAMES
        if is_junk and not marked & _CLOSED and name.isprintable():  # a line break would be sent on
            yield name


def _look(folder: Folder, client: IMAPClient, search: Search) -> list[FoundMail]:
    """Look into a folder; a junk folder that cannot be read is empty."""
    try:
        return _look_again_if_moved(folder, client, search)
    except IMAP4.abort:  # the connection broke
        raise
    except (CannotAsk, IMAP4.error):
        if folder.junk:
            return []
        raise


def _look_again_if_moved(folder: Folder, client: IMAPClient, search: Search) -> list[FoundMail]:
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
        return "the connection failed (connection refused)"
    said = next(iter(str(error).splitlines()), "")  # imapclient adds a lecture about syntax
    return f"the mailbox could not be read ({type(error).__name__}: {said})"


def _await_bytes(sock: socket, seconds: float) -> None:
    if isinstance(sock, ssl.SSLSocket) and sock.pending():  # decrypted already
        return
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        selector.select(seconds)
