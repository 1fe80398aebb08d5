"""One folder of a mailbox, over a socket: what is not all there is no answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import pytest

from samestory.adapters.imap.folder import AT_ONCE, FEW, FoundMail
from samestory.adapters.imap.login import Login
from samestory.adapters.imap.mailbox import JUNK_NAMES, Mailbox
from samestory.adapters.imap.search import Search, search_for
from samestory.core.model import Subject
from samestory.errors import CannotAsk
from tests.adapters.imap.imap_server import MailServer, Stored

ORDER = Subject("order", "A-10", "ada@customers.example")


def about_it(subject: str = "Your order A-10") -> bytes:
    return f"Subject: {subject}\r\n\r\nbody".encode()


def search(**find: str) -> Search:
    return search_for({"subject": "order {key}", **find}, ORDER, date(2026, 11, 24))


@contextmanager
def mailbox(server: MailServer) -> Iterator[Mailbox]:
    with server.up() as port:
        box = Mailbox(Login("127.0.0.1", port, "none", "INBOX", "ada@x", "right"))
        try:
            yield box
        finally:
            box.close()


def looked(server: MailServer, **find: str) -> list[FoundMail]:
    with mailbox(server) as box:
        return box.search(search(**find), 10)


def uids(found: Sequence[FoundMail]) -> list[int]:
    return [each.uid for each in found]


class TestWhatAServerMisses:
    @pytest.mark.parametrize(
        "subject",
        [
            "Your\r\n order\r\n A-10",
            "=?utf-8?q?Ihre_order_A=2D10?=",
            "=?utf-8?b?WW91ciBvcmRl?=\r\n =?utf-8?b?ciBBLTEw?=",
            "YOUR ORDER a-10",
            "Bestätigung: order A-10",
            "reorder A-10",
            "order A-10",
        ],
    )
    def test_it_is_found_here(self, subject: str):
        """Folded, encoded, in capitals, beyond ASCII, or a part of a word."""
        assert [7] == uids(looked(MailServer([Stored(7, about_it(subject), found_by="")])))

    def test_what_it_finds_too_much_does_not_count(self):
        """Servers look for parts of words."""
        subjects = ["order A-100", "order A-10", "order XA-10"]
        server = MailServer([about_it(each) for each in subjects])

        assert [2] == uids(looked(server))

    def test_it_may_refuse_to_look_for_words(self):
        """All mails are looked through in any case."""
        refusal = [b"TAG NO [BADCHARSET] no"]
        everything = [b"* SEARCH 1", b"TAG OK done"]
        server = MailServer([about_it()], tricks={"SEARCH": [everything, refusal]})

        assert [1] == uids(looked(server))

    def test_mails_of_earlier_days_do_not_count(self):
        """By the day on which they arrived."""
        old = Stored(1, about_it(), "20-Nov-2026 09:00:00 +0000")
        server = MailServer([old, Stored(2, about_it())])

        assert [2] == uids(looked(server, since="2"))
        assert "UID SEARCH SINCE 22-Nov-2026" in server.commands

    def test_sender_and_recipient_are_checked_here(self):
        """A server may find them anywhere in a header."""
        heads = ["ada@customers.example", "Ada <ADA@customers.example>", "x.ada@customers.example"]
        server = MailServer([f"To: {each}\r\n".encode() + about_it() for each in heads])

        assert [1, 2] == uids(looked(server, to="{of}"))


class TestManyMails:
    def test_of_many_only_the_headers_are_fetched_first(self):
        """Bodies and files are large, and most mails are about something else."""
        others = [about_it(f"order B-{number}") for number in range(FEW + 1)]
        server = MailServer([*others, about_it()])

        assert [FEW + 2] == uids(looked(server))
        whole = [each for each in server.commands if "BODY.PEEK[]" in each]
        assert [f"UID FETCH {FEW + 2} (INTERNALDATE BODY.PEEK[])"] == whole

    def test_a_mail_without_any_headers_is_another_one(self):
        """Of many, and its headers are an empty text."""
        server = MailServer([b"\r\n\r\nbody"] * (FEW + 1) + [about_it()])

        assert [FEW + 2] == uids(looked(server))

    def test_they_are_fetched_once_and_in_pieces(self):
        """No line grows for ever."""
        server = MailServer([about_it("another")] * (AT_ONCE + 1))
        with mailbox(server) as box:
            box.search(search(), 10)
            box.search(search(), 10)

        assert 2 == sum("HEADER.FIELDS" in each for each in server.commands)

    def test_what_came_before_a_connection_broke_is_kept(self, monkeypatch: pytest.MonkeyPatch):
        """A slow server is read in the end, look after look."""
        monkeypatch.setattr("samestory.adapters.imap.folder.AT_ONCE", 1)
        server = MailServer([about_it(), about_it()])
        first = about_it()
        told = [b"* 1 FETCH (UID 1 BODY[] {%d}" % len(first), first + b")", b"TAG OK done"]
        server.tricks["FETCH"] = [told, [b"* BYE gone"]]
        with mailbox(server) as box:
            with pytest.raises(CannotAsk, match="gone"):
                box.search(search(), 10)
            server.tricks.clear()
            box.search(search(), 10)

        whole = [each for each in server.commands if "BODY.PEEK[]" in each]
        assert ["UID FETCH 1", "UID FETCH 2", "UID FETCH 2"] == [each[:11] for each in whole]

    def test_too_many_are_not_looked_through(self, monkeypatch: pytest.MonkeyPatch):
        """Whether one of the others is meant, nobody can know; a server's finding still counts."""
        monkeypatch.setattr("samestory.adapters.imap.folder.MOST_MAILS", 2)
        others = [about_it("another")] * 2
        found = MailServer([about_it(), *others])
        missed = MailServer(
            [
                Stored(1, about_it(), found_by=""),
                *(Stored(uid, about_it("x"), found_by="") for uid in (2, 3)),
            ]
        )

        assert [1] == uids(looked(found))
        assert "UID SEARCH 2:*" in found.commands
        with pytest.raises(CannotAsk) as caught:
            looked(missed)
        assert (
            "its own search finds nothing, and INBOX holds 3 mails, of which the newest 2 were "
            'looked through; say how many days back: find = { ..., since = "2 days" }'
        ) == caught.value.why
        with pytest.raises(CannotAsk, match=r"; look fewer days back in 'since'$"):
            looked(missed, since="9")


