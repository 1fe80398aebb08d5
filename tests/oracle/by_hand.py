"""The same faults, looked at by a script that polls until it sees what it wants, and goes home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from samestory.browser import launch_options
from samestory_demo.supervisor.control import set_fault
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.process import running
from tests.benchmarks.by_hand import (
    Ada,
    Company,
    amend,
    crm_deal,
    erp_document,
    mails,
    order,
    poll,
    register,
    website_order,
)
from tests.oracle.expected import Expectation
from tests.oracle.expected.orders import ONCE
from tests.oracle.playing import ROOT

CHAIN = "Chain, 11-speed"


def polled_until_true(expected: Expectation, ports: str) -> bool:
    """Whether a plain poll-until-true passes although the company has this fault."""
    journey = one_confirmation if expected.scenario == ONCE else correction_arrives
    with (
        faulty_company(expected.fault, ports),
        a_page() as page,
        Company(ports) as company,
    ):
        return journey(page, company)


def one_confirmation(page: Page, company: Company) -> bool:
    """Order, and wait until there is exactly one confirmation."""
    ada = Ada()
    register(page, company, ada)
    number, _ = order(page, company, {CHAIN: 1})
    with company.mailbox(ada) as box:
        return poll(lambda: len(mails(box, f"Your order {number} is confirmed")) == 1)


def correction_arrives(page: Page, company: Company) -> bool:
    """Order three, change it to two, and wait until website, CRM and ERP say two."""
    register(page, company, Ada())
    number, _ = order(page, company, {CHAIN: 3})
    amend(page, company, number, CHAIN, 2)
    lines = {"CH-11": 2}

    def all_say_two() -> bool:
        said = (f(company, number) for f in (crm_deal, erp_document))
        shown, _ = website_order(page, company, number)
        return shown == lines and all(each is not None and each[0] == lines for each in said)

    return poll(all_say_two)


@contextmanager
def faulty_company(fault: str, ports: str) -> Iterator[None]:
    """The demo company on these ports, with the fault switched on."""
    environ = {**os.environ, "DEMO_PORTS": ports}
    described = describe(ROOT / "landscapes" / "demo.toml", environ)
    with (
        TemporaryDirectory() as folder,
        running(described, environ=environ, log=Path(folder) / "company.log"),
    ):
        set_fault(described.control, fault, on=True)
        yield


@contextmanager
def a_page() -> Iterator[Page]:
    """A page in a fresh browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(os.environ, headless=True))
        yield browser.new_page()
        browser.close()
