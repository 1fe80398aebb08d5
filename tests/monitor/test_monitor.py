"""A watch survives its runs, its webhook and its own end; its folder stays small."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from samestory.errors import WrongCall
from samestory.exit_codes import Exit
from samestory.monitor import Outbox, TurnSchedule
from samestory.monitor.alerts import Alert, Event
from samestory.monitor.causes_seen import Gravity
from samestory.monitor.keeping import KeptRun, to_remove
from samestory.monitor.outbox import Message
from samestory.monitor.watch_state import Left
from tests.monitor.simulated import MONDAY, QUARTER, Watched, at, fault

PRICE = fault("erp/price", at(0), at(9), 1)


def test_a_run_that_breaks_ends_no_watch(tmp_path: Path) -> None:
    """It is inconclusive, and told if that goes on; what it made is undone all the same."""
    watched = Watched(tmp_path)
    play = watched.player.play

    def crash(folder: Path, moment: object) -> None:
        play(folder, moment)  # type: ignore[arg-type]  # passed on
        raise OSError("no memory")

    watched.player.play = crash  # type: ignore[method-assign,assignment]  # a fake
    watched.until(at(0, 1))

    assert [("coming", "run/not played")] == watched.hook.told
    assert {"cancelled"} == set(watched.player.company.world.orders.values())


def test_a_watch_that_was_killed_undoes_what_it_had_begun(tmp_path: Path) -> None:
    """Its turn never ended: the next process takes back what it made."""
    watched = Watched(tmp_path)
    play = watched.player.play

    def be_killed(folder: Path, moment: object) -> None:
        play(folder, moment)  # type: ignore[arg-type]  # passed on
        raise KeyboardInterrupt

    watched.player.play = be_killed  # type: ignore[method-assign,assignment]  # a fake
    with pytest.raises(KeyboardInterrupt):
        watched.watch().once()
    assert ["placed"] == list(watched.player.company.world.orders.values())

    watched.player.play = play  # type: ignore[method-assign]  # as it was
    watched.clock.moment = at(0, 1)
    watched.watch().once()
    assert {"cancelled"} == set(watched.player.company.world.orders.values())


def test_one_turn_ends_as_its_run_does(tmp_path: Path) -> None:
    watched = Watched(tmp_path, [PRICE])

    assert Exit.CONTRADICTION == watched.watch().once()
    assert [("coming", "erp/price")] == watched.hook.told
    watched.clock.moment = at(0, 1)
    assert Exit.CONTRADICTION == watched.watch().once()
    assert 1 == len(watched.hook.told), "another process repeats no alert"


def test_a_state_that_cannot_be_read_is_no_fresh_start(tmp_path: Path) -> None:
    """Or what is wrong would be told once more, and what is gone never."""
    watched = Watched(tmp_path)
    watched.folder.mkdir()
    state = watched.folder / "watch.json"
    for text, why in (
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ('{"causes": {}, "last": "noon", "waiting": 1}', "waiting: Input should be a valid list"),
    ):
        state.write_text(text, "utf-8")
        with pytest.raises(WrongCall) as wrong:
            watched.watch()

        assert (
            f"'{state}' is no state of a watch: {why}.\n"
            "  Remove it to begin anew; what is wrong now is then told once more."
        ) == str(wrong.value)


def test_half_of_a_character_ends_no_watch(tmp_path: Path) -> None:
    """Why something could not be undone may quote a page that holds one."""
    watched = Watched(tmp_path)
    before = watched.watch()
    before.state.left["run"] = Left("no page for \ud83d", 1)
    before.state.save(watched.folder)

    assert before.state == watched.watch().state


class TestOutbox:
    def test_what_failed_is_sent_later_and_in_order(self) -> None:
        """Nothing overtakes, nothing is lost; each pause is longer than the last."""
        outbox, got, fails = Outbox(), list[str](), [True]

        def send(message: Message) -> None:
            if fails[0]:
                raise ConnectionError("503")
            got.append(str(message["id"]))

        outbox.add({"id": "1"})
        outbox.add({"id": "2"})
        moment, pauses = MONDAY, []
        for _ in range(7):
            outbox.deliver(send, moment, lambda: None)
            again = outbox.next_try()
            assert again is not None
            pauses.append((again - moment).total_seconds())
            assert 0 == outbox.deliver(send, moment, lambda: None), "it is left alone until then"
            moment = again
        fails[0] = False

        assert [30, 60, 120, 240, 480, 900, 900] == pauses
        assert 2 == outbox.deliver(send, moment, lambda: None)
        assert ["1", "2"] == got


class TestKeeping:
    def test_failures_are_kept_four_times_as_long(self) -> None:
        runs = [KeptRun(f"{n}", MONDAY + n * timedelta(days=1), good=n % 2 == 0) for n in range(12)]

        gone = to_remove(runs, at(11), age=timedelta(days=2), most=100)

        assert {"0", "2", "4", "6", "8"} == {e.name for e in gone if e.good}
        assert {"1"} == {e.name for e in gone if not e.good}

    def test_there_are_never_more_than_so_many(self) -> None:
        runs = [KeptRun(f"{n}", MONDAY + n * QUARTER, good=True) for n in range(10)]

        gone = to_remove(runs, at(1), age=timedelta(days=9), most=3)

        assert {f"{n}" for n in range(7)} == {each.name for each in gone}

    def test_the_newest_is_always_kept(self) -> None:
        runs = [KeptRun("1", MONDAY, good=True)]

        assert [] == to_remove(runs, at(99), age=timedelta(days=1), most=1)


class TestSchedule:
    def test_a_turn_that_is_due_now_is_the_next(self) -> None:
        schedule = TurnSchedule(MONDAY, QUARTER)

        assert MONDAY == schedule.next_from(MONDAY)
        assert at(0, 0, 15) == schedule.next_from(at(0, 0, 1))
        assert at(0, 0, 15) == schedule.next_from(at(0, 0, 15))

    def test_what_was_due_in_between_is_missed(self) -> None:
        schedule = TurnSchedule(MONDAY, QUARTER)

        assert [] == list(schedule.missed(MONDAY, at(0, 0, 15)))
        assert [at(0, 0, 15)] == list(schedule.missed(MONDAY, at(0, 0, 16)))


class TestAlert:
    def alert(self, event: Event, gravity: Gravity, **facts: str) -> str:
        alert = Alert(
            id="1",
            event=event,
            gravity=gravity,
            key="erp/unit_price/contradicted",
            title="The ERP tells another unit price",
            at=at(0, 12, 30),
            since=at(0, 9, 15),
            run="20261123T091500Z",
            scenarios=("A", "B", "C", "D"),
            **facts,
        )
        return alert.text("Speedwell", MONDAY.tzinfo)  # type: ignore[arg-type]  # UTC

    def test_a_coming_says_what_since_when_where_and_who(self) -> None:
        assert (
            "✗ Speedwell: The ERP tells another unit price. Since 23 Nov 2026, 09:15 UTC. "
            "Seen by A; B; C and 1 more. To be fixed by team-books. Run: 20261123T091500Z."
        ) == self.alert(Event.COMING, Gravity.CONTRADICTION, owner="team-books")

    def test_what_is_inconclusive_never_looks_like_a_contradiction(self) -> None:
        text = self.alert(Event.COMING, Gravity.INCONCLUSIVE)
        assert text.startswith("? Speedwell: inconclusive: The ERP")

    def test_a_going_says_how_long_it_lasted(self) -> None:
        assert (
            "✓ Speedwell: gone: The ERP tells another unit price. It was first seen on "
            "23 Nov 2026, 09:15 UTC, and lasted 3 h 15 min."
        ) == self.alert(Event.GOING, Gravity.CONTRADICTION)
