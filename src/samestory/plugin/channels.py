"""What a landscape offers a scenario to act through: channels, and mail addresses."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samestory.errors import WrongCall, did_you_mean
from samestory.journeys import ChannelAccess
from samestory.telemetry import current_traceparent

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import Page

    from samestory.config import Landscape
    from samestory.config.landscape import ChannelEntry
    from samestory.journeys import Identity
    from samestory.network.guard import Guard

TIMEOUT = 30.0
"""Seconds that a request of a channel's page objects may take."""


def open_channel(  # noqa: PLR0913 - all but two are by keyword
    landscape: Landscape,
    name: str,
    *,
    who: Identity,
    her_page: Callable[[], Page],
    separate_page: Callable[[], Page],
    closing: ExitStack,
) -> object:
    """Return the page objects of a channel of the company.

    Raise `WrongCall` if the landscape has none with page objects, `ForbiddenHost` if it is outside.
    """
    entry = landscape.channels.get(name)
    if entry is None or entry.pages is None:
        known = [each for each, entry in landscape.channels.items() if entry.pages]
        raise WrongCall(
            f"{landscape.path} describes no channel '{name}' with page objects, and this scenario "
            f"acts through it.\n  {did_you_mean(name, known)}Describe [channels.{name}]; there "
            f"are: {', '.join(known) or 'none'}."
        )
    landscape.guard.check_url(entry.base_url)
    access = ChannelAccess(
        base_url=entry.base_url,
        who=who,
        open_page=her_page if entry.auth.kind == "none" else separate_page,
        open_http=lambda: closing.enter_context(http_client(entry, landscape.guard)),
        user=entry.auth.user,
        secret=entry.auth.secret,
    )
    return entry.pages(access)


def http_client(entry: ChannelEntry, guard: Guard) -> httpx.Client:
    """Return a client that shows the channel's credentials, and asks only what the guard allows.

    It follows no redirect: that could carry the key to a host that the landscape does not allow.
    """
    import httpx  # noqa: PLC0415 - only for channels that are used without a browser

    from samestory.adapters.http.shown_credentials import headers_for  # noqa: PLC0415
    from samestory.network.guard import is_this_machine  # noqa: PLC0415
    from samestory.network.tls import unverified_context  # noqa: PLC0415

    def check(request: httpx.Request) -> None:
        guard.check_url(str(request.url))
        if (trace := current_traceparent()) and request.url.host == own:
            request.headers["traceparent"] = trace
        elif request.url.host != own:  # httpx takes it along to where a redirect leads
            request.headers.pop("traceparent", None)

    own = httpx.URL(entry.base_url).host
    unverified = {
        each: httpx.HTTPTransport(verify=unverified_context()) for each in guard.unverified_origins
    }
    return httpx.Client(
        base_url=entry.base_url,
        headers=headers_for(entry.auth),
        event_hooks={"request": [check]},
        follow_redirects=False,
        mounts=unverified,
        timeout=TIMEOUT,
        trust_env=not is_this_machine(urlsplit(entry.base_url).hostname or ""),
    )


def allowed_mail_domain(landscape: Landscape) -> str:
    """Return a domain in which customers may have mail addresses; `WrongCall` without any."""
    for each in landscape.guard.mail_domains:
        return each.replace("*.", "samestory.")
    raise WrongCall(
        f"{landscape.path} allows no mail domain, so no customer can be invented.\n"
        '  Name one that is yours: [guard] mail_domains = ["customers.example"].'
    )
