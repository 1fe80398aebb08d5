"""Which links of a mail are opened, and which are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samestory.network.guard import host_of

_LISTED = re.compile(r"<\s*(https?://[^>\s]+)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkRules:
    """Which links are followed: those whose address or text holds one of the words in `only`.

    Of those, none that holds a word in `but`. Opening a link may do something, such as cancel an
    order or sign her in, so that nobody but the landscape can say which ones do no harm.
    """

    only: tuple[str, ...]
    but: tuple[str, ...] = ()

    def spares(self, link: Mapping[str, str], unsubscribing: Iterable[str]) -> str | None:
        """Why a link of a mail is left alone, or None."""
        href, told = link["href"], f"{link['href']}\n{link['text']}"
        if host_of(href) is None:
            return "it is no web address"
        if _held(self.only, told) is None:
            return "it holds none of the words in 'only'"
        return self.forbids(href, unsubscribing, told)

    def forbids(self, href: str, unsubscribing: Iterable[str], told: str = "") -> str | None:
        """Why an address is not opened, wherever it was met, also on the way of a redirect.

        Opening one of `List-Unsubscribe` (RFC 2369, RFC 8058) may end a subscription.
        """
        if _bare(href) in {_bare(each) for each in unsubscribing}:
            return "it may unsubscribe her"
        word = _held(self.but, told or href)
        return None if word is None else f"it holds {word!r}"


def unsubscribing(header: str | None) -> list[str]:
    """The web addresses in a `List-Unsubscribe` header."""
    return _LISTED.findall(header or "")


def _held(words: Iterable[str], told: str) -> str | None:
    """The first of the words that is there, in any case."""
    return next((each for each in words if each.casefold() in told.casefold()), None)


def _bare(href: str) -> str:
    """The address without its query, which differs from mail to mail; with it where no path is."""
    path, _, query = href.strip().casefold().partition("?")
    path = path.rstrip("/")
    return path if path.count("/") > 2 else f"{path}?{query}"
