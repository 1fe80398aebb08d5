"""What a question tells in confidence, and what it is told in return, is struck out."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import httpx
import pytest

from samestory.errors import CannotAsk
from samestory.model import Evidence, Observation
from samestory.systems.entries import Auth, SubjectEntry
from samestory.systems.http import HttpSystem
from tests.systems.entries import GUARD, filing, subject_entry, system_entry
from tests.systems.http.web import HOME, ORDER, Web, hop

PASSWORD = "Geheimes-Wort-123"
SESSION = "sess-9f8e7d6c5b4a"
SHOWN = Auth("in the question", "bob", PASSWORD, variables=("CRM_PASSWORD",))


def told(web: Web, entry: SubjectEntry, auth: Auth = SHOWN) -> Observation:
    """What a system says that sees its credentials in the question."""
    asked = system_entry(entry, settings={"base_url": HOME}, auth=auth)
    transport = httpx.MockTransport(web)
    with closing(HttpSystem(asked, GUARD, filing(PASSWORD), transport=transport)) as system:
        return system.observe(ORDER)


def written(evidence: tuple[Evidence, ...]) -> str:
    return "".join(each.content.decode() for each in evidence)


def by_login(take: str, path: str = "/login?u={user}&p={password}", **headers: str) -> SubjectEntry:
    """A subject that is asked about after a login, whose answer gives a session."""
    find = {"method": "GET", "path": "/orders/{key}?sid={session}", "headers": headers}
    return subject_entry(find, via=(hop("login", path, {"session": take}),), record="answer")


@pytest.mark.parametrize("given", [SESSION, [SESSION, "and-another-one"], 987654321])
def test_what_a_login_gives_is_a_secret(given: object):
    """A session stands in no report, in whatever the system echoes and however it is written."""
    placed = {"status": "placed", "debug": f"sid={given}"}
    pages: dict[str, Any] = {f"/login?u=bob&p={PASSWORD}": {"session": given}}
    web = Web(lambda asked: pages.get(asked.url.raw_path.decode(), placed))
    found = told(web, by_login("session", **{"X-Digest": "{session|md5|base64}"}))

    assert {"status": "placed"} == found.values
    for secret in (SESSION, "and-another-one", "987654321", PASSWORD):
        assert secret not in found.asked + written(found.evidence)
    assert "GET http://crm.example/login?u=bob&p=***" in found.asked


@pytest.mark.parametrize(
    ("path", "given"),
    [("/login?u={user}&p={password}", 7), ("/customers?email={of}&p={password}", "customer-77")],
)
def test_a_number_of_a_user_and_what_belongs_to_the_subject_are_none(path: str, given: object):
    """Two customers must not look alike because a system wants the password with every question."""
    web = Web(lambda _: {"status": "placed", "session": given})
    found = told(web, by_login("session", path))

    assert f"sid={given}" in found.asked


@pytest.mark.parametrize("filters", ["lower", "md5", "base64", "lower|md5", "md5|base64|lower"])
def test_filters_are_no_disguise(filters: str):
    """Whatever a question makes of a password is as secret as it is."""
    path = f"/orders/{{key}}?h={{password|{filters}}}"
    web = Web(lambda _: {"status": "placed"})
    found = told(web, subject_entry({"method": "GET", "path": path}))

    assert "GET http://crm.example/orders/A-1?h=***" == found.asked.replace("***%3D", "***")
    assert "A-1?h=***" in written(found.evidence).replace("***%3D", "***")


def test_neither_trouble_nor_what_it_was_raised_from_shows_a_secret():
    """Who prints the error with all that led to it prints no secret."""
    entry = subject_entry({"method": "GET", "path": "/orders/{key}?p={password}"})
    web = Web(lambda _: httpx.Response(200, text=f"debug: you said {PASSWORD * 9}"))
    with pytest.raises(CannotAsk) as caught:
        told(web, entry)

    assert PASSWORD[:8] not in caught.value.why + caught.value.asked
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
