"""Dialects: what is sent in each, and what its answers mean."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, ClassVar
from unicodedata import category
from urllib.parse import parse_qsl, urlsplit
from xmlrpc.client import DateTime, Fault, dumps, loads

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.adapters.http.dialects import DIALECTS
from samestory.config.entries import Auth
from samestory.core.model import Subject, Unmapped
from samestory.errors import CannotAsk
from samestory.extraction.entries import Hop, SubjectEntry
from samestory.extraction.placeholders import PlaceholderValues
from tests.adapters.entries import reading, subject_entry
from tests.adapters.http.web import HOME, ORDER, Web, observed, paged, trouble

ANYTHING = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1).filter(
    lambda key: key not in {".", ".."} and any(category(each)[0] not in "CZ" for each in key)
)
STATUS = {"status": reading("[0].Status")}


def sent(speaks: str, find: dict[str, Any], key: str) -> Any:
    """The request that a question about an order becomes."""
    return DIALECTS[speaks]().request(find, HOME, PlaceholderValues(Subject("order", key)))


def answering(document: object, status: int = 200) -> Web:
    return Web(lambda _: httpx.Response(status, json=document))


class TestOData:
    FIND: ClassVar[dict[str, Any]] = {
        "set": "SalesOrders",
        "filter": "Number eq '{key}' and Open eq true",
        "select": "Number,Status",
        "expand": "Lines($select=Sku)",
        "orderby": "Number desc",
        "top": 50,
        "parameters": {"sap-client": "100"},
    }

    def asking(self, **more: Any) -> SubjectEntry:
        return subject_entry({"set": "SalesOrders"}, fields=STATUS, **more)

    def test_its_options_stand_in_the_address(self):
        """With a dollar each, but for those of the company's own."""
        url = urlsplit(sent("odata", self.FIND, "A-1").url)

        assert "/SalesOrders" == url.path
        assert [
            ("$filter", "Number eq 'A-1' and Open eq true"),
            ("$select", "Number,Status"),
            ("$expand", "Lines($select=Sku)"),
            ("$orderby", "Number desc"),
            ("$top", "50"),
            ("sap-client", "100"),
        ] == parse_qsl(url.query)

    @given(ANYTHING)
    def test_a_key_is_always_one_literal(self, key: str):
        """Never a second condition, a second option or another set."""
        url = urlsplit(sent("odata", self.FIND, key).url)
        options = dict(parse_qsl(url.query))
        literal = re.fullmatch(r"Number eq '((?:[^']|'')*)' and Open eq true", options["$filter"])

        assert literal
        assert key == literal[1].replace("''", "'")
        assert (6, "", "/SalesOrders") == (len(options), url.fragment, url.path)

    @given(ANYTHING)
    def test_a_key_in_an_address_is_one_literal_too(self, key: str):
        """A slash in it stays within."""
        url = httpx.URL(sent("odata", {"set": "/Orders('{key}')/Lines"}, key).url)

        assert f"/Orders('{key.replace(chr(39), chr(39) * 2)}')/Lines" == url.path
        assert 2 == url.raw_path.count(b"/")

    @pytest.mark.parametrize(
        "key",
        [
            "1",
            "-49.90",
            "2026-11-24",
            "2026-11-24T14:02:20Z",
            "0c3b1b1e-0000-4a3b-8c1d-00155d0a0b0c",
        ],
    )
    def test_without_quotes_a_number_a_day_or_a_guid_may_stand(self, key: str):
        """As OData writes them."""
        find = {"set": "O", "filter": "Id eq {key}"}

        assert (
            f"Id eq {key}"
            == dict(parse_qsl(urlsplit(sent("odata", find, key).url).query))["$filter"]
        )

    @pytest.mark.parametrize("key", ["Id", "1 or 1 eq 1", "A-1", "null", "1'", "(1)", "\u0661"])
    def test_anything_else_without_quotes_is_not_sent(self, key: str):
        """It could be the name of a field, or a condition."""
        with pytest.raises(CannotAsk, match=r"is no number, GUID or day for \{key\}"):
            sent("odata", {"set": "O", "filter": "Name eq 'it''s' and Id eq {key}"}, key)

    @pytest.mark.parametrize(
        "answer",
        [
            {"value": [{"Status": "placed"}]},
            {"d": {"results": [{"Status": "placed"}]}},
            {"d": [{"Status": "placed"}]},
        ],
    )
    def test_every_version_answers_with_a_list(self, answer: object):
        """Whatever it is wrapped in."""
        assert {"status": "placed"} == observed(
            answering(answer), self.asking(), speaks="odata"
        ).values

    @pytest.mark.parametrize(
        "answer",
        [{"Status": "placed", "d": 1, "value": "x"}, {"d": {"Status": "placed"}}],
    )
    def test_a_single_record_stays_one(self, answer: object):
        """Asked for by its key."""
        entry = subject_entry({"set": "O('{key}')"}, fields={"status": reading("Status")})

        assert {"status": "placed"} == observed(answering(answer), entry, speaks="odata").values

    @pytest.mark.parametrize("answer", [{"value": []}, {"d": {"results": []}}])
    def test_an_empty_list_is_no_such_record(self, answer: object):
        """It is how OData says so."""
        assert observed(answering(answer), self.asking(), speaks="odata").absent

    def test_a_missing_key_is_no_such_record(self):
        """404 at the address of one record; a list without it is there all the same."""
        entry = subject_entry({"set": "O('{key}')"}, fields={"status": reading("Status")})

        assert observed(answering({}, 404), entry, speaks="odata").absent
        assert "to a search" in trouble(answering({}, 404), self.asking(), speaks="odata").why

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (
                {"value": [{"Status": "a"}], "@odata.nextLink": f"{HOME}/SalesOrders?$skiptoken=2"},
                {"value": [{"Status": "b"}]},
            ),
            (
                {"d": {"results": [{"Status": "a"}], "__next": f"{HOME}/SalesOrders?$skiptoken=2"}},
                {"d": {"results": [{"Status": "b"}]}},
            ),
            *(
                (
                    {"value": [{"Status": "a"}], name: "SalesOrders?$skiptoken=2"},
                    {"value": [{"Status": "b"}]},
                )
                for name in ("@nextLink", "odata.nextLink")
            ),
        ],
    )
    def test_its_next_pages_are_followed_by_themselves(self, first: object, second: object):
        """No landscape has to say so."""
        web = Web({"/SalesOrders": first, "/SalesOrders?$skiptoken=2": second})
        entry = subject_entry({"set": "SalesOrders"}, fields={"all": reading("[].Status", "set")})

        assert {"all": frozenset("ab")} == observed(web, entry, speaks="odata").values

    def test_other_pages_may_be_asked_for(self):
        """By a parameter of its own."""
        web = Web({"/O?$skip=0": {"value": [{"Status": "a"}]}, "/O?$skip=1": {"value": []}})
        entry = subject_entry(
            {"set": "O"}, fields=STATUS, paging=paged("offset", items="value", parameter="$skip")
        )

        assert {"status": "a"} == observed(web, entry, speaks="odata").values

    @pytest.mark.parametrize(
        "answer",
        [
            {"value": [{"Status": "a"}], "@odata.count": 120},
            {"value": [{"Status": "a"}], "@count": 120},
            {"value": [{"Status": "a"}], "odata.count": "120"},
            {"d": {"results": [{"Status": "a"}], "__count": "120"}},
        ],
    )
    def test_what_it_counts_is_held_against_what_it_tells(self, answer: object):
        """Whoever cuts a list often says how long it was."""
        why = trouble(answering(answer), self.asking(), speaks="odata").why

        assert "it counts 120 and lists 1" == why

    def test_a_count_that_is_right_is_content(self):
        """Also where pages are asked for in another way."""
        answer = {"value": [{"Status": "a"}], "@odata.count": 1}
        entry = subject_entry(
            {"set": "O"}, fields=STATUS, paging=paged("offset", items="value", parameter="$skip")
        )

        assert {"status": "a"} == observed(answering(answer), self.asking(), speaks="odata").values
        assert {"status": "a"} == observed(answering(answer), entry, speaks="odata").values

    def test_no_other_pages_are_its_own(self):
        """Where those of a system are not for one question, its next links still are."""
        none = paged("none")
        web = Web(
            {
                "/O": {"value": [{"Status": "a"}], "@odata.nextLink": "O?$skiptoken=2"},
                "/O?$skiptoken=2": {"value": [{"Status": "b"}]},
            }
        )
        entry = subject_entry(
            {"set": "O"}, fields={"all": reading("[].Status", "set")}, paging=none
        )
        single = subject_entry({"set": "O"}, fields={"status": reading("Status")}, paging=none)

        assert {"all": frozenset("ab")} == observed(web, entry, speaks="odata").values
        assert {"status": "a"} == observed(
            answering({"Status": "a"}), single, speaks="odata"
        ).values

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            ({"value": [{"Status": "a"}], "error": {"code": "x", "message": "broken"}}, "broken"),
            ({"value": [{"Status": "a"}], "@error": "broken"}, "broken"),
            ({"error": {"code": "x", "message": "broken"}}, "broken"),
            ({"odata.error": {"code": "x"}}, "{'code': 'x'}"),
        ],
    )
    def test_an_error_within_an_answer_is_none(self, answer: object, why: str):
        """The state was sent before it came."""
        found = trouble(answering(answer), self.asking(), speaks="odata")

        assert f"it answered with an error: {why}" == found.why

    def test_a_record_may_have_a_field_that_is_called_error(self):
        """Beside others."""
        entry = subject_entry({"set": "O('{key}')"}, fields=STATUS)
        web = answering({"Status": "placed", "error": "none"})

        assert observed(web, entry, speaks="odata").values

    def test_as_many_records_as_were_asked_for_are_perhaps_not_all(self):
        """Unless it says so, or the first of an order is wanted."""
        two = [{"Status": "a"}, {"Status": "b"}]

        def told(answer: object, **more: object) -> tuple[Web, SubjectEntry]:
            return answering(answer), subject_entry(
                {"set": "O", **more}, fields={"all": reading("[].Status", "set")}
            )

        assert (
            "it gives 2 records, and was asked for 2 at most: there may be more; "
            "raise `top` of its question"
        ) == trouble(*told({"value": two}, top=2), speaks="odata").why
        for web, entry in (
            told({"value": two}, top=3),
            told({"value": two, "@odata.count": 2}, top=2),
            told({"value": two[:1]}, top=1, orderby="At desc"),
        ):
            assert observed(web, entry, speaks="odata").values

    def test_what_is_no_object_is_no_odata(self):
        """Something else answers there."""
        why = trouble(answering(["x"]), self.asking(), speaks="odata").why

        assert "its answer is no OData, which always is an object" == why


