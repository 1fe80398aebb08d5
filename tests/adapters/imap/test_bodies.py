"""What a person reads of a mail, however its parts are put together."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from samestory.adapters.imap.mail import read_mail
from samestory.extraction.strict_jmespath import Unreadable

HTML, PLAIN, FOOTER = "<p>Total: 92.50 EUR</p>", "Total: 92.50 EUR", "This list is read."


def part(
    content: str, kind: str = "plain", disposition: str = "", name: str = "", **more: str
) -> EmailMessage:
    """A text as a part of a mail."""
    message = EmailMessage()
    message.set_content(content, subtype=kind)
    if disposition:
        message["Content-Disposition"] = disposition
    if name:
        message.set_param("name", name, header="Content-Type")
    for key, value in more.items():
        message.set_param(key, value, header="Content-Type")
    return message


def several(kind: str, *parts: EmailMessage) -> EmailMessage:
    """A multipart of this kind."""
    message = EmailMessage()
    message["Content-Type"] = f"multipart/{kind}"
    message.set_payload(list(parts))
    return message


def attached_mail(disposition: str = "") -> EmailMessage:
    """Another mail as a part of a mail."""
    message = EmailMessage()
    message["Content-Type"] = "message/rfc822"
    if disposition:
        message["Content-Disposition"] = disposition
    message.set_payload([part("Total: 11.00 EUR")])
    return message


def texts(message: EmailMessage) -> tuple[str, str | None, str]:
    mail = read_mail(message.as_bytes())
    return mail["text"], mail["plain"], mail["html"]


BOTH = several("alternative", part(PLAIN), part(HTML, "html"))
ALONE = (PLAIN, None, PLAIN)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (part(PLAIN), (PLAIN, PLAIN, "")),
        (part(HTML, "html"), ALONE),
        (BOTH, (PLAIN, PLAIN, PLAIN)),
        (several("mixed", part(HTML, "html"), attached_mail()), ALONE),
        (several("mixed", part(HTML, "html"), attached_mail("attachment")), ALONE),
        (several("mixed", attached_mail("inline"), part(HTML, "html")), ALONE),
        (
            several("mixed", part(HTML, "html"), several("digest", attached_mail())),
            ALONE,
        ),
        (
            several("mixed", part(HTML, "html"), part("Total: 1", disposition="attachment")),
            ALONE,
        ),
        (
            several(
                "mixed",
                part(HTML, "html"),
                part("Total: 1", disposition='inline; filename="terms.txt"'),
            ),
            ALONE,
        ),
        (several("mixed", part("Total: 1", name="terms.txt"), part(HTML, "html")), ALONE),
        (part(PLAIN, name="body.txt"), (PLAIN, PLAIN, "")),
        (
            several("alternative", part(PLAIN), part(HTML, "html", name="body.html")),
            (PLAIN, PLAIN, PLAIN),
        ),
        (
            several("mixed", part(HTML, "html"), part(FOOTER, disposition="inline")),
            (f"{PLAIN}\n{FOOTER}", FOOTER, PLAIN),
        ),
        (
            several("mixed", part(PLAIN), part(f"<p>{FOOTER}</p>", "html")),
            (f"{PLAIN}\n\n{FOOTER}", PLAIN, FOOTER),
        ),
        (
            several("mixed", BOTH, part(FOOTER)),
            (f"{PLAIN}\n\n{FOOTER}", f"{PLAIN}\n\n{FOOTER}", PLAIN),
        ),
        (several("alternative", part("  \n"), part(HTML, "html")), ALONE),
        (
            several("alternative", part(PLAIN), several("related", part(HTML, "html"))),
            (PLAIN, PLAIN, PLAIN),
        ),
        (
            several(
                "alternative",
                part(PLAIN),
                several("mixed", part(HTML, "html"), part(FOOTER)),
            ),
            (PLAIN, f"{PLAIN}\n\n{FOOTER}", PLAIN),
        ),
        (several("related", part(HTML, "html")), ALONE),
        (several("signed", several("mixed", part(HTML, "html"))), ALONE),
        (
            several("report", part(HTML, "html"), part("Final-Recipient: x", "rfc822-headers")),
            ALONE,
        ),
        (several("x-odd", part(HTML, "html")), ALONE),
        (attached_mail(), ("", None, "")),
    ],
)
def test_the_body_is_what_a_person_reads(
    message: EmailMessage, expected: tuple[str, str | None, str]
):
    """Not what is attached, and all of what is not."""
    assert expected == texts(message)


def test_a_calendar_beside_the_body_is_no_body():
    """It is one of the calendars."""
    calendar = part("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR", "calendar")
    mail = read_mail(several("alternative", part(PLAIN), calendar).as_bytes())

    assert (PLAIN, 1) == (mail["text"], len(mail["calendars"]))


def test_what_an_attached_mail_holds_is_not_this_ones():
    """Its data and its calendars would be those of another order."""
    markup = '<script type="application/ld+json">{"@type": "Order"}</script>'
    inner = attached_mail()
    inner.set_payload([part(markup, "html")])
    mail = read_mail(several("mixed", part(PLAIN), inner).as_bytes())

    assert ([], []) == (mail["json_ld"], mail["calendars"])


@pytest.mark.parametrize(
    ("said", "delsp", "expected"),
    [
        ("Total: \n92.50 EUR", "no", "Total: 92.50 EUR"),
        ("Tot \nal: 92.50 EUR", "yes", "Total: 92.50 EUR"),
        ("Total:\n92.50 EUR", "no", "Total:\n92.50 EUR"),
        (" From the shop", "no", "From the shop"),
        ("one \n> two", "no", "one \n> two"),
        ("one \n-- \nAda", "no", "one \n-- \nAda"),
    ],
)
def test_lines_that_were_wrapped_are_one_again(said: str, delsp: str, expected: str):
    """RFC 3676; quotes and signatures stay lines of their own."""
    raw = f"Content-Type: text/plain; format=flowed; delsp={delsp}\r\n\r\n".encode()

    assert expected == read_mail(raw + said.replace("\n", "\r\n").encode())["text"]


def test_lines_of_any_other_text_stay_as_they_are():
    """A space at the end of one means nothing there."""
    assert "Total: \n92.50" == read_mail(b"Content-Type: text/plain\r\n\r\nTotal: \n92.50")["text"]


@pytest.mark.parametrize("kind", ["pkcs7-mime", "ms-tnef"])
def test_a_sealed_body_is_no_silence(kind: str):
    """It may say anything, and a text beside it is read."""
    sealed = EmailMessage()
    sealed.set_content(b"\x30\x80", "application", kind)
    alone, beside = (
        read_mail(each.as_bytes()) for each in (sealed, several("mixed", part(PLAIN), sealed))
    )

    assert Unreadable(f"its body is sealed (application/{kind})") == alone["text"]
    assert [alone["text"]] == alone["notes"]
    assert isinstance(alone["json_ld"], Unreadable)
    assert (PLAIN, []) == (beside["text"], beside["json_ld"])


def test_a_sealed_body_beside_an_empty_text_is_no_silence():
    """Outlook writes an empty line beside its winmail.dat."""
    sealed = EmailMessage()
    sealed.set_content(b"\x78\x9f", "application", "ms-tnef")

    assert isinstance(
        read_mail(several("mixed", part(" \n"), sealed).as_bytes())["text"], Unreadable
    )


@pytest.mark.parametrize(
    "hidden",
    [
        'style="display:none;max-height:0"',
        'style="color: red; DISPLAY : NONE !important"',
        'style="visibility:hidden"',
        "hidden",
    ],
)
def test_a_preview_that_the_mail_does_not_show_is_no_text(hidden: str):
    """Shops hide one at the top: it is not what a person reads, nor a link that she could open."""
    preview = f'<div {hidden}>Total: 1.00 EUR <a href="https://trap.example">x</a></div>'
    mail = read_mail(part(preview + HTML, "html").as_bytes())

    assert (PLAIN, PLAIN, []) == (mail["text"], mail["html"], mail["links"])


@pytest.mark.parametrize(
    "style", ["display:block", "x-display:none", "display:none-such", "color:red"]
)
def test_any_other_style_hides_nothing(style: str):
    assert PLAIN == read_mail(part(f'<p style="{style}">{PLAIN}</p>', "html").as_bytes())["text"]


def test_a_mark_of_the_byte_order_is_no_text():
    """Windows writes one at the beginning of a file."""
    assert "Total" == read_mail("Subject: x\r\n\r\n\ufeffTotal".encode())["text"]
