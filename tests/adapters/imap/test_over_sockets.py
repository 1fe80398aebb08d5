"""Mail servers that answer badly, over real sockets."""

from __future__ import annotations

import socket
import threading
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from samestory.adapters.imap.login import Login
from samestory.adapters.imap.mailbox import Mailbox
from samestory.errors import CannotAsk
from tests.adapters.imap.imap_server import EVERYTHING, MailServer
from tests.adapters.raw_server import serving, silent, unused_port

LIMIT = 0.3
GREETING = b"* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n"


def login(port: int, tls: str = "none") -> Login:
    return Login("127.0.0.1", port, tls, "INBOX", "ada@x", "right", variables=("PW",))


def trouble(port: int, tls: str = "none", limit: float = LIMIT) -> str:
    mailbox = Mailbox(login(port, tls))
    with pytest.raises(CannotAsk) as caught:
        mailbox.search(EVERYTHING, limit)
    return caught.value.why


def dripping(connection: socket.socket, over: threading.Event) -> None:
    """Greet, then begin an answer that never ends."""
    connection.settimeout(5)
    connection.sendall(GREETING)
    connection.recv(4096)
    while not over.is_set():
        connection.sendall(b"* X")
        over.wait(0.02)


def hanging_up(connection: socket.socket, _: threading.Event) -> None:
    """Greet, and be gone."""
    connection.sendall(GREETING)


def babbling(connection: socket.socket, _: threading.Event) -> None:
    """Speak another protocol."""
    connection.sendall(b"220 smtp.example ESMTP\r\n" * 3)


def test_nobody_answers():
    """The port is closed."""
    with unused_port() as port:
        assert "the connection failed (connection refused)" == trouble(port, limit=30)


def test_silence_ends_with_the_time_limit():
    """Not a word of greeting."""
    with serving(silent) as port:
        why = trouble(port)

    assert "it did not answer within 0.3 s" == why


def test_dripping_ends_with_the_time_limit():
    """Every byte is in time, and the whole never."""
    with serving(dripping) as port:
        why = trouble(port)

    assert "it did not answer within 0.3 s" == why


@pytest.mark.parametrize("talk", [hanging_up, babbling])
@pytest.mark.parametrize("tls", ["none", "starttls", "tls"])
def test_nonsense_is_recognised(talk, tls: str):
    """Also where TLS was expected: plain text is nonsense then."""
    words = {"tls": "it speaks plain text where TLS was meant, so nothing was sent to 127.0.0.1"}
    with serving(talk) as port:
        why = trouble(port, tls, limit=30)

    assert why.startswith(words.get(tls, "the mailbox could not be read ("))


TOKEN = b"user=ada@x\x01auth=Bearer right\x01\x01"
"""What XOAUTH2 shows, before base64."""


def wanting_a_token(connection: socket.socket, _: threading.Event) -> None:
    """Ask for a token; say what is wrong with another one, as the large providers do."""
    connection.settimeout(5)
    lines = connection.makefile("rwb")

    def say(text: bytes) -> None:
        lines.write(text + b"\r\n")
        lines.flush()

    say(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hello")
    for line in lines:
        tag, command, *_rest = line.split()
        if command == b"AUTHENTICATE":
            say(b"+ ")
            if b64decode(next(lines)) == TOKEN:
                say(tag + b" OK welcome")
            else:
                say(b"+ " + b64encode(b'{"status":"400"}'))
                next(lines)
                say(tag + b" NO [AUTHENTICATIONFAILED] Invalid credentials")
        else:
            told = {b"CAPABILITY": b"CAPABILITY IMAP4rev1", b"UID": b"SEARCH"}
            say(b"* " + told.get(command, b"OK [UIDVALIDITY 1] valid"))
            say(tag + b" OK done")


class Tokens:
    """Gives out these tokens, one after the other."""

    def __init__(self, *tokens: str) -> None:
        self.waiting = list(tokens)

    def token(self) -> str:
        return self.waiting[0]

    def refused(self) -> None:
        self.waiting.pop(0)


def with_tokens(port: int, *tokens: str) -> Mailbox:
    return Mailbox(replace(login(port), password="", tokens=Tokens(*tokens)))


@pytest.mark.parametrize("code", ["UNAVAILABLE", "LIMIT", "INUSE"])
def test_a_server_that_is_busy_has_not_refused_the_password(code: str):
    """RFC 5530: it may let her in in a minute."""
    with MailServer(tricks={"LOGIN": [[f"TAG NO [{code}] try later".encode()]]}).up() as port:
        why = trouble(port, limit=30)

    assert f"it accepts no login at the moment (b'[{code}] try later')" == why


def test_a_token_opens_a_mailbox():
    """The first was withdrawn, and the next one counts."""
    with serving(wanting_a_token) as port:
        mailbox = with_tokens(port, "withdrawn", "right")
        found = mailbox.search(EVERYTHING, 30)
        mailbox.close()

    assert [] == found


def test_a_refused_token_is_told_as_refused():
    """With the words of the provider."""
    with serving(wanting_a_token) as port:
        mailbox = with_tokens(port, "withdrawn", "another")
        with pytest.raises(CannotAsk, match=r"refuses to let ada@x in with PW \(.*Invalid cred"):
            mailbox.search(EVERYTHING, 30)
        mailbox.close()
