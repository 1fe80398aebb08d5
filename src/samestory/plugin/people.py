"""The people of a scenario: each with a browser, an identity, promises and witnesses of her own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from samestory.errors import WrongCall
from samestory.journeys import Cast, Customer, Mention, invent_identity
from samestory.journeys.cast import UNNAMED
from samestory.journeys.unanswered import OpenOutcomes
from samestory.plugin.channels import allowed_mail_domain, open_channel
from samestory.plugin.scenario_info import attempt_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import ExitStack

    import pytest
    from playwright.sync_api import BrowserContext, Page

    from samestory.browser.mishaps import Mishaps
    from samestory.config import Landscape
    from samestory.core.model import Subject
    from samestory.core.verdict import Verdict
    from samestory.journeys import Identity
    from samestory.journeys.ledger import Ledger
    from samestory.plugin.running import Run
    from samestory.plugin.timeline import ScenarioTimeline
    from samestory.polling.recording import Recording
    from samestory.report.scenario_waits import ScenarioWaits
    from samestory.witnesses import Witnesses

ANYBODY = UNNAMED["she"]
"""On whose behalf systems are asked in a scenario that mentions no person."""


@dataclass
class ScenarioResources:
    """What the people of one scenario share; `closing` is closed when it ends."""

    request: pytest.FixtureRequest
    run: Run
    landscape: Landscape
    all_witnesses: Witnesses
    ledger: Ledger
    closing: ExitStack
    timeline: ScenarioTimeline

    @cached_property
    def waits(self) -> ScenarioWaits:
        """What is known of past waits."""
        from samestory.report.scenario_waits import ScenarioWaits  # noqa: PLC0415  # see `fixtures`

        return ScenarioWaits(self.run.waits, self.timeline.recording.heard)

    def on_verdict(self, verdict: Verdict) -> None:
        """Write a verdict down."""
        self.run.verdicts.record(self.request.node, verdict)


@dataclass(eq=False)
class Person:
    """One person; whatever she needs is opened when it is first used."""

    name: str
    scenario: ScenarioResources

    @property
    def identity(self) -> Identity:
        """Who she is by now."""
        known: Customer | None = self.__dict__.get("customer")
        return known.identity if known else self._invented

    @cached_property
    def _invented(self) -> Identity:
        """Who she was at first; the run's seed gives the same person again."""
        landscape, home = self.scenario.landscape, self.scenario.landscape.customers
        return invent_identity(
            self.scenario.run.setup.seed,
            f"{self.scenario.request.node.nodeid}/{self.name}{self._again}",
            first_name=self.name,
            mail_domain=allowed_mail_domain(landscape),
            country=home.country,
            locale=home.locale,
        )

    @property
    def _again(self) -> str:
        """Nothing at the first attempt; at each later one she is somebody else."""
        attempt = attempt_at(self.scenario.request.node)
        return "" if attempt == 1 else f"/{attempt}"

    @cached_property
    def browser(self) -> BrowserContext:
        """Her own browser context, watched so that a failure can be looked at."""
        from samestory.plugin.failure_artifacts import (  # noqa: PLC0415  # see `fixtures`
            BrowserRecorder,
            watch_browser,
            with_pages,
        )

        request, run = self.scenario.request, self.scenario.run
        context: BrowserContext = request.getfixturevalue("new_context")()
        recorder = BrowserRecorder(self.name, context, run.masker)
        if run.setup.trace != "off" and request.config.getoption("--tracing") == "off":
            recorder.start_trace(pages=with_pages(run.setup.trace, attempt_at(request.node)))
        self.scenario.closing.enter_context(watch_browser(request.node, recorder))
        return context

    @cached_property
    def witnesses(self) -> Witnesses:
        """Every system, asked on her behalf; without one in a browser, none is started."""
        landscape = self.scenario.landscape
        in_browser = any(entry.in_browser for entry in landscape.systems.values())
        opened = self.scenario.all_witnesses.in_browser(
            self.browser if in_browser else None,
            who=self.identity if landscape.guard.mail_domains else None,
            on_verdict=self.scenario.on_verdict,
            on_look=self.scenario.timeline.recording.note_look,
            waits=self.scenario.waits,
        )
        return self.scenario.closing.enter_context(opened)

    def open_channel(self, name: str) -> object:
        """Return the page objects of a channel, to act for her through."""
        scenario = self.scenario

        def her_page() -> Page:
            return self.browser.new_page()

        def separate_page() -> Page:
            context: BrowserContext = scenario.request.getfixturevalue("new_context")()
            return context.new_page()

        return open_channel(
            scenario.landscape,
            name,
            who=self.identity,
            her_page=her_page,
            separate_page=separate_page,
            closing=scenario.closing,
        )

    def read(self, kind: str, told: Mapping[str, object], channel: str) -> Mapping[str, object]:
        """Return what a channel told her, as the landscape says it is read."""
        entry = self.scenario.landscape.channels[channel]
        from samestory.plugin.told import read_told  # noqa: PLC0415  # see `fixtures`

        mask = self.scenario.run.masker.mask
        return read_told(self.scenario.landscape, kind, told, entry.system, mask)

    @cached_property
    def customer(self) -> Customer:
        """Her as the actor of steps, with nothing promised to her yet."""
        return Customer(
            identity=self._invented,
            open_channel=self.open_channel,
            guard=self.scenario.landscape.guard,
            ledger=self.scenario.ledger,
            read=self.read,
            rules=self.scenario.landscape.rules,
            lacks=self.scenario.landscape.lacks,
            now=self.witnesses.company_time.now,
            on_promise=self.scenario.timeline.follow,
            unanswered=OpenOutcomes(lambda: self.mishaps),
        )

    @cached_property
    def mishaps(self) -> Mishaps:
        """What goes wrong between her browser and the website."""
        from samestory.browser.mishaps import Mishaps  # noqa: PLC0415  # see `fixtures`

        channels = self.scenario.landscape.channels.values()
        return Mishaps(self.browser, [path for each in channels for path in each.commits])


