"""The clauses of the contract: what counts as right, and what as broken."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest

from samestory.config.entries import Auth, SystemEntry, Tokens
from samestory.core.model import Observation, Subject, Unmapped
from samestory.extraction.entries import FieldReading, SubjectEntry
from samestory.testing import AnswerKind, ClauseResult, SystemUnderTest, examine
from samestory.testing.failure_clauses import BRIEF
from samestory.testing.isolation import LATE, Ask
from samestory.testing.record_clauses import without_record
from samestory.testing.under_test import answer_kind, describe
from tests.fakes import OPENED

SAMPLE = Subject("order", "A-1042", "ada@customers.example")
RECORD = {"total": "89.00", "status": "placed"}
HOME = "http://localhost:9/api"
"""Where nobody is; it is known by its name, and found at once."""


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

    @contextmanager
    def __call__(self, entry: SystemEntry) -> Iterator[Ask]:
        times = count(1)
        yield lambda subject: self.say(entry, subject, next(times))

    def say(self, entry: SystemEntry, subject: Subject, time: int) -> Observation:
        clause = self.clause(entry, subject, time)
        said = self.instead.get(clause, self.right(clause))
        took = timedelta(seconds=9 if said == "never ends" else 0.1)
        values = said if isinstance(said, Mapping) else None
        why = said if isinstance(said, str) else None
        return Observation(
            system="erp", subject=subject, at=OPENED, values=values, unreachable=why, took=took
        )

    def clause(self, entry: SystemEntry, subject: Subject, time: int) -> str:
        if entry.timeout == BRIEF:
            return "slow"
        where = urlsplit(entry.settings.get("base_url", HOME))
        if where.hostname == "127.0.0.1":
            return self.clause_at(where.port or 0, time)
        if entry.auth.secret.startswith("samestory-wrong"):
            return "wrong secret"
        if entry.subjects["order"].fields["status"].means == {}:
            return "unknown code"
        return "knows" if subject == SAMPLE else "knows none"

    def clause_at(self, port: int, time: int) -> str:
        """By what is answered there, it tells a relay from what stands in."""
        if time == 2:
            return "once silent"
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as line:
                line.sendall(b"GET / HTTP/1.1\r\n\r\n")
                heard = line.recv(100).split(b"\r\n")[0].decode("ascii", "replace")
        except ConnectionRefusedError:
            return "down"
        except ConnectionResetError:
            return "relayed"
        if not heard:
            return "relayed"
        state = heard.split(" ")[1] if heard.startswith("HTTP/1.1 ") else ""
        return {"200": "nonsense", "": "nonsense"}.get(state, state)

    @staticmethod
    def right(clause: str) -> object:
        unknown = {**RECORD, "status": Unmapped("10", "here")}
        answers = {
            "knows": RECORD,
            "relayed": RECORD,
            "knows none": None,
            "unknown code": unknown,
        }
        return answers.get(clause, "the connection failed")


def results(entry: SystemEntry | None = None, sample: Subject | None = SAMPLE, **instead: object):
    broken = {name.replace("_", " ").strip(): each for name, each in instead.items()}
    return list(examine(SystemUnderTest(entry or erp(), sample, SAMPLE, Model(broken))))


def bad(found: list[ClauseResult]) -> set[str]:
    return {each.clause for each in found if each.kept is False}


def untried(found: list[ClauseResult]) -> dict[str, str]:
    return {each.clause: each.got for each in found if each.kept is None}


def test_who_keeps_the_contract_is_found_good() -> None:
    assert all(each.kept for each in results())


@pytest.mark.parametrize(
    ("instead", "clause"),
    [
        ({"knows": {**RECORD, "status": Unmapped("77", "here")}}, "knows a record"),
        ({"knows": "the connection failed"}, "knows a record"),
        ({"knows_none": RECORD}, "knows none"),
        ({"knows_none": "it answered 400 Bad Request"}, "knows none"),
        ({"down": None}, "is down"),
        ({"down": RECORD}, "is down"),
        ({"nonsense": None}, "answers nonsense"),
        ({"206": None}, "answers nonsense"),
        ({"500": None}, "is in trouble"),
        ({"503": None}, "is in trouble"),
        ({"500": "never ends"}, "is in trouble"),
        ({"401": None}, "turns us away"),
        ({"403": None}, "turns us away"),
        ({"302": None}, "turns us away"),
        ({"once_silent": RECORD}, "falls silent"),
        ({"once_silent": None}, "falls silent"),
        ({"wrong_secret": None}, "refuses the credentials"),
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


def test_who_lets_anybody_in_is_remarked_and_not_blamed() -> None:
    """A test system may; whether the credentials were sent, it does not tell."""
    found = results(wrong_secret=RECORD)

    assert set() == bad(found)
    assert "it accepts wrong ones" in untried(found)["refuses the credentials"]


def test_an_error_in_the_body_leads_to_the_line_that_reads_it() -> None:
    """With state 200, it is neither a refusal nor is anybody let in."""
    error = Unmapped(
        "what looks like an error: bad key", "x.toml, [s.erp] total", fix='error = "e"'
    )
    found = results(wrong_secret={"total": error, "status": error})

    assert set() == bad(found)
    assert (
        "with wrong ones, an answer that cannot be read: 'what looks like an error: bad "
        'key\' (total, status); if that refuses them, write error = "e" in x.toml, [s.erp]'
    ) == untried(found)["refuses the credentials"]


def test_an_answer_that_nobody_can_read_lets_nobody_in() -> None:
    """It may be how the system refuses."""
    found = results(wrong_secret={"total": Unmapped("no", "here"), "status": None})

    assert (
        "whether it refuses wrong ones is not clear: " in untried(found)["refuses the credentials"]
    )


def test_without_a_known_record_no_record_after_wrong_credentials_proves_nothing() -> None:
    """Nobody has no record, whoever asks."""
    found = results(sample=None, wrong_secret=None)

    assert set() == bad(found)
    assert "name a record that it has" in untried(found)["refuses the credentials"]


def test_a_page_of_not_found_may_be_how_a_system_says_so() -> None:
    """It is remarked: where the address is wrong, the same page comes."""
    found = results(**{"404": None})

    assert set() == bad(found)
    assert "read as no such record" in untried(found)["is in trouble"]


def test_what_cannot_be_tried_says_why() -> None:
    """A database in a file, for one."""
    nowhere = erp(settings={}, auth=Auth())
    why = "it has no address: no base_url, and no host and port"
    clauses = ("is down", "answers nonsense", "is in trouble", "turns us away", "answers slowly")

    assert {
        **dict.fromkeys((*clauses, "falls silent"), why),
        "refuses the credentials": "it asks for no credentials",
    } == untried(results(nowhere))


def test_an_adapter_of_ones_own_does_not_keep_the_contract_by_silence() -> None:
    """Who says nowhere where he is cannot be led elsewhere, and so nothing of him is known."""
    hidden = erp(settings={"address": HOME}, own=Model)

    assert {"has an address"} == bad(results(hidden))


def test_without_a_sample_nothing_is_claimed_about_records_and_codes() -> None:
    about_records = {"knows a record", "says an unknown code", "falls silent"}

    assert about_records == set(untried(results(sample=None)))


def test_what_does_not_tell_through_a_door_of_ours_proves_nothing() -> None:
    found = results(relayed="it sends us elsewhere")

    assert set() == bad(found)
    assert "it sends us elsewhere" in untried(found)["falls silent"]


def test_a_sample_that_it_has_not_heard_of_proves_nothing() -> None:
    found = results(knows=None)

    assert "it has no record of order A-1042" == untried(found)["knows a record"]


def test_each_line_says_what_was_tried_what_came_and_what_should_have() -> None:
    down = next(each for each in results() if each.clause == "is down")

    assert (
        "pointed at a closed port of this machine; got: could not be asked: the connection "
        "failed; expected: could not be asked"
    ) == down.summary


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

    def opens(entry: SystemEntry) -> AbstractContextManager[Ask]:
        if entry.settings["base_url"] == HOME:
            asked.append(entry.auth)
        return Model({})(entry)

    list(examine(SystemUnderTest(erp(auth=auth), SAMPLE, SAMPLE, opens)))

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
        (None, AnswerKind.NO_RECORD, "no such record"),
        ({"count": 0, "numbers": frozenset()}, AnswerKind.NO_RECORD, "no such record"),
        ({"total": "89.00", "name": None}, AnswerKind.RECORD, "a record with total"),
        (
            {"total": "89.00", "status": Unmapped("77", "x")},
            AnswerKind.RECORD,
            "a record with total; not understood: '77' (status)",
        ),
        (
            {"total": Unmapped("?", "x"), "status": Unmapped("?", "x")},
            AnswerKind.UNREADABLE,
            "an answer that cannot be read: '?' (total, status)",
        ),
    ],
)
def test_what_came_is_told_in_a_word_and_a_sentence(
    values: dict[str, object] | None, came: AnswerKind, words: str
) -> None:
    said = Observation(system="erp", subject=SAMPLE, at=OPENED, values=values)

    assert (came, words) == (answer_kind(said), describe(said))


def test_slow_is_what_takes_longer_than_its_limit_and_some() -> None:
    [slow] = [each for each in results() if each.clause == "answers slowly"]

    assert f"by itself within {BRIEF + LATE:g} s" in slow.expected


def test_who_does_not_end_by_itself_is_not_praised_for_being_given_up() -> None:
    """That somebody else lost patience is not the adapter's merit."""
    [slow] = [each for each in results(slow="never ends") if each.clause == "answers slowly"]

    assert slow.kept is False
    assert "it was abandoned after 9.0 s" in slow.got
