"""The last looks at a claim about time: as many as it takes, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from samestory.core.claims import Bound, Never, Saying
from samestory.core.model import Field, Outcome
from samestory.core.patience import Patience
from samestory.core.verdict import Verdict
from samestory.polling.recording import Recording
from samestory.polling.watching import Watch
from samestory.testing import FakeClock
from tests.fakes import OPENED, ORDER, Down, FakePanel, Scripted, always, said, turning

STATUS = Field("status", "status")
PLACED, IN_PROCESS, PICKED = ({"status": word} for word in ("placed", "in process", "picked"))
CLAIM = Never(
    Saying("crm", ORDER, STATUS, "in process"), Bound.BEFORE, Saying("erp", ORDER, STATUS, "picked")
)


def watched(
    systems: Mapping[str, Scripted], recording: Recording | None = None
) -> tuple[Verdict, FakePanel]:
    """Judge the claim with a patience of 5 s and a settle time of 1 s."""
    clock = FakeClock()
    panel = FakePanel(clock, systems)
    patience = Patience(timedelta(seconds=5), settle=timedelta(seconds=1))
    watch = Watch(panel, clock, CLAIM, recording or Recording(), dict.fromkeys(systems, patience))
    return watch.verdict(), panel


def test_it_is_watched_for_the_settle_time():
    """Without anything recorded, a moment would be no evidence of a stretch of time."""
    verdict, panel = watched({"crm": always(PLACED), "erp": always(PLACED)})

    assert verdict.agreed
    assert 1.0 <= panel.asked[-1][0] < 2.0
    assert len(panel.asked) == verdict.watched.looks["crm"]


def test_what_was_recorded_counts():
    """Three answers of each, and the settle time is over: one look more is enough."""
    recording = Recording()
    recording.begin(ORDER, OPENED - timedelta(seconds=3))
    for at in (-3.0, -2.0, -1.0):
        recording.note(said("crm", PLACED, at=at))
        recording.note(said("erp", PLACED, at=at))
    verdict, panel = watched({"crm": always(PLACED), "erp": always(PLACED)}, recording)

    assert verdict.agreed
    assert [0.0] == [at for at, _ in panel.asked]
    assert {"crm": 4, "erp": 4} == verdict.watched.looks


def test_a_broken_claim_is_not_watched_any_longer():
    recording = Recording()
    recording.note(said("crm", IN_PROCESS, at=-2.0))
    for at in (-1.5, -1.0):
        recording.note(said("crm", PLACED, at=at))
        recording.note(said("erp", PLACED, at=at))
    verdict, panel = watched({"crm": always(PLACED), "erp": always(PLACED)}, recording)

    assert Outcome.CONTRADICTED is verdict.outcome
    assert 1 == len(panel.asked)


def test_the_other_is_asked_once_more_after_a_word():
    """Until then nothing is proved: it may have said its own word in between."""
    verdict, _ = watched({"crm": turning(PLACED, 1.0, IN_PROCESS), "erp": always(PLACED)})

    assert Outcome.CONTRADICTED is verdict.outcome


def test_a_word_that_came_after_the_other_is_fine():
    verdict, _ = watched(
        {"crm": turning(PLACED, 0.8, IN_PROCESS), "erp": turning(PLACED, 0.3, PICKED)}
    )

    assert verdict.agreed


@pytest.mark.parametrize("silent", ["crm", "erp"])
def test_a_system_that_cannot_be_asked_has_its_patience(silent: str):
    """Then it is unknown whether the claim held; it is no agreement."""
    systems = {"crm": always(PLACED), "erp": always(PLACED), silent: always(Down())}
    verdict, panel = watched(systems)

    assert Outcome.UNREACHABLE is verdict.outcome
    assert 5.0 <= panel.asked[-1][0] < 7.0


def test_a_record_may_come_within_its_patience():
    """A system that knows nothing yet has not kept a claim about what it says."""
    came, _ = watched({"crm": turning(None, 3.0, PLACED), "erp": always(PLACED)})
    never_came, _ = watched({"crm": always(None), "erp": always(PLACED)})

    assert came.agreed
    assert Outcome.ABSENT is never_came.outcome
