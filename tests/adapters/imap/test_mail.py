"""No mail, however broken, is an error."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.adapters.imap.mail import read_mail
from samestory.extraction.html_tree import LARGEST_HTML
from samestory.extraction.strict_jmespath import Unreadable

HTML = """
<html><head><title>no text</title><style>p {color: red}</style>
<script type="application/ld+json">
  {"@context": "https://schema.org", "@type": "Order", "orderNumber": "A-1", "price": "49.90"}
</script></head>
<body><p>Thank   you,<br>Ada!</p><script>alert("hostile")</script>
<a href=" https://shop.example/orders/A-1 ">Your <b>order</b></a> <a name="x">no link</a>
<table>
  <tr><th>Article</th><th>Quantity</th></tr>
  <tr><td>Chain</td><td>2</td></tr>
  <tr><td>Pump</td></tr>
</table></body></html>
"""


def composed(html: str | None = HTML, text: str | None = "Thank you, Ada!") -> bytes:
    message = EmailMessage()
    message["From"] = "Shop <shop@shop.example>"
    message["To"] = "ada@customers.example"
    message["Subject"] = "Ihre Bestellung Ä-1 für 5 €"
    message["Date"] = "Tue, 24 Nov 2026 14:02:11 +0100"
    message["Message-ID"] = "<1@shop.example>"
    if text is not None:
        message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


class TestAWellMadeMail:
    def test_its_headers_are_decoded(self):
        """The date as ISO 8601."""
        mail = read_mail(composed())

        assert "Ihre Bestellung Ä-1 für 5 €" == mail["subject"]
        assert "Shop <shop@shop.example>" == mail["from"]
        assert "ada@customers.example" == mail["to"]
        assert "2026-11-24T14:02:11+01:00" == mail["date"]
        assert "<1@shop.example>" == mail["message_id"]
        assert [] == mail["notes"]

    def test_its_order_is_found_in_the_markup(self):
        """schema.org's JSON-LD, as mail programs read it."""
        [order] = read_mail(composed())["json_ld"]

        assert ("Order", "49.90") == (order["@type"], order["price"])

    def test_its_text_is_what_a_person_sees(self):
        """No script, no style, no title."""
        mail = read_mail(composed())

        assert "Thank you, Ada!" == mail["text"]
        assert mail["html"].startswith("Thank you,\nAda!\nYour order no link\nArticle Quantity\n")
        assert "hostile" not in str(mail)

    def test_its_links_are_listed(self):
        """With the words that a person would click on."""
        expected = [{"text": "Your order", "href": "https://shop.example/orders/A-1"}]

        assert expected == read_mail(composed())["links"]

    def test_its_tables_have_headed_rows(self):
        """A row that is too short has fewer cells."""
        expected = [[{"Article": "Chain", "Quantity": "2"}, {"Article": "Pump"}]]

        assert expected == read_mail(composed())["tables"]


class TestTables:
    @pytest.mark.parametrize(
        ("html", "tables"),
        [
            (
                (
                    "<table><tr><th>Total</th><td><b>5</b> €</td></tr>"
                    "<tr><th>Day</th><td>Tue<br>day</td></tr></table>"
                ),
                [[{"Total": "5 €", "Day": "Tue day"}]],
            ),
            (
                "<table><tr><td><table><tr><th>A</tr><tr><td>1</tr></table></tr></table>",
                [[{"A": "1"}]],
            ),
            (
                "<table><tr><th></th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
                [[{"1": "1", "B": "2"}]],
            ),
            ("<table><tr><td>only a row</td></tr></table>", []),
            ("<table></table>", []),
            ("<table><tbody><tr><td>H</td></tr><tr><td>1</td></tr>", [[{"H": "1"}]]),
        ],
    )
    def test_tables_come_in_many_shapes(self, html: str, tables: object):
        """Headings beside their values, tables for layout, unclosed ones."""
        assert tables == read_mail(composed(html))["tables"]


