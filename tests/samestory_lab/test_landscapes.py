"""The landscapes of the companies of other people's software, and what marketing does in one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from samestory.config import Landscape, load

FOLDER = Path(__file__).parents[2] / "landscapes"


def landscape(name: str) -> Landscape:
    return load(FOLDER / f"{name}.toml", {})


def test_the_whole_company_lacks_nothing_that_the_features_name():
    """Every system is there under the name that a product owner gives it, and every channel."""
    described = landscape("opensource")
    named = "the website, her inbox, the CRM, the ERP, the payment processor and the marketing list"

    assert len(described.systems_called(named)) == 6
    assert not described.lacking(named)
    assert {"shop", "agent", "marketing"} == described.channels.keys()
    assert all(each.pages for each in described.channels.values())


def test_the_smaller_company_says_what_it_lacks():
    """What is missing is told with its reason, and is never asked."""
    described = landscape("oscar-tryton")

    assert {"website", "inbox", "erp"} == described.systems.keys()
    assert {"CRM", "payment processor"} <= described.lacking(
        "the CRM and the payment processor"
    ).keys()


@pytest.mark.parametrize("name", ["opensource", "oscar-tryton"])
def test_what_the_demo_company_has_is_described_or_lacking(name: str):
    """No kind of subject and no channel of the features is unknown: a scenario is skipped by it."""
    described, demo = landscape(name), landscape("demo")
    kinds = {kind for each in demo.systems.values() for kind in each.subjects}
    told = {kind for each in described.systems.values() for kind in each.subjects}
    unknown = (kinds - told) | (demo.channels.keys() - described.channels.keys())

    assert not {each for each in unknown if described.why_lacking(each) is None}


@pytest.mark.parametrize("name", ["opensource", "oscar-tryton"])
def test_the_command_starts_the_company_that_is_described(name: str):
    """One program runs both, so the landscape has to say which."""
    company = landscape(name).company

    assert company is not None
    command = list(company.command)
    assert name == command[command.index("--company") + 1]


class FakeList:
    """Takes what is posted to it."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, dict[str, str]]] = []

    def post(self, address: str, *, json: dict[str, str]) -> SimpleNamespace:
        self.posted.append((urlsplit(address).path, json))
        return SimpleNamespace(is_success=True)


def test_an_offer_is_mailed_to_a_member_with_a_link_that_is_signed():
    """To the shop of the same company; another price has another signature."""
    marketing = landscape("opensource").channels["marketing"]
    assert marketing.pages is not None
    links = []
    for amount in ("10.00", "1.00"):
        fake = FakeList()
        price = SimpleNamespace(amount=amount)
        channel = SimpleNamespace(http=fake, base_url="http://127.0.0.1:8908", secret="secret")
        marketing.pages(channel).mail_offer("ada@x.example", "Mini pump", price)
        assert ["/marketing/members", "/marketing/offers"] == [path for path, _ in fake.posted]
        links.append(urlsplit(fake.posted[1][1]["link"]))

    assert {"127.0.0.1:8900"} == {each.netloc for each in links}
    told, cheaper = (parse_qs(each.query) for each in links)
    assert (told["product"], told["price"]) == (["Mini pump"], ["10.00"])
    assert told["signed"] != cheaper["signed"]
