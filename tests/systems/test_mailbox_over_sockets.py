"""Mail servers that answer badly, over real sockets."""

from __future__ import annotations

import socket
import threading

import pytest

from samestory.errors import CannotAsk
from samestory.systems.imap import Login
from samestory.systems.mailbox import Mailbox
from tests.systems.raw_server import serving, silent, unused_port

LIMIT = 0.3
GREETING = b"* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n"


def login(port: int, tls: str = "none") -> Login:
    return Login("127.0.0.1", port, tls, "INBOX", "ada@x", "right", variables=("PW",))


def trouble(port: int, tls: str = "none", limit: float = LIMIT) -> str:
    mailbox = Mailbox(login(port, tls))
    with pytest.raises(CannotAsk) as caught:
        mailbox.search("ALL", limit)
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
        assert "nobody answers there (connection refused)" == trouble(port, limit=30)


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
    words = {"tls": "it speaks plain text where TLS was meant, so nothing was told to 127.0.0.1"}
    with serving(talk) as port:
        why = trouble(port, tls, limit=30)

    assert why.startswith(words.get(tls, "the mailbox could not be read ("))
