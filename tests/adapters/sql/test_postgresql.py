"""A database as a witness: PostgreSQL, a server that is started for these tests."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from samestory.adapters.sql.address import read_database_url
from samestory.adapters.sql.database import encryption
from samestory.adapters.sql.system import SqlSystem
from samestory.config import load
from samestory.config.entries import Auth
from samestory.core.model import Observation, Subject
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.network.guard import Guard
from samestory.telemetry import BareSpan, in_span
from samestory.testing import SystemUnderTest, examine, isolated
from samestory.witnesses import Witnesses
from tests.adapters.bad_network import Weather, network
from tests.adapters.entries import GUARD, filing, reading, subject_entry, system_entry
from tests.adapters.raw_server import answering, serving, silent, unused_port
from tests.adapters.sql.postgresql import NotInstalled, Server, running

psycopg = pytest.importorskip("psycopg", reason="the extra 'postgresql' is not installed")

ORDER = Subject("order", "1042")
SELECT = "SELECT number, status FROM orders WHERE number = :key"
SCHEMA = """
    CREATE TABLE orders (number integer, status text, total numeric(9, 2), placed timestamptz);
    INSERT INTO orders VALUES (1042, 'placed', 89.00, '2026-11-24 08:00+01');
    CREATE TABLE secret (a text);
    CREATE SEQUENCE numbers;
    CREATE FUNCTION books() RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO orders (number) VALUES (7); RETURN 'booked'; END $$;
    CREATE FUNCTION lets_everybody_write() RETURNS text LANGUAGE sql AS
        $$ SELECT set_config('transaction_read_only', 'off', true);
           INSERT INTO orders (number) VALUES (7); SELECT 'booked' $$;
    CREATE ROLE reader LOGIN PASSWORD 'reader-secret-3m';
    GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO reader;
    GRANT ALL ON SEQUENCE numbers TO reader;
    GRANT CREATE ON SCHEMA public TO reader;
"""
LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]

[systems.erp]
adapter = "sql"
url_env = "ERP_DATABASE"

[systems.erp.order]
find   = "SELECT status FROM orders WHERE number = :key"
status = { at = "status", means = { placed = "placed" } }
"""
READER = {"user": "reader", "password": "reader-secret-3m"}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    try:
        with running() as server:
            execute(server, SCHEMA)
            yield server
    except NotInstalled as why:
        pytest.skip(str(why))


@pytest.fixture(scope="module")
def encrypted(authority: trustme.CA) -> Iterator[Server]:
    try:
        with running() as server:
            _install(authority, server)
            yield server
    except NotInstalled as why:
        pytest.skip(str(why))


def execute(server: Server, script: str, *, name: str = "postgres") -> list[Any]:
    with psycopg.connect(server.url(name=name), autocommit=True) as connection:
        found = connection.execute(script)
        return found.fetchall() if found.description else []


def erp(url: str, select: str = SELECT, *, timeout: float = 3.0, **more: Any) -> SqlSystem:
    bind = {"key": "{key}"} if ":key" in select else {}
    asking = subject_entry(
        where="x.toml, [systems.erp.order]",
        question=Question(find={"select": select, "each": more.pop("each", {}), "bind": bind}),
        fields=more.pop("fields", {"status": reading("status")}),
    )
    address = read_database_url(url, Path("/"))
    settings = {"address": address, "host": address.host, "port": address.port}
    settings |= more.pop("settings", {})
    auth = Auth(variables=("ERP_DATABASE",))
    entry = system_entry(
        asking, name="erp", adapter="sql", settings=settings, timeout=timeout, auth=auth
    )
    return SqlSystem(entry, more.pop("guard", GUARD), filing(address.password or ""))


def observed(system: SqlSystem, subject: Subject = ORDER) -> Observation:
    try:
        return system.observe(subject)
    finally:
        system.close()


def trouble(system: SqlSystem, subject: Subject = ORDER) -> str:
    with pytest.raises(CannotAsk) as caught:
        observed(system, subject)
    return caught.value.why


