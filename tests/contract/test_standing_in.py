"""What stands in for a system that is not well, and how a description is made to lead there."""

from __future__ import annotations

import socket

import pytest

from samestory.contract.pointing import pointed_at
from samestory.contract.stand_ins import HERE, NONSENSE, babbling, shut, silent
from samestory.systems.entries import Auth, SystemEntry, Tokens
from tests.contract.test_suite import erp


def moved(**settings: object) -> SystemEntry | None:
    return pointed_at(erp(settings=settings), HERE, 7)


def test_a_shut_door_refuses_at_once() -> None:
    with shut() as port, pytest.raises(ConnectionRefusedError):
        socket.create_connection((HERE, port), 5)


def test_a_silent_one_takes_everybody_and_says_nothing() -> None:
    with silent() as port, socket.create_connection((HERE, port), 5) as line:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
        line.setblocking(False)
        with pytest.raises(BlockingIOError):
            line.recv(1)


@pytest.mark.parametrize("what", NONSENSE)
def test_a_mad_one_gives_everybody_the_same_answer(what: str) -> None:
    """Whoever speaks first."""
    with babbling(NONSENSE[what]) as port:
        for question in (b"GET / HTTP/1.1\r\n\r\n", b""):
            with socket.create_connection((HERE, port), 5) as line:
                line.sendall(question)
                heard = b"".join(iter(lambda line=line: line.recv(4096), b""))
            assert NONSENSE[what] == heard


def test_a_web_address_keeps_its_path_and_loses_its_tls() -> None:
    entry = moved(base_url="https://erp.example:8443/api", ca="ca.pem", headers={"X": "1"})

    assert entry is not None
    assert {
        "base_url": "http://127.0.0.1:7/api",
        "ca": None,
        "headers": {"X": "1"},
    } == entry.settings


def test_a_mail_server_is_moved_by_host_and_port() -> None:
    entry = moved(host="imap.example", port=993, tls="tls", folder="INBOX")

    assert entry is not None
    assert ("127.0.0.1", 7, "none") == tuple(entry.settings[x] for x in ("host", "port", "tls"))


def test_tokens_are_fetched_there_as_well() -> None:
    """The real place is left alone."""
    auth = Auth("oauth2 client credentials", tokens=Tokens(url="https://login.example/token"))
    entry = pointed_at(erp(auth=auth), HERE, 7)

    assert entry is not None
    assert entry.auth.tokens is not None
    assert "http://127.0.0.1:7/token" == entry.auth.tokens.url


def test_who_does_not_say_where_he_is_cannot_be_moved() -> None:
    assert moved(warehouse="north") is None
