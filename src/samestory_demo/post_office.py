"""The mail servers: what comes in by SMTP lies in a mailbox that IMAP shows, in memory.

Every address has a mailbox, made when it is first written to or looked at; all open with the same
password.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Identity, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.imap import IMAPConnection, IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from samestory_demo.messages import canonical_address
from samestory_demo.serving import listening

if TYPE_CHECKING:
    from pymap.parsing.response import Response
    from pysasl.creds.server import ServerCredentials


class QuietConfig(Config):
    """Greets without asking the network for this machine's name."""

    greeting = b"Speedwell Cycles mail server ready"


class OpenLogin(Login):
    """Makes a mailbox on first sight; the password is the same for all."""

    def __init__(self, config: Config, password: str) -> None:
        super().__init__(config)
        self._password = password

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        """Return the user if the password is right; raise InvalidAuth otherwise."""
        name = credentials.authcid
        self.users_dict[name] = UserMetadata(self.config, name, password=self._password)
        return await super().authenticate(credentials)

    async def authorize(self, authenticated: Identity, authzid: str) -> Identity:  # type: ignore[override]  # there is one kind of identity here
        """Show her mailbox, however she spells her address."""
        shown = await super().authorize(authenticated, authzid)
        name = canonical_address(shown.name)
        self.users_dict[name] = self.users_dict[shown.name]
        return Identity(name, self, None, shown.roles)


class PostOffice:
    """The SMTP and the IMAP server of the company and of its customers."""

    def __init__(
        self, password: str, services: Mapping[str, Callable[[bytes], None]] | None = None
    ) -> None:
        """Take the one password, and what reads the mails to each address of the company."""
        self._services = services or {}
        arguments = Namespace(passlib_cfg=None, proxy_protocol=None)
        self._config = QuietConfig(
            arguments,
            host=None,
            port=0,
            tls_enabled=False,
            secure_auth=False,
            hash_context=Cleartext(),
            invalid_user_sleep=0.0,
            demo_data=False,
            demo_user="",
            demo_password="",
        )
        self._login = OpenLogin(self._config, password)

    def reset(self) -> None:
        """Empty every mailbox."""
        self._config.set_cache.clear()

    async def open(self, smtp_port: int, imap_port: int, until: AsyncExitStack) -> None:
        """Listen on both ports as long as `until` is open; BusyPortError if one is taken."""
        self._config.apply_context()
        IMAPConnection.write_response = _write_in_one_piece  # type: ignore[method-assign]  # fragments break IDLE
        loop = asyncio.get_running_loop()
        smtp = await loop.create_server(
            lambda: SMTP(self, hostname="speedwell.example", enable_SMTPUTF8=True),
            sock=listening(smtp_port),
        )
        until.callback(smtp.close)
        served = IMAPServer(self._login, self._config)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # Waited for, as pymap itself does not: a task that nobody holds ends with the next
            # collection of garbage, and its connection with it.
            await served(reader, writer, SocketInfoLocal(writer))

        imap = await asyncio.start_server(serve, sock=listening(imap_port))
        until.callback(imap.close)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        """Put one letter into the mailbox of every recipient, or hand it to the service."""
        content = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            address = canonical_address(recipient)
            if address in self._services:
                self._services[address](content)
            else:
                await self._deliver(address, content)
        return "250 OK"

    async def _deliver(self, address: str, content: bytes) -> None:
        mailboxes, _ = self._config.set_cache.setdefault(address, (MailboxSet(), FilterSet()))
        inbox = await mailboxes.get_mailbox("INBOX")
        letter = AppendMessage(content, datetime.now(UTC), frozenset())
        await inbox.append(letter, recent=True)


async def _write_in_one_piece(self: IMAPConnection, resp: Response) -> None:
    """Send a response in one packet: clients that wait with IDLE take it for a whole line."""
    whole = BytesIO()
    await resp.async_write(whole)
    self.writer.write(whole.getvalue())
    try:
        await self.writer.drain()
    except ConnectionError:
        return
