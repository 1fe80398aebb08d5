"""Systems that answer badly, over real sockets: each cannot be asked, and soon."""

from __future__ import annotations

import gzip
import socket
import threading
from contextlib import closing

import pytest

from samestory.adapters.http.system import HttpSystem
from samestory.core.model import Observation, Subject
from samestory.errors import CannotAsk
from samestory.polling.panel import Panel
from samestory.polling.rate_limit import TokenBucket
from samestory.polling.seat import Seat
from samestory.polling.terms import SystemClock
from tests.adapters.entries import GUARD, filing, system_entry
from tests.adapters.raw_server import Talk, answering, serving, silent, unused_port

ORDER = Subject("order", "A-1")
SOON = 0.3
"""The time limit, in seconds, of a system that never answers; nothing here measures time."""
AMPLE = 30.0
"""The time limit of one that does, however busy the machine is."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def system(port: int, name: str = "crm", limit: float = AMPLE) -> HttpSystem:
    settings = {"base_url": f"http://127.0.0.1:{port}"}
    return HttpSystem(system_entry(name=name, settings=settings, timeout=limit), GUARD, filing())


def trouble(talk: Talk, limit: float = AMPLE) -> CannotAsk:
    """Why it could not be asked."""
    with (
        serving(talk) as port,
        closing(system(port, limit=limit)) as asked,
        pytest.raises(CannotAsk) as caught,
    ):
        asked.observe(ORDER)
    return caught.value


@pytest.mark.parametrize(
    ("talk", "why"),
    [
        (
            answering(HEAD + b'Content-Length: 100\r\n\r\n{"status": "pla'),
            "its reply broke off after 15 bytes",
        ),
        (answering(HEAD + b'\r\n{"status": "pla'), 'it answered broken JSON: \'{"status": "pla\''),
        (answering(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}"), "its reply broke off"),
        (answering(b""), "the request failed (Server disconnected without sending a response.)"),
        (answering(b"nonsense\r\n\r\n"), "the request failed ("),
        (
            answering(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<h1>"
            ),
            "it answered text/html instead of JSON: '<h1>'",
        ),
        (
            answering(b"HTTP/1.1 500 Oh No\r\nContent-Length: 0\r\n\r\n"),
            "it answered 500 Oh No",
        ),
    ],
)
def test_nonsense_is_recognised(talk: Talk, why: str):
    """What came back is kept, and nobody takes it for the order."""
    found = trouble(talk)

    assert found.why.startswith(why)
    assert found.asked.endswith("/orders/A-1")


@pytest.mark.parametrize(
    "talk",
    [
        silent,
        answering(HEAD + b"Content-Length: 9999\r\n\r\n", b"x", gap=0.02, forever=True),
        answering(b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n", gap=0.02, forever=True),
    ],
)
def test_hanging_and_dripping_is_cut_off(talk: Talk):
    """The time limit is one for the whole reply, not one for each byte of it."""
    assert trouble(talk, SOON).why.startswith("it did not answer within 0.3 s (")


def packed(body: bytes, coding: bytes) -> Talk:
    head = HEAD + b"Content-Encoding: " + coding + b"\r\n"
    return answering(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)


@pytest.mark.parametrize("coding", [b"gzip", b"identity, GZip"])
def test_a_reply_that_is_packed_unasked_is_unpacked(coding: bytes):
    """Some servers never send anything else."""
    body = gzip.compress(b'{"status": "placed"}')
    with serving(packed(body, coding)) as port, closing(system(port)) as asked:
        assert {"status": "placed"} == asked.observe(ORDER).values


@pytest.mark.parametrize(
    ("body", "coding", "why"),
    [
        (gzip.compress(b" " * 20_000_000), b"gzip", "its reply is larger than 5 MB"),
        (
            b"",
            b"gzip, gzip",
            "it compresses its reply (gzip, gzip), although it was asked not to",
        ),
        (b"{}", b"br", "it compresses its reply (br), although it was asked not to"),
        (b"{}", b"gzip", "its reply is no gzip, though it says so ("),
    ],
)
def test_a_bomb_is_not_unpacked(body: bytes, coding: bytes, why: str):
    """A few bytes can hold gigabytes."""
    assert trouble(packed(body, coding)).why.startswith(why)


def test_what_comes_with_a_redirect_is_not_read():
    """However much it is; the place it names is what counts."""
    sent = threading.Event()

    def talk(connection: socket.socket, over: threading.Event) -> None:
        if sent.is_set():
            good = HEAD + b'Content-Length: 20\r\n\r\n{"status": "placed"}'
            answering(good)(connection, over)
        else:
            sent.set()
            head = b"HTTP/1.1 302 Found\r\nLocation: /o\r\nContent-Length: 9999999\r\n\r\n"
            answering(head)(connection, over)

    with serving(talk) as port, closing(system(port)) as asked:
        assert {"status": "placed"} == asked.observe(ORDER).values


def test_nobody_answers():
    """The port is closed, in the words that a person looks for."""
    with unused_port() as port:
        asked = system(port)
        with pytest.raises(CannotAsk, match=r"^the connection failed \(connection refused\)$"):
            asked.observe(ORDER)
        asked.close()


def test_after_trouble_it_can_be_asked_again():
    """A system that came back is a witness again, and connections are kept."""
    good = HEAD + b'Content-Length: 20\r\n\r\n{"status": "placed"}'
    pieces = iter([b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{", good])

    def talk(connection, over) -> None:
        answering(next(pieces))(connection, over)

    with serving(talk) as port:
        asked = system(port)
        with pytest.raises(CannotAsk):
            asked.observe(ORDER)
        found = asked.observe(ORDER)
        asked.close()

    assert {"status": "placed"} == found.values


def test_one_bad_system_leaves_the_others_observations():
    """Each has its own time limit, and nobody waits for the others."""
    good = answering(HEAD + b'Content-Length: 20\r\n\r\n{"status": "placed"}')
    with serving(good) as erp, serving(silent) as crm, serving(silent) as payments:
        ports = {"crm": crm, "erp": erp, "payments": payments}
        limits = {"crm": SOON, "erp": AMPLE, "payments": SOON}
        seats = {
            name: Seat(system(port, name, limits[name]), limits[name], TokenBucket(20))
            for name, port in ports.items()
        }
        panel = Panel(seats, SystemClock())
        found: list[Observation] = panel.ask(["crm", "erp", "payments"], ORDER)
        panel.close()

    assert [True, False, True] == [each.unreachable is not None for each in found]
    assert {"status": "placed"} == found[1].values
