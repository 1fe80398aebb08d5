"""The oracle's own arithmetic, and that nothing is claimed that no trial checks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from samestory import Observation, Outcome, Promise
from samestory.core.agreement import compare
from samestory.core.verdict import Look
from samestory.plugin.gherkin.playable import feature_of
from samestory.plugin.planning import feature_files
from samestory_demo.defects import FAULTS
from tests.fakes import FIELDS, euros, promised, said
from tests.oracle.__main__ import without_a_verdict
from tests.oracle.expected import EXPECTATIONS, IN_ORDER, Expectation
from tests.oracle.figures import Share, by_story, false_alarms, faults_of_story
from tests.oracle.judging import complaints
from tests.oracle.picture import picture
from tests.oracle.rivals import RIVALS, alarms_of
from tests.oracle.stories import STORIES
from tests.oracle.story_page import IN_ORDER as IN_ORDER_FOLDER
from tests.oracle.story_page import page, scenarios
from tests.oracle.trial import (
    Ended,
    Heard,
    Trial,
    append_ended,
    read_ended,
    read_trials,
    write_trials,
)

EXPECTED = Expectation("erp-rounds-price", "Ada orders", "contradicted", ("erp",), "total")
TRIAL = Trial("Ada orders", "erp-rounds-price", 3)
HEARD = Heard(
    subject="order A-1",
    outcome="contradicted",
    systems={"crm": "agreed", "erp": "contradicted"},
    fields={"total": "contradicted", "lines": "agreed"},
    changed_its_mind=[],
    seconds=5.1,
    requests=12,
    rivals={"poll until true": True, "sleep 5 s": True, "assert at once": True},
)
ENDED = Ended(TRIAL, "failed", 1, "They disagree", 6.0, (HEARD,))


def test_every_fault_has_one_expectation_and_every_expectation_a_scenario():
    """A fault without an expectation would be a claim that nothing checks."""
    harmful = [name for name, each in FAULTS.items() if not each.harmless]

    assert Counter(each.fault for each in EXPECTATIONS) == Counter(harmful)
    assert {each.scenario for each in EXPECTATIONS} <= {name for name, _ in scenarios()}
    assert {each.scenario for each in IN_ORDER} == {name for name, _ in scenarios(IN_ORDER_FOLDER)}


def test_the_scenarios_of_an_order_are_as_short_as_they_can_be():
    """Five steps at the most, of which each acts or asks."""
    features = [feature_of(each) for each in feature_files(IN_ORDER_FOLDER)]
    told = [each for feature in features for each in feature.scenarios.values()]

    assert len(IN_ORDER) >= 10
    assert [each.name for each in told if len(each.steps) > 5] == []


def test_no_two_scenarios_have_one_name():
    """A trial finds its scenario by its name."""
    assert [
        name for name, count in Counter(name for name, _ in scenarios()).items() if count > 1
    ] == []


@pytest.mark.parametrize("number", STORIES)
def test_every_story_has_a_fault(number: int):
    """A story that no fault shows is not known to be caught."""
    assert faults_of_story(number)


def test_an_exact_report_has_no_complaints():
    """The right system, outcome, field and exit code."""
    assert complaints(EXPECTED, ENDED) == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"systems": {"crm": "contradicted", "erp": "agreed"}}, "blamed"),
        ({"systems": {"crm": "contradicted", "erp": "contradicted"}}, "blamed"),
        ({"fields": {"lines": "contradicted"}}, "field"),
        ({"outcome": "absent"}, "outcome"),
        ({"outcome": "agreed"}, "no alarm"),
        ({"changed_its_mind": ["crm"]}, "changed its mind"),
    ],
)
def test_every_other_report_has_one(changed: dict[str, object], complaint: str):
    """Each deviation is named."""
    heard = Heard(**{**vars_of(HEARD), **changed})

    assert [
        each
        for each in complaints(EXPECTED, replace(ENDED, verdicts=(heard,)))
        if complaint in each
    ]


def vars_of(heard: Heard) -> dict[str, object]:
    """Return the fields of a verdict as a mapping."""
    return {name: getattr(heard, name) for name in Heard.__dataclass_fields__}


def test_wilsons_interval():
    """Values as in Newcombe (1998): 81 of 263 lie between 0.2553 and 0.3662."""
    low, high = Share(81, 263).interval

    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert Share(0, 0).interval == (0.0, 1.0)


def test_endings_are_read_back_without_the_half_line_of_a_killed_run(tmp_path: Path):
    """What was written in full counts; the trial whose line broke off is played again."""
    file = tmp_path / "ended.jsonl"
    append_ended(file, ENDED)
    with file.open("a") as writing:
        writing.write('{"trial": {"scen')

    assert read_ended(file) == [ENDED]


def test_a_plan_is_read_back(tmp_path: Path):
    """With everything that makes a trial what it is."""
    trials = [TRIAL, Trial("Ben orders", None, 4, ("noise-mail",))]
    write_trials(tmp_path / "plan.jsonl", trials)

    assert read_trials(tmp_path / "plan.jsonl") == trials


def test_a_healthy_trial_that_broke_is_a_false_alarm():
    """Whoever cannot tell has not passed."""
    healthy = replace(ENDED, trial=replace(TRIAL, fault=None), result="broken", verdicts=())

    assert false_alarms([healthy, replace(healthy, result="passed")]) == [healthy]


def test_only_a_trial_without_a_verdict_is_played_again():
    """One that passed, or that blamed somebody, has said what it has to say."""
    broke = replace(ENDED, result="broken", verdicts=())
    passed = replace(ENDED, result="passed", verdicts=())
    unreachable = replace(ENDED, result="broken", verdicts=(replace(HEARD, outcome="unreachable"),))

    assert without_a_verdict([TRIAL], [broke]) == [TRIAL]
    assert without_a_verdict([TRIAL], []) == [TRIAL]
    assert without_a_verdict([TRIAL], [passed]) == []
    assert without_a_verdict([TRIAL], [unreachable]) == []
    assert without_a_verdict([TRIAL], [ENDED]) == []


def test_rivals_say_what_they_would_have_seen():
    """The order agrees for a moment at 1 s, and no longer at 2 s."""
    told = said("crm", {"total": euros("5.00")}), said("erp", {"total": euros("5.00")})
    wrong = told[0], said("erp", {"total": euros("6.00")})
    promise = promised({"total": euros("5.00")})
    looks = [_look(0.1, wrong, promise), _look(1.0, told, promise), _look(2.0, wrong, promise)]
    verdict = replace(looks[-1].verdict, timeline=tuple(looks))

    assert alarms_of(verdict) == {
        "assert at once": True,
        "sleep 5 s": True,
        "poll until true": False,
    }
    assert verdict.outcome is Outcome.CONTRADICTED


def _look(seconds: float, told: tuple[Observation, ...], promise: Promise) -> Look:
    return Look(1, timedelta(seconds=seconds), told, compare(FIELDS, told, promise))


def test_the_table_and_the_picture_hold_every_story():
    """Also those of which nothing was played."""
    stories = by_story([ENDED])

    assert [each.number for each in stories] == list(STORIES)
    cried = dict.fromkeys(("samestory", *RIVALS), Share(0, 9))
    assert picture(stories, cried).count("<text") == 2 * len(STORIES) + 9


def test_the_page_of_stories_names_scenarios_and_faults():
    """By the tags of the features and the declarations of the faults."""
    [row] = [each for each in page().splitlines() if each.startswith("| 28 |")]

    assert "Ada asks for the confirmation of an amended order" in row
    assert "`resend-never-comes`" in row
