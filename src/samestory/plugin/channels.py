"""What a landscape offers a scenario to act through: channels, and mail addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samestory.config import Landscape
from samestory.config.entries import Auth
from samestory.errors import WrongCall


@dataclass(frozen=True, slots=True)
class OpenChannel:
    """A channel that is allowed: where it is, how to log in, and its page objects."""

    base_url: str
    auth: Auth
    pages: Callable[..., Any]


def open_channel(landscape: Landscape, name: str) -> OpenChannel:
    """Return a channel of the company.

    Raise `WrongCall` if the landscape has none with page objects, `ForbiddenHost` if it is outside.
    """
    entry = landscape.channels.get(name)
    if entry is None or entry.pages is None:
        known = ", ".join(each for each, entry in landscape.channels.items() if entry.pages)
        raise WrongCall(
            f"{landscape.path} describes no channel '{name}' with page objects, and this scenario "
            f"acts through it.\n  Describe [channels.{name}]; there are: {known or 'none'}."
        )
    landscape.guard.check_url(entry.base_url)
    return OpenChannel(entry.base_url, entry.auth, entry.pages)


def allowed_mail_domain(landscape: Landscape) -> str:
    """Return a domain in which customers may have mail addresses; `WrongCall` without any."""
    for each in landscape.guard.mail_domains:
        return each.replace("*.", "samestory.")
    raise WrongCall(
        f"{landscape.path} allows no mail domain, so no customer can be invented.\n"
        '  Name one that is yours: [guard] mail_domains = ["customers.example"].'
    )