class TestGraphQl:
    QUERY = """
        query($number: String!) {
          order(number: $number) { status customer {id} }
        }
    """
    FIND: ClassVar[dict[str, Any]] = {
        "path": "/graphql",
        "query": QUERY,
        "variables": {"number": "{key}"},
    }

    def asking(self, **more: Any) -> SubjectEntry:
        return subject_entry(
            self.FIND, **{"record": "order", "fields": {"status": reading("status")}, **more}
        )

    @given(ANYTHING)
    def test_a_key_is_a_variable_and_never_a_fragment(self, key: str):
        """The query is sent as it stands in the landscape."""
        body = sent("graphql", self.FIND, key).body

        assert {"query": self.QUERY, "variables": {"number": key}} == body

    def test_it_is_told_in_one_line(self):
        """With what was filled in."""
        web = answering({"data": {"order": {"status": "placed"}}})
        found = observed(web, self.asking(), speaks="graphql")

        assert {"status": "placed"} == found.values
        assert (
            "POST http://crm.example/graphql query($number: String!) { order(number: $number) "
            '{ status customer {id} } } with {"number": "A-1"}' == found.asked
        )

    def test_null_is_no_such_record(self):
        """In its own place."""
        assert observed(
            answering({"data": {"order": None}}), self.asking(), speaks="graphql"
        ).absent

    @pytest.mark.parametrize(
        ("document", "status", "why"),
        [
            (
                {"data": {"order": None}, "errors": [{"message": "no field 'status'\nat 1"}]},
                200,
                "it answered with an error: no field 'status'",
            ),
            ({"errors": "broken"}, 200, "it answered with an error: broken"),
            ({"errors": [{"message": "bad query"}]}, 400, "it answered 400: bad query"),
            ({"errors": [{"message": "who?"}]}, 401, "it refuses the credentials in KEY"),
            ({}, 404, "it answered 404 Not Found"),
            ({"data": None}, 200, "its answer holds no data, which GraphQL always has"),
            ([], 200, "its answer holds no data, which GraphQL always has"),
            ({"data": {}}, 500, "it answered 500 Internal Server Error"),
        ],
    )
    def test_an_error_is_never_half_an_answer(self, document: object, status: int, why: str):
        """Even where some data comes with it."""
        auth = Auth("bearer", secret="k", variables=("KEY",))
        entry = self.asking(absent=())

        assert trouble(
            answering(document, status), entry, speaks="graphql", auth=auth
        ).why.startswith(why)

    def test_a_page_is_asked_for_by_a_variable(self):
        """Its cursor is handed back."""
        pages = [
            {"data": {"orders": {"nodes": [{"n": "1"}], "end": "x"}}},
            {"data": {"orders": {"nodes": [{"n": "2"}], "end": None}}},
        ]
        web = Web(lambda _: pages[len(web.asked) - 1])
        entry = self.asking(
            record=None,
            fields={"all": reading("orders.nodes[].n", "set")},
            paging=paged("cursor", items="orders.nodes", parameter="after", next="orders.end"),
        )

        assert {"all": frozenset("12")} == observed(web, entry, speaks="graphql").values
        assert {"number": "A-1", "after": "x"} == web.bodies[1]["variables"]

    def test_what_means_absence_can_be_declared(self):
        """As in every dialect."""
        assert observed(answering({}, 404), self.asking(absent=(404,)), speaks="graphql").absent

    def test_what_is_no_json_behind_an_error_is_told_by_its_state(self):
        """A proxy speaks no GraphQL."""
        web = Web(lambda _: httpx.Response(400, text="bad"))

        assert "it answered 400 Bad Request" == trouble(web, self.asking(), speaks="graphql").why


