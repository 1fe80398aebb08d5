"""Seven days of watching, 96 turns a day, with five faults that come and go."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from tests.monitor.simulated import QUARTER, Watched, at, fault

FAULTS = [
    fault("erp/unit_price/contradicted", at(0, 9, 10), at(0, 17, 40), 0, 1),
    fault("crm/order record/absent", at(1, 3, 0), at(2, 5, 0), 2),
    fault("inbox/unreachable", at(2, 12, 0), at(2, 13, 0), 3, 4, sure=False),
    fault("payments/total/contradicted", at(3, 0, 5), at(3, 0, 25), 1),
    fault("erp/late", at(4, 10, 0), at(6, 22, 0), 5),
]


def test_each_coming_and_each_going_is_told_once_and_nothing_is_left(tmp_path: Path) -> None:
    """The webhook is down for six hours, the desk is closed now and then, runs are killed."""
    watched = Watched(tmp_path, FAULTS)
    watched.hook.down = [(at(1, 2), at(1, 8))]

    monitor = watched.until(at(7))

    expected = Counter((event, each.key) for each in FAULTS for event in ("coming", "going"))
    assert expected == Counter(watched.hook.told), "one alert for each coming and each going"
    assert 7 * 96 == len(watched.player.played)
    company = watched.player.company
    assert {"cancelled"} == set(company.world.orders.values()), "nothing is left behind"
    assert len(company.world.orders) > 7 * 96, "also of runs that were killed"
    assert len(company.hands.done) == len(company.world.orders), "nothing was undone twice"
    assert {} == monitor.state.left
    assert [] == monitor.outbox.waiting
    assert watched.hook.refused > 5
    assert 250 >= len(list((watched.folder / "runs").iterdir())), "the folder stays small"


def test_no_turn_drifts(tmp_path: Path) -> None:
    """Each is the first one plus a multiple, however long they take."""
    watched = Watched(tmp_path)
    watched.until(at(1))

    assert [at(0) + n * QUARTER for n in range(96)] == watched.player.played


def test_a_missed_turn_is_said_and_not_made_up_for(tmp_path: Path) -> None:
    """A turn that takes 40 minutes costs the next two; the one after it is on time."""
    watched = Watched(tmp_path)
    watched.player.takes = timedelta(minutes=40)
    watched.until(at(0, 2))

    assert [at(0), at(0, 0, 45), at(0, 1, 30)] == watched.player.played
    assert 6 == sum("missed" in each for each in watched.said)
    assert "00:15:00 missed: the turn of 00:00:00 took that long." in watched.said


def test_a_restart_repeats_no_alert_and_loses_none(tmp_path: Path) -> None:
    """Each process goes on with what the last one knew, and in the same rhythm."""
    watched = Watched(tmp_path, [FAULTS[0], fault(FAULTS[1].key, at(0, 11), at(0, 20), 2)])
    watched.hook.down = [(at(0, 10), at(0, 14)), (at(0, 19), at(0, 22))]
    for hours in range(2, 26, 3):
        watched.until(at(0, hours, 7))

    assert [
        ("coming", "erp/unit_price/contradicted"),
        ("coming", "crm/order record/absent"),
        ("going", "erp/unit_price/contradicted"),
        ("going", "crm/order record/absent"),
    ] == watched.hook.told
    assert {0} == {each.minute % 15 for each in watched.player.played}
