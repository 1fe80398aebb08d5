"""Mail as it is in the world, played through the real command against a mail server."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.imap.imap_server import MailServer, Stored
from tests.testing.stubs import anybody, served
from tests.warm_python import warm_python

CASES = Path(__file__).parent
PASSWORD = "pw-for-tests-1"
SHOP = {"total": "92.50", "sent_at": "2026-11-23T09:00:00Z"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the command told: its exit code and its JSON."""

    code: int
    said: dict[str, Any]

    @property
    def outcomes(self) -> dict[str, str]:
        return {name: each["outcome"] for name, each in self.said["fields"].items()}

    @property
    def words(self) -> str:
        return " ".join(self.said["explanation"].split())


def asked(
    folder: Path,
    case: str,
    mails: MailServer,
    *,
    kind: str = "order",
    toml: tuple[str, str] = ("", ""),
) -> Told:
    """Ask the shop and the mailbox of a case about order A-1000; `toml` is changed before."""
    landscape = next(CASES.glob(f"{case}-*")) / "landscape.toml"
    mails.password = PASSWORD
    with served(lambda question: question.say(SHOP), anybody) as shop, mails.up() as inbox:
        text = landscape.read_text().replace(*toml) if toml[0] else landscape.read_text()
        text = re.sub(r"http://127\.0\.0\.1:\d+", f"http://127.0.0.1:{shop}", text)
        text = re.sub(r"(?m)^port=\d+", f"port={inbox}", text)
        (folder / "here.toml").write_text(text)
        words = ("ask", kind, "A-1000", "--landscape", "here.toml", "--json")
        done = subprocess.run(  # noqa: S603  our own command
            [warm_python(), "-m", "samestory", *words],
            cwd=folder,
            env={**os.environ, "MAILBOX_PASSWORD": PASSWORD},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert done.stdout, done.stderr
    return Told(done.returncode, json.loads(done.stdout))


def mail_of(case: str, name: str = "mail.eml") -> bytes:
    raw = (next(CASES.glob(f"{case}-*")) / name).read_bytes()
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def test_a_server_that_knows_no_charset_but_ascii_is_read(tmp_path: Path):
    """Exchange and Office 365 refuse SEARCH CHARSET UTF-8."""
    server = MailServer([mail_of("01")])
    told = asked(tmp_path, "01", server)

    assert (0, {"total": "agreed"}) == (told.code, told.outcomes)
    assert "92.50 EUR" == told.said["fields"]["total"]["said"]["inbox"]
    assert not [each for each in server.commands if "CHARSET" in each]


def test_a_date_of_minus_0000_is_one_in_utc(tmp_path: Path):
    """In a company whose own clock is an hour ahead."""
    told = asked(tmp_path, "02", MailServer([mail_of("02")]), kind="notice")

    assert (0, {"sent": "agreed"}) == (told.code, told.outcomes)


@pytest.mark.parametrize("case", ["03", "04"])
def test_what_is_beside_the_body_is_not_read_in_its_stead(tmp_path: Path, case: str):
    """An attached mail, and the footer of a mailing list."""
    told = asked(tmp_path, case, MailServer([mail_of(case)]))

    assert (0, {"total": "agreed"}) == (told.code, told.outcomes)
    assert "92.50 EUR" == told.said["fields"]["total"]["said"]["inbox"]


def moved_back() -> list[Stored]:
    return [
        Stored(11, mail_of("05", "uid-11.eml"), "23-Nov-2026 09:05:02 +0000"),
        Stored(12, mail_of("05", "uid-12-moved-back-from-junk.eml"), "23-Nov-2026 09:00:02 +0000"),
    ]


@pytest.mark.parametrize("arrived", ["23-Nov-2026 09:00:02 +0000", "24-Nov-2026 10:00:00 +0000"])
def test_a_mail_that_was_moved_is_no_newer_for_that(tmp_path: Path, arrived: str):
    """Whether its server kept the moment of its arrival or not."""
    amended, first = moved_back()
    told = asked(tmp_path, "05", MailServer([amended, replace(first, arrived=arrived)]))

    assert (0, {"total": "agreed"}) == (told.code, told.outcomes)
    assert "92.50 EUR" == told.said["fields"]["total"]["said"]["inbox"]


def test_a_server_that_misses_mails_is_not_believed(tmp_path: Path):
    """Its own search finds nothing: the subject was folded, or encoded."""
    server = MailServer([Stored(7, mail_of("01"), found_by="")])
    told = asked(tmp_path, "01", server)

    assert (0, {"total": "agreed"}) == (told.code, told.outcomes)


def test_a_mail_in_the_junk_folder_did_not_reach_her(tmp_path: Path):
    """She does not see it, and is told where it is."""
    server = MailServer(folders={"Courrier ind&AOk-sirable": [Stored(3, mail_of("01"))]})
    told = asked(tmp_path, "01", server)

    assert (1, {"total": "absent"}) == (told.code, told.outcomes)
    assert "The inbox: it is in the junk folder (Courrier indésirable)." in told.words


def test_a_mail_that_is_flagged_to_be_deleted_did_not_stay(tmp_path: Path):
    """A mail program no longer shows it."""
    told = asked(tmp_path, "01", MailServer([Stored(3, mail_of("01"), flags="\\Deleted")]))

    assert (1, {"total": "absent"}) == (told.code, told.outcomes)
    assert "The inbox: it is flagged to be deleted." in told.words


def test_an_answer_that_is_ok_and_incomplete_is_no_answer(tmp_path: Path):
    """Nobody can know whether the mail is there."""
    nothing = {"SEARCH": [[b"TAG OK done"]]}
    told = asked(tmp_path, "01", MailServer([mail_of("01")], tricks=nothing))

    assert (6, {"total": "unreachable"}) == (told.code, told.outcomes)
    assert "it answers a search with OK and no result" in told.words


MARKED_UP = 'read={sum="td.total"}\ntotal={at="read.sum",as="money text"}'
AS_DATA = 'total={at="newest.json_ld[0].total",as="money text"}'
BEHIND_A_PIPE = 'total={at="mails[].json_ld[] | [-1].total",as="money text"}'


def with_data(script: str, date: str = "09:00:00") -> bytes:
    head = mail_of("01").replace(b"09:00:00", date.encode()).partition(b"\r\n\r\n")[0]
    return head + f'\r\n\r\n<script type="application/ld+json">{script}</script>'.encode()


GOOD = '{"@type": "Order", "total": "92.50 EUR"}'


def test_data_in_a_mail_may_be_wrapped(tmp_path: Path):
    """As XHTML wanted it."""
    toml = ('record="newest"\n' + MARKED_UP, AS_DATA)
    told = asked(tmp_path, "01", MailServer([with_data(f"<![CDATA[{GOOD}]]>")]), toml=toml)

    assert (0, {"total": "agreed"}) == (told.code, told.outcomes)


def test_broken_data_is_named(tmp_path: Path):
    """It may be the newest word, so that an older mail does not count instead."""
    mails = MailServer([with_data(GOOD), with_data(GOOD[:-1], "09:05:00")])
    told = asked(tmp_path, "01", mails, toml=('record="newest"\n' + MARKED_UP, BEHIND_A_PIPE))

    assert (6, {"total": "unmapped"}) == (told.code, told.outcomes)
    assert "The inbox cannot be read: its JSON-LD is broken (Expecting" in told.words
