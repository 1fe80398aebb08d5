"""What a landscape says about its systems."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from samestory.config.entries import Auth
from samestory.core.model import Promise, Revision, Subject
from tests.adapters.entries import system_entry

BERLIN = ZoneInfo("Europe/Berlin")
NIGHTLY = system_entry(zone=BERLIN, due=time(2, 0), patience=timedelta(minutes=5))


def promised(at: datetime) -> Promise:
    return Promise(Subject("order", "A-1"), (Revision("order", at, MappingProxyType({})),))


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 11, 24, 14, 0, tzinfo=UTC), datetime(2026, 11, 25, 2, 0, tzinfo=BERLIN)),
        (datetime(2026, 11, 24, 0, 30, tzinfo=UTC), datetime(2026, 11, 24, 2, 0, tzinfo=BERLIN)),
        (datetime(2026, 11, 24, 1, 0, tzinfo=UTC), datetime(2026, 11, 25, 2, 0, tzinfo=BERLIN)),
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), datetime(2026, 11, 25, 2, 0, tzinfo=BERLIN)),
        # the nights of the changes of the clock, when 02:00 comes late or twice
        (datetime(2026, 3, 28, 22, 0, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_nightly_batch_carries_what_was_promised_before_it(at: datetime, due: datetime):
    """The next 02:00 on the clock of the company; one at the very moment comes too early."""
    found = NIGHTLY.next_batch(at)

    assert found is not None
    assert due.timestamp() == found.timestamp()


def test_until_the_batch_the_promise_is_pending():
    """Its moment is handed on with the patience."""
    patience = NIGHTLY.patience_with(promised(datetime(2026, 11, 24, 14, 0, tzinfo=UTC)))

    assert datetime(2026, 11, 25, 2, 0, tzinfo=BERLIN) == patience.due
    assert timedelta(minutes=5) == patience.patience


def test_without_a_promise_or_a_batch_nothing_is_pending():
    """Then the systems only have to agree."""
    assert None is NIGHTLY.patience_with(None).due
    assert None is system_entry().patience_with(promised(datetime.now(UTC))).due
    assert None is system_entry().next_batch(datetime.now(UTC))


def test_credentials_are_not_shown():
    """An entry may turn up in a traceback."""
    shown = repr(system_entry(auth=Auth("basic", "the-user", "the-password", variables=("PW",))))

    assert "the-" not in shown
    assert "PW" in shown
