"""Tokens and sessions: fetched once, kept, made anew once when they are refused, never shown."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import parse_qs

import pytest

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.html.system import HtmlSystem
from samestory.adapters.http.client import Client
from samestory.adapters.http.oauth import TokenSource
from samestory.adapters.http.system import HttpSystem
from samestory.config.entries import Auth, LoginPage, Tokens
from samestory.core.model import Observation, Subject
from samestory.errors import CannotAsk
from samestory.extraction.selectors import Page as HtmlPage
from samestory.extraction.selectors import Pick
from samestory.network.guard import Guard
from samestory.redaction import Masker
from tests.adapters.bad_network import Answer, Asked, Site
from tests.adapters.entries import ORDER_BY_PATH, subject_entry, system_entry

HERE = "127.0.0.1"
ORDER = Subject("order", "A-1")
GUARD = Guard(hosts=(HERE,), file="x.toml")
PLACED = {"status": "placed"}
EVERY = ("CRM_ID", "CRM_SECRET")


@contextmanager
def asked(port: int, auth: Auth, masker: Masker | None = None) -> Iterator[HttpSystem]:
    entry = system_entry(settings={"base_url": f"http://{HERE}:{port}"}, auth=auth, timeout=30.0)
    system = HttpSystem(entry, GUARD, EvidenceStore(masker or Masker()))
    try:
        yield system
    finally:
        system.close()


def why(system: HttpSystem) -> str:
    with pytest.raises(CannotAsk) as caught:
        system.observe(ORDER)
    return caught.value.why


# Tokens -----------------------------------------------------------------------------------------


class Shop:
    """An API that wants a token, and the server that gives them out."""

    def __init__(self, *tokens: Answer) -> None:
        self.tokens = list(tokens)
        self.good = {"token-1", "token-2"}
        self.refusal = Answer({"error": "who?"}, 401)
        self.site = Site(self.answer)

    def answer(self, request: Asked) -> Answer:
        if request.path.startswith("/token"):
            return self.tokens.pop(0)
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        return Answer(PLACED) if shown in self.good else self.refusal


def token(number: int, **more: object) -> Answer:
    return Answer({"access_token": f"token-{number}", "token_type": "Bearer", **more})


def client_credentials(port: int, **more: str) -> Auth:
    tokens = Tokens(
        url=f"http://{HERE}:{port}/token", client_id="qa", client_secret="s:3cret %", **more
    )
    return Auth("oauth2 client credentials", variables=EVERY, tokens=tokens)


class TestTokens:
    def test_one_token_serves_for_many_questions(self):
        """It is fetched when it is first needed."""
        shop = Shop(token(1))
        with shop.site.up() as port, asked(port, client_credentials(port)) as system:
            said = [system.observe(ORDER).values for _ in range(3)]

        assert [PLACED] * 3 == said
        assert ["POST /token", *["GET /orders/A-1"] * 3] == shop.site.paths()

    def test_a_client_shows_its_secret_in_the_header(self):
        """As every server must understand (RFC 6749, 2.3.1); it wants a scope and an audience."""
        shop = Shop(token(1))
        with shop.site.up() as port:
            auth = client_credentials(port, scope="read orders", audience="crm")
            with asked(port, auth) as system:
                system.observe(ORDER)

        [request, _] = shop.site.asked
        pair = base64.b64encode(b"qa:s:3cret %").decode()
        assert f"Basic {pair}" == request.headers["authorization"]
        assert "application/x-www-form-urlencoded" == request.headers["content-type"]
        assert {
            "grant_type": ["client_credentials"],
            "scope": ["read orders"],
            "audience": ["crm"],
        } == parse_qs(request.body)

    def test_or_in_the_body_where_a_server_wants_it_there(self):
        """Some take nothing else."""
        shop = Shop(token(1))
        with shop.site.up() as port:
            auth = client_credentials(port, secret_in="body")
            with asked(port, auth) as system:
                system.observe(ORDER)

        form = parse_qs(shop.site.asked[0].body)
        assert (["qa"], ["s:3cret %"]) == (form["client_id"], form["client_secret"])
        assert "authorization" not in shop.site.asked[0].headers

    def test_a_token_that_has_expired_is_fetched_anew(self):
        """Before it is shown, so that no question is lost."""
        shop = Shop(token(1, expires_in=1), token(2, expires_in="3600"))
        with shop.site.up() as port, asked(port, client_credentials(port)) as system:
            for _ in range(3):
                system.observe(ORDER)

        tokens = [each.path == "/token" for each in shop.site.asked]
        assert [True, False, True, False, False] == tokens

    def test_a_refused_token_is_fetched_anew_once(self):
        """A server may call it back at any time."""
        shop = Shop(token(1), token(2))
        with shop.site.up() as port, asked(port, client_credentials(port)) as system:
            system.observe(ORDER)
            shop.good = {"token-2"}
            assert PLACED == system.observe(ORDER).values

        order = "GET /orders/A-1"
        assert ["POST /token", order, order, "POST /token", order] == shop.site.paths()

    def test_one_that_is_refused_again_is_a_refusal(self):
        """Twice in all, and not for ever."""
        shop = Shop(token(1), token(2))
        shop.good = set()
        with shop.site.up() as port, asked(port, client_credentials(port)) as system:
            said = why(system)

        assert "it refuses the credentials in CRM_ID and CRM_SECRET (401 Unauthorized)" == said
        assert 4 == len(shop.site.asked)

    def test_one_whose_end_is_told_by_403_is_fetched_anew(self):
        """As gateways tell it; once, and not for a token that was fetched in this very look."""
        shop = Shop(token(1), token(2))
        shop.refusal = Answer({"message": "The incoming token has expired"}, 403)
        with shop.site.up() as port, asked(port, client_credentials(port)) as system:
            system.observe(ORDER)
            shop.good = {"token-2"}
            found = system.observe(ORDER)

        order = "GET /orders/A-1"
        assert PLACED == found.values
        assert ["POST /token", order, order, "POST /token", order] == shop.site.paths()
        assert [403, 200] == [json.loads(each.content)["status"] for each in found.evidence]

    def test_where_a_new_token_does_not_help_it_is_not_fetched_with_every_look(self):
        """What may not be seen may not be seen; servers lock out whoever comes too often."""
        shop = Shop(token(1), token(2))
        shop.good, shop.refusal = set(), Answer({"error": "not yours"}, 403)
        with shop.site.up() as port, asked(port, client_credentials(port)) as system:
            said = {why(system) for _ in range(5)}

        assert {
            "it refuses the credentials in CRM_ID and CRM_SECRET (403 Forbidden)",
        } == said
        assert 2 == shop.site.paths().count("POST /token")

    @pytest.mark.parametrize("status", [500, 429])
    def test_a_server_in_trouble_is_shown_no_other_token(self, status: int):
        """It says nothing about the one that it was shown."""
        shop = Shop(token(1))
        with shop.site.up() as port, asked(port, client_credentials(port)) as system:
            system.observe(ORDER)
            shop.good, shop.refusal = set(), Answer("oh no", status)
            assert str(status) in why(system)

        assert 1 == shop.site.paths().count("POST /token")

    def test_a_refusal_that_echoes_the_secret_does_not_show_it(self):
        """However long the words are, and wherever they are cut."""
        words = "x" * 180 + " bad secret s:3cret %"
        shop = Shop(Answer({"error": "no", "error_description": words}, 401))
        masker = Masker(["s:3cret %"])
        with shop.site.up() as port, asked(port, client_credentials(port), masker) as system:
            said = why(system)

        assert "s:3" not in said
        assert "xx bad secret ***" in said

    def test_a_refresh_token_is_replaced_by_the_next_one(self):
        """Servers that rotate them take each only once."""
        shop = Shop(
            token(1, refresh_token="refresh-2", expires_in=1),
            token(2, expires_in=1),
            token(2),
        )
        masker = Masker()
        with shop.site.up() as port:
            tokens = Tokens(
                url=f"http://{HERE}:{port}/token", client_id="qa", refresh_token="refresh-1"
            )
            auth = Auth("oauth2 refresh token", variables=("REFRESH",), tokens=tokens)
            with asked(port, auth, masker) as system:
                for _ in range(3):
                    system.observe(ORDER)

        forms = [parse_qs(each.body) for each in shop.site.asked if each.path == "/token"]
        assert [["refresh-1"], ["refresh-2"], ["refresh-2"]] == [
            each["refresh_token"] for each in forms
        ]
        assert {"refresh_token"} == {each["grant_type"][0] for each in forms}
        assert {"qa"} == {each["client_id"][0] for each in forms}
        assert "***" == masker.mask("refresh-2")

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (
                Answer({"error": "invalid_client", "error_description": "no\nsuch client"}, 401),
                (
                    "it gives no token for CRM_ID and CRM_SECRET "
                    "(401 invalid_client: no such client); check them, and token_url"
                ),
            ),
            (Answer("<h1>Not here</h1>", 404), "it gives no token for CRM_ID and CRM_SECRET (404 "),
            (Answer({"ok": True}), "it gives no token for CRM_ID and CRM_SECRET (200 no token)"),
            (Answer(["token"]), "it gives no token for CRM_ID and CRM_SECRET (200 no token)"),
            (Answer({"access_token": 7}), "it gives no token for CRM_ID and CRM_SECRET (200 no"),
            (Answer({"access_token": "a\r\nX: 1"}), "it gives no token for CRM_ID and CRM_SECRET"),
            (Answer({"access_token": "x" * 99_999}), "it gives no token for CRM_ID and CRM_SECR"),
            (
                Answer({"access_token": "t", "token_type": "mac"}),
                "it gives no token for CRM_ID and CRM_SECRET (200 a token of the kind mac)",
            ),
            (Answer("oh no", 502), "its tokens cannot be had: http://127.0.0.1:"),
            (
                Answer({}, 429, {"Retry-After": "7"}),
                "no token could be fetched: it asks to be left alone for 7 s (429 Too Many",
            ),
        ],
    )
    def test_without_a_token_it_cannot_be_asked(self, answer: Answer, expected: str):
        """And the words name the variables, so that somebody can look them up."""
        shop = Shop(answer)
        with shop.site.up() as port, asked(port, client_credentials(port)) as system:
            assert why(system).startswith(expected)

        assert ["POST /token"] == shop.site.paths()

    def test_tokens_are_secrets(self):
        """Wherever one turns up: in a record, in a complaint, in the evidence."""
        masker = Masker()
        shop = Shop(token(1))
        shop.good = set()

        def echo(request: Asked) -> Answer:
            if request.path == "/token":
                return shop.tokens.pop(0)
            return Answer({"status": f"not for {request.headers['authorization']}"})

        site = Site(echo)
        with site.up() as port, asked(port, client_credentials(port), masker) as system:
            found: Observation = system.observe(ORDER)

        assert b"token-1" not in found.evidence[0].content
        assert b"not for Bearer ***" in found.evidence[0].content
        assert "***" == masker.mask("token-1")

    def test_a_secret_is_not_carried_to_another_place(self):
        """A redirect that keeps what is sent is not followed off the server."""
        elsewhere = Site(lambda _: token(1))
        with elsewhere.up() as there:
            leads = Answer(None, 307, {"Location": f"http://{HERE}:{there}/token"})
            shop = Shop(leads)
            with shop.site.up() as port, asked(port, client_credentials(port)) as system:
                said = why(system)

        assert said.startswith("no token could be fetched: it redirects what is sent to it to")
        assert [] == elsewhere.asked

    def test_a_server_for_tokens_on_a_foreign_host_is_not_asked(self):
        """The guard is asked before every request."""
        shop = Shop()
        with shop.site.up() as port:
            tokens = Tokens(url="http://evil.example/token", client_secret="s3cret")
            auth = Auth("oauth2 client credentials", variables=EVERY, tokens=tokens)
            with asked(port, auth) as system:
                assert "does not allow the host 'evil.example'" in why(system)

        assert [] == shop.site.asked


def test_a_mailbox_gets_its_tokens_from_the_same_source():
    """One that is refused there is fetched anew."""
    shop = Shop(token(1), token(2))
    masker = Masker()
    with shop.site.up() as port:
        auth = client_credentials(port)
        entry = system_entry(settings={"base_url": f"http://{HERE}:{port}"}, auth=auth)
        client = Client(entry, GUARD, masker=masker)
        source = TokenSource(auth, masker, client.run)
        client.begin()
        first = [source.token(), source.token()]
        source.refused()
        second = source.token()
        client.close()

    assert (["token-1", "token-1"], "token-2") == (first, second)
    assert "*** and ***" == masker.mask("token-1 and token-2")


# A login form -----------------------------------------------------------------------------------


FORM = """
<html><body><form action="" method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="forgery-{number}">
<input type="text" name="username"><input type="PASSWORD" name="password">
<input type="checkbox" name="remember"><input type="submit" name="go" value="Go">
</form></body></html>
"""


class Desk:
    """An application behind a login form, as Django makes them."""

    def __init__(self) -> None:
        self.sessions: set[str] = set()
        self.password = "pass word"
        self.forms = 0
        self.logins = 0
        self.answered = Answer(PLACED)
        self.end: Answer | None = None
        self.site = Site(self.answer)

    def answer(self, request: Asked) -> Answer:
        if request.path.split("?")[0] == "/login/":
            return self.login(request)
        if not any(f"sessionid={each}" in self.cookies(request) for each in self.sessions):
            if request.path == "/login/welcome/":
                return Answer("<h1>Welcome</h1>")
            return self.end or Answer("", 302, {"Location": f"/login/?next={request.path}"})
        return Answer("<p>Hello</p>") if request.path == "/home/" else self.answered

    def login(self, request: Asked) -> Answer:
        sent = parse_qs(request.body, keep_blank_values=True)
        right = (
            request.method == "POST"
            and sent["password"] == [self.password]
            and sent["csrfmiddlewaretoken"] == [f"forgery-{self.forms}"]
            and set(sent) == {"csrfmiddlewaretoken", "username", "password"}
            and "/login/" in request.headers["referer"]
        )
        if right:
            self.logins += 1  # no session is like the one before
            self.sessions.add(f"session-number-{self.logins}")
            cookie = f"sessionid={max(self.sessions)}; Path=/; HttpOnly"
            return Answer("", 302, {"Location": "/home/", "Set-Cookie": cookie})
        self.forms += 1
        return Answer(FORM.format(number=self.forms))

    @staticmethod
    def cookies(request: Asked) -> str:
        return request.headers.get("cookie", "")


def by_form(**more: str) -> Auth:
    page = LoginPage(path="/login/", **more)
    return Auth(
        "login form", "qa", "pass word", variables=("DESK_USER", "DESK_PASSWORD"), login=page
    )


FIELDS = '<input name="username"><input type="password" name="password">'
CHANGE = """<form action="/{action}" method="post"><input type="hidden" name="username" value="qa">
<input type="password" name="password"><input type="password" name="again"></form>"""
SEARCH = '<form action="/search"><input name="q"></form>'
HOME = f"<html><body>{SEARCH}{CHANGE.format(action='')}<p>Hello</p></body></html>"


class Front:
    """An application whose first page is its login page, until somebody is logged in."""

    def __init__(self, *, welcome: str = HOME, leads_back: bool = True, failed: str = "") -> None:
        self.password = "pass word"
        self.welcome = welcome
        self.leads_back = leads_back
        self.failed = failed or FORM
        self.site = Site(self.answer)

    def answer(self, request: Asked) -> Answer:
        is_in = "sid=session-number-1" in request.headers.get("cookie", "")
        if request.method == "POST":
            if parse_qs(request.body)["password"] != [self.password]:
                return Answer(self.failed)
            cookie = {"Set-Cookie": "sid=session-number-1; Path=/"}
            if not self.leads_back:
                return Answer(self.welcome, 200, cookie)
            return Answer("", 302, {"Location": "/", **cookie})
        if request.path.startswith("/orders/") and is_in:
            return Answer(PLACED)
        return Answer(self.welcome if is_in else FORM)

    def login(self) -> Auth:
        page = LoginPage(path="/")
        return Auth("login form", "qa", "pass word", variables=("FRONT_PASSWORD",), login=page)


class TestLoginAtTheFront:
    @pytest.mark.parametrize("welcome", [HOME, "<p>Hello, password!</p>", HOME * 2])
    @pytest.mark.parametrize("leads_back", [True, False])
    def test_a_login_may_lead_back_to_the_page_of_its_form(self, welcome: str, leads_back: bool):
        """Which then shows what else there is: a search, a form to change the password."""
        front = Front(welcome=welcome, leads_back=leads_back)
        with front.site.up() as port, asked(port, front.login()) as system:
            assert [PLACED] * 2 == [system.observe(ORDER).values for _ in range(2)]

        assert 1 == front.site.paths().count("POST /")

    @pytest.mark.parametrize(
        "failed",
        [
            FORM,
            f"<p>Wrong password</p>{FORM}",
            FORM.replace("</form>", '<input name="captcha"></form>'),
            FORM.replace('action=""', 'action="/?again=1"'),
            f"{SEARCH}{CHANGE.format(action='')}{FORM}",
            "<p>Wrong password. <a href='/'>Try again</a></p>",
        ],
    )
    def test_a_wrong_password_is_still_a_refusal(self, failed: str):
        """With state 200, whether the form comes again or only a word about it."""
        front = Front(failed=failed)
        front.password = "another"
        with front.site.up() as port, asked(port, front.login()) as system:
            assert "it refuses the credentials in FRONT_PASSWORD (its login page came again)" == (
                why(system)
            )

        assert 1 == front.site.paths().count("POST /")

    def test_a_session_that_ended_shows_the_form_again(self):
        """At the address of the order, where it is the same form."""
        front = Front()
        with front.site.up() as port, asked(port, front.login()) as system:
            system.observe(ORDER)
            system._client.forget_cookies()
            assert PLACED == system.observe(ORDER).values

        assert 2 == front.site.paths().count("POST /")


@pytest.mark.parametrize(
    "profile",
    [
        f'{SEARCH}<form action="/me" method="post">{FIELDS}</form>',
        CHANGE.format(action="me"),
        CHANGE.format(action="login/"),
    ],
)
def test_another_form_with_such_fields_is_no_login_form(profile: str):
    """A profile, or a change of the password, beside what was asked for."""
    desk = Desk()
    desk.answered = Answer(f"<p class=status>placed</p>{profile}")
    page = HtmlPage({"status": Pick("p.status")})
    entry = subject_entry(ORDER_BY_PATH, page=page)
    settings = {"base_url": ""}
    with desk.site.up() as port:
        settings["base_url"] = f"http://{HERE}:{port}"
        asking = system_entry(entry, settings=settings, auth=by_form(), timeout=30.0)
        with closing(HtmlSystem(asking, GUARD, EvidenceStore(Masker()))) as system:
            assert PLACED == system.observe(ORDER).values


class TestLoginForm:
    def test_it_logs_in_once_and_keeps_the_session(self):
        """With what the page filled in by itself against forgery."""
        desk = Desk()
        auth = by_form(csrf_field="csrfmiddlewaretoken")
        with desk.site.up() as port, asked(port, auth) as system:
            said = [system.observe(ORDER).values for _ in range(3)]

        assert [PLACED] * 3 == said
        login = ["GET /login/", "POST /login/", "GET /home/"]
        assert [*login, *["GET /orders/A-1"] * 3] == desk.site.paths()

    def test_a_session_that_has_ended_is_begun_anew(self):
        """The login page comes instead of an answer, so it logs in once more."""
        desk = Desk()
        with desk.site.up() as port, asked(port, by_form()) as system:
            system.observe(ORDER)
            desk.sessions = set()
            assert PLACED == system.observe(ORDER).values

        assert 2 == desk.site.paths().count("POST /login/")

    @pytest.mark.parametrize(
        "end",
        [
            Answer("", 302, {"Location": "/login/welcome/"}),
            Answer("no", 401),
            Answer("no", 403),
            Answer("", 440),
            Answer({"error": "session expired"}),
            Answer("<h1>Welcome</h1>"),
        ],
    )
    def test_a_session_may_end_in_other_ways(self, end: Answer):
        """By a page that anybody may see, by another state, by an answer of another shape."""
        desk = Desk()
        with desk.site.up() as port, asked(port, by_form()) as system:
            system.observe(ORDER)
            desk.sessions, desk.end = set(), end
            assert PLACED == system.observe(ORDER).values
            assert PLACED == system.observe(ORDER).values

        assert 2 == desk.site.paths().count("POST /login/")

    def test_one_that_is_of_this_look_has_not_ended(self):
        """Nobody logs in twice to be told the same, nor again with every look."""
        desk = Desk()
        desk.answered = Answer("no", 403)
        with desk.site.up() as port, asked(port, by_form()) as system:
            assert why(system).endswith("(403 Forbidden)")
            assert 1 == desk.site.paths().count("POST /login/")
            for _ in range(3):
                assert why(system).endswith("(403 Forbidden)")

        assert 2 == desk.site.paths().count("POST /login/")

    def test_the_page_may_come_without_a_redirect(self):
        """Wherever the form stands, it is the same form."""
        desk = Desk()
        with desk.site.up() as port, asked(port, by_form()) as system:
            system.observe(ORDER)
            desk.answered = Answer(FORM.format(number=9))
            said = why(system)

        assert said.startswith("it lets DESK_USER and DESK_PASSWORD in, and then wants them again;")
        assert 2 == desk.site.paths().count("POST /login/")

    def test_a_wrong_password_is_a_refusal(self):
        """Tried once in each look, and never held against the record."""
        desk = Desk()
        desk.password = "another"
        with desk.site.up() as port, asked(port, by_form()) as system:
            said = why(system)

        expected = "it refuses the credentials in DESK_USER and DESK_PASSWORD"
        assert f"{expected} (its login page came again)" == said
        assert 1 == desk.site.paths().count("POST /login/")

    def test_the_session_is_a_secret(self):
        """A cookie is as good as a password; one that is short is no session."""
        desk, masker = Desk(), Masker()
        desk.answered = Answer({"status": "placed", "debug": "session-number-1"})
        with desk.site.up() as port, asked(port, by_form(), masker) as system:
            found = system.observe(ORDER)

        assert "***" == masker.mask("session-number-1")
        assert b"session-number-1" not in found.evidence[0].content

    def test_what_the_login_tells_in_a_header_is_a_secret_too(self):
        """Pages may show it again."""
        token = {"X-Auth-Token": "t0ken-of-the-desk"}

        def answer(request: Asked) -> Answer:
            if request.path == "/login/":
                return Answer("<p>Hello</p>" if request.method == "POST" else FORM, 200, token)
            return Answer({"status": "placed", "debug": "t0ken-of-the-desk"})

        site, masker = Site(answer), Masker()
        page = LoginPage(path="/login/")
        auth = Auth("login form", "qa", "pass word", variables=("X",), login=page)
        with site.up() as port, asked(port, auth, masker) as system, suppress(CannotAsk):
            system.observe(ORDER)

        assert "***" == masker.mask("t0ken-of-the-desk")

    @pytest.mark.parametrize(
        ("page", "expected"),
        [
            (Answer("", 404), "its login page http://127.0.0.1:{port}/login/ answered 404 Not"),
            (Answer("", 502), "its login page http://127.0.0.1:{port}/login/ answered 502 Bad Gat"),
            (Answer("<p>Hello</p>"), "its login page http://127.0.0.1:{port}/login/ has no form"),
            (
                Answer(FORM.replace('name="username"', 'name="mail"')),
                (
                    "its login page http://127.0.0.1:{port}/login/ has no form with the fields "
                    "'username' and 'password'; correct user_field and password_field in auth"
                ),
            ),
            (
                Answer(FORM.replace('name="csrfmiddlewaretoken"', "")),
                "its login form has no field 'csrfmiddlewaretoken'; correct csrf_field in auth",
            ),
            (
                Answer(FORM.replace('method="post"', "")),
                "its login form would write the password into an address",
            ),
            (
                Answer(FORM.replace('action=""', 'action="http://evil.example/"')),
                "its login form would send the password to http://evil.example/, which is not",
            ),
            (
                Answer(FORM.replace('action=""', 'action="//127.0.0.1:1/login"')),
                "its login form would send the password to http://127.0.0.1:1/login, which is not",
            ),
            (Answer("<div>" * 1000 + FORM), "its page is not one that can be read to its end: its"),
        ],
    )
    def test_another_page_is_not_filled_in(self, page: Answer, expected: str):
        """No password is told to a page that is not the one described."""
        site = Site(lambda _: page)
        auth = by_form(csrf_field="csrfmiddlewaretoken")
        with site.up() as port, asked(port, auth) as system:
            assert why(system).startswith(expected.format(port=port))

        assert ["GET /login/"] == site.paths()

    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            (403, "it refuses the credentials in DESK_USER and DESK_PASSWORD (403)"),
            (500, "its login answered 500 Internal Server Error"),
        ],
    )
    def test_a_login_that_fails_is_told(self, status: int, expected: str):
        """Whose fault it is can be seen from the words."""

        def answer(request: Asked) -> Answer:
            return Answer("", status) if request.method == "POST" else Answer(FORM)

        site = Site(answer)
        with site.up() as port, asked(port, by_form()) as system:
            assert expected == why(system)
