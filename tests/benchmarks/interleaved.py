"""A pytest plugin for the benchmark: the same journey by hand and by samestory, turn by turn."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.benchmarks.by_hand import Ada, Company, all_agree, order, poll, register

BASKET = {"Bottom bracket, English thread": 1, "Chain, 11-speed": 2}
TIMES = "SAMESTORY_BENCH_TIMES"
"""The environment variable that names the file to which every journey's seconds are appended."""

COUNT_OF = "SAMESTORY_BENCH_COUNT"
"""The environment variable that says how many journeys each side makes."""
COUNT = int(os.environ.get(COUNT_OF, "0"))

SETTLE_OF = "SAMESTORY_BENCH_SETTLE"
"""The environment variable that says after how many seconds the script looks again."""

SAMESTORY = "samestory"
STILL_SO = "by hand, and still so"
UNTIL_TRUE = "by hand, until true"


@pytest.fixture(scope="session")
def company() -> Iterator[Company]:
    """Give the company that the benchmark has started."""
    with Company(os.environ["DEMO_PORTS"]) as connected:
        yield connected


@pytest.fixture
def shared_browser(request: pytest.FixtureRequest) -> Browser:
    """Give the browser that the scenarios use, too.

    Asked for by name, pytest-playwright would make a parameter of its kind, and pytest would start
    another browser at every turn.
    """
    browser: Browser = request.getfixturevalue("browser")
    return browser


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take turns, so that a busy moment of the machine falls on both.

    The script comes last: in the last turn pytest closes the browser, which is not to be timed.
    """
    by_hand = [each for each in items if "by_hand" in each.nodeid]
    by_samestory = [each for each in items if "by_hand" not in each.nodeid]
    items[:] = [each for pair in zip(by_samestory, by_hand, strict=True) for each in pair]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the stopwatch around all other plugins: the last to come in stands outermost."""
    session.config.pluginmanager.register(Stopwatch())


class Stopwatch:
    """Times whole scenarios: fixtures, steps, evidence, tear-down and what Allure writes."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Time a scenario; the script times itself, without what pytest adds."""
        began = time.perf_counter()
        result = yield
        if "by_hand" not in item.nodeid:
            note(SAMESTORY, time.perf_counter() - began)
        return result


def journey(browser: Browser, company: Company) -> None:
    """Order by hand, wait until all agree, and look again after the settle time."""
    began = time.perf_counter()
    ada = Ada()
    with closing(browser.new_context()) as context:
        page = context.new_page()
        register(page, company, ada)
        number, total = order(page, company, BASKET)
        with company.mailbox(ada) as box:

            def agree() -> bool:
                return all_agree(page, company, box, number, BASKET, total)

            assert poll(agree)
            until_true = time.perf_counter() - began
            time.sleep(float(os.environ[SETTLE_OF]))
            assert agree()
    note(STILL_SO, time.perf_counter() - began)
    note(UNTIL_TRUE, until_true)


def note(who: str, seconds: float) -> None:
    """Append one measurement."""
    with Path(os.environ[TIMES]).open("a", encoding="utf-8") as file:
        file.write(json.dumps([who, seconds]) + "\n")


def read(times: Path) -> Mapping[str, Sequence[float]]:
    """The seconds of every journey, by who made it."""
    measured: dict[str, list[float]] = {}
    for line in times.read_text("utf-8").splitlines():
        who, seconds = json.loads(line)
        measured.setdefault(who, []).append(seconds)
    return measured
