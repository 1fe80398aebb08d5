"""The control API, the same in every company for the same command."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from samestory_demo.control import control_app
from samestory_lab.integration.faults import FAULTS, Faults


class FakeCompany:
    def __init__(self) -> None:
        self.faults = Faults()
        self.resets = 0
        self.obeyed: list[str] = []

    async def obey_faults(self) -> None:
        self.obeyed = [each.name for each in self.faults.on]

    async def reset(self) -> None:
        self.resets += 1


class SlowCompany(FakeCompany):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    async def reset(self) -> None:
        self.heard.append("begins")
        await asyncio.sleep(0)  # whoever else wants to act now can
        self.heard.append("ends")


def ask(
    company: FakeCompany, method: str, path: str, body: Any = None, more: Iterable[Route] = ()
) -> httpx.Response:
    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(control_app(company, *more))
        async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
            return await client.request(method, path, json=body)

    return asyncio.run(asking())


def test_every_fault_is_listed_with_its_stories():
    """Name, description, stories and whether it is on, as `samestory company faults` shows it."""
    listed = ask(FakeCompany(), "GET", "/faults").json()

    assert list(FAULTS) == [each["name"] for each in listed]
    assert all({"description", "stories", "on"} <= each.keys() for each in listed)


def test_a_fault_is_switched_while_the_company_runs():
    """On, off, and all off; the company hears of it each time."""
    company = FakeCompany()
    assert ask(company, "PUT", "/faults/sync-loses-a-line", {"on": True}).json()["on"] is True
    assert company.faults.is_on("sync-loses-a-line")
    assert ["sync-loses-a-line"] == company.obeyed

    ask(company, "DELETE", "/faults")
    assert not company.faults.is_on("sync-loses-a-line")
    assert [] == company.obeyed


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


def test_a_company_may_be_asked_more():
    """What only one company can tell stands beside what all of them tell."""

    async def bus(_request: Request) -> JSONResponse:
        return JSONResponse({"pending": 2})

    company = FakeCompany()
    assert ask(company, "GET", "/bus").status_code == 404
    assert ask(company, "GET", "/bus", more=[Route("/bus", bus)]).json() == {"pending": 2}


def test_two_resets_follow_each_other():
    """The second begins when the first is over."""
    company = SlowCompany()
    transport = httpx.ASGITransport(control_app(company))

    async def twice() -> None:
        async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
            await asyncio.gather(client.post("/reset"), client.post("/reset"))

    asyncio.run(twice())
    assert ["begins", "ends", "begins", "ends"] == company.heard
