"""Which programs carry the company's mail: Debian's where they can be run, else Python's."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from samestory_demo.post_office import PostOffice
from samestory_lab.mail.debian import Debian, what_is_missing
from samestory_lab.settings import Settings


class Kind(StrEnum):
    """What a user may ask for."""

    AUTO = "auto"
    POSTFIX = "postfix"
    PYTHON = "python"


class Mail(Protocol):
    """The company's mail servers."""

    @property
    def logs(self) -> Mapping[str, Path]:
        """Where each of them writes what it does, by the name of its port."""
        ...

    async def open(self) -> None:
        """Begin with empty mailboxes (BusyPortError, DidNotOpenError)."""
        ...

    async def close(self) -> None:
        """Stop, and leave no mail behind."""
        ...

    async def reset(self) -> None:
        """Empty every mailbox, and forget what is on its way."""
        ...


class Python:
    """aiosmtpd and pymap, within this process, in memory."""

    logs: Mapping[str, Path] = {}

    def __init__(self, settings: Settings) -> None:
        self._ports = settings.ports
        self._office = PostOffice(settings.secrets.mailbox_password)
        self._until = AsyncExitStack()

    async def open(self) -> None:
        """Listen."""
        await self._office.open(self._ports.smtp, self._ports.imap, self._until)

    async def close(self) -> None:
        """Stop listening."""
        await self._until.aclose()

    async def reset(self) -> None:
        """Empty every mailbox."""
        self._office.reset()


def mail_of(kind: Kind, settings: Settings) -> Mail:
    """The mail servers that were asked for, or the best there are (DidNotOpenError)."""
    if kind is Kind.POSTFIX or (kind is Kind.AUTO and not what_is_missing()):
        return Debian(settings)
    return Python(settings)
