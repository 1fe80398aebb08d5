"""Where the links of a mail lead: each is opened once, and only if it can do no harm."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx

from samestory.adapters.imap.link_rules import LinkRules
from samestory.errors import CannotAsk, ForbiddenHost
from samestory.network.guard import Guard, host_of
from samestory.network.tls import trusting, why_untrusted

NOT_FOLLOWED = "not followed"
MOST_LINKS = 50
"""Links of one mail that are followed."""
AT_A_TIME = 6
MOST_REDIRECTS = 5
_ASKS_TO_WAIT = {429, 503}
"""RFC 6585 and RFC 9110: these do not say whether there is a page."""

Forbids = Callable[[str], str | None]
"""Why an address on the way of a redirect is not opened, or None."""
Page = Mapping[str, object]
"""The `status` of a page (HTTP) or `NOT_FOLLOWED`, and `why`."""


@dataclass(slots=True)
class Links:
    """Follows links, and remembers their pages.

    A link that led to an error is opened again in the next look: the page may be there by then.
    """

    guard: Guard
    transport: httpx.AsyncBaseTransport | None = None
    _pages: dict[str, Page] = field(default_factory=dict)

    def followed(
        self,
        links: Sequence[Mapping[str, str]],
        rules: LinkRules,
        unsubscribing: Sequence[str],
        seconds: float,
    ) -> list[dict[str, object]]:
        """Return the links ({href, text}), each with its `Page`.

        Raise `CannotAsk` if one of them does not answer: where it leads is not known then.
        """
        if len({each["href"] for each in links}) > MOST_LINKS:
            raise CannotAsk(f"a mail has more than {MOST_LINKS} links, too many to be followed")
        spared: dict[str, str | None] = {}
        for each in links:
            spared[each["href"]] = spared.get(each["href"]) or rules.why_not(each, unsubscribing)
        new = [href for href, why in spared.items() if why is None and self._is_open(href)]
        if new:
            asyncio.run(self._ask(new, lambda url: rules.forbids(url, unsubscribing), seconds))
        pages = {
            href: self._pages[href] if why is None else {"status": NOT_FOLLOWED, "why": why}
            for href, why in spared.items()
        }
        return [{**each, **pages[each["href"]]} for each in links]

    def _is_open(self, href: str) -> bool:
        status = self._pages.get(href, {}).get("status", 404)
        return isinstance(status, int) and status >= 400

    async def _ask(self, hrefs: Sequence[str], forbids: Forbids, seconds: float) -> None:
        turn = asyncio.Semaphore(AT_A_TIME)
        async with _client(self.guard, self.transport) as client:

            async def ask(href: str) -> None:
                async with turn:
                    self._pages[href] = await self._page(client, href, forbids)

            for href in hrefs:
                self._pages.pop(href, None)
            try:
                async with asyncio.timeout(seconds):
                    ends = await asyncio.gather(*map(ask, hrefs), return_exceptions=True)
            except TimeoutError:
                late = next((each for each in hrefs if each not in self._pages), hrefs[-1])
                raise CannotAsk(f"the link {late} did not answer in time") from None
        for error in ends:
            if isinstance(error, BaseException):
                raise error

    async def _page(self, client: httpx.AsyncClient, href: str, forbids: Forbids) -> Page:
        url = href
        try:
            for _ in range(MOST_REDIRECTS + 1):
                self.guard.check_url(url)
                self.guard.check_redirect(url, href)
                status, location = await _status(client, url)
                if status in _ASKS_TO_WAIT:
                    raise CannotAsk(f"the link {href} asks to be left alone ({status})")
                if location is None:
                    return {"status": status, "why": None}
                url = urljoin(url, location)
                if why := forbids(url):
                    return {"status": NOT_FOLLOWED, "why": f"it redirects to {url}: {why}"}
        except ForbiddenHost as refusal:
            why = str(refusal).splitlines()[0]
            return {"status": NOT_FOLLOWED, "why": why if url == href else f"it redirects: {why}"}
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            why = why_untrusted(error, host_of(url) or "") or str(error) or type(error).__name__
            raise CannotAsk(f"the link {href} could not be followed: {why}") from error
        return {"status": NOT_FOLLOWED, "why": "it redirects in circles"}


def _client(guard: Guard, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """What opens pages without anything of the customer's, such as cookies or keys."""
    return httpx.AsyncClient(
        headers={"Accept-Encoding": "identity", "User-Agent": "samestory"},
        transport=transport or _ByHost(guard),
        follow_redirects=False,
        trust_env=False,
        timeout=None,  # noqa: S113 - one limit covers all of them
    )


class _ByHost(httpx.AsyncBaseTransport):
    """Checks the certificate of every host that the guard verifies."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._transports = {
            each: httpx.AsyncHTTPTransport(verify=trusting(None, verified=each), trust_env=False)
            for each in (True, False)
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        verified = self._guard.verifies(host_of(str(request.url)) or "")
        return await self._transports[verified].handle_async_request(request)

    async def aclose(self) -> None:
        for each in self._transports.values():
            await each.aclose()


async def _status(client: httpx.AsyncClient, url: str) -> tuple[int, str | None]:
    response = await client.send(client.build_request("GET", url), stream=True)
    async with aclosing(response):
        location = response.headers.get("location") if response.is_redirect else None
        return response.status_code, location
