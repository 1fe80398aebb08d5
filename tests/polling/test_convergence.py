"""Waiting for agreement: long enough, never too long, and never fooled by the first good moment."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.core.model import Observation, Outcome, Promise, Subject, Unmapped
from samestory.core.patience import Patience
from samestory.core.verdict import Look, Verdict
from samestory.errors import NothingToCompare, WrongCall
from samestory.polling.convergence import converge
from samestory.polling.terms import Clock, Prompt, Schedule, SquareRoot, SystemClock, Systems
from samestory.testing import FakeClock
from tests.fakes import (
    FIELDS,
    OPENED,
    ORDER,
    Down,
    FakePanel,
    Scripted,
    Word,
    always,
    euros,
    promised,
    turning,
)
from tests.told import At

OLD: Word = {"total": euros("89.00")}
NEW: Word = {"total": euros("178.00")}
OTHER: Word = {"total": euros("178.01")}
CODE: Word = {"total": Unmapped("?", "[systems.crm.order] total")}
PROMISE = promised(OLD, NEW)


def patient(
    seconds: float = 2.0, *, settle: float = 1.0, lag: float = 0.0, due: float | None = None
) -> Patience:
    """Patience in seconds; `due` is seconds after the looking begins."""
    return Patience(
        timedelta(seconds=seconds),
        timedelta(seconds=settle),
        timedelta(seconds=lag),
        None if due is None else OPENED + timedelta(seconds=due),
    )


class Watched:
    """One convergence over scripted systems, with the clock and the panel that it was run on."""

    def __init__(
        self,
        systems: Mapping[str, Scripted],
        patience: Mapping[str, Patience] | Patience | None = None,
        promise: Promise | None = PROMISE,
        on_look: Callable[[Look], None] | None = None,
        schedules: Mapping[str, Schedule] = MappingProxyType({}),
    ) -> None:
        each = patience if isinstance(patience, Patience) else patient()
        own = patience if isinstance(patience, Mapping) else {}
        self.clock = FakeClock()
        self.panel = FakePanel(self.clock, systems)
        self.verdict = converge(
            self.panel,
            self.clock,
            ORDER,
            FIELDS,
            {name: own.get(name, each) for name in systems},
            promise,
            schedules=schedules,
            on_look=on_look,
        )

    @property
    def looks(self) -> tuple[Look, ...]:
        return self.verdict.timeline

    @property
    def outcome(self) -> Outcome:
        return self.verdict.outcome

    @property
    def seconds(self) -> float:
        return self.clock.elapsed


def at(look: Look) -> float:
    return round(look.elapsed.total_seconds(), 6)


# Agreement


def test_systems_that_agree_from_the_start_agree_after_the_settle_time():
    """One look is never enough: the last one is exactly at the end of the settle time."""
    watched = Watched({"website": always(NEW), "erp": always(NEW)})

    assert watched.verdict.agreed
    assert at(watched.looks[0]) == 0.0
    assert at(watched.looks[-1]) == 1.0
    assert watched.seconds == pytest.approx(1.0)


def test_without_a_settle_time_one_full_look_is_enough():
    watched = Watched({"website": always(NEW), "erp": always(NEW)}, patient(settle=0.0))

    assert len(watched.looks) == 1
    assert watched.verdict.agreed


def test_the_longest_settle_time_counts():
    systems = {"website": always(NEW), "erp": always(NEW)}

    watched = Watched(systems, {"website": patient(settle=0.5), "erp": patient(settle=3.0)})

    assert at(watched.looks[-1]) == 3.0


def test_looks_while_settling_are_few_and_full():
    """Nothing is expected then sooner than later, so they are spread evenly."""
    watched = Watched({"website": always(NEW), "erp": always(NEW)})

    assert [0.0, 0.333333, 0.666667, 1.0] == [at(look) for look in watched.looks]
    assert {("website", "erp")} == {look.asked for look in watched.looks}


def test_a_laggard_is_waited_for():
    watched = Watched({"website": always(NEW), "erp": turning(OLD, 1.2, NEW)})

    assert watched.verdict.agreed
    assert Outcome.CONTRADICTED is watched.looks[0].verdict.outcome


def test_a_record_that_is_on_its_way_is_waited_for():
    watched = Watched({"website": always(NEW), "inbox": turning(None, 0.4, NEW)})

    assert watched.verdict.agreed
    assert Outcome.ABSENT is watched.looks[0].verdict.outcome


def test_records_that_nobody_has_yet_are_waited_for():
    """Even where nothing was promised, the first silence of all is not the end."""
    systems = {"website": turning(None, 0.5, NEW), "erp": turning(None, 1.0, NEW)}

    assert Watched(systems, promise=None).verdict.agreed


def test_one_system_can_keep_a_promise():
    assert Watched({"inbox": turning(OLD, 0.3, NEW)}).verdict.agreed


def test_only_the_laggards_are_asked_again_and_then_everybody_once():
    """The picture is made of everybody's newest word, and confirmed before it is believed."""
    watched = Watched({"website": always(NEW), "crm": always(NEW), "erp": turning(OLD, 0.3, NEW)})
    asked = [look.asked for look in watched.looks]
    came = next(look for look in watched.looks if look.verdict.agreed)

    assert ("website", "crm", "erp") == asked[0]
    assert {("erp",)} == set(asked[1 : came.number])
    assert ("website", "crm", "erp") == asked[came.number]
    assert at(came) == at(watched.looks[came.number])


def test_every_look_holds_the_newest_word_of_everybody():
    watched = Watched({"website": always(NEW), "erp": turning(OLD, 0.3, NEW)})

    assert {("website", "erp")} == {look.verdict.systems for look in watched.looks}


def test_looks_are_numbered_and_reported_as_they_come():
    seen: list[Look] = []
    watched = Watched({"website": always(NEW), "erp": turning(OLD, 0.3, NEW)}, on_look=seen.append)

    assert seen == list(watched.looks)
    assert [look.number for look in seen] == list(range(1, len(seen) + 1))


