"""Values that come from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.config.config_errors import Mistakes
from samestory.config.environment import Environment
from tests.config.files import CRM, GUARD, mistake, read

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


@pytest.mark.parametrize("written", ["${HOST", "${HOST-here}", "${HOST:here}", "x${HOST }"])
def test_half_a_variable_is_a_mistake(tmp_path: Path, written: str):
    """The system would be asked with it as it stands."""
    text = GUARD + CRM.replace('"CRM"', f'"{written}"')

    assert (
        "staging.toml, [systems.crm]: '${HOST' in 'called' is no variable, and would be taken as "
        "it stands.\n  Write ${NAME} or ${NAME:-default}."
    ) == mistake(tmp_path, text, {"HOST": "here"})


def test_an_unset_variable_without_a_default_is_a_mistake(tmp_path: Path):
    """It is named, with the table that needs it and with what to type."""
    expected = (
        "staging.toml, [systems.crm.order]: the environment variable REGION is not set.\n"
        "  Write REGION=... into .env, or set it before you start samestory: export REGION=..."
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('find   = "/deals', 'find   = "/deals?api_key=${KEY}&n='),
        ('called   = "CRM"', 'headers = { X-Key = "${KEY}" }'),
        ("http://127.0.0.1:7102", "http://127.0.0.1:7102/${KEY}/api"),
    ],
)
def test_what_a_landscape_takes_from_the_environment_is_secret(
    tmp_path: Path, before: str, after: str
) -> None:
    """In questions, headers and addresses; a default stands in the file for all to see."""
    text = GUARD + CRM
    assert before in text
    with_key = text.replace(before, after)

    assert {"k3y-4711"} == read(tmp_path, with_key, {"KEY": "k3y-4711"}).secrets
    assert not read(tmp_path, with_key.replace("${KEY}", "${KEY:-none}"), {}).secrets


def test_where_a_system_is_and_how_patient_to_be_is_no_secret(tmp_path: Path) -> None:
    """Reports say so."""
    text = GUARD.replace("127.0.0.1", "${HOST}") + CRM.replace(
        'base_url = "http://127.0.0.1:7102"',
        'base_url = "${SCHEME}://${HOST}:${PORT}"\npatience = "${PATIENCE}"',
    )
    given = {"HOST": "127.0.0.1", "PORT": "7102", "PATIENCE": "100 s", "SCHEME": "http"}

    assert not read(tmp_path, text, given).secrets
