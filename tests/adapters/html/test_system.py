"""Pages as witnesses: selectors find what people read, and another page is never a record."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from samestory.adapters.html.system import HtmlSystem
from samestory.config.entries import Auth, LoginPage
from samestory.core.model import Observation, Subject, Unmapped
from samestory.errors import CannotAsk
from samestory.extraction.entries import Hop, Question
from samestory.extraction.html_page import document_of, page_of, shown_text
from samestory.extraction.records import NoSuchPlace
from samestory.extraction.selectors import Page, Pick, Records
from samestory.network.guard import Guard
from tests.adapters.bad_network import Answer, Asked, Site, saying
from tests.adapters.entries import filing, reading, subject_entry, system_entry
from tests.adapters.raw_server import answering, serving

HERE = "127.0.0.1"
ORDER = Subject("order", "A-1")
GUARD = Guard(hosts=(HERE,), file="x.toml")

DESK = """<!doctype html>
<html><head><title>Order A-1</title><style>td { color: red }</style></head><body>
<h1>Order <b>A-1</b></h1>
<!-- a draft: <td class="total">0.00</td> -->
<dl><dt>State</dt><dd class="state">In
   progress<script>document.write("!")</script></dd></dl>
<a class="invoice print" href="/invoices/7?x=1&amp;y=2">Invoice</a>
<table class="lines"><tbody>
<tr><td class="sku">CH-11</td><td class="price">34<sup>45</sup>&nbsp;&euro;</td></tr>
<tr><td class="sku">CW-50</td><td></td></tr>
</tbody></table>
<address>Hauptstra&szlig;e 5<br>10115 Berlin<div>Germany</div></address>
<input name="note" value="">
</body></html>
"""
LINES = Records("table.lines tbody tr", {"sku": Pick("td.sku"), "price": Pick("td.price")})


def document(parts: Mapping[str, Any], page: str = DESK, **more: Any) -> object:
    return document_of(page_of(page), Page(parts, **more))


class TestSelectors:
    @pytest.mark.parametrize(
        ("pick", "expected"),
        [
            (Pick("h1"), "Order A-1"),
            (Pick("dd.state"), "In progress"),
            (Pick("address"), "Hauptstraße 5 10115 Berlin Germany"),
            (Pick("td.price"), "3445 €"),
            (Pick("a.invoice", "href"), "/invoices/7?x=1&y=2"),
            (Pick("a.invoice", "class"), "invoice print"),
            (Pick("a.invoice", "title"), None),
            (Pick("input[name=note]", "value"), ""),
            (Pick("td.total"), None),
        ],
    )
    def test_a_value_is_the_text_that_a_person_reads_or_an_attribute(
        self, pick: Pick, expected: object
    ):
        """The first element that fits; scripts, styles and comments are nobody's words."""
        assert {"found": expected, "state": "In progress"} == document(
            {"found": pick, "state": Pick("dd")}
        )

    def test_lists_are_records_for_every_element_that_fits(self):
        """What one of them does not tell is left out, so that nobody takes the others for all."""
        parts = {"sku": Pick("td.sku"), "price": Pick("td.price"), "note": Pick("i")}
        expected = [
            {"sku": "CH-11", "price": "3445 €"},
            {"sku": "CW-50"},
        ]

        assert {"lines": expected} == document({"lines": Records("table.lines tr", parts)})

    def test_lists_may_hold_lists(self):
        """A table of orders, each with its lines."""
        page = "<ul><li>A<p>1</p><p>2</p></li><li>B</li></ul>"
        parts = {"items": Records("p", {"text": Pick(":scope")})}
        expected = [{"items": [{"text": "1"}, {"text": "2"}]}, {"items": []}]

        assert {"orders": expected} == document({"orders": Records("li", parts)}, page)

    def test_an_empty_list_is_one_where_anything_else_of_the_page_is_there(self):
        """So that nothing can be told from nonsense."""
        parts = {"state": Pick("dd.state"), "refunds": Records("table.refunds tr", {})}

        assert {"state": "In progress", "refunds": []} == document(parts)

    def test_an_empty_list_is_one_on_the_page_that_the_landscape_knows(self):
        """By what is no value of it."""
        parts = {"heading": Pick("h1"), "refunds": Records("table.refunds tr", {})}

        assert {"heading": "Order A-1", "refunds": []} == document(parts, known_by="dd.state")
        with pytest.raises(NoSuchPlace, match=r"^known_by does not fit the page that came"):
            document(parts | {"state": Pick("dd.state")}, known_by="#refunds")

    @pytest.mark.parametrize("css", ["h1", "body > h1", "H1, nav"])
    def test_headings_prove_no_page(self, css: str):
        """Neither does the one of a list whose name has changed."""
        parts = {"heading": Pick(css), "orders": Records("table.orders tr", {"x": Pick("td")})}
        with pytest.raises(NoSuchPlace):
            document(parts)

    def test_a_page_may_say_that_there_is_no_such_record(self):
        """Whatever else stands on it."""
        assert document({"title": Pick("title")}, missing="h1:-soup-contains('Order')") is None

    def test_a_page_may_say_in_a_row_that_there_are_no_rows(self):
        """Which is no row then, nor is the one of the headings."""
        page = (
            "<table class=orders><tr><th>Number</th></tr>"
            "<tr><td colspan=2 class=none>No orders</td></tr></table>"
        )
        orders = {"orders": Records(".orders tr", {"number": Pick("td")})}

        assert document(orders, page, missing="td.none") is None
        assert document(orders, page, missing="td.none", known_by=".orders") is None

    @pytest.mark.parametrize(
        ("parts", "told"),
        [
            ({"heading": Pick("h1"), "state": Pick("dd.state")}, "state"),
            ({"lines": LINES}, "lines"),
            ({"invoice": Pick("a.invoice", "href")}, "invoice"),
        ],
    )
    def test_a_page_that_says_both_is_not_believed(self, parts: Mapping[str, Any], told: str):
        """Many bring along, hidden, what they would show if there were nothing."""
        page = DESK.replace("<h1>", "<p class=none hidden>No such order</p><h1>")
        with pytest.raises(NoSuchPlace, match=f"^it says both, for missing and {told} fit "):
            document(parts, page, missing=".none")

        assert document({**parts}, page, missing=".none:not([hidden])")

    def test_what_has_nothing_in_it_does_not_speak_against_it(self):
        """A form of a record, with no record in it."""
        page = "<p class=none>No such order</p><dd class=state> </dd>"

        assert document({"state": Pick("dd.state")}, page, missing=".none") is None

    def test_another_page_is_no_record_and_no_silence(self):
        """It is said so, with its title, where somebody can see what came instead."""
        parts = {"total": Pick("td.sum"), "lines": Records("li", {"x": Pick("b")})}
        with pytest.raises(NoSuchPlace, match=r"fits the page that came \(Order A-1\)"):
            document(parts)

    def test_what_every_page_has_tells_no_page_from_another(self):
        """Else a list that is not there would be an empty one."""
        parts = {"title": Pick("title"), "refunds": Records("table.refunds tr", {"x": Pick("td")})}
        with pytest.raises(NoSuchPlace):
            document(parts)

    def test_text_of_words_runs_on_and_text_of_blocks_does_not(self):
        """As it is shown."""
        soup = page_of("<p>49<span>.</span><b>90</b></p><td>a</td><td>b</td>c<hr>d")

        assert "49.90 a b c d" == shown_text(soup)