class TestJsonRpc:
    FIND: ClassVar[dict[str, Any]] = {
        "path": "/rpc",
        "method": "order.read",
        "params": [["number", "=", "{key}"], 5],
    }

    def asking(self, **more: Any) -> SubjectEntry:
        return subject_entry(self.FIND, **{"fields": {"status": reading("[0].status")}, **more})

    @staticmethod
    def echoing(**said: object) -> Web:
        def answer(request: httpx.Request) -> object:
            return {"jsonrpc": "2.0", "id": json.loads(request.content)["id"], **said}

        return Web(answer)

    @given(ANYTHING)
    def test_a_key_is_one_parameter(self, key: str):
        """Numbers stay numbers beside it."""
        body = sent("json-rpc", self.FIND, key).body

        assert ("2.0", "order.read", [["number", "=", key], 5], 1) == tuple(body.values())

    def test_the_result_is_what_is_read(self):
        """Each call has an id of its own."""
        web = self.echoing(result=[{"status": "placed"}])

        assert {"status": "placed"} == observed(web, self.asking(), speaks="json-rpc").values

    def test_an_empty_result_is_no_such_record(self):
        """A search that finds nothing."""
        assert observed(self.echoing(result=[]), self.asking(), speaks="json-rpc").absent

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            (
                {"error": {"code": -32601, "message": "Method not found"}},
                "it answered with an error: Method not found",
            ),
            (
                {"error": {"message": "Server Error", "data": {"message": "Access Denied"}}},
                "it answered with an error: Server Error: Access Denied",
            ),
            ({"error": ["UserError", "x"]}, "it answered with an error: ['UserError', 'x']"),
            ({"error": {}}, "it answered with an error: {}"),
            ({"error": ""}, "it answered with an error: no message"),
            ({}, "its answer holds neither a result nor an error"),
            ({"id": 7, "result": 1}, "it answered call 7, and was asked 1"),
            ({"id": True, "result": 1}, "it answered call True, and was asked 1"),
        ],
    )
    def test_what_is_no_result_is_trouble(self, said: dict[str, object], why: str):
        """Never that there is no such record."""
        assert why == trouble(self.echoing(**said), self.asking(), speaks="json-rpc").why

    def test_what_is_no_object_is_trouble(self):
        """Batches were not asked for."""
        why = trouble(answering([]), self.asking(), speaks="json-rpc").why

        assert "its answer is no JSON-RPC, which always is an object" == why

    def test_a_missing_endpoint_is_no_missing_record(self):
        """404 is what the web server says, and not the system."""
        entry = self.asking(absent=())

        assert "it answered 404 Not Found" == trouble(Web({}), entry, speaks="json-rpc").why

    @pytest.mark.parametrize("speaks", ["json-rpc", "xml-rpc"])
    def test_whoever_always_answers_with_a_document_says_nothing_by_204(self, speaks: str):
        """Something in between dropped it."""
        web = Web(lambda _: httpx.Response(204))
        entry = self.asking() if speaks == "json-rpc" else TestXmlRpc().asking()

        assert "it answered 204 No Content" == trouble(web, entry, speaks=speaks).why

    def test_pages_are_asked_for_by_parameters_with_names(self):
        """And each page by a call of its own."""

        def answer(request: httpx.Request) -> object:
            body = json.loads(request.content)
            rows = [{"n": "1"}] if body["params"]["skip"] == 0 else []
            return {"id": body["id"], "result": rows}

        web = Web(answer)
        find = {**self.FIND, "params": {"number": "{key}"}}
        entry = subject_entry(
            find,
            fields={"all": reading("[].n", "set")},
            paging=paged("offset", items="@", parameter="skip"),
        )

        assert {"all": frozenset("1")} == observed(web, entry, speaks="json-rpc").values
        assert 2 == len({each["id"] for each in web.bodies})

    def test_parameters_without_names_have_no_pages(self):
        """Nobody knows which is which."""
        entry = self.asking(paging=paged("offset", items="@", parameter="skip"))
        why = trouble(Web({}), entry, speaks="json-rpc").why

        assert "its params are no table that a page could be asked for in" == why


