"""Where a landscape's paths lead in an answer: to a value, to nothing, or past its shape."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from jmespath.exceptions import JMESPathError

from samestory.extraction.paths import is_there, require_path, require_record_path, value_at
from samestory.extraction.strict_jmespath import (
    MissingInItems,
    PathNotFound,
    PathUnreadable,
    Unreadable,
)

ORDERS = {"orders": [{"number": "A-1", "state": "N"}, {"number": "A-2", "state": "P"}]}


def lost(path: str, document: object) -> str:
    """Why members lack what the path needs of them."""
    with pytest.raises(MissingInItems) as caught:
        require_path(path, document)
    return caught.value.why


def missing(path: str, document: object) -> bool:
    """Whether the place is not there, and nothing else in its way."""
    try:
        require_path(path, document)
    except PathNotFound as astray:
        return not astray.wrong_kind
    return False


def goes_well(path: str, document: object) -> bool:
    require_path(path, document)
    return True


class TestProjections:
    @pytest.mark.parametrize("path", ["orders[*].number", "orders[].number", "orders[:9].number"])
    def test_every_member_must_have_what_is_taken_from_each(self, path: str):
        """JMESPath alone finds a shorter list, in which nobody misses anything."""
        document = {"orders": [{"number": "A-1"}, {"no": "A-2"}, {"no": "A-3"}]}

        assert "2 of 3 members have no 'number'" == lost(path, document)
        assert ["A-1"] == value_at(path, document)

    def test_a_renamed_key_is_no_empty_list(self):
        """Whoever has no orders says so with a list of none."""
        assert "its only member has no 'number'" == lost(
            "orders[*].number", {"orders": [{"no": 1}]}
        )
        assert goes_well("orders[*].number", {"orders": []})
        assert goes_well("orders[*].number", ORDERS)

    @pytest.mark.parametrize("nothing", [None, "", False, 0])
    def test_nothing_in_its_place_is_something_said(self, nothing: object):
        """An order without a number is one; one whose number is called otherwise is another."""
        document = {"orders": [{"number": "A-1"}, {"number": nothing}, None]}

        assert goes_well("orders[*].number", document)

    def test_members_of_members_are_looked_at_as_well(self):
        """In whatever depth."""
        document = {"a": [{"b": [{"c": 1}, {}]}, {"b": []}]}

        assert "1 of 2 members has no 'c'" == lost("a[].b[].c", document)
        assert "1 of 2 members has no 'b'" == lost("a[].b[].c", {"a": [{"b": []}, {}]})
        assert "1 of 2 members has no 'c'" == lost("a.*.c", {"a": {"x": {"c": 1}, "y": {}}})

    def test_a_member_of_another_kind_has_nothing_either(self):
        """A list of numbers where a list of orders is expected."""
        assert "2 of 2 members have no 'number'" == lost("orders[].number", {"orders": ["A", "B"]})

    def test_one_of_them_is_enough_where_one_is_picked(self):
        """The only table that has a total, wherever in the mail it stands."""
        path = "tables[].Total | [0]"

        assert goes_well(path, {"tables": [{"Name": "Ada"}, {"Total": "89.00"}]})
        assert missing(path, {"tables": [{"Name": "Ada"}]})

    def test_what_may_be_missing_can_be_said(self):
        """`not_null` is the word for it."""
        document = {"lines": [{"sku": "A"}, {"sku": "B", "coupon": "C"}]}

        assert "1 of 2 members has no 'coupon'" == lost("lines[].coupon", document)
        assert goes_well("lines[].not_null(coupon)", document)
        assert goes_well("not_null(lines[].coupon)", document)

    def test_a_mapped_list_is_one_of_members_too(self):
        """As JMESPath has two ways to write it."""
        assert "1 of 2 members has no 'n'" == lost("map(&n, l)", {"l": [{"n": 1}, {}]})
        assert goes_well("map(&n, l)", {"l": [{"n": 1}]})


class TestFilters:
    @pytest.mark.parametrize(
        "path",
        [
            "orders[?no == 'A-1'] | [0]",
            "orders[?no]",
            "orders[?no == 'A-1' && state == 'N']",
            "orders[?price > `3`].number",
            "orders[?starts_with(no, 'A')]",
        ],
    )
    def test_a_filter_that_no_member_can_pass_is_unlike_one_that_none_does(self, path: str):
        """Nobody has the key that it asks for."""
        assert lost(path, ORDERS).startswith("2 of 2 members have no '")

    @pytest.mark.parametrize(
        "path",
        [
            "orders[?number == 'A-7'] | [0]",
            "orders[?!parent]",
            "orders[?!parent && number == 'A-7']",
            "orders[?deleted != `true`]",
            "orders[?deleted == `null`]",
            "orders[?not_null(gift, `false`)]",
            "orders[?state == 'gift' && gift.code == 'X']",
            "orders[?no == 'A-1' || number == 'A-1']",
            "orders[?length(number) > `3`]",
            "orders[?@.number == 'A-1'].state",
        ],
    )
    def test_what_a_filter_does_without_may_be_missing(self, path: str):
        """Most lines are parts of no other, and most records are not deleted."""
        assert goes_well(path, ORDERS)

    def test_one_member_that_has_it_is_enough(self):
        """Others may be of another kind: a comment, a discount."""
        assert goes_well("lines[?sku]", {"lines": [{"sku": "A"}, {"text": "Thank you!"}]})

    def test_what_is_taken_of_those_that_pass_counts_among_them(self):
        """The others are not asked for it."""
        document = {"mails": [{"kind": "main"}, {"kind": "old", "at": "x"}]}

        assert "its only member has no 'at'" == lost("mails[?kind == 'main'].at", document)
        assert goes_well("mails[?kind == 'old'].at", document)

    @pytest.mark.parametrize("ask", [value_at, require_path, require_record_path])
    def test_a_text_is_neither_more_nor_less_than_a_number(
        self, ask: Callable[[str, object], object]
    ):
        """JMESPath itself ends with an error of Python's."""
        document = {"lines": [{"sku": "A", "count": "2"}]}

        with pytest.raises(JMESPathError, match=r"use to_number\(\)"):
            ask("lines[?count > `0`]", document)
        ask("lines[?to_number(count) > `0`]", document)