class TestJsonLd:
    @pytest.mark.parametrize(
        ("json_ld", "types"),
        [
            ('[{"@type": "A"}, [{"@type": "B"}], 3]', ["A", "B"]),
            ('{"@graph": [{"@type": "A"}, {"@type": "B"}]}', ["A", "B"]),
            ('{"@graph": {"@type": "A"}}', ["A"]),
            ('"a text"', []),
            ('{"@type": "A", "note": "line\nbreak"}', ["A"]),
        ],
    )
    def test_every_object_counts(self, json_ld: str, types: list[str]):
        """Lists and graphs are opened."""
        mail = read_mail(composed(f'<script type="Application/LD+JSON">{json_ld}</script>'))

        assert types == [each["@type"] for each in mail["json_ld"]]

    @pytest.mark.parametrize("json_ld", ["{", "x", "[" * 100_000])
    def test_a_broken_one_is_noted_and_stands_in_the_way(self, json_ld: str):
        """It may be the one that is looked for, so that the others do not count either."""
        broken = f'<script type="application/ld+json">{json_ld}</script>'
        mail = read_mail(composed(broken + HTML))

        assert [mail["json_ld"]] == mail["notes"]
        assert mail["notes"][0].startswith("its JSON-LD is broken (")

    @pytest.mark.parametrize(
        "wrapped",
        [
            "<![CDATA[{}]]>",
            "//<![CDATA[\n{}\n//]]>",
            "/*<![CDATA[*/{}/*]]>*/",
            "<!-- {} -->",
            "<!--//--><![CDATA[//><!--\n{}\n//--><!]]>",
            "\ufeff{}",
        ],
    )
    def test_it_may_be_wrapped(self, wrapped: str):
        """Once it was hidden from old browsers and from XML."""
        json_ld = wrapped.replace("{}", '[{"@type": "A", "url": "http://a.example/*b"}]')
        mail = read_mail(composed(f'<script type="application/ld+json">{json_ld}</script>'))

        assert [{"@type": "A", "url": "http://a.example/*b"}] == mail["json_ld"]

    def test_an_empty_one_says_nothing_and_hides_nothing(self):
        """Shops write them where a product is none."""
        mail = read_mail(composed('<script type="application/ld+json"> </script>' + HTML))

        assert ["Order"] == [each["@type"] for each in mail["json_ld"]]
        assert not mail["notes"]

    def test_it_may_be_a_part_of_its_own(self):
        """Some senders attach it beside the text."""
        raw = (
            composed()
            .replace(b"text/html", b"application/ld+json")
            .replace(HTML.encode().strip(), b'{"@type": "A"}')
        )
        message = EmailMessage()
        message.set_content("see markup")
        message.add_alternative('{"@type": "A"}', subtype="x")
        raw = message.as_bytes().replace(b"text/x", b"application/ld+json")

        assert [{"@type": "A"}] == read_mail(raw)["json_ld"]


class TestDepth:
    """Nobody's nesting takes minutes, and what was left out is noted."""

    @pytest.mark.parametrize(
        "html",
        [
            "<div>" * 20_000,
            "<table><tr><td>" * 7_000,
            "<a href=x>" * 20_000,
            "<template>" * 20_000,
            "<a" * 100_000,
            "<!--" * 50_000,
            "<!-- >" * 30_000,
            "</a" * 50_000,
        ],
    )
    def test_deep_html_is_read_in_part(self, html: str):
        """Its order is found all the same."""
        mail = read_mail(composed(HTML + html + "end"))

        assert mail["html"].startswith("Thank you,")
        assert "Order" == mail["json_ld"][0]["@type"]
        assert 1 == len(mail["notes"])

    def test_the_text_of_what_lies_too_deep_is_read(self):
        """But nothing that is hidden."""
        deep = (
            "<div>" * 500 + "<p>deep</p><script>bad</script><template>no <i>way</i></template>end"
        )
        mail = read_mail(composed(deep))

        assert "deepend" == mail["html"].replace("\n", "")

    @pytest.mark.parametrize("depth", [100, 1500])
    def test_deep_parts_are_not_read(self, depth: int):
        """The headers are."""
        head = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
        raw = b"Subject: A-1\n" + b"".join(head % (each, each) for each in range(depth))
        mail = read_mail(raw)

        assert "A-1" == mail["subject"]
        assert Unreadable("its parts are nested too deeply to be read") == mail["text"]
        assert ["its parts are nested too deeply to be read"] == mail["notes"]

    @pytest.mark.parametrize("name", ["To", "Subject", "Content-Type", "Content-Disposition"])
    @pytest.mark.parametrize("value", ["(" * 20_000, '"' * 30_000, "a;" * 25_000])
    def test_a_giant_header_is_not_understood(self, name: str, value: str):
        """The body is."""
        mail = read_mail(f"{name}: {value}\n\nbody".encode())

        assert "body" == mail["text"]


