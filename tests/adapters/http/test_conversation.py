"""Questions in several steps."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import unquote
from xmlrpc.client import loads

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.config.entries import Auth
from samestory.core.model import Subject, Unmapped
from samestory.errors import WrongCall
from samestory.extraction.placeholders import harm_in
from samestory.extraction.records import NO_SUCH_HOP
from tests.adapters.entries import reading, subject_entry
from tests.adapters.http.web import ORDER, Web, hop, observed, paged, trouble, unknown

FIND = hop("found", "/customers?email={of}", {"customer": "data[0].id"})
FOUND = "/customers?email=ada%40customers.example"


def in_two_steps(path: str = "/customers/{customer}/orders", **more: object):
    """The customer first, then her orders."""
    return subject_entry(
        {"method": "GET", "path": path},
        **{
            "via": (FIND,),
            "record": "answer.orders[0]",
            "fields": {"status": reading("status")},
            **more,
        },
    )


ORDERS = {"orders": [{"status": "placed"}]}


class TestHops:
    def test_what_one_answer_tells_is_what_the_next_is_asked_with(self):
        """From an address to a customer, from her to her orders."""
        web = Web({FOUND: {"data": [{"id": 7}]}, "/customers/7/orders": ORDERS})
        found = observed(web, in_two_steps())

        assert {"status": "placed"} == found.values
        assert [FOUND, "/customers/7/orders"] == web.addresses

    def test_every_answer_can_be_read_by_its_name(self):
        """The last one is called `answer`."""
        web = Web({FOUND: {"data": [{"id": 7, "tier": "gold"}]}, "/customers/7/orders": ORDERS})
        fields = {"tier": reading("found.data[0].tier"), "all": reading("answer.orders[0].status")}

        entry = in_two_steps(record=None, fields=fields)
        assert {"tier": "gold", "all": "placed"} == observed(web, entry).values

    def test_every_exchange_is_evidence_and_told_in_one_line(self):
        """In their order, secrets struck out."""
        web = Web({FOUND: {"data": [{"id": 7, "key": "s3cret-1"}]}, "/customers/7/orders": ORDERS})
        found = observed(web, in_two_steps())

        assert (
            "GET http://crm.example/customers?email=ada%40customers.example, "
            "then GET http://crm.example/customers/7/orders" == found.asked
        )
        first, second = (json.loads(each.content) for each in found.evidence)
        assert {"data": [{"id": 7, "key": "***"}]} == first["body"]
        assert "GET http://crm.example/customers/7/orders" == second["request"]

    @pytest.mark.parametrize(
        "nothing",
        [
            {"data": []},
            {"data": None},
            {"data": [{"id": None}]},
            {"data": [{"id": ""}]},
            {"data": [{"id": []}]},
            httpx.Response(204),
        ],
    )
    def test_a_hop_that_finds_nobody_ends_the_asking(self, nothing: object):
        """There is no such record, and nobody is asked for the orders of nobody."""
        web = Web({FOUND: nothing})

        assert observed(web, in_two_steps()).absent
        assert [FOUND] == web.addresses

    def test_a_search_that_is_nowhere_finds_nobody_by_no_means(self):
        """A wrong path blames no system; who answers so on purpose is described so."""
        assert "404 Not Found to a search" in trouble(Web({FOUND: unknown()}), in_two_steps()).why

        silent = replace(FIND, question=replace(FIND.question, absent=(404,)))
        assert observed(Web({FOUND: unknown()}), in_two_steps(via=(silent,))).absent

    def test_nothing_at_a_records_own_address_is_no_such_record(self):
        """Her orders are looked for at an address that has her number in it."""
        web = Web({FOUND: {"data": [{"id": 7}]}, "/customers/7/orders": unknown()})

        assert observed(web, in_two_steps()).absent

    def test_nothing_found_by_the_last_question_is_absence_too(self):
        """The customer is known, and has no orders."""
        web = Web({FOUND: {"data": [{"id": 7}]}, "/customers/7/orders": {"orders": []}})

        assert observed(web, in_two_steps()).absent

    def test_a_notice_is_told_with_the_line_that_reads_it(self):
        """In the table of the question that was answered so."""
        found = observed(Web({FOUND: {"message": "maintenance"}}), in_two_steps())
        where, fix = "x.toml, [via.found] take", 'error = "message"'

        assert {"status": Unmapped("what looks like an error: maintenance", where, fix=fix)} == (
            found.values
        )

    def test_a_question_that_is_not_about_her_cannot_say_that_she_has_none(self):
        """No shop at all is trouble with the shops."""
        shops = hop("shops", "/shops", {"shop": "shops[0].id"})
        entry = in_two_steps("/{shop}/orders/{key}", via=(shops,))
        found = trouble(Web({"/shops": {"shops": []}}), entry)

        assert "its answer to 'shops' gives no shop to ask on with" == found.why

    @pytest.mark.parametrize("other", [{"data": {"id": 7}}, {"data": {}}, {}, [], "ok"])
    def test_an_answer_of_another_shape_is_no_absence(self, other: object):
        """A notice of maintenance says nothing about her."""
        found = observed(Web({FOUND: other}), in_two_steps())

        assert {"status": Unmapped(NO_SUCH_HOP, "x.toml, [via.found] take")} == found.values

    def test_a_path_that_cannot_be_worked_out_is_none_either(self):
        """Such as the length of a number."""
        length = hop("found", "/customers?email={of}", {"customer": "length(data)"})
        found = observed(Web({FOUND: {"data": 5}}), in_two_steps(via=(length,)))

        assert {"status": Unmapped(NO_SUCH_HOP, "x.toml, [via.found] take")} == found.values

    @pytest.mark.parametrize(
        ("told", "why"),
        [
            ({"a": 1}, "as customer, which no question can hold"),
            (False, "as customer, which no question can hold"),
            ([7, None], "as customer, which no question can hold"),
            ("7\r\nX-Evil: 1", "as customer, which holds the control character U+000D"),
            ("..", "as customer, which is a step in a path"),
        ],
    )
    def test_what_nothing_can_be_asked_with_is_trouble(self, told: object, why: str):
        """A system cannot smuggle anything into the next question."""
        found = trouble(Web({FOUND: {"data": [{"id": told}]}}), in_two_steps())

        assert found.why.endswith(why)
        assert 1 == len(found.evidence)

    def test_trouble_at_any_step_is_trouble_with_all(self):
        """With what was heard so far."""
        web = Web({FOUND: {"data": [{"id": 7}]}, "/customers/7/orders": httpx.Response(500)})
        found = trouble(web, in_two_steps())

        assert "it answered 500 Internal Server Error" == found.why
        assert 2 == len(found.evidence)
        assert found.asked.endswith("then GET http://crm.example/customers/7/orders")

    def test_a_list_is_joined_in_an_address_and_stays_one_in_a_document(self):
        """Each member by itself is one value."""
        ids = hop("found", "/customers?email={of}", {"ids": "data[].id"})
        people = {"data": [{"id": 7}, {"id": "8,9"}]}
        web = Web({FOUND: people, "/orders?of=7,8%2C9": ORDERS, "/orders": ORDERS})
        observed(web, in_two_steps("/orders?of={ids}", via=(ids,)))
        posted = {"method": "POST", "path": "/orders", "body": {"of": "{ids}", "all": "<{ids}>"}}
        observed(web, subject_entry(posted, via=(ids,), record="answer.orders[0]"))

        assert "/orders?of=7,8%2C9" == web.addresses[1]
        assert {"of": [7, "8,9"], "all": "<7,8,9>"} == json.loads(web.asked[3].content)

    def test_each_hop_may_use_what_those_before_it_took(self):
        """Three steps are as good as two."""
        second = hop("account", "/accounts/{customer}", {"number": "number"})
        web = Web(
            {FOUND: {"data": [{"id": 7}]}, "/accounts/7": {"number": 49.5}, "/of/49.5": ORDERS}
        )
        entry = in_two_steps("/of/{number}", via=(FIND, second))

        assert {"status": "placed"} == observed(web, entry).values

    def test_whose_it_is_must_be_known_where_a_hop_asks_for_it(self):
        """That is the caller's business, before anything is sent."""
        web = Web({})
        with pytest.raises(WrongCall, match="Whose order A-1 is it"):
            observed(web, in_two_steps(), Subject("order", "A-1"))

        assert [] == web.asked


