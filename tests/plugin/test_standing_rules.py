"""Standing rules under a scenario: what is asked, what came of it, and what is never green."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from samestory import Landscape, Story, compare, load
from samestory.core.basis import Judgement
from samestory.core.model import Outcome, Subject
from samestory.core.rules import NOBODY_INVENTS, STANDING_RULES
from samestory.journeys.unanswered import OpenOutcome, OpenOutcomes
from samestory.plugin.standing_rules import RuleCheck
from samestory.polling.recording import Recording
from tests.fakes import OPENED, Down, Word, euros, promised, said

ADA = "ada@customers.example"
LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]

[subjects.mails]
blank = "count"

[subjects.charges]
sum = "money"

[authority.order]
status = "erp"

[systems.crm]
adapter  = "http"
called   = "CRM"
base_url = "http://127.0.0.1:7398"

[systems.crm.order]
find   = "/{key}"
email  = { at = "email" }
status = { at = "status" }

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1:7397"

[systems.erp.order]
find   = "/{key}"
email  = { at = "email" }
status = { at = "status" }

[systems.inbox]
adapter  = "http"
base_url = "http://127.0.0.1:7396"

[systems.inbox.mails]
find  = "/{key}"
blank = { at = "blank" }

[systems.erp.charges]
find = "/charges/{key}"
sum  = { at = "sum", currency = "EUR" }
"""
ORDER = Subject("order", "A-1042", ADA)
MAILS = Subject("mails", ADA, ADA)
CHARGES = Subject("charges", ADA, ADA)
OWNERS, NO_BLANK = "every order and case names its customer", "no blank mail"
NO_MONEY = "no cancelled order keeps the money"
STAYS = "cancelled stays cancelled"
SUMS = "charges equal live orders"


class Broken(Exception):
    """A rule ended the scenario."""


class Answers:
    """Witnesses that say what they are given; `looks` are those that asked, `waits` the waiting."""

    def __init__(self, landscape: Landscape, words: dict[tuple[str, Subject], Word], then: dict):
        self.fields_of = landscape.fields_of
        self.words, self.then = words, then
        self.looks: list[tuple[Subject, list[str]]] = []
        self.waits: list[str] = []

    def begin_to_observe(self, subject: Subject, among: list[str]) -> Callable[[], list]:
        self.looks.append((subject, among))
        return lambda: [said(each, self.words.get((each, subject)), subject) for each in among]

    def converge(self, subject, among, promise, *, only, rule):
        self.waits.append(rule)
        words = {**self.words, **self.then}
        told = [said(each, words.get((each, subject)), subject) for each in among]
        fields = [each for each in self.fields_of(subject.kind) if each.name == only]
        return replace(compare(fields, told, promise), rule=rule)


@pytest.fixture
def check(tmp_path):
    """Check the rules for one customer; returns what came of each, and the witnesses."""
    path = tmp_path / "here.toml"
    path.write_text(LANDSCAPE, "utf-8")
    landscape = load(path, {})

    def run(words, *, status="placed", off=(), then=None, recording=None, unanswered=0, kept=str):
        order = promised({"status": status, "total": euros("89.00")}, subject=ORDER)
        asked = OpenOutcomes(left=[OpenOutcome("order", ())] * unanswered)
        ada = SimpleNamespace(email=ADA, promises=[order], now=lambda: OPENED, unanswered=asked)
        answers, verdicts = Answers(landscape, words, then or {}), []

        def end(explanation):
            raise Broken(verdicts[-1] if verdicts else explanation)

        ends = dict.fromkeys(Outcome, end) | {Outcome.AGREED: lambda _: None}
        story = Story(
            landscape,
            lambda _: answers,
            ends,
            verdicts.append,
            lambda _: None,
            lambda verdict: verdict.rule,
            recording or Recording(),
            on_kept=kept,
        )
        checked = RuleCheck(story, [ada], frozenset(off))
        try:
            checked.run()
        except Broken:
            return checked.results, answers
        return checked.results, answers

    return run


def words(crm: Word = None, erp: Word = None, blank: int = 0) -> dict[tuple[str, Subject], Word]:
    mails, charged = {"blank": blank}, {"sum": euros("89.00")}
    seen = {("inbox", MAILS): mails, ("erp", CHARGES): charged}
    return {("crm", ORDER): crm, ("erp", ORDER): erp, **seen}


HERS = {"email": ADA, "status": "placed"}


def test_one_look_at_each_record_answers_all_rules(check):
    """Nothing is waited for if all is well."""
    results, answers = check(words(HERS, HERS))

    assert {"kept"} == {results[OWNERS], results[NO_BLANK]}
    charges = (CHARGES, ["erp"])
    assert [charges, (MAILS, ["inbox"]), (ORDER, ["crm", "erp"])] == answers.looks
    assert [] == answers.waits


def test_what_a_rule_was_kept_by_is_noted_and_nothing_else(check):
    """Of each answer the field that the rule is about; so it is known which lies it notices."""
    kept = []
    check(words(HERS, HERS, blank=0), kept=kept.append)
    owners = next(each for each in kept if each.rule == OWNERS)

    assert {OWNERS, NO_BLANK, SUMS} == {each.rule for each in kept}
    assert ([{"email": ADA}] * 2, True) == (
        [each.values for each in owners.observations],
        owners.basis.if_there,
    )
    assert Judgement.RULE is owners.basis.by


