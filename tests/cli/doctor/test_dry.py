"""`samestory doctor --dry`: whether the files of a project are in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app

LANDSCAPE = """
[guard]
hosts = ["erp.example.com", "crm.example.com"]

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "https://erp.example.com"
auth     = { kind = "bearer", token_env = "ERP_TOKEN_FOR_DRY" }

[systems.erp.order]
find  = "/orders/{key}"
total = { at = "total", as = "decimal", currency = "EUR" }
"""
FEATURE = """Feature: Orders
  Scenario: One
    Given the ledger is open
    Then {phrase}
"""
STEPS = """
from pytest_bdd import given, then, parsers

@given("the ledger is open")
def is_open(): ...

@then(parsers.parse("{systems} are asked"))
def are_asked(systems): ...
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Result]:
    """A project whose feature ends with this phrase, looked at by the doctor."""
    monkeypatch.chdir(tmp_path)
    steps = f"steps_{tmp_path.name.replace('-', '_')}"
    monkeypatch.setattr("samestory.cli.doctor.dry.STEPS", Path(steps))
    for folder in ("features", "landscapes", steps):
        Path(folder).mkdir()
    Path("landscapes/demo.toml").write_text(LANDSCAPE)
    Path(steps, "asking.py").write_text(STEPS)

    def examined(phrase: str) -> Result:
        Path("features/one.feature").write_text(FEATURE.format(phrase=phrase))
        return CliRunner().invoke(app, ["doctor", "--dry"])

    return examined


def test_files_in_order_need_no_secret_and_no_system(project: Callable[[str], Result]) -> None:
    done = project("the ERP are asked")

    assert 0 == done.exit_code, done.output
    assert (
        "✓ landscapes/demo.toml: 1 system, no mistake\n"
        "- ERP_TOKEN_FOR_DRY: not set; without it, its system cannot be asked\n"
        "✓ features: 1 file, every phrase is known\n"
        "\n✓ Nothing to fix.\n"
    ) == done.stdout


@pytest.mark.parametrize("secret", ["crm-secret-7Q2", "sk_live_aB3dE", "correct horse"])
def test_a_secret_in_the_place_of_a_name_is_a_mistake_and_not_shown(
    project: Callable[[str], Result], secret: str
) -> None:
    """What a build prints, many people read."""
    Path("landscapes/demo.toml").write_text(LANDSCAPE.replace("ERP_TOKEN_FOR_DRY", secret))
    done = project("the ERP are asked")

    assert 4 == done.exit_code
    assert secret not in done.output
    assert "token_env" in done.stderr
    assert "is no name of an environment variable" in done.stderr


def test_a_phrase_that_nobody_defines_is_a_mistake(project: Callable[[str], Result]) -> None:
    done = project("nothing of the kind")

    assert 4 == done.exit_code
    assert "features/one.feature, line 4: no step is called 'nothing of the kind'" in done.stdout


def test_a_system_that_is_not_there_is_a_mistake(project: Callable[[str], Result]) -> None:
    done = project("the EPR are asked")

    assert 4 == done.exit_code
    assert "line 4: landscapes/demo.toml knows no system called 'EPR'" in done.stdout
    assert "Did you mean 'ERP'?" in done.stdout


def test_what_is_not_gherkin_is_a_mistake(project: Callable[[str], Result]) -> None:
    done = project("the ERP are asked\n  Nonsense: here")

    assert 4 == done.exit_code
    assert "this is not Gherkin" in done.stdout


def test_mistakes_of_the_landscape_come_all_at_once(project: Callable[[str], Result]) -> None:
    Path("landscapes/demo.toml").write_text(LANDSCAPE + "[systems.crm]\nadapter = 'htpp'\n")
    done = project("the ERP are asked")

    assert 4 == done.exit_code
    assert "Did you mean 'http'?" in done.stderr