# The deadline


def test_looking_ends_as_soon_as_the_caller_has_seen_enough():
    """The verdict is that of the look which showed it, and the timeline holds no other after it."""
    clock = FakeClock()
    verdict = converge(
        FakePanel(clock, {"website": always(NEW), "erp": always(OLD)}),
        clock,
        ORDER,
        FIELDS,
        dict.fromkeys(("website", "erp"), patient()),
        until=lambda look: look.number == 2,
    )

    assert [1, 2] == [look.number for look in verdict.timeline]
    assert Outcome.CONTRADICTED is verdict.outcome


@pytest.mark.parametrize("takes", [0.0, 0.05, 0.3])
@pytest.mark.parametrize(
    ("came", "outcome"),
    [(1.9, Outcome.AGREED), (1.999, Outcome.AGREED), (2.3, Outcome.CONTRADICTED)],
)
def test_what_comes_before_the_deadline_counts_and_what_comes_after_does_not(
    came: float, outcome: Outcome, takes: float
):
    """A look begins exactly at the deadline, also where the one before would still be running."""
    erp = Scripted([(0.0, OLD), (came, NEW)], takes=takes, sees_at=0.0)
    watched = Watched({"website": always(NEW), "erp": erp}, patient(2.0))

    assert outcome is watched.outcome
    assert 2.0 in {round(when, 6) for when, _ in watched.panel.asked}


def test_the_last_look_asks_everybody():
    """A torn read never fails a test: at the deadline the whole picture is new."""
    watched = Watched({"website": always(NEW), "crm": always(NEW), "erp": always(OLD)})

    assert ("website", "crm", "erp") == watched.looks[-1].asked
    assert at(watched.looks[-1]) == 2.0


def test_the_last_look_needs_no_other_to_confirm_it():
    """It is a full one already: the next would only cost a request more of everybody."""
    systems = {"website": always(NEW), "erp": turning(OLD, 1.99, NEW)}
    watched = Watched(systems, patient(2.0, settle=0.0))

    assert watched.verdict.agreed
    assert [0.0, 2.0] == [at(look) for look in watched.looks if len(look.asked) == 2]


def test_a_failure_takes_the_patience_and_no_settle_time():
    watched = Watched({"website": always(NEW), "erp": always(OLD)}, patient(2.0, settle=10.0))

    assert Outcome.CONTRADICTED is watched.outcome
    assert watched.seconds == pytest.approx(2.0)


def test_without_patience_everybody_is_asked_twice():
    """Once, and once more lest the first look was torn."""
    watched = Watched({"website": always(NEW), "erp": always(OLD)}, patient(0.0))

    assert Outcome.CONTRADICTED is watched.outcome
    assert len(watched.looks) == 2


@pytest.mark.parametrize(("came", "agreed"), [(3.9, True), (4.3, False)])
def test_a_stale_index_has_its_read_lag_and_its_patience(came: float, agreed: bool):
    """Absence becomes a discrepancy only after read lag plus patience."""
    systems = {"website": always(NEW), "crm": turning(None, came, NEW)}
    watched = Watched(systems, {"crm": patient(2.0, lag=2.0)})

    assert agreed is watched.verdict.agreed


def test_every_system_has_its_own_patience():
    """The slow one may be slow, and the quick one is not excused by it."""
    systems = {"website": always(NEW), "crm": turning(OLD, 4.0, NEW), "erp": always(NEW)}
    patience = {"crm": patient(5.0), "website": patient(1.0), "erp": patient(1.0)}

    assert Watched(systems, patience).verdict.agreed
    assert not Watched({**systems, "erp": turning(OLD, 2.0, NEW)}, patience).verdict.agreed


def test_who_misses_its_own_deadline_has_failed_and_is_still_watched():
    """It comes round while others use their patience: too late, and the report says when."""
    systems = {
        "website": always(NEW),
        "crm": turning(OLD, 4.0, NEW),
        "erp": turning(OLD, 2.5, NEW),
    }
    watched = Watched(systems, {"crm": patient(5.0), "erp": patient(2.0)})
    [total] = watched.verdict

    assert Outcome.CONTRADICTED is watched.outcome
    assert {"erp"} == total.apart
    assert OLD["total"] == total.said["erp"]
    assert {"erp"} == watched.verdict.late.keys()
    assert 2.5 <= watched.verdict.late["erp"].total_seconds() < 3.5
    assert watched.looks[-1].verdict.agreed


def test_once_somebody_has_failed_the_others_need_not_settle():
    systems = {"website": always(NEW), "crm": turning(OLD, 3.0, NEW), "erp": always(OLD)}

    watched = Watched(systems, {"crm": patient(5.0), "erp": patient(2.0)})

    assert watched.seconds < 3.6
    assert {} == watched.verdict.late


def test_two_may_fail_each_at_its_own_time():
    systems = {"website": always(NEW), "crm": always(None), "erp": always(OLD)}
    watched = Watched(systems, {"crm": patient(3.0), "erp": patient(1.0)})
    [total] = watched.verdict

    assert {"erp"} == total.apart
    assert {"crm"} == total.silent
    assert watched.seconds == pytest.approx(3.0)


def test_without_a_promise_nobody_fails_before_the_slowest_had_its_time():
    """Who tells the new story first must not be blamed by those who still tell the old one."""
    systems = {"website": always(NEW), "crm": turning(OLD, 2.0, NEW), "erp": turning(OLD, 4.0, NEW)}
    patience = {"website": patient(0.5), "crm": patient(5.0), "erp": patient(5.0)}

    assert Watched(systems, patience, promise=None).verdict.agreed


def test_without_a_promise_they_fail_when_all_had_their_time():
    systems = {"website": always(NEW), "erp": always(OLD)}
    watched = Watched(systems, {"website": patient(0.5), "erp": patient(3.0)}, promise=None)

    assert Outcome.CONTRADICTED is watched.outcome
    assert watched.seconds == pytest.approx(3.0)


