"""The whole company for real: reset in seconds, and gone with whoever started it."""

from __future__ import annotations

import json
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from email.message import EmailMessage
from random import randrange

import httpx
import pytest
from imapclient import IMAPClient

from samestory_demo.settings import HOST
from samestory_lab.settings import Ports, Settings
from samestory_lab.software import COMPANIES
from tests.samestory_lab.pieces import real

pytestmark = real
ADA = "ada@customers.example"


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(Ports.beginning_with(str(randrange(110, 320))))  # noqa: S311  no secret


@pytest.fixture(scope="module")
def company(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    prefix = str(settings.ports.control)[:-2]
    command = [sys.executable, "-m", "samestory_lab", "--ports", prefix]
    with subprocess.Popen(  # noqa: S603  our own company
        [*command, "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert json.loads(process.stdout.readline())["ready"], "its last words are on stderr"
        yield process
        process.terminate()


@pytest.fixture
def web(company: subprocess.Popen[str]) -> Iterator[httpx.Client]:
    assert company.poll() is None
    with httpx.Client(trust_env=False, timeout=120) as client:
        yield client


def mails(settings: Settings) -> int:
    with IMAPClient(HOST, settings.ports.imap, ssl=False) as post:
        post.login(ADA, settings.secrets.mailbox_password)
        return int(post.select_folder("INBOX")[b"EXISTS"])


def members(settings: Settings, web: httpx.Client) -> list[object]:
    key = {"X-List-Key": settings.secrets.list_key}
    address = f"{settings.address('list')}/marketing/members"
    found: list[object] = web.get(address, params={"email": ADA}, headers=key).json()["members"]
    return found


def customers(settings: Settings, web: httpx.Client) -> list[object]:
    address = f"{settings.address('payments')}/v1/customers"
    found: list[object] = web.get(address, auth=(settings.secrets.payments_key, "")).json()["data"]
    return found


def test_a_reset_forgets_everything_everywhere(settings: Settings, web: httpx.Client):
    """Members, payments and mails; the shop, the CRM and the ERP answer again."""
    key = {"X-List-Key": settings.secrets.list_key}
    told = {"email": ADA, "name": "Ada"}
    web.post(f"{settings.address('list')}/marketing/members", headers=key, json=told)
    stripe = f"{settings.address('payments')}/v1/customers"
    web.post(stripe, auth=(settings.secrets.payments_key, ""), data={"email": ADA})
    letter = EmailMessage()
    letter["From"] = letter["To"] = ADA
    with smtplib.SMTP(HOST, settings.ports.smtp) as post:
        post.send_message(letter)
    assert members(settings, web)
    assert customers(settings, web)

    web.post(f"{settings.address('control')}/reset").raise_for_status()
    assert ([], [], 0) == (members(settings, web), customers(settings, web), mails(settings))
    for each in COMPANIES["opensource"]:
        assert web.get(settings.address(each.name) + each.answers).status_code < 500


def test_every_program_has_a_log(settings: Settings, web: httpx.Client):
    """Those of the mail servers too, where they are programs of their own."""
    logs = set(web.get(f"{settings.address('control')}/logs").json())

    assert {*(each.name for each in COMPANIES["opensource"]), "integration"} <= logs


def test_nothing_outlives_a_company_that_is_killed(
    settings: Settings, company: subprocess.Popen[str]
):
    """It cannot stop its programs then: each of them sees that it has gone."""
    with ExitStack() as open_until:
        doors = {
            name: open_until.enter_context(socket.create_connection((HOST, port), 60))
            for name, port in asdict(settings.ports).items()
            if name != "lmtp"
        }
        company.kill()
        for door in doors.values():
            while _hears(door):
                pass


def _hears(door: socket.socket) -> bytes:
    """What is said at this door; nothing any more where nobody holds the other side."""
    try:
        return door.recv(1024)
    except ConnectionResetError:
        return b""
