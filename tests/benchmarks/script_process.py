"""The hand-written side of the benchmark: a process with a browser of its own, without samestory.

It makes one journey for each line that it reads, and answers with a line of JSON: how long it took
until all agreed, and until they still did after the settle time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import closing

from playwright.sync_api import Browser, sync_playwright

from samestory.browser import launch_options
from tests.benchmarks.by_hand import Ada, Company, all_agree, order, poll, register

BASKET = {"Bottom bracket, English thread": 1, "Chain, 11-speed": 2}


def main(ports: str, settle: float) -> None:
    """Make journeys until there are no more lines."""
    with sync_playwright() as playwright, Company(ports) as company:
        browser = playwright.chromium.launch(**launch_options(os.environ))
        for _ in sys.stdin:
            sys.stdout.write(json.dumps(journey(browser, company, settle)) + "\n")
            sys.stdout.flush()
        browser.close()


def journey(browser: Browser, company: Company, settle: float) -> tuple[float, float]:
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
            time.sleep(settle)
            assert agree()
    return until_true, time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
