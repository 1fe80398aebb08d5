"""A library that is not installed is a sentence with the fix, for those landscapes that need it."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samestory import CannotAsk, Subject
from samestory.adapters.imap.calendars import newest_events, read_calendar
from samestory.adapters.imap.login import Login
from samestory.adapters.imap.mail import read_mail
from samestory.adapters.imap.mailbox import connect
from samestory.adapters.sql.address import read_database_url
from samestory.adapters.sql.system import SqlSystem
from samestory.cli import app
from samestory.cli.run.plan import Play
from samestory.exit_codes import Exit
from samestory.extraction.strict_jmespath import Unreadable
from samestory.extras import EXTRAS, missing, require
from samestory.network.socket_deadline import SocketDeadline
from samestory.network.upstream_proxy import connected, read_upstream
from tests.adapters.entries import GUARD, filing, subject_entry, system_entry
from tests.config.files import CRM, mistakes, read
from tests.config.files import GUARD as FILE_GUARD


def hide(monkeypatch: pytest.MonkeyPatch, *libraries: str) -> None:
    for each in libraries:
        monkeypatch.setitem(sys.modules, each, None)


@pytest.mark.parametrize("library", EXTRAS)
def test_what_is_installed_is_not_missing(library: str):
    """All of them are installed where the tests run."""
    assert missing(library) is None


def test_what_is_missing_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch):
    """The fact and the fix, as a mistake of a landscape shows them."""
    hide(monkeypatch, "sqlalchemy")

    assert (
        "the library that asks databases is not installed.",
        'Install it: pip install "samestory[sql]"',
    ) == missing("sqlalchemy")
    with pytest.raises(CannotAsk) as caught:
        require("sqlalchemy")
    assert caught.value.why == (
        'the library that asks databases is not installed; install it: pip install "samestory[sql]"'
    )


@pytest.mark.parametrize("command", ["run", "watch"])
def test_scenarios_in_parallel_need_a_library_and_one_at_a_time_none(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Pytest would say that it does not know -n."""
    hide(monkeypatch, "xdist")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [command, "-n", "2"])
    alone = Play(landscape=tmp_path / "x.toml", report=tmp_path, workers=1)

    assert Exit.WRONG_CALL == done.exit_code
    assert 'pip install "samestory[parallel]"' in done.output
    assert "-n" not in alone.arguments


def test_a_calendar_without_its_library_cannot_be_read(monkeypatch: pytest.MonkeyPatch):
    """The rest of the mail can."""
    hide(monkeypatch, "icalendar")
    why = (
        "a calendar could not be read (the library that reads calendars in mails is not "
        'installed; install it: pip install "samestory[calendar]")'
    )
    mail = b"Subject: Your visit\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n"

    assert "Your visit" == (read := read_mail(mail))["subject"]
    assert [why] == read["notes"]
    assert isinstance(newest_events(read["calendars"]), Unreadable)
    assert why == read_calendar("BEGIN:VCALENDAR", UTC, [])["events"]


def test_a_mailbox_without_its_library_cannot_be_asked(monkeypatch: pytest.MonkeyPatch):
    """Nothing is connected to."""
    hide(monkeypatch, "imapclient")

    with pytest.raises(CannotAsk, match=r'pip install "samestory\[imap\]"'):
        connect(Login("mail.example", 993, "tls", "INBOX", "ada", "x"), 1.0, SocketDeadline())


def test_a_database_without_its_library_cannot_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Neither a file nor a server."""
    place = {"address": read_database_url("sqlite:///orders.db", tmp_path)}
    asking = subject_entry({"select": "SELECT 1 WHERE 1 = :key", "each": {}, "bind": {}})
    entry = system_entry(asking, adapter="sql", settings=place)
    hide(monkeypatch, "sqlalchemy")

    with pytest.raises(CannotAsk, match=r'pip install "samestory\[sql\]"'):
        SqlSystem(entry, GUARD, filing()).observe(Subject("order", "A-1"))


def test_a_socks_proxy_without_its_library_lets_nothing_through(monkeypatch: pytest.MonkeyPatch):
    """The page that leads nowhere says why."""
    hide(monkeypatch, "socksio")
    proxy = read_upstream("socks5://127.0.0.1:1")

    async def through() -> None:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            await connected("shop.example", 80, replace(proxy, port=port), tunnel=True)

    with pytest.raises(ConnectionError, match=r'pip install "samestory\[socks\]"'):
        asyncio.run(through())


@pytest.mark.parametrize(
    ("system", "library", "extra"),
    [
        ('adapter = "sql"\nurl = "sqlite:///orders.db"', "sqlalchemy", "sql"),
        ('adapter = "sql"\nurl = "postgresql://ada@127.0.0.1/erp"', "psycopg", "postgresql"),
        ('adapter = "inbox"\nhost = "127.0.0.1"', "imapclient", "imap"),
    ],
)
def test_a_landscape_that_needs_a_missing_library_is_a_mistake(
    system: str, library: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Before anything is asked; every other landscape can be read."""
    hide(monkeypatch, library)

    assert f'Install it: pip install "samestory[{extra}]"' in "\n".join(
        mistakes(tmp_path, f"{FILE_GUARD}\n[systems.it]\n{system}\n")
    )
    assert ["crm"] == list(read(tmp_path, FILE_GUARD + CRM).systems)
