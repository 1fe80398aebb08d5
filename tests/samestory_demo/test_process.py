"""The company as a process: its ports, its doors, and how it starts and stops."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import httpx
import pytest
from imapclient import IMAPClient

from samestory_demo.settings import Ports, Secrets, Settings

T = TypeVar("T")
SECRETS = Secrets()
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
SETTINGS = Settings(ports=Ports.beginning_with(f"61{WORKER}"))  # beyond what clients are given
COMMAND = [sys.executable, "-m", "samestory_demo", "--ports", f"61{WORKER}", "--delay", "5-20"]
ADA = {
    "first_name": "Ada",
    "last_name": "Bäcker",
    "email": "Ada@Customers.example",
    "password": "correct horse",
    "street": "Weg 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "Germany",
}
PATIENCE = 5.0


@pytest.fixture(scope="module")
def process() -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    assert started.stdout is not None
    assert json.loads(started.stdout.readline())["ready"]
    yield started
    started.send_signal(signal.SIGTERM)
    code, said = started.wait(PATIENCE), started.stdout.read()
    started.stdout.close()
    assert (0, "") == (code, said), "it stops when it is told to, and has said nothing more"


@pytest.fixture
def control(process) -> Iterator[httpx.Client]:  # noqa: ARG001 - it must be running
    with httpx.Client(base_url=SETTINGS.address("control")) as client:
        yield client
        client.delete("/faults")


@pytest.fixture
def visitor(process) -> Iterator[httpx.Client]:  # noqa: ARG001 - it must be running
    address = SETTINGS.address("website")
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        yield client


def _order(visitor: httpx.Client) -> str:
    visitor.post("/basket", data={"sku": "CH-11", "quantity": "2"})
    visitor.post("/checkout", data=ADA)
    return _facts(visitor.post("/checkout/review"))["Order number"]


def _facts(page: httpx.Response) -> dict[str, str]:
    """The pairs of label and value on a page."""
    return dict(re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", page.text, re.DOTALL))


def _eventually(ask: Callable[[], T | None]) -> T:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := ask():
            return found
        time.sleep(0.02)
    pytest.fail("it never came")


def _erp(number: str) -> list[dict[str, str]]:
    answer = httpx.get(
        f"{SETTINGS.address('erp')}/v1/documents/SO",
        params={"ExtRef": number},
        headers={"X-Api-Key": SECRETS.erp_key},
    )
    return answer.raise_for_status().json()["d"]


def _mails(address: str, number: str) -> list[int]:
    with IMAPClient("127.0.0.1", SETTINGS.ports.imap, ssl=False) as mailbox:
        mailbox.login(address, SECRETS.mailbox_password)
        mailbox.select_folder("INBOX", readonly=True)
        return mailbox.search(["SUBJECT", f"order {number}"])


def test_an_order_reaches_the_erp_and_her_mailbox(visitor):
    """From the website through every system to the mailbox, however she spells her address."""
    page = visitor.post("/register", data=ADA)
    assert "Ada Bäcker" == _facts(page)["Name"]
    number = _order(visitor)
    [document] = _eventually(lambda: _erp(number))
    assert ("68.90", "10") == (document["Gross"], document["Stat"])
    assert _eventually(lambda: _mails(ADA["email"], number)) == _mails(ADA["email"].lower(), number)


def test_strangers_do_not_see_an_order(visitor):
    """An order opens to its number and its address together, and to nothing less."""
    number = _order(visitor)
    with httpx.Client(base_url=visitor.base_url, follow_redirects=True) as stranger:
        assert "Find an order" in stranger.get(f"/orders/{number}").text
        wrong = stranger.post("/find-order", data={"number": number, "email": "eve@x.example"})
        assert "We have no order with this number and address." in wrong.text
        right = stranger.post("/find-order", data={"number": number, "email": ADA["email"]})
        assert "€68,90" == _facts(right)["Total"]


def test_an_agent_amends_what_the_shop_then_shows(visitor):
    """The shop has the change before the desk tells her; the ERP follows."""
    number = _order(visitor)
    desk = f"{SETTINGS.address('crm')}/desk/orders/{number}"
    agent = ("agent", SECRETS.agent_password)
    told = httpx.post(desk, data={"quantity-BB-IT": "1"}, auth=agent)
    assert "€92,50" == _facts(told)["Total"]
    assert "€92,50" == _facts(visitor.get(f"/orders/{number}"))["Total"]
    _eventually(lambda: "92.50" == _erp(number)[0]["Gross"])


@pytest.mark.usefixtures("process")
@pytest.mark.parametrize(
    ("system", "path"),
    [
        ("crm", "/deals?order_number=A-1"),
        ("crm", "/desk/"),
        ("erp", "/v1/documents/SO?ExtRef=A-1"),
        ("payments", "/v1/payment_intents?order=A-1"),
        ("marketing", "/members?email=a@b.example"),
    ],
)
def test_no_system_answers_without_its_key(system, path):
    """401 and no record."""
    assert 401 == httpx.get(SETTINGS.address(system) + path).status_code


@pytest.mark.usefixtures("process")
def test_a_wrong_mailbox_password_opens_nothing():
    """Everybody has a mailbox, and nobody without the password."""
    mailbox = IMAPClient("127.0.0.1", SETTINGS.ports.imap, ssl=False)
    with pytest.raises(IMAPClient.Error):
        mailbox.login("ada@customers.example", "wrong")
    mailbox.shutdown()


def test_while_the_erp_is_down_the_shop_goes_on(visitor, control):
    """Connections are refused; once it is up again, it hears what it has missed."""
    control.put("/faults/erp-down", json={"on": True}).raise_for_status()
    with pytest.raises(httpx.ConnectError):
        _erp("A-1000")
    number = _order(visitor)
    control.put("/faults/erp-down", json={"on": False}).raise_for_status()
    assert _eventually(lambda: _erp(number))
    _eventually(lambda: {"pending": 0} == control.get("/bus").json())


def test_faults_are_told_and_switched_by_name(control):
    """Every fault says what a customer would say; a wrong name is told the right one."""
    on = control.put("/faults/crm-lags", json={"on": True}).json()
    assert on in control.get("/faults").json()
    assert on["on"]
    wrong = control.put("/faults/crm-lag", json={"on": True})
    assert (404, True) == (wrong.status_code, "Did you mean 'crm-lags'?" in wrong.json()["error"])
    assert 400 == control.put("/faults/crm-lags", content=b"on").status_code


def test_a_reset_forgets_orders_customers_and_mails(visitor, control):
    """The next order is the first again, and its mail the only one."""
    _order(visitor)
    control.post("/reset").raise_for_status()
    number = _order(visitor)
    assert "A-1000" == number
    assert 1 == len(_eventually(lambda: _mails(ADA["email"], number)))


@pytest.mark.usefixtures("process")
def test_a_port_that_is_taken_is_told_in_one_sentence():
    """Exit code 4 and what to do about it."""
    second = subprocess.run(COMMAND, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert 4 == second.returncode
    assert "Cannot open Speedwell Cycles: port" in second.stderr
    assert 1 == len(second.stderr.splitlines())


def test_it_stops_when_whoever_started_it_goes_away():
    """An end of standard input ends the company."""
    command = [*COMMAND, "--until-stdin-closes"]
    command[command.index("--ports") + 1] = f"62{WORKER}"
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as started:  # noqa: S603 - our own program
        assert started.stdin is not None
        assert started.stdout is not None
        started.stdout.readline()
        started.stdin.close()
        assert 0 == started.wait(PATIENCE)
