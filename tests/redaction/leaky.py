"""A company whose systems repeat every secret that they know, in every spelling, and a project."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.redaction.spellings import SPELLINGS

ENVIRONMENT = {
    "CRM_TOKEN": "crm-tok/4711+abc==",
    "CRM_KEY": "key in a question: ü&4712",
    "CRM_HEADER": "header-4713-secret",
    "DESK_PASSWORD": 'pa"ss wörd<4714>',
    "MAIL_PASSWORD": "Mail\\Password'4715",
    "OTHER_TOKEN": "deadbeef-4716%2F",
}
SESSION = "session-of-a-login-4717"
HEADER = "token-in-a-header-4718"
COOKIE = "cookie4719of4719her4719browser"
TYPED = "typed by nobody's hand 4720"
PERSONAL = {
    "visa": "4111 1111 1111 1111",
    "mastercard": "5555555555554444",
    "amex": "3782-822463-10005",
    "iban": "DE89 3704 0044 0532 0130 00",
    "other_iban": "GB33BUKB20201555555555",
    "birth_date": "1984-02-29",
    "birthday": "24.12.1990",
    "passport_number": "C01X00T47",
    "tax_id": "65 929 970 489",
    "number": "CUST-204711",
}
CANARIES = (*ENVIRONMENT.values(), SESSION, HEADER, COOKIE, TYPED, *PERSONAL.values())
assert len(CANARIES) == 20

LANDSCAPE = """
[guard]
hosts        = ["127.0.0.1"]
mail_domains = ["customers.example"]

[mask]
kinds    = ["card", "iban", "birth date"]
fields   = ["passport number", "tax id"]
patterns = ['CUST-[0-9]{{6}}']

[defaults]
patience = "100 ms"
settle   = "0 s"
timeout  = "60 s"

[channels.shop]
pages    = "leaky_pages:Shop"
base_url = "http://127.0.0.1:{port}"

[channels.desk]
base_url = "http://127.0.0.1:{port}"
auth     = {{ kind = "basic", user = "qa", password_env = "DESK_PASSWORD" }}

[systems.website]
adapter  = "website"
pages    = "leaky_pages:Website"
base_url = "http://127.0.0.1:{port}"
[systems.website.customer]
email = "email"
name  = "name"

[systems.crm]
adapter  = "http"
called   = "CRM"
base_url = "http://127.0.0.1:{port}"
headers  = {{ X-Of-Ours = "${{CRM_HEADER}}" }}
auth     = {{ kind = "bearer", token_env = "CRM_TOKEN" }}
[systems.crm.customer]
find  = "/people?of={{key}}&api_key=${{CRM_KEY}}"
email = "email"
name  = "name"

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1:{port}"
auth     = {{ kind = "in the question", user = "qa", password_env = "OTHER_TOKEN" }}
[systems.erp.customer]
find  = {{ path = "/people", query = {{ of = "{{key}}" }}, headers = {{ X-Session = "{{s}}" }} }}
email = "answer.email"
name  = "answer.name"
[[systems.erp.customer.via]]
name = "login"
find = {{ method = "POST", path = "/login", body = {{ user = "{{user}}", word = "{{password}}" }} }}
take = {{ s = "session" }}

[systems.list]
adapter  = "http"
called   = "list"
base_url = "http://127.0.0.1:{port}"
auth     = {{ kind = "basic", user = "qa", password_env = "MAIL_PASSWORD" }}
[systems.list.customer]
find  = "/refuses?of={{key}}"
email = "email"

[systems.inbox]
adapter  = "leaky_pages:Inbox"
base_url = "http://127.0.0.1:{port}"
[systems.inbox.customer]
email = "email"
name  = "name"
"""

PAGES = """
from email.message import EmailMessage
from email.policy import SMTP
from urllib.request import urlopen

from samestory import read_answer, said


class Website:
    def __init__(self, page, base_url, who):
        self.page, self.base_url, self.who = page, base_url, who

    def read_customer(self, key, of):
        self.page.goto(self.base_url + "/shop")
        name = self.page.locator("h1").inner_text()
        return {"email": key, "name": name}


class Shop(Website):
    def __init__(self, channel):
        super().__init__(channel.page, channel.base_url, channel.who)

    def sign_in(self):
        self.page.goto(self.base_url + "/shop")
        self.page.fill("#password", TYPED)
        self.page.fill("#password-again", self.who.password)
        self.page.fill("#card", CARD)
        self.page.fill("#dob", BORN)


class Inbox:
    main_thread = False

    def __init__(self, entry, guard, filing):
        self.name, self.entry, self.filing = entry.name, entry, filing

    def observe(self, subject):
        text = urlopen(self.entry.settings["base_url"] + "/echo").read().decode()
        mail = EmailMessage(policy=SMTP)
        mail["Subject"] = "Your " + text.split()[1]
        mail.set_content(text, cte="quoted-printable")
        mail.add_alternative("<pre>" + text.replace("<", "&lt;") + "</pre>", "html", cte="base64")
        kept = self.filing.file(self.name, "eml", "message/rfc822", mail.as_bytes())
        values = {"email": subject.key, "name": "Ada " + text.split()[1]}
        return said(self.name, subject, values, asked="the mailbox", evidence=[kept])

    def close(self):
        pass
