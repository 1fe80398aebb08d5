"""What a database has to be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.core.model import Subject
from samestory.witnesses import Witnesses
from tests.config.files import GUARD, mistake, mistakes, read

ERP = """
[systems.erp]
adapter = "sql"
url     = "sqlite:///orders.db"

[systems.erp.order]
find       = "SELECT number, total_cents FROM orders WHERE number = :key AND email = :of"
each.lines = "SELECT sku, qty FROM order_lines WHERE order_number = :key"
lines      = { at = "lines", sku = "sku", quantity = "qty" }
total      = { at = "total_cents", as = "minor units", currency = "EUR" }
"""
SERVER = ERP.replace('url     = "sqlite:///orders.db"', 'url_env = "ERP_DATABASE"')
URL = "postgresql://reader:db-secret-4t@127.0.0.1:7743/erp"


def test_a_file_is_beside_the_landscape(tmp_path: Path):
    """Its path is meant from there, wherever samestory is started."""
    address = read(tmp_path, GUARD + ERP).systems["erp"].settings["address"]

    assert ("sqlite", str(tmp_path / "orders.db")) == (address.kind, address.name)


def test_a_question_is_a_select_with_what_fills_it(tmp_path: Path):
    """And further ones for lists."""
    find = read(tmp_path, GUARD + ERP).systems["erp"].subjects["order"].question.find

    assert find["select"].startswith("SELECT number, total_cents FROM orders")
    assert ["lines"] == list(find["each"])
    assert {"key": "{key}", "of": "{of}"} == find["bind"]


def test_who_needs_the_customers_address_is_known(tmp_path: Path):
    """Without it, the database is left out."""
    with Witnesses(read(tmp_path, GUARD + ERP)) as witnesses:
        assert [] == witnesses.who_can_tell(Subject("order", "A-1"))
        assert ["erp"] == witnesses.who_can_tell(Subject("order", "A-1", "ada@x"))


def test_a_url_with_a_password_comes_from_the_environment(tmp_path: Path):
    """The password and the whole URL are masked everywhere."""
    landscape = read(tmp_path, GUARD + SERVER, {"ERP_DATABASE": URL})
    settings = landscape.systems["erp"].settings

    assert ("127.0.0.1", 7743) == (settings["host"], settings["port"])
    assert ("ERP_DATABASE",) == settings["address"].variables
    assert {"db-secret-4t", URL} <= landscape.secrets
    assert "db-secret" not in repr(landscape)


def test_a_password_may_have_a_variable_of_its_own(tmp_path: Path):
    """The landscape then says where the database is."""
    auth = 'auth = { kind = "password", user = "reader", password_env = "PW" }'
    text = ERP.replace('"sqlite:///orders.db"', f'"postgresql://127.0.0.1/erp"\n{auth}')
    erp = read(tmp_path, GUARD + text, {"PW": "secret"}).systems["erp"]

    assert ("reader", "secret") == (erp.auth.user, erp.auth.secret)


def test_an_unset_variable_is_named(tmp_path: Path):
    """As for every other secret."""
    assert "variable ERP_DATABASE is not set (url_env)." in mistake(tmp_path, GUARD + SERVER)


@pytest.mark.parametrize(
    "url", ["postgresql://x:db-secret-4t@[::1/erp", "mssql://x:db-secret-4t@db/erp"]
)
def test_a_wrong_url_is_not_quoted(tmp_path: Path, url: str):
    """It may hold a password."""
    told = mistake(tmp_path, GUARD + SERVER, {"ERP_DATABASE": url})

    assert "the environment variable ERP_DATABASE " in told
    assert "db-secret" not in told


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("sqlite:///orders.db", URL, "'url' holds a password, and a landscape is no place for"),
        ("sqlite:///orders.db", "postgresql://db.evil/erp", "does not allow the host 'db.evil'."),
        ("sqlite:///orders.db", "orders.db", "'url' is no URL of a database."),
        ("sqlite:///orders.db", "oracle://db/erp", "a database of the kind 'oracle', which"),
        ('url     = "sqlite:///orders.db"', "", "'url' is missing."),
        ("url ", 'url_env = "A"\nurl', "there are both 'url' and 'url_env'."),
        ("SELECT number", "DELETE number", "the statement begins with 'DELETE'."),
        ("AND email = :of", "; DROP TABLE orders", "there is more than one statement."),
        ("= :of", "= :off", "unknown parameter :off in the SELECT.\n  Did you mean 'of'?"),
        ("order_number = :key", "1 = 1", "'lines': the SELECT does not name the subject."),
        ("order_number = :key", "1 = :ky", "'lines': unknown parameter :ky in the SELECT."),
        ("each.lines", "each.rows", "'rows' already are the rows of 'find'."),
        ("each.lines", "each", "'each' is 'SELECT sku, qty FROM"),
        ("find       =", "fnd =", "[systems.erp.order]: 'find' is missing."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, expected: str):
    """Each mistake with its fix."""
    environ = {"A": "sqlite:///orders.db"}

    assert expected in "\n".join(mistakes(tmp_path, GUARD + ERP.replace(old, new), environ))
