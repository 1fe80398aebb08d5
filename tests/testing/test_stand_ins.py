"""What stands in for a system that is not well, and how a description is made to lead there."""

from __future__ import annotations

import socket

import pytest

from samestory.adapters.probing import Endpoint
from samestory.config.entries import Auth, SystemEntry, Tokens
from samestory.testing.failure_clauses import endpoint_of, redirected
from samestory.testing.stand_ins import LOCALHOST, REPLIES, closed_port, mute_server, replying
from samestory.testing.tcp_proxy import tcp_proxy
from tests.testing.test_contract import erp


def moved(**settings: object) -> SystemEntry | None:
    return redirected(erp(settings=settings), LOCALHOST, 7)


def test_a_shut_door_refuses_at_once() -> None:
    with closed_port() as port, pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOCALHOST, port), 5)


def test_a_silent_one_takes_everybody_and_says_nothing() -> None:
    with mute_server() as port, socket.create_connection((LOCALHOST, port), 5) as line:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
        line.setblocking(False)
        with pytest.raises(BlockingIOError):
            line.recv(1)


def heard(port: int, question: bytes) -> bytes:
    with socket.create_connection((LOCALHOST, port), 5) as line:
        line.sendall(question)
        return b"".join(iter(lambda: line.recv(4096), b""))


GIVEN = [(each, what) for each, answers in REPLIES.items() for what in answers]


@pytest.mark.parametrize(("clause", "what"), GIVEN)
def test_who_is_not_well_gives_everybody_the_same_answer(clause: str, what: str) -> None:
    """Whoever speaks first."""
    answer = REPLIES[clause][what]
    expected = answer(b"GET / HTTP/1.1") if callable(answer) else answer

    with replying(answer) as port:
        assert [expected, expected] == [heard(port, b"GET / HTTP/1.1\r\n\r\n"), heard(port, b"")]


def test_the_way_to_a_login_page_ends_there() -> None:
    with replying(REPLIES["turns us away"]["a redirect to a login page (302)"]) as port:
        sent_away = heard(port, b"GET /orders HTTP/1.1\r\n\r\n")
        arrived = heard(port, b"GET /samestory-login HTTP/1.1\r\n\r\n")

    assert b"302 Found" in sent_away
    assert b'type="password"' in arrived


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
    entry = redirected(erp(auth=auth), LOCALHOST, 7)

    assert entry is not None
    assert entry.auth.tokens is not None
    assert "http://127.0.0.1:7/token" == entry.auth.tokens.url


def test_tokens_may_still_come_from_where_they_come_from() -> None:
    """Where a real answer is wanted."""
    auth = Auth("oauth2 client credentials", tokens=Tokens(url="https://login.example/token"))
    entry = redirected(erp(auth=auth), LOCALHOST, 7, tokens=False)

    assert entry is not None
    assert auth == entry.auth


def test_a_relay_passes_on_what_is_said_to_whom_it_was_meant_for() -> None:
    with (
        replying(lambda question: question.upper()) as port,
        tcp_proxy(Endpoint(LOCALHOST, port)) as between,
    ):
        question = f"GET / HTTP/1.1\r\nHost: {LOCALHOST}:{between.port}\r\n\r\n".encode()
        answer = heard(between.port, question)

    assert f"GET / HTTP/1.1\r\nHOST: {LOCALHOST}:{port}\r\n\r\n".encode() == answer


def test_a_relay_that_is_shut_cuts_its_lines_and_answers_nobody() -> None:
    with replying(b"once") as port, tcp_proxy(Endpoint(LOCALHOST, port)) as between:
        before = heard(between.port, b"?")
        between.shut()

        assert (b"once", b"") == (before, heard_at_most(between.port))


def heard_at_most(port: int) -> bytes:
    try:
        return heard(port, b"?")
    except ConnectionError:
        return b""


def test_a_door_is_behind_a_web_address_or_a_host_and_a_port() -> None:
    """A database in a file is behind none."""
    web = erp(settings={"base_url": "https://erp.example/api"})
    mail = erp(settings={"host": "imap.example", "port": 993, "tls": "tls"})

    assert [Endpoint("erp.example", 443, "tls"), Endpoint("imap.example", 993, "tls"), None] == [
        endpoint_of(web),
        endpoint_of(mail),
        endpoint_of(erp(settings={"host": ""})),
    ]


def test_who_does_not_say_where_he_is_cannot_be_moved() -> None:
    assert moved(warehouse="north") is None