class People:
    """The people of a scenario, by the names and pronouns of its phrases.

    A step gets them as the fixture `people`:

        @when(parsers.parse("{who:who} sign{:s} out", GAP_TYPES))
        def sign_out(who: Mention, people: People) -> None:
            people[who].act(people[who].shop.log_out)
    """

    def __init__(self, scenario: ScenarioResources) -> None:
        self._scenario = scenario
        self._cast = Cast()
        self._made: dict[str, Person] = {}

    def __getitem__(self, mention: Mention) -> Customer:
        """Return the customer whom a gap of the current step means; `WrongCall` if unclear."""
        person = self._person(self._cast.meant(mention))
        with self._scenario.run.scenarios.opening():
            return person.customer

    def follow(self, mentions: list[Mention]) -> None:
        """Decide who is meant in a step that begins. Raise `WrongCall` if it is not clear."""
        self._cast.follow(mentions)

    @property
    def only(self) -> Person:
        """The only person so far, introduced if there is none; `WrongCall` if there are more."""
        if len(names := self._cast.names) > 1:
            raise WrongCall(
                f"This step is about one customer, and the scenario has {' and '.join(names)}.\n"
                "  Let its phrase say whom it means ({who:who}), and take `people`."
            )
        return self._person(
            names[0] if names else self._cast.meant(Mention(ANYBODY, introduces=True))
        )

    @property
    def customers(self) -> list[Customer]:
        """Everybody who has been a customer so far."""
        return [each.customer for each in self._made.values() if "customer" in each.__dict__]

    @property
    def recording(self) -> Recording:
        """Everything that systems have said in this scenario."""
        return self._scenario.timeline.recording

    def witnesses_for(self, subject: Subject) -> Witnesses:
        """Return the witnesses of the customer to whom a subject belongs.

        For a subject of another customer, they are those of the first person.
        """
        owned = subject.of is not None and self._scenario.landscape.guard.mail_domains
        with self._scenario.run.scenarios.opening():
            for person in self._made.values() if owned else ():
                if person.identity.email == subject.of:
                    return person.witnesses
            first = next(iter(self._made), None) or next(iter(self._cast.names), ANYBODY)
            return self._person(first).witnesses

    def _person(self, name: str) -> Person:
        if name not in self._made:
            self._made[name] = Person(name, self._scenario)
        return self._made[name]
