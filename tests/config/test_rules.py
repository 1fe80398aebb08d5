"""Which system is right about a field, and how exact it has to be: all mistakes at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import GUARD, mistakes, read

SYSTEMS = """
[subjects.stock]
available = "count"
checked   = "moment"

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1"
[systems.erp.order]
find   = "/orders/{key}"
status = "state"
total  = { at = "total", as = "decimal", currency = "EUR" }
[systems.erp.stock]
find      = "/stock/{key}"
available = "free"

[systems.shop]
adapter  = "http"
base_url = "http://127.0.0.1"
[systems.shop.order]
find  = "/orders/{key}"
email = "email"
"""


def written(rules: str) -> str:
    return f"{GUARD}{rules}{SYSTEMS}"


def test_a_landscape_says_who_is_right_by_nature(tmp_path: Path):
    """By kind of subject and field; the others have no authority."""
    rules = '[authority]\nstock.available = "erp"\norder.status = "erp"\n'
    subjects = read(tmp_path, written(rules)).subjects

    ruled = {
        (kind, name): field.authority
        for kind, fields in subjects.items()
        for name, field in fields.items()
        if field.authority
    }
    assert {("stock", "available"): "erp", ("order", "status"): "erp"} == ruled


def test_a_landscape_says_how_exact_a_field_has_to_be(tmp_path: Path):
    """By kind of subject and field; all others are compared exactly."""
    rules = '[tolerance.order]\ntotal = "0.01 EUR"\n[tolerance.stock]\nchecked = "1 min"\n'
    subjects = read(tmp_path, written(rules)).subjects

    ruled = {
        (kind, name): field.tolerance.text
        for kind, fields in subjects.items()
        for name, field in fields.items()
        if field.tolerance
    }
    assert {("order", "total"): "0.01 EUR", ("stock", "checked"): "1 min"} == ruled


def test_an_authority_and_a_tolerance_go_together(tmp_path: Path):
    """Both are about the same field."""
    rules = '[authority.order]\ntotal = "erp"\n[tolerance.order]\ntotal = "1 %"\n'
    total = read(tmp_path, written(rules)).subjects["order"]["total"]

    assert ("erp", True) == (total.authority, total.tolerance is not None)


def test_every_mistake_is_named_at_once(tmp_path: Path):
    """With its table, its fix and what was probably meant."""
    found = mistakes(
        tmp_path,
        written(
            '[authority.order]\nstatus = "epr"\ntotl = "erp"\nemail = "erp"\n'
            '[tolerance.order]\ntotal = "a bit"\nstatus = "1 min"\n'
            '[tolerance.stock]\nchecked = "soon"\n'
        ),
    )

    told = "\n".join(each.partition(".toml, ")[2] for each in found)
    assert told == (
        "[authority.order]: unknown system 'epr'.\n"
        "  Did you mean 'erp'? Known systems: erp, shop.\n"
        "[authority.order]: unknown field 'totl'.\n"
        "  Did you mean 'total'? Known fields: address, copies, delivery_day, email, lines, name, "
        "shown_total, status, total.\n"
        "[authority.order]: 'email' is left to 'erp', which does not report it.\n"
        "  Describe it in [systems.erp.order], or name one that reports it: shop.\n"
        "[tolerance.order]: 'total' is 'a bit', which is no tolerance of a field of kind money.\n"
        '  Write it like this: total = "0.01 EUR", or "0.5 %", or '
        '"1 EUR = 1.0823 USD within 0.5 %".\n'
        "[tolerance.order]: 'status' is compared as status, which has no tolerance.\n"
        "  Leave it out. Fields of these kinds may have one: moment, money, window.\n"
        "[tolerance.stock]: 'checked' is 'soon', which is no tolerance of a field of kind moment.\n"
        '  Write it like this: checked = "1 min".'
    )


def test_a_rule_is_about_a_kind_that_is_known(tmp_path: Path):
    """The nearest one is proposed."""
    [found] = mistakes(tmp_path, written('[tolerance.stok]\nchecked = "1 min"\n'))

    assert "unknown kind of subject 'stok'.\n  Did you mean 'stock'?" in found


@pytest.mark.parametrize(
    "text",
    [
        "0.01",
        "0.01 XXY",
        "-1 EUR",
        "100 %",
        "EUR",
        "1 EUR = 1 EUR within 1 %",
        "1 EUR = 0 USD within 1 %",
        "1 EUR = 1.1 USD",
        "2 EUR = 2.2 USD within 1 %",
        "1 min",
    ],
)
def test_what_is_no_tolerance_is_a_mistake(tmp_path: Path, text: str):
    """It is never read as something else."""
    found = mistakes(tmp_path, written(f'[tolerance.order]\ntotal = "{text}"\n'))

    assert f"'total' is '{text}', which is no tolerance" in found[0]
    assert 1 == len(found)


def test_a_landscape_says_what_belongs_to_a_customer(tmp_path: Path):
    """Each kind is asked about with her mail address."""
    orders = '[systems.crm]\nadapter = "http"\nbase_url = "http://127.0.0.1"\n'
    orders += '[systems.crm.orders]\nfind = "/orders?of={key}"\nnumbers = "numbers"\n'
    landscape = read(tmp_path, written('[footprint]\nkinds = ["orders"]\n') + orders)

    assert ("orders",) == landscape.footprint


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("order", "unknown kind of subject of a customer 'order'.\n  Did you mean 'orders'?"),
        ("records", "no system can be asked about 'records'."),
    ],
)
def test_what_cannot_belong_to_a_customer_is_a_mistake(tmp_path: Path, kind: str, fact: str):
    """One order has a number of its own, and of records nobody reports anything."""
    [found] = mistakes(tmp_path, written(f'[footprint]\nkinds = ["{kind}"]\n'))

    assert fact in found
