"""The customer's mailbox as a witness."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import httpx
import pytest

from samestory.adapters.imap.search import search_for
from samestory.adapters.imap.system import MOST_MAILBOXES, InboxSystem
from samestory.config.entries import Auth, Tokens
from samestory.core.model import Subject, Unmapped
from samestory.errors import CannotAsk, WrongCall
from samestory.extraction.entries import Question
from samestory.network.guard import Guard
from tests.adapters.entries import GUARD, filing, reading, subject_entry, system_entry
from tests.adapters.imap.fake_imap import FakeServer, mail


def _script(text: str) -> bytes:
    return f'<script type="application/ld+json">{text}</script>'.encode()


TODAY = date(2026, 11, 24)
ADA = "ada@customers.example"
CONFIRMATION = Subject("order", "A-10", ADA)
SETTINGS = {"host": "127.0.0.1", "port": 7143, "tls": "none", "folder": "INBOX", "ca": None}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    server = FakeServer()
    yield server
    for client in server.clients:
        client.shutdown()


def inbox(server: FakeServer, key: str = "right", **more: Any) -> InboxSystem:
    entry = subject_entry(
        **{
            "find": {"subject": "order {key}"},
            "fields": {"count": reading("length(mails)", "count")},
            **more,
        }
    )
    auth = Auth("password", "{of}", key, variables=("MAILBOX_PASSWORD",))
    asked = system_entry(entry, name="inbox", adapter="inbox", settings=SETTINGS, auth=auth)
    kept = filing("hidden-1")
    return InboxSystem(asked, GUARD, kept, connect=server.connect, today=lambda: TODAY)


def concerned(mail: Mapping[str, Any], find: Mapping[str, Any]) -> bool:
    return search_for(find, CONFIRMATION, TODAY).concerns(mail)


class TestObserving:
    def test_mails_about_the_subject_are_counted(self, server: FakeServer):
        """Each with its raw text as evidence, and a list of what was found."""
        server.mails = {1: mail("Your order A-10 is confirmed"), 2: mail("Hello")}
        found = inbox(server).observe(CONFIRMATION)

        assert {"count": 1} == found.values
        assert (
            'IMAP SEARCH SUBJECT "order A-10" in INBOX of ada@customers.example on 127.0.0.1:7143'
            == found.asked
        )
        listed, raw = found.evidence
        assert ("inbox-1.eml", "message/rfc822") == (raw.name, raw.media_type)
        assert raw.content == server.mails[1]
        [first] = json.loads(listed.content)["found"]
        assert (1, "inbox-1.eml") == (first["uid"], first["evidence"])

    def test_no_mail_at_all_is_a_count_of_nothing(self, server: FakeServer):
        """An empty mailbox is a clear word."""
        assert {"count": 0} == inbox(server).observe(CONFIRMATION).values

    def test_duplicates_are_counted_as_duplicates(self, server: FakeServer):
        """The same mail twice is a mail too many, whatever its Message-ID."""
        server.mails = dict.fromkeys((1, 2), mail("Your order A-10 is confirmed"))

        assert {"count": 2} == inbox(server).observe(CONFIRMATION).values

    def test_another_order_with_a_longer_number_is_not_meant(self, server: FakeServer):
        """Servers search for parts of words."""
        subjects = ["order A-10", "order A-1042", "order A-10-2", "order A-10.", "Re: order a-10"]
        server.mails = {uid: mail(subject) for uid, subject in enumerate(subjects, 1)}

        assert {"count": 3} == inbox(server).observe(CONFIRMATION).values

    def test_the_newest_mail_is_the_latest_by_its_date(self, server: FakeServer):
        """A mail that was moved has a higher UID; of two of one second it tells all the same."""
        dated = b"Date: Mon, 23 Nov 2026 09:0%d:00 +0000\r\n"
        server.mails = {
            11: dated % 5 + mail("order A-10: amended"),
            12: dated % 0 + mail("order A-10: first"),
            10: dated % 5 + mail("order A-10: just before"),
        }
        newest = {"subject": reading("newest.subject")}
        found = inbox(server, fields=newest).observe(CONFIRMATION)

        assert {"subject": "order A-10: amended"} == found.values
        listed = json.loads(found.evidence[0].content)["found"]
        assert [12, 10, 11] == [each["uid"] for each in listed]
        assert {"Date"} == {each["placed_by"] for each in listed}

    def test_mails_that_she_does_not_see_do_not_count(self, server: FakeServer):
        """Where they are is a remark, and they are in the evidence."""
        server.mails = {uid: mail(f"order A-10 {uid}") for uid in (1, 2, 3)}
        server.deleted = {2}
        found = inbox(server).observe(CONFIRMATION)

        assert ({"count": 2}, "it is flagged to be deleted") == (found.values, found.remark)
        assert 4 == len(found.evidence)

    def test_broken_data_is_in_the_way_of_every_field(self, server: FakeServer):
        """Also of an older mail's, for it may be the newest word."""
        broken = b"Subject: order A-10\r\nContent-Type: text/html\r\n\r\n" + _script("{")
        fine = broken.replace(b"{", b'{"total": "5"}')
        server.mails = {1: fine, 2: broken, 3: fine}
        paths = ("newest.json_ld[0].total", "mails[].json_ld[] | [-1].total")
        fields = {name: reading(path) for name, path in zip("ab", paths, strict=True)}
        values = inbox(server, fields=fields).observe(CONFIRMATION).values

        assert values is not None
        assert "5" == values["a"]
        assert isinstance(values["b"], Unmapped)
        assert values["b"].code.startswith("its JSON-LD is broken (")
        assert "" == values["b"].where

    def test_a_mail_without_the_order_is_no_record(self, server: FakeServer):
        """A blank reply tells nothing about it."""
        server.mails = {1: mail("order A-10")}
        markup = "newest.json_ld[?\"@type\"=='Order'] | [0]"

        assert inbox(server, record=markup).observe(CONFIRMATION).absent

    def test_each_mail_is_read_once(self, server: FakeServer):
        """Its evidence keeps its name, look after look."""
        server.mails = {1: mail("order A-10")}
        system = inbox(server)
        first, second = system.observe(CONFIRMATION), system.observe(CONFIRMATION)

        assert first.evidence[1] is second.evidence[1]
        assert ["inbox-2.json", "inbox-3.json"] == [
            each.evidence[0].name for each in (first, second)
        ]

    def test_secrets_in_mails_are_masked(self, server: FakeServer):
        """The raw mail goes into the report."""
        server.mails = {1: mail("order A-10", "your password is hidden-1")}

        assert b"hidden-1" not in inbox(server).observe(CONFIRMATION).evidence[1].content

    def test_a_line_break_is_refused_before_anybody_is_asked(self, server: FakeServer):
        """Imapclient would send it, and the server would obey."""
        with pytest.raises(WrongCall, match="control character"):
            inbox(server).observe(Subject("order", "A-10\r\nX UID STORE 1 +FLAGS (\\Deleted)", ADA))
        assert [] == server.log

    def test_whose_mailbox_it_is_must_be_known(self, server: FakeServer):
        """There is no mailbox of nobody."""
        with pytest.raises(WrongCall, match=r"Whose order A-10 is it\?"):
            inbox(server).observe(Subject("order", "A-10"))

    def test_trouble_is_told_with_what_was_asked(self, server: FakeServer):
        """Nobody can know what she was written."""
        with pytest.raises(CannotAsk, match="MAILBOX_PASSWORD") as caught:
            inbox(server, key="wrong").observe(CONFIRMATION)

        assert caught.value.asked.startswith('IMAP SEARCH SUBJECT "order A-10"')


