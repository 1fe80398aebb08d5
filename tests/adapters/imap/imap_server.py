"""A mail server on a loopback socket: as much of IMAP (RFC 3501) as one reader needs."""

from __future__ import annotations

import re
import shlex
import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from samestory.adapters.imap.search import ALL, Search
from samestory.core.model import Subject

EVERYTHING = Search(ALL, "", {}, Subject("order", "A-10"))
"""Looks for every mail of a mailbox."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A mail in a folder; `arrived` is its INTERNALDATE, `found_by` the words that find it."""

    uid: int
    raw: bytes
    arrived: str = "23-Nov-2026 09:00:00 +0000"
    flags: str = ""
    found_by: str | None = None
    """Searches for words find it if this holds each of them; None: its raw text is searched."""

    def fits(self, criteria: Sequence[str]) -> bool:
        """Whether a search finds it."""
        words = dict(zip(criteria[::2], criteria[1::2], strict=False))
        since = words.pop("SINCE", None)
        if since and _day(self.arrived[:11]) < _day(since):
            return False
        text = self.raw.decode("latin-1") if self.found_by is None else self.found_by
        return all(each.lower() in text.lower() for key, each in words.items() if key != "ALL")


def _day(text: str) -> datetime:
    return datetime.strptime(f"{text} +0000", "%d-%b-%Y %z")


Trick = Sequence[bytes]
"""What the server says instead of the answer to one command; `TAG` stands for its tag."""


@dataclass(slots=True)
class MailServer:
    """One mailbox, for whoever knows the password.

    `mails` are those of INBOX, in `folders` are others. `tls` is what it wraps connections with:
    at once, or after STARTTLS where it `offers` that. `obeys` is whether it then really begins.
    `charsets` are those that it can search in. `tricks` are its odd answers by command, of which
    each is given once, and the last one for ever. `commands` is every command heard so far.
    """

    mails: list[bytes] | list[Stored] = field(default_factory=list)
    password: str = "right"
    tls: ssl.SSLContext | None = None
    at_once: bool = False
    offers: bool = True
    obeys: bool = True
    greeting: str = "* OK hello"
    folders: dict[str, list[Stored]] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    """By folder, its flags in a LIST, such as "\\Junk"."""
    charsets: tuple[str, ...] = ("US-ASCII",)
    tricks: dict[str, list[Trick]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def folder(self, name: str) -> list[Stored]:
        """The mails of a folder."""
        if name != "INBOX":
            return self.folders[name]
        kept = [each for each in self.mails if isinstance(each, Stored)]
        raw = [each for each in self.mails if isinstance(each, bytes)]
        return [*kept, *(Stored(uid, each) for uid, each in enumerate(raw, 1))]

    def trick(self, word: str) -> Trick | None:
        """The odd answer to a command that is next."""
        waiting = self.tricks.get(word)
        if not waiting:
            return None
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

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
            try:
                yield server.server_address[1]
            finally:
                server.shutdown()  # a thread that serves a closed socket is busy for ever
                thread.join(10)


class _Talk:
    """One connection."""

    def __init__(self, server: MailServer, connection: ssl.SSLSocket) -> None:
        self._server = server
        self._connection = connection
        self._encrypted = False
        self._selected: list[Stored] = []

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
        word, _, rest = command.partition(" ")
        if word in {"SELECT", "EXAMINE"}:
            self._selected = self._server.folder(shlex.split(rest)[0])
        trick = self._server.trick(word)
        if trick is not None:
            self._say(*(each.decode("latin-1").replace("TAG", tag) for each in trick))
            return True
        if word == "LOGIN" and self._server.password not in command:
            self._say(f"{tag} NO [AUTHENTICATIONFAILED] no")
            return True
        if word == "STARTTLS":
            return self._begun(tag)
        if word == "SEARCH":
            return self._searched(tag, shlex.split(rest))
        self._tell(word, rest)
        self._say(f"{tag} OK done")
        return word != "LOGOUT"

    def _tell(self, word: str, rest: str) -> None:
        if word == "CAPABILITY":
            starttls = " STARTTLS" if self._server.offers and not self._encrypted else ""
            self._say(f"* CAPABILITY IMAP4rev1{starttls}")
        elif word in {"SELECT", "EXAMINE"}:
            self._say(f"* {len(self._selected)} EXISTS", "* OK [UIDVALIDITY 1] ok")
        elif word == "LIST":
            for name in ("INBOX", *self._server.folders):
                self._say(f'* LIST ({self._server.marks.get(name, "")}) "/" "{name}"')
        elif word == "FETCH":
            self._fetched(rest)

    def _searched(self, tag: str, criteria: list[str]) -> bool:
        if criteria[0] == "CHARSET" and criteria[1] not in self._server.charsets:
            self._say(f"{tag} NO [BADCHARSET (US-ASCII)] The specified charset is not supported.")
            return True
        wanted = criteria[2:] if criteria[0] == "CHARSET" else criteria
        first = re.fullmatch(r"(\d+):\*", wanted[0])
        among = self._selected[int(first[1]) - 1 :] if first else self._selected
        found = [str(each.uid) for each in among if each.fits(wanted[1:] if first else wanted)]
        self._say(" ".join(["* SEARCH", *found]), f"{tag} OK done")
        return True

    def _fetched(self, rest: str) -> None:
        wanted, _, items = rest.partition(" ")
        uids = {int(each) for each in wanted.split(",")}
        for number, each in enumerate(self._selected, 1):
            if each.uid in uids:
                self._hand_over(number, each, items)

    def _hand_over(self, number: int, mail: Stored, items: str) -> None:
        told = [f"UID {mail.uid}"]
        if "FLAGS" in items:
            told.append(f"FLAGS ({mail.flags})")
        if "INTERNALDATE" in items:
            told.append(f'INTERNALDATE "{mail.arrived}"')
        body = re.search(r"BODY\.PEEK(\[.*\])", items)
        raw = b""
        if body:
            raw = mail.raw if body[1] == "[]" else mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            told.append(f"BODY{body[1]} {{{len(raw)}}}\r\n")
        self._connection.sendall(f"* {number} FETCH ({' '.join(told)}".encode() + raw + b")\r\n")

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
