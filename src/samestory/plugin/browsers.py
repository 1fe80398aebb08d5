"""The browser of a session and its driver: if one of them died, the next scenario gets new ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Browser, Playwright

DIED = (
    "The browser or its driver died while this scenario was run. It comes to no result by that, "
    "and the next scenario gets a new one."
)


class Browsers:
    """Knows what is open in a session, and whether it still answers."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._opened: list[Browser] = []

    def drive(self, playwright: Playwright) -> None:
        """Note the driver of the browsers that are opened from now on."""
        self._playwright, self._opened = playwright, []

    def note(self, browser: Browser) -> Browser:
        """Note a browser that was opened, and return it."""
        self._opened.append(browser)
        return browser

    def closed(self) -> None:
        """Note that the driver was stopped, on purpose."""
        self._playwright, self._opened = None, []

    @property
    def have_died(self) -> bool:
        """Whether the driver, or a browser that it opened, no longer answers."""
        from playwright.sync_api import Error  # noqa: PLC0415  # only for those who have one

        if self._playwright is None:
            return False
        try:
            # The driver has to answer this; until it does, no browser's end is noticed.
            self._playwright.request.new_context().dispose()
        except Error:
            return True
        return not all(each.is_connected() for each in self._opened)

    def replace_dead(self, item: pytest.Item) -> None:
        """Close what is left of a driver or browser that died: its fixtures are set up anew."""
        if self.have_died:
            _finish(item, "browser")
            _finish(item, "playwright")
            self.closed()


def _finish(item: pytest.Item, name: str) -> None:
    """End a session's fixture and all that depend on it, as pytest does for its next parameter."""
    from playwright.sync_api import Error  # noqa: PLC0415  # as above

    of_session: Any = item
    for each in of_session.session._fixturemanager.getfixturedefs(name, item) or ():  # noqa: SLF001  # pytest has no public way
        try:
            each.finish(of_session._request)  # noqa: SLF001  # as above
        except Error:
            continue  # it cannot be closed, because it is gone
        except BaseExceptionGroup as group:
            if rest := [error for error in _leaves(group) if not isinstance(error, Error)]:
                raise rest[0] from group


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterable[BaseException]:
    for each in group.exceptions:
        if isinstance(each, BaseExceptionGroup):
            yield from _leaves(each)
        else:
            yield each
