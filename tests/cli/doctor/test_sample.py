"""What stood in each field of a sample, and as what it was read."""

from __future__ import annotations

from pathlib import Path

from samestory.cli.doctor.findings import Finding
from samestory.cli.doctor.sample import mappings, told_raw
from samestory.config import load
from samestory.core.model import Subject, Unmapped
from samestory.witnesses import Witnesses
from tests.fakes import said
from tests.testing.stubs import Asked, anybody, served

ORDER = Subject("order", "A-1042")
RECORD = {
    "Gross": 8900,
    "Waers": "EUR",
    "Stat": "77",
    "Items": [{"Matnr": "BB-IT", "Menge": 1}],
    "Partner": {"Mail": ""},
    "Reqdate": "20261125",
}
TOML = """
[guard]
hosts = ["127.0.0.1"]
[systems.erp]
adapter  = "http"
base_url = "http://127.0.0.1:%d"
[systems.erp.order]
find         = "/{key}"
total        = { at = "Gross", as = "minor units", currency_at = "Waers" }
status       = { at = "Stat", means = { "10" = "placed" } }
lines        = { at = "Items", sku = "Matnr", quantity = "Menge" }
delivery_day = { at = "Reqdat", as = "compact day" }
email        = { at = "Partner.Mail" }
"""


def answer(asked: Asked) -> None:
    asked.say(RECORD)


def findings(folder: Path, toml: str = TOML) -> dict[str, Finding]:
    """By what was looked at; the system is asked once."""
    with served(answer, anybody) as port:
        path = folder / "company.toml"
        path.write_text(toml % port)
        landscape = load(path, {})
        with Witnesses(told_raw(landscape)) as witnesses:
            said = witnesses.observe(ORDER, ["erp"])
    return {each.what: each for each in mappings(ORDER, said, landscape)}


def test_what_stood_there_is_shown_beside_what_it_was_read_as(tmp_path: Path) -> None:
    told = findings(tmp_path)

    assert "✓ order, total: 8900 -> 89.00 EUR (at Gross)" == told["order, total"].line
    assert (
        "✓ order, lines: [{'Matnr': 'BB-IT', 'Menge': 1}] -> 1 × BB-IT (at Items)"
        == told["order, lines"].line
    )


def test_a_code_without_meaning_comes_with_the_line_to_mend(tmp_path: Path) -> None:
    """Also where there is only one system, so that nothing could be compared."""
    told = findings(tmp_path)["order, status"]

    assert told.good is False
    assert "'77' has no meaning (at Stat)" == told.text
    assert told.fix.endswith('[systems.erp.order]: status = { ..., means = { ..., 77 = "..." } }')


def test_where_nothing_stands_the_nearest_key_is_proposed(tmp_path: Path) -> None:
    told = findings(tmp_path)["order, delivery_day"]

    assert (
        "nothing stands at Reqdat; the record has Gross, Items, Partner, Reqdate, Stat, Waers"
        == told.text
    )
    assert '[systems.erp.order]: delivery_day = { ..., at = "Reqdate" }' == told.fix


def test_where_nothing_stands_the_place_of_the_value_is_named_if_another_system_tells_it(
    tmp_path: Path,
) -> None:
    """The known day stands elsewhere in the answer, whatever its key is called."""
    crm = TOML[TOML.index("[systems.erp]") :].replace("erp", "crm").replace("Reqdat", "Reqdate")
    with served(answer, anybody) as port:
        path = tmp_path / "company.toml"
        path.write_text((TOML.replace("Reqdat", "Promised") + crm) % (port, port))
        landscape = load(path, {})
        with Witnesses(told_raw(landscape)) as witnesses:
            said = witnesses.observe(ORDER, ["erp", "crm"])
    told = {(each.about, each.what): each for each in mappings(ORDER, said, landscape)}
    found = told["erp", "order, delivery_day"]

    assert "nothing stands at Promised; its value stands at Reqdate" == found.text
    assert found.fix.endswith(
        '[systems.erp.order]: delivery_day = { ..., at = "Reqdate" }, '
        "which is 25 Nov 2026 at the other systems"
    )


def test_what_is_empty_further_in_is_not_called_missing(tmp_path: Path) -> None:
    told = findings(tmp_path)["order, email"]

    assert "nothing stands at Partner.Mail; Partner is there, and empty further in" == told.text


def test_an_answer_of_another_shape_is_one_thing_to_mend(tmp_path: Path) -> None:
    """And not one for each field, none of which shows what the answer has instead."""
    toml = TOML.replace('find         = "/{key}"', 'find = "/{key}"\nrecord = "result[0]"')
    [told] = findings(tmp_path, toml).values()

    assert told.good is False
    assert "order, record" == told.what
    assert "the answer has Gross, Items, Partner, Reqdate, Stat, Waers" in told.text
    assert 'record = "result[0]" (as it is now)' in told.fix


def test_what_cannot_be_read_is_told_with_its_reason(tmp_path: Path) -> None:
    """No line of the landscape would fix it."""
    path = tmp_path / "company.toml"
    path.write_text(TOML % 1)
    landscape = load(path, {})
    values = {"total": Unmapped("its JSON-LD is broken (Expecting value)", ""), "status": "placed"}
    told = {each.what: each for each in mappings(ORDER, [said("erp", values)], landscape)}

    assert ("it cannot be read: its JSON-LD is broken (Expecting value) (at Gross)", "") == (
        told["order, total"].text,
        told["order, total"].fix,
    )
