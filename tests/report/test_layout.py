"""Nothing of the release page is cut off, on a wide screen, on a phone and on paper."""

from __future__ import annotations

import os
from json import dumps
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from samestory.browser import open_browser
from samestory.errors import WrongCall
from samestory.report.release_page import release_page
from samestory.report.run_writer import ScenarioInfo
from samestory.report.summing_up import summary_of
from samestory.report.verdict_row import verdict_row
from tests.report import made_up
from tests.report.test_summary import run_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samestory.core.verdict import Verdict


TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('.scroll, .picture')]
    .filter(each => each.scrollWidth > each.clientWidth + 1)
    .map(each => `${each.className || 'page'}: ${each.scrollWidth} in ${each.clientWidth} px`)"""
UNFOLDED = "() => document.querySelectorAll('details').forEach(each => { each.open = true })"
NAMES = ("website", "inbox", "CRM", "ERP", "payment processor", "marketing list")
MORE = ("courier", "warehouse", "loyalty programme", "accounting", "call centre", "data lake")


@pytest.fixture(scope="module")
def her_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            opened = open_browser(playwright, os.environ)
        except WrongCall as none:
            pytest.skip(str(none))
        yield opened
        opened.close()


def contradicted(systems: tuple[str, ...]) -> Verdict:
    """Every second system says otherwise, and everybody was looked at twice."""
    words = {name: made_up.BEFORE if at % 2 else made_up.NOW for at, name in enumerate(systems)}
    return made_up.verdict_of([(0.0, words), (5.0, words)])


def page(systems: tuple[str, ...]) -> str:
    verdict = contradicted(systems)
    scenario = ScenarioInfo("f::x", "Amending an order", "A rule", "x", ())
    row = verdict_row(made_up.told(verdict, {}), scenario)
    run = run_of([("Amending an order", "x", verdict)]) | {"called": {n: n for n in systems}}
    run["scenarios"][0]["rules"] = {
        "nobody invents a status while its source is down": "unknown: " + ", ".join(systems)
    }
    return release_page(summary_of([dumps(row)], run))


@pytest.mark.parametrize(
    "systems", [NAMES, (*NAMES, *MORE[:2]), NAMES + MORE], ids=["6", "8", "12"]
)
@pytest.mark.parametrize(("width", "media"), [(1200, "screen"), (390, "screen"), (718, "print")])
def test_nothing_is_cut_off(
    her_browser: Browser, width: int, media: str, systems: tuple[str, ...]
) -> None:
    """718 px are the width of A4 between its margins."""
    size: ViewportSize = {"width": width, "height": 900}
    with her_browser.new_page(viewport=size) as shown:
        shown.emulate_media(media=media)  # type: ignore[arg-type]  # one of the two
        shown.set_content(page(systems))
        shown.evaluate(UNFOLDED)

        assert [] == shown.evaluate(TOO_WIDE)
        picture = "narrow" if width == 390 else "wide"
        assert shown.locator(f".picture.{picture} svg").first.is_visible()


@pytest.mark.parametrize(("width", "display"), [(1200, "table-cell"), (390, "inline-block")])
def test_ten_systems_stand_in_a_table(her_browser: Browser, width: int, display: str) -> None:
    """On a wide screen; on a phone they are listed by journey."""
    with her_browser.new_page(viewport={"width": width, "height": 900}) as shown:
        shown.set_content(page(NAMES + MORE[:4]))

        cell = shown.locator(".matrix td.cell").first
        assert display == cell.evaluate("each => getComputedStyle(each).display")