class TestAsking:
    def test_a_row_is_a_record(self, server: Server):
        """Numbers keep every digit; a number is compared with a number, a moment told with zone."""
        fields = {"status": reading("status"), "total": reading("total"), "at": reading("placed")}
        select = "SELECT status, total, placed FROM orders WHERE number = :key"
        found = observed(erp(server.url(**READER), select, fields=fields))

        assert found.values is not None
        assert ("placed", "89.00") == (found.values["status"], found.values["total"])
        assert str(found.values["at"]).startswith("2026-11-24T")
        assert f"in postgres on 127.0.0.1:{server.port}" in found.asked

    def test_no_row_is_no_record(self, server: Server):
        """The database really said so."""
        assert observed(erp(server.url(**READER)), Subject("order", "7777")).absent

    def test_rows_come_in_their_order(self, server: Server):
        """The newest first, where the SELECT says so."""
        select = "SELECT n FROM unnest(ARRAY[2, 3, 1]) n WHERE :key = '1042' ORDER BY n DESC"
        fields = {"first": reading("to_string(rows[].n)")}

        assert {"first": "[3,2,1]"} == observed(erp(server.url(), select, fields=fields)).values

    def test_two_columns_of_one_name_are_not_one(self, server: Server):
        """Nobody could say which of them is meant."""
        select = "SELECT 'a' AS status, 'b' AS status WHERE :key = '1042'"

        assert "two columns of a SELECT are called 'status'; name one otherwise (AS)" == trouble(
            erp(server.url(), select)
        )

    def test_all_selects_of_a_look_see_one_moment(self, server: Server):
        """Something that was changed between them would look like a contradiction."""
        system = erp(
            server.url(**READER),
            "SELECT pg_current_snapshot()::text AS status WHERE :key = '1042'",
            each={"again": "SELECT pg_current_snapshot()::text AS status, :key::text AS k"},
            fields={"status": reading("status"), "again": reading("again[0].status")},
        )
        values = observed(system).values

        assert values is not None
        assert values["status"] == values["again"]

    def test_one_connection_is_kept(self, server: Server):
        """And opened anew where the server ended it meanwhile."""
        select = "SELECT pg_backend_pid()::text AS status WHERE :key = '1042'"
        system = erp(server.url(**READER), select)
        first, second = system.observe(ORDER), system.observe(ORDER)
        execute(server, f"SELECT pg_terminate_backend({first.values['status']}, 5000)")  # type: ignore[index]  # there is a row
        third = observed(system)

        assert first.values == second.values
        assert first.values != third.values

    def test_a_server_hears_in_which_trace_it_is_asked(self, server: Server):
        """In a comment at the end, as sqlcommenter writes it; nothing of it is kept as evidence."""
        own = "SELECT query AS status FROM pg_stat_activity WHERE pid = pg_backend_pid()"
        system, here = erp(server.url(), f"{own} AND :key <> ''"), BareSpan()
        untraced = system.observe(ORDER).values
        with in_span(here):
            found = observed(system)

        assert found.values is not None
        asked = str(found.values["status"])
        assert asked.endswith(f" /*traceparent='{here.traceparent}'*/")
        assert {"status": asked.rpartition(" /*")[0]} == untraced
        assert here.traceparent not in found.asked


def test_a_server_tells_its_clock(server: Server):
    """This one's is ours."""
    system = erp(server.url(**READER))
    probe = system.probe()
    system.close()

    assert probe.skew is not None
    assert abs(probe.skew) < timedelta(seconds=30)


class TestReadingOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM orders WHERE number = :key",
            "WITH gone AS (DELETE FROM orders WHERE number = :key RETURNING *) SELECT * FROM gone",
            "SELECT books() AS status WHERE :key = '1042'",
            "SELECT lets_everybody_write() AS status WHERE :key = '1042'",
            "SELECT nextval('numbers')::text AS status WHERE :key = '1042'",
            "SELECT status FROM orders WHERE number = :key FOR UPDATE",
            "SELECT status INTO copy FROM orders WHERE number = :key",
            "SELECT 1 AS status WHERE :key = '1042'; DELETE FROM orders",
            "SELECT 1 AS status; COMMIT; DELETE FROM orders",
            "COMMIT",
            "COPY orders TO STDOUT",
            "SELECT set_config('transaction_read_only', 'off', false) AS a WHERE :key = '1042'",
        ],
    )
    def test_what_pretends_to_read_is_refused(self, server: Server, statement: str):
        """By the database, even if the landscape's own check were not there."""
        before = execute(server, "SELECT *, (SELECT last_value FROM numbers) FROM orders")

        assert trouble(erp(server.url(), statement))
        assert before == execute(server, "SELECT *, (SELECT last_value FROM numbers) FROM orders")
        assert [] == execute(server, "SELECT 1 FROM pg_tables WHERE tablename = 'copy'")

    def test_a_write_is_told_as_what_it_is(self, server: Server):
        """With the table of the landscape that has to be fixed."""
        assert (
            "the SELECT in x.toml, [systems.erp.order] would write, which was refused "
            "(cannot execute INSERT in a read-only transaction)"
        ) == trouble(erp(server.url(), "SELECT books() AS status WHERE :key = '1042'"))

    def test_what_a_session_is_told_is_forgotten(self, server: Server):
        """The next look is as read-only as the first."""
        words = "SELECT set_config('default_transaction_read_only', 'off', false) AS status"
        system = erp(server.url(), f"{words} WHERE :key = '1042'")
        system.observe(ORDER)
        shown = "SELECT current_setting('transaction_read_only') AS status WHERE :key = '1042'"

        assert {"status": "off"} == observed(system).values
        assert {"status": "on"} == observed(erp(server.url(), shown)).values


