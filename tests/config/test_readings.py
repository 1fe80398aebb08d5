"""Where a value is in an answer, and what its codes mean."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samestory.config.json_paths import jmespath_problem
from samestory.extraction.entries import FieldReading
from tests.config.files import GUARD, mistake, mistakes, read

SYSTEM = GUARD + '[systems.crm]\nadapter = "http"\nbase_url = "http://127.0.0.1"\n'


def with_field(field: str) -> str:
    return f'{SYSTEM}[systems.crm.order]\nfind = "/orders/{{key}}"\n{field}\n'


def reading(folder: Path, field: str, name: str) -> FieldReading:
    landscape = read(folder, with_field(field))
    return landscape.systems["crm"].subjects["order"].fields[name]


def test_a_plain_text_is_short_for_a_path(tmp_path: Path):
    """Most fields need nothing else."""
    found = reading(tmp_path, 'email = "contact.email"', "email")

    assert ("contact.email", "email", None) == (found.at, found.kind, found.form)


def test_a_reading_says_where_it_can_be_mended(tmp_path: Path):
    """File, table and key: what an unmapped code needs."""
    found = reading(tmp_path, 'email = "contact.email"', "email")

    assert found.where.endswith("staging.toml, [systems.crm.order] email")


@pytest.mark.parametrize("word", ['key = "ref.number"', 'key = { at = "ref.number" }'])
def test_a_record_may_tell_which_one_it_is(tmp_path: Path, word: str):
    """So that nobody takes another one for it."""
    landscape = read(tmp_path, with_field(f'{word}\nemail = "contact.email"'))
    entry = landscape.systems["crm"].subjects["order"]

    assert ("ref.number", {"email"}) == (entry.key, set(entry.fields))


def test_a_record_need_not_tell_which_one_it_is(tmp_path: Path):
    """Most are found by what no other one has."""
    landscape = read(tmp_path, with_field('email = "contact.email"'))

    assert landscape.systems["crm"].subjects["order"].key is None


def test_money_has_a_form_a_locale_and_a_currency(tmp_path: Path):
    """Or a place where the answer names its currency."""
    how = 'as = "money text", locale = "de_DE", currency = "eur", currency_at = "c"'
    text = f'total = {{ at = "t", {how} }}'
    found = reading(tmp_path, text, "total")

    assert ("money text", "de_DE", "EUR", "c") == (
        found.form,
        found.locale,
        found.currency,
        found.currency_at,
    )


def test_days_may_have_a_zone_of_their_own(tmp_path: Path):
    """A system in another country counts its own midnights."""
    text = 'delivery_day = { at = "d", as = "epoch ms", zone = "America/New_York" }'

    assert ZoneInfo("America/New_York") == reading(tmp_path, text, "delivery_day").zone


def test_lines_are_read_part_by_part(tmp_path: Path):
    """Each part is a reading of its own."""
    text = (
        'lines = { at = "l", sku = "s", quantity = "q", unit_price = { at = "p", as = "decimal" } }'
    )
    found = reading(tmp_path, text, "lines")

    assert found.sku is not None
    assert found.unit_price is not None
    assert ("s", "p", "decimal") == (found.sku.at, found.unit_price.at, found.unit_price.form)


@pytest.mark.parametrize(("word", "expected"), [("", False), (", optional = true", True)])
def test_a_price_may_be_told_in_some_places_only(tmp_path: Path, word: str, expected: bool):
    """Else a line without it leaves the lines unsaid."""
    text = f'lines = {{ at = "l", sku = "s", quantity = "q", unit_price = {{ at = "p"{word} }} }}'
    found = reading(tmp_path, text, "lines").unit_price

    assert found is not None
    assert expected is found.optional


def test_only_a_unit_price_may_be_optional(tmp_path: Path):
    """Every other field that is missing is silence already."""
    assert "unknown key 'optional'" in mistake(
        tmp_path, with_field('total = { at = "t", optional = true }')
    )


def test_lines_may_leave_out_their_prices(tmp_path: Path):
    """A warehouse knows none."""
    assert (
        None
        is reading(tmp_path, 'lines = { at = "l", sku = "s", quantity = "q" }', "lines").unit_price
    )


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("total = 3", "[systems.crm.order]: 'total' is 3, but must be a table."),
        ("total = { as = 'decimal' }", "[systems.crm.order.total]: 'at' is missing."),
        ("total = { at = 't', as = 'decimla' }", "'as' is 'decimla', which reads no money."),
        (
            "total = { at = 't', as = 'iso day' }",
            "A money is read as: decimal, minor units, money text, typed json.",
        ),
        ("total = { at = 't', zone = 'UTC' }", "[systems.crm.order.total]: unknown key 'zone'."),
        ("total = { at = 't', locale = 'xx_YY' }", "unknown locale 'xx_YY'."),
        ("total = { at = 't', currency = 'EURO' }", "unknown currency 'EURO'."),
        ("total = { at = 't[', as = 'decimal' }", "which is no JMESPath: it ends too early."),
        (
            "total = { at = 't', currency_at = 'a..b' }",
            "'currency_at' is \"a..b\", which is no JMESPath",
        ),
        ("delivery_day = { at = 'd', zone = 'Mars' }", "unknown time zone 'Mars'."),
        (
            "status = { at = 's', means = { '10' = 1 } }",
            "'means' explains '10' by 1, which is no text.",
        ),
        ("status = { at = 's', means = { '10' = true } }", 'Put it in quotes: 10 = "true".'),
        ("status = { at = 's', means = 'placed' }", "'means' is 'placed', but must be a table."),
        ("email = { at = 'e', means = {} }", "unknown key 'means'."),
        ("lines = { at = 'l', sku = 's' }", "[systems.crm.order.lines]: 'quantity' is missing."),
        ("lines = { at = 'l', quantity = 'q' }", "'sku' is missing."),
        (
            "lines = { at = 'l', sku = 's', quantity = 'q', unit_price = { at = 'p', as = 'x' } }",
            "[systems.crm.order.lines.unit_price]: 'as' is 'x', which reads no money.",
        ),
        (
            "record = '['\ntotal = 't'",
            "[systems.crm.order]: 'record' is \"[\", which is no JMESPath",
        ),
        ("key = '['\ntotal = 't'", "[systems.crm.order.key]: 'at' is \"[\", which is no JMESPath"),
        (
            "key = { at = 'n', means = {} }\ntotal = 't'",
            "[systems.crm.order.key]: unknown key 'means'.",
        ),
        (
            "kee = 'n'\ntotal = 't'",
            "[systems.crm.order]: unknown field 'kee'.\n  Did you mean 'key'?",
        ),
        (
            "recrod = 'r'\ntotal = 't'",
            "[systems.crm.order]: unknown field 'recrod'.\n  Did you mean 'record'?",
        ),
        (
            "total = { at = 't', curency_at = 'c' }",
            "[systems.crm.order.total]: unknown key 'curency_at'.\n  Did you mean 'currency_at'?",
        ),
        ("", "[systems.crm.order]: no field is read here."),
        ("totl = 't'", "[systems.crm.order]: unknown field 'totl'.\n  Did you mean 'total'?"),
    ],
)
def test_what_is_wrong_with_a_reading_is_named(tmp_path: Path, field: str, expected: str):
    """Table, fact and fix; never a traceback, never at the first use only."""
    assert any(expected in each for each in mistakes(tmp_path, with_field(field)))


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("results[0].total", None),
        ("newest.json_ld[?\"@type\"=='Order'] | [0]", None),
        ("{a: length(b), c: [d, e]}", None),
        ("", "it is empty"),
        ("a.", "it ends too early"),
        ("a[", "it ends too early"),
        ("a ~ b", "it goes wrong at column 3"),
        ("a ! b", "it goes wrong at column 3"),
        ("a..b", "it goes wrong at column 3"),
        ("length(a, b)", None),
        ("items[0:2]", None),
    ],
)
def test_an_expression_is_checked_before_it_is_used(path: str, problem: str | None):
    """With the column where it goes wrong."""
    assert problem == jmespath_problem(path)


def test_a_function_that_jmespath_does_not_know_is_named():
    """JMESPath itself would find out only at the first answer."""
    problem = jmespath_problem("items[?lenght(@) > `1`]")

    assert problem is not None
    assert problem.startswith("there is no function 'lenght' (known: abs, avg,")


def test_an_unknown_kind_of_subject_may_be_a_misspelt_table(tmp_path: Path):
    """Both are tables, so both are offered."""
    expected = (
        "staging.toml, [systems.crm]: unknown kind of subject 'ordr'.\n"
        "  Did you mean 'order'? Known kinds: amended confirmation, cancellation notice, "
        "confirmation, correspondence, customer, offer, order, orders, records, resent "
        "confirmation; add others under [subjects]."
    )

    assert expected == mistake(tmp_path, SYSTEM + "[systems.crm.ordr]\nfind = '/'\ntotal = 't'")
    assert "Did you mean 'auth'?" in mistake(tmp_path, SYSTEM + "auht = { kind = 'none' }")


@pytest.mark.parametrize(
    ("defaults", "system", "field", "expected"),
    [
        ("", "", "", None),
        ('none = ["x"]', "", "", {"x"}),
        ('none = ["x"]', 'none = ["y"]', "", {"y"}),
        ('none = ["x"]', 'none = ["y"]', ', none = ["z"]', {"z"}),
        ('none = ["x"]', "", ", none = []", set()),
    ],
)
def test_the_nearest_spellings_of_no_value_count(
    tmp_path: Path, defaults: str, system: str, field: str, expected: set[str] | None
):
    """Those of the reading, of its system, or of all."""
    order = f'[systems.crm.order]\nfind = "/{{key}}"\nname = {{ at = "n"{field} }}\n'
    landscape = read(tmp_path, f"[defaults]\n{defaults}\n{SYSTEM}{system}\n{order}")

    assert expected == landscape.systems["crm"].subjects["order"].fields["name"].none


def test_a_code_cannot_mean_something_and_nothing(tmp_path: Path):
    field = 'status = { at = "s", means = { n = "placed" }, none = ["n"] }'

    assert "'none' holds 'n', which 'means' explains." in mistake(tmp_path, with_field(field))


@pytest.mark.parametrize(
    ("field", "split", "pattern"),
    [
        ('lines = { at = "l", split = ["\\n", ";"], PARTS }', ("\n", ";"), ""),
        ('lines = { at = "l", split = ";", PARTS }', (";",), ""),
        ('lines = { at = "l", pattern = "(?P<a>.)", PARTS }', (), "(?P<a>.)"),
    ],
)
def test_a_text_may_be_cut(tmp_path: Path, field: str, split: tuple[str, ...], pattern: str):
    found = reading(tmp_path, field.replace("PARTS", 'sku = "s", quantity = "q"'), "lines")

    assert (split, pattern) == (found.split, found.pattern)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ('lines = { at = "l", split = "", PARTS }', "'split' is no separator, or more than two."),
        ('lines = { at = "l", split = [], PARTS }', "'split' is no separator, or more than two."),
        ('lines = { at = "l", split = ["a", "b", "c"], PARTS }', "'split' is no separator"),
        ('total = { at = "t", split = "," }', "unknown key 'split'"),
        (
            'total = { at = "t", pattern = "(" }',
            "'pattern' is \"(\", which cannot be read: missing",
        ),
        ('lines = { at = "l", pattern = "(.)", PARTS }', "it names no group"),
    ],
)
def test_what_cannot_cut_a_text_is_a_mistake(tmp_path: Path, field: str, expected: str):
    text = with_field(field.replace("PARTS", 'sku = "s", quantity = "q"'))

    assert expected in mistake(tmp_path, text)
