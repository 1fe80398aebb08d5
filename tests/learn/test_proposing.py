"""A place is proposed if it has the known value, and the one that fits best by its names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from samestory.core.model import Money
from samestory.learn.proposing import propose
from samestory.learn.trying import Sample
from tests.learn.orders import EMAIL, ORDER, euros, knowing, learned, words


@pytest.mark.parametrize(
    ("written", "words_of_it"),
    [
        pytest.param(8900, {"as": "minor units"}, id="in minor units"),
        pytest.param("8900", {"as": "minor units"}, id="in minor units, as a text"),
        pytest.param(89.0, {"as": "decimal"}, id="as a number"),
        pytest.param("89.00", {"as": "decimal"}, id="as a text"),
    ],
)
def test_an_amount_is_known_in_every_form_of_programs(written: object, words_of_it: dict[str, str]):
    found = learned(knowing("total"), {"number": "A-1042", "total": written})

    assert {"total": {"at": "total", **words_of_it, "currency": "EUR"}} == words(found)


@pytest.mark.parametrize(
    ("written", "locale"), [("89,00 €", "de_DE"), ("EUR 89.00", "en_US"), ("€89.00", "en_US")]
)
def test_an_amount_is_known_as_people_write_it(written: str, locale: str):
    """A text that names its currency needs none declared."""
    found = learned(knowing("total"), {"total": written})

    assert {"at": "total", "as": "money text", "locale": locale} == words(found)["total"]


def test_an_amount_is_read_as_in_the_country_of_its_currency():
    """If that reads it; a Danish shop may write as Americans do."""
    known = knowing(total=Money(Decimal("1299.00"), "DKK"))
    at_home = words(learned(known, {"total": "1.299,00 kr."}))["total"]
    abroad = words(learned(known, {"total": "DKK 1,299.00"}))["total"]

    assert ("da_DK", "en_US") == (at_home["locale"], abroad["locale"])


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("2026-11-24", "iso day"),
        ("2026-11-24T10:00:00Z", "iso day"),
        ("20261124", "iso day"),
        ("24.11.2026", "day first"),
        ("11/24/2026", "month first"),
        (1795478400, "epoch s"),
        (1795478400000, "epoch ms"),
        ("/Date(1795478400000)/", "odata date"),
    ],
)
def test_a_day_is_known_in_every_form(written: object, form: str):
    found = words(learned(knowing("delivery_day"), {"delivery_date": written}))

    assert ("delivery_date", form) == (found["delivery_day"]["at"], found["delivery_day"]["as"])


def test_a_day_whose_month_may_be_its_day_stays_open():
    """05/05/2026 says nothing about the order in which the numbers stand."""
    known = knowing("delivery_day", delivery_day=date(2026, 5, 5))
    [field] = learned(known, {"delivery_date": "05.05.2026"}).fields

    assert ["it may be month first as well: day and month are the same number"] == [*field.open]


def test_a_day_that_begins_in_another_zone_says_how_it_is_found():
    """Midnight in Berlin is the day before in UTC."""
    found = learned(knowing("delivery_day"), {"delivery_date": 1795474800000})

    told = next(each for each in found.open if each.startswith("delivery_day"))
    assert told.endswith(
        "delivery_date may be it in another time zone: name it, --zone Europe/Berlin"
    )


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"Gross": "89.00", "Waers": "EUR"}, {"currency_at": "Waers"}),
        ({"Gross": "89.00", "Waers": "EUR", "Hauswaers": "EUR"}, {"currency": "EUR"}),
        ({"Gross": "89.00", "home": {"Waers": "EUR"}}, {"currency": "EUR"}),
    ],
)
def test_a_currency_of_unknown_name_is_read_if_it_stands_alone_beside_the_amount(
    answer: dict[str, object], place: dict[str, str]
):
    found = words(learned(knowing("total"), answer))

    assert {"total": {"at": "Gross", "as": "decimal", **place}} == found


def test_what_stands_nowhere_is_not_proposed():
    """It is named as open, and never guessed by a name alone."""
    found = learned(knowing("total"), {"number": "A-1042", "total": "88.99", "amount": 8899})

    assert [] == found.fields
    assert "total: its value stands nowhere in the answer" in found.open


def test_a_total_that_equals_other_sums_is_chosen_by_the_words_of_its_name():
    """The others are named beside it."""
    answer = {"subtotal": 89, "grand_total": 89, "total_paid": 89, "base_grand_total": 89}
    [field] = learned(knowing("total"), answer).fields

    assert "grand_total" == field.words["at"]
    assert {"subtotal", "total_paid", "base_grand_total"} == set(field.elsewhere)


def test_two_places_that_fit_alike_are_open():
    [field] = learned(knowing("total"), {"gross_amount": 89, "amount_gross": 89}).fields

    assert ["amount_gross fits as well; a second known order decides"] == [*field.open]


def test_a_second_order_decides_between_places():
    """Only what has the known value in both remains, even if its name fits less."""
    second = replace(ORDER, key="A-1043", values={"total": euros("25.00")})
    samples = [
        Sample(knowing("total"), {"total": 89, "to_pay": 89}),
        Sample(second, {"total": 20, "to_pay": 25}),
    ]
    [field] = propose(samples).fields

    assert ("to_pay", (), ()) == (field.words["at"], field.elsewhere, field.open)


def test_a_code_means_what_the_known_order_says():
    found = learned(knowing("status"), {"number": "A-1042", "state": "closed_won"})

    assert {"state": "closed_won"}["state"] in words(found)["status"]["means"]
    assert {"at": "state", "means": {"closed_won": "placed"}} == words(found)["status"]


def test_a_code_without_a_known_status_stays_open():
    found = learned(knowing("total"), {"total": 89, "state": "closed_won"})

    assert "status" not in words(found)
    assert "status: state says 'closed_won'; what does it mean?" in found.open


def test_one_code_cannot_mean_two_things():
    """A place that says the same of a placed and a cancelled order is not the status."""
    cancelled = replace(ORDER, key="A-1043", values={"status": "cancelled"})
    samples = [
        Sample(knowing("status"), {"status": "active", "phase": "B"}),
        Sample(cancelled, {"status": "active", "phase": "X"}),
    ]

    assert {"at": "phase", "means": {"B": "placed", "X": "cancelled"}} == words(propose(samples))[
        "status"
    ]


def test_the_record_is_the_member_of_the_list_that_is_about_the_order():
    """An empty list says then that there is no such record."""
    found = learned(knowing("total"), {"orders": [{"number": "A-1042", "total": 89}], "page": 1})

    assert ("orders[0]", "number") == (found.record, found.key)


def test_what_the_question_repeats_is_no_place():
    """The answer's copy of the filter holds the number as well, and is nothing about the order."""
    answer = {
        "items": [{"number": "A-1042", "total": 89}],
        "search_criteria": {"filters": [{"field": "number", "value": "A-1042"}]},
    }

    assert "items[0]" == learned(knowing("total"), answer).record


