"""Which ports a company gets."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from samestory.company import PORTS, ports_of
from samestory.errors import WrongCall
from tests.company.homes import lonely_ports


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The first digits of ports of which one is taken; they are the usual ones in this test."""
    prefix = lonely_ports()
    monkeypatch.setattr("samestory.company.ports.USUAL_PORTS", prefix)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", int(f"{prefix}43")))
        listening.listen()
        yield prefix


def test_where_the_usual_ports_are_taken_free_ones_are_found(taken: str) -> None:
    """All hundred of them, so that every system of the company finds its own."""
    assert int(ports_of({})) < int(taken)


def test_ports_that_were_asked_for_are_never_exchanged(taken: str) -> None:
    with pytest.raises(WrongCall, match=f"Ports {taken}00 to {taken}99 are not all free"):
        ports_of({PORTS: taken})


@pytest.mark.parametrize("ports", ["many", "9", "700", "-88"])
def test_ports_that_cannot_be_are_refused(ports: str) -> None:
    with pytest.raises(WrongCall, match="should be the first digits"):
        ports_of({PORTS: ports})


def test_an_empty_variable_asks_for_nothing() -> None:
    """As in a shell's `${DEMO_PORTS:-88}`."""
    assert ports_of({PORTS: ""}).isdecimal()
