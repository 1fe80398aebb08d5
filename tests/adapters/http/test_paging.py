"""Lists that are told page by page."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

import httpx
import pytest
from httpx import MockTransport

from samestory.adapters.http.messages import LARGEST
from samestory.adapters.http.paging import NO_SUCH_LIST
from samestory.adapters.http.system import HttpSystem
from samestory.core.model import Observation, Unmapped
from samestory.extraction.entries import Hop, Paging, SubjectEntry
from samestory.extraction.records import NO_SUCH_FIELDS
from tests.adapters.entries import GUARD, filing, reading, subject_entry, system_entry
from tests.adapters.http.web import HOME, ORDER, Web, hop, observed, paged, trouble, unknown

NUMBERS = {"numbers": reading("orders[].number", "set")}
PATH = "/orders?of={of}"
ASKED = "/orders?of=ada%40customers.example"


def listed(paging: Paging, find: dict[str, Any] | None = None):
    """Her orders, told in pages."""
    return subject_entry(find or {"method": "GET", "path": PATH}, fields=NUMBERS, paging=paging)


def orders(*numbers: str, **more: object) -> dict[str, object]:
    return {"orders": [{"number": each} for each in numbers], **more}


def linked(*numbers: str, to: str) -> httpx.Response:
    return httpx.Response(200, json=orders(*numbers), headers={"Link": to})


NEXT = '<{}>; rel="last", </orders?after=2>; rel="Next foo"'

ALL = [
    (
        paged("page", parameter="page", first=1),
        {
            f"{ASKED}&page=1": orders("1", "2"),
            f"{ASKED}&page=2": orders("3"),
            f"{ASKED}&page=3": orders(),
        },
    ),
    (
        paged("page", parameter="page", first=1),
        {
            f"{ASKED}&page=1": orders("1", "2"),
            f"{ASKED}&page=2": orders("3"),
            f"{ASKED}&page=3": unknown(),
        },
    ),
    (
        paged("page", parameter="p", first=0, size=100, size_parameter="n"),
        {
            f"{ASKED}&n=100&p=0": orders("1", "2"),
            f"{ASKED}&n=100&p=1": orders("3"),
            f"{ASKED}&n=100&p=2": orders(),
        },
    ),
    (
        paged("page", parameter="page", first=1, size=100, total="total"),
        {
            f"{ASKED}&page=1": orders("1", "2", total=3),
            f"{ASKED}&page=2": orders("3", total="3"),
        },
    ),
    (
        paged("page", parameter="page", first=1, size=3, total="total"),
        {f"{ASKED}&page=1": orders("1", "2", "3", total=3)},
    ),
    (
        paged("link", total="total"),
        {
            ASKED: httpx.Response(
                200, json=orders("1", "2", total=3), headers={"Link": "</orders?after=2>; rel=next"}
            ),
            "/orders?after=2": orders("3", total=3),
        },
    ),
    (
        paged("page", parameter="p", first=0, size=2, size_parameter="n"),
        {f"{ASKED}&n=2&p=0": orders("1", "2"), f"{ASKED}&n=2&p=1": orders("3")},
    ),
    (
        paged("offset", parameter="skip", size=2),
        {f"{ASKED}&skip=0": orders("1", "2"), f"{ASKED}&skip=2": orders("3")},
    ),
    (
        paged("offset", parameter="skip"),
        {
            f"{ASKED}&skip=0": orders("1", "2"),
            f"{ASKED}&skip=2": orders("3"),
            f"{ASKED}&skip=3": orders(),
        },
    ),
    (
        paged("cursor", parameter="after", next="paging.next.after"),
        {
            ASKED: orders("1", "2", paging={"next": {"after": "a&b="}}),
            f"{ASKED}&after=a%26b%3D": orders("3", paging={"next": None}),
        },
    ),
    (
        paged("cursor", parameter="after", next="cursor", size=2, size_parameter="limit"),
        {
            f"{ASKED}&limit=2": orders("1", "2", cursor=9),
            f"{ASKED}&limit=2&after=9": orders("3", cursor=""),
        },
    ),
    (
        paged("link"),
        {
            ASKED: linked(
                "1", "2", to='<http://x.example>; rel="last", </orders?after=2>; rel="Next"'
            ),
            "/orders?after=2": linked("3", to='</orders>; rel="prev"'),
        },
    ),
    (
        paged("next url", next='"@next"'),
        {
            ASKED: orders("1", "2", **{"@next": f"{HOME}/orders?$skip=2"}),
            "/orders?$skip=2": orders("3"),
        },
    ),
    (paged("none"), {ASKED: orders("1", "2", "3")}),
]


@pytest.mark.parametrize(("paging", "pages"), ALL)
def test_all_pages_are_one_list(paging: Paging, pages: dict[str, object]):
    """Each kind asks for exactly the pages that there are."""
    web = Web(pages)
    found = observed(web, listed(paging))

    assert {"numbers": frozenset("123")} == found.values
    assert list(pages) == web.addresses[: len(pages)]
    assert len(web.addresses) == len(found.evidence)


def test_what_was_asked_names_the_first_page_and_how_many_more():
    """Twenty addresses in one line nobody reads."""
    paging, pages = ALL[0]

    assert (
        f"GET {HOME}{ASKED}&page=1 (and 2 more pages)" == observed(Web(pages), listed(paging)).asked
    )


def test_a_list_may_be_all_of_the_document_or_deep_in_it():
    """What stands around it is that of the first page."""
    pages = {
        f"{ASKED}&p=1": [{"number": "1"}],
        f"{ASKED}&p=2": [{"number": "2"}],
        f"{ASKED}&p=3": [],
    }
    entry = subject_entry(
        {"method": "GET", "path": PATH},
        fields={"numbers": reading("[].number", "set")},
        paging=paged("page", items="@", parameter="p", first=1),
    )
    assert {"numbers": frozenset("12")} == observed(Web(pages), entry).values

    deep = {
        f"{ASKED}&p=1": {"data": {"of": "ada", "orders": [{"number": "1"}]}},
        f"{ASKED}&p=2": {"data": {"of": "bob", "orders": []}},
    }
    entry = subject_entry(
        {"method": "GET", "path": PATH},
        fields={"of": reading("data.of"), "n": reading("data.orders[].number", "set")},
        paging=paged("page", items="data.orders", parameter="p", first=1),
    )
    assert {"of": "ada", "n": frozenset("1")} == observed(Web(deep), entry).values


def test_a_posted_question_asks_for_its_pages_in_its_document():
    """Search APIs have no parameters in their addresses."""
    find = {"method": "POST", "path": "/search", "body": {"of": "{of}"}}
    web = Web(lambda _: orders(str(len(web.asked)), after="x" * (2 - len(web.asked))))
    observed(
        web,
        listed(
            paged("cursor", parameter="after", next="after", size=1, size_parameter="limit"), find
        ),
    )

    first = {"of": "ada@customers.example", "limit": 1}
    assert [first, {**first, "after": "x"}] == web.bodies


def test_a_hop_may_turn_pages_too():
    """What it takes may be on any of them."""
    first = subject_entry(
        {"method": "GET", "path": "/people"},
        paging=paged("page", items="people", parameter="p", first=1),
    )
    found = Hop(
        name="found",
        question=first.question,
        take={"id": "people[?name == 'Ada'].id | [0]"},
        where="x.toml",
    )
    web = Web(
        {
            "/people?p=1": {"people": [{"id": 1, "name": "Bob"}]},
            "/people?p=2": {"people": [{"id": 2, "name": "Ada"}]},
            "/people?p=3": {"people": []},
            "/orders/2": {"number": "A-1"},
        }
    )
    entry = subject_entry(
        {"method": "GET", "path": "/orders/{id}"},
        via=(found,),
        fields={"number": reading("answer.number")},
    )

    assert {"number": "A-1"} == observed(web, entry).values


@pytest.mark.parametrize(
    "paging",
    [
        paged("page", parameter="page", first=1, where="x.toml, [systems.crm.paging] items"),
        paged("link", where="x.toml, [systems.crm.paging] items"),
    ],
)
@pytest.mark.parametrize("other", [{"notice": "maintenance"}, {"results": [{"number": "1"}]}])
def test_where_there_is_no_place_for_the_list_nothing_is_explained(paging: Paging, other: object):
    """Else only the first page of another list would be read, as if it were all."""
    web = Web(lambda _: other)
    found = observed(web, listed(paging))

    assert {"numbers": Unmapped(NO_SUCH_LIST, "x.toml, [systems.crm.paging] items")} == found.values
    assert 1 == len(web.asked)


def test_what_is_no_list_is_read_as_it_is():
    """Some tell one record where others tell a list."""
    entry = subject_entry(
        {"method": "GET", "path": PATH},
        fields={"number": reading("orders.number")},
        paging=paged("page", parameter="page", first=1),
    )

    web = Web(lambda _: {"orders": {"number": "1"}})
    assert {"number": "1"} == observed(web, entry).values
    assert {"number": Unmapped(NO_SUCH_FIELDS, entry.fields["number"].where)} == (
        observed(Web(lambda _: {}), entry).values
    )


@pytest.mark.parametrize(
    ("paging", "answer"),
    [
        (paged("link"), linked("1", to="</orders?after=2>; rel=next")),
        (paged("next url", next="next"), orders("1", next="/orders?after=2")),
        (paged("cursor", parameter="after", next="next"), orders("1", next="2")),
    ],
)
def test_what_leads_to_a_next_page_has_a_list(paging: Paging, answer: object):
    """A list that is somewhere else would be cut without a word."""
    found = trouble(Web(lambda _: answer), listed(replace(paging, items="rows")))

    assert "it has a next page, and no list at 'rows'" == found.why


class TestOfASystem:
    """The paging of a system is for all of its questions, and not all of them tell lists."""

    SINGLE = subject_entry({"method": "GET", "path": "/orders/{key}"})

    def of(self, paging: Paging, web: Web, entry: SubjectEntry) -> Observation:
        settings = {"base_url": HOME, "paging": paging}
        asked = system_entry(entry, settings=settings)
        with closing(HttpSystem(asked, GUARD, filing(), transport=MockTransport(web))) as system:
            return system.observe(ORDER)

    def test_a_single_record_names_no_next_page(self):
        """So it is all there."""
        web = Web({"/orders/A-1": {"status": "placed"}})
        found = self.of(paged("next url", next="next"), web, self.SINGLE)

        assert {"status": "placed"} == found.values

    def test_where_pages_are_counted_nobody_can_tell(self):
        """It may be the first page of a list in another place."""
        web = Web({"/orders/A-1?p=1": {"status": "placed"}})
        found = self.of(paged("page", parameter="p", first=1), web, self.SINGLE)

        said = found.values["status"]
        assert isinstance(said, Unmapped)
        assert NO_SUCH_LIST == said.code

    def test_the_questions_on_the_way_turn_its_pages_too(self):
        """Her orders are those of all her numbers."""
        ids = hop("people", "/people", {"ids": "orders[].id"})
        entry = subject_entry(
            {"method": "GET", "path": "/of/{ids}"},
            via=(ids,),
            fields={"numbers": reading("answer.orders[].number", "set")},
        )
        web = Web(
            {
                "/people": {"orders": [{"id": 1}], "next": "/people?p=2"},
                "/people?p=2": {"orders": [{"id": 2}]},
                "/of/1,2": orders("A-1"),
            }
        )

        found = self.of(paged("next url", next="next"), web, entry)
        assert {"numbers": frozenset({"A-1"})} == found.values


def test_nobody_at_the_first_page_is_no_such_record():
    """As without any pages: where the list is the customer's own."""
    find = {"method": "GET", "path": "/customers/{of}/orders"}

    assert observed(Web({}), listed(paged("page", parameter="page", first=1), find)).absent


