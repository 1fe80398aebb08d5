"""The fixtures of a scenario: the landscape, a person, the channels she uses, the witnesses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from samestory.browser import BrowserFence, clear_sentence_without_browser, launch_options
from samestory.config import Landscape
from samestory.core.model import Verdict
from samestory.journeys import (
    AgentDesk,
    Customer,
    Identity,
    Ledger,
    Marketing,
    Shop,
    invent_identity,
)
from samestory.plugin.channels import channel, mail_domain, needs_browser
from samestory.plugin.failure_artifacts import watching
from samestory.plugin.running import Run
from samestory.polling.convergence import SystemClock
from samestory.witnesses import Witnesses


@pytest.fixture(scope="session")
def samestory_run(pytestconfig: pytest.Config) -> Run:
    """The run that writes down what becomes of every scenario."""
    run: Run | None = pytestconfig.pluginmanager.get_plugin("samestory-run")
    assert run is not None, "registered together with these fixtures"
    return run


@pytest.fixture(scope="session")
def landscape(samestory_run: Run) -> Landscape:
    """The systems of the company, as its file describes them."""
    return samestory_run.landscape


@pytest.fixture(scope="session")
def playwright(playwright: Playwright, landscape: Landscape) -> Iterator[Playwright]:
    """Playwright, of which no browser, context or request reaches a host that is not allowed."""
    border = BrowserFence(landscape.guard)
    yield border.around(playwright)
    border.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, pytestconfig: pytest.Config
) -> dict[str, Any]:
    """The browser found on this machine, unless another kind or channel was asked for."""
    if browser_name != "chromium" or pytestconfig.getoption("--browser-channel"):
        return browser_type_launch_args
    headless = browser_type_launch_args.get("headless", True)
    return launch_options(os.environ, headless=headless) | browser_type_launch_args


@pytest.fixture(scope="session")
def launch_browser(launch_browser: Callable[..., Browser]) -> Callable[..., Browser]:
    """Start the browser, or say in one sentence how to get one."""

    def launch(**options: Any) -> Browser:
        with clear_sentence_without_browser():
            return launch_browser(**options)

    return launch


@pytest.fixture
def identity(request: pytest.FixtureRequest, samestory_run: Run, landscape: Landscape) -> Identity:
    """The person of this scenario; the run's seed gives the same person again."""
    home = landscape.customers
    return invent_identity(
        samestory_run.setup.seed,
        request.node.nodeid,
        mail_domain=mail_domain(landscape),
        country=home.country,
        locale=home.locale,
    )


@pytest.fixture
def her_browser(
    request: pytest.FixtureRequest, samestory_run: Run, context: BrowserContext
) -> Iterator[BrowserContext]:
    """Her own browser context, watched so that a failure can be looked at."""
    playwright_traces = request.config.getoption("--tracing") != "off"
    traces = samestory_run.setup.keeps_traces and not playwright_traces
    with watching(request, context, samestory_run.masker, traces=traces):
        yield context


@pytest.fixture
def shop(her_browser: BrowserContext, landscape: Landscape, identity: Identity) -> Shop:
    """The website, used by her."""
    entry = channel(landscape, "shop")
    pages: Shop = entry.pages(her_browser.new_page(), entry.base_url, identity)
    return pages


@pytest.fixture
def agent(new_context: Callable[[], BrowserContext], landscape: Landscape) -> AgentDesk:
    """An agent at a desk of his own, logged in as one."""
    entry = channel(landscape, "agent")
    page = new_context().new_page()
    desk: AgentDesk = entry.pages(page, entry.base_url, entry.auth.user, entry.auth.secret)
    return desk


@pytest.fixture
def marketing(playwright: Playwright, landscape: Landscape) -> Iterator[Marketing]:
    """Marketing, at the list's own interface.

    It follows no redirect: that could carry the key to a host that the landscape does not allow.
    """
    entry = channel(landscape, "marketing")
    landscape.guard.check_url(entry.base_url)
    headers = {entry.auth.header: entry.auth.secret}
    asks = playwright.request.new_context(max_redirects=0)
    pages: Marketing = entry.pages(asks, entry.base_url, headers)
    yield pages
    asks.dispose()


@pytest.fixture(scope="session")
def witnesses_of_all(samestory_run: Run, landscape: Landscape) -> Iterator[Witnesses]:
    """Every system but the website: connected once for the whole session."""
    with Witnesses(landscape, masker=samestory_run.masker) as opened:
        yield opened


@pytest.fixture
def witnesses(
    request: pytest.FixtureRequest,
    samestory_run: Run,
    landscape: Landscape,
    witnesses_of_all: Witnesses,
) -> Iterator[Witnesses]:
    """Every system of the landscape, ready to be asked on her behalf.

    Where none of them is asked in a browser, none is started.
    """

    def hear(verdict: Verdict) -> None:
        samestory_run.heard(request.node, verdict)

    context = request.getfixturevalue("her_browser") if needs_browser(landscape) else None
    who = request.getfixturevalue("identity") if landscape.guard.mail_domains else None
    with witnesses_of_all.in_browser(context, who=who, on_verdict=hear) as opened:
        yield opened


@pytest.fixture
def customer(  # noqa: PLR0913, PLR0917  # she is what all the others come together in
    request: pytest.FixtureRequest,
    samestory_run: Run,
    landscape: Landscape,
    identity: Identity,
    shop: Shop,
    witnesses: Witnesses,
) -> Customer:
    """Her, with nothing promised to her yet."""
    setup, now = samestory_run.setup, SystemClock().now
    mask = samestory_run.masker.mask
    ledger = Ledger(setup.report / "ledger.jsonl", str(setup.seed), request.node.nodeid, now, mask)
    return Customer(
        identity=identity,
        shop=shop,
        guard=landscape.guard,
        ledger=ledger,
        read=witnesses.read_told,
        now=now,
    )
