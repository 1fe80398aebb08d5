"""The CRM's hook in a real Creme, and what a person then reads in its pages.

Set SAMESTORY_REAL=1 to run it (`make real` does): the first time it installs Creme.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup
from platformdirs import user_cache_path

from samestory_lab.preparing import prepare
from samestory_lab.programs import Program
from samestory_lab.settings import Ports, Secrets, Settings
from samestory_lab.software import CRM
from tests.samestory_lab.test_creme_told import TOLD

pytestmark = pytest.mark.skipif(
    os.environ.get("SAMESTORY_REAL") != "1",
    reason="set SAMESTORY_REAL=1: it installs software and takes minutes",
)

ORDER = TOLD | {"revision": 0, "email": "Ada@customers.example", "name": "Ada Lovelace"}
FEWER = ORDER | {"revision": 1, "items": TOLD["items"][1:]}
CANCELLED = ORDER | {"revision": 2, "status": "cancelled"}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where a Creme listens in which nobody has worked yet."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings = Settings(Ports(crm=free.getsockname()[1]))
    cache = user_cache_path("samestory") / "opensource"
    program = Program(CRM, prepare([CRM], cache, settings, print)[CRM], settings, tmp_path)
    asyncio.run(program.open())
    yield settings.address("crm")
    asyncio.run(program.close())


@pytest.fixture
def hook(address: str) -> Iterator[httpx.Client]:
    """The integration's way in."""
    key = {"X-Sync-Key": Secrets().crm_sync_key}
    base = f"{address}/speedwell/"
    with httpx.Client(base_url=base, headers=key, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def reader(address: str) -> Iterator[httpx.Client]:
    """Somebody who has logged in to look things up."""
    with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
        form = BeautifulSoup(client.get("/creme_login/").text, "html.parser")
        [token] = form.select("[name=csrfmiddlewaretoken]")
        filled = {"username": "reader", "password": Secrets().crm_password}
        asked = client.post("/creme_login/", data=filled | {token["name"]: token["value"]})
        assert asked.is_redirect, "the reader may log in"
        yield client


def put(hook: httpx.Client, order: dict[str, Any], **params: str) -> int:
    return hook.put(f"orders/{order['number']}/", json=order, params=params).status_code


def rows(reader: httpx.Client, of: str, field: str, value: str) -> list[BeautifulSoup]:
    """The lines of one of Creme's lists where a field has this value."""
    asked = f'{{"op":"AND","val":[["{field}","{value}"]]}}'
    page = reader.get(of, params={"q_filter": asked}).raise_for_status()
    return BeautifulSoup(page.text, "html.parser").select("tr.lv-row.selectable")


def contacts(reader: httpx.Client) -> list[str]:
    found = rows(reader, "/persons/contacts", "email__iexact", "ada@customers.example")
    return [each.select_one("td[name=regular_field-email]").text.strip() for each in found]


def held(reader: httpx.Client) -> dict[str, Any]:
    """What the page of the one sales order of this number says."""
    [row] = rows(reader, "/billing/sales_orders", "number", ORDER["number"])
    number = row.select_one("input[name=entity_id]")["value"]
    page = BeautifulSoup(reader.get(f"/billing/sales_order/{number}").text, "html.parser")

    def texts(selector: str) -> list[str]:
        return [" ".join(each.stripped_strings) for each in page.select(selector)]

    return {
        "name": texts(".billing-target-value a"),
        "skus": texts(".bline-sortable td.bline-item a"),
        "quantities": texts(".bline-sortable td.bline-quantity"),
        "status": texts('[data-key="regular_field-status"] .brick-tile-value'),
        "street": texts(".shipping-address-container .address"),
        "country": texts(".shipping-address-container .address-option-value"),
        "total": [each.strip(" €") for each in texts(".billing-total-inclusive-value")],
    }


AS_PLACED = {
    "name": ["Ada Lovelace"],
    "skus": ["BB-EN", "CH-11"],
    "quantities": ["1.00", "2.00"],
    "status": ["Accepted"],
    "street": ["Hafenweg 3 20457 Hamburg"],
    "country": ["Germany"],
    "total": ["158.80"],
}


def test_an_order_is_held_once_and_as_it_was_told_last(hook: httpx.Client, reader: httpx.Client):
    """An amendment replaces the lines, a repetition changes nothing, a cancellation is seen."""
    assert 201 == put(hook, ORDER)
    assert AS_PLACED == held(reader)

    assert [200, 200] == [put(hook, FEWER), put(hook, FEWER)]
    fewer = {"skus": ["CH-11"], "quantities": ["2.00"], "total": ["68.90"]}
    assert AS_PLACED | fewer == held(reader)

    moved = CANCELLED | {"address": TOLD["address"] | {"street": "Am Markt 1", "country": "AT"}}
    assert 200 == put(hook, moved)
    seen = {"status": ["Cancelled"], "street": ["Am Markt 1 20457 Hamburg"], "country": ["Austria"]}
    assert AS_PLACED | seen == held(reader)


def test_an_order_that_comes_late_is_refused_unless_forced(
    hook: httpx.Client, reader: httpx.Client
):
    """What was changed stays changed, except where somebody insists on the past."""
    put(hook, FEWER)

    assert 409 == put(hook, ORDER)
    assert ["CH-11"] == held(reader)["skus"]

    assert 200 == put(hook, ORDER, force="1")
    assert AS_PLACED == held(reader)


def test_an_order_for_somebody_else_moves_to_her(hook: httpx.Client, reader: httpx.Client):
    """The order has one customer: the one it was told of last."""
    put(hook, ORDER)
    put(hook, FEWER | {"email": "grace@customers.example", "name": "Grace Hopper"})

    assert ["Grace Hopper"] == held(reader)["name"]
    assert AS_PLACED["street"] == held(reader)["street"]


def test_what_the_crm_does_not_know_leaves_no_trace(hook: httpx.Client, reader: httpx.Client):
    """An unknown article, country or currency is refused before anything is written."""
    for wrong in (
        {"items": [{"sku": "XX-1", "quantity": 1, "unit_price": "1.00"}]},
        {"address": TOLD["address"] | {"country": "XX"}},
        {"currency": "XXX"},
    ):
        assert 422 == put(hook, ORDER | wrong)

    assert [] == contacts(reader)


def test_a_person_is_one_contact_in_any_spelling_of_her_address(
    hook: httpx.Client, reader: httpx.Client
):
    """She keeps her first spelling and has her latest name; only on demand there is another."""
    ada = {"email": "Ada@customers.example", "name": "Ada Lovelace"}
    assert 201 == hook.put("contacts/", json=ada).status_code
    assert 200 == hook.put("contacts/", json=ada | {"email": "ADA@CUSTOMERS.EXAMPLE"}).status_code
    assert 201 == put(hook, ORDER | {"email": "ada@customers.example", "name": "Ada King"})
    assert ["Ada@customers.example"] == contacts(reader)
    assert ["Ada King"] == held(reader)["name"]

    hook.put("contacts/", json=ada | {"email": "ada@customers.example"}, params={"new_contact": 1})
    assert {"Ada@customers.example", "ada@customers.example"} == set(contacts(reader))


def test_nobody_comes_in_without_the_key(hook: httpx.Client):
    """Neither orders nor contacts are taken from strangers, and none are given to anybody."""
    for path in ("orders/100001/", "contacts/"):
        assert 401 == hook.put(path, json=ORDER, headers={"X-Sync-Key": "guessed"}).status_code
        assert 405 == hook.get(path).status_code