def test_a_slow_request_costs_no_more_than_itself_beyond_the_deadline():
    """The last look begins at the deadline and not after a look that ran across it."""
    erp = Scripted([(0.0, OLD)], takes=0.7)
    watched = Watched({"website": always(NEW), "erp": erp}, patient(2.0))

    assert Outcome.CONTRADICTED is watched.outcome
    assert watched.seconds == pytest.approx(2.7)


def test_a_request_that_hangs_costs_no_more_than_its_own_limit_beyond_the_deadline():
    """It is not asked again once its time is up."""
    hanging = Scripted([(0.0, Down("no answer within 3 s"))], takes=3.0)
    watched = Watched({"website": always(NEW), "erp": hanging}, patient(2.0))

    assert Outcome.UNREACHABLE is watched.outcome
    assert watched.seconds <= 2.0 + 3.0


def test_a_request_that_hangs_does_not_fail_the_others():
    """The others are asked once more although their deadline went by in the meantime."""
    systems = {
        "website": always(NEW),
        "crm": turning(OLD, 1.0, NEW),
        "erp": Scripted([(0.0, Down("no answer within 3 s"))], takes=3.0),
    }
    watched = Watched(systems, patient(2.0))
    [total] = watched.verdict

    assert {"erp"} == total.laggards
    assert Outcome.UNREACHABLE is watched.outcome


def test_one_slow_answer_at_the_deadline_is_no_outage():
    """Who had always answered is asked once more, though the others have failed by then."""
    busy = Scripted([(0.0, NEW), (10.0, Down("no answer within 1.5 s")), (11.9, NEW)], takes=1.5)
    watched = Watched({"website": always(NEW), "crm": busy, "erp": always(OLD)}, patient(10.0))
    [total] = watched.verdict

    assert {"erp"} == total.laggards
    assert Outcome.CONTRADICTED is watched.outcome


# Late duplicates and words that do not last


def counts(*words: tuple[float, int]) -> Scripted:
    return Scripted([(since, {"count": count}) for since, count in words])


ONE = promised({"count": 1}, subject=Subject("confirmation", "A-1042"))


def poll_until_true(panel: Systems, clock: Clock, systems: Sequence[str], right: Word) -> bool:
    """The wait that everybody writes: true at the first good moment."""
    while clock.monotonic() < 1000.0 + 2.0:
        if all(right == said.values for said in panel.ask(systems, ORDER)):
            return True
        clock.sleep(0.1)
    return False


def test_a_late_duplicate_is_found():
    """Exactly one mail at first, and a second one half a second later."""
    clock = FakeClock()
    inbox = counts((0.0, 0), (0.3, 1), (0.8, 2))
    fields = [type(FIELDS[0])("count", "count")]

    verdict = converge(
        FakePanel(clock, {"inbox": inbox}), clock, ONE.subject, fields, {"inbox": patient()}, ONE
    )

    assert Outcome.CONTRADICTED is verdict.outcome
    assert {"inbox"} == verdict.changed_its_mind
    assert 2 == verdict.fields[0].said["inbox"]


def test_a_plain_poll_until_true_does_not_find_a_late_duplicate():
    """The same mails, and the wait that everybody writes is content."""
    clock = FakeClock()
    panel = FakePanel(clock, {"inbox": counts((0.0, 0), (0.3, 1), (0.8, 2))})

    assert poll_until_true(panel, clock, ["inbox"], {"count": 1})


def test_a_value_that_reverts_is_found():
    """The ERP follows an amendment, and a nightly sync of half a second later undoes it."""
    erp = Scripted([(0.0, OLD), (0.4, NEW), (1.0, OLD)])
    watched = Watched({"website": always(NEW), "erp": erp})

    assert Outcome.CONTRADICTED is watched.outcome
    assert {"erp"} == watched.verdict.changed_its_mind


def test_a_plain_poll_until_true_does_not_find_a_value_that_reverts():
    clock = FakeClock()
    erp = Scripted([(0.0, OLD), (0.4, NEW), (1.0, OLD)])
    panel = FakePanel(clock, {"website": always(NEW), "erp": erp})

    assert poll_until_true(panel, clock, ["website", "erp"], NEW)


def test_a_record_that_vanishes_is_found():
    erp = Scripted([(0.0, NEW), (0.5, None)])
    watched = Watched({"website": always(NEW), "erp": erp})

    assert Outcome.ABSENT is watched.outcome
    assert {"erp"} == watched.verdict.changed_its_mind


def test_a_change_of_mind_is_reported_at_once():
    """There is nothing to wait for: it had been right and is not any more."""
    watched = Watched({"website": always(NEW), "erp": turning(NEW, 0.5, OLD)}, patient(60.0))

    assert watched.seconds < 1.0


def test_a_value_that_changes_after_the_settle_time_is_another_story():
    assert Watched({"website": always(NEW), "erp": turning(NEW, 1.1, OLD)}).verdict.agreed


def test_a_word_that_was_taken_back_while_others_were_waited_for_is_found():
    """It never was in one full picture, and it had been right all the same."""
    systems = {"website": always(NEW), "crm": turning(OLD, 1.5, NEW), "erp": turning(NEW, 1.0, OLD)}
    watched = Watched(systems)

    assert Outcome.CONTRADICTED is watched.outcome
    assert {"erp"} == watched.verdict.changed_its_mind


def test_without_a_promise_the_one_that_moved_changed_its_mind():
    """On a tie both are apart, and only one of them said something new."""
    systems = {"website": always(OLD), "erp": turning(OLD, 0.5, NEW)}
    watched = Watched(systems, promise=None)
    [total] = watched.verdict

    assert {"website", "erp"} == total.apart
    assert {"erp"} == watched.verdict.changed_its_mind
    assert watched.seconds == pytest.approx(2.0)


def test_without_a_promise_the_others_may_follow_the_one_that_moved():
    """They agreed on what was before; that one moves first is no change of mind yet."""
    systems = {"website": turning(OLD, 0.5, NEW), "erp": turning(OLD, 1.5, NEW)}

    assert Watched(systems, promise=None).verdict.agreed


