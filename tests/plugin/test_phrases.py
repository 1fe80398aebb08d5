"""The gaps of a phrase become typed values."""

from decimal import Decimal

import pytest
from pytest_bdd import parsers

from samestory import GAP_TYPES, Mention, Money, Wish, gap_type
from samestory.plugin.phrases import mentions_in, said_of_her, with_examples, without_owners


def heard(pattern, text):
    read = parsers.parse(pattern, GAP_TYPES)
    return read.parse_arguments(text) if read.is_matching(text) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('1 "Mini pump"', [Wish(1, "Mini pump")]),
        (
            '3 "Chain, 11-speed" and 1 "Mini pump"',
            [Wish(3, "Chain, 11-speed"), Wish(1, "Mini pump")],
        ),
        ('1 "A", 2 "B" and 3 "C"', [Wish(1, "A"), Wish(2, "B"), Wish(3, "C")]),
    ],
)
def test_wishes_are_quantities_and_products(text, expected):
    """One, two or many, with commas inside the names and between them."""
    assert {"wanted": expected} == heard("she orders {wanted:wishes}", f"she orders {text}")


@pytest.mark.parametrize("many", ["0", "-1", "1.5", "one"])
def test_nothing_is_no_wish(many):
    """It would be found out in the browser, after a long wait."""
    assert heard("she orders {wanted:wishes}", f'she orders {many} "Mini pump"') is None


def test_what_is_counted_may_be_none_and_not_less():
    counts = "the warehouse counts {pieces:whole_number}"

    assert {"pieces": 0} == heard(counts, "the warehouse counts 0")
    assert heard(counts, "the warehouse counts -3") is None


def test_what_follows_a_wish_is_no_part_of_it():
    """Ordering as a guest is another phrase."""
    assert heard("she orders {wanted:wishes}", 'she orders 1 "Mini pump" as a guest') is None


def test_prices_are_exact():
    """Ten euros are ten euros, not nearly."""
    assert {"p": Money(Decimal("10.00"), "EUR")} == heard("at {p:price}", "at 10.00 EUR")


def test_names_of_systems_are_left_to_the_landscape():
    """A phrase takes them as they stand, up to its own words."""
    told = heard("{systems:names} agree on her order", "the ERP and his inbox agree on her order")

    assert {"systems": "the ERP and his inbox"} == told


def test_her_other_order_is_another_phrase():
    """The longer phrase is not swallowed by the shorter one."""
    assert heard("{s:names} agree on her order", "the ERP agree on her other order") is None


def test_a_project_has_gap_types_of_its_own():
    """Beside those that every project has."""

    @gap_type(r"[a-z]+", example="red")
    def colour(text):
        return text.upper()

    read = parsers.parse("she paints {what:words} {shade:colour}", GAP_TYPES)
    assert GAP_TYPES.pop("colour") is colour

    assert {"what": "it all", "shade": "RED"} == read.parse_arguments("she paints it all red")
    assert not read.is_matching("she paints it all 7")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she orders", Mention("she")),
        ("He orders", Mention("he")),
        ("they order", Mention("they")),
        ("Maria orders", Mention("Maria")),
        ("Anna-Lena orders", Mention("Anna-Lena")),
        ("O\u2019Neil orders", Mention("O\u2019Neil")),
        ("Zo\u00eb orders", Mention("Zo\u00eb")),
        ("\u00dcnal orders", Mention("\u00dcnal")),
    ],
)
def test_anybody_can_act(text, expected):
    """By any name that begins with a capital, or by a pronoun."""
    assert {"who": expected} == heard("{who:who} order{:s}", text)


@pytest.mark.parametrize("text", ["somebody orders", "the shop orders", "42 orders"])
def test_what_is_no_name_is_nobody(text):
    """A word in small letters is no name: the step does not exist."""
    assert heard("{who:who} order{:s}", text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [("her", "she"), ("his", "he"), ("their", "they"), ("Ben's", "Ben"), ("James'", "James")],
)
def test_an_order_is_somebodys(text, word):
    assert {"whose": Mention(word)} == heard("on {whose:whose} order", f"on {text} order")


def test_a_step_mentions_people_in_the_order_of_its_text():
    """Whose inbox it is counts as well, and is none of the landscape's business."""
    systems = "the website, Ben's inbox and the ERP"
    told = heard("{systems:names} agree on {whose:whose} order", f"{systems} agree on his order")

    assert [Mention("Ben", owns=True), Mention("he")] == mentions_in(told)
    assert "the website, her inbox and the ERP" == without_owners(systems)


@pytest.mark.parametrize("systems", ["the Baker's ERP and the CRM", "the CRM", "the Ada's shop"])
def test_a_system_may_be_called_by_a_name(systems):
    """Only what stands in the place of "the" is an owner."""
    assert [] == mentions_in({"systems": systems})
    assert systems == without_owners(systems)


def test_every_owner_in_a_list_of_systems_is_found():
    systems = "Ben's inbox, her inbox, and their inbox and O'Neil's inbox"

    assert ["Ben", "she", "they", "O'Neil"] == [
        each.word for each in mentions_in({"systems": systems})
    ]


def test_a_phrase_is_shown_as_it_is_spoken():
    assert "she has ordered {wanted}" == said_of_her("{who:who} {:has} ordered {wanted:wishes}")


def test_systems_do_something_together():
    """The verb is in the plural, as in "the CRM and the ERP call her order ..."."""
    phrase = "{systems:names} keep{:s} calling {whose:whose} {subject:subject}"

    assert "{systems} keep calling her {subject}" == said_of_her(phrase)
    assert "the CRM and the ERP keep calling her order" == with_examples(phrase)
