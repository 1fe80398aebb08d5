"""A database as a witness: SQLite, a file."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DatabaseError

from samestory.adapters.sql.address import read_database_url
from samestory.adapters.sql.database import open_database
from samestory.adapters.sql.statement import parameters, problem
from samestory.adapters.sql.system import SqlSystem, as_json_value, rows_document
from samestory.core.model import Line, Money, Observation, Subject
from samestory.errors import CannotAsk, WrongCall
from samestory.extraction.entries import Question
from tests.adapters.entries import GUARD, filing, reading, subject_entry, system_entry

ORDER = Subject("order", "A-1042", "ada@customers.example")
SELECT = "SELECT number, total_cents, status FROM orders WHERE number = :key"
LINES = "SELECT sku, qty, price_cents FROM order_lines WHERE order_number = :key"
SCHEMA = """
    CREATE TABLE orders (number TEXT, email TEXT, total_cents INTEGER, status TEXT);
    CREATE TABLE order_lines (order_number TEXT, sku TEXT, qty INTEGER, price_cents INTEGER);
    INSERT INTO orders VALUES ('A-1042', 'ada@customers.example', 8900, 'placed');
    INSERT INTO order_lines VALUES ('A-1042', 'BB-IT', 2, 4450);
"""
WHERE = "the SELECT in x.toml, [systems.erp.order]"
MEND = f"correct {WHERE}"
NUMBERS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE :key <> '')"
COUNTED, ENDLESS = f"{NUMBERS} SELECT count(*) FROM n", f"{NUMBERS} SELECT x FROM n"  # noqa: S608 - statements of these tests


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.db"
    write(path, SCHEMA)
    return path


def write(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def erp(file: Path, select: str = SELECT, *, timeout: float = 3.0, **more: Any) -> SqlSystem:
    used = {
        each
        for each in ("key", "of")
        for text in [select, *more.get("each", {}).values()]
        if f":{each}" in text
    }
    find = {"select": select, "each": {}, "bind": {each: f"{{{each}}}" for each in used}}
    asking = subject_entry(
        **{
            "where": "x.toml, [systems.erp.order]",
            "question": Question(
                find=find | {key: more.pop(key) for key in ["each"] if key in more}
            ),
            "fields": {"status": reading("status")},
            **more,
        }
    )
    settings = {"address": read_database_url(f"sqlite:///{file}", Path("/"))}
    entry = system_entry(asking, name="erp", adapter="sql", settings=settings, timeout=timeout)
    return SqlSystem(entry, GUARD, filing("hidden-1"))


def observed(system: SqlSystem, subject: Subject = ORDER) -> Observation:
    try:
        return system.observe(subject)
    finally:
        system.close()


def trouble(system: SqlSystem) -> str:
    with pytest.raises(CannotAsk) as caught:
        observed(system)
    return caught.value.why


def test_an_error_that_quotes_a_secret_is_masked(file: Path):
    """For direct callers as well, and without a cause that quotes it."""
    system = erp(file, "SELECT status FROM [hidden-1] WHERE number = :key")
    with pytest.raises(CannotAsk) as caught:
        observed(system)

    assert "no such table" in caught.value.why
    assert "hidden-1" not in caught.value.why
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


class TestColumns:
    @pytest.mark.parametrize(
        ("select", "name"),
        [
            ("SELECT status, upper(status) AS status FROM orders WHERE number = :key", "status"),
            ("SELECT status, upper(status) AS Status FROM orders WHERE number = :key", "Status"),
            (
                "SELECT o.*, p.* FROM orders o JOIN orders p USING (email) WHERE :key <> ''",
                "number",
            ),
        ],
    )
    def test_of_two_columns_with_one_name_none_is_taken(self, file: Path, select: str, name: str):
        """SQLite would give the second another name, and nobody could say which one is meant."""
        told = f"two columns of a SELECT are called {name!r}; name one otherwise (AS)"

        assert told == trouble(erp(file, select))

    def test_a_column_may_have_a_name_with_a_colon(self, file: Path):
        """Where it is the only one that could be meant."""
        select = 'SELECT status AS "state:1" FROM orders WHERE number = :key'
        found = observed(erp(file, select, fields={"status": reading('"state:1"')}))

        assert {"status": "placed"} == found.values


class TestAsking:
    def test_a_row_is_a_record(self, file: Path):
        """Its columns are where the fields are; what was asked and answered is evidence."""
        found = observed(
            erp(
                file,
                fields={
                    "total": reading("total_cents", "money", form="minor units", currency="EUR"),
                    "status": reading("status", "status", means={"placed": "placed"}),
                },
            )
        )

        assert {"total": Money(Decimal(89), "EUR"), "status": "placed"} == found.values
        assert f"{SELECT} with key = 'A-1042' in {file}" == found.asked
        [kept] = found.evidence
        assert "erp-1.json" == kept.name
        told = json.loads(kept.content)
        assert [{"number": "A-1042", "total_cents": 8900, "status": "placed"}] == told["rows"]

    def test_further_selects_become_lists_in_the_record(self, file: Path):
        """The lines of an order stand in a table of their own."""
        price = reading("price_cents", "money", form="minor units", currency="EUR")
        lines = reading(
            "lines", "lines", sku=reading("sku"), unit_price=price, quantity=reading("qty", "count")
        )
        found = observed(erp(file, each={"lines": LINES}, fields={"lines": lines}))

        assert {"lines": (Line("BB-IT", 2, Money(Decimal("44.50"), "EUR")),)} == found.values

    def test_no_row_is_no_record(self, file: Path):
        """The database really said so."""
        assert observed(erp(file), Subject("order", "A-1")).absent

    def test_where_the_landscape_says_where_the_record_is_no_row_may_be_one(self, file: Path):
        """A list of her orders may be empty."""
        count = {"count": reading("length(rows)", "count")}

        assert {"count": 0} == observed(
            erp(file, record="@", fields=count), Subject("order", "A-1")
        ).values

    def test_of_two_rows_none_is_the_record(self, file: Path):
        """Both are there to be counted, and nothing is read out of one of them by chance."""
        write(file, "INSERT INTO orders VALUES ('A-1042', '', 1, 'cancelled')")
        fields = {"copies": reading("length(rows)", "count"), "status": reading("status")}

        assert {"copies": 2, "status": None} == observed(erp(file, fields=fields)).values

    def test_a_copy_is_counted_where_there_is_one(self, file: Path):
        """`rows` is always there."""
        fields = {"copies": reading("length(rows)", "count")}

        assert {"copies": 1} == observed(erp(file, fields=fields)).values

    def test_rows_come_in_their_order(self, file: Path):
        """The newest first, where the SELECT says so."""
        write(file, "INSERT INTO orders SELECT 'A-7', '', n.value, 'x' FROM json_each('[2,3,1]') n")
        select = "SELECT total_cents FROM orders WHERE number = :key ORDER BY total_cents DESC"
        fields = {"first": reading("to_string(rows[].total_cents)")}
        found = observed(erp(file, select, fields=fields), Subject("order", "A-7"))

        assert {"first": "[3,2,1]"} == found.values

    @pytest.mark.parametrize("key", ["' OR '1'='1", "A-1042'; DROP TABLE orders; --", "%", ":of"])
    def test_a_key_is_never_syntax(self, file: Path, key: str):
        """It is bound, not written into the statement."""
        assert observed(erp(file), Subject("order", key)).absent

    def test_a_customer_is_asked_about_by_her_address(self, file: Path):
        """The address that belongs to the subject."""
        select = "SELECT status FROM orders WHERE number = :key AND email = :of"

        assert {"status": "placed"} == observed(erp(file, select)).values
        with pytest.raises(WrongCall, match="Whose order A-1042 is it"):
            observed(erp(file, select), Subject("order", "A-1042"))

    def test_the_file_may_be_another_one_at_the_next_look(self, file: Path, tmp_path: Path):
        """A company is reset by copying its files."""
        system = erp(file)
        system.observe(ORDER)
        other = tmp_path / "snapshot.db"
        write(other, SCHEMA.replace("'placed'", "'cancelled'"))
        other.replace(file)

        assert {"status": "cancelled"} == observed(system).values

    def test_secrets_are_masked(self, file: Path):
        """A database may hold what nobody should read in a report."""
        write(file, "UPDATE orders SET status = 'hidden-1'")
        [kept] = observed(erp(file)).evidence

        assert b"hidden-1" not in kept.content


class TestReadingOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM orders WHERE number = :key",
            "UPDATE orders SET status = :key RETURNING status",
            "WITH gone AS (SELECT :key AS k) DELETE FROM orders",
            "WITH x AS (SELECT :key AS k) INSERT INTO orders (number) SELECT k FROM x",
            "SELECT :key; DROP TABLE orders",
            "ATTACH DATABASE :key AS other",
            "PRAGMA query_only = OFF",
            "PRAGMA user_version = 7",
            "SELECT * FROM pragma_table_list WHERE name = :key",
            "VACUUM INTO :key",
            "BEGIN IMMEDIATE",
            "SELECT load_extension(:key)",
        ],
    )
    def test_what_does_more_than_read_is_refused(self, file: Path, statement: str):
        """By the database, even if the landscape's own check were not there."""
        before = file.read_bytes()

        assert trouble(erp(file, statement))
        assert before == file.read_bytes()
        assert ["orders.db"] == [each.name for each in file.parent.iterdir()]

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM orders",
            "PRAGMA query_only = OFF",
            "ATTACH DATABASE 'other.db' AS other",
            "SELECT load_extension('x')",
            "CREATE TEMP TABLE copy (a)",
        ],
    )
    def test_the_connection_itself_lets_nothing_else_pass(self, file: Path, statement: str):
        """Whatever is sent over it."""
        opened = open_database(read_database_url(f"sqlite:///{file}", Path()), GUARD, 3.0)
        with opened.engine.connect() as connection:
            opened.begin(connection, 3.0)
            with pytest.raises(DatabaseError, match=r"not authorized|prohibited"):
                connection.exec_driver_sql(statement)

    def test_a_file_is_never_made(self, tmp_path: Path):
        """Of a name that is misspelt, SQLite would make an empty database."""
        assert "there is no such file" in trouble(erp(tmp_path / "none.db"))
        assert [] == list(tmp_path.iterdir())


