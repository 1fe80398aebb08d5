"""The words of systems over HTTP: filters, dialects, hops and pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.extraction.entries import Header, Paging, Question
from tests.config.files import CRM, GUARD, mistakes, read

FIND = 'find   = "/deals?order_number={key}"'
BASE = 'base_url = "http://127.0.0.1:7102"'


def crm(find: str = FIND, *, system: str = "", subject: str = "") -> str:
    """A CRM that is asked in these words."""
    text = CRM.replace(FIND, f"{find}\n{subject}").replace(BASE, f"{BASE}\n{system}")
    return GUARD + text


def question(folder: Path, text: str) -> Question:
    return read(folder, text).systems["crm"].subjects["order"].question


def told(folder: Path, text: str) -> str:
    return "\n".join(mistakes(folder, text))


@pytest.mark.parametrize(("record", "expected"), [("@", True), ("order", False)])
def test_a_bare_null_is_no_record_if_the_answer_is_the_record(
    tmp_path: Path, record: str, expected: bool
):
    """And only if the landscape says so."""
    text = CRM.replace("results[0]", record)

    assert expected is question(tmp_path, GUARD + text).null_is_none


class TestFilters:
    def test_a_blank_may_have_filters(self, tmp_path: Path):
        """In an address, in headers, and deep in a document."""
        find = """find = { path = "/m/{of|lower|md5}", headers = { X-Of = "{of|base64}" },
            body = { a = ["{key|urlencode}"] } }""".replace("\n", "")

        assert "/m/{of|lower|md5}" == question(tmp_path, crm(find)).find["path"]

    @pytest.mark.parametrize(
        ("find", "expected"),
        [
            (
                'find = "/o/{key|lwoer}"',
                (
                    "unknown filter 'lwoer' in '/o/{key|lwoer}'.\n"
                    "  Did you mean 'lower'? Known: base64, doubled, escaped, json, lower, md5, url"
                ),
            ),
            (
                'find = { path = "/o", body = { a = [{ b = "{kye|lower}" }] } }',
                (
                    "[systems.crm.order.find]: unknown placeholder {kye} in '{kye|lower}'.\n"
                    "  Did you mean 'key'? Known: {key}, {of}."
                ),
            ),
            ('find = { path = "/o", headers = { X = "{k|md6}" } }', "unknown filter 'md6'"),
        ],
    )
    def test_what_is_unknown_is_named(self, tmp_path: Path, find: str, expected: str):
        """The placeholder as well as the filter."""
        assert expected in told(tmp_path, crm(find))


class TestHeaders:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Authorization", "stands in a question.\n  Credentials belong into 'auth'."),
            ("Content-Length", "the header 'Content-Length' is none of the question's."),
        ],
    )
    def test_those_that_are_not_the_questions_are_refused(
        self, tmp_path: Path, name: str, expected: str
    ):
        """Credentials have a place of their own."""
        find = f'find = {{ path = "/o", headers = {{ {name} = "x" }} }}'

        assert expected in told(tmp_path, crm(find))


DIALECTS = {
    "odata": """find = { set = "Orders", filter = "Number eq '{key}'", top = 50 }""",
    "graphql": 'find = { query = "query($n: ID) { o(n: $n) { s } }", variables = { n = "{key}" } }',
    "json-rpc": 'find = { path = "/rpc", method = "call", params = { number = "{key}" } }',
    "xml-rpc": 'find = { path = "/rpc", method = "call", params = ["db", ["{key}"]] }',
}


class TestDialects:
    @pytest.mark.parametrize(
        ("speaks", "expected"),
        [
            ("odata", {"set": "Orders", "filter": "Number eq '{key}'", "top": 50}),
            (
                "graphql",
                {
                    "path": "/graphql",
                    "query": "query($n: ID) { o(n: $n) { s } }",
                    "variables": {"n": "{key}"},
                },
            ),
            ("json-rpc", {"path": "/rpc", "method": "call", "params": {"number": "{key}"}}),
            ("xml-rpc", {"path": "/rpc", "method": "call", "params": ["db", ["{key}"]]}),
        ],
    )
    def test_each_has_words_of_its_own(self, tmp_path: Path, speaks: str, expected: object):
        """Which become the question as they stand."""
        found = question(tmp_path, crm(DIALECTS[speaks], system=f'speaks = "{speaks}"'))

        assert expected == found.find

    def test_a_set_alone_may_be_a_text(self, tmp_path: Path):
        """A record by its key needs no more."""
        text = crm("""find = "Orders('{key}')" """, system='speaks = "odata"')

        assert {"set": "Orders('{key}')"} == question(tmp_path, text).find

    @pytest.mark.parametrize(
        ("speaks", "find", "expected"),
        [
            ("odate", FIND, "unknown dialect 'odate'.\n  Did you mean 'odata'? Known: graphql,"),
            ("odata", "", "'find' is missing.\n  Add it, for instance: find = { set = "),
            ("odata", "find = { filter = 'x' }", "[systems.crm.order.find]: 'set' is missing."),
            ("odata", "find = 'Orders?$top=1'", "the set 'Orders?$top=1' holds a '?'.\n  Name its"),
            ("odata", "find = { set = 'O', fliter = 'x' }", "Did you mean 'filter'?"),
            ("odata", "find = { set = 'O', top = 'x' }", "'top' is 'x', which is no whole number"),
            ("odata", "find = { set = 'O', parameters = { a = 1 } }", "explains 'a' by 1"),
            ("odata", "find = { set = 'O', filter = '{nr}' }", "unknown placeholder {nr}"),
            ("graphql", "find = '/graphql'", "'find' is '/graphql', but must be a table."),
            ("graphql", "find = { variables = {} }", "'query' is missing."),
            ("graphql", "find = { query = '{ a }', variables = [] }", "'variables' is no table."),
            (
                "graphql",
                "find = { query = 'query($d: Date) { a }', variables = { d = 2026-11-24 } }",
                "'variables' holds a date without quotes.",
            ),
            (
                "graphql",
                "find = { query = 'query($number: ID) { a }', variables = { numbr = '{key}' } }",
                "declares no variable 'numbr'.\n  Did you mean 'number'? Declared: number.",
            ),
            (
                "graphql",
                """find = { query = "{ order(n: '{key}') }" }""",
                (
                    "the query holds the placeholder {key}, and is sent as it stands.\n"
                    '  Use a variable: variables = { key = "{key}" }.'
                ),
            ),
            ("json-rpc", "find = { path = '/rpc' }", "'method' is missing."),
            ("json-rpc", "find = { method = 'x' }", "'path' is missing."),
            (
                "json-rpc",
                "find = { path = '/', method = 'x', params = 'y' }",
                "'params' is neither a list nor a table.",
            ),
            (
                "xml-rpc",
                "find = { path = '/', method = 'x', params = { y = 1 } }",
                "'params' is no list.",
            ),
            (
                "xml-rpc",
                "find = { path = '/', method = 'x', params = [[{ d = 2026-11-24 }]] }",
                "'params' holds a date without quotes.\n  Write it as a text: '2026-11-24'.",
            ),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, speaks: str, find: str, expected: str):
        """Each mistake with its fix."""
        assert expected in told(tmp_path, crm(find, system=f'speaks = "{speaks}"'))

    def test_a_query_may_choose_fields_in_braces(self, tmp_path: Path):
        """`{id}` is GraphQL there, and no placeholder of ours."""
        find = "find = { query = '{ orders { customer {id} } }' }"

        assert question(tmp_path, crm(find, system='speaks = "graphql"'))


VIA = """via = [
  { name = "customer", find = "/customers?email={of}", take = { customer_id = "data[0].id" } },
  { name = "account", find = { path = "/a", body = { c = "{customer_id}" } }, absent = [410] },
]"""


class TestHops:
    def test_they_are_questions_with_names(self, tmp_path: Path):
        """Each may use what those before it took."""
        find = 'find = "/customers/{customer_id|md5}/orders?n={key}"'
        text = crm(find, subject=VIA).replace("results[0]", "answer[0]")
        customer, account = question(tmp_path, text).via

        assert ("customer", "account") == (customer.name, account.name)
        assert {"customer_id": "data[0].id"} == customer.take
        assert ({"c": "{customer_id}"}, (410,)) == (
            account.question.find["body"],
            account.question.absent,
        )
        assert customer.where.endswith("[systems.crm.order.via.1] take")

    def test_a_hop_may_have_pages_of_its_own(self, tmp_path: Path):
        """Those of the system are for all questions that say nothing."""
        via = "via = [{ name = 'a', find = '/a', paging = { kind = 'link', items = '@' } }]"
        text = crm(system="paging = { kind = 'link', items = 'b' }", subject=via)
        found = question(tmp_path, text.replace("results[0]", "answer[0]"))

        assert Paging(kind="link", items="@") == found.via[0].question.paging
        assert found.paging is None

    def test_the_pages_of_a_system_are_held_against_its_hops(self, tmp_path: Path):
        """What they fill, no hop may fill as well."""
        via = "via = [{ name = 'a', find = '/a?p=1' }]"
        paging = "paging = { kind = 'page', parameter = 'p', items = '@' }"

        assert "[systems.crm.order.via.1]: 'find' fills 'p' already, which 'paging' is to" in told(
            tmp_path, crm(system=paging, subject=via)
        )

    @pytest.mark.parametrize(
        ("via", "expected"),
        [
            ("via = 'customer'", "[systems.crm.order]: 'via' is 'customer', but must be a list."),
            ("via = ['customer']", "'via' holds something that is no table."),
            ("via = [{ find = '/a' }]", "[systems.crm.order.via.1]: 'name' is missing."),
            ("via = [{ name = 'a' }]", "[systems.crm.order.via.1]: 'find' is missing."),
            ("via = [{ name = 'a', find = '/a/{id}' }]", "unknown placeholder {id} in '/a/{id}'"),
            ("via = [{ name = 'a b', find = '/a' }]", "the name 'a b' is no word."),
            ("via = [{ name = 'answer', find = '/a' }]", "another answer called 'answer'"),
            (
                "via = [{ name = 'a', find = '/a' }, { name = 'a', find = '/b' }]",
                "[systems.crm.order.via.2]: there is another answer called 'a'.",
            ),
            (
                "via = [{ name = 'a', find = '/a', take = { key = 'id' } }]",
                "'take' fills a placeholder {key}, which is filled already.",
            ),
            (
                "via = [{ name = 'a', find = '/a', take = { 'a-b' = 'id' } }]",
                "'take' fills a placeholder {a-b}, which is not a name.",
            ),
            (
                "via = [{ name = 'a', find = '/a', take = { id = 'data[' } }]",
                "'id' is \"data[\", which is no JMESPath",
            ),
            ("via = [{ name = 'a', find = '/a', tkae = {} }]", "Did you mean 'take'?"),
            (
                "via = [{ name = 'a', find = '/a', take = { id = { haeder = 'X-Id' } } }]",
                "[systems.crm.order.via.1.take.id]: 'header' is missing.",
            ),
            ("via = [{ name = 'a', find = '/a', take = { id = 7 } }]", "'id' is 7, but must be"),
            (
                "via = [{ name = 'a', find = '/a', paging = { kind = 'lnik' } }]",
                "[systems.crm.order.via.1.paging]: unknown kind of paging 'lnik'.",
            ),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, via: str, expected: str):
        """Each mistake with its place."""
        assert expected in told(tmp_path, crm(subject=via))

    @pytest.mark.parametrize(
        ("record", "expected"),
        [
            (
                "orders[0]",
                (
                    "record begins with 'orders', which is none of the answers here.\n"
                    "  Perhaps answer.orders[0]. Answers: account, answer, customer."
                ),
            ),
            ("custmer.data[0]", "Did you mean 'customer'?"),
            ("orders[?open] | [0]", "record begins with 'orders'"),
        ],
    )
    def test_a_record_is_in_one_of_the_answers(self, tmp_path: Path, record: str, expected: str):
        """There are several, each by its name."""
        text = crm('find = "/c/{customer_id}"', subject=VIA).replace("results[0]", record)

        assert expected in told(tmp_path, text)

    @pytest.mark.parametrize("record", ["answer[0]", "customer.x", "merge(account, answer)", "@"])
    def test_a_record_may_be_put_together(self, tmp_path: Path, record: str):
        """Out of all the answers."""
        text = crm('find = "/c/{customer_id}"', subject=VIA).replace("results[0]", record)

        assert record == read(tmp_path, text).systems["crm"].subjects["order"].record

    def test_without_a_record_each_field_is_in_one_of_the_answers(self, tmp_path: Path):
        """The mistake names the field."""
        text = crm('find = "/c/{customer_id}"', subject=VIA)
        text = text.replace('record = "results[0]"', "")

        assert "total begins with 'amount_minor', which is none of" in told(tmp_path, text)

    def test_a_blank_that_is_taken_may_be_misspelt(self, tmp_path: Path):
        """It is proposed among the others."""
        text = crm('find = "/customers/{custmer_id}/orders"', subject=VIA)

        assert "Did you mean 'customer_id'? Known: {key}, {of}, {customer_id}." in told(
            tmp_path, text
        )


class TestPaging:
    @pytest.mark.parametrize(
        ("paging", "expected"),
        [
            (
                "{ kind = 'page', parameter = 'p', items = 'a.b.c' }",
                Paging(kind="page", parameter="p", items="a.b.c", first=1),
            ),
            (
                "{ kind = 'offset', parameter = 'o', items = '@', size = 9, size_parameter = 'n' }",
                Paging(kind="offset", parameter="o", items="@", size=9, size_parameter="n"),
            ),
            (
                "{ kind = 'cursor', parameter = 'c', items = 'a', next = 'b.c', most = 50 }",
                Paging(kind="cursor", parameter="c", items="a", next="b.c", most=50),
            ),
            ("{ kind = 'link', items = '@' }", Paging(kind="link", items="@")),
            (
                """{ kind = 'next url', items = '"a.b"', next = '"@next"' }""",
                Paging(kind="next url", items='"a.b"', next='"@next"'),
            ),
            (
                "{ kind = 'link', items = '@', total = 'meta.total' }",
                Paging(kind="link", items="@", total="meta.total"),
            ),
            ("{ kind = 'none' }", Paging(kind="none", items="@")),
        ],
    )
    def test_there_are_five_kinds_and_none(self, tmp_path: Path, paging: str, expected: Paging):
        """Of a subject; that of the system holds where a subject says nothing."""
        of_a_system = read(tmp_path, crm(system=f"paging = {paging}")).systems["crm"]

        assert expected == question(tmp_path, crm(subject=f"paging = {paging}")).paging
        assert expected == of_a_system.settings["paging"]
        assert of_a_system.settings["paging"].where.endswith("[systems.crm.paging] items")

    def test_that_of_a_subject_goes_first(self, tmp_path: Path):
        """One may have no pages at all."""
        text = crm(
            system="paging = { kind = 'link', items = '@' }", subject="paging = { kind = 'none' }"
        )

        assert Paging(kind="none", items="@") == question(tmp_path, text).paging

    @pytest.mark.parametrize(
        ("paging", "expected"),
        [
            ("'page'", "'paging' is 'page', but must be a table."),
            ("{}", "[systems.crm.order.paging]: 'kind' is missing."),
            ("{ kind = 'pgae' }", "unknown kind of paging 'pgae'.\n  Did you mean 'page'? Known:"),
            ("{ kind = 'page', items = 'a' }", "'parameter' is missing."),
            ("{ kind = 'link' }", "'items' is missing."),
            ("{ kind = 'link', items = 'a[0]' }", "'items' is 'a[0]', which is more than keys."),
            ("{ kind = 'link', items = 'a[' }", "which is no JMESPath"),
            ("{ kind = 'next url', items = 'a' }", "'next' is missing."),
            ("{ kind = 'next url', items = 'a', next = 'b(' }", "which is no JMESPath"),
            ("{ kind = 'link', items = 'a', next = 'b' }", "unknown key 'next'"),
            ("{ kind = 'link', items = 'a', most = 0 }", "'most' is 0."),
            ("{ kind = 'link', items = 'a', total = 'b(' }", "which is no JMESPath"),
            ("{ kind = 'link', items = 'a', totla = 'b' }", "Did you mean 'total'?"),
            ("{ kind = 'link', items = 'a', size_parameter = 'n' }", "and 'size' is missing."),
            (
                "{ kind = 'page', items = 'a', parameter = 'order_number' }",
                "'find' fills 'order_number' already, which 'paging' is to fill.",
            ),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, paging: str, expected: str):
        """Each mistake with its fix."""
        assert expected in told(tmp_path, crm(subject=f"paging = {paging}"))

    @pytest.mark.parametrize(
        "find",
        [
            'find = { path = "/o", query = { p = "1" } }',
            'find = { path = "/o", body = { p = 1 } }',
        ],
    )
    def test_what_it_fills_is_not_filled_twice(self, tmp_path: Path, find: str):
        """Wherever it stands."""
        text = crm(find, subject="paging = { kind = 'page', parameter = 'p', items = '@' }")

        assert "'find' fills 'p' already, which 'paging' is to fill." in told(tmp_path, text)

    def test_a_query_has_to_declare_what_it_fills(self, tmp_path: Path):
        """Else the server would refuse it, or not care."""
        paging = "paging = { kind = 'cursor', parameter = 'm', next = 'n', items = '@' }"
        text = crm(DIALECTS["graphql"], system='speaks = "graphql"', subject=paging)

        assert "'paging' fills the variable 'm', which the query does not declare." in told(
            tmp_path, text
        )

    def test_xml_rpc_has_none(self, tmp_path: Path):
        """Its parameters have no names."""
        text = crm(
            DIALECTS["xml-rpc"],
            system='speaks = "xml-rpc"\npaging = { kind = "page", parameter = "p", items = "@" }',
        )

        assert "so there is no asking for pages" in told(tmp_path, text)


class TestStates:
    def test_what_is_absent_and_what_answers_may_be_said(self, tmp_path: Path):
        """For one question; without a word it is as the dialect has it."""
        said = question(tmp_path, crm(subject="absent = [404, 410]\nanswers = [207]"))
        silent = question(tmp_path, crm())

        assert ((404, 410), (207,)) == (said.absent, said.answers)
        assert (None, ()) == (silent.absent, silent.answers)


class TestErrors:
    def test_a_system_says_where_it_tells_errors(self, tmp_path: Path):
        """For all of its questions, but for those that say it themselves."""
        via = "via = [{ name = 'a', find = '/a' }, { name = 'b', find = '/b', error = 'fault' }]"
        text = crm(system="error = 'error.message'", subject=via)
        found = question(tmp_path, text.replace("results[0]", "answer[0]"))

        assert ["error.message", "fault", "error.message"] == [
            each.error for each in (*(hop.question for hop in found.via), found)
        ]

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({"system": "error = 'a['"}, "'error' is \"a[\", which is no JMESPath"),
            ({"subject": "error = 'a['"}, "'error' is \"a[\", which is no JMESPath"),
            ({"system": "erorr = 'a'"}, "Did you mean 'error'?"),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, said: dict[str, str], expected: str):
        """As everywhere."""
        assert expected in told(tmp_path, crm(**said))


def test_what_is_taken_may_stand_in_a_header(tmp_path: Path):
    """As many sessions do."""
    via = "via = [{ name = 'a', find = '/a', take = { t = { header = 'X-Auth-Token' } } }]"

    text = crm(subject=via).replace("results[0]", "answer.results[0]")

    assert {"t": Header("X-Auth-Token")} == question(tmp_path, text).via[0].take


class TestForms:
    FORM = """find = { path = "/search", form = { number = "{key}", kind = "sale" } }"""

    def test_a_question_may_be_a_form(self, tmp_path: Path):
        """It is posted."""
        found = question(tmp_path, crm(self.FORM)).find

        assert ("POST", {"number": "{key}", "kind": "sale"}) == (found["method"], found["form"])

    @pytest.mark.parametrize(
        ("find", "expected"),
        [
            (
                'form = { n = "{kye}" }',
                "unknown placeholder {kye} in '{kye}'.\n  Did you mean 'key'?",
            ),
            ('form = { n = "1" }, method = "GET"', "a GET sends no form.\n  Leave 'method' out"),
            ('form = { n = "1" }, body = {}', "there are both 'body' and 'form'.\n  Keep the one"),
            ("form = { n = 7 }", 'which is no text.\n  Put it in quotes: n = "7".'),
            ('from = { n = "7" }', "unknown key 'from'.\n  Did you mean 'form'?"),
        ],
    )
    def test_what_is_wrong_is_told(self, tmp_path: Path, find: str, expected: str):
        """Each mistake with its fix."""
        assert expected in told(tmp_path, crm(f'find = {{ path = "/search", {find} }}'))

    def test_a_page_is_asked_for_in_the_form(self, tmp_path: Path):
        """Unless the question fills that name already."""
        paging = "paging = { kind = 'page', parameter = 'number', items = 'orders' }"

        assert "'find' fills 'number' already" in told(tmp_path, crm(self.FORM, subject=paging))


class TestCredentialsInTheQuestion:
    FIND = """find = { path = "/rpc", method = "read", params = ["db", "{user}", "{password}"] }"""
    AUTH = 'auth = { kind = "in the question", user = "qa", password_env = "RPC_KEY" }'

    def test_they_are_blanks(self, tmp_path: Path):
        """Their values come from the environment, and are secrets."""
        text = crm(self.FIND, system=f'speaks = "xml-rpc"\n{self.AUTH}')
        landscape = read(tmp_path, text, {"RPC_KEY": "s3cret"})

        assert ("qa", "s3cret") == (
            landscape.systems["crm"].auth.user,
            landscape.systems["crm"].auth.secret,
        )
        assert "s3cret" in landscape.secrets

    def test_no_other_system_has_them(self, tmp_path: Path):
        """Their place is a header there."""
        text = crm(self.FIND, system='speaks = "xml-rpc"')

        assert "unknown placeholder {password} in '{password}'" in told(tmp_path, text)


def test_all_mistakes_are_told_at_once(tmp_path: Path):
    """Whatever depth they are in."""
    via = "via = [{ name = 'a', find = '/{x}', take = { id = '[' } }]\npaging = { kind = 'pgae' }"
    text = crm('find = "/{y|z}"', system='speaks = "jsno"', subject=via)

    assert 7 == len(mistakes(tmp_path, text))


def test_the_words_of_all_adapters_are_known_where_the_adapter_is_not(tmp_path: Path):
    """Only its name is wrong."""
    text = crm(system='speaks = "json"\npaging = { kind = "none" }', subject=VIA)
    [only] = mistakes(tmp_path, text.replace('"http"', '"htpp"'))

    assert "unknown adapter 'htpp'" in only
