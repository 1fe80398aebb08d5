"""The hand-written side of the benchmark, as tests that take turns with the scenarios."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.benchmarks.by_hand import Company
from tests.benchmarks.interleaved import COUNT, journey


@pytest.mark.parametrize("_number", range(COUNT))
def test_by_hand(_number: int, shared_browser: Browser, company: Company):
    """The same clicks and the same claim, without samestory."""
    journey(shared_browser, company)
