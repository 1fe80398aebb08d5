"""From the record that a system gave to the values that are compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from samestory.core.model import Line, Money, Unmapped
from samestory.extraction.records import (
    ANY_ANSWER,
    NO_SUCH_FIELDS,
    NO_SUCH_RECORD,
    find_record,
    read_answer,
)
from samestory.extraction.values import NO_SUCH_PLACE, read_field, read_values
from tests.adapters.entries import reading, subject_entry

WHERE = "x.toml, [systems.crm.order] field"
WHERE_KEY = "x.toml, [systems.crm.order] key"
LINES = reading(
    "items",
    "lines",
    sku=reading("code", "text"),
    quantity=reading("qty", "count"),
    unit_price=reading("price", "money", form="decimal", currency="EUR"),
)


class TestRecord:
    @pytest.mark.parametrize("nothing", [None, False])
    def test_null_in_the_place_of_a_record_is_no_record(self, nothing: object):
        """The system answered, and knows nothing of it."""
        entry = subject_entry(record="order")

        assert None is read_answer({"order": nothing}, entry, UTC)
        assert None is read_answer({"order": None}, subject_entry(record="order.newest"), UTC)

    @pytest.mark.parametrize("document", [{"results": []}, {"results": None}, {"results": [None]}])
    def test_so_is_an_empty_list_in_the_place_of_a_list(self, document: object):
        """Most searches answer so."""
        assert None is read_answer(document, subject_entry(record="results[0]"), UTC)

    def test_without_a_path_the_answer_is_the_record(self):
        """As with `/orders/A-1`."""
        assert {"a": 1} == find_record({"a": 1}, subject_entry())

    @pytest.mark.parametrize("document", [[], {}, "", {"other": None}])
    def test_an_incomplete_answer_is_not_no_record(self, document: object):
        """A gateway that lost the rest says so too."""
        assert {"status": Unmapped(NO_SUCH_FIELDS, WHERE)} == (
            read_answer(document, subject_entry(), UTC)
        )

    def test_an_empty_list_is_none_if_the_landscape_looks_into_a_list(self):
        """With or without a path to it."""
        fields = {"numbers": reading("[].number", "set"), "count": reading("length(@)", "count")}

        assert None is read_answer([], subject_entry(fields=fields), UTC)
        assert None is read_answer({"o": []}, subject_entry(record="o", fields=fields), UTC)
        assert None is read_answer({"o": []}, subject_entry(record="o && @", fields=fields), UTC)

    @pytest.mark.parametrize(
        ("path", "document"),
        [
            ("not_null(list[0])", {"nonsense": ["of no use"]}),
            ("not_null(list[0])", {}),
            ("not_null(list, other)[0]", {"total": 0}),
            ("list || `[]`", {"total": 0}),
        ],
    )
    def test_a_path_that_goes_well_with_any_answer_proves_nothing(
        self, path: str, document: object
    ):
        """What is left out when it is empty cannot be told from a notice of maintenance."""
        entry = subject_entry(record=path)

        assert {"status": Unmapped(ANY_ANSWER, f"{entry.where} record")} == (
            read_answer(document, entry, UTC)
        )

    @pytest.mark.parametrize("document", [{"list": []}, {"list": None}, {"list": [None]}])
    def test_it_proves_something_of_an_answer_that_has_what_it_names(self, document: object):
        """There is the list, and nothing in it."""
        assert None is read_answer(document, subject_entry(record="not_null(list[0])"), UTC)

    def test_a_list_that_is_left_out_when_it_is_empty_has_something_beside_it(self):
        """What every answer has stands before the list."""
        entry = subject_entry(record="total && not_null(list[0])")

        assert None is read_answer({"total": 0}, entry, UTC)
        assert {"status": "x"} == (read_answer({"total": 1, "list": [{"status": "x"}]}, entry, UTC))
        assert {"status": Unmapped(NO_SUCH_RECORD, f"{entry.where} record")} == (
            read_answer({"nonsense": 0}, entry, UTC)
        )

    @pytest.mark.parametrize("path", ["not_null(list[0].x)", "length(list || `[]`)", "'placed'"])
    def test_fields_that_go_well_with_any_answer_prove_nothing_either(self, path: str):
        """Else a notice of maintenance would be an order that is silent, or none."""
        entry = subject_entry(fields={"status": reading(path)})

        assert {"status": Unmapped(NO_SUCH_FIELDS, WHERE)} == (
            read_answer({"nonsense": ["of no use"]}, entry, UTC)
        )

    def test_a_record_may_be_the_number_nothing(self):
        """A count of 0 is an answer."""
        assert 0 == find_record({"n": 0}, subject_entry(record="n"))


class TestAnotherShape:
    """A notice of maintenance, with status 200, is no news about the order."""

    @pytest.mark.parametrize(
        ("path", "document"),
        [
            ("results[0]", {"error": "maintenance"}),
            ("results[0]", {}),
            ("results[0]", {"results": {"error": "maintenance"}}),
            ("results[0]", {"results": "none"}),
            ("results[0]", {"results": {}}),
            ("results[0]", {"results": ""}),
            ("results[0]", {"results": 0}),
            ("results[0]", {"results": False}),
            ("results[0]", []),
            ("results.order", {"results": []}),
            ("results[:1] | [0]", {"results": {}}),
            ("results[-1]", {"results": {}}),
            ("results[] | [0]", {"results": {}}),
            ("mails && @", {}),
            ("results[0]", "maintenance"),
            ("results[0]", ["maintenance"]),
            ("[0]", {"error": "maintenance"}),
            ("d.order", {"d": ["oops"]}),
            ("results[?id=='1'] | [0]", {"error": "maintenance"}),
            ("results[] | [0]", {"error": "maintenance"}),
            ("mails && @", {"error": "maintenance"}),
            ("results[0] && merge(results[0], {n: length(results)})", {"results": ["oops"]}),
        ],
    )
    def test_a_record_path_that_does_not_exist_is_unmapped(self, path: str, document: object):
        """Never absence."""
        entry = subject_entry(record=path)

        assert {"status": Unmapped(NO_SUCH_RECORD, f"{entry.where} record")} == read_answer(
            document, entry, UTC
        )

    @pytest.mark.parametrize(
        ("path", "document"),
        [
            ("results[0]", {"results": []}),
            ("results[0]", {"results": None}),
            ("results[0]", None),
            ("results[-1]", {"results": []}),
            ("results[:1] | [0]", {"results": []}),
            ("[0]", []),
            ("results[?id=='1'] | [0]", {"results": [{"id": "2"}]}),
            ("mails && @", {"mails": []}),
            ("results[0] && merge(results[0], {n: length(results)})", {"results": []}),
        ],
    )
    def test_an_empty_list_is_absence(self, path: str, document: object):
        """The system looked, and found nothing."""
        assert None is read_answer(document, subject_entry(record=path), UTC)

    @pytest.mark.parametrize("record", ["oops", 7, ["oops"], {"error": "maintenance"}])
    def test_a_record_without_any_of_its_fields_is_unmapped(self, record: object):
        """Whatever it is, it is not what the landscape describes."""
        entry = subject_entry(record="d[0]")

        assert {"status": Unmapped(NO_SUCH_FIELDS, WHERE)} == read_answer(
            {"d": [record]}, entry, UTC
        )

    def test_something_else_in_the_place_of_a_part_is_unmapped(self):
        """While nothing in its place is silence."""
        price = reading("total.amount")

        assert Unmapped(NO_SUCH_PLACE, WHERE) == read_field({"total": "n/a"}, price, UTC)
        assert None is read_field({"total": None}, price, UTC)
        assert None is read_field({"total": {}}, price, UTC)

    def test_a_notice_is_none_whatever_functions_the_landscape_uses(self):
        """Else it would be an order that is silent about its status."""
        fields = {"status": reading("status"), "count": reading("length(lines)", "count")}
        notice = {"error": {"message": "maintenance"}}

        assert {
            "status": Unmapped(NO_SUCH_FIELDS, WHERE),
            "count": Unmapped(NO_SUCH_FIELDS, WHERE),
        } == read_answer(notice, subject_entry(fields=fields), UTC)

    def test_a_list_whose_members_have_lost_their_key_is_unmapped(self):
        """An empty set of orders would agree with whoever knows of none."""
        numbers = reading("orders[*].number", "set")
        entry = subject_entry(fields={"numbers": numbers, "count": reading("length(orders)")})
        document = {"orders": [{"number": "A-1"}, {"no": "A-2"}]}

        assert {"numbers": Unmapped("1 of 2 members has no 'number'", WHERE), "count": "2"} == (
            read_answer(document, entry, UTC)
        )

    def test_a_record_that_is_filtered_by_a_lost_key_is_unmapped(self):
        """Never absence."""
        entry = subject_entry(record="orders[?number == 'A-1'] | [0]")
        why = Unmapped("its only member has no 'number'", f"{entry.where} record")

        assert {"status": why} == read_answer({"orders": [{"no": "A-1"}]}, entry, UTC)
        assert None is read_answer({"orders": [{"number": "A-2"}]}, entry, UTC)

    def test_exact_numbers_are_numbers_for_every_function(self):
        """JMESPath itself knows floats only."""
        record = {"items": [{"p": Decimal("0.10")}, {"p": Decimal("0.20")}]}

        assert "0.30" == read_field(record, reading("to_string(sum(items[].p))"), UTC)
        assert "0.20" == read_field(record, reading("to_string(max(items[].p))"), UTC)


class TestKey:
    """A search that is fuzzy, or ignores what it does not know, finds somebody else's order."""

    ENTRY = subject_entry(record="orders[0]", key="number", fields={"status": reading("state")})

    def test_a_record_of_another_key_is_unmapped(self):
        """However well all of its fields can be read."""
        document = {"orders": [{"number": "A-77", "state": "placed"}]}

        assert {"status": Unmapped("it says A-77 instead of A-1", f"{self.ENTRY.where} key")} == (
            read_answer(document, self.ENTRY, UTC, key="A-1")
        )

    @pytest.mark.parametrize("told", ["A-1", "a-1", " A - 1 "])
    def test_case_and_space_are_nobodys_difference(self, told: str):
        """As with mail addresses, and with numbers in groups."""
        document = {"orders": [{"number": told, "state": "placed"}]}

        assert {"status": "placed"} == read_answer(document, self.ENTRY, UTC, key="A-1")

    def test_a_number_may_be_one(self):
        """In JSON, where the key is always a text."""
        document = {"orders": [{"number": 1042, "state": "placed"}]}

        assert {"status": "placed"} == read_answer(document, self.ENTRY, UTC, key="1042")

    @pytest.mark.parametrize("record", [{"state": "placed"}, {"number": None, "state": "placed"}])
    def test_a_record_that_does_not_say_is_unmapped(self, record: object):
        """The landscape says that it does."""
        why = Unmapped("it does not say whether it is A-1", f"{self.ENTRY.where} key")

        assert {"status": why} == read_answer({"orders": [record]}, self.ENTRY, UTC, key="A-1")

    def test_each_of_several_must_tell_it(self):
        """The orders of a customer, of whom a search found two."""
        entry = subject_entry(key="[].email", fields={"count": reading("length(@)", "count")})
        hers, his = {"email": "ada@x.example"}, {"email": "charles@x.example"}

        def told(*orders: object) -> object:
            found = read_answer([*orders], entry, UTC, key="Ada@x.example")
            return None if found is None else found["count"]

        assert 2 == told(hers, hers)
        assert Unmapped("it says charles@x.example instead of Ada@x.example", WHERE_KEY) == (
            told(hers, his)
        )

    def test_no_record_has_no_key(self):
        """It is still absent."""
        assert None is read_answer({"orders": []}, self.ENTRY, UTC, key="A-1")