class TestTrouble:
    @pytest.mark.parametrize(
        ("select", "expected"),
        [
            ("SELECT a FROM b WHERE c = :key", f"it has no such table (no such table: b); {MEND}"),
            (
                "SELECT a FROM orders WHERE :key",
                f"it has no such column (no such column: a); {MEND}",
            ),
            (
                "SELECT FROM WHERE :key",
                f'it does not understand {WHERE} (near "FROM": syntax error)',
            ),
        ],
    )
    def test_a_wrong_select_is_named(self, file: Path, select: str, expected: str):
        """The fact, then the fix."""
        assert expected == trouble(erp(file, select))

    def test_a_locked_database_cannot_be_asked(self, file: Path):
        """Somebody writes and does not end."""
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            why = trouble(erp(file, timeout=0.05))

        assert why.startswith("it is locked: somebody else was writing all the time")

    def test_a_file_that_is_no_database_cannot_be_asked(self, tmp_path: Path):
        """Half a copy, perhaps."""
        (tmp_path / "orders.db").write_text("number;total\n" * 100)

        assert trouble(erp(tmp_path / "orders.db")).startswith("the file is no database")

    def test_an_endless_select_ends_with_the_time_limit(self, file: Path):
        """SQLite looks at the clock in between."""
        assert "it did not answer within 0.1 s" == trouble(erp(file, COUNTED, timeout=0.1))

    def test_too_many_rows_are_not_read(self, file: Path):
        """A SELECT that forgets whom it asks about."""
        assert "more than 1000 rows answer one question" == trouble(erp(file, ENDLESS))

    def test_too_large_rows_are_not_read(self, file: Path, monkeypatch: pytest.MonkeyPatch):
        """A document that was stored in a column."""
        monkeypatch.setattr("samestory.adapters.sql.system.LARGEST", 4)

        assert "its rows are larger than 0 MB" == trouble(erp(file))

    def test_a_giant_value_is_not_read(self, file: Path):
        """SQLite itself refuses it."""
        assert "a value in its rows is too large" in trouble(
            erp(file, "SELECT zeroblob(6000000) AS status WHERE :key = 'A-1042'")
        )


