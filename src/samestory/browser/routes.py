"""The second fence around a browser context, by routes, and the reason why a page led nowhere.

The first one is the proxy through which every browser goes (`samestory.browser`): Playwright's
routes see neither redirects nor WebSockets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from samestory.errors import ForbiddenHost
from samestory.network.guard import Guard

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request, Route

WITHOUT_WEBRTC = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel"])
    delete globalThis[name];
"""
"""WebRTC speaks to any address, by UDP and past every proxy."""

Trouble = Callable[[str], str | None]
"""Why the host of a URL did not answer, None if it did."""

_FENCED: WeakKeyDictionary[BrowserContext, Trouble | None] = WeakKeyDictionary()


def fence(context: BrowserContext, guard: Guard, trouble: Trouble | None = None) -> None:
    """Keep every page of a context on the allowed hosts; one that is fenced stays as it is.

    Playwright matches the pattern outside of Python, so that allowed requests cost next to
    nothing. `trouble` knows more about a host that did not answer than the browser does.
    """
    if context not in _FENCED:
        context.add_init_script(WITHOUT_WEBRTC)
        context.route(foreign(guard), _stop)
        _FENCED[context] = trouble


def _stop(route: Route) -> None:
    route.abort("blockedbyclient")


class FailedNavigation:
    """Remembers the last page that one tab was to open and could not."""

    def __init__(self, page: Page, guard: Guard) -> None:
        self._guard = guard
        self._trouble = _FENCED.get(page.context)
        self._why: str | None = None
        page.on("requestfailed", self._note)

    def take(self) -> str | None:
        """Why it could not be opened: it is not allowed, or nobody answers; told once."""
        why, self._why = self._why, None
        return why

    def _note(self, request: Request) -> None:
        if request.is_navigation_request():
            self._why = self._reason(request.url)

    def _reason(self, url: str) -> str | None:
        try:
            self._guard.check_url(url)
        except ForbiddenHost:
            return f"it leads to {url}, which {self._guard.file} does not allow"
        trouble = self._trouble(url) if self._trouble else None
        return f"nobody answers at {url} ({trouble})" if trouble else None


def foreign(guard: Guard) -> re.Pattern[str]:
    """Matches the web addresses of every host that is not allowed.

    The pattern is read by JavaScript, so it uses nothing that Python alone understands.
    """
    hosts = "|".join(each.javascript for each in guard.patterns)
    user = r"(?:[^/?#@]*@|(?![^/?#]*@))"
    return re.compile(rf"^(?:https?|wss?)://{user}(?!(?:{hosts or '(?!)'})(?::\d+)?(?:[/?#]|$))")