class TestSilence:
    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("text", None),
            ("text", ""),
            ("text", "  "),
            ("text", [None, None]),
            ("text", ["", None]),
            ("address", ["", " "]),
            ("money", None),
            ("lines", None),
            ("set", None),
            ("status", ""),
            ("text", False),
            ("email", False),
            ("address", [False, None]),
            ("day", False),
            ("set", False),
        ],
    )
    def test_nothing_said_is_silence(self, kind: str, said: object):
        """Silence is None, never an empty value that could be agreed upon."""
        assert None is read_field({"f": said}, reading("f", kind), UTC)

    def test_false_is_a_word_where_the_landscape_says_so(self):
        """And among other parts it is none."""
        known = reading("f", "text", means={"true": "subscribed", "false": "not subscribed"})

        assert "not subscribed" == read_field({"f": False}, known, UTC)
        assert "Ada" == read_field({"f": ["Ada", False]}, reading("f", "text"), UTC)
        assert frozenset({"A-1"}) == read_field({"f": ["A-1", False]}, reading("f", "set"), UTC)

    def test_a_missing_place_is_silence(self):
        """The field may come with a later state of the order."""
        assert None is read_field({}, reading("a.b[0].c"), UTC)

    def test_an_empty_list_says_that_there_is_none(self):
        """No order at all is a clear word about a set of orders, and so is an order of nothing."""
        assert frozenset() == read_field({"f": []}, reading("f", "set"), UTC)
        assert () == read_field({"items": []}, LINES, UTC)