def test_a_broken_rule_is_not_noted_as_kept(check):
    kept = []
    check(words(HERS, {**HERS, "email": "grace@customers.example"}), kept=kept.append)

    assert OWNERS not in {each.rule for each in kept}


def test_every_rule_has_a_result(check):
    """A rule that asked nothing says why: it is not green by silence."""
    results, _ = check(words(HERS, HERS))

    assert results.keys() == STANDING_RULES.keys()
    assert (
        "does not apply: no system of record reports order.kept"
        == results["no cancelled order keeps the money"]
    )
    assert "nothing to ask" == results[STAYS]
    assert "nothing to ask" == results[NOBODY_INVENTS]


def test_a_broken_rule_ends_the_scenario(check):
    results, answers = check(words(HERS, {**HERS, "email": "ben@customers.example"}))

    assert "contradicted" == results[OWNERS]
    assert [OWNERS] == answers.waits


def test_what_a_broken_rule_left_unasked_is_not_kept(check):
    """The mails are asked about first."""
    results, answers = check(words(HERS, HERS, blank=1))

    assert "contradicted" == results[NO_BLANK]
    assert "not reached" == results[OWNERS]
    assert [NO_BLANK] == answers.waits


def test_a_system_may_follow_within_its_patience(check):
    late = {("erp", ORDER): HERS}
    results, answers = check(words(HERS, {**HERS, "email": "?"}), then=late)

    assert "kept" == results[OWNERS]
    assert [OWNERS] == answers.waits


def test_a_system_without_the_record_breaks_no_rule_about_records(check):
    """Whether it should have one is the question of a step."""
    results, _ = check(words(HERS, None))

    assert "kept" == results[OWNERS]


def test_a_rule_that_is_off_asks_nothing_and_says_so(check):
    results, answers = check(words(HERS, HERS, blank=1), off=[NO_BLANK])

    assert "off" == results[NO_BLANK]
    assert (MAILS, ["inbox"]) not in answers.looks
    assert (ORDER, ["crm", "erp"]) in answers.looks


def test_a_system_that_the_story_could_not_ask_leaves_its_rules_unknown(check):
    """The scenario is about the outage; its end is not decided by a rule."""
    recording = Recording()
    recording.note(said("erp", Down(), ORDER))
    results, answers = check(words(HERS, Down()), recording=recording)

    assert "unknown: the ERP could not be asked" == results[OWNERS]
    assert [] == answers.waits


def test_a_system_that_is_down_for_one_record_is_waited_for_by_no_rule(check):
    """It answers about another one: its outage is still what the story is about."""
    recording = Recording()
    recording.note(said("erp", Down(), ORDER))
    results, answers = check(words(HERS, Down()), recording=recording)

    assert ("kept", "unknown: the ERP could not be asked") == (results[SUMS], results[OWNERS])
    assert [] == answers.waits


def test_one_refused_request_hides_no_broken_rule(check):
    """The last glance at the ERP was refused; a moment later it can be asked."""
    recording = Recording()
    recording.note(said("erp", Down("it is busy"), ORDER))
    bens = {**HERS, "email": "ben@customers.example"}
    results, _ = check(words(HERS, bens), recording=recording)

    assert "contradicted" == results[OWNERS]


def test_a_system_that_answers_nobody_leaves_its_rules_unknown(check):
    """What the steps asked is known; it is waited for once, and not for each rule."""
    results, answers = check(words({**HERS, "status": "cancelled"}, Down()), status="cancelled")

    assert "unknown: the ERP could not be asked" == results[OWNERS] == results[STAYS]
    assert 1 == len(answers.waits)


def test_who_invents_a_status_during_an_outage_is_found_in_what_was_recorded(check):
    recording = Recording()
    for each in (
        said("erp", Down(), ORDER, at=1.0),
        said("crm", {"status": "in process"}, ORDER, at=1.5),
        said("erp", Down(), ORDER, at=2.0),
        said("erp", HERS, ORDER, at=3.0),
    ):
        recording.note(each)
    results, answers = check(words(HERS, HERS), recording=recording)

    assert "contradicted" == results[NOBODY_INVENTS]
    assert [] == answers.looks


def test_who_never_asked_the_source_knows_of_no_outage(check):
    """The CRM's word alone says nothing about what the ERP could have said."""
    recording = Recording()
    recording.note(said("crm", HERS, ORDER))
    unasked, _ = check(words(HERS, HERS), recording=recording)
    recording.note(said("erp", HERS, ORDER))
    asked, _ = check(words(HERS, HERS), recording=recording)

    assert ("nothing to ask", "kept") == (unasked[NOBODY_INVENTS], asked[NOBODY_INVENTS])


def test_sums_are_unknown_while_an_order_is_left_without_an_answer(check):
    """The company may have taken it, and the money for it."""
    twice = {("erp", CHARGES): {"sum": euros("178.00")}}
    known, _ = check(words(HERS, HERS) | twice)
    results, answers = check(words(HERS, HERS) | twice, unanswered=1)

    assert "contradicted" == known[SUMS]
    assert "unknown: somebody asked for another order, without an answer" == results[SUMS]
    assert [] == answers.waits
