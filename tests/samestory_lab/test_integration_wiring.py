"""Which piece of a company tells and hears what, over real connections on this machine."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from samestory_lab.integration.accounts import Accounts
from samestory_lab.integration.creme import Creme
from samestory_lab.integration.faults import Faults
from samestory_lab.integration.news import as_json
from samestory_lab.integration.outbox import Outbox
from samestory_lab.integration.seams import Handover
from samestory_lab.integration.shifts import Shift
from samestory_lab.integration.wiring import Running
from samestory_lab.settings import Ports, Settings
from tests.samestory_lab.integration_fakes import ADA, ORDER

Asked = list[tuple[httpx.Request, bytes]]


@pytest.fixture
def asked() -> Asked:
    return []


@pytest.fixture
def client(asked: Asked) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request, request.content))
        return httpx.Response(200, json={"events": []})

    return httpx.Client(base_url="http://it.test", transport=httpx.MockTransport(answer))


def test_an_outbox_is_asked_for_what_is_new(client: httpx.Client, asked: Asked):
    """What was seen last is in the question."""
    assert [] == Outbox(client).after(7)
    assert "/outbox/?after=7" == asked[0][0].url.raw_path.decode()


def test_the_crm_is_told_of_an_order_whole(client: httpx.Client, asked: Asked):
    """The JSON is the one of the outbox, and the address names the order."""
    Creme(client).tell(Handover("crm", ORDER, "key"))

    [(request, body)] = asked
    assert ("PUT", "/speedwell/orders/100001/") == (request.method, request.url.raw_path.decode())
    told = json.loads(body)
    assert told == json.loads(json.dumps(as_json(ORDER)))
    assert ("157.90", "placed", 0) == (told["total"], told["status"], told["revision"])


def test_the_crm_makes_somebody_anew_only_if_nobody_looks(client: httpx.Client, asked: Asked):
    """A healthy integration always lets it look first."""
    Creme(client).tell(Handover("crm", ADA, "key"))
    Creme(client).tell(Handover("crm", ADA, "key", looks_first=False))

    paths = [request.url.raw_path.decode() for request, _ in asked]
    assert ["/speedwell/contacts/", "/speedwell/contacts/?new_contact=1"] == paths
    assert {"email": ADA.email, "name": ADA.name} == json.loads(asked[0][1])


def test_a_crm_that_knows_better_is_left_alone():
    """Where it holds a later revision there is nothing left to tell."""
    transport = httpx.MockTransport(lambda _: httpx.Response(409))
    client = httpx.Client(base_url="http://crm.test", transport=transport)
    Creme(client).tell(Handover("crm", ORDER, "key"))


def test_the_shop_is_told_of_people_alone(client: httpx.Client, asked: Asked):
    """Orders it has itself."""
    Accounts(client).tell(Handover("shop", ADA, "key"))
    Accounts(client).tell(Handover("shop", ORDER, "key"))

    [(request, body)] = asked
    assert "/integration/customers" == request.url.path
    assert {"email": ADA.email, "name": ADA.name} == json.loads(body)


@pytest.mark.parametrize("make", [Creme, Accounts])
def test_a_refusal_is_trouble(make: Callable[[httpx.Client], Creme | Accounts]):
    """What was not taken must not count as told."""
    transport = httpx.MockTransport(lambda _: httpx.Response(503))
    with pytest.raises(httpx.HTTPStatusError):
        make(httpx.Client(base_url="http://it.test", transport=transport)).tell(
            Handover("it", ADA, "key")
        )


class Desk(ThreadingHTTPServer):
    """A list that has one subscriber, and a shop that takes her; both behind one port."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _DeskHandler)
        self.taken: list[bytes] = []
        self.was_taken = threading.Event()
        self.keys: set[str] = set()


class _DeskHandler(BaseHTTPRequestHandler):
    server: Desk

    def do_GET(self) -> None:
        self.server.keys.update(self.headers.get_all("X-List-Key") or [])
        events = [{"id": 1, "type": "subscriber", "email": ADA.email, "name": ADA.name}]
        told = events if self.path.endswith("after=0") and self.headers["X-List-Key"] else []
        self._answer(json.dumps({"events": told}).encode())

    def do_POST(self) -> None:
        self.server.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.was_taken.set()
        self._answer(b"{}")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_subscriber_of_the_list_gets_an_account_of_the_shop(desk: Desk, tmp_path: Path):
    """From one piece to the other, with the key of each; then it stops and leaves no thread."""
    settings = Settings(Ports(shop=desk.server_port, list=desk.server_port))
    running = Running(["shop", "list"], settings, Faults(), tmp_path / "queue.sqlite")
    running.start()
    assert desk.was_taken.wait(5)
    running.stop()

    assert [{"email": ADA.email, "name": ADA.name}] == [json.loads(each) for each in desk.taken]
    assert {settings.secrets.list_key} == desk.keys
    assert not [each.name for each in threading.enumerate() if "ing the " in each.name]


def test_a_shift_outlasts_trouble_and_stops_when_told():
    """A system that is down ends no shift; stopping returns only when the work is done."""
    tried_again = threading.Event()
    tries: list[int] = []

    def work() -> bool:
        tries.append(1)
        if len(tries) == 3:
            tried_again.set()
        if len(tries) % 2:
            raise httpx.ConnectError("refused")
        raise ValueError("not JSON")

    shift = Shift("a shift", work, pace=0)
    shift.start()
    assert tried_again.wait(5)
    shift.stop()
    assert "a shift" not in [each.name for each in threading.enumerate()]


def test_a_trouble_is_logged_when_it_begins_and_when_it_ends(caplog: pytest.LogCaptureFixture):
    """A system that is down for an hour fills no log."""
    over = threading.Event()
    tries: list[int] = []

    def work() -> bool:
        tries.append(1)
        if len(tries) < 4:
            raise httpx.ConnectError("refused")
        if len(tries) == 5:
            over.set()
        return False

    shift = Shift("reading", work, pace=0)
    with caplog.at_level(logging.WARNING):
        shift.start()
        assert over.wait(5)
        shift.stop()
    assert ["reading: ConnectError: refused", "reading: it goes on"] == caplog.messages
