"""One connection to one mailbox."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from imapclient.exceptions import IMAPClientAbortError, LoginError

from samestory.adapters.imap.folder import FoundMail
from samestory.adapters.imap.login import Login
from samestory.adapters.imap.mailbox import Mailbox
from samestory.errors import CannotAsk
from tests.adapters.imap.fake_imap import FakeServer, mail
from tests.adapters.imap.imap_server import EVERYTHING

LOGIN = Login("127.0.0.1", 7143, "none", "INBOX", "ada@x", "right", variables=("PW",))
WRONG = Login("127.0.0.1", 7143, "none", "INBOX", "ada@x", "wrong", variables=("PW",))


def texts(found: list[FoundMail]) -> dict[int, bytes]:
    return {each.uid: each.raw for each in found}


def search(mailbox: Mailbox, seconds: float = 5) -> dict[int, bytes]:
    return texts(mailbox.search(EVERYTHING, seconds))


@pytest.fixture
def server() -> Iterator[FakeServer]:
    server = FakeServer({1: mail("one"), 2: mail("two")})
    yield server
    for client in server.clients:
        client.shutdown()


@pytest.fixture
def mailbox(server: FakeServer) -> Mailbox:
    return Mailbox(LOGIN, server.connect)


class TestSearching:
    def test_it_is_opened_read_only(self, server: FakeServer, mailbox: Mailbox):
        """A witness changes nothing, not even what counts as read."""
        assert {1: mail("one"), 2: mail("two")} == search(mailbox)
        assert [
            ("connect", "ada@x", True),
            ("login", "ada@x"),
            ("list",),
            ("select", "INBOX", True),
            ("search", "ALL"),
            ("fetch", (1, 2), ("INTERNALDATE", "BODY.PEEK[]")),
            ("fetch", (1, 2), ("FLAGS",)),
        ] == server.log

    def test_every_message_is_fetched_once_only(self, server: FakeServer, mailbox: Mailbox):
        """Looking again costs next to nothing."""
        search(mailbox)
        server.mails[3] = mail("three")
        server.log.clear()

        assert [1, 2, 3] == list(search(mailbox))
        assert [1, 2, 3] == list(search(mailbox))
        whole = [each for each in server.log if each[0] == "fetch" and "FLAGS" not in each[2]]
        assert [("fetch", (3,), ("INTERNALDATE", "BODY.PEEK[]"))] == whole

    def test_a_deleted_message_is_gone(self, server: FakeServer, mailbox: Mailbox):
        """It was there a look ago."""
        search(mailbox)
        del server.mails[1]

        assert [2] == list(search(mailbox))


class TestDropping:
    @pytest.mark.parametrize(
        "error", [IMAPClientAbortError("socket error: EOF"), ConnectionResetError(), ValueError()]
    )
    def test_a_kept_connection_that_dropped_is_opened_anew(
        self, server: FakeServer, mailbox: Mailbox, error: Exception
    ):
        """A server may close what was idle; that is no trouble."""
        search(mailbox)
        server.failures["list"] = [error]
        server.log.clear()

        assert [1, 2] == list(search(mailbox))
        again = ["connect", "login", "list", "select", "search", "fetch"]
        assert ["list", "shutdown", *again] == server.commands()

    def test_in_another_epoch_everything_is_fetched_again(
        self, server: FakeServer, mailbox: Mailbox
    ):
        """The same UID then means another message (RFC 3501)."""
        search(mailbox)
        server.epoch, server.mails = 2, {1: mail("another one")}
        mailbox.drop()

        assert {1: mail("another one")} == search(mailbox)

    def test_a_server_that_is_gone_cannot_be_asked(self, server: FakeServer, mailbox: Mailbox):
        """Once anew is enough."""
        search(mailbox)
        server.failures["list"] = [ConnectionResetError()]
        server.failures["connect"] = [ConnectionRefusedError()]

        with pytest.raises(CannotAsk, match=r"^the connection failed \(connection refused\)$"):
            search(mailbox)

    def test_a_fresh_connection_that_fails_is_not_tried_again(
        self, server: FakeServer, mailbox: Mailbox
    ):
        """That is the trouble itself."""
        server.failures["search"] = [IMAPClientAbortError("BAD")]

        with pytest.raises(CannotAsk, match=r"could not be read \(abort: BAD\)"):
            search(mailbox)
        assert ["connect", "login", "list", "select", "search", "shutdown"] == server.commands()

    def test_a_refused_login_names_the_variable(self, server: FakeServer):
        """Nobody is locked out by trying the same password again and again in one look."""
        with pytest.raises(CannotAsk, match=r"refuses to let ada@x in with PW \(\[AUTHENTICATION"):
            search(Mailbox(WRONG, server.connect))
        assert ["connect", "login", "shutdown"] == server.commands()

    def test_a_login_that_breaks_off_is_no_refusal(self, server: FakeServer):
        """Imapclient calls both by the same name."""
        broken = LoginError("socket error: EOF")
        broken.__context__ = IMAPClientAbortError("socket error: EOF")
        server.failures["login"] = [broken]

        with pytest.raises(CannotAsk, match=r"the mailbox could not be read .*EOF"):
            search(Mailbox(LOGIN, server.connect))

    def test_one_that_hangs_is_cut_off(
        self, server: FakeServer, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ):
        """Whatever it is doing, it ends with the time limit of the whole look."""
        search(mailbox)
        [client] = server.clients
        monkeypatch.setattr(client, "search", lambda _: client.hang())

        with pytest.raises(CannotAsk, match=r"^it did not answer within 0.05 s$"):
            search(mailbox, 0.05)


class TestListening:
    def test_news_end_the_wait(self, server: FakeServer, mailbox: Mailbox):
        """The server speaks, and the next look can begin."""
        search(mailbox)
        server.clients[0].far_end.send(b"* 3 EXISTS\r\n")

        assert mailbox.listen(5, 5)
        assert ["idle", "idle_done"] == server.commands()[-2:]

    def test_without_news_the_time_passes(self, mailbox: Mailbox):
        """Then it is time for the next look anyway."""
        search(mailbox)

        assert mailbox.listen(0.01, 5)

    def test_before_the_first_look_there_is_nothing_to_listen_to(self, mailbox: Mailbox):
        """The caller sleeps."""
        assert not mailbox.listen(5, 5)

    def test_a_server_may_not_know_how(self, server: FakeServer, mailbox: Mailbox):
        """Polling goes on."""
        server.idles = False
        search(mailbox)

        assert not mailbox.listen(5, 5)
        assert "idle" not in server.commands()

    def test_a_failure_drops_the_connection(self, server: FakeServer, mailbox: Mailbox):
        """The next look opens another one, or tells what is wrong."""
        search(mailbox)
        server.failures["idle"] = [IMAPClientAbortError("Unexpected IDLE response")]

        assert not mailbox.listen(5, 5)
        assert [1, 2] == list(search(mailbox))


class TestClosing:
    def test_it_says_goodbye(self, server: FakeServer, mailbox: Mailbox):
        """And can be asked again."""
        search(mailbox)
        mailbox.close()
        mailbox.close()

        assert ["logout", "shutdown"] == server.commands()[-2:]
        assert [1, 2] == list(search(mailbox))

    def test_a_server_that_does_not_answer_is_left(self, server: FakeServer, mailbox: Mailbox):
        """Nobody waits for a goodbye."""
        search(mailbox)
        server.failures["logout"] = [TimeoutError()]
        mailbox.close()

        assert ["logout", "shutdown"] == server.commands()[-2:]


def test_no_timer_is_left_behind(mailbox: Mailbox):
    """A look that was in time leaves nothing running."""
    search(mailbox, 60)

    assert not [
        each
        for each in threading.enumerate()
        if isinstance(each, threading.Timer) and not each.finished.is_set()
    ]


def test_a_password_is_not_shown():
    """A login may turn up in a traceback."""
    assert "right" not in repr(LOGIN)