"""

STEPS = """
import pytest
from pytest_bdd import then, when
from samestory.explain import explanation
from samestory.core.model import Subject
from samestory.redaction import masked


@when("she signs in")
def she_signs_in(customer):
    print("typed", customer.identity.password)
    customer.shop.sign_in()
    with pytest.raises(ValueError), customer.ledger.about_to("pay", card=CARD):
        raise ValueError("refused: " + CARD + " " + TOKEN)


@then("all of them agree on her")
def they_agree(witnesses, identity, landscape):
    among = ["website", "crm", "erp", "list", "inbox"]
    verdict = witnesses.converge(Subject("customer", identity.email, identity.email), among)
    assert not verdict.agreed
    print("told", [each.values for each in verdict.observations])
    pytest.fail(explanation(verdict, landscape.called), pytrace=True)
"""

FEATURE = """Feature: Leaking
  Rule: A rule
    Scenario: Everything is repeated
      When she signs in
      Then all of them agree on her
"""


def echo() -> dict[str, object]:
    """Every canary in every spelling, personal ones beside the names by which they are known."""
    by_name = {**PERSONAL, "session": SESSION}
    plain = dict(enumerate((*ENVIRONMENT.values(), SESSION, HEADER, COOKIE, TYPED)))
    known = {"birth_date": "1984-02-29", "birthday": "24.12.1990"}
    return {
        **by_name,
        "nested": json.dumps(json.dumps(PERSONAL)),
        "spelled": {
            name: [spell(each) for each in (*plain.values(), *PERSONAL.values())]
            for name, spell in SPELLINGS.items()
        },
        **known,
    }


class _Leaky(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/shop":
            self._answer(200, "text/html", _page())
        elif path == "/echo":
            self._answer(200, "text/plain", "\n".join([*CANARIES, json.dumps(echo())]))
        elif path == "/refuses":
            why = f"wrong password {ENVIRONMENT['MAIL_PASSWORD']} of {PERSONAL['visa']}"
            self._answer(401, "application/json", json.dumps({"error": why, "all": echo()}))
        else:
            told = {"email": "ada@customers.example", "name": f"Ada {SESSION}", **echo()}
            if "Authorization" in self.headers:
                told["name"] = f"Ada {ENVIRONMENT['CRM_KEY']}"
            self._answer(200, "application/json", json.dumps(told))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(200, "application/json", json.dumps({"session": SESSION, "all": echo()}))

    def _answer(self, status: int, kind: str, body: str) -> None:
        raw = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Set-Cookie", f"sid={COOKIE}; HttpOnly; Path=/")
        self.send_header("X-Auth-Token", HEADER)
        self.send_header("X-Echo", SPELLINGS["base64"](ENVIRONMENT["CRM_TOKEN"]))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _page() -> str:
    shown = "".join(f"<li>{escape(each)}</li>" for each in CANARIES)
    spelled = escape(json.dumps(echo(), indent=1))
    return f"""<!doctype html><title>Hello {escape(ENVIRONMENT["CRM_TOKEN"])}</title>
      <h1>Ada {escape(ENVIRONMENT["DESK_PASSWORD"])}</h1>
      <form><input id=password type=password name=password>
      <input id=password-again type=password name=again>
      <input id=card name=card autocomplete=cc-number><input id=dob name=dob>
      <input name=birth_date value="{PERSONAL["birth_date"]}"></form>
      <p>Geburtsdatum: {PERSONAL["birthday"]}</p>
      <p>Passport number: {PERSONAL["passport_number"]}</p><p>Tax ID: 65 929 970 489</p>
      <ul>{shown}</ul><pre>{spelled}</pre>
      <script>localStorage.told = {json.dumps(json.dumps(echo()))}.replace("<", "")</script>"""


@contextmanager
def leaky_company() -> Iterator[int]:
    """The company on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Leaky)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def write_project(folder: Path, port: int, extra: str = "") -> Mapping[str, Path]:
    """A project that asks them all, and fails over what they say."""
    constants = (
        f"TYPED, CARD = {TYPED!r}, {PERSONAL['visa']!r}\nBORN = {PERSONAL['birth_date']!r}\n"
        f"TOKEN = {ENVIRONMENT['CRM_TOKEN']!r}\n"
    )
    files = {
        "here.toml": LANDSCAPE.format(port=port),
        "leaky_pages.py": constants + PAGES,
        "vocab/leaking.py": constants + STEPS,
        "features/leaking.feature": FEATURE,
        "pyproject.toml": (
            '[tool.pytest]\nsamestory_landscape = "here.toml"\nsamestory_steps = ["vocab"]\n'
            'addopts = ["--strict-markers", "-p", "no:allure_pytest_bdd"]\n'
        ),
        "conftest.py": extra,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return {"report": folder / "reports", "allure": folder / "allure"}
