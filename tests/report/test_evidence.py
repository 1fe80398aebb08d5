"""The report keeps what proves a verdict: all that was new, masked and truncated."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage

import pytest

from samestory.core.model import Evidence
from samestory.redaction import Masker
from samestory.report.evidence import MOST, attachments, rounds, truncated
from tests.report import made_up

SECRET = "mailbox-secret-r3"
mask = Masker([SECRET]).mask


def titles(verdict: object) -> list[str]:
    return [each.title for each in rounds(made_up.told(verdict), mask)]  # type: ignore[arg-type]


@pytest.mark.parametrize("depth", [100, 1500])
def test_a_mail_that_cannot_be_searched_for_secrets_is_withheld(depth: int):
    """Its parts are nested too deeply."""
    head = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    raw = b"".join(head % (each, each) for each in range(depth))
    _, found = attachments(Evidence("inbox-1.eml", "message/rfc822", raw), lambda content: content)

    assert found.content.startswith(b"Withheld, for it cannot be searched for secrets: ")


def test_of_an_agreement_the_last_words_are_kept() -> None:
    """A thousand good verdicts must not make a report of a gigabyte."""
    assert ["Raw responses"] == titles(made_up.agreed())


def test_of_a_failure_every_new_answer_is_kept() -> None:
    """Look by look, and an answer that repeats the one before is left to the timeline."""
    assert [
        "Look 1, after 0.0 s",
        "Look 3, after 0.3 s",
        "Look 4, after 0.8 s",
        "Raw responses",
    ] == titles(made_up.contradicted())


def test_every_answer_says_what_was_asked() -> None:
    """And why there is none."""
    *_, last = rounds(made_up.told(made_up.unreachable()), mask)

    assert [
        "website: GET http://127.0.0.1:8804/website/A-1042",
        "inbox: GET http://127.0.0.1:8804/inbox/A-1042",
        "CRM: GET http://127.0.0.1:8804/crm/A-1042",
        "ERP: GET http://127.0.0.1:8804/erp/A-1042 – connection refused by http://127.0.0.1:8804",
    ] == [each.title for each in last.replies]


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml"])
def test_what_could_act_opens_as_plain_text(media_type: str) -> None:
    """A page of a website is shown as its source; opened, it would load pictures and run."""
    page = Evidence("website-1.html", media_type, b"<script>alert(1)</script>")
    [sheet] = attachments(page, mask)

    assert ("text/plain", page.content) == (sheet.media_type, sheet.content)


def test_pictures_stay_pictures() -> None:
    """Byte for byte, since masking would break them."""
    [sheet] = attachments(Evidence("website-1.png", "image/png", b"\x89PNG\x00"), mask)

    assert ("image/png", b"\x89PNG\x00") == (sheet.media_type, sheet.content)


def test_a_huge_answer_is_cut_and_opens_as_text() -> None:
    """Half a JSON document is no JSON document."""
    [sheet] = attachments(Evidence("erp-1.json", "application/json", b"[" + b"1," * MOST), mask)

    assert "text/plain" == sheet.media_type
    assert len(sheet.content) < MOST + 100
    assert sheet.content.endswith(b"more bytes]\n")


def test_truncated_leaves_small_things_alone() -> None:
    """At the limit nothing is cut."""
    assert b"12345" == truncated(b"12345", 5)


def test_a_mail_is_kept_raw_and_to_read() -> None:
    """Allure cannot open .eml files."""
    raw = b"Subject: Your order\n\nHello\n"
    page, eml = attachments(Evidence("inbox-1.eml", "message/rfc822", raw), mask)

    assert ("inbox-1 (to read)", "text/html") == (page.name, page.media_type)
    assert ("inbox-1.eml", "message/rfc822", raw) == (eml.name, eml.media_type, eml.content)


@pytest.mark.parametrize("encoding", ["7bit", "base64", "quoted-printable"])
def test_no_encoding_carries_a_secret_out(encoding: str) -> None:
    """Base64 breaks lines in the middle of a secret, where no mask can see it."""
    mail = EmailMessage()
    mail.set_content("x" * 50 + f" the password is {SECRET}\n" * 9, cte=encoding)

    for sheet in attachments(Evidence("inbox-1.eml", "message/rfc822", mail.as_bytes()), mask):
        assert SECRET.encode() not in sheet.content
        decoded = message_from_bytes(sheet.content).get_payload(decode=True)
        assert SECRET.encode() not in decoded