class TestStatements:
    @pytest.mark.parametrize(
        "statement",
        [
            SELECT,
            f"  {SELECT} ;\n",
            "-- which one?\nSELECT 1 WHERE :key",
            "/* ; */ with a AS (SELECT 1) SELECT ';' AS \"a;b\" FROM a WHERE b = :of",
            "SELECT $$;$$, $x$ ; $x$, total::text FROM a WHERE b = :key",
        ],
    )
    def test_one_select_is_fine(self, statement: str):
        """With comments and texts that hold whatever they like."""
        assert problem(statement) is None

    @pytest.mark.parametrize(
        ("statement", "expected"),
        [
            ("DELETE FROM a WHERE b = :key", "the statement begins with 'DELETE'."),
            ("SELECT 1 WHERE a = :key; DELETE FROM a", "there is more than one statement."),
            ("SELECT 1", "the SELECT does not name the subject."),
            ("selecting :key", "the statement begins with 'selecting'."),
            ("", "the statement begins with ''."),
        ],
    )
    def test_anything_else_is_not(self, statement: str, expected: str):
        """An honest mistake is found before anybody is asked."""
        found = problem(statement)

        assert found is not None
        assert expected == found[0]

    def test_parameters_stand_after_colons(self):
        """But a cast and an escaped colon are none."""
        assert ["key", "of"] == parameters("SELECT a::text, '\\:b' WHERE :key = c OR :of = :key")


