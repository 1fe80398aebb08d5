"""Bugs that only an order of actions shows are found, made as short as they can be, and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from samestory.cli.explore.exploring import Deadline
from samestory.cli.explore.summary import exit_of, progress_line, tell, write_found
from samestory.exit_codes import Exit
from samestory.explore.composing import Composer
from samestory.explore.exploration import ATTEMPTS, Exploration
from samestory.explore.journey import Act, ComposedJourney
from samestory.explore.plays import PlayResult, play_result
from samestory.explore.questions import questions_after
from samestory.explore.writing import Writer
from tests.explore.company import Company, vocabulary

PLAYS = 60
"""More than a bug of two or three actions takes, of a vocabulary of eight."""

BUGS = [
    ("change", "resend"),
    ("resend", "change"),
    ("order", "order"),
    ("change", "change"),
    ("resend", "cancel"),
    ("change", "cancel"),
    ("book", "move"),
    ("move", "move"),
    ("leave", "order"),
    ("order", "leave"),
    ("leave", "join"),
    ("join", "leave"),
    ("book", "order"),
    ("order", "book"),
    ("move", "order"),
    ("change", "resend", "change"),
    ("order", "change", "order"),
    ("leave", "order", "cancel"),
    ("resend", "resend"),
    ("cancel", "order"),
]
ENOUGH_FOR = {"cancel": ["order"], "change": ["order"], "resend": ["order"], "move": ["book"]}


def explored(
    company: Company, plays: int = PLAYS, seed: int = 1, findings: int = 100
) -> Exploration:
    """Explore until that much was played or found."""
    exploration = Exploration(vocabulary(), seed, drafts=4)
    while len(company.played) < plays and len(exploration.findings.all) < findings:
        exploration.go_on(company.play)
    return exploration


def shortest(order: tuple[str, ...]) -> int:
    """How many acts show a bug at the least: its own, what they need, and a beginning."""
    made = {each for each in order if each in {"order", "book"}}
    needed = {each for key in order for each in ENOUGH_FOR.get(key, ())}
    first = {key: order.index(key) for key in made}
    lacking = {
        each
        for each in needed
        if each not in first or any(each in ENOUGH_FOR.get(k, ()) for k in order[: first[each]])
    }
    return 1 + len(order) + len(lacking)


@pytest.mark.parametrize("order", BUGS, ids=" ".join)
def test_a_bug_of_an_order_is_found_and_made_as_short_as_it_can_be(order: tuple[str, ...]):
    """Nothing is left in it that need not be there, and what is there comes in its order."""
    found = explored(Company({"total": order}), findings=1).findings

    [finding, *others] = found.all
    assert not others
    assert shortest(order) == len(finding.journey.acts)
    assert "total" == finding.cause


def test_only_the_question_that_fails_is_kept():
    """What agrees is no part of a finding; it has failed with that question alone."""
    company = Company({"total": ("order", "leave")}, failing=0)
    [finding] = explored(company, findings=1).findings.all

    assert 0 == finding.journey.asks
    assert 2 == len(questions_after(replace(finding.journey, asks=None), vocabulary()))
    written = Writer(vocabulary()).steps(finding.journey)
    assert ["given", "given", "when", "then"] == [each.word for each in written]


def test_if_no_question_failed_one_is_kept():
    """A standing rule did, after whatever is asked."""
    [finding] = explored(Company({"total": ("order", "leave")}), findings=1).findings.all

    assert 0 == finding.journey.asks


def test_what_could_never_be_done_is_told_with_the_reason(capsys):
    """A website that no browser reaches must not look like a healthy company."""
    exploration = explored(Company(impossible={"change": "register"}), 20)

    tell(Console(width=200), exploration, {}, interrupted=False)

    assert {"change": "cannot be done"} == exploration.never_done
    assert "Never done, as it could not be: change (cannot be done)." in capsys.readouterr().out


def test_a_healthy_company_has_no_finding():
    """However much is played."""
    found = explored(Company(), 20).findings

    assert [] == found.all
    assert [] == found.flaky


def test_two_bugs_are_two_findings():
    """Each has a cause of its own."""
    company = Company({"total": ("change", "resend"), "lines": ("leave", "order")})
    found = explored(company, findings=2).findings

    assert {"total", "lines"} == found.by_cause.keys()


def test_what_fails_once_is_no_finding():
    """It is counted as flaky."""
    found = explored(Company({"total": ("order",)}, flaky={"total"}), 8).findings

    assert [] == found.all
    assert 1 == len(found.flaky)


@pytest.mark.parametrize("result", ["broken", "died"])
def test_what_fails_once_and_is_not_judged_again_is_not_said_to_agree(result: str):
    """Nor does the exploration end as if every system had told the same story."""
    company = Company({"total": ("order",)})

    def play(journey: ComposedJourney) -> PlayResult:
        return PlayResult(result) if exploration.seen else company.play(journey)

    exploration = Exploration(vocabulary(), 1, drafts=4)
    for _ in range(8):
        exploration.go_on(play)

    assert [] == exploration.findings.all == exploration.findings.flaky
    assert ["The total differs"] == list(exploration.unconfirmed.values())
    assert Exit.CANNOT_KNOW is exit_of(exploration, interrupted=False)


def test_what_is_seen_when_the_time_is_over_is_not_confirmed():
    """Nothing is played again then, and it is not known to agree."""
    exploration = Exploration(vocabulary(), 1, drafts=4, stopped=lambda: True)
    company = Company({"total": ("order",)})
    while not exploration.seen:
        exploration.go_on(company.play)

    assert ["total"] == list(exploration.unconfirmed)
    assert Exit.CANNOT_KNOW is exit_of(exploration, interrupted=False)


def test_what_is_being_made_shorter_when_the_time_is_over_is_not_confirmed():
    """It failed, and failed again; three times make a finding."""
    plays: list[object] = []
    over = [False]
    exploration = Exploration(vocabulary(), 1, drafts=4, stopped=lambda: over[0])
    company = Company({"total": ("order",)})

    def play(journey):
        plays.append(journey)
        over[0] = bool(exploration.seen) and len(plays) > 1
        return company.play(journey)

    while not over[0]:
        exploration.go_on(play)

    assert [] == exploration.findings.all == exploration.findings.flaky
    assert ["total"] == list(exploration.unconfirmed)
    assert Exit.CANNOT_KNOW is exit_of(exploration, interrupted=False)


def test_what_agreed_when_it_was_played_again_is_still_known_after_a_resume():
    events: list[Mapping[str, Any]] = []
    exploration = Exploration(vocabulary(), 1, drafts=4, on_event=events.append)
    company = Company({"total": ("order",)}, flaky={"total"})
    while not exploration.findings.flaky:
        exploration.go_on(company.play)
    other = Exploration(vocabulary(), 1)
    for each in events:
        other.take_in(each)

    assert exploration.findings.flaky == other.findings.flaky
    assert not other.unconfirmed


class TestWhatAPlayCameTo:
    """One step that acts, and two questions."""

    ACTS = (0, None, None)

    def test_an_act_that_the_company_lacks_is_told_apart_from_one_that_came_too_late(self):
        told = {"result": "passed", "passed_over": {"0": "no", "2": "no"}, "lacking": [0, 2]}

        assert {0} == play_result(told, self.ACTS).lacks
        assert frozenset() == play_result({**told, "lacking": []}, self.ACTS).lacks

    def test_if_no_question_could_be_asked_nothing_was_judged(self):
        told = {"result": "passed", "passed_over": {"0": "no", "1": "no", "2": "no"}}

        assert not play_result(told, self.ACTS).judged

    def test_one_question_is_enough(self):
        told = {"result": "passed", "passed_over": {"0": "no", "1": "no"}}

        assert play_result(told, self.ACTS).judged

    def test_a_system_that_could_not_be_asked_is_no_cause_beside_a_contradiction(self):
        causes = {"erp/total/contradicted": "The ERP", "crm/unreachable": "The CRM"}
        verdict = {"outcome": "contradicted", "subject": "order", "causes": causes}
        told = {"result": "failed", "verdicts": [verdict]}

        assert {"erp/total/contradicted": "The ERP"} == play_result(told, self.ACTS).causes


def test_what_cannot_be_done_is_learned():
    """After a few tries it is not composed any more."""
    company = Company(impossible={"change": "cancel"})
    explored(company, 40)

    tried = [
        at
        for at, each in enumerate(company.played)
        for keys in [each.keys_of(person) for person in each.people]
        if "cancel" in keys
        and "change" in keys[keys.index("cancel") :]
        and "order" not in keys[keys.index("cancel") :]
    ]
    assert len(tried) < 5


def test_what_can_never_be_judged_is_given_up():
    """It is neither a finding nor a pass, and the rest is played without it."""
    company = Company(unjudged="move")
    exploration = explored(company, 30)

    assert {"move"} == exploration.possible.given_up
    assert 0 < exploration.unjudged["broken"] < 20
    assert [] == exploration.findings.all


def test_what_the_company_lacks_is_left_out_at_once():
    """One play tells it, and goes on without it; nothing that was done before is suspected."""
    company = Company(lacks={"move"})
    exploration = explored(company, 30)
    tried = [each for each in company.played if any(act.key == "move" for act in each.acts)]

    assert 1 == len(tried)
    assert company.lacks == exploration.lacking
    assert 30 == exploration.judged
    assert not any(refused == "move" for refused, _ in exploration.possible.refused)
    assert "move" not in exploration.never_done


def test_what_the_company_lacks_is_still_known_when_it_goes_on():
    """Events are all that is kept."""
    events: list[Mapping[str, Any]] = []
    first = Exploration(vocabulary(), 1, drafts=4, on_event=events.append)
    company = Company(lacks={"move"})
    while not first.lacking:
        first.go_on(company.play)
    second = Exploration(vocabulary(), 1)
    for each in events:
        second.take_in(each)

    assert first.lacking == second.lacking
    assert {"move"} == second.possible.given_up


def test_all_pairs_that_can_be_are_tried_soon():
    """The composer prefers orders that were never tried."""
    exploration = explored(Company(), 40)

    assert exploration.coverage.pairs > 50


def test_the_same_seed_composes_the_same_journeys():
    """And another one others."""
    one, two, other = Company(), Company(), Company()
    explored(one, 10), explored(two, 10), explored(other, 10, seed=2)

    assert one.played == two.played
    assert one.played != other.played


def test_an_exploration_goes_on_where_it_ended():
    """Events are all that is kept: with them, another one knows the same."""
    events = []
    first = Exploration(vocabulary(), 1, drafts=4, on_event=events.append)
    company = Company({"total": ("change", "resend")}, impossible={"change": "cancel"})
    for _ in range(30):
        first.go_on(company.play)
    second = Exploration(vocabulary(), 1)
    for each in events:
        second.take_in(each)

    assert first.coverage.seen == second.coverage.seen
    assert first.possible.refused == second.possible.refused
    assert [e.journey for e in first.findings.all] == [e.journey for e in second.findings.all]
    assert first.composed == second.composed


def test_a_journey_is_kept_as_plain_values():
    """And read again."""
    company = Company()
    explored(company, 1)
    [journey] = company.played

    assert journey == ComposedJourney.of_data(journey.as_data())


def test_a_search_that_finds_nothing_is_tried_again_and_then_said_to_be_over(
    monkeypatch: pytest.MonkeyPatch,
):
    """One draw without a whole journey is not the end; several are."""
    tried: list[int] = []

    def compose(_: Composer, number: int, _seed: int) -> ComposedJourney | None:
        tried.append(number)
        return ComposedJourney((Act("register", "Ada"),)) if number == 3 else None

    monkeypatch.setattr(Composer, "compose", compose)
    exploration = Exploration(vocabulary(), 1)

    assert exploration.go_on(lambda _: PlayResult("passed"))
    assert not exploration.exhausted
    assert not exploration.go_on(lambda _: PlayResult("passed"))
    assert exploration.exhausted
    assert [*range(1, 4 + ATTEMPTS)] == tried


def test_the_time_that_is_over_is_told_in_minutes():
    times = iter([100.0, 165.4])

    assert "1:05 of 10:00" == Deadline(600, lambda: next(times)).told


def test_one_play_is_told_as_one():
    exploration = Exploration(vocabulary(), 1)
    exploration.plays = exploration.judged = 1

    told = "1 play, 0 pairs of actions in their order, 0 findings, 0 not judged"
    assert told == progress_line(exploration)


def test_a_finding_is_told_with_the_command_that_plays_it(tmp_path: Path):
    exploration = explored(Company({"total": BUGS[0]}), findings=1)
    writer = Writer(exploration.vocabulary)
    console = Console(record=True, width=400)
    found = write_found(exploration, writer, tmp_path)
    tell(console, exploration, found, interrupted=False)
    tell(console, exploration, found, interrupted=False, landscape="shop.toml")

    [file] = tmp_path.iterdir()
    told = console.export_text()
    assert f"To play it: samestory run {file}\n" in told
    assert f"To play it: samestory run {file} -l shop.toml\n" in told
