"""What was never to be said, found in the looks in which it was said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samestory.core.agreement import compare_so_far
from samestory.core.model import Look, Observation, Unmapped
from samestory.core.temporal import never
from samestory.errors import NothingToCompare
from tests.fakes import FIELDS, Down, Word, said

PLACED: Word = {"status": "placed"}
IN_PROCESS: Word = {"status": "in process"}
PICKED: Word = {"status": "picked"}


def looks(*rounds: dict[str, Word]) -> list[Look]:
    """A timeline of rounds; each names the systems that were asked in it."""
    newest: dict[str, Observation] = {}
    timeline = []
    for number, words in enumerate(rounds, start=1):
        observations = tuple(said(name, word) for name, word in words.items())
        newest.update({each.system: each for each in observations})
        verdict = compare_so_far(FIELDS, [*newest.values(), said("nobody", Down())])
        timeline.append(Look(number, timedelta(seconds=number), observations, verdict))
    return timeline


def in_process_while_placed(timeline: list[Look]) -> list[int]:
    """The CRM never calls it "in process" while the ERP calls it "placed"."""
    broken = never(timeline, "crm", "status", "in process", "erp", "placed")
    return [look.number for look in broken]


def test_both_in_one_look_break_it():
    timeline = looks({"crm": PLACED, "erp": PLACED}, {"crm": IN_PROCESS, "erp": PLACED})

    assert in_process_while_placed(timeline) == [2]


def test_either_of_them_alone_does_not():
    timeline = looks({"crm": PLACED, "erp": PLACED}, {"crm": IN_PROCESS, "erp": PICKED})

    assert in_process_while_placed(timeline) == []


def test_a_word_between_two_equal_words_of_the_other_breaks_it():
    """The ERP was not asked in between, and said "placed" before and after."""
    timeline = looks({"crm": PLACED, "erp": PLACED}, {"crm": IN_PROCESS}, {"erp": PLACED})

    assert in_process_while_placed(timeline) == [2]


def test_a_word_before_the_other_moved_on_is_no_proof():
    """The ERP may have picked it before the CRM called it in process."""
    timeline = looks({"crm": PLACED, "erp": PLACED}, {"crm": IN_PROCESS}, {"erp": PICKED})

    assert in_process_while_placed(timeline) == []


def test_a_word_after_the_last_of_the_other_is_no_proof():
    timeline = looks({"crm": PLACED, "erp": PLACED}, {"crm": IN_PROCESS})

    assert in_process_while_placed(timeline) == []


@pytest.mark.parametrize("word", [None, {"status": None}, Down(), {"status": Unmapped("17", "?")}])
def test_no_word_proves_nothing(word: Word):
    timeline = looks({"crm": PLACED, "erp": PLACED}, {"crm": IN_PROCESS, "erp": word})

    assert in_process_while_placed(timeline) == []


@pytest.mark.parametrize(
    "rounds",
    [
        [],
        [{"crm": PLACED, "erp": None}],
        [{"crm": PLACED}, {"erp": PLACED}],
        [{"crm": Down(), "erp": PLACED}],
        [{"crm": {"total": None}, "erp": PLACED}],
    ],
)
def test_what_was_never_heard_of_both_is_no_pass(rounds: list[dict[str, Word]]):
    """Nothing passes without having looked."""
    with pytest.raises(NothingToCompare, match="The status was never heard of both crm and erp"):
        in_process_while_placed(looks(*rounds))
