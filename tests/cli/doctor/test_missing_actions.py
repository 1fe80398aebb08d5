"""An action that a step names and page objects do not have is told before anybody acts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app

LANDSCAPE = """
[guard]
hosts = ["shop.example.com"]

[channels.shop]
pages    = "shop_pages:Shop"
base_url = "https://shop.example.com"

[channels.agent]
pages    = "shop_pages:Desk"
base_url = "https://shop.example.com"

[channels.phone]
pages    = "shop_pages:Phone"
base_url = "https://shop.example.com"

[channels.van]
pages    = "shop_pages:Van"
base_url = "https://shop.example.com"

[channels.post]
pages    = "shop_pages:Post"
base_url = "https://shop.example.com"

[lacks]
"gift card" = "nobody sells one"

[systems.erp]
adapter  = "http"
base_url = "https://shop.example.com"

[systems.erp.order]
find  = "/orders/{key}"
total = { at = "total", as = "decimal", currency = "EUR" }
"""
PAGES = """
class Shop:
    def __init__(self, access):
        self.made_up = access
    def order(self, wanted): ...
    def ammend(self, number): ...

class Desk:
    def __init__(self, access): ...
    def __getattr__(self, name): return print

class Calls:
    def answer(self): ...

class Phone(Calls):
    def __init__(self, access): self.connect()
    def connect(self): self.by_helper = print

class Van:
    def __init__(self, access): setattr(self, "load", print)

class Post:
    def __getattribute__(self, name): return print
"""
STEPS = """
from functools import wraps
from pytest_bdd import given, when

def perhaps(step):
    @wraps(step)
    def done(customer):
        return customer and step(customer)
    return done

def by_helper(customer):
    customer.act(customer.shop.amend)

@given("the shop is open")
def is_open(customer):
    customer.act(customer.shop.order)

@given("she has a voucher")
def has_a_voucher(customer):
    customer.promise("gift card")

@when("she does it")
{decorated}
def does_it(customer):
    {body}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A project in which a step has this body, looked at by the doctor."""
    monkeypatch.chdir(tmp_path)
    steps = f"steps_{tmp_path.name.replace('-', '_')}"
    monkeypatch.setattr("samestory.cli.doctor.dry.STEPS", Path(steps))
    for folder in ("features", "landscapes", steps):
        Path(folder).mkdir()
    Path("landscapes/demo.toml").write_text(LANDSCAPE)
    Path("landscapes/shop_pages.py").write_text(PAGES)

    def examined(body: str, *before: str, decorated: str = "") -> Result:
        Path(steps, "acting.py").write_text(STEPS.format(body=body, decorated=decorated))
        said = "".join(f"    Given {each}\n" for each in ("the shop is open", *before))
        Path("features/one.feature").write_text(
            f"Feature: Orders\n  Scenario: One\n{said}    When she does it\n"
            f"  Scenario: Two\n    When she does it\n"
        )
        return CliRunner().invoke(app, ["doctor", "--dry"])

    return examined


@pytest.mark.parametrize(
    "body",
    [
        "customer.act(customer.shop.amend)",
        'customer.act(customer.via("shop").amend)',
        'shop = customer.via("shop"); customer.act(shop.amend)',
        "shop, other = customer.shop, 1; customer.act(shop.amend, other)",
    ],
)
def test_a_method_that_is_not_there_is_a_mistake_with_its_line(
    project: Callable[..., Result], body: str
) -> None:
    """Told once, however many scenarios say it."""
    done = project(body)

    assert 4 == done.exit_code
    line = STEPS.splitlines().index("    {body}") + 1
    told = "[channels.shop] cannot 'amend': the class Shop in shop_pages.py has no such method."
    assert 1 == done.stdout.count(told)
    assert f"/acting.py, line {line}: {told}".removeprefix("/") in done.stdout
    assert "Did you mean 'ammend'?" in done.stdout
    assert '[lacks]: amend = "..."' in done.stdout


@pytest.mark.parametrize(
    "body",
    [
        "customer.act(customer.shop.order)",
        "customer.act(customer.shop.made_up)",
        'customer.act(customer.via("agent").whatever)',
        "if customer: customer.act(customer.shop.amend)",
        "customer and customer.shop.amend",
        "shop = customer.shop; shop = customer; shop.amend",
        'customer.act(customer.shop.redeem, "gift card")',
        "customer.act(customer.shop.gift_card)",
        'customer.act(customer.via("telephone").amend)',
        'customer.act(customer.via("phone").answer)',
        'customer.act(customer.via("phone").by_helper)',
        'customer.act(customer.via("van").load)',
        'customer.act(customer.via("post").send)',
        "by_helper(customer)",
        "print(customer.shop.pages)",
        "print(customer.order.shop.opened)",
    ],
)
def test_what_may_be_there_or_may_not_be_done_is_no_mistake(
    project: Callable[..., Result], body: str
) -> None:
    """It is made up when it is opened, done only at times, or lacking here."""
    done = project(body)

    assert 0 == done.exit_code, done.output


def test_what_follows_on_what_the_company_lacks_is_never_done(
    project: Callable[..., Result],
) -> None:
    """A scenario is skipped from there on; another one that says the same is not."""
    body = "customer.act(customer.shop.amend)"
    assert 4 == project(body, "she has a voucher").exit_code

    feature = Path("features/one.feature")
    feature.write_text(feature.read_text().partition("  Scenario: Two")[0])
    assert 0 == CliRunner().invoke(app, ["doctor", "--dry"]).exit_code


def test_what_a_decorator_may_leave_out_is_no_mistake(project: Callable[..., Result]) -> None:
    assert 0 == project("customer.act(customer.shop.amend)", decorated="@perhaps").exit_code
