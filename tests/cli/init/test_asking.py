"""`samestory init` asks a person, and checks each answer when it is given."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app

ENOUGH = ["https://crm.example.com", "sql", "", "", "", ""]
"""A CRM, an ERP, and no list, no payments, no ready description and nothing else."""
DEFAULTS = ["", "", ""]
"""The currency, the zone and the mail domain as they are proposed."""


@pytest.fixture(autouse=True)
def _somebody_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samestory.cli.init.asking.interactive", lambda: True)


def told(folder: Path, answers: list[str], *options: str) -> Result:
    lines = "".join(f"{each}\n" for each in answers)
    return CliRunner().invoke(app, ["init", str(folder), *options], lines)


def written(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "landscapes" / "company.toml").read_text())


def test_an_empty_answer_is_a_system_that_there_is_not(tmp_path: Path) -> None:
    done = told(tmp_path / "story", ["", "", "", *ENOUGH, *DEFAULTS])
    assert 0 == done.exit_code, done.output

    found = written(tmp_path / "story")
    assert ["crm", "erp"] == list(found["systems"])
    assert {"name": "story", "zone": "UTC"} == found["company"]


def test_everything_that_options_say_is_asked_for(tmp_path: Path) -> None:
    """The company's name, its currency, zone, mail domain, and two of its products."""
    first = ["Speedwell Cycles", "https://shop.example.com", "imap.example.com"]
    last = ["GBP", "Europe/London", "mail.example", "Bell", "Chain"]
    done = told(tmp_path / "story", [*first, *ENOUGH, *last])
    assert 0 == done.exit_code, done.output

    found = written(tmp_path / "story")
    assert {"name": "Speedwell Cycles", "zone": "Europe/London"} == found["company"]
    assert "GBP" == found["defaults"]["currency"]
    assert ["mail.example"] == found["guard"]["mail_domains"]
    feature = tmp_path / "story" / "features" / "ordering" / "ordering.feature"
    assert '1 "Bell" and 2 "Chain"' in feature.read_text()


def test_what_options_said_is_proposed(tmp_path: Path) -> None:
    done = told(
        tmp_path / "story", ["", "", "", *ENOUGH, *DEFAULTS], "--zone", "Asia/Tokyo", "--name", "A"
    )
    assert 0 == done.exit_code, done.output

    assert {"name": "A", "zone": "Asia/Tokyo"} == written(tmp_path / "story")["company"]


def test_a_wrong_answer_is_told_at_once_and_asked_for_again(tmp_path: Path) -> None:
    """And no other answer is lost."""
    systems = ["", "crm.example.com", "odta+https://crm.example.com", "https://crm.example.com"]
    last = ["EURO", "EUR", "Europe/Brelin", "Europe/Berlin", "a@b", "mail.example"]
    done = told(tmp_path / "story", ["", "shop", "", *systems, "sql", "", "", "?", "", "", *last])
    assert 0 == done.exit_code, done.output

    for trouble in (
        "'shop' is not a web address.",
        "'crm.example.com' is not an address of the CRM",
        "Did you mean 'odata'?",
        "Known examples: ",
        "'EURO' is not a currency.",
        "'Europe/Brelin' is not a time zone.",
        "'a@b' is not a mail domain.",
    ):
        assert 1 == done.output.count(trouble), trouble
    assert "Europe/Berlin" == written(tmp_path / "story")["company"]["zone"]


def test_ready_descriptions_are_asked_for(tmp_path: Path) -> None:
    """One that brings a system which is there already is told, as is any wrong answer."""
    systems = ["sql", "", "", "", "hubspot", "erpnext, stripe", ""]
    done = told(tmp_path / "story", ["", "", "", *systems, *DEFAULTS])
    assert 0 == done.exit_code, done.output

    assert "Two systems would be called crm." in done.output
    assert {"crm", "erp", "payments"} == set(written(tmp_path / "story")["systems"])


def test_it_goes_on_until_two_can_be_compared(tmp_path: Path) -> None:
    """A system of another name is asked for until there are two, and may be."""
    systems = ["sql", "", "", "", "", "", "Stock", "stock", "sql", ""]
    done = told(tmp_path / "story", ["", "", "", *systems, *DEFAULTS])
    assert 0 == done.exit_code, done.output

    assert 1 == done.output.count("there is nothing to compare yet")
    assert "'Stock' cannot be the name of a system." in done.output
    assert ["crm", "stock"] == list(written(tmp_path / "story")["systems"])


@pytest.mark.parametrize(
    ("options", "trouble"),
    [((), "already has README.md."), (("--zone", "Mars"), "'Mars' is not a time zone.")],
)
def test_what_was_wrong_before_is_told_before_anything_is_asked(
    options: tuple[str, ...], trouble: str, tmp_path: Path
) -> None:
    if not options:
        (tmp_path / "README.md").write_text("precious")
    done = told(tmp_path, [], *options)

    assert 4 == done.exit_code
    assert trouble in done.stderr
    assert "?" not in done.stdout
