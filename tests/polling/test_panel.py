"""All systems, asked at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from samestory.core.model import Evidence, Field, Observation, Outcome, Subject
from samestory.core.patience import Patience
from samestory.core.system import said
from samestory.errors import CannotAsk, WrongCall
from samestory.polling import panel as panel_module
from samestory.polling import seat as seat_module
from samestory.polling.convergence import converge
from samestory.polling.panel import Panel
from samestory.polling.rate_limit import TokenBucket
from samestory.polling.seat import Seat
from samestory.polling.terms import SystemClock
from samestory.redaction import Masker
from samestory.testing import FakeClock
from tests.fakes import OPENED

ORDER = Subject("order", "A-1")


@dataclass
class Fake:
    """A system that does what a test tells it to do."""

    name: str
    answer: Callable[[], Mapping[str, object] | None] = lambda: {"status": "placed"}
    main_thread: bool = False
    asked: str = ""
    threads: list[threading.Thread] = field(default_factory=list)
    closed: list[threading.Thread] = field(default_factory=list)

    def observe(self, subject: Subject) -> Observation:
        self.threads.append(threading.current_thread())
        return said(self.name, subject, self.answer(), asked=self.asked)

    def close(self) -> None:
        self.closed.append(threading.current_thread())


@dataclass
class Listening(Fake):
    """A system that hears news at once, or says that it cannot listen."""

    hears: Callable[[float], bool] = lambda _: True
    listened: list[float] = field(default_factory=list)

    def listen(self, seconds: float) -> bool:
        self.listened.append(seconds)
        return self.hears(seconds)


@dataclass
class Several(Fake):
    """A system that takes several requests to ask."""

    sent: int = 1


@contextmanager
def seated(*systems: Fake, timeout: float = 30, rate: float = 1000) -> Iterator[Panel]:
    seats = {each.name: Seat(each, timeout, TokenBucket(rate)) for each in systems}
    panel = Panel(seats, SystemClock())
    try:
        yield panel
    finally:
        panel.close()


class TestConcurrency:
    def test_systems_are_asked_at_the_same_time(self):
        """Each of these answers only while both others are being asked."""
        meeting = threading.Barrier(3, timeout=30)

        def meet() -> Mapping[str, object]:
            meeting.wait()
            return {"status": "placed"}

        systems = [Fake("crm", meet), Fake("erp", meet), Fake("website", meet, main_thread=True)]
        with seated(*systems) as panel:
            found = panel.ask(["crm", "website", "erp"], ORDER)

        assert ["crm", "website", "erp"] == [each.system for each in found]
        assert all(each.unreachable is None for each in found)

    def test_several_subjects_are_asked_about_at_the_same_time(self):
        """Each of these answers only while the other is asked about another subject."""
        meeting = threading.Barrier(2, timeout=30)

        def meet() -> Mapping[str, object]:
            meeting.wait()
            return {"status": "placed"}

        other = Subject("order", "A-2")
        with seated(Fake("crm", meet), Fake("erp", meet)) as panel:
            looks = [panel.begin(["crm"], ORDER), panel.begin(["erp"], other)]
            found = [said for answers in looks for said in answers()]

        assert [ORDER, other] == [each.subject for each in found]
        assert all(each.unreachable is None for each in found)

    def test_a_browser_is_asked_on_the_main_thread_and_others_each_on_their_own(self):
        """Always the same one, so that connections can be kept."""
        website, crm, erp = Fake("website", main_thread=True), Fake("crm"), Fake("erp")
        with seated(website, crm, erp) as panel:
            panel.ask(["website", "crm", "erp"], ORDER)
            panel.ask(["website", "crm", "erp"], ORDER)

        assert {threading.main_thread()} == set(website.threads)
        assert [1, 1] == [len(set(each.threads)) for each in (crm, erp)]
        assert 3 == len({*website.threads, *crm.threads, *erp.threads})

    def test_systems_are_closed_where_they_were_asked(self):
        """An event loop of one thread cannot be closed on another."""
        website, crm = Fake("website", main_thread=True), Fake("crm")
        with seated(website, crm) as panel:
            panel.ask(["website", "crm"], ORDER)

        assert website.threads == website.closed
        assert crm.threads == crm.closed


class TestTrouble:
    def test_trouble_with_one_system_is_told_and_the_others_still_answer(self):
        """Nothing is raised, nothing is lost."""
        kept = Evidence("crm-1.json", "application/json", b"{}")

        def down() -> None:
            raise CannotAsk("it answered 500", asked="GET /x", evidence=[kept])

        with seated(Fake("crm", down), Fake("erp")) as panel:
            crm, erp = panel.ask(["crm", "erp"], ORDER)

        assert ("it answered 500", "GET /x", (kept,)) == (crm.unreachable, crm.asked, crm.evidence)
        assert not crm.absent
        assert {"status": "placed"} == erp.values

    @pytest.mark.parametrize("main_thread", [True, False])
    def test_a_bug_in_a_system_is_its_own_trouble(self, main_thread: bool):
        """With the type and the text of the error."""
        with seated(Fake("crm", lambda: {}["status"], main_thread)) as panel:
            [crm] = panel.ask(["crm"], ORDER)

        assert "asking it failed: KeyError: 'status'" == crm.unreachable

    @pytest.mark.parametrize("main_thread", [True, False])
    def test_a_wrong_call_is_the_callers_mistake(self, main_thread: bool):
        """It would be wrong for every system."""

        def refuse() -> None:
            raise WrongCall("Whose order is it?")

        with (
            seated(Fake("crm", refuse, main_thread)) as panel,
            pytest.raises(WrongCall, match="Whose order"),
        ):
            panel.ask(["crm"], ORDER)

    def test_one_that_hangs_is_given_up_and_holds_up_nobody(self, monkeypatch: pytest.MonkeyPatch):
        """It is not asked again before it has answered, and then it is."""
        monkeypatch.setattr(seat_module, "GRACE", 0.01)
        go_on = threading.Event()

        def hang() -> Mapping[str, object]:
            go_on.wait(60)
            return {"status": "placed"}

        with seated(Fake("crm", hang), Fake("erp")) as panel:
            panel._seats["crm"].timeout = 0.01
            first = panel.ask(["crm", "erp"], ORDER)
            second = panel.ask(["crm", "erp"], ORDER)
            go_on.set()
            panel._seats["crm"].worker.do(lambda: None).result(5)
            third = panel.ask(["crm"], ORDER)

        assert ["it did not answer within 0.01 s", None] == [each.unreachable for each in first]
        assert "it has not yet answered what it was asked before" == second[0].unreachable
        assert {"status": "placed"} == second[1].values
        assert {"status": "placed"} == third[0].values

    def test_one_that_hangs_for_good_does_not_hold_up_the_end(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        """It is left behind."""
        monkeypatch.setattr(seat_module, "GRACE", 0.01)
        go_on = threading.Event()
        crm = Fake("crm", lambda: {"waited": go_on.wait(60)})
        with seated(crm, timeout=0.01) as panel:
            panel.ask(["crm"], ORDER)

        assert [] == crm.closed
        go_on.set()


class TestSecrets:
    def test_no_secret_is_in_what_was_asked_or_in_the_trouble(self):
        """An address may hold one, and an error may echo it."""

        def down() -> None:
            raise CannotAsk("the key s3cr3t is wrong", asked="GET /?key=s3cr3t")

        seats = {
            each.name: Seat(each, 5, TokenBucket(9))
            for each in (Fake("crm", down, True), Fake("erp", lambda: {"s3cr3t": 1 / 0}, True))
        }
        panel = Panel(seats, SystemClock(), Masker(["s3cr3t", "zero"]))
        crm, erp = panel.ask(["crm", "erp"], ORDER)

        assert ("the key *** is wrong", "GET /?key=***") == (crm.unreachable, crm.asked)
        assert "asking it failed: ZeroDivisionError: division by ***" == erp.unreachable

    def test_no_secret_is_in_what_was_asked_of_a_system_that_answers(self):
        """The request in one line goes into reports as well."""
        system = Fake("crm", main_thread=True, asked="GET /?key=s3cr3t")
        panel = Panel({"crm": Seat(system, 5, TokenBucket(9))}, SystemClock(), Masker(["s3cr3t"]))

        assert "GET /?key=***" == panel.ask(["crm"], ORDER)[0].asked

    def test_what_a_system_told_is_compared_as_it_is(self):
        """Two systems that tell two different secrets do not tell the same."""
        told = {"crm": "key s3cr3t-1", "erp": "key s3cr3t-2"}
        seats = {
            name: Seat(Fake(name, lambda name=name: {"note": told[name]}, True), 5, TokenBucket(9))
            for name in told
        }
        panel = Panel(seats, SystemClock(), Masker(["s3cr3t-1", "s3cr3t-2"]))

        assert list(told.values()) == [
            each.values and each.values["note"] for each in panel.ask([*told], ORDER)
        ]


class TestTime:
    def test_an_observation_is_stamped_when_the_answer_is_complete(self):
        """By the clock of the panel, whatever the system claims."""
        clock = FakeClock()

        def slowly() -> Mapping[str, object]:
            clock.advance(0.25)
            return {"status": "placed"}

        panel = Panel({"crm": Seat(Fake("crm", slowly, True), 5, TokenBucket(10))}, clock)
        [crm] = panel.ask(["crm"], ORDER)

        assert OPENED + timedelta(seconds=0.25) == crm.at
        assert timedelta(seconds=0.25) == crm.took

    def test_nobody_is_asked_more_often_than_allowed(self):
        """The pace is kept by waiting, and waiting is not part of the answer's time."""
        clock = FakeClock()
        panel = Panel({"crm": Seat(Fake("crm", main_thread=True), 5, TokenBucket(2))}, clock)
        found = [panel.ask(["crm"], ORDER)[0] for _ in range(4)]

        assert [0.5, 0.5] == clock.slept
        assert {timedelta()} == {each.took for each in found}

    def test_a_system_in_a_thread_keeps_its_pace_as_well(self):
        """Each has a bucket of its own."""
        clock = FakeClock()
        panel = Panel({"crm": Seat(Fake("crm"), 5, TokenBucket(1))}, clock)
        panel.ask(["crm"], ORDER)
        panel.ask(["crm"], ORDER)
        panel.close()

        assert [1.0] == clock.slept

    def test_every_request_of_a_look_counts(self):
        """Hops and pages are requests as well; nobody waits for them longer than half an answer."""
        clock = FakeClock()
        seats = {
            "crm": Seat(Several("crm", main_thread=True, sent=4), 5, TokenBucket(2)),
            "erp": Seat(Several("erp", main_thread=True, sent=400), 5, TokenBucket(2)),
        }
        for name in ("crm", "crm", "erp", "erp"):
            Panel(seats, clock).ask([name], ORDER)

        assert [1.5, 2.5] == clock.slept

    @pytest.mark.parametrize("main_thread", [True, False])
    def test_one_whose_turn_comes_too_late_is_not_waited_for(self, main_thread: bool):
        """No look ends later than one time limit after the time that there is."""
        clock = FakeClock()
        crm = Fake("crm", main_thread=main_thread)
        panel = Panel({"crm": Seat(crm, 3, TokenBucket(1 / 16))}, clock)
        panel.ask(["crm"], ORDER, within=5)
        clock.elapsed = 5
        [late] = panel.ask(["crm"], ORDER, within=0)
        [again] = panel.ask(["crm"], ORDER, within=8)
        clock.elapsed = 14
        [found] = panel.ask(["crm"], ORDER, within=0)
        panel.close()

        expected = "it may not be asked before 14:02:36 UTC, at the rate that the landscape gives"
        assert {expected} == {late.unreachable, again.unreachable}
        assert {"status": "placed"} == found.values
        assert [2.0] == clock.slept

    def test_so_no_patience_is_overrun_by_more_than_a_time_limit(self):
        """Whatever the rate is, and however long the others would have."""
        clock = FakeClock()
        fields = [Field("status", "status")]
        slow = Seat(Fake("crm", main_thread=True), 3, TokenBucket(0.05))
        quick = Seat(Fake("erp", lambda: {"status": "lost"}, main_thread=True), 3, TokenBucket(20))
        panel = Panel({"crm": slow, "erp": quick}, clock)
        patience = {name: Patience(timedelta(seconds=5)) for name in ("crm", "erp")}
        verdict = converge(panel, clock, ORDER, fields, patience)

        assert Outcome.AGREED is not verdict.outcome
        assert 4.99 < clock.elapsed <= 5 + 3

    def test_where_there_is_time_its_turn_is_waited_for(self):
        """Whoever asks without a deadline, or long before it, gets an answer."""
        clock = FakeClock()
        panel = Panel({"crm": Seat(Fake("crm", main_thread=True), 3, TokenBucket(0.05))}, clock)
        said = [panel.ask(["crm"], ORDER, within=each)[0] for each in (60, 18, None)]

        assert {None} == {each.unreachable for each in said}
        assert [20.0, 20.0] == clock.slept

    def test_waiting_for_its_pace_is_not_part_of_its_time_limit(self):
        """A system is never blamed for what we did not ask it yet."""
        with seated(Fake("crm"), timeout=0.2, rate=1) as panel:
            panel.ask(["crm"], ORDER)
            [found] = panel.ask(["crm"], ORDER)

        assert {"status": "placed"} == found.values

    def test_one_that_is_still_busy_is_waited_for_briefly(self, monkeypatch: pytest.MonkeyPatch):
        """It may have been about to answer."""
        monkeypatch.setattr(seat_module, "GRACE", 30)
        go_on = threading.Event()
        with seated(Fake("crm")) as panel:
            panel._seats["crm"].worker.do(lambda: go_on.wait(30))
            threading.Timer(0.01, go_on.set).start()
            [found] = panel.ask(["crm"], ORDER)

        assert {"status": "placed"} == found.values