def test_without_a_promise_who_moves_after_all_had_their_time_changed_its_mind():
    systems = {"website": always(OLD), "erp": turning(OLD, 0.5, NEW)}
    watched = Watched(systems, patient(0.0), promise=None)

    assert Outcome.CONTRADICTED is watched.outcome
    assert {"erp"} == watched.verdict.changed_its_mind


# Torn reads and wavering systems


def test_a_torn_read_while_settling_is_no_alarm():
    """Both change at nearly the same time, and one look falls in between."""
    systems = {
        "website": Scripted([(0.0, OLD), (0.690, NEW)], takes=0.01),
        "erp": Scripted([(0.0, OLD), (0.700, NEW)], takes=0.01),
    }
    watched = Watched(systems, promise=None)
    torn = [look for look in watched.looks if not look.verdict.agreed]

    assert len(torn) == 1
    assert watched.verdict.agreed


def test_settling_begins_anew_after_a_word_that_wavered():
    """A whole settle time of agreement is what counts."""
    erp = Scripted([(0.0, NEW), (0.69, OLD), (0.70, NEW)], takes=0.01)
    watched = Watched({"website": always(NEW), "erp": erp})
    wavered = next(look for look in watched.looks if not look.verdict.agreed)

    assert watched.verdict.agreed
    assert watched.seconds >= at(wavered) + 1.0


def test_a_torn_read_at_the_deadline_is_no_alarm():
    """The last look falls into the middle of a change; the next one shows what it came to."""
    systems = {
        "website": Scripted([(0.0, NEW), (2.005, OTHER)], takes=0.01),
        "erp": Scripted([(0.0, OLD), (1.97, NEW), (2.015, OTHER)], takes=0.01),
    }
    watched = Watched(systems, patient(2.0), promise=None)
    [torn] = (look for look in watched.looks if at(look) == 2.01)

    assert Outcome.CONTRADICTED is torn.verdict.outcome
    assert watched.verdict.agreed


def test_who_was_right_at_the_deadline_is_excused_by_the_look_that_confirms():
    """It was apart only because two others were read before they followed."""
    systems = {
        "website": Scripted([(0.0, OLD), (2.015, NEW)], takes=0.01),
        "crm": Scripted([(0.0, OLD), (2.015, NEW)], takes=0.01),
        "erp": Scripted([(0.0, OTHER), (1.97, NEW)], takes=0.01),
    }

    assert Watched(systems, patient(2.0), promise=None).verdict.agreed


def test_who_comes_between_the_last_look_and_its_confirmation_is_late():
    """The confirming look excuses those who were right in time, and not those who were not."""
    systems = {
        "website": always(NEW),
        "inbox": Scripted([(0.0, OLD), (1.99, OTHER)], takes=0.01),
        "erp": Scripted([(0.0, OLD), (2.015, NEW)], takes=0.01),
    }
    watched = Watched(systems, patient(2.0))
    [total] = watched.verdict

    assert {"inbox", "erp"} == total.apart
    assert {"erp"} == watched.verdict.late.keys()


def wavering(*moments: float) -> Scripted:
    """A system that says something else for a blink of time."""
    blinks: list[tuple[float, Word]] = [(0.0, NEW)]
    for moment in moments:
        blinks += [(moment, OLD), (moment + 0.01, NEW)]
    return Scripted(blinks, takes=0.01)


def test_after_all_deadlines_one_wavering_is_forgiven_and_a_second_is_not():
    """One may have been a torn read; two are a system that does not stand by its word."""
    once = Watched({"website": always(NEW), "erp": wavering(0.35)}, patient(0.0))
    twice = Watched({"website": always(NEW), "erp": wavering(0.35, 0.70)}, patient(0.0))

    assert once.verdict.agreed
    assert Outcome.CONTRADICTED is twice.outcome
    assert {"erp"} == twice.verdict.changed_its_mind


def test_a_refusal_between_two_same_answers_is_no_wavering():
    """A busy system says nothing else: it is asked again at once, and the timeline shows both."""
    blinks: list[tuple[float, Word]] = [(0.0, NEW)]
    for moment in (0.35, 0.70):
        blinks += [(moment, Down("503")), (moment + 0.01, NEW)]
    watched = Watched({"website": always(NEW), "erp": Scripted(blinks, takes=0.01)}, patient(0.0))

    assert watched.verdict.agreed
    assert 2 == sum(each.verdict.outcome is Outcome.UNREACHABLE for each in watched.looks)


def test_before_the_deadlines_every_wavering_is_forgiven():
    """It has time left to stand by its word: the settle time begins anew after each torn read."""
    watched = Watched({"website": always(NEW), "erp": wavering(0.35, 0.70)}, patient(5.0))

    assert [0.35, 0.70] == [
        pytest.approx(at(look), abs=0.02)
        for look in watched.looks
        if look.verdict.outcome is Outcome.CONTRADICTED
    ]
    assert watched.verdict.agreed


def flickering(good: Word, bad: Word, *, step: float, takes: float) -> Scripted:
    """A system behind two replicas, of which one is out of date: every other answer is old."""
    words = [(step * turn, (good, bad)[turn % 2]) for turn in range(400)]
    return Scripted(words, takes=takes)


def test_a_system_that_keeps_wavering_does_not_agree():
    """Half of its answers are old, however often it is asked; and the asking has an end."""
    systems = {"website": always(NEW), "erp": flickering(NEW, OLD, step=0.02, takes=0.02)}
    watched = Watched(systems)

    assert Outcome.CONTRADICTED is watched.outcome
    assert watched.seconds < 2.0 + 2 * 1.0 + 1.0


# Trouble


def test_who_cannot_be_asked_is_asked_again_until_its_deadline():
    watched = Watched({"website": always(NEW), "erp": turning(Down(), 1.5, NEW)})

    assert watched.verdict.agreed


