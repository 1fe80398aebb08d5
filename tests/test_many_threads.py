"""One opened landscape, shared by many threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest

from samestory.core.model import Outcome, Subject
from samestory.core.verdict import Verdict
from samestory.witnesses import Witnesses, open_landscape
from tests.light_company import ORDERS, SECRETS, LightCompany, light_company, total_of

THREADS = 200

T = TypeVar("T")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LightCompany]:
    with light_company(tmp_path_factory.mktemp("light")) as running:
        yield running


@pytest.fixture
def witnesses(company: LightCompany) -> Iterator[Witnesses]:
    with open_landscape(company.landscape, SECRETS) as opened:
        yield opened


def all_at_once(
    ask: Callable[[Subject], T], threads: int = THREADS, questions: int = 1
) -> list[tuple[Subject, T]]:
    """Ask on as many threads at the same moment, each about several orders."""
    start = Barrier(threads)

    def go(thread: int) -> list[tuple[Subject, T]]:
        orders = [(thread * 7 + at) % ORDERS for at in range(questions)]
        subjects = [Subject("order", f"A-{number}") for number in orders]
        start.wait(60)
        return [(each, ask(each)) for each in subjects]

    with ThreadPoolExecutor(threads) as pool:
        return [each for answers in pool.map(go, range(threads)) for each in answers]


def of_another_order(subject: Subject, verdict: Verdict) -> list[str]:
    """Name the systems whose answer or evidence is not about this order."""
    return [
        each.system
        for each in verdict.observations
        if each.subject != subject
        or each.values is None
        or each.values["total"].amount != total_of(subject.key)  # type: ignore[attr-defined]  # money
        or not any(subject.key.encode() in piece.content for piece in each.evidence)
    ]


def test_every_answer_is_there_and_about_the_order_that_was_asked_about(witnesses: Witnesses):
    """An API, a database and pages behind a login, each asked over one connection."""
    among = ["crm", "erp", "desk"]
    found = all_at_once(lambda subject: witnesses.look(subject, among), questions=2)
    pieces = [p for _, verdict in found for said in verdict.observations for p in said.evidence]

    assert {Outcome.AGREED} == {verdict.outcome for _, verdict in found}
    assert [] == [name for subject, verdict in found for name in of_another_order(subject, verdict)]
    assert len(pieces) == len({each.name for each in pieces}) >= 3 * 2 * THREADS


def test_one_session_is_begun_for_all(company: LightCompany, witnesses: Witnesses):
    """Accounts are locked after many logins."""
    before = company.logins
    all_at_once(lambda subject: witnesses.observe(subject, ["desk"]), 50)

    assert 1 == company.logins - before


def test_a_mailbox_is_read_by_one_after_the_other(witnesses: Witnesses):
    """Its mails are not mixed up, and nobody waits in vain while another one listens for news."""
    found = all_at_once(lambda subject: witnesses.converge(subject, ["crm", "inbox"]), 20)

    assert {Outcome.AGREED} == {verdict.outcome for _, verdict in found}
    assert [] == [name for subject, verdict in found for name in of_another_order(subject, verdict)]


def test_waiting_in_the_queue_costs_no_system_its_patience(witnesses: Witnesses):
    """A system is judged by when it was asked, and not by when somebody wanted to ask it."""
    found = all_at_once(lambda subject: witnesses.converge(subject, ["crm", "erp"]), 50, 2)

    assert {Outcome.AGREED} == {verdict.outcome for _, verdict in found}
    assert {0} == {len(verdict.late) for _, verdict in found}
