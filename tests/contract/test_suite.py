"""The clauses of the contract: what counts as right, and what as broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from urllib.parse import urlsplit

import pytest

from samestory.contract import Came, Party, Result, came_of, examine
from samestory.contract.outcomes import in_words
from samestory.contract.suite import BRIEF, SLACK, without_record
from samestory.model import Observation, Subject, Unmapped
from samestory.systems.entries import Auth, FieldReading, SubjectEntry, SystemEntry, Tokens
from tests.fakes import OPENED

SAMPLE = Subject("order", "A-1042", "ada@customers.example")
RECORD = {"total": "89.00", "status": "placed"}
HOME = "https://erp.example:8443/api"


def erp(**more: object) -> SystemEntry:
    fields = {
        "total": FieldReading(at="total", kind="text", where="here"),
        "status": FieldReading(at="status", kind="status", where="here", means={"10": "placed"}),
    }
    given: dict[str, object] = {
        "settings": {"base_url": HOME},
        "auth": Auth("bearer", secret="right"),
        "subjects": {"order": SubjectEntry(where="[systems.erp.order]", fields=fields)},
    }
    return SystemEntry(
        name="erp", called="ERP", adapter="http", where="here", zone=UTC, **given | more
    )


@dataclass
class Model:
    """A system that keeps the contract, except for what is written down as `instead`."""

    instead: Mapping[str, object]

    def __call__(self, entry: SystemEntry, subject: Subject) -> Observation:
        said = self.instead.get(clause := self.clause(entry, subject), self.right(clause))
        took = timedelta(seconds=9 if said == "never ends" else 0.1)
        values = said if isinstance(said, Mapping) else None
        why = said if isinstance(said, str) else None
        return Observation(
            system="erp", subject=subject, at=OPENED, values=values, unreachable=why, took=took
        )

    @staticmethod
    def clause(entry: SystemEntry, subject: Subject) -> str:
        if entry.timeout == BRIEF:
            return "slow"
        if urlsplit(entry.settings.get("base_url", HOME)).hostname == "127.0.0.1":
            return "elsewhere"
        if entry.auth.secret.startswith("samestory-wrong"):
            return "wrong secret"
        if entry.subjects["order"].fields["status"].means == {}:
            return "unknown code"
        return "knows" if subject == SAMPLE else "knows none"

    @staticmethod
    def right(clause: str) -> object:
        unknown = {**RECORD, "status": Unmapped("10", "here")}
        answers = {"knows": RECORD, "knows none": None, "unknown code": unknown}
        return answers.get(clause, "nobody answers there")


def results(entry: SystemEntry | None = None, sample: Subject | None = SAMPLE, **instead: object):
    broken = {name.replace("_", " "): each for name, each in instead.items()}
    return list(examine(Party(entry or erp(), sample, SAMPLE, Model(broken))))


def bad(found: list[Result]) -> set[str]:
    return {each.clause for each in found if each.good is False}


def untried(found: list[Result]) -> dict[str, str]:
    return {each.clause: each.came for each in found if each.good is None}


def test_who_keeps_the_contract_is_found_good() -> None:
    assert all(each.good for each in results())


@pytest.mark.parametrize(
    ("instead", "clause"),
    [
        ({"knows": {**RECORD, "status": Unmapped("77", "here")}}, "knows a record"),
        ({"knows": "nobody answers there"}, "knows a record"),
        ({"knows_none": RECORD}, "knows none"),
        ({"knows_none": "it answered 400 Bad Request"}, "knows none"),
        ({"slow": "never ends"}, "answers slowly"),
        ({"slow": None}, "answers slowly"),
        ({"unknown_code": RECORD}, "says an unknown code"),
    ],
)
def test_whatever_ends_in_another_outcome_breaks_its_clause(
    instead: dict[str, object], clause: str
) -> None:
    """And no other one."""
    assert {clause} == bad(results(**instead))


def test_no_record_where_nobody_answers_breaks_the_contract() -> None:
    """Silence taken for an answer is what the suite is there to find."""
    assert {"is down", "answers nonsense"} == bad(results(elsewhere=None))


def test_who_lets_anybody_in_is_remarked_and_not_blamed() -> None:
    """A test system may; whether the credentials were sent, it does not tell."""
    found = results(wrong_secret=RECORD)

    assert set() == bad(found)
    assert "it lets in whoever has wrong ones" in untried(found)["refuses the credentials"]


def test_what_cannot_be_tried_says_why() -> None:
    nowhere = erp(settings={}, auth=Auth())

    assert {
        "is down": "it does not say where it is: no base_url, and no host and port",
        "answers nonsense": "it does not say where it is: no base_url, and no host and port",
        "answers slowly": "it does not say where it is: no base_url, and no host and port",
        "refuses the credentials": "it asks for no credentials",
    } == untried(results(nowhere))


def test_without_a_sample_nothing_is_claimed_about_records_and_codes() -> None:
    assert {"knows a record", "says an unknown code"} == set(untried(results(sample=None)))


def test_a_sample_that_it_has_not_heard_of_proves_nothing() -> None:
    found = results(knows=None)

    assert "it has no record of order A-1042" == untried(found)["knows a record"]


def test_each_line_says_what_was_tried_what_came_and_what_should_have() -> None:
    down = next(each for each in results() if each.clause == "is down")

    assert (
        "asked at a door on this machine that is shut; came: could not be asked: nobody answers "
        "there; should: could not be asked"
    ) == down.rest


@pytest.mark.parametrize(
    ("auth", "part"),
    [
        (Auth("bearer", secret="right"), lambda auth: auth.secret),
        (Auth("basic", user="right"), lambda auth: auth.user),
        (
            Auth("oauth2 client credentials", tokens=Tokens(url="u", client_secret="right")),
            lambda auth: auth.tokens.client_secret,
        ),
        (
            Auth("oauth2 refresh token", tokens=Tokens(url="u", refresh_token="right")),
            lambda auth: auth.tokens.refresh_token,
        ),
    ],
)
def test_the_wrong_credentials_are_wrong_where_it_counts(
    auth: Auth, part: Callable[[Auth], str]
) -> None:
    """At the real system, once."""
    asked: list[Auth] = []

    def ask(entry: SystemEntry, subject: Subject) -> Observation:
        if entry.settings["base_url"] == HOME:
            asked.append(entry.auth)
        return Model({})(entry, subject)

    list(examine(Party(erp(auth=auth), SAMPLE, SAMPLE, ask)))

    assert 1 == sum(part(each).startswith("samestory-wrong-") for each in asked)


@pytest.mark.parametrize(
    ("subject", "key", "of"),
    [
        (SAMPLE, "samestory-no-such-record", SAMPLE.of),
        (replace(SAMPLE, key="1042"), "2147483646", SAMPLE.of),
        (
            Subject("customer", "ada@customers.example", "ada@customers.example"),
            "samestory-no-such-record@customers.example",
            "samestory-no-such-record@customers.example",
        ),
    ],
)
def test_a_key_that_cannot_exist_is_of_the_same_form(subject: Subject, key: str, of: str) -> None:
    """Else a system could refuse the form, and say nothing of the record."""
    assert (key, of) == (without_record(subject).key, without_record(subject).of)


@pytest.mark.parametrize(
    ("values", "came", "words"),
    [
        (None, Came.NO_RECORD, "no such record"),
        ({"count": 0, "numbers": frozenset()}, Came.NO_RECORD, "no such record"),
        ({"total": "89.00", "name": None}, Came.RECORD, "a record with total"),
        (
            {"total": "89.00", "status": Unmapped("77", "x")},
            Came.RECORD,
            "a record with total; not understood: '77' (status)",
        ),
        (
            {"total": Unmapped("?", "x"), "status": Unmapped("?", "x")},
            Came.UNREADABLE,
            "an answer that nobody can read: '?' (total, status)",
        ),
    ],
)
def test_what_came_is_told_in_a_word_and_a_sentence(
    values: dict[str, object] | None, came: Came, words: str
) -> None:
    said = Observation(system="erp", subject=SAMPLE, at=OPENED, values=values)

    assert (came, words) == (came_of(said), in_words(said))


def test_slow_is_what_takes_longer_than_its_limit_and_some() -> None:
    [slow] = [each for each in results() if each.clause == "answers slowly"]

    assert f"within {BRIEF + SLACK:g} s" in slow.should