class TestManyCallers:
    def give_grace(self, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (seat_module, panel_module):
            monkeypatch.setattr(module, "GRACE", seconds)

    def test_the_time_in_the_queue_is_no_part_of_a_time_limit(self):
        """Fifty ask at once, and the last one's turn comes long after its time limit."""
        clock, together = FakeClock(), threading.Barrier(50)

        def in_a_second() -> Mapping[str, object]:
            clock.advance(1)
            return {"status": "placed"}

        panel = Panel({"crm": Seat(Fake("crm", in_a_second), 3, TokenBucket(1000))}, clock)

        def ask(number: int) -> Observation:
            together.wait(30)
            return panel.ask(["crm"], Subject("order", f"A-{number}"), within=2)[0]

        with ThreadPoolExecutor(50) as threads:
            found = list(threads.map(ask, range(50)))
        panel.close()

        assert {None} == {each.unreachable for each in found}
        assert [f"A-{number}" for number in range(50)] == [each.subject.key for each in found]
        assert {timedelta(seconds=1)} == {each.took for each in found}

    def test_a_system_is_never_asked_by_two_at_once(self):
        """Connections, sessions and counters of an adapter are used by one thread only."""
        inside, together = [], threading.Barrier(50)

        def alone() -> Mapping[str, object]:
            inside.append(1)
            assert 1 == len(inside)
            inside.pop()
            return {"status": "placed"}

        with seated(Fake("crm", alone)) as panel, ThreadPoolExecutor(50) as threads:

            def ask(_: int) -> Observation:
                together.wait(30)
                return panel.ask(["crm"], ORDER)[0]

            assert {None} == {each.unreachable for each in threads.map(ask, range(50))}

    def test_who_waits_behind_one_that_hangs_is_told_so_and_its_question_is_not_put(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        """Else a system that has come round would first answer what nobody waits for any more."""
        self.give_grace(0.01, monkeypatch)
        asked, go_on = threading.Event(), threading.Event()

        def hang() -> Mapping[str, object]:
            asked.set()
            go_on.wait(60)
            return {"status": "placed"}

        crm = Fake("crm", hang)
        with seated(crm, timeout=0.02) as panel, ThreadPoolExecutor(9) as threads:
            first = threads.submit(panel.ask, ["crm"], ORDER)
            asked.wait(30)
            behind = [threads.submit(panel.ask, ["crm"], ORDER) for _ in range(8)]
            told = [each.result(30)[0].unreachable for each in (first, *behind)]
            self.give_grace(30, monkeypatch)  # a loaded machine may take long to come round
            panel._seats["crm"].timeout = 30
            go_on.set()
            [again] = panel.ask(["crm"], ORDER)

        assert "it did not answer within 0.02 s" == told[0]
        assert {"it has not yet answered what it was asked before"} == set(told[1:])
        assert {"status": "placed"} == again.values
        assert 2 == len(crm.threads)

    def test_nobody_listens_while_others_want_to_ask(self):
        """A mailbox that is listened to cannot be read."""
        inbox, together = Listening("inbox"), threading.Barrier(2)
        with seated(inbox) as panel:
            panel._seats["inbox"].worker.do(lambda: together.wait(30))
            one = threading.Thread(target=panel.ask, args=(["inbox"], ORDER))
            one.start()
            while panel._seats["inbox"].worker._undone < 2:
                one.join(0.01)
            together.wait(30)
            one.join(30)
            assert not panel.listen(["inbox"], 1)

        assert [] == inbox.listened

    def test_a_browser_is_refused_on_another_thread_in_a_sentence(self):
        """Playwright's objects answer on the thread only on which they were made."""
        website = Fake("website", main_thread=True)
        with seated(website) as panel, ThreadPoolExecutor(1) as thread:
            asking = thread.submit(panel.ask, ["website"], ORDER)
            with pytest.raises(WrongCall, match="only on the thread that opened it"):
                asking.result(30)

        assert [] == website.threads


class TestLeavingAlone:
    @pytest.mark.parametrize("main_thread", [True, False])
    def test_who_wants_to_be_left_alone_is_not_asked_again_before(self, main_thread: bool):
        """Nobody waits for it either: every look says how long it is still to be."""
        clock, asked = FakeClock(), []

        def busy() -> Mapping[str, object]:
            asked.append(clock.elapsed)
            if len(asked) == 1:
                raise CannotAsk("it asks to be left alone for 7 s", leave_alone=7)
            return {"status": "placed"}

        panel = Panel({"crm": Seat(Fake("crm", busy, main_thread), 5, TokenBucket(20))}, clock)
        found = []
        for at in (0, 1, 6.5, 7):
            clock.elapsed = at
            found += panel.ask(["crm"], ORDER)
        panel.close()

        assert [0, 7] == asked
        assert [7, 6, 1] == [
            int(each.unreachable.split()[-2]) for each in found[:3] if each.unreachable
        ]
        assert {"status": "placed"} == found[3].values
        assert [] == clock.slept

    def test_one_that_wants_to_be_left_alone_for_years_is_asked_in_an_hour(self):
        """One slip of a server, or of an adapter, must not end a run."""
        clock, asked = FakeClock(), []

        def busy() -> None:
            asked.append(clock.elapsed)
            raise CannotAsk("it asks to be left alone for 999999999 s", leave_alone=999_999_999)

        panel = Panel({"crm": Seat(Fake("crm", busy, True), 5, TokenBucket(20))}, clock)
        for clock.elapsed in (0, 3599, 3600):
            panel.ask(["crm"], ORDER)

        assert [0, 3600] == asked

    def test_the_others_are_asked_meanwhile(self):
        """Each has a pace of its own."""

        def busy() -> None:
            raise CannotAsk("it asks to be left alone for 7 s", leave_alone=7)

        with seated(Fake("crm", busy), Fake("erp")) as panel:
            panel.ask(["crm", "erp"], ORDER)
            crm, erp = panel.ask(["crm", "erp"], ORDER)

        assert "it asks to be left alone for 7 s" == crm.unreachable
        assert {"status": "placed"} == erp.values


class TestListening:
    def test_the_first_that_can_listen_does(self):
        """A mailbox hears of news at once; the others cannot."""
        inbox = Listening("inbox")
        with seated(Fake("crm"), inbox) as panel:
            assert panel.listen(["crm", "inbox"], 1.5)

        assert [1.5] == inbox.listened

    def test_nobody_can(self):
        """Then the caller sleeps."""
        with seated(Fake("crm"), Listening("inbox", hears=lambda _: False)) as panel:
            assert not panel.listen(["crm"], 1)
            assert not panel.listen(["inbox"], 1)
            assert not panel.listen([], 1)

    def test_a_failure_to_listen_is_no_news(self):
        """The next look tells what is wrong."""
        with seated(Listening("inbox", hears=lambda _: bool(1 / 0))) as panel:
            assert not panel.listen(["inbox"], 1)


class TestGlances:
    """What is asked in the background never costs a look anything."""

    def test_a_glance_asks_as_a_look_does(self):
        erp = Fake("erp")
        with seated(erp) as panel:
            glanced = panel.glance("erp", ORDER)

        assert {"status": "placed"} == glanced.values
        assert threading.current_thread() not in erp.threads

    def test_trouble_is_an_observation(self):
        """So that the timeline says that nothing is known of this moment."""

        def down() -> None:
            raise CannotAsk("connection refused")

        with seated(Fake("erp", answer=down)) as panel:
            assert "connection refused" == panel.glance("erp", ORDER).unreachable

    def test_nobody_glances_at_a_browser(self):
        """It belongs to the main thread."""
        website = Fake("website", main_thread=True)
        with seated(website) as panel:
            assert panel.glance("website", ORDER) is None
        assert [] == website.threads

    def test_the_last_request_of_a_pace_is_left_to_a_look(self):
        """Two a second: one may be spent on a glance, and the look need not wait for the other."""
        erp = Fake("erp")
        with seated(erp, rate=2) as panel:
            assert panel.glance("erp", ORDER)
            assert panel.glance("erp", ORDER) is None
        assert 1 == len(erp.threads)

    def test_a_system_that_is_being_asked_is_not_glanced_at(self):
        """The look goes first; the next glance comes soon."""
        asked, go_on = threading.Event(), threading.Event()

        def slowly() -> Mapping[str, object]:
            asked.set()
            go_on.wait(30)
            return {"status": "placed"}

        with seated(Fake("erp", answer=slowly)) as panel:
            look = threading.Thread(target=panel.ask, args=(["erp"], ORDER))
            look.start()
            asked.wait(30)
            assert panel.glance("erp", ORDER) is None
            go_on.set()
            look.join(30)

    def test_a_look_waits_for_a_glance_that_is_under_way(self):
        """However slow the system is: the glance is no sign that it hangs."""
        asked, go_on = threading.Event(), threading.Event()

        def slowly_at_first() -> Mapping[str, object]:
            if not asked.is_set():
                asked.set()
                go_on.wait(30)
            return {"status": "placed"}

        with seated(Fake("erp", answer=slowly_at_first)) as panel:
            glance = threading.Thread(target=panel.glance, args=("erp", ORDER))
            glance.start()
            asked.wait(30)
            timer = threading.Timer(2 * seat_module.GRACE, go_on.set)
            timer.start()
            [looked] = panel.ask(["erp"], ORDER)
            glance.join(30)

        assert looked.unreachable is None