class TestCredentialsInTheQuestion:
    KEY = "zq3'wv\"xq\\yj"

    @pytest.mark.parametrize("speaks", ["xml-rpc", "json-rpc"])
    def test_they_are_sent_and_never_told(self, speaks: str):
        """However they are quoted: neither in the evidence nor in what was asked."""
        params = ["db", "{user}", "{password}", "{key}"]
        entry = subject_entry({"path": "/rpc?k={password}", "method": "read", "params": params})
        web = Web(lambda _: httpx.Response(500, text="oh no"))
        auth = Auth("in the question", "qa", self.KEY)
        found = trouble(web, entry, speaks=speaks, auth=auth, secrets=(self.KEY,))

        sent = web.asked[0].content.decode()
        params = list(loads(sent)[0]) if speaks == "xml-rpc" else json.loads(sent)["params"]
        assert ["db", "qa", self.KEY, "A-1"] == params
        [evidence] = found.evidence
        assert b"***" in evidence.content
        for part in ("zq3", "wv", "xq", "yj"):
            assert part not in evidence.content.decode().partition('"status"')[0]


@given(st.text(min_size=1))
def test_what_a_system_tells_is_one_value_of_the_next_question(told: str):
    """Or nothing is asked with it."""
    web = Web(lambda _: {"data": [{"id": told}]} if len(web.asked) == 1 else ORDERS)
    if harm_in(told):
        assert "as customer, which" in trouble(web, in_two_steps()).why
        return
    observed(web, in_two_steps())
    [segment] = web.addresses[1].removeprefix("/customers/").removesuffix("/orders").split("/")
    assert told == unquote(segment)


