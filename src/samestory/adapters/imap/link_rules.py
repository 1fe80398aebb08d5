"""Which links of a mail are opened, and which are not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samestory.network.guard import host_of

_LISTED = re.compile(r"<\s*(https?://[^>\s]+)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkRules:
    """Open the links whose address or text holds a word in `only`, and no word in `but`.

    Opening a link may do something, such as cancel an order or sign a customer in: only the
    landscape can say which links do no harm.
    """

    only: tuple[str, ...]
    but: tuple[str, ...] = ()

    def why_not(self, link: Mapping[str, str], unsubscribing: Iterable[str]) -> str | None:
        """Return why a link ({href, text}) of a mail is not opened, or None."""
        href, text = link["href"], f"{link['href']}\n{link['text']}"
        if host_of(href) is None:
            return "it is no web address"
        if _first_within(self.only, text) is None:
            return "it holds none of the words in 'only'"
        return self.forbids(href, unsubscribing, text)

    def forbids(self, href: str, unsubscribing: Iterable[str], text: str = "") -> str | None:
        """Return why an address is not opened, also if a redirect leads there, or None.

        Opening one of `List-Unsubscribe` (RFC 2369, RFC 8058) may end a subscription.
        """
        if _without_query(href) in {_without_query(each) for each in unsubscribing}:
            return "it may unsubscribe her"
        word = _first_within(self.but, text or href)
        return None if word is None else f"it holds {word!r}"


def unsubscribing(header: str | None) -> list[str]:
    """Return the web addresses in a `List-Unsubscribe` header."""
    return _LISTED.findall(header or "")


def _first_within(words: Iterable[str], text: str) -> str | None:
    return next((each for each in words if each.casefold() in text.casefold()), None)


def _without_query(href: str) -> str:
    """The query differs from mail to mail, and counts only if there is no path."""
    path, _, query = href.strip().casefold().partition("?")
    path = path.rstrip("/")
    return path if path.count("/") > 2 else f"{path}?{query}"