def test_what_stands_beside_the_record_is_merged_into_it():
    """JSON:API and its like hold the customer and the lines elsewhere."""
    answer: dict[str, Any] = {
        "data": [{"type": "order", "attributes": {"number": "A-1042", "total": 89}}],
        "included": [
            {"type": "customer", "attributes": {"email": EMAIL}},
            {"type": "address", "attributes": {"email": "office@shop.example"}},
        ],
    }
    found = learned(knowing("total", "email"), answer)

    assert (
        "data[0].attributes && merge(data[0].attributes, "
        "{email_beside: included[?type=='customer'] | [0].attributes.email})"
    ) == found.record


def test_a_member_of_a_list_is_named_by_its_code_and_not_by_its_position():
    answer = {"totals": [{"code": "tax", "value": 14}, {"code": "grand_total", "value": 89}]}

    assert (
        "totals[?code=='grand_total'] | [0].value"
        == words(learned(knowing("total"), answer))["total"]["at"]
    )


def test_copies_are_what_the_answer_counts():
    answer = {"total_count": 1, "items": [{"number": "A-1042", "total": 89}]}

    assert (
        "items[0] && merge(items[0], {copies: total_count})"
        == learned(knowing("total", "copies"), answer).record
    )


def test_names_and_addresses_are_put_together():
    """In the order of the known address; an empty second line of the street is read as well."""
    answer = {
        "ship_first_name": "Ada",
        "ship_last_name": "Lovelace",
        "ship_street": "Lindenstr. 3",
        "ship_street_2": "",
        "ship_zip": "10969",
        "ship_city": "Berlin",
        "ship_region": "Berlin",
        "ship_country": "Germany",
    }
    found = words(learned(knowing("name", "address"), answer))

    assert "[ship_first_name, ship_last_name]" == found["name"]["at"]
    assert (
        "[ship_street, ship_street_2, ship_zip, ship_city, ship_country]" == found["address"]["at"]
    )


def test_an_answer_with_several_orders_is_doubted():
    """A position in a list is no place for an order."""
    answer = [{"number": "A-1041", "total": 12}, {"number": "A-1042", "total": 89}]

    assert (
        learned(knowing("total"), answer)
        .open[-1]
        .startswith("record: the answer has 2 at @, and the known one is number 2")
    )


def test_an_address_may_be_the_end_of_a_list():
    """As it is printed on a label, below her name."""
    answer = {"to": ["Ada Lovelace", "Lindenstr. 3", "10969 Berlin", "Germany"]}

    assert {"at": "to[1:]"} == words(learned(knowing("address"), answer))["address"]


def test_words_of_other_languages_are_known():
    answer = {
        "number": "A-1042",
        "gesamt_brutto": "89.00",
        "netto": "89.00",
        "liefertag": "24.11.2026",
    }
    found = words(learned(knowing("total", "delivery_day"), answer))

    assert ("gesamt_brutto", "liefertag") == (found["total"]["at"], found["delivery_day"]["at"])


def test_an_article_without_its_quantity_is_named():
    found = learned(knowing("lines"), {"rows": [{"a": "BB-IT"}, {"a": "CH-11"}]})

    assert "lines: BB-IT stands at rows[0].a, without all of its line beside it" in found.open
