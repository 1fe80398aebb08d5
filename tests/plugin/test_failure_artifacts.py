"""What the browsers of several people showed is kept apart."""

from types import SimpleNamespace

import pytest

from samestory.plugin import failure_artifacts
from samestory.plugin.failure_artifacts import (
    BrowserRecorder,
    FailureFolder,
    keep_failure,
    keep_success,
    with_pages,
)
from samestory.redaction import Masker
from samestory.report.shown_failures import SHOWN, shown_failure


class FakePage:
    url = "http://shop.example/"

    def __init__(self, title):
        self._title = title

    def title(self):
        return self._title


class FakeContext:
    """A browser context with these pages, and no cookies."""

    def __init__(self, *titles):
        self.pages = [FakePage(each) for each in titles]

    def cookies(self):
        return []


class FakeKeeper:
    def __init__(self):
        self.titles = []

    def attach_screenshot(self, title, _png):
        self.titles.append(title)

    def attach_trace(self, _zipped):
        raise AssertionError("nothing was traced")


@pytest.fixture(autouse=True)
def no_browser(monkeypatch):
    monkeypatch.setattr(failure_artifacts, "take_screenshot", lambda *_: b"png")


def recorder(name, *titles):
    return BrowserRecorder(name, FakeContext(*titles), Masker([]))


def test_every_open_page_is_kept_when_a_scenario_fails():
    """Of one person, the title says enough."""
    kept = FakeKeeper()
    keep_failure([recorder("Ada", "Shop", "Order")], kept)

    assert ["Shop", "Order"] == kept.titles


def test_pages_of_several_people_say_whose_they_are():
    """Both may look at a page of the same title."""
    kept = FakeKeeper()
    keep_failure([recorder("Ada", "Shop"), recorder("Ben", "Shop")], kept)

    assert ["Ada: Shop", "Ben: Shop"] == kept.titles


def test_when_all_is_well_the_first_page_of_each_is_kept_once():
    """Unless everything has been kept already."""
    kept, failed = FakeKeeper(), recorder("Eve", "Shop")
    keep_failure([failed], FakeKeeper())
    keep_success([recorder("Ada", "Shop", "Order"), failed], kept)

    assert ["Ada: Shop"] == kept.titles


@pytest.mark.parametrize(
    ("trace", "attempt", "pages"),
    [("on-failure", 1, False), ("on-failure", 2, True), ("full", 1, True)],
)
def test_a_trace_holds_pages_if_they_are_wanted_or_once_an_attempt_went_wrong(
    trace, attempt, pages
):
    """They take a third of a journey's time."""
    context, started = FakeContext("Shop"), []
    context.tracing = SimpleNamespace(start=lambda **given: started.append(given))
    recording = BrowserRecorder("Ada", context, Masker([]))
    recording.start_trace(pages=with_pages(trace, attempt))

    assert [{"snapshots": pages, "screenshots": False, "sources": False}] == started


def test_files_never_replace_each_other(tmp_path):
    """Two pages of one title, and a trace for each person."""
    folder = FailureFolder(tmp_path, "features/a.feature::b", bytes)
    for _ in range(2):
        folder.attach_screenshot("Your order!", b"png")
        folder.attach_trace(b"")

    kept = {path.name: title for title, path in shown_failure(tmp_path, "features/a.feature::b")}
    pages = {"page-1.png": "Your order!", "page-2.png": "Your order!"}
    assert {**pages, "trace-1.zip": "Trace", "trace-2.zip": "Trace"} == kept
    assert {*kept, SHOWN} == {each.name for each in tmp_path.glob("failures/*/*")}
