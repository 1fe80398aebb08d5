"""What acts for `samestory undo`: the page objects of channels, and requests to systems."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samestory.adapters.http.client import Client
from samestory.adapters.http.dialects import Dialect
from samestory.cli.opening import browser_for
from samestory.errors import CannotAct, WrongCall
from samestory.extraction.placeholders import PlaceholderValues
from samestory.journeys import Channel, Identity, invent_identity, password_of
from samestory.plugin.channels import allowed_mail_domain, open_channel

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from samestory.config import Landscape
    from samestory.journeys.undo_rules import UndoWay
    from samestory.redaction import Masker
    from samestory.undo import Thing

NO_LONGER_THERE = frozenset({404, 410})
"""The statuses with which a system says that there is nothing to take back."""


@dataclass
class RealHands:
    """Acts within the guard, as the person who made the thing, invented again from the ledger.

    `closing` closes all that was opened; what belongs to one person is closed before the next.
    """

    landscape: Landscape
    masker: Masker
    closing: ExitStack
    _browser: Browser | None = None
    _of_person: ExitStack = field(default_factory=ExitStack)
    _who: Identity | None = None
    _channels: dict[str, Channel] = field(default_factory=dict)
    _clients: dict[str, Client] = field(default_factory=dict)
    _requests: ThreadPoolExecutor | None = None

    def __post_init__(self) -> None:
        self.closing.callback(self._forget_person)

    def take_back(self, thing: Thing, way: UndoWay) -> None:
        """See `samestory.undo.Hands`."""
        if thing.who:
            self.landscape.guard.check_mail_address(thing.who)
        if way.request:
            self._send(thing, way)
        else:
            getattr(self._channel(thing, way.channel), way.action)(thing.key or thing.who)

    # Through a channel --------------------------------------------------------------------------

    def _channel(self, thing: Thing, name: str) -> Channel:
        who = self._identity(thing)
        if self._who != who:
            self._forget_person()
            self._who = who
            self.masker.learn(who.password)
        if name not in self._channels:
            pages = open_channel(
                self.landscape,
                name,
                who=who,
                her_page=self._new_page,
                separate_page=self._new_page,
                closing=self._of_person,
            )
            self._channels[name] = Channel(name, pages, self.landscape.lacks)
        return self._channels[name]

    def _new_page(self) -> Page:
        if self._browser is None:
            self._browser = browser_for(self.closing, self.landscape)
            self.closing.callback(self._forget_person)  # her pages are closed before the browser
        context = self._of_person.enter_context(self._browser.new_context())
        return context.new_page()

    def _forget_person(self) -> None:
        self._channels.clear()
        self._of_person.close()

    def _identity(self, thing: Thing) -> Identity:
        """Return the person who made it. Raise `CannotAct` if the seed gives another one now."""
        deed, home = thing.deeds[-1], self.landscape.customers
        if not deed.run.isdecimal() or not thing.person:
            raise CannotAct(f"The ledger does not say who made {thing.name}.\n  Undo it by hand.")
        who = invent_identity(
            int(deed.run),
            f"{deed.journey}/{thing.person}",
            first_name=thing.person,
            mail_domain=allowed_mail_domain(self.landscape),
            country=home.country,
            locale=home.locale,
        )
        if who.email != thing.who:
            raise CannotAct(
                f"The seed {deed.run} no longer gives the customer {thing.who}.\n"
                "  Set mail_domains and [customers] as they were when the run was played."
            )
        return who

    # By a request -------------------------------------------------------------------------------

    def _send(self, thing: Thing, way: UndoWay) -> None:
        """Send a request in a thread of its own: a browser may keep the loop of this one."""
        if self._requests is None:
            self._requests = self.closing.enter_context(ThreadPoolExecutor(max_workers=1))
            self.closing.callback(self._close_clients)
        self._requests.submit(self._sent, thing, way).result()

    def _sent(self, thing: Thing, way: UndoWay) -> None:
        entry = self.landscape.systems[way.system]
        if way.system not in self._clients:
            self._clients[way.system] = Client(entry, self.landscape.guard, masker=self.masker)
        client = self._clients[way.system]
        values = PlaceholderValues(thing.subject)
        request = Dialect().request(way.request, entry.settings["base_url"], values)
        client.begin()
        reply = client.send(request)
        if not 200 <= reply.status < 300 and reply.status not in NO_LONGER_THERE:
            raise CannotAct(
                f"the {entry.called} answered {reply.state} to {request.method} {request.url}"
            )

    def _close_clients(self) -> None:
        assert self._requests is not None, "requests were sent"
        for each in self._clients.values():
            self._requests.submit(each.close).result()


def passwords_of(runs: set[str]) -> list[str]:
    """Return the passwords of the people of these runs, which have to be hidden.

    Raise `WrongCall` for a seed that is no number.
    """
    wrong = sorted(each for each in runs if not each.isdecimal())
    if wrong:
        raise WrongCall(f"'{wrong[0]}' is no seed.\n  Give the number that the run printed.")
    return [password_of(int(each)) for each in runs]
