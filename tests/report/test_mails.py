"""A mail can be read in the report, and can do nothing there."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup

from samestory.report import mails

HOSTILE = """
<style>body { background: url(http://evil.example/1) }</style>
<link rel="stylesheet" href="http://evil.example/2">
<p style="background:url(http://evil.example/3)" onclick="alert(1)">Your order A-1042</p>
<script>alert(2)</script><svg onload="alert(3)"><script>alert(4)</script></svg>
<img src="http://evil.example/4.png" onerror="alert(5)" alt="a cat">
<a href="javascript:alert(6)">one</a> <a href="https://shop.example/order/1?token=t">two</a>
<iframe src="http://evil.example/5"></iframe><form action="http://evil.example/6"><input></form>
<base href="http://evil.example/7"><meta http-equiv="refresh" content="0;url=http://evil.example/8">
<math><mtext><table><mglyph><style><img src=x onerror=alert(9)></style></mglyph></table></math>
"""


def mail(html: str | None = None, text: str | None = None, **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {
        "From": "shop@speedwell.example",
        "Subject": "Your order",
        **headers,
    }.items():
        message[name] = value
    if text is not None:
        message.set_content(text)
    if html is not None and text is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def body(raw: bytes) -> BeautifulSoup:
    return BeautifulSoup(mails.mail_page(raw), "html.parser").body or BeautifulSoup()


@pytest.mark.parametrize("depth", [100, 1500])
def test_parts_nested_too_deeply_are_shown_as_they_came(depth: int):
    """With the reason."""
    head = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    page = mails.mail_page(b"Subject: A-1\n" + b"".join(head % (n, n) for n in range(depth)))

    assert "its parts are nested too deeply" in page
    assert "boundary=b99" in page


@pytest.mark.parametrize("html", ["<div>" * 20_000, "<a" * 50_000, "<table><tr><td>" * 5_000])
def test_deep_html_is_shown_in_part(html: str):
    """It is no reason for minutes of work."""
    raw = b"Content-Type: text/html\n\n<p>start</p>" + html.encode() + b"end"

    assert "start" in mails.mail_page(raw)
    assert "end" in mails.mail_page(raw)


def test_nothing_in_a_hostile_mail_acts_or_loads() -> None:
    """No scripts, handlers, styles, pictures, frames, forms, and no link that can be followed."""
    shown = body(mail(html=HOSTILE))

    assert not shown.find_all(
        ["script", "style", "img", "svg", "iframe", "form", "input", "a", "link", "base", "meta"]
    )
    names = {name for tag in shown.find_all(True) for name in tag.attrs}
    assert {"class", "colspan"} >= names


def test_links_and_pictures_are_spelled_out() -> None:
    """A reader sees where a link went, and cannot follow it by mistake."""
    text = " ".join(body(mail(html=HOSTILE)).get_text(" ").split())

    assert "two [https://shop.example/order/1?token=t]" in text.replace("two  [", "two [")
    assert "[picture: a cat]" in text
    assert "javascript" not in text


def test_the_page_itself_may_load_nothing() -> None:
    """If the cleaning ever misses something, the browser still refuses it."""
    soup = BeautifulSoup(mails.mail_page(mail(text="Hello")), "html.parser")
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})

    assert policy is not None
    assert "default-src 'none'" in str(policy["content"])


def test_headers_stand_on_top_and_are_escaped() -> None:
    """A subject is text."""
    page = mails.mail_page(
        mail(text="x", Subject="<script>alert(1)</script>", To="ada@customers.example")
    )

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "ada@customers.example" in page


def test_both_versions_are_shown() -> None:
    """They may tell different stories."""
    text = body(mail(html="<p>89.00 EUR</p>", text="98.00 EUR")).get_text()

    assert "89.00 EUR" in text
    assert "98.00 EUR" in text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe nonsense",
        b"Content-Type: text/html; charset=klingon\n\n<p>caf\xe9</p>",
        b"Content-Type: text/plain; charset=utf-8\n\n\xff\xfe",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\n--x--",
        b"Subject: =?utf-8?q?=ff?=\nDate: tomorrow\nFrom: <<>>,,@\n\n",
        b"Content-Transfer-Encoding: base64\n\n!!!not base64",
    ],
)
def test_a_broken_mail_still_gives_a_page(raw: bytes) -> None:
    """What cannot be decoded is shown as it came, and never stops the report."""
    assert mails.mail_page(raw).rstrip().endswith("</html>")


def test_a_blank_mail_says_so() -> None:
    """An empty page would look like a fault of the report."""
    assert "no body" in mails.mail_page(b"Content-Type: multipart/mixed; boundary=x\n\n--x--\n")


def test_a_huge_body_is_cut_and_says_so() -> None:
    """One mail must not make the report unusable."""
    page = mails.mail_page(mail(text="word " * 100_000))

    assert len(page) < mails.MOST + 10_000
    assert "more characters]" in page
