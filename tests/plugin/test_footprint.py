"""What is noted about people before anything is done, and what follows from it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from samestory.core.basis import Acted
from samestory.core.footprint import compare_with_before
from samestory.core.model import Field, Observation, Outcome, Promise, Subject
from samestory.core.verdict import Verdict
from samestory.errors import NothingToCompare, WrongCall
from samestory.plugin.footprint import Footprint
from samestory.testing import FakeClock
from tests.fakes import Down, Word, promised, said

ADA = "ada@customers.example"
HER_ORDER = Subject("order", "A-1", ADA)
HER_TIER = Subject("membership", ADA, ADA)
STATUS = (Field("status", "status"),)
LANDSCAPE = SimpleNamespace(footprint=("membership",), fields_of=lambda _: STATUS)


@dataclass
class Company:
    """A CRM and an ERP, whose answers can be changed; it is the witnesses of everybody."""

    words: dict[tuple[str, Subject], Word] = field(default_factory=dict)
    clock: FakeClock = field(default_factory=FakeClock)
    busy: set[int] = field(default_factory=set)
    """The rounds of questions in which no system answers."""
    rounds: int = 0

    patience: Any = field(
        default_factory=lambda: SimpleNamespace(settle=1.0, left=lambda _since: 5.0)
    )

    def who_can_tell(self, subject: Subject) -> list[str]:
        return [system for system, about in self.words if about == subject]

    def observe(self, subject: Subject, among: Sequence[str]) -> list[Observation]:
        self.rounds += subject == HER_ORDER
        busy = self.rounds in self.busy
        words = {each: Down() if busy else self.words[each, subject] for each in among}
        return [said(each, word, subject) for each, word in words.items()]

    def judge_unchanged(self, before: Sequence[Observation], acted: Acted) -> Verdict:
        subject = before[0].subject
        now = self.observe(subject, [each.system for each in before])
        return compare_with_before(STATUS, before, now, acted)


@dataclass
class Ada:
    email: str = ADA
    promises: list[Promise] = field(default_factory=list)
    identity: Any = field(default_factory=lambda: SimpleNamespace(first_name="Ada"))


@dataclass
class Ended:
    """A story that keeps the verdicts it is ended with."""

    company: Company
    verdicts: list[Verdict] = field(default_factory=list)
    landscape: Any = field(
        default_factory=lambda: SimpleNamespace(
            footprint=("membership",), fields_of=lambda _: STATUS
        )
    )

    def witnesses_for(self, subject: Subject) -> Company:  # noqa: ARG002 - there is one
        return self.company

    def end_all(self, verdicts: Sequence[Verdict]) -> None:
        self.verdicts += verdicts


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setattr("samestory.over_time.judge_unchanged", Company.judge_unchanged)
    return Company(
        {
            ("crm", HER_ORDER): {"status": "placed"},
            ("erp", HER_ORDER): {"status": "placed"},
            ("crm", HER_TIER): {"status": "preferred"},
        }
    )


@pytest.fixture
def ada() -> Ada:
    return Ada(promises=[promised({"status": "placed"}, subject=HER_ORDER)])


@pytest.fixture
def story(company: Company) -> Ended:
    return Ended(company)


@pytest.fixture
def footprint(story: Ended, ada: Ada) -> Footprint:
    return Footprint(cast("Any", story), cast("Any", SimpleNamespace(customers=[ada])))


def outcomes(story: Ended) -> dict[Subject, Outcome]:
    return {each.subject: each.outcome for each in story.verdicts}


def test_what_was_acted_on_may_change(
    footprint: Footprint, company: Company, ada: Ada, story: Ended
):
    """Everything else has a verdict of its own."""
    footprint.note()
    ada.promises[0] = ada.promises[0].revised("cancellation 1", ada.promises[0].at)
    company.words["erp", HER_ORDER] = {"status": "cancelled"}

    footprint.must_be_unchanged(cast("Any", ada))

    assert {HER_TIER: Outcome.AGREED} == outcomes(story)


def test_what_was_not_acted_on_may_not(
    footprint: Footprint, company: Company, ada: Ada, story: Ended
):
    """Her promises and all that belongs to her."""
    footprint.note()
    company.words["erp", HER_ORDER] = {"status": "cancelled"}
    company.words["crm", HER_TIER] = Down()

    footprint.must_be_unchanged(cast("Any", ada))

    assert {HER_ORDER: Outcome.CONTRADICTED, HER_TIER: Outcome.UNREACHABLE} == outcomes(story)


def test_without_anything_noted_nothing_is_unchanged(footprint: Footprint, ada: Ada):
    """A scenario without a When-step is mistaken."""
    with pytest.raises(WrongCall, match="Nothing was noted about Ada before"):
        footprint.must_be_unchanged(cast("Any", ada))


def test_nothing_else_is_nothing_to_compare(
    footprint: Footprint, company: Company, ada: Ada, story: Ended
):
    """If no system holds anything but what was acted on."""
    del company.words["crm", HER_TIER]
    footprint.note()
    ada.promises[0] = ada.promises[0].revised("cancellation 1", ada.promises[0].at)

    with pytest.raises(NothingToCompare, match="holds anything else about Ada"):
        footprint.must_be_unchanged(cast("Any", ada))

    assert [] == story.verdicts


def test_a_system_that_is_busy_for_a_moment_keeps_to_what_it_said(
    footprint: Footprint, company: Company, ada: Ada, story: Ended
):
    """One refused request makes nothing unknown."""
    company.busy = {2}
    footprint.note()
    company.busy = set()
    ada.promises[0] = ada.promises[0].revised("cancellation 1", ada.promises[0].at)

    footprint.must_be_unchanged(cast("Any", ada))

    assert {HER_TIER: Outcome.AGREED} == outcomes(story)


def test_what_was_changed_before_is_waited_for(
    footprint: Footprint, company: Company, ada: Ada, story: Ended, monkeypatch: pytest.MonkeyPatch
):
    """The ERP follows four seconds later, which is no change by what is done afterwards."""
    ada.promises[0] = ada.promises[0].revised("picking 1", ada.promises[0].at, status="picked")
    company.words["crm", HER_ORDER] = {"status": "picked"}
    at_once = company.observe

    def later(subject: Subject, among: Sequence[str]) -> list[Observation]:
        if company.clock.elapsed >= 4.0:
            company.words["erp", HER_ORDER] = {"status": "picked"}
        return at_once(subject, among)

    monkeypatch.setattr(company, "observe", later)
    footprint.note()
    company.clock.sleep(5.0)
    footprint.must_be_unchanged(cast("Any", ada))

    assert {HER_ORDER: Outcome.AGREED, HER_TIER: Outcome.AGREED} == outcomes(story)