class TestXmlRpc:
    FIND: ClassVar[dict[str, Any]] = {
        "path": "/rpc",
        "method": "execute_kw",
        "params": ["db", 2, [["name", "=", "{key}"]]],
    }

    def asking(self, at: str = "[0].status", **more: Any) -> SubjectEntry:
        return subject_entry(self.FIND, **{"fields": {"status": reading(at)}, **more})

    @staticmethod
    def returning(value: object, old: str = "", new: str = "") -> Web:
        text = dumps((value,), methodresponse=True, allow_none=True).replace(old, new)
        return Web(lambda _: httpx.Response(200, text=text, headers={"Content-Type": "text/xml"}))

    @given(ANYTHING.filter(lambda key: not re.search("[\ufffe\uffff]", key)))
    def test_a_key_is_one_value_and_never_an_element(self, key: str):
        """Whatever brackets are in it."""
        params, method = loads(sent("xml-rpc", self.FIND, key).content)

        assert (("db", 2, [["name", "=", key]]), "execute_kw") == (params, method)

    def test_what_xml_cannot_hold_is_not_sent(self):
        """No letter is replaced by another one."""
        with pytest.raises(CannotAsk, match=r"XML cannot hold the character U\+FFFE"):
            sent("xml-rpc", self.FIND, "A\ufffe")

    def test_what_a_call_cannot_say_is_not_sent(self):
        """Its numbers have 32 bits."""
        with pytest.raises(CannotAsk, match="XML-RPC cannot ask so: int exceeds XML-RPC limits"):
            sent("xml-rpc", {**self.FIND, "params": [2**40]}, "A-1")

    def test_the_value_is_what_is_read(self):
        """And the call stands in one line."""
        found = observed(self.returning([{"status": "placed"}]), self.asking(), speaks="xml-rpc")

        assert {"status": "placed"} == found.values
        assert (
            'POST http://crm.example/rpc execute_kw("db", 2, [["name", "=", "A-1"]])' == found.asked
        )

    @pytest.mark.parametrize(
        ("value", "read"),
        [
            (49.9, "49.9"),
            (DateTime("20261124T14:02:20"), "2026-11-24T14:02:20"),
            (b"abc", "YWJj"),
            (True, "true"),
            (7, "7"),
            ("<b>&", "<b>&"),
        ],
    )
    def test_every_kind_of_value_is_read(self, value: object, read: str):
        """Times in ISO 8601, bytes as they came."""
        found = observed(self.returning([{"status": value}]), self.asking(), speaks="xml-rpc")

        assert {"status": read} == found.values

    def test_no_digit_is_lost(self):
        """Python's own reader makes a float of it."""
        web = self.returning([{"total": 1.5}], "1.5", "12345678901234567.89")
        entry = self.asking(
            fields={"total": reading("[0].total", "money", currency="EUR", form="decimal")}
        )
        found = observed(web, entry, speaks="xml-rpc")

        assert Decimal("12345678901234567.89") == found.values["total"].amount  # type: ignore[index, union-attr]

    def test_an_empty_list_is_no_such_record(self):
        """And so is nothing at all."""
        assert observed(self.returning([]), self.asking(), speaks="xml-rpc").absent
        assert observed(self.returning(None), self.asking(), speaks="xml-rpc").absent

    def test_a_prefix_that_is_not_declared_is_read(self):
        """Some servers write <ex:nil/>, and do not say what ex is."""
        text = (
            "<methodResponse><params><param><value><ex:nil/></value></param></params>"
            "</methodResponse>"
        )
        web = Web(lambda _: httpx.Response(200, text=text, headers={"Content-Type": "text/xml"}))

        assert observed(web, self.asking(), speaks="xml-rpc").absent

    def test_false_is_how_some_say_nothing(self):
        """Odoo does; it is no record either."""
        assert observed(self.returning([False]), self.asking(record="[0]"), speaks="xml-rpc").absent

    def test_a_fault_is_trouble(self):
        """In its own words."""
        text = dumps(Fault(3, "Access Denied\nTraceback"))
        web = Web(lambda _: httpx.Response(200, text=text))

        assert (
            "it answered with fault 3: Access Denied"
            == trouble(web, self.asking(), speaks="xml-rpc").why
        )

    BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    REPLY = "<methodResponse><params><param><value>{}</value></param></params></methodResponse>"

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            (BOMB + REPLY.format("&b;"), "its answer is XML with entities of its own, unopened"),
            ("<methodResponse>", "it answered broken XML: '<methodResponse>'"),
            ("<html></html>", "it answered broken XML: '<html></html>'"),
            ("", "it answered broken XML, and it is empty"),
            (
                REPLY.format("<boolean>yes</boolean>"),
                "it answered broken XML: '<methodResponse><params><param><value><boolean>",
            ),
            (
                REPLY.format("<double>NaN</double>"),
                "it answered broken XML: '<methodResponse><params><param><value><double>",
            ),
            (
                REPLY.format("<i4>1</i4>").replace(
                    "</params>", "<param><value>2</value></param></params>"
                ),
                "it answered broken XML: ",
            ),
            (
                REPLY.format(
                    "<struct><member><name>a</name><value>1</value></member>"
                    "<member><name>a</name><value>2</value></member></struct>"
                ),
                "its answer is not clear: it says a name twice",
            ),
        ],
    )
    def test_nonsense_is_trouble(self, text: str, why: str):
        """Hostile XML is not even opened."""
        web = Web(lambda _: httpx.Response(200, text=text, headers={"Content-Type": "text/xml"}))

        assert trouble(web, self.asking(), speaks="xml-rpc").why.startswith(why)

    def test_a_missing_endpoint_is_no_missing_record(self):
        """404 is what the web server says."""
        entry = self.asking(absent=())

        assert "it answered 404 Not Found" == trouble(Web({}), entry, speaks="xml-rpc").why
        assert "it answered 404 Not Found" == trouble(Web({}), self.asking(), speaks="xml-rpc").why
        assert observed(Web({}), self.asking(absent=(404,)), speaks="xml-rpc").absent

    def test_a_call_has_no_pages(self):
        """Its parameters have no names."""
        entry = self.asking(paging=paged("page", items="@", parameter="page"))

        assert (
            "XML-RPC has no parameters with names, such as 'page'"
            == trouble(Web({}), entry, speaks="xml-rpc").why
        )

    def test_a_number_that_was_taken_stays_one(self):
        """Identities of records are numbers, and Odoo wants them so."""
        find = {"path": "/rpc", "method": "read", "params": ["{uid}", ["{uid}"]]}
        first = subject_entry({**self.FIND, "path": "/login"}).question
        way = Hop(name="login", question=first, take={"uid": "@"}, where="")
        web = self.returning(7)
        observed(
            web,
            subject_entry(find, via=(way,), fields={"status": reading("answer")}),
            speaks="xml-rpc",
        )

        assert (7, [7]) == loads(web.asked[1].content)[0]


def test_an_answer_of_another_shape_is_not_explained():
    """In any dialect."""
    web = answering({"data": {"message": "maintenance"}})
    found = observed(web, TestGraphQl().asking(), ORDER, speaks="graphql")

    assert isinstance((found.values or {})["status"], Unmapped)