INCOMPLETE = {
    "no SEARCH line": ("SEARCH", [b"TAG OK done"], "a search with OK and no result"),
    "fewer mails than there are": ("SEARCH", [b"* SEARCH", b"TAG OK done"], "lists 0 of them"),
    "no FETCH line": ("FETCH", [b"TAG OK done"], "does not hand it over"),
    "another UID": (
        "FETCH",
        [b"* 1 FETCH (UID 9 BODY[] {3}", b"x: )", b"TAG OK done"],
        "does not hand it over",
    ),
    "no body": ("FETCH", [b"* 1 FETCH (UID 1)", b"TAG OK done"], "without its text"),
    "a body of nothing": (
        "FETCH",
        [b"* 1 FETCH (UID 1 BODY[] NIL)", b"TAG OK done"],
        "without its text",
    ),
    "an empty body": ("FETCH", [b'* 1 FETCH (UID 1 BODY[] "")', b"TAG OK done"], "without its"),
    "a piece of a body": (
        "FETCH",
        [b"* 1 FETCH (UID 1 BODY[]<0> {3}", b"x: )", b"TAG OK done"],
        "without its text",
    ),
    "a refusal": ("FETCH", [b"TAG NO [EXPUNGEISSUED] gone"], "does not hand over what it lists"),
    "a goodbye": ("SEARCH", [b"* BYE shutting down", b"* SEARCH", b"TAG OK done"], "shutting down"),
    "a mail that is lost": (
        "SEARCH",
        [b"* 0 EXISTS", b"* SEARCH", b"TAG OK done"],
        "none of them was removed",
    ),
    "a refused folder": ("EXAMINE", [b"TAG NO not now"], "not now"),
}


