"""A mailbox server in memory: the part of imapclient that is used, and its ways of failing."""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from imapclient.exceptions import LoginError

from samestory.adapters.imap.login import Login
from samestory.network.socket_deadline import SocketDeadline


def mail(subject: str, body: str = "", charset: str = "utf-8") -> bytes:
    """A raw message."""
    return (
        f"Subject: {subject}\r\nContent-Type: text/plain; charset={charset}\r\n\r\n{body}".encode()
    )


@dataclass
class FakeServer:
    """All mailboxes; `log` is every command, `failures` errors for the next commands by name."""

    mails: dict[int, bytes] = field(default_factory=dict)
    epoch: int = 1
    idles: bool = True
    deleted: set[int] = field(default_factory=set)
    log: list[tuple[Any, ...]] = field(default_factory=list)
    failures: dict[str, list[Exception]] = field(default_factory=dict)
    clients: list[FakeClient] = field(default_factory=list)

    def connect(self, login: Login, timeout: float, line: SocketDeadline) -> FakeClient:
        self.note("connect", login.user, timeout > 0)
        client = FakeClient(self)
        line.socket = client.socket()
        self.clients.append(client)
        return client

    def note(self, *command: Any) -> None:
        self.log.append(command)
        waiting = self.failures.get(command[0])
        if waiting:
            raise waiting.pop(0)

    def commands(self) -> list[str]:
        return [each[0] for each in self.log]


class FakeClient:
    """One connection; its socket is a real one, so that it can be listened to and cut off."""

    def __init__(self, server: FakeServer) -> None:
        self._server = server
        self._socket, self.far_end = socket.socketpair()

    def login(self, user: str, password: str) -> None:
        self._server.note("login", user)
        if password != "right":
            raise LoginError("[AUTHENTICATIONFAILED] no")

    def oauth2_login(self, user: str, token: str) -> None:
        self._server.note("oauth2_login", user, token)
        if token != "right":
            raise LoginError("[AUTHENTICATIONFAILED] no such token")

    def select_folder(self, folder: str, *, readonly: bool) -> dict[bytes, int]:
        self._server.note("select", folder, readonly)
        return {b"UIDVALIDITY": self._server.epoch, b"EXISTS": len(self._server.mails)}

    def list_folders(self) -> list[tuple[tuple[bytes, ...], bytes, str]]:
        self._server.note("list")
        return []

    def search(self, criteria: str) -> list[int]:
        self._server.note("search", criteria)
        wanted = re.search(r'SUBJECT "(.*?)"', criteria)
        return [
            uid
            for uid, raw in self._server.mails.items()
            if not wanted or wanted[1].lower() in self._subject(raw).lower()
        ]

    def fetch(self, uids: Sequence[int], data: Sequence[str]) -> dict[int, dict[bytes, object]]:
        self._server.note("fetch", tuple(uids), tuple(data))
        return {
            uid: {
                b"BODY[]": self._server.mails[uid],
                b"FLAGS": (b"\\Deleted",) if uid in self._server.deleted else (),
                b"INTERNALDATE": None,
            }
            for uid in uids
        }

    def has_capability(self, name: str) -> bool:
        return name == "IDLE" and self._server.idles

    def idle(self) -> None:
        self._server.note("idle")

    def idle_done(self) -> None:
        self._server.note("idle_done")

    def socket(self) -> socket.socket:
        return self._socket

    def hang(self) -> None:
        """Wait for bytes that never come, until the connection is cut off."""
        select.select([self._socket], [], [], 5)

    def logout(self) -> None:
        self._server.note("logout")

    def shutdown(self) -> None:
        self._server.note("shutdown")
        self._socket.close()
        self.far_end.close()

    @staticmethod
    def _subject(raw: bytes) -> str:
        return str(message_from_bytes(raw, policy=policy.default)["Subject"])