class TestRows:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (None, None),
            (True, True),
            (7, 7),
            ("text", "text"),
            (Decimal("49.90"), Decimal("49.90")),
            (date(2026, 11, 24), "2026-11-24"),
            (datetime(2026, 11, 24, 8, tzinfo=timezone(timedelta(hours=1))),
             "2026-11-24T08:00:00+01:00"),
            (datetime(2026, 11, 24, 8, tzinfo=UTC).replace(tzinfo=None), "2026-11-24T08:00:00"),
            (time(8, 30), "08:30:00"),
            (timedelta(minutes=2), 120.0),
            (b"text", "text"),
            (memoryview(b"\xff\x00"), "ff00"),
            (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
            ([Decimal(1), {"a": date(2026, 1, 2)}], [Decimal(1), {"a": "2026-01-02"}]),
        ],
    )  # fmt: skip
    def test_a_value_becomes_what_converters_read(self, value: object, expected: object):
        """Decimals keep every digit."""
        assert expected == as_json_value(value)

    def test_a_list_goes_before_a_column_of_its_name(self):
        """The landscape names the list, the database the column; `rows` are always the rows."""
        row = {"lines": 2, "rows": 3}

        assert {"lines": [], "rows": [row]} == rows_document([row], {"lines": []})


class TestAddresses:
    def test_a_file_is_beside_the_landscape(self):
        """Or anywhere, with one more stroke."""
        assert "/home/x/orders.db" == str(read_database_url("sqlite:///orders.db", Path("/home/x")))
        assert "/var/orders.db" == str(
            read_database_url("sqlite:////var/orders.db", Path("/home/x"))
        )

    def test_a_server_is_shown_without_its_password(self):
        """Neither the user's."""
        address = read_database_url(
            "postgresql://ada:s3%40cret@db.example/erp?sslmode=require", Path()
        )

        assert ("ada", "s3@cret", "require") == (address.user, address.password, address.sslmode)
        assert "erp on db.example:5432" == str(address)
        assert "cret" not in repr(address)

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("orders.db", "is no URL of a database"),
            ("postgresql://[::1/erp", "is no URL of a database"),
            ("postgresql://db:port/erp", "is no URL of a database"),
            ("mssql+pyodbc://db/erp", "names a database of the kind 'mssql', which"),
            ("sqlite://", "names no file"),
            ("sqlite:///:memory:", "names no file"),
            ("sqlite:///a.db?mode=rwc", "is no plain path of a file"),
            ("sqlite://host/a.db", "is no plain path of a file"),
            ("postgresql:///erp", "names no single host and database"),
            ("postgresql://db.example", "names no single host and database"),
            ("postgresql://a,b/erp", "names no single host and database"),
            ("postgresql://%2Fvar%2Frun/erp", "names no single host and database"),
            (
                "postgresql://db/erp?host=evil.example",
                "says more than where the database is (host)",
            ),
            (
                "postgresql://db/erp?options=-c%20x",
                "says more than where the database is (options)",
            ),
        ],
    )
    def test_what_leads_elsewhere_is_refused(self, url: str, expected: str):
        """Only one host is checked against the guard, so there may only be one."""
        with pytest.raises(ValueError, match=re.escape(expected)):
            read_database_url(url, Path())