class TestValues:
    def test_every_field_that_the_landscape_expects_is_there(self):
        """Silent ones as None, so that a comparison can tell silence from not being asked."""
        entry = subject_entry(fields={"name": reading("n"), "email": reading("e", "email")})

        assert {"name": "Ada", "email": None} == read_values({"n": "Ada"}, entry, UTC)

    def test_parts_are_joined(self):
        """A name in two columns, an address in four."""
        record = {"first": "Ada", "last": "Lovelace", "street": None, "city": "Berlin"}

        assert "Ada Lovelace" == read_field(record, reading("[first, last]"), UTC)
        assert "Berlin" == read_field(record, reading("[street, city]", "address"), UTC)

    def test_a_currency_may_stand_in_the_record(self):
        """Where it does not, the declared one counts."""
        money = reading("t", "money", form="decimal", currency="EUR", currency_at="c")

        assert Money(Decimal("5.00"), "USD") == read_field({"t": "5.00", "c": "usd"}, money, UTC)
        assert Money(Decimal("5.00"), "EUR") == read_field({"t": "5.00"}, money, UTC)

    def test_the_first_converter_of_a_kind_is_meant_where_none_is_named(self):
        """Money is read as people write it."""
        assert Money(Decimal("5.00"), "EUR") == read_field(
            {"t": "€5.00"}, reading("t", "money"), UTC
        )

    def test_a_day_is_one_of_the_companys_zone_or_of_its_own(self):
        """Midnight in Berlin is still yesterday in UTC."""
        midnight = {"d": 1795561200000}
        berlin = ZoneInfo("Europe/Berlin")

        assert date(2026, 11, 25) == read_field(
            midnight, reading("d", "day", form="epoch ms"), berlin
        )
        own = reading("d", "day", form="epoch ms", zone=UTC)
        assert date(2026, 11, 24) == read_field(midnight, own, berlin)

    @pytest.mark.parametrize(
        ("code", "word"), [("10", "placed"), (10, "placed"), (" 10 ", "placed"), (True, "paid")]
    )
    def test_codes_are_explained(self, code: object, word: str):
        """Whether a system writes them as texts, numbers or truth values."""
        status = reading("s", "status", means={"10": "placed", "true": "paid"})

        assert word == read_field({"s": code}, status, UTC)

    def test_every_code_of_a_set_is_explained(self):
        """Tags are codes too."""
        tags = reading("t", "set", means={"a": "gift", "b": "express"})

        assert frozenset({"gift", "express"}) == read_field({"t": ["a", "b"]}, tags, UTC)

    @pytest.mark.parametrize(
        "said", [["Hauptstr. 1", "10115 Berlin", "D"], "Hauptstr. 1, 10115 Berlin, D"]
    )
    def test_parts_of_an_address_may_be_explained(self, said: object):
        """Those that the landscape knows; no landscape can list all streets."""
        address = reading("a", "address", means={"D": "Germany", "A": "Austria"})

        assert "Hauptstr. 1\n10115 Berlin\nGermany" == read_field({"a": said}, address, UTC)


