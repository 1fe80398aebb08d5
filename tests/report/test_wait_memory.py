"""waits.jsonl: bounded, added to by many at a time, and never worth a run."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread

import pytest

from samestory.core.past_waits import AskedAbout, PastWait
from samestory.report.results_folder import WAITS, shared_file
from samestory.report.wait_memory import (
    MOST_WAITS,
    WaitMemory,
    join_waits,
    read_waits,
)

ORDERS = AskedAbout("erp", "order", "made")
WAIT = PastWait(1.0, 1.5)


def memory(path: Path, at: float = 1000.0, **options: bool) -> WaitMemory:
    moments = iter(at + number for number in range(10_000))
    return WaitMemory(path, "demo", now=lambda: next(moments), **options)


def test_what_was_waited_is_known_to_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "waits.jsonl"
    memory(path).add(ORDERS, WAIT)
    memory(path, 2000.0).add(ORDERS, PastWait(2.0, None))

    assert (WAIT, PastWait(2.0, None)) == memory(path).waits(ORDERS)


def test_a_line_names_systems_and_kinds_and_nobody(tmp_path: Path) -> None:
    path = tmp_path / "waits.jsonl"
    memory(path).add(ORDERS, WAIT)

    assert {
        "landscape": "demo",
        "system": "erp",
        "kind": "order",
        "verb": "made",
        "waits": [[1000.0, 1.0, 1.5]],
    } == json.loads(path.read_text("utf-8"))


def test_what_was_waited_at_another_company_is_not_mixed_in(tmp_path: Path) -> None:
    path = tmp_path / "waits.jsonl"
    memory(path).add(ORDERS, WAIT)

    assert () == WaitMemory(path, "staging").waits(ORDERS)


def test_the_newest_waits_of_each_question_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "waits.jsonl"
    kept = memory(path)
    for number in range(MOST_WAITS + 20):
        kept.add(ORDERS, PastWait(0.0, 1.0 + number))
    kept.add(ORDERS._replace(verb="revised"), WAIT)

    assert [] == join_waits(path)
    assert 2 == len(path.read_text("utf-8").splitlines())
    found = memory(path).waits(ORDERS)
    assert (MOST_WAITS, 1.0 + MOST_WAITS + 19) == (len(found), found[-1].by)


def test_many_may_add_to_it_at_a_time(tmp_path: Path) -> None:
    """Workers of a run, and threads of a worker."""
    path = tmp_path / "waits.jsonl"
    workers = [memory(path, 1000.0 * number) for number in range(4)]
    threads = [
        Thread(target=lambda each=each: [each.add(ORDERS, WAIT) for _ in range(25)])
        for each in workers
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert 100 == len(memory(path).waits(ORDERS))


def test_broken_and_foreign_lines_cost_a_sentence_and_no_run(tmp_path: Path) -> None:
    path = tmp_path / "waits.jsonl"
    memory(path).add(ORDERS, WAIT)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"landscape": "demo", "sys\n[]\n"text"\n{"system": 1}\n')
        file.write('{"landscape":"demo","system":"erp","kind":"o","verb":"made","waits":[[1,2]]}\n')
        file.write('{"landscape":"d","system":"e","kind":"o","verb":"m","waits":[[1,5,2]]}\n')
        file.write('{"landscape":"d","system":"e","kind":"o","verb":"m","waits":[[1,NaN,2]]}\n')

        file.write(f"{'[' * 100_000}\n")

    assert (WAIT,) == memory(path).waits(ORDERS)
    [said] = join_waits(path)
    assert said.startswith("8 lines of ")
    assert [] == join_waits(path)


@pytest.mark.parametrize(
    "wait", [[1000.0, 0.0, 1e308], [1000.0, 1e9, None], [1e308, 0.0, 1.0], [1e11, 0.0, 1.0]]
)
def test_what_nobody_can_have_measured_teaches_nothing(tmp_path: Path, wait: list[float]) -> None:
    """A wait of years takes half a minute to plan by, and one of tomorrow would stay newest."""
    path = tmp_path / "waits.jsonl"
    memory(path).add(ORDERS, WAIT)
    told = json.loads(path.read_text("utf-8"))
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**told, "waits": [wait]}) + "\n")

    assert (WAIT,) == memory(path).waits(ORDERS)


def test_a_half_line_swallows_no_other(tmp_path: Path) -> None:
    path = tmp_path / "waits.jsonl"
    path.write_text('{"landscape": "demo", "syst', encoding="utf-8")
    memory(path).add(ORDERS, WAIT)

    assert (WAIT,) == memory(path).waits(ORDERS)


def test_a_file_that_cannot_be_written_costs_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("", encoding="utf-8")
    kept = memory(tmp_path / "in the way" / "waits.jsonl")
    kept.add(ORDERS, WAIT)

    assert "cannot be written" in kept.trouble
    assert (WAIT,) == kept.waits(ORDERS)


def test_a_company_with_seeded_faults_teaches_nothing(tmp_path: Path) -> None:
    kept = memory(tmp_path / "waits.jsonl", forgets=True)
    kept.add(ORDERS, WAIT)

    assert () == kept.waits(ORDERS)
    assert not kept.path.exists()


def test_shards_are_joined_and_what_all_of_them_began_with_counts_once(tmp_path: Path) -> None:
    """CI gives every shard the file of the last run."""
    for number, shard in enumerate(("one", "two")):
        path = tmp_path / shard / "waits.jsonl"
        memory(path).add(ORDERS, WAIT)
        memory(path, 2000.0 + number).add(ORDERS, PastWait(0.0, 2.0 + number))
    whole = tmp_path / "whole" / "waits.jsonl"

    assert [] == join_waits(whole, [tmp_path / each / "waits.jsonl" for each in ("one", "two")])
    assert [1.5, 2.0, 3.0] == [each.by for each in read_waits(whole).of("demo")[ORDERS]]


def test_a_plan_is_made_anew_when_more_is_known(tmp_path: Path) -> None:
    kept = memory(tmp_path / "waits.jsonl")
    for _ in range(3):
        kept.add(ORDERS, PastWait(1.9, 2.0))
    first = kept.plan(ORDERS)

    assert kept.teaches(ORDERS)
    assert kept.plan(ORDERS) is first
    kept.add(ORDERS, PastWait(1.9, 2.0))
    assert kept.plan(ORDERS) is not first


def test_the_file_lies_beside_the_history(tmp_path: Path) -> None:
    """A run of some scenarios shares it with a run of all."""
    assert tmp_path / "waits.jsonl" == shared_file(tmp_path, WAITS)
    assert tmp_path / "waits.jsonl" == shared_file(tmp_path / "part", WAITS)
    assert tmp_path / "x" == shared_file(tmp_path, WAITS, tmp_path / "x")
