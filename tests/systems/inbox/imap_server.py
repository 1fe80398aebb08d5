"""A mail server on a loopback socket: as much of IMAP (RFC 3501) as one reader needs."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class MailServer:
    """One mailbox, for whoever knows the password.

    `tls` is what it wraps connections with: at once, or after STARTTLS where it `offers` that.
    `obeys` is whether it then really begins. `commands` is every command heard so far.
    """

    mails: list[bytes] = field(default_factory=list)
    password: str = "right"
    tls: ssl.SSLContext | None = None
    at_once: bool = False
    offers: bool = True
    obeys: bool = True
    greeting: str = "* OK hello"
    commands: list[str] = field(default_factory=list)

    @contextmanager
    def up(self) -> Iterator[int]:
        """The port on which it answers."""
        mail_server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError), closing(_Talk(mail_server, self.request)) as talk:
                    talk.go_on()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        with Server(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
            thread.start()
            yield server.server_address[1]
            server.shutdown()
            thread.join(10)


class _Talk:
    """One connection."""

    def __init__(self, server: MailServer, connection: ssl.SSLSocket) -> None:
        self._server = server
        self._connection = connection
        self._encrypted = False

    def go_on(self) -> None:
        if self._server.at_once:
            self._encrypt()
        self._say(self._server.greeting)
        while line := self._line():
            tag, _, command = line.strip().partition(" ")
            self._server.commands.append(command)
            if not self._answered(tag, command.removeprefix("UID ")):
                return

    def close(self) -> None:
        self._connection.close()

    def _line(self) -> str:
        """The next line; read byte by byte, for what comes after STARTTLS is encrypted."""
        line = b""
        while not line.endswith(b"\n") and (byte := self._connection.recv(1)):
            line += byte
        return line.decode()

    def _answered(self, tag: str, command: str) -> bool:
        word = command.split(" ", maxsplit=1)[0].upper()
        if word == "CAPABILITY":
            starttls = " STARTTLS" if self._server.offers and not self._encrypted else ""
            self._say(f"* CAPABILITY IMAP4rev1{starttls}")
        elif word == "LOGIN" and self._server.password not in command:
            self._say(f"{tag} NO [AUTHENTICATIONFAILED] no")
            return True
        elif word == "STARTTLS":
            return self._begun(tag)
        elif word in {"SELECT", "EXAMINE"}:
            self._say(f"* {len(self._server.mails)} EXISTS", "* OK [UIDVALIDITY 1] ok")
        elif word == "SEARCH":
            self._say(" ".join(["* SEARCH", *map(str, range(1, len(self._server.mails) + 1))]))
        elif word == "FETCH":
            for number, raw in enumerate(self._server.mails, 1):
                self._say(f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}")
                self._connection.sendall(raw + b")\r\n")
        self._say(f"{tag} OK done")
        return word != "LOGOUT"

    def _begun(self, tag: str) -> bool:
        if not self._server.obeys:
            self._say(f"{tag} NO not now")
            return True
        self._say(f"{tag} OK begin")
        self._encrypt()
        return True

    def _encrypt(self) -> None:
        if self._server.tls is not None:
            self._connection = self._server.tls.wrap_socket(self._connection, server_side=True)
            self._encrypted = True

    def _say(self, *lines: str) -> None:
        self._connection.sendall("".join(f"{each}\r\n" for each in lines).encode())
