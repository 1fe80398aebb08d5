"""Values that come from the environment."""

from __future__ import annotations

from pathlib import Path

from samestory.landscape.environment import Environment
from samestory.landscape.mistakes import Mistakes
from tests.landscape.files import CRM, GUARD, mistake, read

NOWHERE = ("systems", "crm")


def filled(value: object, **given: str) -> object:
    mistakes = Mistakes("staging.toml")
    found = Environment(given, {"PORT": "88"}).fill(value, NOWHERE, mistakes)
    assert not mistakes.found
    return found


def test_a_variable_stands_for_its_value_however_deep():
    """In texts, in lists, in tables within tables."""
    value = {"a": ["x-${HOST}", 3], "b": {"c": "${HOST}:${PORT}"}}

    assert {"a": ["x-here", 3], "b": {"c": "here:88"}} == filled(value, HOST="here")


def test_a_default_fills_in_for_an_unset_or_empty_variable():
    """As a shell does it."""
    assert "7143 7143 -" == filled("${A:-71}43 ${B:-71}43 ${C:-}-", B="")


def test_what_only_looks_like_a_variable_stays():
    """A dollar is often just a dollar."""
    assert "$5 ${} {key} ${1A}" == filled("$5 ${} {key} ${1A}")


def test_an_unset_variable_without_a_default_is_a_mistake(tmp_path: Path):
    """It is named, with the table that needs it and with what to type."""
    expected = (
        "staging.toml, [systems.crm.order]: the environment variable REGION is not set.\n"
        "  Set it before you start samestory: export REGION=..."
    )

    assert expected == mistake(tmp_path, GUARD + CRM.replace("/deals", "/${REGION}/deals"))


def test_only_secrets_are_masked_not_every_variable(tmp_path: Path):
    """A port that was masked would make every report unreadable."""
    text = GUARD + CRM.replace("7102", "${PORT}").replace(
        "[systems.crm.order]",
        'auth = { kind = "bearer", token_env = "TOKEN" }\n[systems.crm.order]',
    )
    landscape = read(tmp_path, text, {"PORT": "7102", "TOKEN": "t-1234"})

    assert {"t-1234"} == landscape.secrets


def test_made_up_secrets_are_texts(tmp_path: Path):
    """The environment knows nothing else."""
    text = "[company.environment]\nKEY = 5\n" + GUARD + CRM

    assert "'environment' explains 'KEY' by 5, which is no text" in mistake(tmp_path, text)


def test_a_company_that_is_no_table_is_a_mistake(tmp_path: Path):
    """It is told as such, not with a traceback."""
    assert "'company' is 'Acme', but must be a table" in mistake(
        tmp_path, 'company = "Acme"\n' + GUARD + CRM
    )