class TestTrouble:
    @pytest.mark.parametrize(
        ("select", "expected"),
        [
            (
                "SELECT a FROM b WHERE c = :key",
                'it has no such table (relation "b" does not exist); correct the SELECT in x.toml',
            ),
            (
                "SELECT a FROM orders WHERE number = :key",
                'it has no such column (column "a" does not exist); correct the SELECT in x.toml',
            ),
            (
                "SELECT a FROM secret WHERE a = :key",
                "the credentials in ERP_DATABASE may not read that (permission denied for table",
            ),
            (
                "SELECT FROM WHERE :key",
                "it does not understand the SELECT in x.toml, [systems.erp.order] (syntax error",
            ),
        ],
    )
    def test_a_wrong_select_is_named(self, server: Server, select: str, expected: str):
        """The fact, then the fix."""
        assert trouble(erp(server.url(**READER), select)).startswith(expected)

    def test_a_key_of_another_type_cannot_be_compared(self, server: Server):
        """Nobody knows whether there is such a record."""
        assert trouble(erp(server.url(**READER)), Subject("order", "A-1")).startswith(
            "it cannot compare the values in the SELECT in x.toml, [systems.erp.order] ("
            'invalid input syntax for type integer: "A-1"'
        )

    def test_a_refused_password_names_the_variable(self, server: Server):
        """And is not shown, nor is the URL that it stands in."""
        why = trouble(erp(server.url(user="reader", password="wrong-secret-8s")))

        assert why.startswith("it refuses the credentials in ERP_DATABASE (FATAL:  password auth")
        assert "wrong-secret" not in why

    def test_a_database_that_is_not_there_is_named(self, server: Server):
        """The server is."""
        why = trouble(erp(server.url(name="none")))

        assert 'it has no such database (FATAL:  database "none" does not exist)' == why

    def test_nobody_answers(self):
        """The port is closed."""
        with unused_port() as port:
            why = trouble(erp(f"postgresql://reader:none@127.0.0.1:{port}/erp"))

        assert why.startswith("the connection failed (")

    def test_silence_ends_with_a_time_limit(self):
        """Not a word; libpq waits for two seconds at least."""
        with serving(silent) as port:
            why = trouble(erp(f"postgresql://reader:none@127.0.0.1:{port}/erp", timeout=0.1))

        assert "it did not answer within 0.1 s" == why

    def test_a_connection_that_was_cut_off_is_not_made_again(self):
        """Once the time is over, nobody is greeted: connecting has a time limit of its own."""
        greeted: list[object] = []
        with serving(lambda connection, _: greeted.append(connection)) as port:
            system = erp(f"postgresql://reader:none@127.0.0.1:{port}/erp")
            system._entry = replace(system._entry, timeout=0.0)
            why = trouble(system)

        assert ("it did not answer within 0 s", []) == (why, greeted)

    def test_nonsense_is_recognised(self):
        """Something else listens there."""
        with serving(answering(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
            why = trouble(erp(f"postgresql://reader:none@127.0.0.1:{port}/erp"))

        assert why.startswith("it talks nonsense instead of PostgreSQL's protocol (")

    def test_a_long_select_is_ended(self, server: Server):
        """By the server itself."""
        assert "it did not answer within 0.2 s" == trouble(
            erp(server.url(), "SELECT pg_sleep(9)::text WHERE :key = '1042'", timeout=0.2)
        )

    def test_a_locked_table_cannot_be_asked(self, server: Server):
        """Somebody changes it and does not end."""
        with psycopg.connect(server.url()) as other:
            other.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
            why = trouble(erp(server.url(), timeout=0.2))

        assert "it did not answer within 0.2 s" == why

    def test_too_many_rows_are_not_read(self, server: Server):
        """They are fetched in pieces, so that a million of them never come."""
        rows = "SELECT generate_series(1, 100000000)::text AS status WHERE :key = '1042'"

        assert "more than 1000 rows answer one question" == trouble(erp(server.url(), rows))

    def test_a_host_that_is_not_allowed_is_never_spoken_to(self):
        """As everywhere."""
        why = trouble(erp("postgresql://reader:none@db.evil/erp"))

        assert why.startswith("x.toml does not allow the host 'db.evil'; nothing was sent there.")


class TestBadNetworks:
    @pytest.mark.parametrize("most", [1, 40, 400, 700])
    @pytest.mark.parametrize("reset", [True, False])
    def test_a_connection_that_breaks_off_cannot_be_asked(
        self, server: Server, most: int, reset: bool
    ):
        """Wherever it does: nothing is ever made of half an answer."""
        with network(server.port, Weather(most=most, reset=reset)) as port:
            url = server.url(**READER).replace(str(server.port), str(port))
            why = trouble(erp(url, timeout=30.0))

        assert re.match("the connection broke off|it cannot be reached|it talks nonsense", why)

    def test_one_that_drips_ends_with_the_time_limit(self, server: Server):
        """Every byte is in time, and the whole never; libpq waits for two seconds at least."""
        with network(server.port, Weather(drip=0.03)) as port:
            url = server.url(**READER).replace(str(server.port), str(port))
            why = trouble(erp(url, timeout=0.3))

        assert "it did not answer within 0.3 s" == why

    def test_a_kept_connection_that_drips_is_cut_off(self, server: Server):
        """At the time limit of the look, whatever the server was told."""
        weather = Weather()
        with network(server.port, weather) as port:
            url = server.url(**READER).replace(str(server.port), str(port))
            system = erp(url, timeout=30.0)
            assert {"status": "placed"} == system.observe(ORDER).values
            object.__setattr__(weather, "drip", 0.05)  # it changes, which it otherwise never does
            system._entry = replace(system._entry, timeout=0.3)
            why = trouble(system)

        assert "it did not answer within 0.3 s" == why


def test_a_landscape_never_shows_its_url(server: Server, tmp_path: Path):
    """Neither in what was asked nor in what went wrong, where the server repeats it."""
    url = f"postgresql://secret-user-5k:secret-word-9f@127.0.0.1:{server.port}/secret-word-9f"
    (tmp_path / "x.toml").write_text(LANDSCAPE)
    with Witnesses(load(tmp_path / "x.toml", {"ERP_DATABASE": url})) as witnesses:
        [found] = witnesses.observe(ORDER, ["erp"])

    assert "ERP_DATABASE" in str(found.unreachable)
    assert "secret-word" not in repr(found)


def test_the_contract_of_every_system_is_kept(server: Server, tmp_path: Path):
    """Whatever becomes of the server, asking it ends in the right outcome."""
    (tmp_path / "x.toml").write_text(LANDSCAPE)
    landscape = load(tmp_path / "x.toml", {"ERP_DATABASE": server.url(**READER)})
    party = SystemUnderTest(landscape.systems["erp"], ORDER, ORDER, isolated(landscape))
    results = list(examine(party))

    assert [] == [str(each) for each in results if each.kept is False]
    assert [] == [each.clause for each in results if each.kept is None]


class TestEncryption:
    def test_a_good_certificate_is_believed(self, encrypted: Server, authority: trustme.CA):
        """Where the landscape names the file of whoever signed it."""
        ca = _file(authority, encrypted)
        select = "SELECT ssl::text AS status FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND :key"
        select = select.replace("AND :key", "AND :key = '1042'")
        found = observed(erp(encrypted.url(), select, settings={"ca": ca}))

        assert {"status": "true"} == found.values

    def test_another_signer_is_not(self, encrypted: Server):
        """No password is sent."""
        ca = _file(trustme.CA(), encrypted, "other.pem")

        assert trouble(erp(encrypted.url(), settings={"ca": ca})).startswith(
            "its certificate is not good, so nothing was sent to it ("
        )

    def test_another_host_is_not(self, encrypted: Server, authority: trustme.CA):
        """The certificate is made out to 127.0.0.1."""
        url = encrypted.url().replace("127.0.0.1", "localhost")
        guard = Guard(hosts=("localhost",), file="x.toml")
        system = erp(url, settings={"ca": _file(authority, encrypted)}, guard=guard)

        assert trouble(system).startswith("its certificate is not good, so nothing was sent to it")

    def test_plain_text_is_refused_where_tls_was_meant(self, server: Server, authority: trustme.CA):
        """No password is sent."""
        system = erp(server.url(), settings={"ca": _file(authority, server)})

        assert trouble(system).startswith("it offers no TLS, so no password was sent (")

    @pytest.mark.parametrize(
        ("guard", "url", "expected"),
        [
            (Guard(), "", {"sslmode": "verify-full", "sslrootcert": "system"}),
            (Guard(), "?sslmode=disable", {"sslmode": "verify-full", "sslrootcert": "system"}),
            (Guard(unverified=("db.example",)), "", {"sslmode": "require"}),
            (Guard(plaintext=("db.example",)), "", {"sslmode": "prefer"}),
            (Guard(plaintext=("db.example",)), "?sslmode=disable", {"sslmode": "disable"}),
        ],
    )
    def test_only_the_guard_can_ask_for_less(
        self, guard: Guard, url: str, expected: dict[str, str]
    ):
        """Per host, and loudly."""
        address = read_database_url(f"postgresql://db.example/erp{url}", Path())

        assert expected == encryption(address, guard)


def _install(authority: trustme.CA, server: Server) -> None:
    """Give a running server a certificate for 127.0.0.1, and have it use it."""
    certificate = authority.issue_cert("127.0.0.1")
    data = server.folder / "data"
    chain = b"".join(each.bytes() for each in certificate.cert_chain_pems)
    owner = data.stat()
    for name, content in (
        ("server.crt", chain),
        ("server.key", certificate.private_key_pem.bytes()),
    ):
        (data / name).write_bytes(content)
        (data / name).chmod(0o600)
        shutil.chown(data / name, owner.st_uid, owner.st_gid)
    for words in ("ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"):
        execute(server, words)


def _file(authority: trustme.CA, server: Server, name: str = "ca.pem") -> str:
    path = server.folder / name
    authority.cert_pem.write_to_path(str(path))
    return str(path)