class TestUnmapped:
    def test_an_unknown_code_is_unmapped_and_names_its_place(self):
        """The landscape is incomplete, not the story wrong."""
        status = reading("s", "status", means={"10": "placed"})

        assert Unmapped("15", WHERE) == read_field({"s": 15}, status, UTC)

    @pytest.mark.parametrize(
        ("said", "field", "code", "read_as"),
        [
            ("49,90", reading("f", "money", form="decimal", currency="EUR"), "49,90", "decimal"),
            (49.9, reading("f", "money", form="decimal"), "49.9", "decimal without a currency"),
            ("4,9", reading("f", "money", locale="de_DE"), "4,9", "money text in de_DE"),
            ("tomorrow", reading("f", "day", form="iso day"), "tomorrow", "iso day"),
            ("Mai", reading("f", "day", form="day first"), "Mai", "day first in en_US"),
            ({"a": 1}, reading("f", "text"), "{'a': 1}", "text"),
            ("x" * 200, reading("f", "count"), "x" * 79 + "…", "number"),
            (float("inf"), reading("f", "day", form="epoch s"), "inf", "epoch s"),
            ("none", LINES, "none", "lines"),
        ],
    )
    def test_a_format_that_does_not_fit_is_unmapped(
        self, said: object, field: object, code: str, read_as: str
    ):
        """What was said is kept, cut where it is long, and what it was read as."""
        found = read_field({"f": said, "items": said}, field, UTC)  # type: ignore[arg-type]

        assert isinstance(found, Unmapped)
        assert Unmapped(code, WHERE, read_as) == replace(found, fix="")

    def test_a_price_in_words_needs_no_declared_currency(self):
        """It names its own; only what it is written like may be wrong."""
        price = reading("f", "money")

        assert Unmapped(
            "soon", WHERE, "money text in en_US", "field: 'soon' is no price"
        ) == read_field({"f": "soon"}, price, UTC)

    def test_a_path_that_does_not_fit_the_answer_is_unmapped(self):
        """`length` of nothing is no number."""
        found = read_field({}, reading("length(d)", "count"), UTC)

        assert isinstance(found, Unmapped)
        assert "In function length(), invalid type" in found.code


