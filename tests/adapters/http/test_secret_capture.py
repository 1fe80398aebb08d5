"""What a question tells in confidence, and what it is told in return, is struck out."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest

from samestory.adapters.http.messages import Reply
from samestory.adapters.http.secret_capture import learn_from_login
from samestory.adapters.http.system import HttpSystem
from samestory.config.entries import Auth
from samestory.core.model import Evidence, Observation
from samestory.errors import CannotAsk
from samestory.extraction.entries import Header, SubjectEntry
from samestory.redaction import Masker
from tests.adapters.entries import GUARD, filing, subject_entry, system_entry
from tests.adapters.http.web import HOME, ORDER, Web, hop

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


@pytest.mark.parametrize("name", ["key_of_session", "Schlüssel"])
def test_what_a_login_in_two_steps_gives_is_a_secret(name: str):
    """The second one shows what the first one gave, in whatever language that is called."""
    first = hop("login", "/login?u={user}&p={password}", {name: "key"})
    second = hop("session", f"/session?by={{{name}}}", {"session": "session"})
    find = {"method": "GET", "path": "/orders/{key}?sid={session}"}
    pages: dict[str, Any] = {
        f"/login?u=bob&p={PASSWORD}": {"key": "k3y-of-login"},
        "/session?by=k3y-of-login": {"session": SESSION},
        f"/orders/A-1?sid={SESSION}": {"status": "placed"},
    }
    web = Web(pages)
    found = told(web, subject_entry(find, via=(first, second), record="answer"))

    assert SESSION in web.addresses[-1]
    assert SESSION not in found.asked + written(found.evidence)


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


def by_header(header: str = "X-Auth-Token", **find: object) -> SubjectEntry:
    """A subject that is asked about with a session that stands in a header of the answer."""
    login = hop("login", "/login?u={user}&p={password}", {"session": Header("x-auth-token")})
    shown = {"method": "GET", "path": "/orders/{key}", "headers": {header: "{session}"}, **find}
    return subject_entry(shown, via=(login,), record="answer")


def vendor(
    token: str, *, body: str = "", status: int = 200, **headers: str
) -> Callable[[httpx.Request], httpx.Response]:
    """A system that tells its session in a header, and wants to see it again."""

    def answer(asked: httpx.Request) -> httpx.Response:
        if asked.url.path == "/login":
            return httpx.Response(status, text=body, headers={"X-Auth-Token": token} | headers)
        return httpx.Response(200, json={"status": "placed"}, headers=headers)

    return answer


TOKEN = "ab12-cd34-ef56-gh78"


@pytest.mark.parametrize("body", ["", "welcome", '{"user": "qa"}', f'"{TOKEN}"'])
@pytest.mark.parametrize("status", [200, 204])
def test_a_session_may_stand_in_a_header_alone(body: str, status: int):
    """Whatever else is answered, or nothing."""
    web = Web(vendor(TOKEN, body=body if status == 200 else "", status=status))
    found = told(web, by_header())

    assert {"status": "placed"} == found.values
    assert TOKEN == web.asked[1].headers["X-Auth-Token"]
    assert TOKEN not in written(found.evidence)


def test_a_login_without_the_header_cannot_be_asked_on_with():
    """It is no such record by no means."""
    web = Web(lambda _: httpx.Response(200, json={"welcome": "qa"}))
    with pytest.raises(CannotAsk) as caught:
        told(web, by_header())

    assert "its answer to 'login' gives no session to ask on with" == caught.value.why


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "it answered broken JSON, and it is empty"),
        ("{}", "what the landscape takes out of an earlier answer does not exist there"),
        ('{"session": null}', "its answer to 'login' gives no session to ask on with"),
    ],
)
def test_a_session_that_is_looked_for_elsewhere_leads_to_the_header(body: str, why: str):
    """The very line, whatever the body is."""
    json_ = {"Content-Type": "application/json"}
    with pytest.raises(CannotAsk) as caught:
        told(Web(vendor(TOKEN, body=body, **json_)), by_login("session"))

    assert (
        f"{why}; if its header x-auth-token holds the session, write "
        'take = { session = { header = "x-auth-token" } } in x.toml, [via.login]'
    ) == caught.value.why


@pytest.mark.parametrize("given", [None, ""])
def test_a_login_that_gives_nothing_is_not_no_record(given: object):
    """The order may well be there."""
    web = Web(lambda _: {"session": given, "message": "wrong password"})
    with pytest.raises(CannotAsk) as caught:
        told(web, by_login("session"))

    assert (
        "it answered with what looks like an error: wrong password; if it is one, write "
        'error = "message" in x.toml, [via.login]' == caught.value.why
    )


def test_all_that_a_login_answers_is_a_secret():
    """Its headers, its cookies and its body, and what later answers echo of them."""
    more = {"X-Renew": "Bearer ren3w-me-please", "Set-Cookie": "sid=c00kie-value; Path=/"}
    body = json.dumps({"refresh": "r3fresh-token-77", "for": "qa", "rights": [{"all": True}]})
    placed = {"status": "placed", "echo": ["r3fresh-token-77", "ren3w-me-please", "c00kie-value"]}
    login = vendor(TOKEN, body=body, **more)
    web = Web(lambda asked: login(asked) if asked.url.path == "/login" else placed)
    found = told(web, by_header())
    kept = written(found.evidence)

    for secret in (TOKEN, "ren3w-me-please", "r3fresh-token-77", "c00kie-value"):
        assert secret not in kept
    bodies = [json.loads(each.content)["body"] for each in found.evidence]
    assert {"refresh": "***", "for": "***", "rights": [{"all": True}]} == bodies[0]
    assert {"status": "placed", "echo": ["***"] * 3} == bodies[1]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Set-Cookie", "sid=c00kie-value; Path=/; HttpOnly; SameSite=Lax; Domain=shop.example.com"),
        ("Set-Cookie", "sid=c00kie-value; Expires=Wed, 01 Jan 2027 00:00:00 GMT"),
        ("Location", "https://crm.example.com/customer"),
        ("Link", '</customer>; rel="preload"'),
        ("X-App", "Customer"),
        ("X-Environment", "production"),
    ],
)
def test_the_words_of_a_logins_headers_are_no_secrets(header: str, told: str):
    """Hidden as such, every "customer" of a report would be three asterisks, and every midnight."""
    masker = Masker()
    learn_from_login(masker, Reply(200, headers={header.lower(): told}))
    words = (
        "customer Ada of shop.example.com, in production since 2026-09-24T00:00:00Z, HttpOnly, "
        "SameSite, https://crm.example.com/customer/17, preload"
    )

    assert words == masker.mask(words)
    assert "sid=***" == masker.mask("sid=c00kie-value") or "cookie" not in header.lower()


@pytest.mark.parametrize(
    ("header", "told", "secret"),
    [
        ("X-Auth-Token", "secretword", "secretword"),
        ("Location", "/home?sid=s3ss10n-of-hers", "s3ss10n-of-hers"),
        ("X-Vendor", "Bearer n0t-f0r-anybody", "n0t-f0r-anybody"),
        ("X-Vendor", "justlettersbutverylong", "justlettersbutverylong"),
        ("Set-Cookie", 'a=b; Path=/, sid="c00kie-value"; HttpOnly', "c00kie-value"),
    ],
)
def test_what_may_be_a_token_is_a_secret_in_any_header_of_a_login(
    header: str, told: str, secret: str
):
    """Also in an address, after a word, and as the second cookie."""
    masker = Masker()
    learn_from_login(masker, Reply(200, headers={header.lower(): told}))

    assert "***" == masker.mask(secret)


@pytest.mark.parametrize("header", ["X-Own", "X-Access-Token"])
def test_the_header_that_a_session_is_shown_in_is_struck_out_of_answers(header: str):
    """A system may hand out the next one there."""

    def answer(asked: httpx.Request) -> httpx.Response:
        more = {header: "another-one"} if asked.url.path != "/login" else {"X-Auth-Token": TOKEN}
        return httpx.Response(200, json={"status": "placed"}, headers=more)

    kept = written(told(Web(answer), by_header(header)).evidence)

    assert "another-one" not in kept
    assert f'"{header.lower()}": "***"' in kept


def test_a_session_that_is_begun_with_a_signature_is_a_secret_too():
    """Some are begun by basic authentication, and shown in a header from then on."""
    begun = hop("login", "/session", {"session": "@"})
    find = {"method": "GET", "path": "/orders/{key}", "headers": {"vendor-session-id": "{session}"}}
    web = Web(lambda asked: TOKEN if asked.url.path == "/session" else {"status": "placed"})
    entry = subject_entry(find, via=(begun,), record="answer")
    found = told(web, entry, Auth("basic", "qa", PASSWORD))

    assert {"status": "placed"} == found.values
    assert TOKEN not in written(found.evidence)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="abcdefgh-ijklmnop"),
        httpx.Response(200, text="token:\nabcdefgh"),
        httpx.Response(200, html="<p>abcdefgh</p>"),
        {"session": "abc\r\ndefghijkl"},
        {"session": {"token": "abcdefghijkl"}},
        {"session": ["abcdefghijkl", None]},
    ],
)
def test_trouble_with_what_a_login_gives_does_not_quote_it(answer: object):
    """Neither as another format nor as what nothing can be asked with."""
    with pytest.raises(CannotAsk) as caught:
        told(Web(lambda _: answer), by_login("session", "/login?p={password}"))

    assert "abc" not in caught.value.why
    assert "abc" not in written(caught.value.evidence)


class TestSessions:
    def opened(self, answer: Callable[[httpx.Request], httpx.Response]) -> HttpSystem:
        entry = system_entry(by_header(), settings={"base_url": HOME}, auth=SHOWN)
        return HttpSystem(
            entry, GUARD, filing(PASSWORD), transport=httpx.MockTransport(Web(answer))
        )

    def test_one_login_is_good_for_many_looks(self):
        """Until the connection is closed."""
        paths: list[str] = []

        def answer(asked: httpx.Request) -> httpx.Response:
            paths.append(asked.url.path)
            return vendor(TOKEN)(asked)

        with closing(self.opened(answer)) as system:
            for _ in range(3):
                assert {"status": "placed"} == system.observe(ORDER).values
            assert 1 == paths.count("/login")
            system.close()
            system.observe(ORDER)
        assert 2 == paths.count("/login")

    @pytest.mark.parametrize(
        "ended", [httpx.Response(401), httpx.Response(403), httpx.Response(200, json={"who": "?"})]
    )
    def test_one_that_ended_is_begun_anew_once(self, ended: httpx.Response):
        """However the system tells it."""
        good = [TOKEN]
        paths: list[str] = []

        def answer(asked: httpx.Request) -> httpx.Response:
            paths.append(asked.url.path)
            shown = asked.headers.get("X-Auth-Token")
            if asked.url.path == "/login":
                return httpx.Response(200, headers={"X-Auth-Token": good[0]})
            return httpx.Response(200, json={"status": "placed"}) if shown in good else ended

        with closing(self.opened(answer)) as system:
            system.observe(ORDER)
            good[0] = "zy98-xw76-vu54-ts32"
            assert {"status": "placed"} == system.observe(ORDER).values
            assert 2 == paths.count("/login")

    @pytest.mark.parametrize("reply", [{"json": {"message": "no route"}}, {"text": "<h1>404</h1>"}])
    def test_a_login_that_is_not_there_is_told_as_such(self, reply: dict[str, Any]):
        """No state of a login can mean that there is no such record, so none is advised."""
        opened = closing(self.opened(lambda _: httpx.Response(404, **reply)))
        with opened as system, pytest.raises(CannotAsk) as caught:
            system.observe(ORDER)

        expected = "its login answered 404 Not Found, so perhaps it has another address"
        assert expected == caught.value.why

    def test_no_record_is_believed_of_a_session_that_has_just_been_begun(self):
        """Some systems tell strangers so; nobody logs in for it with every look."""
        good, paths = [TOKEN], list[str]()

        def answer(asked: httpx.Request) -> httpx.Response:
            paths.append(asked.url.path)
            if asked.url.path == "/login":
                return httpx.Response(200, headers={"X-Auth-Token": good[0]})
            if asked.headers.get("X-Auth-Token") in good:
                return httpx.Response(200, json={"status": "placed"})
            return httpx.Response(404, json={"message": "no such order"})

        with closing(self.opened(answer)) as system:
            system.observe(ORDER)
            good[0] = "zy98-xw76-vu54-ts32"
            assert {"status": "placed"} == system.observe(ORDER).values
            assert 2 == paths.count("/login")

    def test_nobody_logs_in_with_every_look_for_what_is_not_there(self):
        """Once more, to be sure, and then not within a minute."""
        paths: list[str] = []

        def answer(asked: httpx.Request) -> httpx.Response:
            paths.append(asked.url.path)
            if asked.url.path == "/login":
                return httpx.Response(200, headers={"X-Auth-Token": TOKEN})
            return httpx.Response(404, json={"message": "no such order"})

        with closing(self.opened(answer)) as system:
            assert all(system.observe(ORDER).absent for _ in range(5))
        assert 2 == paths.count("/login")
