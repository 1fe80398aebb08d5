"""Card numbers, bank accounts, birth dates, and what a landscape calls personal."""

from __future__ import annotations

import pytest

from samestory.redaction import Masker, Personal


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111+1111+1111+1111",
        "4111&nbsp;1111&nbsp;1111&nbsp;1111",
        "5555555555554444",
        "2223003122003222",
        "378282246310005",
        "3782 822463 10005",
        "6011111111111117",
        "3530111333300000",
        "30569309025904",
        "6200000000000005",
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "GB33BUKB20201555555555",
        "NL91 ABNA 0417 1643 00",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NO93 8601 1117 947",
        "4111.1111.1111.1111",
        "4111/1111/1111/1111",
        "DE89-3704-0044-0532-0130-00",
        "DE89&nbsp;3704&nbsp;0044&nbsp;0532&nbsp;0130&nbsp;00",
    ],
)
def test_numbers_of_cards_and_accounts_are_hidden(number: str) -> None:
    """As shops, banks and forms write them, whatever stands beside them."""
    assert "paid by ***, 12/29" == Masker().mask(f"paid by {number}, 12/29")
    assert '{"by":"***"}' == Masker().mask(f'{{"by":"{number}"}}')


def test_what_follows_a_number_is_no_part_of_it() -> None:
    """The month in which a card expires, an amount."""
    assert "*** 12 29" == Masker().mask("4111 1111 1111 1111 12 29")
    assert "*** 250 EUR" == Masker().mask("DE89 3704 0044 0532 0130 00 250 EUR")


@pytest.mark.parametrize(
    "told",
    [
        "4111111111111112",  # no check digit fits
        "1234567812345670",  # no brand begins like that
        "4006381333931",  # a product's number on its package (GTIN), and too short
        "1764230400000",  # a moment in milliseconds
        "0.4111111111111111",  # a fraction
        "94111111111111111",
        "DE88370400440532013000",
        "ERP-2026-000123456789",
        "89.00 EUR",
        "A-1042",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "f40a5107-3165-3052-8125-3ee9a3105659",  # holds a number of a card by chance
        "3f4111111111111111aa0b1c2d3e4f5a6b7c8d9e",
        "at 52.520008 13.404954",
    ],
)
def test_other_numbers_stay(told: str) -> None:
    """A report without order numbers, totals and moments is none."""
    assert f"order {told} is here" == Masker().mask(f"order {told} is here")


def test_what_is_asked_about_stays_even_if_it_could_be_a_card() -> None:
    """One order number in ten passes the check of cards."""
    masker = Masker()
    masker.spare("4111111111111111")

    assert "4111111111111111 ***" == masker.mask("4111111111111111 5555555555554444")


@pytest.mark.parametrize(
    "told",
    [
        '{"birth_date": "1984-02-29", "tags": []}',
        '{"birthDate":"1984-02-29T00:00:00Z"}',
        '{"customer": {"dob": "29.02.1984"}}',
        "<dt>Date of birth</dt><dd>29 February 1984</dd>",
        '<input id="bday" name="birthday" type="date" value="1984-02-29">',
        "geboren am 29. Februar 1984",
        "Né le 29/02/1984 (date de naissance : 29/02/1984)",
        "born on February 29th, 1984",
        '"selector":"#dob","strict":true,"value":"02/29/1984"',
        "birthdate=19840229&x=1",
    ],
)
def test_a_birth_date_is_hidden_from_then_on_in_every_form(told: str) -> None:
    """It is known by the word beside it."""
    masker = Masker()
    masked = masker.mask(told)

    assert "***" in masked
    assert "1984" not in masked
    for written in ("1984-02-29", "29.02.1984", "29 Feb 1984", "February 29, 1984", "19840229"):
        assert "happy *** to you" == masker.mask(f"happy {written} to you")


@pytest.mark.parametrize(
    "told",
    [
        "birthday offer, delivered on 24 Sep 2026",
        "ordered 1984-02-29",
        "born to run, order A-1984",
        '"created": "2001-02-03"',
    ],
)
def test_other_dates_stay(told: str) -> None:
    """The shop's are of this year, and nobody calls them a birth."""
    assert told == Masker().mask(told)


@pytest.mark.parametrize(
    "told",
    [
        '{"passport_number": "C01X00T47"}',
        '{"passportNumber":"C01X00T47"}',
        "<Passport-Number>C01X00T47</Passport-Number>",
        "<dt>Passport number</dt>\n <dd>C01X00T47</dd>",
        '<input name="passport_number" type="text" value="C01X00T47">',
        '"selector":"#passport-number","strict":true,"value":"C01X00T47"',
        "passport number: C01X00T47, and so on",
        "passport_number=C01X00T47&a=b",
        "Passport number C01X00T47",
        "Passport number\nC01X00T47\nName",
        "It is your passport number: C01X00T47.",
    ],
)
def test_the_value_of_a_field_is_hidden_from_then_on(told: str) -> None:
    """As JSON, pages, forms and traces of browsers write it."""
    masker = Masker(personal=Personal(fields=("passport number",)))

    assert told.replace("C01X00T47", "***") == masker.mask(told)
    assert "see *** there" == masker.mask("see C01X00T47 there")


@pytest.mark.parametrize("before", ["tax id: ", "<b>Tax ID:</b> ", "Tax ID\n", '"tax_id": "'])
def test_a_number_in_groups_is_hidden_as_a_whole(before: str) -> None:
    """As offices print it, in mails and on pages."""
    masker = Masker(personal=Personal(fields=("tax id",)))

    assert f"{before}***" == masker.mask(f"{before}65 929 970 489")


@pytest.mark.parametrize(
    "told",
    [
        '{"tax_id": null, "state": null, "paid": true}',
        '{"tax_id": false, "paid": false}',
        "{'tax_id': None, 'state': None}",
        "<th>Tax ID</th><th>Name</th><tr><td>Name",
        "<label>Tax ID</label><label>Order number</label> Order number",
        "<label>Tax ID</label><input name=tax_id><p>Order number</p> Order number",
        "Tax ID\nOrder number\nOrder number 1001",
    ],
)
def test_no_value_and_the_next_label_are_no_values_of_a_field(told: str) -> None:
    """Hidden everywhere from then on, they would leave nothing to read."""
    assert told == Masker(personal=Personal(fields=("tax id",))).mask(told)


def test_what_fits_a_pattern_is_hidden() -> None:
    """In every spelling."""
    masker = Masker(personal=Personal(kinds=(), patterns=(r"KÜ-\d{6}",)))

    assert "for ***, ***" == masker.mask("for KÜ-123456, K%C3%9C-654321")
    assert "4111111111111111" == masker.mask("4111111111111111")


def test_a_pattern_that_takes_too_long_hides_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can know what it would have found."""
    monkeypatch.setattr("samestory.redaction.personal.SECONDS", 0.01)
    masker = Masker(personal=Personal(patterns=("(a|a|aa)+$",)))

    assert "***" == masker.mask("a" * 200 + "b")