def test_unreachable_is_neither_agreed_nor_contradicted():
    watched = Watched({"website": always(NEW), "crm": always(NEW), "erp": always(Down())})

    assert Outcome.UNREACHABLE is watched.outcome
    assert watched.seconds == pytest.approx(2.0)
    assert frozenset() == watched.verdict.changed_its_mind


def test_a_contradiction_is_found_although_somebody_is_down():
    watched = Watched({"website": always(NEW), "crm": always(OLD), "erp": always(Down())})
    [total] = watched.verdict

    assert Outcome.CONTRADICTED is watched.outcome
    assert {"erp"} == total.unreachable


def test_trouble_while_settling_is_waited_out():
    """A restart in the settle time is no change of mind, if the answer is the same afterwards."""
    same = Scripted([(0.0, NEW), (0.5, Down()), (0.9, NEW)])
    other = Scripted([(0.0, NEW), (0.5, Down()), (0.9, OLD)])
    watched = Watched({"website": always(NEW), "erp": same})
    changed = Watched({"website": always(NEW), "erp": other}, patient(0.3))

    assert watched.verdict.agreed
    assert Outcome.CONTRADICTED is changed.outcome
    assert {"erp"} == changed.verdict.changed_its_mind


def test_trouble_that_lasts_beyond_the_settle_time_is_unreachable():
    watched = Watched({"website": always(NEW), "erp": turning(NEW, 0.5, Down())})

    assert Outcome.UNREACHABLE is watched.outcome
    assert frozenset() == watched.verdict.changed_its_mind


def test_trouble_while_settling_is_waited_out_even_after_the_deadline():
    """Its patience was for following, and it had followed: a restart has a settle time."""
    erp = Scripted([(0.0, NEW), (0.5, Down()), (1.4, NEW)])
    watched = Watched({"website": always(NEW), "erp": erp}, patient(0.3))

    assert watched.verdict.agreed
    assert watched.seconds >= 1.4


def test_trouble_that_comes_and_goes_comes_to_an_end():
    words: list[tuple[float, Word]] = [
        (0.5 * turn, (NEW, Down("restarting"))[turn % 2]) for turn in range(100)
    ]
    watched = Watched({"website": always(NEW), "erp": Scripted(words)})

    assert watched.outcome in {Outcome.AGREED, Outcome.UNREACHABLE}
    assert watched.seconds < 10.0


def test_a_hiccup_at_the_deadline_is_asked_about_once_more():
    """A refusal costs no time, so one more question is no burden."""
    systems = {"website": always(NEW), "crm": turning(OLD, 4.0, NEW)}
    erp = Scripted([(0.0, NEW), (4.14, Down("reset by peer")), (4.15, NEW)], takes=0.01)
    patience = {"crm": patient(4.4), "erp": patient(1.0)}

    assert Watched({**systems, "erp": erp}, patience).verdict.agreed


def test_who_could_not_be_asked_at_its_deadline_may_have_been_right_by_then():
    """It had not followed before and had right after: no look can tell that it was late."""
    erp = Scripted([(0.0, OLD), (1.995, Down("reset by peer")), (2.015, NEW)], takes=0.01)
    watched = Watched({"website": always(NEW), "erp": erp}, patient(2.0))

    [total] = next(each for each in watched.looks if at(each) == 2.01).verdict

    assert {"erp"} == total.unreachable
    assert watched.verdict.agreed


def test_who_refuses_in_its_last_moment_has_a_settle_time_to_answer_again():
    """It asks to be left alone for longer than one more question takes."""
    erp = Scripted([(0.0, OLD), (1.9, Down("it answered 503")), (2.6, NEW)])
    watched = Watched({"website": always(NEW), "erp": erp}, patient(2.0))

    assert watched.verdict.agreed


def test_what_it_says_then_counts_at_once():
    """The time was for answering, and not for following."""
    erp = Scripted([(0.0, OLD), (1.9, Down("it answered 503")), (2.3, OLD), (2.8, NEW)])
    watched = Watched({"website": always(NEW), "erp": erp}, patient(2.0))

    assert Outcome.CONTRADICTED is watched.outcome
    assert watched.seconds < 2.8


def test_who_goes_on_refusing_cannot_be_asked():
    erp = Scripted([(0.0, OLD), (1.9, Down("it answered 503"))])
    watched = Watched({"website": always(NEW), "erp": erp}, patient(2.0))

    assert Outcome.UNREACHABLE is watched.outcome
    assert watched.seconds == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize("asked_for", [1.8, 60.0])
def test_who_asks_to_be_left_alone_is_left_alone_for_no_longer_than_its_patience(asked_for):
    busy = Down("it asks to be left alone", leave_alone=asked_for)
    back = Scripted([(0.0, NEW), (1.9, busy), (3.7, NEW)])
    watched = Watched({"website": turning(OLD, 1.95, NEW), "erp": back}, patient(2.0))
    gone = Watched({"website": always(NEW), "erp": turning(NEW, 0.5, busy)}, patient(2.0))

    assert watched.verdict.agreed
    assert Outcome.UNREACHABLE is gone.outcome
    assert gone.seconds < 0.5 + 2.0 + 1.0


def test_a_refusal_at_the_end_of_the_settle_time_is_waited_out():
    """Its deadline is over, and what it said before and after is the same."""
    erp = Scripted([(0.0, NEW), (0.95, Down("busy", leave_alone=1.0)), (1.95, NEW)])
    watched = Watched({"website": always(NEW), "erp": erp}, patient(0.3))

    assert watched.verdict.agreed


def test_systems_that_refuse_now_and_then_agree_in_the_end():
    """However many take turns in refusing, what each of them answers counts."""

    def refusing(*moments: float) -> Scripted:
        blinks: list[tuple[float, Word]] = [(0.0, NEW)]
        for moment in moments:
            blinks += [(moment, Down("busy", leave_alone=0.3)), (moment + 0.3, NEW)]
        return Scripted(blinks)

    crm = refusing(*(0.30 + 0.7 * turn for turn in range(40)))
    erp = refusing(*(0.65 + 0.7 * turn for turn in range(40)))
    watched = Watched({"website": always(NEW), "crm": crm, "erp": erp}, patient(0.3))

    assert watched.verdict.agreed
    assert watched.seconds < 3.0


