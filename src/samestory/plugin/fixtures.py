"""The fixtures of a scenario: the landscape, its people, the channels they use, the witnesses.

What they open is imported when they open it: collecting needs only their names.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from inspect import signature
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd.types import WHEN

from samestory.plugin.look_ahead import WATCHED, systems_to_watch
from samestory.plugin.phrases import mentions_in
from samestory.plugin.scenario_info import FOOTPRINT, STANDING
from samestory.plugin.step_check import find_definition

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright
    from pytest_bdd.parser import Scenario, Step

    from samestory.config import Landscape
    from samestory.journeys import Customer, Identity
    from samestory.plugin.people import People
    from samestory.plugin.running import Run
    from samestory.witnesses import Witnesses


@pytest.fixture(scope="session")
def samestory_run(pytestconfig: pytest.Config) -> Run:
    """The run, which records how every scenario ends."""
    run: Run | None = pytestconfig.pluginmanager.get_plugin("samestory-run")
    assert run is not None, "registered together with these fixtures"
    return run


@pytest.fixture(scope="session")
def landscape(samestory_run: Run) -> Landscape:
    """The systems of the company, as its file describes them."""
    return samestory_run.landscape


@pytest.fixture(scope="session")
def playwright(
    playwright: Playwright, landscape: Landscape, samestory_run: Run
) -> Iterator[Playwright]:
    """Playwright, of which no browser, context or request reaches a host that is not allowed."""
    from samestory.browser import BrowserFence  # noqa: PLC0415  # see the module
    from samestory.browser.remote import port_of_proxy  # noqa: PLC0415  # the same
    from samestory.plugin.traced_hosts import trace_of  # noqa: PLC0415  # the same

    border = BrowserFence(landscape.guard, trace_of(landscape), port=port_of_proxy(os.environ))
    samestory_run.browsers.drive(playwright)
    yield border.around(playwright)
    samestory_run.browsers.closed()
    border.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, pytestconfig: pytest.Config
) -> dict[str, Any]:
    """The browser found on this machine, unless another kind or channel was asked for."""
    from samestory.browser import launch_options  # noqa: PLC0415  # see the module

    if browser_name != "chromium" or pytestconfig.getoption("--browser-channel"):
        return browser_type_launch_args
    headless = browser_type_launch_args.get("headless", True)
    return launch_options(os.environ, headless=headless) | browser_type_launch_args


@pytest.fixture(scope="session")
def launch_browser(
    launch_browser: Callable[..., Browser], playwright: Playwright, samestory_run: Run
) -> Callable[..., Browser]:
    """Start the browser, or connect to one that was started elsewhere.

    Without one, say in one sentence how to get one.
    """
    from samestory.browser import clear_sentence_without_browser  # noqa: PLC0415  # see the module
    from samestory.browser.remote import address_of_remote  # noqa: PLC0415  # the same

    remote = address_of_remote(os.environ)

    def launch(**options: Any) -> Browser:
        if remote:
            return samestory_run.browsers.note(playwright.chromium.connect(remote))
        with clear_sentence_without_browser():
            return samestory_run.browsers.note(launch_browser(**options))

    return launch


@pytest.fixture(scope="session")
def witnesses_of_all(samestory_run: Run, landscape: Landscape) -> Iterator[Witnesses]:
    """Every system but the website: connected once for the whole session."""
    from samestory.witnesses import Witnesses  # noqa: PLC0415  # see the module

    with Witnesses(landscape, masker=samestory_run.masker) as opened:
        yield opened


@pytest.fixture
def people(
    request: pytest.FixtureRequest,
    samestory_run: Run,
    landscape: Landscape,
    witnesses_of_all: Witnesses,
) -> Iterator[People]:
    """The people of this scenario."""
    from samestory.journeys.ledger import LEDGER, Ledger  # noqa: PLC0415  # see the module
    from samestory.plugin.people import People, ScenarioResources  # noqa: PLC0415  # the same
    from samestory.plugin.timeline import ScenarioTimeline  # noqa: PLC0415  # the same
    from samestory.polling.recording import Recording  # noqa: PLC0415  # the same
    from samestory.polling.terms import SystemClock  # noqa: PLC0415  # the same

    seed, mask = str(samestory_run.setup.seed), samestory_run.masker.mask
    path, now = samestory_run.setup.report / LEDGER, SystemClock().now
    standing = request.node.stash.setdefault(STANDING, [])
    where = {
        "landscape": samestory_run.setup.shown_landscape,
        "leads_to": landscape.leads_to,
    }
    ledger = Ledger(path, seed, request.node.nodeid, now, mask, on_deed=standing.clear, where=where)
    if any(entry.in_browser for entry in landscape.systems.values()):
        request.getfixturevalue("new_context")  # now, so that it is closed after the witnesses
    recorder = witnesses_of_all.recorder(Recording())
    timeline = ScenarioTimeline(recorder, request.node.stash.get(WATCHED, {}))
    with ExitStack() as closing:
        closing.callback(recorder.stop)
        yield People(
            ScenarioResources(
                request, samestory_run, landscape, witnesses_of_all, ledger, closing, timeline
            )
        )


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, scenario: Scenario) -> None:
    """Find out which systems have to be watched while the scenario runs."""
    run: Run = request.getfixturevalue("samestory_run")
    request.node.stash[WATCHED] = systems_to_watch(scenario, request.node, run.landscape)


def pytest_bdd_before_step_call(
    request: pytest.FixtureRequest,
    scenario: Scenario,
    step: Step,
    step_func_args: dict[str, object],
) -> None:
    """Decide who is meant by the people that a step mentions.

    Before the first When-step, note the footprint of everybody if a later step needs it.
    """
    if mentions := mentions_in(step_func_args):
        request.getfixturevalue("people").follow(mentions)
    if step.type == WHEN and FOOTPRINT not in request.node.stash:
        needed = any(_takes_footprint(each, request) for each in scenario.steps)
        request.node.stash[FOOTPRINT] = needed
        if needed:
            request.getfixturevalue("footprint").note()


def _takes_footprint(step: Step, request: pytest.FixtureRequest) -> bool:
    definition = find_definition(step, request.node)
    return definition is not None and "footprint" in signature(definition.step_func).parameters


@pytest.fixture
def customer(people: People) -> Customer:
    """The only person of a scenario, for steps whose phrases mention none."""
    return people.only.customer


@pytest.fixture
def identity(people: People) -> Identity:
    """Who the only person of a scenario is."""
    return people.only.identity


@pytest.fixture
def witnesses(people: People) -> Witnesses:
    """Every system, asked on behalf of the only person of a scenario."""
    return people.only.witnesses
