"""The ways in which a customer acts: what page objects are given, and their methods as actions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.errors import WrongCall, did_you_mean
from samestory.journeys.lacking import must_have

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import Page

    from samestory.journeys.identity import Identity


@dataclass(eq=False, kw_only=True)
class ChannelAccess:
    """What the page objects of a channel are given to act with; opened when it is first used.

    `page` is a page of the customer's own browser, or of a separate one if the channel has
    credentials (`user`, `secret`): then somebody else sits there, such as an agent. `http` shows
    these credentials by itself. Both reach only the hosts that the landscape allows.
    """

    base_url: str
    who: Identity
    open_page: Callable[[], Page] = field(repr=False)
    open_http: Callable[[], httpx.Client] = field(repr=False)
    user: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)

    @cached_property
    def page(self) -> Page:
        """A page of a browser."""
        return self.open_page()

    @cached_property
    def http(self) -> httpx.Client:
        """A client for the channel's own interface; it follows no redirects."""
        return self.open_http()


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done through a channel; called, it does it."""

    channel: str
    name: str
    do: Callable[..., object]

    @property
    def deed(self) -> str:
        """What it does, in words: "book visit"."""
        return self.name.replace("_", " ")

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Do it, and return what was told."""
        return self.do(*args, **kwargs)

    def check_call(self, args: Sequence[object], kwargs: Mapping[str, object]) -> None:
        """Raise `WrongCall` if it does not take these arguments."""
        takes = inspect.signature(self.do)
        try:
            takes.bind(*args, **kwargs)
        except TypeError as error:
            raise WrongCall(
                f"[channels.{self.channel}] '{self.name}' is called wrongly: {error}.\n"
                f"  It takes {takes}; with `revises` and `withdraws` the number comes first."
            ) from error


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that is open: each method of its page objects is an action.

    Raise `CompanyLacks` for a method that they do not have because the company lacks it ("order
    again"), else `WrongCall`.
    """

    name: str
    pages: object
    lacks: Mapping[str, str] = field(default_factory=dict)
    """What the company does not have, and why: an action by its name in words."""

    def __getattr__(self, name: str) -> Action:
        if name.startswith("_"):
            raise AttributeError(name)
        method: object = getattr(self.pages, name, None)
        if not callable(method):
            must_have(self.lacks, name.replace("_", " "))
            raise WrongCall(unknown_action(self.name, type(self.pages), name))
        return Action(self.name, name, method)


def check_action(action: object, **does: str) -> None:
    """Raise `WrongCall` for what is no action, or does more than one of `makes`, `revises`, ..."""
    if not isinstance(action, Action):
        raise WrongCall(
            f"`act` is given a {type(action).__name__}, which is no action of a channel.\n"
            '  Name the method without calling it: customer.act(customer.via("shop").order, ...).'
        )
    if len(said := [f'{word}="{kind}"' for word, kind in does.items() if kind]) > 1:
        raise WrongCall(
            f"`act` is called with {' and '.join(said)} for one action.\n"
            f"  Choose one of {', '.join(does)}; for the other use `customer.expect`."
        )


def unknown_action(channel: str, pages: type, name: str) -> str:
    """Say that page objects have no such method, which may be meant, and what to do."""
    words = name.replace("_", " ")
    key = f'"{words}"' if " " in words else words
    known = [each for each in dir(pages) if not each.startswith("_")]
    return (
        f"[channels.{channel}] cannot '{name}': {_described(pages)} has no such "
        f"method.\n  {did_you_mean(name, known)}Add a method {name} to it; if customers "
        f'cannot do that here, write why: [lacks]: {key} = "..."'
    )


def _described(kind: type) -> str:
    """Return a class of page objects and its file: "the class Shop in demo_pages.py"."""
    try:
        file = Path(inspect.getfile(kind)).name
    except (OSError, TypeError):
        return f"the class {kind.__name__}"
    return f"the class {kind.__name__} in {file}"