class TestOddMails:
    @pytest.mark.parametrize(
        "raw", [b"", b"\r\n", b"Subject: A-1\r\n\r\n", b"\0\xff\xfe", b"no header at all"]
    )
    def test_a_blank_one_is_read(self, raw: bytes):
        """It holds no order, and that is all there is to say."""
        mail = read_mail(raw)

        assert ([], [], []) == (mail["json_ld"], mail["links"], mail["tables"])
        assert None is mail["date"]

    def test_html_alone_is_enough(self):
        """Its text stands for the missing plain part."""
        mail = read_mail(composed(text=None))

        assert mail["html"] == mail["text"]
        assert "Chain" in mail["text"]

    def test_plain_text_alone_is_enough(self):
        """Its addresses are its links."""
        mail = read_mail(
            composed(None, "Sign in: https://shop.example/in?t=1&u=2\nBye (http://a.example).")
        )

        hrefs = [each["href"] for each in mail["links"]]
        assert ["https://shop.example/in?t=1&u=2", "http://a.example"] == hrefs

    def test_an_attached_page_is_no_body(self):
        """Terms and conditions are not what the mail says."""
        message = EmailMessage()
        message.set_content("body")
        message.add_attachment("<p>terms</p>", subtype="html", filename="terms.html")

        assert ("body", "") == (
            read_mail(message.as_bytes())["text"],
            read_mail(message.as_bytes())["html"],
        )

    @pytest.mark.parametrize(
        ("charset", "body", "text"),
        [
            ("us-ascii", "für 5 €".encode(), "für 5 €"),
            ("iso-8859-1", "für 5 €".encode(), "für 5 €"),
            ("iso-8859-1", "für".encode("latin-1"), "für"),
            ("iso-8859-1", "9 €".encode("cp1252"), "9 €"),
            ("utf-8", "für".encode("latin-1"), "für"),
            ("x-unknown", "für".encode(), "für"),
            ("x-unknown", "für".encode("cp1252"), "für"),
            ("hex", b"plain", "plain"),
            ("utf-16", "für".encode("utf-16"), "für"),
            ("utf-7", "für".encode("utf-7"), "für"),
            ("iso-2022-jp", "東京".encode("iso-2022-jp"), "東京"),
            ("nul\0", b"plain", "plain"),
        ],
    )
    def test_an_unknown_or_lying_charset_is_seen_through(
        self, charset: str, body: bytes, text: str
    ):
        """UTF-8 is believed more than its label."""
        raw = f"Content-Type: text/plain; charset={charset}\r\n".encode()
        raw += b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body

        assert text == read_mail(raw)["text"]

    def test_a_lie_is_noted(self):
        """A mail program would show it as rubbish."""
        raw = b"Content-Type: text/plain; charset=utf-8\r\n\r\nf\xfcr"

        assert ["its text is not the charset that it claims (utf-8)"] == read_mail(raw)["notes"]

    @pytest.mark.parametrize(
        "header",
        [
            b"Date: the day before yesterday",
            b"Date: Mon, 99 Foo 2026 99:99:99 +9999",
            b"From: =?utf-8?b?broken",
            b"From: <<>>,,;:",
            b'To: a@b@c, "',
            b"Subject: =?x-unknown?q?=FF?=",
            b"Message-ID: <<<",
            b"Content-Type: ;;;",
            b"Content-Type: multipart/mixed",
            b"Content-Type: multipart/mixed; boundary=x",
            b"Content-Transfer-Encoding: base64",
            b"Content-Transfer-Encoding: x-none",
            b'Content-Disposition: "',
        ],
    )
    def test_a_broken_header_is_no_reason_to_give_up(self, header: bytes):
        """The rest is read."""
        mail = read_mail(header + b"\r\nX-Rest: 1\r\n\r\nbody")

        assert "notes" in mail

    @pytest.mark.parametrize("charset", ["utf-8", "latin-1", "cp1252"])
    def test_a_subject_may_be_sent_without_encoding(self, charset: str):
        """Against the standard, and often."""
        raw = "Subject: Bestätigung für A-1\r\n\r\nbody".encode(charset)

        assert "Bestätigung für A-1" == read_mail(raw)["subject"]

    def test_parts_within_parts_are_found(self):
        """Ten deep, if a sender likes."""
        message = EmailMessage()
        message.set_content("inner")
        for _ in range(10):
            outer = EmailMessage()
            outer.make_mixed()
            outer.attach(message)
            message = outer

        assert "inner" == read_mail(message.as_bytes())["text"]

    def test_a_giant_page_is_read_in_part(self):
        """An attack on patience is not news about an order."""
        mail = read_mail(composed("<p>start</p>" + "x" * LARGEST_HTML))

        assert mail["html"].startswith("start")
        assert [f"only the first {LARGEST_HTML} characters of its HTML were read"] == mail["notes"]

    @pytest.mark.parametrize(
        "html",
        ["<![if", "<!DOCTYPE [<!ENTITY a 'b'>]>", "<" * 1000, "&#99999999999;", "<p>" * 3000],
    )
    def test_broken_html_is_read_as_far_as_it_goes(self, html: str):
        """What follows the damage is still there, and the plain text is untouched."""
        mail = read_mail(composed(html + "<p>end"))

        assert mail["html"].endswith("end")
        assert "Thank you, Ada!" == mail["text"]

    @given(st.binary(max_size=300))
    def test_any_bytes_at_all_are_read(self, raw: bytes):
        """Whoever wrote them, there is some text, if an empty one."""
        for head in (b"", b"Content-Type: text/html\r\n\r\n"):
            mail = read_mail(head + raw)

            assert isinstance(mail["text"], str)
            assert isinstance(mail["html"], str)
