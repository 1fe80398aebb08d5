"""A pytest plugin for the benchmark: the same journey by hand and by samestory, turn by turn."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.benchmarks.by_hand import Ada, Company, all_agree, order, poll, register

SETTLE = 1.0
BASKET = {"Bottom bracket, English thread": 1, "Chain, 11-speed": 2}
TIMES = "SAMESTORY_BENCH_TIMES"
"""The environment variable that names the file to which every journey's seconds are appended."""

COUNT_OF = "SAMESTORY_BENCH_COUNT"
"""The environment variable that says how many journeys each side makes."""
COUNT = int(os.environ.get(COUNT_OF, "0"))


@pytest.fixture(scope="session")
def company() -> Iterator[Company]:
    """Give the company that the benchmark has started."""
    with Company(os.environ["DEMO_PORTS"]) as connected:
        yield connected


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take turns, so that a busy moment of the machine falls on both."""
    by_hand = [each for each in items if "by_hand" in each.nodeid]
    by_samestory = [each for each in items if "by_hand" not in each.nodeid]
    items[:] = [each for pair in zip(by_hand, by_samestory, strict=True) for each in pair]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Time a whole scenario: fixtures, steps, evidence and tear-down."""
    began = time.perf_counter()
    result = yield
    if "by_hand" not in item.nodeid:
        note("samestory", time.perf_counter() - began)
    return result


def journey(browser: Browser, company: Company) -> None:
    """Order by hand, wait until all agree, and look again after the settle time."""
    began = time.perf_counter()
    ada = Ada()
    context = browser.new_context()
    page = context.new_page()
    register(page, company, ada)
    number, total = order(page, company, BASKET)
    with company.mailbox(ada) as box:

        def agree() -> bool:
            return all_agree(page, company, box, number, BASKET, total)

        assert poll(agree)
        note("by hand, until true", time.perf_counter() - began)
        time.sleep(SETTLE)
        assert agree()
    context.close()
    note("by hand, and still so", time.perf_counter() - began)


def note(who: str, seconds: float) -> None:
    """Append one measurement."""
    with Path(os.environ[TIMES]).open("a", encoding="utf-8") as file:
        file.write(json.dumps([who, seconds]) + "\n")


def read(times: Path) -> dict[str, Sequence[float]]:
    """The seconds of every journey, by who made it."""
    measured: dict[str, list[float]] = {}
    for line in times.read_text("utf-8").splitlines():
        who, seconds = json.loads(line)
        measured.setdefault(who, []).append(seconds)
    return measured
