"""A mail is noticed soon after it came, whatever was learned, and whatever its server says."""

from __future__ import annotations

import pytest

from samestory.core.past_waits import PastWait
from samestory.polling.learned import Learned, look_plan
from samestory.polling.terms import Schedule, SquareRoot
from tests.polling.mailing import SERVERS, in_time, noticed_after
from tests.simulations.waiting import KINDS, dice

MAILS = 60


def learned(kind: str) -> Schedule:
    lots = dice(99)
    plan = look_plan(
        [PastWait(0.9 * each, each) for each in (KINDS[kind](lots) for _ in range(40))]
    )
    assert plan is not None
    return Learned(lambda: plan, 0.0)


@pytest.mark.parametrize("kind", ["lognormal", "wide lognormal", "batch-like", "heavy tail"])
@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("knows", [False, True], ids=["nothing learned", "learned"])
def test_95_of_100_mails_are_noticed_within_half_a_second_or_a_tenth_of_their_time(
    kind: str, server: str, knows: bool
) -> None:
    lots, schedule = dice(7), learned(kind) if knows else SquareRoot()
    mails = [min(250.0, KINDS[kind](lots)) for _ in range(MAILS)]

    late = sum(not in_time(each, noticed_after(each, SERVERS[server], schedule)) for each in mails)

    assert late <= 0.05 * MAILS


def test_a_mail_that_came_later_than_any_before_is_noticed_as_soon() -> None:
    """What was learned is that mails come within two seconds; this one takes twenty."""
    plan = look_plan([PastWait(1.8, 2.0)] * 40)
    assert plan is not None

    for server in SERVERS.values():
        assert in_time(20.0, noticed_after(20.0, server, Learned(lambda: plan, 0.0)))
