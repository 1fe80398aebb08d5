"""A player has asked in the end what fits the actions that could be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samestory.cli.explore.player import JourneyPlayer, Numbers
from samestory.explore.forms import names_in
from samestory.explore.journey import Act, ComposedJourney
from samestory.explore.plays import NOT_ASKED
from samestory.explore.writing import Writer
from tests.explore.company import vocabulary

CANCELLED = ComposedJourney(
    (
        Act("register", "Ada"),
        Act("order", "Ada", (("wanted", "1 chain"),)),
        Act("cancel", "Ada"),
    )
)
PASSED = {"result": "passed", "passed_over": {"2": "CannotAct: too late"}, "verdicts": []}


@dataclass
class ScriptedPlayer(JourneyPlayer):
    """Answers as it is told to, and keeps what it was asked."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Mapping[str, object]] = field(default_factory=list)

    def _told(self, asked: Mapping[str, object]) -> Mapping[str, Any]:
        self.asked.append(asked)
        return self.answers.pop(0)


def played(folder: Path, *answers: dict[str, Any]) -> tuple[ScriptedPlayer, Any]:
    (folder / "journeys").mkdir()
    player = ScriptedPlayer(
        "one", folder, folder, 1, {}, Writer(vocabulary()), Numbers(), answers=[*answers]
    )
    return player, player.play(CANCELLED)


def test_what_was_passed_over_is_not_counted_on(tmp_path: Path):
    """Everybody is asked who is asked about an order that was not cancelled."""
    asks = {"asks": True, "passed_over": PASSED["passed_over"]}
    player, result = played(tmp_path, asks, PASSED)
    questions: Any = player.asked[1]["questions"]

    [question] = questions
    systems, _, subject = question.partition(" agree on ")
    assert {"the shop", "her inbox", "the ERP", "the CRM"} == {*names_in(systems)}
    assert "her order" == subject
    assert result.judged
    assert {2: "CannotAct: too late"} == result.passed_over


def test_the_question_that_failed_is_one_of_those_that_were_asked(tmp_path: Path):
    """They begin after the last action."""
    asks = {"asks": True, "passed_over": PASSED["passed_over"]}
    _, result = played(tmp_path, asks, {**PASSED, "result": "failed", "failed_at": 3})

    assert 0 == result.question


def test_without_any_question_nothing_was_judged(tmp_path: Path):
    """A play that asked nothing is no pass, and no reason to give an action up."""
    asks = {"asks": True, "passed_over": {"0": "", "1": "", "2": ""}}
    broken = {"result": "broken", "passed_over": asks["passed_over"]}
    player, result = played(tmp_path, asks, broken)

    assert [] == player.asked[1]["questions"]
    assert result.result == NOT_ASKED


def test_no_play_is_repeated_by_itself(tmp_path: Path):
    """Even if the project plays its own scenarios again: its second answer would be the next's."""
    player = JourneyPlayer("one", tmp_path, tmp_path, 1, {}, Writer(vocabulary()), Numbers())
    command = player._command

    assert "0" == command[command.index("--samestory-retries") + 1]
