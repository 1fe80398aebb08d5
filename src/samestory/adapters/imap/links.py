"""Where the links of a mail lead: each is asked for once, and only where it can do no harm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urljoin

import httpx

from samestory.adapters.imap.link_rules import LinkRules
from samestory.errors import CannotAsk, ForbiddenHost
from samestory.network.guard import Guard, host_of
from samestory.network.tls import unverified_context, verified_context, why_untrusted

NOT_FOLLOWED = "not followed"
MOST_LINKS = 50
"""Links of one mail that are followed."""
AT_A_TIME = 6
MOST_REDIRECTS = 5
Forbids = Callable[[str], str | None]
"""Why an address on the way of a redirect is not opened, or None."""
_ASKS_TO_WAIT = {429, 503}
"""RFC 6585 and RFC 9110: whether there is a page, these do not say."""


@dataclass(slots=True)
class Links:
    """Follows links; one that led somewhere is never opened again.

    One that led to an error is, with the next look: the page may not have been there yet.
    """

    guard: Guard
    transport: httpx.AsyncBaseTransport | None = None
    _told: dict[str, dict[str, object]] = field(default_factory=dict)

    def followed(
        self,
        links: Sequence[Mapping[str, str]],
        follow: LinkRules,
        unsubscribing: Sequence[str],
        seconds: float,
    ) -> list[dict[str, object]]:
        """The links, each with the `status` of its page (HTTP) or "not followed", and `why`.

        Raises `CannotAsk` where one of them did not answer: nobody knows then where it leads.
        """
        if len({each["href"] for each in links}) > MOST_LINKS:
            raise CannotAsk(f"a mail has more than {MOST_LINKS} links, too many to be followed")
        spared: dict[str, str | None] = {}
        for each in links:
            why = follow.spares(each, unsubscribing)
            spared[each["href"]] = spared.get(each["href"]) or why
        new = [href for href, why in spared.items() if why is None and self._is_open(href)]
        if new:
            asyncio.run(self._ask(new, lambda url: follow.forbids(url, unsubscribing), seconds))
        return [{**each, **self._of(each["href"], spared[each["href"]])} for each in links]

    def _is_open(self, href: str) -> bool:
        status = self._told.get(href, {}).get("status", 404)
        return isinstance(status, int) and status >= 400

    def _of(self, href: str, why: str | None) -> Mapping[str, object]:
        return self._told[href] if why is None else {"status": NOT_FOLLOWED, "why": why}

    async def _ask(self, hrefs: Sequence[str], forbids: Forbids, seconds: float) -> None:
        turn = asyncio.Semaphore(AT_A_TIME)
        async with _Browser(self.guard, self.transport, forbids) as browser:

            async def ask(href: str) -> None:
                async with turn:
                    self._told[href] = await browser.open(href)

            for href in hrefs:
                self._told.pop(href, None)
            try:
                async with asyncio.timeout(seconds):
                    ends = await asyncio.gather(*map(ask, hrefs), return_exceptions=True)
            except TimeoutError:
                late = next((each for each in hrefs if each not in self._told), hrefs[-1])
                raise CannotAsk(f"the link {late} did not answer in time") from None
        for trouble in ends:
            if isinstance(trouble, BaseException):
                raise trouble


class _Browser:
    """Opens pages as far as their status; nothing of hers (cookies, keys) goes along."""

    def __init__(
        self, guard: Guard, transport: httpx.AsyncBaseTransport | None, forbids: Forbids
    ) -> None:
        self._guard = guard
        self._forbids = forbids
        self._clients = {
            verified: httpx.AsyncClient(
                headers={"Accept-Encoding": "identity", "User-Agent": "samestory"},
                verify=verified_context(None) if verified else unverified_context(),
                follow_redirects=False,
                trust_env=False,
                timeout=None,  # noqa: S113 - one limit covers all of them
                transport=transport,
            )
            for verified in (True, False)
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for each in self._clients.values():
            await each.aclose()

    async def open(self, href: str) -> dict[str, object]:
        """The status of the page at the end of all redirects."""
        url = href
        try:
            for _ in range(MOST_REDIRECTS + 1):
                self._guard.check_url(url)
                self._guard.check_redirect(url, href)
                status, onwards = await self._status(url)
                if status in _ASKS_TO_WAIT:
                    raise CannotAsk(f"the link {href} asks to be left alone ({status})")
                if onwards is None:
                    return {"status": status, "why": None}
                url = urljoin(url, onwards)
                if why := self._forbids(url):
                    return {"status": NOT_FOLLOWED, "why": f"it redirects to {url}: {why}"}
        except ForbiddenHost as refusal:
            why = str(refusal).splitlines()[0]
            return {"status": NOT_FOLLOWED, "why": why if url == href else f"it redirects: {why}"}
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            why = why_untrusted(error, host_of(url) or "") or str(error) or type(error).__name__
            raise CannotAsk(f"the link {href} could not be followed: {why}") from error
        return {"status": NOT_FOLLOWED, "why": "it redirects in circles"}

    async def _status(self, url: str) -> tuple[int, str | None]:
        client = self._clients[self._guard.verifies(host_of(url) or "")]
        response = await client.send(client.build_request("GET", url), stream=True)
        async with aclosing(response):
            onwards = response.headers.get("location") if response.is_redirect else None
            return response.status_code, onwards
