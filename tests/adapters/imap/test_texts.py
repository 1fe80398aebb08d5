"""Texts, calendars and links of mails, as a landscape asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from samestory.adapters.imap import texts
from samestory.adapters.imap.link_rules import LinkRules
from samestory.adapters.imap.system import InboxSystem
from samestory.adapters.imap.texts import Matched, Selected
from samestory.config.entries import Auth
from samestory.core.model import Money, Observation, Subject, Unmapped
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.patterns import LONGEST
from samestory.network.guard import Guard
from tests.adapters.entries import filing, reading, subject_entry, system_entry
from tests.adapters.imap.fake_imap import FakeServer

ORDER = Subject("order", "A-10", "ada@customers.example")
GUARD = Guard(hosts=("shop.example", "127.0.0.1"), file="x.toml")
SETTINGS = {"host": "127.0.0.1", "port": 7743, "tls": "none", "folder": "INBOX", "ca": None}
HTML = """
  <table><tr><td class="total">1.089,50&nbsp;€</td></tr></table>
  <a class="order" href="https://shop.example/orders/A-10">Your order</a>
"""
PLAIN = "Ihre Bestellung A-10\nSumme:  1.089,40 €\nLiefertag: 24.11.2026\n"

ANY = LinkRules(only=(":",))
"""Every link: one without a colon is no web address."""

Handler = Callable[[httpx.Request], httpx.Response]


def mail(html: str = HTML, plain: str = PLAIN, **headers: str) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    parts = [("plain", plain), ("html", html)]
    body = "".join(
        f"--b\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{text}\r\n"
        for kind, text in parts
        if text
    )
    begin = f"Subject: order A-10\r\n{more}Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    return f"{begin}{body}--b--\r\n".encode()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    server = FakeServer({1: mail()})
    yield server
    for client in server.clients:
        client.shutdown()


def inbox(server: FakeServer, *, web: Handler | None = None, **more: Any) -> InboxSystem:
    words = {key: more.pop(key) for key in ("read", "follow_links") if key in more}
    fields = {name: reading(at) for name, at in more.pop("at", {}).items()}
    asking = subject_entry(
        question=Question(find={"subject": "order {key}", **words}),
        fields=more.pop("fields", fields),
    )
    entry = system_entry(
        asking,
        name="inbox",
        adapter="inbox",
        settings=SETTINGS,
        auth=Auth("password", "{of}", "right"),
        **{"timeout": 3.0, **more},
    )
    transport = httpx.MockTransport(web) if web else None
    return InboxSystem(entry, GUARD, filing(), connect=server.connect, transport=transport)


def observed(system: InboxSystem) -> Observation:
    try:
        return system.observe(ORDER)
    finally:
        system.close()


class TestTexts:
    def test_a_text_is_found_by_selector_and_by_pattern(self, server: FakeServer):
        """With the language of the numbers, as every other reading."""
        money = {"kind": "money", "form": "money text", "locale": "de_DE"}
        found = observed(
            inbox(
                server,
                read={
                    "total": Selected("td.total"),
                    "link": Selected("a.order", "href"),
                    "plain_total": Matched(r"Summe:\s*([0-9.,]+ €)", "plain"),
                    "whole": Matched(r"liefertag: \S+"),
                    "missing": Selected("td.none"),
                    "no_match": Matched("nothing like (it)"),
                },
                fields={
                    "total": reading("newest.read.total", **money),
                    "plain": reading("newest.read.plain_total", **money),
                    "link": reading("newest.read.link"),
                    "whole": reading("newest.read.whole"),
                    "missing": reading("newest.read.missing"),
                    "no_match": reading("mails[0].read.no_match"),
                },
            )
        )

        assert {
            "total": Money(Decimal("1089.50"), "EUR"),
            "plain": Money(Decimal("1089.40"), "EUR"),
            "link": "https://shop.example/orders/A-10",
            "whole": "Liefertag: 24.11.2026",
            "missing": None,
            "no_match": None,
        } == found.values

    def test_the_plain_part_is_a_witness_of_its_own(self, server: FakeServer):
        """Where there is none, it says nothing; the text of the mail is then that of its HTML."""
        at = {"plain": "newest.plain", "text": "newest.text", "html": "newest.html"}
        both = observed(inbox(server, at=at)).values
        server.mails[1] = mail(plain="")
        html_alone = observed(inbox(server, at=at)).values

        assert both is not None
        assert html_alone is not None
        assert "1.089,40" in str(both["plain"])
        assert both["plain"] == both["text"] != both["html"]
        assert html_alone["plain"] is None
        assert html_alone["html"] == html_alone["text"]

    def test_a_pattern_that_takes_for_ever_is_given_up(
        self, server: FakeServer, monkeypatch: pytest.MonkeyPatch
    ):
        """A mail may be written so that it does; nobody knows then what it says."""
        monkeypatch.setattr(texts, "PATIENCE", 0.01)
        server.mails[1] = mail(plain="a" * 60 + "!")
        system = inbox(server, read={"total": Matched(r"(a|aa)+$")}, at={"x": "newest.read.total"})

        with pytest.raises(CannotAsk, match="takes too long in a mail") as caught:
            observed(system)
        assert "inbox-1.eml" in [each.name for each in caught.value.evidence]

    def test_a_value_is_never_cut_off_where_a_long_text_is(self, server: FakeServer):
        """The rest of its digits may follow."""
        server.mails[1] = mail(plain="x" * (LONGEST - 3) + " 12.50")
        system = inbox(server, read={"total": Matched(r"[\d.]+")}, at={"x": "newest.read.total"})

        with pytest.raises(CannotAsk, match="too long"):
            observed(system)

    def test_a_text_that_is_too_long_is_not_known_to_lack_it(self, server: FakeServer):
        """What was not looked at may hold it."""
        server.mails[1] = mail(plain="x" * 300_000)
        system = inbox(server, read={"total": Matched("y")}, at={"x": "newest.read.total"})

        with pytest.raises(CannotAsk, match="too long to look for 'y' in all of it"):
            observed(system)


class TestCalendars:
    def test_the_newest_calendar_is_told(self, server: FakeServer):
        """Times without a zone are meant in the landscape's."""
        calendar = (
            "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:7\r\nSEQUENCE:1\r\n"
            "DTSTART:20261124T080000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        begin = "Subject: order A-10\r\nContent-Type: text/calendar\r\n\r\n"
        server.mails = {
            1: f"{begin}{calendar}".encode(),
            2: f"{begin}{calendar.replace('E:1', 'E:0').replace('T08', 'T09')}".encode(),
        }
        at = {"late": "newest.calendars[0].events[0].start", "valid": "events[0].start"}

        assert {
            "late": "2026-11-24T09:00:00+00:00",
            "valid": "2026-11-24T08:00:00+00:00",
        } == observed(inbox(server, at=at)).values

    def test_one_that_cannot_be_read_is_not_taken_for_none(self, server: FakeServer):
        """What it says about the visit, nobody knows."""
        server.mails[1] = b"Subject: order A-10\r\nContent-Type: text/calendar\r\n\r\nnonsense"
        at = {"start": "newest.calendars[0].events[0].start", "valid": "events[0].start"}
        values = observed(inbox(server, at=at)).values

        assert values is not None
        assert all(isinstance(each, Unmapped) for each in values.values())


class TestMarkup:
    @pytest.mark.parametrize(
        "path", ["newest.json_ld[0].price", "newest.json_ld[?price].price | [0]"]
    )
    def test_what_is_broken_is_not_taken_for_none(self, server: FakeServer, path: str):
        """Nobody knows what it says, and the objects beside it may be others."""
        good, broken = '{"price": 89}', '{"price": 99'
        script = '<script type="application/ld+json">{}</script>'
        server.mails[1] = mail(script.format(good) + script.format(broken))
        values = observed(inbox(server, at={"price": path})).values
        server.mails[1] = mail(script.format(good) + script.format(" "))
        mended = observed(inbox(server, at={"price": path})).values

        assert values is not None
        assert isinstance(values["price"], Unmapped)
        assert {"price": "89"} == mended


class TestLinks:
    def told(
        self,
        server: FakeServer,
        html: str,
        web: Handler,
        follow: LinkRules | None = None,
        **more: str,
    ) -> list[tuple[object, object]]:
        """The status of each link, and why."""
        server.mails[1] = mail(html, **more)
        count = {"count": reading("length(newest.links)", "count")}
        system = inbox(server, web=web, follow_links=follow or ANY, fields=count)
        observation = observed(system)
        [links] = json.loads(observation.evidence[1].content)["followed"]
        return [(each["status"], each["why"]) for each in links]

    def test_each_link_is_opened_once(self, server: FakeServer):
        """However often the mailbox is looked into; the answer is part of the mail."""
        opened: list[str] = []

        def web(request: httpx.Request) -> httpx.Response:
            opened.append(f"{request.method} {request.url}")
            return httpx.Response(200 if request.url.path == "/a" else 201)

        server.mails[1] = mail('<a href="https://shop.example/a">A</a>'
                               '<a href="https://shop.example/b">B</a>'
                               '<a href="https://shop.example/a">A again</a>')  # fmt: skip
        fields = {"statuses": reading("newest.links[].to_string(status)", "set")}
        system = inbox(server, web=web, follow_links=ANY, fields=fields)
        first, second = system.observe(ORDER), observed(system)

        assert {"statuses": frozenset({"200", "201"})} == first.values == second.values
        assert ["GET https://shop.example/a", "GET https://shop.example/b"] == sorted(opened)

    @pytest.mark.parametrize(
        ("href", "why"),
        [
            ("https://evil.example/a", "x.toml does not allow the host 'evil.example'; nothing"),
            ("mailto:shop@shop.example", "it is no web address"),
            ("javascript:alert(1)", "it is no web address"),
            ("https://shop.example/Unsubscribe?x=1", "it holds 'unsubscribe'"),
            ("https://shop.example/one-click/", "it may unsubscribe her"),
            ("https://shop.example/One-Click?from=footer", "it may unsubscribe her"),
            ("https://shop.example?bye=7", "it may unsubscribe her"),
        ],
    )
    def test_some_are_left_alone(self, server: FakeServer, href: str, why: str):
        """They are told as not followed, and why; nothing is sent there."""

        def web(request: httpx.Request) -> httpx.Response:
            raise AssertionError(str(request.url))

        listed = {
            "List_Unsubscribe": "<mailto:a@b>, <https://shop.example/one-click?id=7>,<https://shop.example/?bye=7>"
        }
        [(status, told)] = self.told(
            server, f'<a href="{href}">x</a>', web, LinkRules(("/",), ("unsubscribe",)), **listed
        )

        assert "not followed" == status
        assert str(told).startswith(why)

    def test_a_link_is_left_alone_for_its_text(self, server: FakeServer):
        """Its address often says nothing."""
        html = (
            '<a href="https://shop.example/x7">Hier</a>'
            '<a href="https://shop.example/x7">Bestellung stornieren</a>'
        )

        assert [("not followed", "it holds 'stornieren'")] * 2 == self.told(
            server, html, lambda _: httpx.Response(200), LinkRules(("/",), ("stornieren",))
        )

    def test_only_what_the_landscape_names_is_opened(self, server: FakeServer):
        """By its address or by its text; a link to confirm, to cancel or to sign in is not."""
        opened: list[str] = []

        def web(request: httpx.Request) -> httpx.Response:
            opened.append(request.url.path)
            return httpx.Response(200)

        html = (
            '<a href="https://shop.example/orders/A-10">A-10</a>'
            '<a href="https://shop.example/t/1">YOUR order</a>'
            '<a href="https://shop.example/confirm">Yes, subscribe me</a>'
        )
        *told, confirm = self.told(server, html, web, LinkRules(("/orders/", "your order")))

        assert [(200, None)] * 2 == told
        assert ("not followed", "it holds none of the words in 'only'") == confirm
        assert ["/orders/A-10", "/t/1"] == sorted(opened)

    @pytest.mark.parametrize(
        ("onwards", "why"),
        [
            ("/one-click?id=9", "it may unsubscribe her"),
            ("/orders/A-10/Cancel", "it holds 'cancel'"),
        ],
    )
    def test_what_is_left_alone_is_left_alone_behind_a_redirect_as_well(
        self, server: FakeServer, onwards: str, why: str
    ):
        """The links of a newsletter all begin with a page that counts who comes by."""

        def web(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/t/1":
                return httpx.Response(302, headers={"Location": onwards})
            raise AssertionError(str(request.url))

        listed = {"List_Unsubscribe": "<https://shop.example/one-click?id=7>"}
        html = '<a href="https://shop.example/t/1">x</a>'
        follow = LinkRules(("/t/",), ("cancel",))
        expected = f"it redirects to https://shop.example{onwards}: {why}"

        assert [("not followed", expected)] == self.told(server, html, web, follow, **listed)

    def test_redirects_are_followed_on_allowed_hosts_only(self, server: FakeServer):
        """Anywhere else, it is told where it would have led."""

        def web(request: httpx.Request) -> httpx.Response:
            onwards = {
                "/in": "/end",
                "/out": "https://evil.example/",
                "/round": "/round",
                "/down": "http://shop.example/end",
            }
            where = onwards.get(request.url.path)
            return (
                httpx.Response(302, headers={"Location": where}) if where else httpx.Response(410)
            )

        html = "".join(f'<a href="https://shop.example/{each}">x</a>' for each in
                       ("in", "out", "round", "down"))  # fmt: skip
        landed, astray, circles, down = self.told(server, html, web)

        assert (410, None) == landed
        assert str(astray[1]).startswith("it redirects: x.toml does not allow the host 'evil")
        assert ("not followed", "it redirects in circles") == circles
        assert str(down[1]).startswith("it redirects: http://shop.example/end is plain text, which")

    def test_a_page_may_not_be_there_yet(self, server: FakeServer):
        """What led to an error is opened again, what led somewhere is not."""
        statuses = iter([404, 500, 200])
        server.mails[1] = mail('<a href="https://shop.example/a">A</a>')
        fields = {"status": reading("newest.links[0].status", "count")}
        system = inbox(
            server,
            web=lambda _: httpx.Response(next(statuses)),
            follow_links=ANY,
            fields=fields,
        )
        told = [system.observe(ORDER).values for _ in range(4)]
        system.close()

        assert [{"status": each} for each in (404, 500, 200, 200)] == told

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_site_that_asks_to_be_left_alone_says_nothing(self, server: FakeServer, status: int):
        """Whether the page is there, nobody knows."""
        html = '<a href="https://shop.example/a">x</a>'

        with pytest.raises(CannotAsk, match="asks to be left alone"):
            self.told(server, html, lambda _: httpx.Response(status))

    def test_a_link_that_does_not_answer_is_nobodys_word(self, server: FakeServer):
        """It may be the way there; the others are remembered."""

        def web(_: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused")

        with pytest.raises(CannotAsk, match=r"https://shop.example/a could not be followed: refus"):
            self.told(server, '<a href="https://shop.example/a">x</a>', web)

    def test_a_mail_may_have_too_many(self, server: FakeServer):
        """A look must end."""
        html = "".join(f'<a href="https://shop.example/{each}">x</a>' for each in range(60))

        with pytest.raises(CannotAsk, match="more than 50 links"):
            self.told(server, html, lambda _: httpx.Response(200))

    def test_without_being_asked_no_link_is_opened(self, server: FakeServer):
        """Opening one can do something."""

        def web(request: httpx.Request) -> httpx.Response:
            raise AssertionError(str(request.url))

        at = {"link": "newest.links[0].href"}

        assert {"link": "https://shop.example/orders/A-10"} == observed(
            inbox(server, web=web, at=at)
        ).values