class TestFind:
    def test_a_question_may_have_headers(self):
        """Their values are filled in as everywhere."""
        find = {
            "method": "GET",
            "path": "/o",
            "headers": {"X-Order": "{key}", "X-B": "{of|base64}"},
        }
        web = Web({"/o": {"status": "placed"}})
        observed(web, subject_entry(find))

        [request] = web.asked
        assert ("A-1", "YWRhQGN1c3RvbWVycy5leGFtcGxl") == (
            request.headers["X-Order"],
            request.headers["X-B"],
        )

    def test_what_no_header_can_hold_is_not_sent(self):
        """Rather than in letters that the system may read otherwise."""
        find = {"method": "GET", "path": "/o", "headers": {"X-Order": "{key}"}}
        found = trouble(Web({}), subject_entry(find), Subject("order", "Ä-1"))

        assert "the header X-Order cannot hold 'Ä-1'; give it a filter: base64" == found.why

    @pytest.mark.parametrize(
        ("path", "sent"),
        [
            ("/m/{of|lower|md5}", "/m/53955c427bfe929cec3144ad29984455"),
            ("/m/{of|urlencode}", "/m/ADA%40customers.example"),
            ("/m/{of|urlencode|base64}", "/m/QURBJTQwY3VzdG9tZXJzLmV4YW1wbGU%3D"),
            ("/q?q=n='{key|doubled}'", "/q?q=n='O%27%27Neil%22%5C'"),
            ("/q?q=n='{key|escaped}'", "/q?q=n='O%5C%27Neil%5C%22%5C%5C'"),
            ('/q?q=["{key|json}"]', "/q?q=[%22O%27Neil%5C%22%5C%5C%22]"),
        ],
    )
    def test_filters_change_a_value_before_it_is_asked_with(self, path: str, sent: str):
        """In an address every value is encoded once, and no more."""
        web = Web(lambda _: {"status": "placed"})
        observed(
            web,
            subject_entry({"method": "GET", "path": path}),
            Subject("order", "O'Neil\"\\", "ADA@customers.example"),
        )

        assert [sent] == web.addresses


def test_a_bad_subject_is_nobodys_trouble_but_the_callers():
    """And nothing is sent."""
    with pytest.raises(WrongCall):
        observed(Web({}), in_two_steps(), Subject("order", "A\n", ORDER.of))


class TestErrors:
    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ("internal error\nat line 1", "internal error"),
            ({"code": 7}, "{'code': 7}"),
            (["broken"], "['broken']"),
            (17, "17"),
            (True, "True"),
        ],
    )
    def test_what_stands_where_errors_are_told_is_no_answer(self, said: object, why: str):
        """Many say 200 to everything, and their empty lists would look like none."""
        entry = subject_entry(error="error", fields={"count": reading("length(data)", "count")})
        web = Web({"/orders/A-1": {"error": said, "data": []}})

        assert f"it answered with an error: {why}" == trouble(web, entry).why

    @pytest.mark.parametrize(
        "said", [{}, {"error": None}, {"error": ""}, {"error": []}, {"error": False}, {"error": 0}]
    )
    def test_nothing_there_is_no_error(self, said: dict[str, object]):
        """Neither is false, nor the code 0."""
        web = Web({"/orders/A-1": {"status": "placed", **said}})

        assert {"status": "placed"} == observed(web, subject_entry(error="error")).values

    def test_where_it_cannot_be_looked_for_nothing_is_known(self):
        """A function may not like what it finds."""
        web = Web({"/orders/A-1": {"status": "placed", "codes": 5}})

        assert "whether it reports an error cannot be found out at 'sum(codes)'" == (
            trouble(web, subject_entry(error="sum(codes)")).why
        )

    def test_every_page_and_every_step_is_looked_at(self):
        """The last of them may be the one that went wrong."""
        entry = subject_entry(
            {"method": "GET", "path": "/orders"},
            error="error",
            paging=paged("page", parameter="p", first=1),
            fields={"count": reading("length(orders)", "count")},
        )
        web = Web({"/orders?p=1": {"orders": [1]}, "/orders?p=2": {"orders": [], "error": "late"}})

        assert "it answered with an error: late" == trouble(web, entry).why
