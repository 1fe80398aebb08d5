"""What a scenario acts on: the landscape, a person, her browser, and whoever listens."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samestory.config import Landscape, load
from samestory.config.entries import Auth
from samestory.config.secrets import unset
from samestory.errors import WrongCall

if TYPE_CHECKING:
    from samestory.plugin.setup import Setup


def read_landscape(setup: Setup, environ: Mapping[str, str] | None = None) -> Landscape:
    """Read the landscape that the run names. Raises `WrongCall` or `LandscapeMistakes`."""
    if setup.landscape is None:
        raise WrongCall(
            "No landscape is named, so nobody knows which systems to ask.\n"
            "  Name one: --samestory-landscape landscapes/NAME.toml, or samestory_landscape in "
            "the project's settings."
        )
    given = os.environ if environ is None else environ
    stand_ins = unset(setup.landscape, given) if setup.only_collects else {}
    return load(setup.landscape, {**given, **stand_ins})


def needs_browser(landscape: Landscape) -> bool:
    """Whether any of the systems is asked in her own browser."""
    return any(entry.in_browser for entry in landscape.systems.values())


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that is allowed: where it is, how to log in, and its page objects."""

    base_url: str
    auth: Auth
    pages: Callable[..., Any]


def channel(landscape: Landscape, name: str) -> Channel:
    """A channel of the company. Raises `WrongCall` or `ForbiddenHost`."""
    entry = landscape.channels.get(name)
    if entry is None or entry.pages is None:
        known = ", ".join(each for each, entry in landscape.channels.items() if entry.pages)
        raise WrongCall(
            f"{landscape.path} describes no channel '{name}' with page objects, and this scenario "
            f"acts through it.\n  Describe [channels.{name}]; there are: {known or 'none'}."
        )
    landscape.guard.check_url(entry.base_url)
    return Channel(entry.base_url, entry.auth, entry.pages)


def mail_domain(landscape: Landscape) -> str:
    """Where her mail address may be. Raises `WrongCall` where the guard allows none."""
    for each in landscape.guard.mail_domains:
        return each.replace("*.", "samestory.")
    raise WrongCall(
        f"{landscape.path} allows no mail domain, so no customer can be invented.\n"
        '  Name one that is yours: [guard] mail_domains = ["customers.example"].'
    )
