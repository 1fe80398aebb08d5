"""Which links of a mail are opened, and which are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samestory.systems.guard import host_of

_LISTED = re.compile(r"<\s*(https?://[^>\s]+)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Follow:
    """Which links are followed: all but those whose address or text holds one of these words."""

    but: tuple[str, ...] = ()

    def spares(self, link: Mapping[str, str], unsubscribing: Iterable[str]) -> str | None:
        """Why a link is left alone, or None.

        Opening an address of `List-Unsubscribe` (RFC 2369, RFC 8058) may end a subscription.
        """
        href = link["href"]
        if host_of(href) is None:
            return "it is no web address"
        if _bare(href) in {_bare(each) for each in unsubscribing}:
            return "it may unsubscribe her"
        told = f"{href}\n{link['text']}".casefold()
        word = next((each for each in self.but if each.casefold() in told), None)
        return None if word is None else f"it holds {word!r}"


def unsubscribing(header: str | None) -> list[str]:
    """The web addresses in a `List-Unsubscribe` header."""
    return _LISTED.findall(header or "")


def _bare(href: str) -> str:
    """The address without its query, which differs from mail to mail; with it where no path is."""
    path, _, query = href.strip().casefold().partition("?")
    path = path.rstrip("/")
    return path if path.count("/") > 2 else f"{path}?{query}"