@pytest.mark.parametrize(
    ("paging", "pages", "why"),
    [
        (
            paged("page", parameter="page", first=1, most=2),
            {f"{ASKED}&page={n}": orders(str(n)) for n in range(1, 9)},
            "it has more than 2 pages of this; narrow the question, or raise `most` of its paging",
        ),
        (
            paged("page", parameter="page", first=1),
            {f"{ASKED}&page={n}": orders("1") for n in range(1, 9)},
            "it says the same on pages 1 and 2",
        ),
        (
            paged("page", parameter="page", first=1),
            {f"{ASKED}&page=1": orders("1"), f"{ASKED}&page=2": {"message": "maintenance"}},
            "its page 2 holds no list at 'orders'",
        ),
        (
            paged("page", parameter="page", first=1),
            {f"{ASKED}&page=1": orders("1"), f"{ASKED}&page=2": httpx.Response(500)},
            "it answered 500 Internal Server Error",
        ),
        (
            paged("page", parameter="page", first=1),
            {
                f"{ASKED}&page=1": orders("1"),
                f"{ASKED}&page=2": httpx.Response(404, html="<hr>nginx"),
            },
            (
                "it answered 404 Not Found without JSON, so the address may be wrong; "
                "if that is how it says that there is no such record, write absent = [404]"
            ),
        ),
        (
            paged("offset", parameter="skip"),
            {
                f"{ASKED}&skip=0": orders("1", "2"),
                f"{ASKED}&skip=2": orders("2", "3"),
                f"{ASKED}&skip=4": orders(),
            },
            "it changed while it was read, between pages 1 and 2",
        ),
        (
            paged("offset", parameter="skip", total="total"),
            {
                f"{ASKED}&skip=0": orders("1", "2", total=5),
                f"{ASKED}&skip=2": orders("4", "5", total=4),
            },
            "it changed while it was read, between pages 1 and 2",
        ),
        (
            paged("offset", parameter="skip", total="total"),
            {
                f"{ASKED}&skip=0": orders("1", "2", total=5),
                f"{ASKED}&skip=2": orders(total=5),
            },
            "it counts 5 and lists 2",
        ),
        (
            paged("next url", next="nxet", total="total"),
            {ASKED: orders("1", "2", total=5, next="/orders?skip=2")},
            "it counts 5 and lists 2",
        ),
        (
            paged("page", parameter="page", first=1, total="total"),
            {f"{ASKED}&page=1": orders("1")},
            "it gives no total at 'total'",
        ),
        (
            paged("page", parameter="page", first=1, total="total"),
            {f"{ASKED}&page=1": orders("1", total="many")},
            "what should be its total is 'many'",
        ),
        (
            paged("cursor", parameter="after", next="next"),
            {ASKED: orders("1", next="x"), f"{ASKED}&after=x": orders("2", next="x")},
            "its pages lead round in circles",
        ),
        (
            paged("cursor", parameter="after", next="next"),
            {ASKED: orders("1", next="x")},
            "its page 2 holds no list at 'orders'",
        ),
        (
            paged("cursor", parameter="after", next="next"),
            {ASKED: orders("1", next={"to": "x"})},
            "what should lead to its next page is \"{'to': 'x'}\"",
        ),
        (
            paged("cursor", parameter="after", next="sum(next)"),
            {ASKED: orders("1", next=5)},
            "its next page cannot be looked for at 'sum(next)'",
        ),
        (
            paged("link"),
            {ASKED: linked("1", to='<https://evil.example/orders>; rel="next"')},
            "its next page is at https://evil.example/orders, which is no address of its own",
        ),
        (
            paged("next url", next="next"),
            {ASKED: orders("1", next="http://127.0.0.1/orders")},
            "its next page is at http://127.0.0.1/orders, which is no address of its own",
        ),
    ],
)
def test_what_is_not_told_in_full_cannot_be_asked(
    paging: Paging, pages: dict[str, object], why: str
):
    """Half a list would look like a whole one; what came back is kept."""
    found = trouble(Web(pages), listed(paging))

    assert why == found.why
    assert found.evidence