class TestFunctions:
    @pytest.mark.parametrize(
        "path",
        [
            "length(lines)",
            "join(', ', lines)",
            "merge(lines, `{}`)",
            "sort_by(lines, &sku)[0].sku",
            "to_string(lines)",
            "contains(lines, 'A')",
            "[first, last]",
            "first || last",
            "state == 'x' && 'y' || last",
            "not_null(`null`) || last",
        ],
    )
    def test_a_place_within_a_function_is_a_place(self, path: str):
        """A notice of maintenance has none of them."""
        assert missing(path, {"error": "maintenance"})

    @pytest.mark.parametrize(
        "path",
        [
            "not_null(first, last, '')",
            "first || ''",
            "[error, last]",
            "{a: first}",
            "merge({a: first}, {b: error})",
            "(first && last) || error",
            "!first",
            "error",
        ],
    )
    def test_what_may_be_missing_by_the_way_it_is_written(self, path: str):
        """One of several, or none."""
        assert goes_well(path, {"error": "maintenance"})

    @pytest.mark.parametrize("something", ["none", {"error": "maintenance"}, 7])
    def test_a_length_is_that_of_a_list(self, something: object):
        """Else a notice of one key would be one order."""
        for path, document in (("length(orders)", {"orders": something}), ("length(@)", something)):
            with pytest.raises(PathNotFound) as caught:
                require_path(path, document)
            assert caught.value.wrong_kind

        assert goes_well("length(keys(@))", {"a": 1})
        assert goes_well("length(orders)", ORDERS)

    def test_something_else_is_in_the_way_however_it_is_written(self):
        """`not_null` and `||` are about what is missing."""
        for path in (
            "not_null(a.b, '')",
            "a.b || ''",
            "[a.b, c]",
            "{a: a.b}",
            "!(a.b)",
            "a[0] || ''",
        ):
            with pytest.raises(PathNotFound) as caught:
                require_path(path, {"a": "maintenance", "c": 1})
            assert caught.value.wrong_kind


