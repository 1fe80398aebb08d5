"""What the browsers of a scenario showed when it failed: every open page, and the traces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from samestory.browser.screenshots import take_screenshot
from samestory.redaction import Masker, cookies_of, masked_file, secrets_in_trace
from samestory.report.shown_failures import failure_folder, write_shown

RECORDERS: pytest.StashKey[list[BrowserRecorder]] = pytest.StashKey()
"""The recorders of a scenario's open browsers, one for each person."""

SECONDS_FOR_A_PICTURE = 3.0
"""A page that cannot be pictured by then is left out."""


class Keeper(Protocol):
    """Keeps what a browser showed: Allure's bridge, or a folder."""

    def attach_screenshot(self, title: str, png: bytes) -> None:
        """Keep the picture of a page."""

    def attach_trace(self, zipped: bytes) -> None:
        """Keep a trace of Playwright; it is masked when it is written."""


class BrowserRecorder:
    """Watches one person's browser context; what it recorded is lost unless it is kept."""

    def __init__(self, name: str, context: BrowserContext, masker: Masker) -> None:
        self.name = name
        self.kept = False
        self._context = context
        self._masker = masker
        self._tracing = False

    def start_trace(self, *, pages: bool) -> None:
        """Record what is done, requested and logged from now on, and the `pages` if wanted.

        Pages are recorded before and after each call. That costs a third of a journey's time, and
        all the rest next to nothing.
        """
        self._context.tracing.start(snapshots=pages, screenshots=False, sources=False)
        self._tracing = True

    def keep_everything(self, keeper: Keeper, label: str = "") -> None:
        """Hand over every open page and the trace, after learning which secrets they show.

        `label` stands before the titles of the pages.
        """
        self.kept = True
        trace = self._trace() if self._tracing else b""
        self._masker.learn(*(secrets_in_trace(trace) if trace else ()))
        self._keep_pages(keeper, self._context.pages, label)
        if trace:
            keeper.attach_trace(trace)

    def keep_first_page(self, keeper: Keeper, label: str = "") -> None:
        """Hand over the page that the person acted on, and nothing else."""
        self._keep_pages(keeper, self._context.pages[:1], label)

    def _keep_pages(self, keeper: Keeper, pages: list[Page], label: str) -> None:
        """Hand over pages; one that crashed or is closing has no picture."""
        with suppress(Error):  # a browser that crashed has no cookies
            self._masker.learn(*cookies_of(self._context.cookies()))
        for page in pages:
            png = take_screenshot(page, self._masker.mask, SECONDS_FOR_A_PICTURE)
            if png is not None:
                keeper.attach_screenshot(self._masker.mask(f"{label}{_title(page)}"), png)

    def _trace(self) -> bytes:
        self._tracing = False
        with TemporaryDirectory(prefix="samestory-") as folder:
            file = Path(folder) / "trace.zip"
            self._context.tracing.stop(path=file)
            return file.read_bytes()


def with_pages(trace: str, attempt: int) -> bool:
    """Whether a trace holds pages: if it is to be full, or if an attempt went wrong before."""
    return trace == "full" or attempt > 1


class FailureFolder:
    """Keeps them as files in the report folder without Allure's results; see `shown_failures`."""

    def __init__(self, report: Path, nodeid: str, mask: Callable[[bytes], bytes]) -> None:
        self._folder, self._nodeid, self._mask = failure_folder(report, nodeid), nodeid, mask
        self._titles: dict[str, str] = {}
        """By the names of the files."""

    def attach_screenshot(self, title: str, png: bytes) -> None:
        """Write a picture, and note the title of its page."""
        self._write("page", ".png", title, png)

    def attach_trace(self, zipped: bytes) -> None:
        """Write a trace, masked."""
        self._write("trace", ".zip", "Trace", zipped)

    def _write(self, what: str, suffix: str, title: str, content: bytes) -> None:
        name = f"{what}-{sum(each.endswith(suffix) for each in self._titles) + 1}{suffix}"
        self._titles[name] = title
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(masked_file(name, content, self._mask))
        write_shown(self._folder, self._nodeid, self._titles)


def keep_failure(recorders: Sequence[BrowserRecorder], keeper: Keeper) -> None:
    """Hand over what the browsers of all people of a scenario showed."""
    for each in recorders:
        each.keep_everything(keeper, f"{each.name}: " if len(recorders) > 1 else "")


def keep_success(recorders: Sequence[BrowserRecorder], keeper: Keeper) -> None:
    """Hand over the page of each person, unless more of it has been handed over."""
    for each in recorders:
        if not each.kept:
            each.keep_first_page(keeper, f"{each.name}: " if len(recorders) > 1 else "")


@contextmanager
def watch_browser(node: pytest.Item, recorder: BrowserRecorder) -> Iterator[None]:
    """Let a scenario know the recorder of a browser while it uses that."""
    recorders = node.stash.setdefault(RECORDERS, [])
    recorders.append(recorder)
    yield
    recorders.remove(recorder)


def _title(page: Page) -> str:
    try:
        return page.title() or page.url
    except Error:
        return "page"
