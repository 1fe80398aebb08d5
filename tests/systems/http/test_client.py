"""One time limit for all that a look takes."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import pytest

import samestory.systems.http.client as client_module
from tests.systems.entries import subject_entry
from tests.systems.http.web import Web, hop, observed, trouble

FOUND = "/customers?email=ada%40customers.example"
VIA = (hop("found", "/customers?email={of}", {"customer": "id"}),)
ORDER = subject_entry({"method": "GET", "path": "/orders/{customer}"}, via=VIA, record="answer")


@dataclass
class Watch:
    """A clock that goes on only when somebody answers."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    monkeypatch.setattr(client_module, "time", watch)
    return watch


def taking(watch: Watch, seconds: float) -> Web:
    """A web that takes so long for each answer."""

    def answer(_: httpx.Request) -> object:
        watch.now += seconds
        return {"id": 7, "status": "placed"}

    return Web(answer)


def test_hops_share_the_time_limit(watch: Watch):
    """Where the first took all of it, the second is not even sent."""
    web = taking(watch, 2)
    found = trouble(web, ORDER, timeout=1.9)

    assert [FOUND] == web.addresses
    assert "it did not answer within 1.9 s (nothing came back)" == found.why
    assert 1 == len(found.evidence)


def test_each_look_begins_anew(watch: Watch):
    """What one look took is not taken from the next."""
    web = taking(watch, 2)

    assert {"status": "placed"} == observed(web, ORDER, timeout=5).values
    assert {"status": "placed"} == observed(web, ORDER, timeout=5).values
