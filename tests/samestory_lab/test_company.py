"""Opening, resetting and closing a whole company, here one of a single small program."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from samestory_demo.settings import HOST
from samestory_lab.company import Company
from samestory_lab.integration.faults import Faults
from samestory_lab.preparing import Prepared
from samestory_lab.programs import DidNotOpenError
from samestory_lab.settings import Settings
from samestory_lab.software import Software
from tests.samestory_lab.pieces import free_ports

SERVES = """
import os, sys, threading
from http.server import HTTPServer, SimpleHTTPRequestHandler
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
os.chdir(os.environ["ITS_HOME"])
place = os.environ["ITS_HOST"], int(os.environ["ITS_PORT"])
HTTPServer(place, SimpleHTTPRequestHandler).serve_forever()
"""
Use = Callable[[Company, httpx.AsyncClient], Awaitable[None]]


class Mail:
    """Mail servers that note what they are told to do."""

    def __init__(self, logs: dict[str, Path]) -> None:
        self.logs = logs
        self.told: list[str] = []

    async def open(self) -> None:
        self.told.append("open")

    async def close(self) -> None:
        self.told.append("close")

    async def reset(self) -> None:
        self.told.append("reset")


@pytest.fixture
def mail(tmp_path: Path) -> Mail:
    return Mail({"smtp": tmp_path / "postfix.log"})


@pytest.fixture
def settings() -> Settings:
    return Settings(free_ports())


@pytest.fixture
def prepared(tmp_path: Path, settings: Settings) -> dict[Software, Prepared]:
    """A payment processor that shows the files of its home, and writes down who asks for them."""
    folder, snapshot = tmp_path / "ours", tmp_path / "snapshot"
    folder.mkdir()
    snapshot.mkdir()
    (folder / "serve.py").write_text(SERVES)
    (snapshot / "paid").write_text("nothing yet")
    port = str(settings.ports.payments)
    software = Software(
        name="payments",
        called="the payments",
        folder=folder,
        answers="/",
        environ=lambda home, _: {"ITS_HOME": str(home), "ITS_HOST": HOST, "ITS_PORT": port},
    )
    return {software: Prepared(Path(sys.executable), snapshot)}


def with_company(
    settings: Settings, prepared: dict[Software, Prepared], mail: Mail, use: Use
) -> None:
    """Use a company while it is open."""

    async def whole() -> None:
        company = Company(settings, Faults(pieces=["payments"]), prepared, mail)
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            try:
                await company.open()
                await use(company, client)
            finally:
                await company.close()

    asyncio.run(whole())


def test_it_tells_where_each_system_writes_what_it_does(
    settings: Settings,
    prepared: dict[Software, Prepared],
    mail: Mail,
    capfd: pytest.CaptureFixture[str],
):
    """Over its control, by the system's name; and says of each that it is open."""
    told: list[dict[str, str]] = []

    async def use(company: Company, client: httpx.AsyncClient) -> None:
        told.append((await client.get(f"{settings.address('control')}/logs")).json())
        assert {name: str(path) for name, path in company.logs.items()} == told[0]
        assert all(path.is_file() for name, path in company.logs.items() if name != "smtp")

    with_company(settings, prepared, mail, use)
    assert ["payments", "smtp", "integration"] == list(told[0])
    assert {"mail: open", "payments: open"} == set(capfd.readouterr().err.splitlines())


def test_a_reset_begins_with_the_snapshots_and_empty_mailboxes(
    settings: Settings, prepared: dict[Software, Prepared], mail: Mail
):
    """What it wrote down meanwhile is kept: a log is no record."""

    async def use(company: Company, client: httpx.AsyncClient) -> None:
        log = company.logs["payments"]
        (log.parent / "payments" / "paid").write_text("89.00")
        paid = f"{settings.address('payments')}/paid"
        assert "89.00" == (await client.get(paid)).text
        await client.post(f"{settings.address('control')}/reset")

        assert "nothing yet" == (await client.get(paid)).text
        assert 2 == log.read_text().count("GET /paid")

    with_company(settings, prepared, mail, use)
    assert ["open", "reset", "close"] == mail.told


def test_when_it_is_closed_nothing_is_left(
    settings: Settings, prepared: dict[Software, Prepared], mail: Mail
):
    """No program, and no file of the run."""
    homes: list[Path] = []

    async def use(company: Company, _: httpx.AsyncClient) -> None:
        homes.append(company.logs["payments"].parent)

    with_company(settings, prepared, mail, use)
    assert not homes[0].exists()
    for system in ("payments", "control"):
        with pytest.raises(httpx.ConnectError):
            httpx.get(settings.address(system), trust_env=False)


def test_one_that_did_not_open_leaves_nothing_either(
    settings: Settings, prepared: dict[Software, Prepared], mail: Mail
):
    """Whatever of it was open already is stopped."""
    [software] = prepared
    (software.folder / "serve.py").write_text("raise SystemExit('no money')")

    async def use(_: Company, __: httpx.AsyncClient) -> None:
        pytest.fail("it did not open")

    with pytest.raises(
        DidNotOpenError, match=r"the payments did not open: it stopped.\n  no money"
    ):
        with_company(settings, prepared, mail, use)
    assert ["open", "close"] == mail.told