class TestTokens:
    """XOAUTH2, as the large providers of mailboxes want it."""

    TOKENS = Tokens(url="https://login.example/token", client_id="c", client_secret="client-4h")

    def inbox(self, server: FakeServer, web: Callable[[httpx.Request], httpx.Response]):
        auth = Auth("xoauth2", "{of}", variables=("MAIL_CLIENT_SECRET",), tokens=self.TOKENS)
        asking = subject_entry(
            question=Question(find={"subject": "order {key}"}),
            fields={"count": reading("length(mails)", "count")},
        )
        entry = system_entry(asking, name="inbox", adapter="inbox", settings=SETTINGS, auth=auth)
        guard = Guard(hosts=("127.0.0.1", "login.example"))
        transport = httpx.MockTransport(web)
        self.files = filing()
        return InboxSystem(entry, guard, self.files, connect=server.connect, transport=transport)

    def test_a_token_is_shown_instead_of_a_password(self, server: FakeServer):
        """One for all mailboxes; it is masked from then on."""
        asked: list[str] = []

        def web(request: httpx.Request) -> httpx.Response:
            asked.append(str(request.url))
            return httpx.Response(200, json={"access_token": "right", "token_type": "Bearer"})

        server.mails = {1: mail("order A-10")}
        system = self.inbox(server, web)

        assert {"count": 1} == system.observe(CONFIRMATION).values
        assert {"count": 1} == system.observe(Subject("order", "A-10", "bea@x")).values
        system.close()
        assert ["https://login.example/token"] == asked
        assert ("oauth2_login", ADA, "right") in server.log
        assert "***" == self.files.masker.mask("right")

    def test_a_refused_token_is_fetched_anew_once(self, server: FakeServer):
        """It may have been withdrawn; the next one counts."""
        tokens = iter(["withdrawn", "right"])
        system = self.inbox(
            server, lambda _: httpx.Response(200, json={"access_token": next(tokens)})
        )

        assert {"count": 0} == system.observe(CONFIRMATION).values
        system.close()
        shown = [each[2] for each in server.log if each[0] == "oauth2_login"]
        assert ["withdrawn", "right"] == shown

    def test_one_that_is_refused_again_is_a_refusal(self, server: FakeServer):
        """Whose variables are named."""
        system = self.inbox(server, lambda _: httpx.Response(200, json={"access_token": "wrong"}))

        with pytest.raises(
            CannotAsk, match=r"refuses to let ada@customers.example in with MAIL_CL"
        ):
            system.observe(CONFIRMATION)
        system.close()
        assert 2 == server.commands().count("oauth2_login")

    def test_without_a_token_nobody_is_asked(self, server: FakeServer):
        """The trouble is with whoever gives them out."""
        system = self.inbox(server, lambda _: httpx.Response(400, json={"error": "invalid_grant"}))

        with pytest.raises(CannotAsk, match="MAIL_CLIENT_SECRET"):
            system.observe(CONFIRMATION)
        system.close()
        assert [] == server.commands()