def test_a_word_that_wavers_after_its_deadline_had_been_right_in_time():
    """The confirming look excuses it; while settling it is watched like everybody."""
    systems = {"website": always(NEW), "crm": turning(OLD, 4.0, NEW)}
    erp = Scripted([(0.0, NEW), (4.14, OLD), (4.15, NEW)], takes=0.01)
    patience = {"crm": patient(4.4), "erp": patient(1.0)}

    assert Watched({**systems, "erp": erp}, patience).verdict.agreed


def test_a_code_that_nobody_explains_may_give_way_to_one_that_is():
    """Codes move on; until its deadline a system may still say one that is explained."""
    systems = {"website": always(NEW), "crm": turning(CODE, 1.0, NEW)}

    assert Watched(systems).verdict.agreed


def test_a_code_that_stays_unexplained_is_unmapped():
    watched = Watched({"website": always(NEW), "crm": always(CODE)})

    assert Outcome.UNMAPPED is watched.outcome


def test_a_gap_in_the_landscape_is_not_waited_for():
    """Waiting teaches no landscape a field that it does not describe."""
    stranger: Word = {"address": "Hauptstr. 5"}
    systems = {"website": always(NEW), "crm": always(NEW), "erp": always(stranger)}

    watched = Watched(systems)

    assert Outcome.UNMAPPED is watched.outcome
    assert watched.seconds == 0.0


def test_a_promise_that_no_system_tells_is_not_waited_for():
    promise = promised({**NEW, "address": "Hauptstr. 5"})
    watched = Watched({"website": always(NEW), "erp": always(NEW)}, promise=promise)

    assert Outcome.UNMAPPED is watched.outcome
    assert watched.seconds == 0.0


def test_a_panel_that_forgets_a_system_leaves_it_unreachable():
    """Nothing passes without having been looked at."""

    class Forgetful(FakePanel):
        def ask(
            self, systems: Sequence[str], subject: Subject, within: float | None = None
        ) -> list[Observation]:
            said = FakePanel.ask(self, systems, subject, within)
            return [each for each in said if each.system != "erp"]

    clock = FakeClock()
    panel = Forgetful(clock, {"website": always(NEW), "erp": always(NEW)})
    verdict = converge(
        panel, clock, ORDER, FIELDS, {"website": patient(), "erp": patient()}, PROMISE
    )

    assert Outcome.UNREACHABLE is verdict.outcome


def test_no_system_at_all_is_a_wrong_call():
    with pytest.raises(WrongCall, match="No system was named"):
        Watched({})


def test_records_that_nobody_ever_has_are_nothing_to_compare():
    with pytest.raises(NothingToCompare, match="No system has a record"):
        Watched({"website": always(None), "erp": always(None)}, promise=None)


def test_systems_without_a_common_field_are_nothing_to_compare():
    """No amount of waiting helps, so there is none."""
    systems = {"website": always(NEW), "erp": always({"address": "Hauptstr. 5"})}

    with pytest.raises(NothingToCompare, match="is told by two of website, erp"):
        Watched(systems, promise=None)


# Promises that are not due


def test_a_promise_that_is_not_due_is_pending():
    """The nightly batch is hours away: nobody waits for it, and nobody fails for it."""
    watched = Watched({"website": always(NEW), "list": always(OLD)}, {"list": patient(due=3600.0)})

    assert Outcome.PENDING is watched.outcome
    assert watched.seconds == pytest.approx(1.0)


def test_what_others_say_is_judged_although_somebody_is_not_due():
    systems = {"website": always(NEW), "erp": always(OLD), "list": always(OLD)}
    watched = Watched(systems, {"list": patient(due=3600.0)})
    [total] = watched.verdict

    assert Outcome.CONTRADICTED is watched.outcome
    assert {"erp"} == total.apart
    assert {"list"} == total.pending


def test_a_promise_that_has_become_due_is_judged():
    """A later run settles what was deferred."""
    systems = {"website": always(NEW), "list": always(OLD)}

    assert Outcome.CONTRADICTED is Watched(systems, {"list": patient(due=-1.0)}).outcome


def test_a_promise_that_becomes_due_while_looking_has_its_patience_from_then_on():
    systems = {"website": always(NEW), "list": turning(OLD, 2.0, NEW)}
    watched = Watched(systems, {"list": patient(2.0, due=0.5)})

    assert watched.verdict.agreed
    assert Outcome.PENDING is watched.looks[0].verdict.outcome


def test_a_promise_that_becomes_due_while_looking_can_fail():
    """It is late, and did not change its mind."""
    watched = Watched({"website": always(NEW), "list": always(OLD)}, {"list": patient(due=0.5)})

    assert Outcome.CONTRADICTED is watched.outcome
    assert frozenset() == watched.verdict.changed_its_mind
    assert watched.seconds == pytest.approx(2.5)


# Waiting


def test_gaps_grow_as_the_square_root_of_the_time_waited():
    schedule = SquareRoot(factor=1.0, floor=0.1, ceiling=3.0)

    assert [0.1, 1.0, 2.0, 3.0] == [schedule.gap(waited) for waited in (0.0, 1.0, 4.0, 100.0)]


def test_looks_come_often_at_first_and_seldom_later():
    watched = Watched({"website": always(NEW), "erp": always(OLD)}, patient(60.0))
    gaps = [at(later) - at(earlier) for earlier, later in pairwise(watched.looks)]

    assert gaps[0] == pytest.approx(0.05)
    assert max(gaps) == pytest.approx(2.0)
    assert all(later >= earlier - 1e-6 for earlier, later in pairwise(gaps[:-1]))


