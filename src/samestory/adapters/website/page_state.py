"""Whether the page that a page object found nothing on was one that could have told something."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from samestory.adapters.http.messages import origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page, Response

NOT_THERE = frozenset({404, 410})
"""The states of a page that says that there is no such thing (RFC 9110, 15.5.5 and 15.5.11)."""
_PARTS = frozenset({"xhr", "fetch"})


class PageState:
    """Remembers what the page in a tab was answered with, and what its scripts were."""

    def __init__(self, page: Page, base_url: str) -> None:
        self._page = page
        self._home = origin(base_url)
        self._status: int | None = None
        self._broken: str | None = None
        page.on("response", self._heard)

    def begin(self) -> None:
        """A look begins: what its scripts ask for from now on belongs to it."""
        self._broken = None

    def why_silent(self, text: str) -> str | None:
        """Why nothing found there says nothing, None if it does; `text` is what the page shows."""
        status = self._status or 0
        if not self._page.url.startswith("http"):
            return "its page object found nothing, and has opened no page"
        if status >= 400 and status not in NOT_THERE:
            return f"its page answered {status}, so that nothing found there says nothing"
        if self._broken is not None:
            return f"a part of its page failed ({self._broken})"
        return None if text.strip() else "its page is blank"

    def _heard(self, response: Response) -> None:
        with suppress(PlaywrightError):  # a frame that has gone tells nothing any more
            request = response.request
            if request.is_navigation_request() and request.frame == self._page.main_frame:
                self._status, self._broken = response.status, None
            elif (
                response.status >= 500
                and request.resource_type in _PARTS
                and origin(request.url) == self._home
            ):
                self._broken = f"{response.status} {request.url}"


def tells_nothing(values: Mapping[str, object] | None) -> bool:
    """Whether nothing was found: no record, or one of nothing, such as a count of 0."""
    return all(each in (None, 0, "", (), frozenset()) for each in (values or {}).values())