class TestHostilePages:
    @pytest.mark.parametrize(
        "page",
        [
            "<div>" * 2000 + "<td class=total>1</td>",
            "<![foo[>" * 10,
        ],
    )
    def test_a_page_that_is_not_read_to_its_end_cannot_be_asked(self, page: str):
        """What was left out could have been the record."""
        with pytest.raises(CannotAsk, match="its page is not one that can be read to its end"):
            document({"total": Pick("td.total")}, page)

    def test_a_page_without_end_cannot_be_asked(self):
        """It is not even looked at."""
        with pytest.raises(CannotAsk, match="its page has more than 1,000,000 characters"):
            document({"total": Pick("td.total")}, "<p>x</p>" * 200_000)
        with pytest.raises(CannotAsk, match="its page has more than 60,000 tags"):
            document({"total": Pick("td.total")}, "<p>" * 200_000)

    def test_a_list_without_end_cannot_be_asked(self):
        """No person would read it."""
        with pytest.raises(CannotAsk, match="its page has more than 2000 of 'p'"):
            document({"all": Records("p", {"x": Pick("b")})}, "<p></p>" * 2001)

    def test_a_page_that_takes_too_long_is_given_up(self):
        """Whether to build its elements or to look for something in each of them."""
        nested = "<div class=l>" * 100 + "</div>" * 100
        lines = Page({"lines": Records("div.l", {"sku": Pick("b"), "parts": LINES})})
        with pytest.raises(TimeoutError):
            page_of(nested, until=time.monotonic())
        with pytest.raises(TimeoutError):
            document_of(page_of(nested), lines, until=time.monotonic())

    @pytest.mark.parametrize(
        ("page", "expected"),
        [
            ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", ["a b", "c d"]),
            (
                (
                    "<table><thead><tr><th>x<tbody><tr><td>a<p>b<p>c<td>"
                    "<table><tr><td>d</table>e<tr><td>f</table>"
                ),
                ["x", "a b c d e", "d", "f"],
            ),
        ],
    )
    def test_cells_that_are_left_open_end_where_the_next_begins(
        self, page: str, expected: list[str]
    ):
        """As in every browser."""
        rows = {"rows": Records("tr", {"text": Pick(":scope")})}

        assert {"rows": [{"text": each} for each in expected]} == document(rows, page)

    def test_long_lists_may_leave_their_items_open(self):
        """Each ends where the next begins, so that nothing lies deep."""
        page = "<ul>" + "".join(f"<li>{number}<ul><li>x</ul>" for number in range(500)) + "</ul>"
        found = document({"items": Records("ul > li > ul", {"text": Pick("li")})}, page)

        assert {"items": [{"text": "x"}] * 500} == found

    def test_broken_pages_are_read_as_well_as_can_be(self):
        """Many real ones are."""
        page = "<table><tr><td class=total>1</td>" + "<" * 1000

        assert {"total": "1"} == document({"total": Pick(".total")}, page)

    @pytest.mark.parametrize(
        ("raw", "content_type"),
        [
            ("<td>Größe</td>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
            ('<meta charset="latin-1"><td>Größe</td>'.encode("latin-1"), "text/html"),
            ("<td>Größe</td>".encode(), "text/html"),
            ("<td>Größe</td>".encode(), 'text/html; Charset="utf-8"; x=y'),
            ("<td>Größe</td>".encode(), "text/html; charset=klingon"),
            ("<td>Größe</td>".encode(), "text/html; charset=idna"),
        ],
    )
    def test_its_characters_are_those_it_declares(self, raw: bytes, content_type: str):
        """In the header, or in itself, else UTF-8."""
        assert "Größe" == shown_text(page_of(raw, content_type))

    @pytest.mark.parametrize("charset", ["ISO-8859-1", "latin1", "us-ascii", "Windows-1252"])
    def test_latin_1_has_a_sign_for_the_euro(self, charset: str):
        """As in every browser: nobody who says ISO-8859-1 means anything but Windows-1252."""
        page = page_of("<td>49,90 €</td>".encode("cp1252"), f"text/html; charset={charset}")

        assert "49,90 €" == shown_text(page)


# Over HTTP --------------------------------------------------------------------------------------

ENTRY = subject_entry(
    question=Question(
        find={"method": "GET", "path": "/orders/{key}"},
        page=Page(
            {"state": Pick("dd.state"), "lines": LINES},
            missing=".no-results",
            where="x.toml, [page]",
        ),
    ),
    fields={
        "status": reading("state", "status", means={"In progress": "placed"}),
        "copies": reading("length(lines)", "count"),
    },
)


@contextmanager
def asking(port: int, entry: Any = ENTRY, auth: Auth | None = None) -> Iterator[HtmlSystem]:
    settings = {"base_url": f"http://{HERE}:{port}"}
    described = system_entry(entry, settings=settings, timeout=30.0, auth=auth or Auth())
    system = HtmlSystem(described, GUARD, filing())
    try:
        yield system
    finally:
        system.close()


def observed(site: Site, entry: Any = ENTRY, auth: Auth | None = None) -> Observation:
    with site.up() as port, asking(port, entry, auth) as system:
        return system.observe(ORDER)


def trouble(site: Site, auth: Auth | None = None) -> str:
    with site.up() as port, asking(port, auth=auth) as system, pytest.raises(CannotAsk) as caught:
        system.observe(ORDER)
    return caught.value.why


class TestObserving:
    def test_a_page_is_read_with_the_words_of_every_other_answer(self):
        """JMESPath, kinds and maps of codes."""
        site = saying(DESK)
        found = observed(site)

        assert {"status": "placed", "copies": 2} == found.values
        assert site.asked[0].headers["accept"].startswith("text/html")
        assert b"Hauptstra&szlig;e" in found.evidence[0].content

    @pytest.mark.parametrize(
        "site", [saying("<p class=no-results>Nothing</p>"), saying("<h1>No</h1>", status=404)]
    )
    def test_no_such_record_is_said_by_the_page_or_by_its_state(self, site: Site):
        """Only where the system really says so."""
        assert observed(site).absent

    def test_another_page_is_unmapped(self):
        """A notice of maintenance says nothing about the order."""
        found = observed(saying("<title>Back soon</title><h1>Maintenance</h1>"))
        unmapped = Unmapped(
            "none of the selectors fits the page that came (Back soon)", "x.toml, [page]"
        )

        assert {"status": unmapped, "copies": unmapped} == found.values

    @pytest.mark.parametrize(
        ("site", "expected"),
        [
            (saying({"status": "placed"}), "it answered application/json instead of HTML"),
            (saying("", status=500), "it answered 500 Internal Server Error"),
            (saying("", status=403), "it refuses to answer without credentials (403 Forbidden)"),
            (
                saying("<form><input type=password name=p></form>"),
                "it refuses to answer without credentials (200 OK): it shows a page to log in by",
            ),
        ],
    )
    def test_whatever_is_no_page_cannot_be_asked(self, site: Site, expected: str):
        """And is neither a record nor none."""
        assert trouble(site).startswith(expected)

    @pytest.mark.parametrize(
        "more",
        [
            {"missing": ".alert"},
            {
                "parts": {
                    "heading": Pick("h1"),
                    "rows": Records("table.orders tr", {"x": Pick("td")}),
                }
            },
            {"known_by": "#order", "parts": {"alert": Pick(".alert")}, "missing": ".alert"},
        ],
    )
    def test_a_page_to_log_in_by_says_nothing_about_a_record(self, more: dict[str, Any]):
        """Whatever else stands on it: it is recognised before anything is read."""
        page = Page(**{"parts": {"state": Pick("dd.state")}, **more})
        login = (
            "<title>Sign in</title><h1>Sign in</h1><div class=alert>Your session has expired</div>"
            "<input type=PASSWORD name=p><table><tr><td>DE</td></tr></table>"
        )
        entry = subject_entry(
            question=Question(find={"method": "GET", "path": "/orders/{key}"}, page=page)
        )
        with (
            saying(login).up() as port,
            asking(port, entry) as system,
            pytest.raises(CannotAsk, match="it shows a page to log in by"),
        ):
            system.observe(ORDER)

    def test_a_page_on_which_everybody_may_log_in_can_say_that_there_is_no_record(self):
        """Where the landscape says what it is known by."""
        page = Page({"state": Pick("dd.state")}, missing=".none", known_by="#search")
        entry = subject_entry(
            question=Question(find={"method": "GET", "path": "/orders/{key}"}, page=page)
        )
        shown = "<input type=password><div id=search><p class=none>Nothing</p></div>"

        assert observed(saying(shown), entry).absent

    def test_a_page_with_a_password_field_of_its_own_is_not_one_to_log_in_by(self):
        """Where what is looked for is there."""
        page = DESK.replace("<h1>", "<form><input type=password name=new></form><h1>")

        assert {"status": "placed", "copies": 2} == observed(saying(page)).values

    @pytest.mark.parametrize(
        ("page", "whole"), [(DESK, True), (DESK[: DESK.index("CW-50")], False)]
    )
    def test_a_page_that_breaks_off_is_no_shorter_page(self, page: str, whole: bool):
        """Where nobody said how long it would be, only its end shows that it is all there."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        with serving(answering(head + page.encode())) as port, asking(port) as system:
            if whole:
                assert {"status": "placed", "copies": 2} == system.observe(ORDER).values
            else:
                with pytest.raises(CannotAsk, match="its page broke off after"):
                    system.observe(ORDER)

    @pytest.mark.parametrize(
        ("first", "second", "whole"),
        [
            (DESK, DESK, True),
            (DESK, DESK[: DESK.index("<address>")], False),
            ("", "<html><dd class=state>In progress</dd><table class=lines><tr>", False),
            ("", "<html><dd class=state>In progress</dd><table class=lines><tr></table>", True),
            (DESK, "<dd class=state>In progress</dd><table class=lines><tr>", True),
        ],
    )
    def test_a_page_that_an_application_gave_up_is_no_shorter_page(
        self, first: str, second: str, whole: bool
    ):
        """HTTP says that all is there; a document that always ended, or a table, has no end.

        A part of a page need not have one.
        """
        pages = iter([first or DESK, second] if first else [second])
        with Site(lambda _: Answer(next(pages))).up() as port, asking(port) as system:
            if first:
                assert "placed" == (system.observe(ORDER).values or {})["status"]
            if whole:
                assert "placed" == (system.observe(ORDER).values or {})["status"]
            else:
                with pytest.raises(CannotAsk, match=f"its page broke off after {len(second)} byt"):
                    system.observe(ORDER)

    def test_a_page_that_takes_longer_than_a_look_may_take_cannot_be_asked(self):
        """It says so when its time is over, and is not read to its end."""
        why = r"^its page could not be read within 30 s$"
        with asking(1) as system, pytest.raises(CannotAsk, match=why):
            system._in_time(out_of_time)

    def test_the_way_may_lead_over_other_pages_and_over_json(self):
        """Each hop has a page of its own, or none."""

        def answer(request: Asked) -> Answer:
            if request.path.startswith("/search"):
                return Answer({"results": [{"id": 7}]})
            if request.path.startswith("/list"):
                return Answer("<h1>List</h1><input class=id value='A 1/2'>")
            return Answer(DESK)

        hops = (
            hop("found", "/search?value={key}", None, {"number": "results[0].id"}),
            hop(
                "listed",
                "/list/{number}",
                Page({"id": Pick("input.id", "value"), "heading": Pick("h1")}),
                {"id": "id"},
            ),
        )
        site = Site(answer)
        question = Question(
            find={"method": "GET", "path": "/orders/{id}"}, via=hops, page=ENTRY.question.page
        )
        found = observed(site, subject_entry(question=question, fields=fields("answer.")))

        assert {"status": "placed"} == found.values
        assert ["/search?value=A-1", "/list/7", "/orders/A%201%2F2"] == [
            each.path for each in site.asked
        ]

    @pytest.mark.parametrize(
        ("link", "followed"),
        [
            ("/orders/7?tab=lines&amp;x=a b", "GET /orders/7?tab=lines&x=a%20b"),
            ("http://127.0.0.1:{port}/orders/7", "GET /orders/7"),
            ("http://127.0.0.1:1/orders/7", None),
            ("//evil.example/orders/7", None),
            ("javascript:alert(1)", None),
            ("7/", None),
        ],
    )
    def test_a_link_may_be_followed_within_the_system(self, link: str, followed: str | None):
        """Where a page tells no number that an address could be made of."""
        listed = Page({"link": Pick("a", "href")})
        question = Question(
            find={"method": "GET", "path": "{link}"},
            via=(hop("listed", "/list", listed, {"link": "link"}),),
            page=ENTRY.question.page,
        )
        ports: list[int] = []

        def answer(request: Asked) -> Answer:
            there = link.replace("{port}", str(ports[0]) if ports else "")
            return Answer(f"<a href='{there}'>A-1</a>" if request.path == "/list" else DESK)

        entry, site = subject_entry(question=question, fields=fields("answer.")), Site(answer)
        with site.up() as port, asking(port, entry) as system:
            ports.append(port)
            if followed:
                assert {"status": "placed"} == system.observe(ORDER).values
            else:
                with pytest.raises(CannotAsk, match=r"as \{link\}, which is no address"):
                    system.observe(ORDER)

        assert ["GET /list", *([followed] if followed else [])] == site.paths()

    @pytest.mark.parametrize(
        ("page", "absent"),
        [("<h1>List</h1><p>Nobody</p>", True), ("<h1 class=x>Maintenance</h1>", False)],
    )
    def test_a_hop_that_finds_nobody_is_no_record_and_another_page_is_not(
        self, page: str, absent: bool
    ):
        """An empty list, and a notice of maintenance."""
        listed = Page({"heading": Pick("h1:not(.x)"), "id": Pick("input.id", "value")})
        question = Question(
            find={"method": "GET", "path": "/orders/{id}"},
            via=(hop("listed", "/list?q={key}", listed, {"id": "id"}),),
            page=ENTRY.question.page,
        )
        found = observed(saying(page), subject_entry(question=question, fields=fields("answer.")))

        assert absent == found.absent
        assert absent or isinstance((found.values or {})["status"], Unmapped)

    def test_behind_a_login_form_the_session_is_kept(self):
        """The login page that comes instead of an answer is never taken for one."""
        fields = "<input name=username><input type=password name=password>"
        form = f"<form method=post action='/in'>{fields}</form>"

        def answer(request: Asked) -> Answer:
            if request.path == "/in":
                cookie = {"Location": "/home", "Set-Cookie": "session=0123456789abcdef"}
                return Answer("", 302, cookie)
            if "session=" in request.headers.get("cookie", ""):
                return Answer(DESK)
            return Answer(form)

        auth = Auth("login form", "qa", "pw", variables=("PW",), login=LoginPage(path="/login"))
        site = Site(answer)

        assert {"status": "placed", "copies": 2} == observed(site, auth=auth).values
        assert ["GET /login", "POST /in", "GET /home", "GET /orders/A-1"] == site.paths()


def hop(name: str, path: str, page: Page | None, take: Mapping[str, str]) -> Hop:
    question = Question(find={"method": "GET", "path": path}, page=page)
    return Hop(name=name, question=question, take=take, where="x.toml")


def fields(before: str) -> dict[str, Any]:
    return {"status": reading(f"{before}state", "status", means={"In progress": "placed"})}


def out_of_time(_: float) -> object:
    raise TimeoutError