class TestPlaces:
    def test_a_list_is_counted_from_its_end_as_well(self):
        """And what is not in it is nothing."""
        document = {"l": [{"n": 1}, {"n": 2}]}

        assert goes_well("l[-2].n", document)
        assert goes_well("l[-3].n", document)
        assert goes_well("l[2].n", document)
        assert missing("l[-2].x", document)
        assert missing("l[1].x", document)

    @pytest.mark.parametrize("path", ["l[0]", "l[-1]", "l[:2]", "l[]", "l[*].n", "l[?n]", "l.n"])
    @pytest.mark.parametrize("other", [0, 0.0, True, 7, "none"])
    def test_a_number_is_never_nothing(self, path: str, other: object):
        """Nor is a word."""
        for strict in (require_path, require_record_path):
            with pytest.raises(PathNotFound) as caught:
                strict(path, {"l": other})
            assert caught.value.wrong_kind

    @pytest.mark.parametrize("path", ["l[0]", "l[:2]", "l[]", "l[*].n", "l[?n]", "map(&n, l)"])
    def test_an_object_is_no_list(self, path: str):
        """An empty one neither."""
        for document in ({"l": {}}, {"l": {"n": 1}}):
            with pytest.raises(PathNotFound):
                require_path(path, document)

    @pytest.mark.parametrize("nothing", ["", False, []])
    def test_within_a_record_nothing_is_written_in_several_ways(self, nothing: object):
        """On the way to a record, null alone is nothing."""
        assert goes_well("customer.email", {"customer": nothing})
        assert goes_well("customer.*.email", {"customer": nothing})
        for path in ("customer.email", "customer.*.email"):
            with pytest.raises(PathNotFound):
                require_record_path(path, {"customer": nothing})
        require_record_path("customer.email", {"customer": None})

    @pytest.mark.parametrize("something", ["", {}, False, 0])
    def test_only_a_list_has_a_length_of_none(self, something: object):
        """An empty text would be no orders at all."""
        with pytest.raises(PathNotFound):
            require_path("length(orders)", {"orders": something})

    @pytest.mark.parametrize(
        ("path", "document"),
        [
            ("a", {"a": None}),
            ("not_null(a, b)", {"b": 1}),
            ("not_null(a[0])", {"a": []}),
            ("a || b", {"a": 1}),
            ("n && not_null(a)", {"n": 0}),
            ("@", {}),
            ("[0]", []),
        ],
    )
    def test_a_path_is_about_an_answer_that_has_a_place_of_it(self, path: str, document: object):
        """Then nothing found is something said."""
        assert is_there(path, document)

    @pytest.mark.parametrize("path", ["not_null(a)", "a || 'x'", "not_null(a, b[0], 'x')", "'x'"])
    def test_a_path_that_excuses_everything_is_about_none(self, path: str):
        """It goes well with any."""
        assert goes_well(path, {"nonsense": 1})
        assert not is_there(path, {"nonsense": 1})


class TestWhatCouldNotBeRead:
    BROKEN = Unreadable("it is broken")

    @pytest.mark.parametrize(
        "path",
        [
            "mails[0].data[0].total",
            "mails[].data[].total",
            "mails[].data[] | [-1].total",
            "mails[*].data | [1][0].total",
            "mails[].data[?total=='5'][] | [0]",
            "mails[?data[0].total=='5'] | [-1].subject",
            "mails[].data[?total=='5'] | [0]",
            "length(mails[0].data)",
            "mails[0].data.*.total",
            "mails[0].data[:1]",
            "not_null(mails[0].data[0].total, mails[1].data[0].total)",
            "mails[0].data[0].total || mails[1].data[0].total",
            "map(&data, mails)",
        ],
    )
    def test_it_is_in_the_way_of_every_path_that_needs_it(self, path: str):
        """Another member does not stand in for it, for it may be the one that is meant."""
        fine = {"subject": "b", "data": [{"total": "5"}]}
        document = {"mails": [{"subject": "a", "data": self.BROKEN}, fine]}

        with pytest.raises(PathUnreadable) as caught:
            require_path(path, document)
        assert ("it is broken", True) == (caught.value.why, caught.value.wrong_kind)

    @pytest.mark.parametrize(
        "path", ["mails[1].data[0].total", "mails[*].subject", "mails[-1].data"]
    )
    def test_it_is_in_no_other_way(self, path: str):
        """What does not need it is told."""
        fine = {"subject": "b", "data": [{"total": "5"}]}

        assert goes_well(path, {"mails": [{"subject": "a", "data": self.BROKEN}, fine]})
