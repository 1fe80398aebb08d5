"""The payment processor: Stripe's interface, on this machine only, for who has the key."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from samestory_lab.settings import Settings
from samestory_lab.software import PAYMENTS
from tests.samestory_lab.pieces import piece, real

pytestmark = real


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with piece(PAYMENTS, tmp_path_factory.mktemp("homes")) as settings:
        yield settings


def asked(settings: Settings, path: str, key: str, **told: str) -> httpx.Response:
    address = settings.address("payments") + path
    method = "POST" if told else "GET"
    return httpx.request(
        method, address, auth=(key, "") if key else None, data=told, trust_env=False
    )


def test_only_the_one_key_opens_it(settings: Settings):
    """By itself localstripe would take every key; Stripe answers 401."""
    assert 200 == asked(settings, "/v1/customers", settings.secrets.payments_key).status_code
    for wrong in ("sk_test_of_somebody_else", "", "pk_test"):
        assert 401 == asked(settings, "/v1/customers", wrong).status_code


def test_what_is_paid_in_is_told_again(settings: Settings):
    key = settings.secrets.payments_key
    ada = asked(settings, "/v1/customers", key, email="ada@customers.example").json()

    [found] = asked(settings, "/v1/customers?email=ada@customers.example", key).json()["data"]
    assert ada["id"] == found["id"]


def test_a_payment_is_found_by_its_metadata(settings: Settings):
    """As at Stripe: by what the shop's order is called there."""
    key = settings.secrets.payments_key
    for order in ("100001", "100002"):
        paid = {"amount": "8900", "currency": "eur", "metadata[order]": order}
        asked(settings, "/v1/payment_intents", key, **paid).raise_for_status()
    search = "/v1/payment_intents/search?query=metadata%5B%27order%27%5D%3A%27{}%27"

    [found] = asked(settings, search.format("100002"), key).json()["data"]
    assert {"order": "100002"} == found["metadata"]
    assert [] == asked(settings, search.format("100003"), key).json()["data"]
    assert 400 == asked(settings, "/v1/payment_intents/search?query=x", key).status_code
    assert 401 == asked(settings, search.format("100002"), "").status_code


def test_it_leaves_nothing_behind(settings: Settings):
    """Its own file would be shared by all companies on this machine."""
    shared = Path("/tmp/localstripe.pickle")
    before = shared.stat() if shared.exists() else None
    asked(settings, "/v1/customers", settings.secrets.payments_key, email="eve@customers.example")

    assert before == (shared.stat() if shared.exists() else None)


def test_it_listens_on_this_machine_only(settings: Settings):
    """Every other address of the loopback network is as far as another machine."""
    with socket.socket() as door, pytest.raises(ConnectionRefusedError):
        door.connect(("127.0.0.2", settings.ports.payments))