def test_each_laggard_is_asked_when_its_own_schedule_says_so():
    """One that has none is asked as usual, and nobody is asked because of another one."""
    systems = {"website": always(NEW), "crm": turning(OLD, 0.9, NEW), "erp": turning(OLD, 1.4, NEW)}
    own = {"crm": At([0.95]), "erp": At([1.5])}
    watched = Watched(systems, promise=PROMISE, schedules=own)

    assert watched.verdict.agreed
    assert [
        (0.0, ("website", "crm", "erp")),
        (0.95, ("crm",)),
        (1.5, ("erp",)),
        (1.5, ("website", "crm", "erp")),
    ] == [(round(when, 6), asked) for when, asked in watched.panel.asked[:4]]


def test_a_schedule_that_never_looks_still_looks_at_the_deadline():
    """Nothing that was learned makes a look later than the patience allows."""
    systems = {"website": always(NEW), "erp": turning(OLD, 1.999, NEW)}
    watched = Watched(systems, schedules={"erp": At([1000.0])})

    assert watched.verdict.agreed
    assert [0.0, 2.0] == [round(when, 6) for when, _ in watched.panel.asked[:2]]


def test_a_schedule_of_its_own_does_not_excuse_who_is_late():
    systems = {"website": always(NEW), "erp": turning(OLD, 2.001, NEW)}
    watched = Watched(systems, schedules={"erp": At([1000.0])})

    assert Outcome.CONTRADICTED is watched.outcome


