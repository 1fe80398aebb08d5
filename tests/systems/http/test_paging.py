"""Lists that are told page by page."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from samestory.systems.entries import Hop, Paging
from samestory.systems.http import LARGEST
from tests.systems.entries import reading, subject_entry
from tests.systems.http.web import HOME, Web, observed, paged, trouble

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
        {f"{ASKED}&page=1": orders("1", "2"), f"{ASKED}&page=2": orders("3")},
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


def test_what_is_no_list_is_read_as_it_is():
    """A notice of maintenance has no pages, and its fields are not explained."""
    web = Web({f"{ASKED}&page=1": {"message": "maintenance"}})
    found = observed(web, listed(paged("page", parameter="page", first=1)))

    assert found.values
    assert 1 == len(web.asked)


def test_nobody_at_the_first_page_is_no_such_record():
    """As without any pages."""
    web = Web({})

    assert observed(web, listed(paged("page", parameter="page", first=1))).absent


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