class TestConnections:
    def test_each_customer_has_a_connection_of_her_own(self, server: FakeServer):
        """It is kept from look to look."""
        system = inbox(server)
        for user in ("ada@x", "bea@x", "ada@x"):
            system.observe(Subject("order", "A-10", user))

        assert ["ada@x", "bea@x"] == [each[1] for each in server.log if each[0] == "connect"]

    def test_the_longest_unused_ones_are_closed(self, server: FakeServer):
        """A run of a thousand scenarios has a thousand mailboxes."""
        system = inbox(server)
        for number in range(MOST_MAILBOXES + 2):
            system.observe(Subject("order", "A-10", f"user{number}@x"))

        assert 2 == server.commands().count("logout")
        system.close()
        assert MOST_MAILBOXES + 2 == server.commands().count("logout")

    def test_the_last_one_looked_into_is_listened_to(self, server: FakeServer):
        """News come to whoever is being asked about."""
        system = inbox(server)
        assert not system.listen(5)
        system.observe(CONFIRMATION)
        server.clients[0].far_end.send(b"* 1 EXISTS\r\n")

        assert system.listen(5)


class TestSearchCriteria:
    @pytest.mark.parametrize(
        ("find", "days", "words"),
        [
            ({}, "ALL", ""),
            ({"subject": "order {key}"}, "ALL", 'SUBJECT "order A-10"'),
            ({"subject": "{key}", "to": "{of}"}, "ALL", f'SUBJECT "A-10" TO "{ADA}"'),
            ({"from": "shop@shop.example"}, "ALL", 'FROM "shop@shop.example"'),
            (
                {"text": "{key}", "since": "2"},
                "SINCE 22-Nov-2026",
                'TEXT "A-10" SINCE 22-Nov-2026',
            ),
            ({"since": "1"}, "SINCE 23-Nov-2026", ""),
            ({"subject": "Grüße {key}"}, "ALL", ""),
            (
                {"subject": "Grüße {key}", "to": "{of}", "since": "0"},
                "SINCE 24-Nov-2026",
                f'TO "{ADA}" SINCE 24-Nov-2026',
            ),
        ],
    )
    def test_the_server_is_asked_in_its_own_words(
        self, find: dict[str, str], days: str, words: str
    ):
        """Dates in English, and texts in ASCII, which every server knows."""
        search = search_for(find, CONFIRMATION, TODAY)

        assert (days, words) == (search.days, search.words)

    @pytest.mark.parametrize(
        "key", ['"', "\\", ")", "(DELETED", "{9}", "*", "%", "A B", '" OR ALL "']
    )
    def test_a_value_never_becomes_syntax(self, key: str):
        """Everything is quoted, and quotes are escaped (RFC 3501, 4.3)."""
        search = search_for({"subject": "{key}"}, Subject("order", key, ADA), TODAY)
        escaped = key.replace("\\", "\\\\").replace('"', '\\"')

        assert f'SUBJECT "{escaped}"' == search.words


class TestAbout:
    @pytest.mark.parametrize(
        ("template", "subject", "expected"),
        [
            ("order {key}", "Your order A-10 is confirmed", True),
            ("ORDER {key}", "your order a-10!", True),
            ("order {key}", "Your order\n A-10", True),
            ("order {key}", "Your order A-100", False),
            ("order {key}", "Your order A-10-B", False),
            ("order {key}", "Your order A-10B", False),
            ("{key}", "BA-10", False),
            ("{key}", "#A-10, paid", True),
            ("No{key}", "NoA-10", True),
            ("{key} for {of}", f"A-10 for {ADA}", True),
            ("thank you", "Thank you, Ada", True),
            ("thank you", "Hello", False),
            ("für {key}", "Fu\u0308r A-10", True),
            ("order {key}", "Your order A\u201110", True),
        ],
    )
    def test_a_number_must_stand_as_a_word(self, template: str, subject: str, expected: bool):
        """The words around it may be part of longer ones."""
        found = {"subject": subject, "text": None, "html": None}

        assert expected is concerned(found, {"subject": template})

    def test_a_text_may_be_anywhere_in_the_mail(self):
        """In its subject, its text or its page."""
        mails = [
            {"subject": "A-10", "text": "", "html": ""},
            {"subject": None, "text": "A-10", "html": ""},
            {"subject": "", "text": None, "html": "A-10"},
            {"subject": "", "text": "A-100", "html": ""},
        ]

        assert [True, True, True, False] == [
            concerned(each, {"text": "{key}", "to": "{of}"}) for each in mails
        ]
