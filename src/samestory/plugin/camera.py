"""What her browser looked like when a scenario failed: every open page, and the trace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from samestory.reporting.allure_results import masked_file

Mask = Callable[[bytes], bytes]

CAMERA: pytest.StashKey[Camera] = pytest.StashKey()
"""The camera of a scenario, from when her browser is open."""

A_PICTURE_MAY_TAKE = 3000
"""Milliseconds; a page that cannot be pictured by then is left out."""


class Camera:
    """Watches one browser context; what it recorded is lost unless it is developed."""

    def __init__(self, context: BrowserContext, *, traces: bool) -> None:
        self._context = context
        self._tracing = traces
        self.developed = False
        if traces:
            # Without pictures a trace costs a third; its snapshots can be looked at as pages.
            context.tracing.start(snapshots=True, screenshots=False, sources=False)

    def develop(
        self, keep_picture: Callable[[str, bytes], None], keep_trace: Callable[[bytes], None]
    ) -> None:
        """Hand over every open page as a PNG, named by its title, and the trace, zipped.

        The trace may hold secrets: whoever writes it down masks it.
        """
        self.developed = True
        for page in self._context.pages:
            if (png := _picture(page)) is not None:
                keep_picture(_title(page), png)
        if self._tracing:
            self._tracing = False
            keep_trace(self._trace())

    def picture(self, keep_picture: Callable[[str, bytes], None]) -> None:
        """Hand over the page that she acted on, and nothing else."""
        for page in self._context.pages[:1]:
            if (png := _picture(page)) is not None:
                keep_picture(_title(page), png)

    def _trace(self) -> bytes:
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
    request: pytest.FixtureRequest, context: BrowserContext, *, traces: bool
) -> Iterator[None]:
    """Have a camera stand by while a scenario uses a browser context."""
    request.node.stash[CAMERA] = Camera(context, traces=traces)
    yield
    del request.node.stash[CAMERA]


def _picture(page: Page) -> bytes | None:
    try:
        return page.screenshot(timeout=A_PICTURE_MAY_TAKE, full_page=True)
    except Error:
        return None  # A crashed or closing page has no picture, and is no reason to fail twice.


def _title(page: Page) -> str:
    try:
        return page.title() or page.url
    except Error:
        return "page"


def _file_name(title: str) -> str:
    return re.sub(r"\W+", "-", title).strip("-").lower()[:60] or "page"
