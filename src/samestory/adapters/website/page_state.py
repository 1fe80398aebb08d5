"""Whether a page on which nothing was found is one that could have said something."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from samestory.adapters.http.messages import origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page, Response

NOT_THERE = frozenset({404, 410})
"""HTTP says by these that there is no such thing (RFC 9110, 15.5.5 and 15.5.11)."""
_PARTS = frozenset({"xhr", "fetch"})


class PageState:
    """Remembers the HTTP status of the page in a tab, and failed requests of its scripts."""

    def __init__(self, page: Page, base_url: str) -> None:
        self._page = page
        self._home = origin(base_url)
        self._status: int | None = None
        self._broken: str | None = None
        page.on("response", self._heard)

    def begin(self) -> None:
        """Begin a look: failures before it no longer count."""
        self._broken = None

    def why_inconclusive(self, text: str) -> str | None:
        """Return why finding nothing proves nothing; None if it does. `text` is the page's."""
        status = self._status or 0
        if not self._page.url.startswith("http"):
            return "its page object found nothing, and has opened no page"
        if status >= 400 and status not in NOT_THERE:
            return f"its page answered {status}, so that nothing found there says nothing"
        if self._broken is not None:
            return f"a part of its page failed ({self._broken})"
        return None if text.strip() else "its page is blank"

    def _heard(self, response: Response) -> None:
        with suppress(PlaywrightError):  # the frame has gone
            request = response.request
            if request.is_navigation_request() and request.frame == self._page.main_frame:
                self._status, self._broken = response.status, None
            elif (
                response.status >= 500
                and request.resource_type in _PARTS
                and origin(request.url) == self._home
            ):
                self._broken = f"{response.status} {request.url}"


def is_empty(values: Mapping[str, object] | None) -> bool:
    """Whether nothing was found: no record, or one of nothing, such as a count of 0."""
    return all(each in (None, 0, "", (), frozenset()) for each in (values or {}).values())
