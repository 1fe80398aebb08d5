"""One time limit for all that a look takes, and nothing that is told to anybody else."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

import samestory.adapters.http.client as client_module
from samestory.adapters.http.client import Client
from samestory.adapters.http.messages import Request
from samestory.network.guard import Guard
from tests.adapters.entries import subject_entry, system_entry
from tests.adapters.http.web import HOME, Web, hop, observed, trouble

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


# Redirects --------------------------------------------------------------------------------------


OTHERS = Guard(
    hosts=("crm.example", "other.example"), plaintext=("crm.example", "other.example"), file="x"
)


def client_of(web: Web, **more: Any) -> Client:
    """A client for the system at `crm.example`."""
    entry = system_entry(settings={"base_url": HOME, **more})
    return Client(entry, OTHERS, transport=httpx.MockTransport(web))


def leading(*places: str) -> Web:
    """A web whose pages lead from one to the next; each gives a cookie."""
    steps = iter(places)

    def answer(request: httpx.Request) -> httpx.Response:
        to = next(steps, None)
        given = {"set-cookie": f"of_{request.url.host}_{request.url.port}=session-of-this"}
        if to is None:
            return httpx.Response(200, json={}, headers=given)
        return httpx.Response(302, headers={**given, "location": to})

    return Web(answer)


@pytest.mark.parametrize(
    "there", ["http://other.example/x", "http://crm.example:81/x", "https://crm.example/x"]
)
def test_what_a_question_says_in_headers_goes_to_no_other_origin(there: str):
    """A password may stand there; what it accepts is no secret."""
    web = leading(there, f"{HOME}/back")
    headers = {"X-Pass": "s3cret-1", "Cookie": "sid=s3cret-2", "Accept": "text/plain"}
    with closing(client_of(web, headers={"X-Tenant": "t1"})) as client:
        client.send(Request("GET", f"{HOME}/orders", headers=headers))

    first, other, back = web.asked
    assert not {"x-pass", "cookie", "x-tenant", "authorization"} & set(other.headers)
    assert ["text/plain"] * 3 == [each.headers["accept"] for each in web.asked]
    for own in (first, back):
        assert ("s3cret-1", "t1") == (own.headers["x-pass"], own.headers["x-tenant"])
        assert own.headers["cookie"].startswith("sid=s3cret-2")


def test_a_cookie_goes_back_to_whoever_gave_it_alone():
    """Cookies know no ports, and every company on one machine lives on one host."""
    web = leading("http://crm.example:81/x", f"{HOME}/back", "http://crm.example:81/y")
    with closing(client_of(web)) as client:
        client.send(Request("GET", f"{HOME}/orders"))
        known = dict(client.cookies)
        client.forget_cookies()
        client.send(Request("GET", f"{HOME}/orders"))

    own, other = "of_crm.example_None=session-of-this", "of_crm.example_81=session-of-this"
    assert [None, None, own, other, None] == [each.headers.get("cookie") for each in web.asked]
    assert {"of_crm.example_None": "session-of-this"} == known


# Headers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_an_answer_may_hold_any_letter_in_its_headers(encoding: str):
    """Some systems tell there who is asking."""
    headers = [(b"X-User", "Jürgen".encode(encoding))]
    web = Web(lambda _: httpx.Response(200, json={"status": "placed"}, headers=headers))
    order = subject_entry({"method": "GET", "path": "/orders/1"})

    assert {"status": "placed"} == observed(web, order).values


def test_the_headers_of_a_landscape_replace_the_usual_ones():
    """Whatever the case of their names, and for the system alone."""
    web = leading("http://other.example/x")
    with closing(
        client_of(web, headers={"user-agent": "till 7", "accept": "text/plain"})
    ) as client:
        client.send(Request("GET", f"{HOME}/orders"))

    own, other = web.asked
    assert ["till 7"] == own.headers.get_list("user-agent")
    assert ["text/plain"] == own.headers.get_list("accept")
    assert ["samestory"] == other.headers.get_list("user-agent")
