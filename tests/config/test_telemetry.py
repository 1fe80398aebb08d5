"""The table `[telemetry]`: where traces are, and how a span is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.files import CRM, GUARD, mistake, read

BASE = GUARD + CRM
FIELDS = '[telemetry.order]\nkey = "order.number"\ntotal = { at = "order.total", currency = "EUR" }'


def test_files_are_beside_the_landscape(tmp_path: Path):
    entry = read(tmp_path, f'{BASE}[telemetry]\nfile = "spans"\n{FIELDS}').telemetry

    assert entry is not None
    assert tmp_path / "spans" == entry.file
    assert "order.number" == entry.kinds["order"].key
    assert "EUR" == entry.kinds["order"].fields["total"].currency


def test_without_a_place_there_are_no_traces(tmp_path: Path):
    """A variable that is not set turns them off, with all that is said about their spans."""
    off = f'{BASE}[telemetry]\nfile = "${{SPANS:-}}"\n{FIELDS}'

    assert read(tmp_path, BASE).telemetry is None
    assert read(tmp_path, off).telemetry is None
    assert read(tmp_path, off, {"SPANS": "x.jsonl"}).telemetry is not None


def test_the_token_is_a_secret(tmp_path: Path):
    table = """[telemetry]
url  = "https://traces.shop.example/api/traces/{trace_id}"
auth = { kind = "bearer", token_env = "TRACES_TOKEN" }
"""
    landscape = read(tmp_path, BASE + table, {"TRACES_TOKEN": "t0ken-of-traces"})

    assert landscape.telemetry is not None
    assert "t0ken-of-traces" == landscape.telemetry.auth.secret
    assert "t0ken-of-traces" in landscape.secrets


@pytest.mark.parametrize(
    ("table", "fact"),
    [
        ('url = "https://traces.shop.example/"', "'url' has no place for {trace_id}"),
        ('search = "https://traces.shop.example/"', "'search' has no place for {key}"),
        ('url = "https://evil.example/{trace_id}"', "evil.example"),
        ('file = "x"\nservices = { crn = "sync" }', "unknown system 'crn'"),
        ('file = "x"\nfiel = "y"', "unknown key 'fiel'"),
        ('services = { crm = "sync" }', "it does not say where traces are"),
        ('file = "x"\n[telemetry.oder]', "unknown kind of subject 'oder'"),
        ('file = "x"\n[telemetry.order]\ntotl = "a"', "unknown field 'totl'"),
    ],
)
def test_mistakes_are_named(table: str, fact: str, tmp_path: Path):
    assert fact in mistake(tmp_path, f"{BASE}[telemetry]\n{table}\n")
