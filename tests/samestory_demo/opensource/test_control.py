"""The control API, which has to be the demo company's for the same command."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from samestory_demo.opensource.control import control_app
from samestory_demo.opensource.faults import FAULTS, Faults


class FakeCompany:
    def __init__(self) -> None:
        self.faults = Faults()
        self.resets = 0

    async def reset(self) -> None:
        self.resets += 1


def ask(company: FakeCompany, method: str, path: str, body: Any = None) -> httpx.Response:
    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(control_app(company))
        async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
            return await client.request(method, path, json=body)

    return asyncio.run(asking())


def test_every_fault_is_listed_with_its_stories():
    """Name, description, stories and whether it is on, as `samestory company faults` shows it."""
    listed = ask(FakeCompany(), "GET", "/faults").json()

    assert list(FAULTS) == [each["name"] for each in listed]
    assert all({"description", "stories", "on"} <= each.keys() for each in listed)


def test_a_fault_is_switched_while_the_company_runs():
    """On, off, and all off."""
    company = FakeCompany()
    assert ask(company, "PUT", "/faults/sync-loses-a-line", {"on": True}).json()["on"] is True
    assert company.faults.is_on("sync-loses-a-line")

    ask(company, "DELETE", "/faults")
    assert not company.faults.is_on("sync-loses-a-line")


def test_a_wrong_call_changes_nothing_and_says_why():
    """An unknown fault is 404 with the nearest name, a body without `on` is 400."""
    company = FakeCompany()
    unknown = ask(company, "PUT", "/faults/sync-loses-line", {"on": True})
    assert (unknown.status_code, "sync-loses-a-line" in unknown.text) == (404, True)
    assert ask(company, "PUT", "/faults/sync-loses-a-line", {}).status_code == 400


def test_health_and_reset():
    """It says that it is there, and forgets when told to."""
    company = FakeCompany()
    assert ask(company, "GET", "/health").json() == {"ok": True}
    assert ask(company, "POST", "/reset").status_code == 200
    assert company.resets == 1
