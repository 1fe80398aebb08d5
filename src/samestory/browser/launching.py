"""Which browser to drive: the first one found, or a sentence with the fix."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Playwright

from samestory.errors import WrongCall

VARIABLE = "SAMESTORY_BROWSER"
"""The environment variable that names a browser: its path, or its command."""

HEADLESS_ONLY = ("chromium-headless-shell",)
"""Twice as fast as the full browsers; it has no window."""

ON_PATH = ("chromium", "google-chrome", "msedge")

ARGUMENTS = ("--disable-background-networking",)
"""A browser that looks for updates meanwhile would spoil the measured times."""


def launch_options(
    environ: Mapping[str, str],
    *,
    headless: bool = True,
    which: Callable[[str], str | None] = shutil.which,
) -> dict[str, Any]:
    """The arguments for Playwright's `launch`; without a path it takes the one it brought itself.

    Ctrl-C leaves the browser open until the run has kept what it shows.

    Raises `WrongCall` if the environment names a browser that is not there.
    """
    path = _named(environ, which) or _found(which, headless=headless)
    options: dict[str, Any] = {"headless": headless, "args": [*ARGUMENTS], "handle_sigint": False}
    return options | ({"executable_path": path} if path else {})


@contextmanager
def clear_sentence_without_browser() -> Iterator[None]:
    """Raise `WrongCall` with the fix if Playwright finds no browser of its own either."""
    from playwright.sync_api import Error  # noqa: PLC0415  # a slow import that doctor can spare

    try:
        yield
    except Error as error:
        if "Executable doesn't exist" not in error.message:
            raise
        raise WrongCall(
            "No browser was found: none of "
            f"{', '.join((*HEADLESS_ONLY, *ON_PATH))} is on the PATH, and Playwright has none.\n"
            f"  Set {VARIABLE} to the path of a Chromium, or run `playwright install chromium`, "
            "or on Debian `apt-get install chromium-headless-shell`."
        ) from None


def is_address(named: str | None) -> bool:
    """Whether a browser is named by where it answers, because it was started elsewhere."""
    return bool(named) and str(named).startswith(("ws://", "wss://"))


def open_browser(playwright: Playwright, environ: Mapping[str, str]) -> Browser:
    """Return a headless browser, outside of a pytest session; raise `WrongCall`."""
    if is_address(environ.get(VARIABLE)):
        return playwright.chromium.connect(environ[VARIABLE])
    with clear_sentence_without_browser():
        return playwright.chromium.launch(**launch_options(environ))


def _named(environ: Mapping[str, str], which: Callable[[str], str | None]) -> str | None:
    named = environ.get(VARIABLE)
    if not named or is_address(named):
        return None
    found = which(named)
    if found is None:
        raise WrongCall(
            f"{VARIABLE} names {named!r}, and there is no such program.\n"
            "  Give the path of a Chromium, or unset it to take the first browser found."
        )
    return found


def _found(which: Callable[[str], str | None], *, headless: bool) -> str | None:
    candidates = (*HEADLESS_ONLY, *ON_PATH) if headless else ON_PATH
    return next((path for name in candidates if (path := which(name))), None)