class Interrupted(FakeClock):
    """Another process has the machine for 5 ms, just after somebody looked at the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self.read = 0

    def monotonic(self) -> float:
        self.read += 1
        if self.read == 2:
            self.advance(0.005)
        return super().monotonic()


def test_nobody_misses_a_deadline_at_which_only_another_system_was_asked():
    """A look at one system may slip past the deadline of another that is not in it."""
    systems = {"website": always(NEW), "crm": turning(OLD, 3.0, NEW), "erp": turning(OLD, 1.5, NEW)}
    clock = Interrupted()
    verdict = converge(
        FakePanel(clock, systems),
        clock,
        ORDER,
        FIELDS,
        {"website": patient(), "crm": patient(10.0), "erp": patient()},
        PROMISE,
        schedules={"crm": At([1.998, 3.5]), "erp": At([1000.0])},
    )

    assert verdict.agreed


def test_past_waits_say_nothing_about_a_system_that_cannot_be_asked():
    """It is asked as usual until it answers."""
    systems = {"website": always(NEW), "erp": Scripted([(0.0, Down()), (0.3, NEW)])}
    watched = Watched(systems, schedules={"erp": At([1.9])})

    assert watched.verdict.agreed
    assert watched.panel.asked[2][0] < 0.3


def test_news_are_looked_at_before_anybodys_turn():
    inbox = Scripted([(0.0, OLD), (1.21, NEW)], listens=True)
    watched = Watched(
        {"website": always(NEW), "inbox": inbox},
        schedules={"inbox": At([0.6, 1.9])},
    )
    came = next(look for look in watched.looks if look.verdict.agreed)

    assert at(came) == pytest.approx(1.21)


def test_a_mail_is_looked_for_often_enough():
    """Whatever was learned, and however late a server tells of it."""
    prompt = Prompt(At([1000.0]))

    assert [0.4, 0.4, 1.6] == [pytest.approx(prompt.gap(each)) for each in (0.0, 5.0, 20.0)]
    assert 0.45 * 0.04**0.5 == pytest.approx(Prompt(SquareRoot()).gap(0.04))


def test_an_inbox_is_polled_briefly_and_then_listened_to():
    """News end the waiting at once."""
    inbox = Scripted([(0.0, OLD), (3.21, NEW)], listens=True)
    watched = Watched({"website": always(NEW), "inbox": inbox}, patient(5.0))
    came = next(look for look in watched.looks if look.verdict.agreed)

    assert watched.verdict.agreed
    assert at(came) == pytest.approx(3.21)
    assert all(start >= 0.5 for start, _ in watched.panel.listened)
    assert any(start < 1.0 for start, _ in watched.panel.listened)


def test_a_turn_has_to_come_before_the_next_deadline_of_any_system():
    """What may only be asked later is not waited for; after the last deadline nothing is."""
    systems = {"website": always(NEW), "crm": always(OLD), "erp": turning(OLD, 2.5, NEW)}
    watched = Watched(systems, {"crm": patient(1.0), "erp": patient(3.0), "website": patient(1.0)})
    began = [when for when, _ in watched.panel.asked]
    deadline = [1.0 if round(when, 6) < 1.0 else 3.0 for when in began]

    assert Outcome.CONTRADICTED is watched.outcome
    assert pytest.approx([at - when for at, when in zip(deadline, began, strict=True)]) == (
        watched.panel.given
    )


def test_after_all_deadlines_no_turn_is_waited_for():
    watched = Watched({"website": always(NEW), "erp": always(NEW)}, patient(0.5))

    assert [0.5] == watched.panel.given[:1]
    assert [0.0] == watched.panel.given[-1:]


def test_a_noisy_inbox_is_no_busy_loop():
    """News that come without end leave time for others to breathe."""

    class Noisy(FakePanel):
        def listen(self, systems: Sequence[str], seconds: float) -> bool:  # noqa: ARG002 - a fake
            return True

    clock = FakeClock()
    panel = Noisy(clock, {"inbox": always(OLD)})
    verdict = converge(panel, clock, ORDER, FIELDS, {"inbox": patient(2.0)}, PROMISE)

    assert Outcome.CONTRADICTED is verdict.outcome
    assert len(verdict.timeline) < 2.0 / 0.05 + 2


def test_a_schedule_without_gaps_is_no_busy_loop():
    class Hasty:
        def gap(self, waited: float) -> float:  # noqa: ARG002 - a fake
            return 0.0

    clock = FakeClock()
    panel = FakePanel(clock, {"inbox": always(OLD)})
    verdict = converge(
        panel, clock, ORDER, FIELDS, {"inbox": patient(2.0)}, PROMISE, schedule=Hasty()
    )

    assert len(verdict.timeline) < 2.0 / 0.05 + 2


def test_the_real_clock_tells_the_time_and_lets_it_pass(monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    clock = SystemClock()
    clock.sleep(0.25)

    assert [0.25] == slept
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() <= clock.monotonic()


# Properties

DELAYS = st.floats(0.0, 1.99, allow_nan=False)
REQUESTS = st.floats(0.0, 0.2, allow_nan=False)


def landscape(delays: Sequence[float], takes: Sequence[float]) -> dict[str, Scripted]:
    return {
        f"system {number}": turning(OLD, delay, NEW, takes=took)
        for number, (delay, took) in enumerate(zip(delays, takes, strict=True))
    }


class Anytime:
    """A schedule that says anything."""

    def __init__(self, seed: int) -> None:
        self.lots = random.Random(seed)  # noqa: S311 - a schedule, no secret

    def gap(self, waited: float) -> float:  # noqa: ARG002 - a fake
        return self.lots.choice((0.0, 0.1, 0.7, 3.0, 60.0))


@given(
    systems=st.lists(st.tuples(DELAYS, REQUESTS), min_size=1, max_size=5),
    seed=st.integers(0, 1000),
)
def test_whatever_was_learned_healthy_systems_end_agreed_and_no_later_than_usual(
    systems: list[tuple[float, float]], seed: int
):
    """A schedule changes when looks are taken, never what they come to."""
    own = {f"system {number}": Anytime(seed + number) for number in range(len(systems))}
    watched = Watched(landscape(*zip(*systems, strict=True)), patient(2.0), schedules=own)

    assert watched.verdict.agreed
    assert watched.seconds <= 2.0 + 1.0 + 4 * 0.2 + 1e-6


@given(
    systems=st.lists(st.tuples(DELAYS, REQUESTS), min_size=1, max_size=4),
    late=st.floats(2.21, 30.0),
    took=REQUESTS,
    seed=st.integers(0, 1000),
)
def test_whatever_was_learned_who_is_late_never_ends_agreed(
    systems: list[tuple[float, float]], late: float, took: float, seed: int
):
    delays, takes = zip(*systems, strict=True)
    own = {f"system {number}": Anytime(seed + number) for number in range(len(systems) + 1)}
    watched = Watched(landscape((*delays, late), (*takes, took)), patient(2.0), schedules=own)

    assert Outcome.CONTRADICTED is watched.outcome
    assert {f"system {len(systems)}"} == watched.verdict.fields[0].apart


@given(systems=st.lists(st.tuples(DELAYS, REQUESTS), min_size=1, max_size=5))
def test_whatever_the_delays_below_the_patience_healthy_systems_end_agreed(
    systems: list[tuple[float, float]],
):
    """Slow requests included, no healthy landscape raises an alarm."""
    watched = Watched(landscape(*zip(*systems, strict=True)), patient(2.0))

    assert watched.verdict.agreed
    assert watched.seconds <= 2.0 + 1.0 + 4 * 0.2 + 1e-6


@given(
    systems=st.lists(st.tuples(DELAYS, REQUESTS), min_size=1, max_size=4),
    late=st.floats(2.21, 30.0),
    took=REQUESTS,
)
def test_whatever_the_delay_above_the_patience_it_never_ends_agreed(
    systems: list[tuple[float, float]], late: float, took: float
):
    """One that comes after its deadline fails, however long others may take."""
    delays, takes = zip(*systems, strict=True)
    watched = Watched(landscape((*delays, late), (*takes, took)), patient(2.0))
    guilty = f"system {len(systems)}"

    assert Outcome.CONTRADICTED is watched.outcome
    assert {guilty} == watched.verdict.fields[0].apart
    assert watched.seconds <= 2.0 + 2 * 0.2 + 1e-6


@given(took=st.floats(0.0, 0.9), patience=st.floats(1.0, 5.0))
def test_however_long_a_request_takes_a_full_look_begins_at_the_deadline(
    took: float, patience: float
):
    """Else a system that follows a moment after its deadline would still be believed."""
    erp = Scripted([(0.0, OLD)], takes=took)
    watched = Watched({"website": always(NEW), "erp": erp}, patient(patience))

    assert pytest.approx(patience) in [
        when for when, asked in watched.panel.asked if {"website", "erp"} == set(asked)
    ]


@given(follows=st.floats(0.0, 1.9), reverts=st.floats(0.05, 0.9), took=st.floats(0.0, 0.05))
def test_whenever_it_reverts_within_the_settle_time_it_is_found(
    follows: float, reverts: float, took: float
):
    """The settle time begins no sooner than the agreement, so nothing in it can hide."""
    erp = Scripted([(0.0, OLD), (follows, NEW), (follows + reverts, OLD)], takes=took)
    watched = Watched({"website": always(NEW), "erp": erp})

    assert Outcome.CONTRADICTED is watched.outcome


@given(
    words=st.lists(
        st.tuples(st.floats(0.01, 5.0), st.sampled_from([OLD, NEW, OTHER, CODE, None, Down()])),
        max_size=6,
    ),
    took=REQUESTS,
    promise=st.sampled_from([None, PROMISE]),
)
def test_whatever_happens_the_looking_ends_and_is_recorded(
    words: list[tuple[float, Word]], took: float, promise: Promise | None
):
    """No script of answers makes it run much beyond patience and settle time, or agree falsely."""
    script = Scripted([(0.0, NEW), *sorted(words, key=lambda each: each[0])], takes=took)
    watched = Watched({"website": always(NEW), "erp": script}, patient(2.0), promise)
    verdict: Verdict = watched.verdict

    assert watched.seconds <= 2.0 + 4 * 1.0 + 8 * 0.2 + 1e-6
    assert [look.number for look in watched.looks] == list(range(1, len(watched.looks) + 1))
    if verdict.agreed:
        assert watched.looks[-1].verdict.agreed
        assert not verdict.late
        assert not verdict.changed_its_mind