def test_what_is_behind_the_last_page_is_of_the_same_system():
    """A proxy that is restarted says 404 as well, and it would be the end of the list."""
    pages = {f"{ASKED}&page=1": orders("1"), f"{ASKED}&page=2": httpx.Response(404, html="nginx")}
    entry = subject_entry(
        {"method": "GET", "path": PATH},
        fields=NUMBERS,
        paging=paged("page", parameter="page", first=1),
        absent=(404,),
    )

    assert "its page 2 is missing, in text/html" == trouble(Web(pages), entry).why


def test_what_is_alike_on_one_page_may_be_alike_on_two():
    """Orders without a number, told by their number alone."""
    pages = {
        f"{ASKED}&page=1": {"orders": [{"number": ""}, {"number": ""}]},
        f"{ASKED}&page=2": {"orders": [{"number": ""}]},
        f"{ASKED}&page=3": orders(),
    }
    entry = subject_entry(
        {"method": "GET", "path": PATH},
        fields={"count": reading("length(orders)", "count")},
        paging=paged("page", parameter="page", first=1),
    )

    assert {"count": 3} == observed(Web(pages), entry).values


def test_pages_are_no_way_around_the_limit():
    """Each of them is small enough, and all of them are too much."""
    much = "x" * (LARGEST // 2)
    web = Web(lambda _: orders(str(len(web.asked)), more=much))
    found = trouble(web, listed(paged("page", parameter="page", first=1)))

    assert "its answers are larger than 5 MB together" == found.why
    assert 2 == len(web.asked)


def test_a_document_that_is_no_table_cannot_be_asked_for_pages():
    """There is no place for the parameter."""
    find = {"method": "POST", "path": "/search", "body": ["{of}"]}
    found = trouble(Web({}), listed(paged("page", parameter="page", first=1), find))

    assert "its question is no table that a page could be asked for in" == found.why
