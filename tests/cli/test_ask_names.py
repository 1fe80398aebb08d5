"""`samestory ask` calls things by their names, whatever the passwords are."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from samestory.redaction import Masker
from tests.cli.fakes import DEMO, ORDER, SYSTEMS, Told, landscape_of, opening


@pytest.mark.parametrize("secret", ["inbox", "website", "crm", "order", "status", "x", "agreed"])
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_password_that_is_a_word_breaks_nothing(
    secret: str, more: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those who were not asked are named as well, and a row is called what its field is called."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMESTORY_LANDSCAPE", str(DEMO))
    nameless = {name: value for name, value in ORDER.items() if name != "email"}
    told = Told(landscape_of(SYSTEMS), dict.fromkeys(("crm", "erp", "payments"), nameless))
    told.masker = Masker([secret])
    monkeypatch.setattr("samestory.cli.opening.opened", opening(told))
    done = CliRunner().invoke(app, ["ask", "order", "A-1042", *more])

    assert 6 == done.exit_code, done.output
    for name in ("website", "inbox", "status", "CRM"):
        assert name in done.stdout
