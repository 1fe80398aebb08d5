"""What her browser looked like when a scenario failed: every open page, and the trace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from samestory.browser.screenshots import take_screenshot
from samestory.redaction import Masker, cookies_of, masked_file, secrets_in_trace

Mask = Callable[[bytes], bytes]

CAMERA: pytest.StashKey[Camera] = pytest.StashKey()
"""The camera of a scenario, from when her browser is open."""

A_PICTURE_MAY_TAKE = 3.0
"""Seconds; a page that cannot be pictured by then is left out."""


class Camera:
    """Watches one browser context; what it recorded is lost unless it is developed."""

    def __init__(self, context: BrowserContext, masker: Masker, *, traces: bool) -> None:
        self._context = context
        self._masker = masker
        self._tracing = traces
        self.developed = False
        if traces:
            # Without pictures a trace costs a third; its snapshots can be looked at as pages.
            context.tracing.start(snapshots=True, screenshots=False, sources=False)

    def develop(
        self, keep_picture: Callable[[str, bytes], None], keep_trace: Callable[[bytes], None]
    ) -> None:
        """Hand over every open page as a PNG, named by its title, and the trace, zipped.

        What they show of cookies and passwords is learnt first; the trace is masked when it is
        written.
        """
        self.developed = True
        trace = self._trace() if self._tracing else b""
        self._learn_cookies()
        self._masker.learn(*(secrets_in_trace(trace) if trace else ()))
        for page in self._context.pages:
            self._keep(page, keep_picture)
        if trace:
            keep_trace(trace)

    def picture(self, keep_picture: Callable[[str, bytes], None]) -> None:
        """Hand over the page that she acted on, and nothing else."""
        self._learn_cookies()
        for page in self._context.pages[:1]:
            self._keep(page, keep_picture)

    def _learn_cookies(self) -> None:
        """Hide her session; a browser that crashed tells none."""
        with suppress(Error):
            self._masker.learn(*cookies_of(self._context.cookies()))

    def _keep(self, page: Page, keep_picture: Callable[[str, bytes], None]) -> None:
        """Hand over a page; one that crashed or is closing has no picture."""
        title = self._masker.mask(_title(page))
        png = take_screenshot(page, self._masker.mask, A_PICTURE_MAY_TAKE)
        if png is not None:
            keep_picture(title, png)

    def _trace(self) -> bytes:
        self._tracing = False
        with TemporaryDirectory(prefix="samestory-") as folder:
            file = Path(folder) / "trace.zip"
            self._context.tracing.stop(path=file)
            return file.read_bytes()


def keep_in(
    folder: Path, mask: Mask
) -> tuple[Callable[[str, bytes], None], Callable[[bytes], None]]:
    """Where nobody draws a report: a file for each picture, and one for the masked trace."""

    def write(name: str, content: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(masked_file(name, content, mask))

    def picture(title: str, png: bytes) -> None:
        write(f"{_file_name(title)}.png", png)

    return picture, lambda zipped: write("trace.zip", zipped)


@contextmanager
def watching(
    request: pytest.FixtureRequest, context: BrowserContext, masker: Masker, *, traces: bool
) -> Iterator[None]:
    """Have a camera stand by while a scenario uses a browser context."""
    request.node.stash[CAMERA] = Camera(context, masker, traces=traces)
    yield
    del request.node.stash[CAMERA]


def _title(page: Page) -> str:
    try:
        return page.title() or page.url
    except Error:
        return "page"


def _file_name(title: str) -> str:
    return re.sub(r"\W+", "-", title).strip("-").lower()[:60] or "page"