class TestIncompleteAnswers:
    @pytest.mark.parametrize("kind", INCOMPLETE)
    def test_an_answer_that_is_ok_and_incomplete_is_no_answer(self, kind: str):
        """Nobody can know whether the mail is there."""
        command, trick, why = INCOMPLETE[kind]
        server = MailServer([about_it()], tricks={command: [trick]})

        with pytest.raises(CannotAsk, match=why):
            looked(server)

    @pytest.mark.parametrize("body", [b"{900}\r\nSubject: order A-10\r\n\r\n", b"{3}\r\nSub"])
    def test_a_text_that_ends_early_is_no_text(self, body: bytes):
        """The connection breaks off in the middle of it."""
        cut = b"* 1 FETCH (UID 1 BODY[] " + body
        server = MailServer([about_it()], tricks={"FETCH": [[cut, b"TAG BAD"], [b"* BYE gone"]]})

        with mailbox(server) as box, pytest.raises(CannotAsk):
            box.search(search(), 0.5)

    def test_a_mail_that_is_removed_meanwhile_is_gone(self):
        """It is looked again, and then it is not listed any more."""
        nothing = [b"TAG OK done"]
        server = MailServer([about_it()], tricks={"FETCH": [nothing]})
        gone = [b"* 1 EXISTS", b"* OK [UIDVALIDITY 1] ok", b"TAG OK done"]
        empty = [b"* 0 EXISTS", b"* OK [UIDVALIDITY 1] ok", b"TAG OK done"]
        server.tricks["EXAMINE"] = [gone, empty]
        server.tricks["SEARCH"] = [
            *[[b"* SEARCH 1", b"TAG OK done"]] * 2,
            [b"* SEARCH", b"TAG OK done"],
        ]

        assert [] == looked(server)

    def test_a_result_in_several_lines_is_one(self):
        """Some servers break a long one."""
        lines = [b"* SEARCH 1", b"* SEARCH 2", b"TAG OK done"]
        server = MailServer([about_it(), about_it()], tricks={"SEARCH": [lines]})

        assert [1, 2] == uids(looked(server))

    def test_a_mail_that_is_removed_properly_loses_no_other(self):
        """Then there are fewer, and that is said."""
        lines = [b"* 1 EXPUNGE", b"* 1 EXISTS", b"* SEARCH 2", b"TAG OK done"]
        state = [b"* 2 EXISTS", b"* OK [UIDVALIDITY 1] ok", b"TAG OK done"]
        later = [b"* 1 EXISTS", b"* OK [UIDVALIDITY 1] ok", b"TAG OK done"]
        server = MailServer([Stored(2, about_it())])
        server.tricks = {
            "EXAMINE": [state, later],
            "SEARCH": [lines, [b"* SEARCH 2", b"TAG OK done"]],
        }

        assert [2] == uids(looked(server))


