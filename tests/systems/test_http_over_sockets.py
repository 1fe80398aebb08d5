"""Systems that answer badly, over real sockets: each cannot be asked, and soon."""

from __future__ import annotations

import time

import pytest

from samestory.convergence import SystemClock
from samestory.errors import CannotAsk
from samestory.model import Observation, Subject
from samestory.systems.http import HttpSystem
from samestory.systems.pace import TokenBucket
from samestory.systems.panel import Panel, Seat
from tests.systems.entries import GUARD, filing, system_entry
from tests.systems.raw_server import Talk, answering, serving, silent, unused_port

ORDER = Subject("order", "A-1")
LIMIT = 0.3
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def system(port: int, name: str = "crm") -> HttpSystem:
    settings = {"base_url": f"http://127.0.0.1:{port}"}
    return HttpSystem(system_entry(name=name, settings=settings, timeout=LIMIT), GUARD, filing())


def trouble(talk: Talk) -> tuple[CannotAsk, float]:
    """Why it could not be asked, and after how many seconds that was clear."""
    with serving(talk) as port:
        asked = system(port)
        start = time.monotonic()
        with pytest.raises(CannotAsk) as caught:
            asked.observe(ORDER)
        took = time.monotonic() - start
        asked.close()
    return caught.value, took


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
    found, took = trouble(talk)

    assert found.why.startswith(why)
    assert found.asked.endswith("/orders/A-1")
    assert took < LIMIT


@pytest.mark.parametrize(
    ("talk", "why"),
    [
        (silent, "it did not answer within 0.3 s (nothing came back)"),
        (
            answering(HEAD + b"Content-Length: 9999\r\n\r\n", b"x", gap=0.02, forever=True),
            "it did not answer within 0.3 s (only ",
        ),
        (
            answering(b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n", gap=0.02, forever=True),
            "it did not answer within 0.3 s (nothing came back)",
        ),
    ],
)
def test_hanging_and_dripping_is_cut_off(talk: Talk, why: str):
    """The time limit is one for the whole reply, not one for each byte of it."""
    found, took = trouble(talk)

    assert found.why.startswith(why)
    assert LIMIT <= took < LIMIT + 0.4


def test_nobody_answers():
    """The port is closed."""
    with unused_port() as port:
        asked = system(port)
        with pytest.raises(CannotAsk, match="nobody answers there"):
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
    """A look costs as much as its slowest system, and no more."""
    good = answering(HEAD + b'Content-Length: 20\r\n\r\n{"status": "placed"}')
    with serving(good) as erp, serving(silent) as crm, serving(silent) as payments:
        ports = {"crm": crm, "erp": erp, "payments": payments}
        seats = {
            name: Seat(system(port, name), LIMIT, TokenBucket(20)) for name, port in ports.items()
        }
        panel = Panel(seats, SystemClock())
        start = time.monotonic()
        found: list[Observation] = panel.ask(["crm", "erp", "payments"], ORDER)
        took = time.monotonic() - start
        panel.close()

    assert [True, False, True] == [each.unreachable is not None for each in found]
    assert {"status": "placed"} == found[1].values
    assert took < LIMIT + 0.4