class TestLines:
    def test_each_line_has_its_parts(self):
        """Prices as decimals, quantities as whole numbers."""
        record = {"items": [{"code": "CH-11", "qty": "2.000", "price": "25.00"}]}

        assert (Line("CH-11", 2, Money(Decimal("25.00"), "EUR")),) == read_field(record, LINES, UTC)

    @pytest.mark.parametrize("missing", [{}, {"price": None}, {"price": ""}])
    def test_a_declared_price_that_is_missing_leaves_the_lines_unsaid(self, missing: object):
        """Silence about a price is no agreement with any."""
        lines = [{"code": "BB-EN", "qty": 1, "price": "80.00"}, {"code": "CH-11", "qty": 2}]
        lines[1].update(missing)  # type: ignore[arg-type]

        assert None is read_field({"items": lines}, LINES, UTC)

    def test_a_system_may_be_known_to_tell_no_prices_or_only_some(self):
        """As the landscape says."""
        record = {"items": [{"code": "CH-11", "qty": 2, "price": None}]}
        price = reading("price", "money", form="decimal", optional=True)

        for known in (None, price):
            lines = reading(
                "items", "lines", sku=LINES.sku, quantity=LINES.quantity, unit_price=known
            )
            assert (Line("CH-11", 2),) == read_field(record, lines, UTC)

    @pytest.mark.parametrize(
        "line", [{"qty": 1}, {"code": "CH-11"}, {"code": "CH-11", "qty": "many"}, None, "CH-11"]
    )
    def test_a_line_without_its_parts_is_unmapped(self, line: object):
        """Half a line is not silence: something is there that nobody can read."""
        assert isinstance(read_field({"items": [line]}, LINES, UTC), Unmapped)

    def test_an_unreadable_part_is_named_itself(self):
        """The price of the second line, not "the lines"."""
        price = reading("price", "money", form="decimal", where="the price", currency="EUR")
        lines = reading("items", "lines", sku=LINES.sku, quantity=LINES.quantity, unit_price=price)
        record = {"items": [{"code": "CH-11", "qty": 2, "price": "soon"}]}

        assert Unmapped(
            "soon", "the price", "decimal", "the price: 'soon' is no number written with a point"
        ) == read_field(record, lines, UTC)


def test_no_answer_is_no_record_whatever_the_path_makes_of_it():
    """A path that puts records together finds nothing to put together."""
    entry = subject_entry(record="merge(found, {copies: length(all)})")

    assert read_answer(None, entry, UTC) is None