class TestWhereSheDoesNotLook:
    @pytest.mark.parametrize(
        ("folder", "mark"),
        [
            ("Odd", "\\Junk"),
            ("Odd", "\\HasNoChildren \\JUNK"),
            ("Junk", ""),
            ("[Gmail]/Spam", ""),
            ("INBOX/Junk E-mail", ""),
            ("Unerw&APw-nscht", ""),
            ("&j,dg0TDhMPww6w-", ""),
        ],
    )
    def test_junk_folders_are_looked_into(self, folder: str, mark: str):
        """By their mark or by their name, in the language of whoever reads."""
        server = MailServer(folders={folder: [Stored(3, about_it())]}, marks={folder: mark})
        [found] = looked(server)

        assert (3, True, False) == (found.uid, found.junk, found.seen)

    @pytest.mark.parametrize(
        ("folder", "mark"), [("Junk mailings", ""), ("Sent", "\\Sent"), ("Junk", "\\Noselect")]
    )
    def test_other_folders_are_not(self, folder: str, mark: str):
        """They may hold a draft, or something else."""
        server = MailServer(folders={folder: [Stored(3, about_it())]}, marks={folder: mark})

        assert [] == looked(server)

    @pytest.mark.parametrize("command", ["LIST", "EXAMINE"])
    def test_a_server_that_shows_no_junk_is_read_all_the_same(self, command: str):
        """Her own folder is what counts."""
        refusal = [b"TAG NO not for you"]
        right = [b"* 1 EXISTS", b"* OK [UIDVALIDITY 1] ok", b"TAG OK done"]
        server = MailServer([about_it()], folders={"Junk": [Stored(3, about_it())]})
        server.tricks[command] = [refusal, right]
        if command == "EXAMINE":
            server.tricks["SEARCH"] = [[b"* SEARCH 1", b"TAG OK done"]]
            server.tricks["FETCH"] = [
                [b"* 1 FETCH (UID 1 BODY[] {25}", about_it()[:25] + b")", b"TAG OK done"]
            ]

        assert [1] == uids(looked(server))

    def test_a_junk_folder_that_is_out_of_order_decides_nothing(self):
        """Her own folder is all there."""
        server = MailServer([about_it()], folders={"Junk": [Stored(3, about_it())]})
        nothing, everything = [b"* SEARCH", b"TAG OK done"], [b"* SEARCH 1", b"TAG OK done"]
        server.tricks["SEARCH"] = [*[nothing] * 3, everything]

        assert [(1, False)] == [(each.uid, each.junk) for each in looked(server)]

    def test_her_own_folder_is_selected_in_the_end(self):
        """It is the one to be listened to."""
        server = MailServer([about_it()], folders={"Junk": []})
        looked(server)

        examined = [each for each in server.commands if each.startswith("EXAMINE")]
        assert ["EXAMINE Junk", "EXAMINE INBOX"] == [each.replace('"', "") for each in examined]

    def test_her_own_folder_may_be_called_junk(self):
        """Then it is none of the others."""
        server = MailServer([], folders={"Spam": [Stored(3, about_it())]})
        with server.up() as port:
            box = Mailbox(Login("127.0.0.1", port, "none", "Spam", "ada@x", "right"))
            [found] = box.search(search(), 10)
            box.close()

        assert found.seen

    def test_a_mail_that_is_flagged_as_deleted_is_not_shown(self):
        """A moved mail leaves one behind."""
        server = MailServer(
            [Stored(1, about_it(), flags="\\Seen \\Deleted"), Stored(2, about_it())]
        )

        assert [False, True] == [each.seen for each in looked(server)]

    def test_a_mail_that_was_moved_back_from_junk_is_not_there(self):
        """What is left of it is flagged to be deleted."""
        left = Stored(3, about_it(), flags="\\Deleted")

        assert [] == looked(MailServer(folders={"Junk": [left]}))

    def test_names_are_compared_without_capitals(self):
        """As they stand in the list."""
        assert all(each == each.casefold() for each in JUNK_NAMES)


class TestEpochs:
    def test_uids_of_another_epoch_mean_other_mails(self):
        """RFC 3501, UIDVALIDITY."""
        states = [
            [b"* 1 EXISTS", b"* OK [UIDVALIDITY %d] ok" % epoch, b"TAG OK done"]
            for epoch in (1, 1, 2)
        ]
        server = MailServer(
            [about_it()], tricks={"EXAMINE": states, "SEARCH": [[b"* SEARCH 1", b"TAG OK done"]]}
        )
        texts = [about_it("order A-10 1"), about_it("order A-10 2")]
        bodies = [
            [b"* 1 FETCH (UID 1 BODY[] {%d}" % len(each), each + b")", b"TAG OK done"]
            for each in texts
        ]
        flags = [b"* 1 FETCH (UID 1 FLAGS ())", b"TAG OK done"]
        server.tricks["FETCH"] = [bodies[0], flags, flags, bodies[1], flags]
        with mailbox(server) as box:
            read = [box.search(search(), 10)[0].raw for _ in range(3)]

        assert [texts[0], texts[0], texts[1]] == read
