"""The company's own time, read where its landscape says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from samestory.adapters.company_time import CompanyTime
from samestory.errors import CannotAsk, ForbiddenHost
from tests.cli.fakes import demo_landscape

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


class Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


def company(monkeypatch: pytest.MonkeyPatch, status: int, told: Any, **changes: Any) -> CompanyTime:
    def get(url: str, **_: Any) -> httpx.Response:
        return httpx.Response(status, json=told, request=httpx.Request("GET", url))

    monkeypatch.setattr(httpx, "get", get)
    return CompanyTime(replace(demo_landscape(), **changes), Noon())


def test_a_moved_clock_is_ahead_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    time = company(monkeypatch, 200, {"now": "2026-11-28T03:00:00+01:00"})

    assert timedelta(hours=14) == time.ahead()
    assert datetime(2026, 11, 28, 2, tzinfo=UTC) == time.now()


def test_without_a_clock_of_its_own_a_company_keeps_our_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody is asked."""
    assert company(monkeypatch, 500, None, clock="").now() == NOON


@pytest.mark.parametrize(
    ("status", "told", "why"),
    [
        (500, {"now": "2026-11-28T03:00:00+01:00"}, "does not answer"),
        (200, {"time": "2026-11-28T03:00:00+01:00"}, "does not say it as `now`"),
        (200, ["2026-11-28"], "does not say it as `now`"),
        (200, {"now": "tomorrow"}, "does not say it as `now`"),
        (200, {"now": "2026-11-28T03:00:00"}, "without a zone"),
    ],
)
def test_a_time_that_is_not_said_is_not_guessed(
    monkeypatch: pytest.MonkeyPatch, status: int, told: Any, why: str
) -> None:
    """What is due is then unknown."""
    with pytest.raises(CannotAsk, match=why):
        company(monkeypatch, status, told).now()


def test_the_clock_stands_behind_the_guard_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    time = company(monkeypatch, 200, {}, clock="http://elsewhere.example/clock")

    with pytest.raises(ForbiddenHost):
        time.now()
