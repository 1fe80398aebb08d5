"""What is on file already can be named together with whose it is."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_bdd.steps import step_function_context_registry

from samestory.core.model import Subject
from samestory.scaffold.files import files_for
from samestory.scaffold.project import comparable_project


def steps_of(files: dict[str, str]) -> dict[str, Any]:
    spelled: dict[str, Any] = {"__name__": "on_file"}
    exec(files["steps/on_file.py"], spelled)  # noqa: S102  our own template
    return spelled


@pytest.mark.parametrize(("inbox", "owner"), [("imap.example.com", "<who>"), ("", None)])
def test_an_inbox_is_asked_with_her_address(inbox: str, owner: str | None) -> None:
    """Without a website, nobody else can tell the step whose order it is."""
    made = comparable_project(name="x", inbox=inbox, systems={"crm": "sql", "erp": "sql"})
    files = files_for(made)
    [given] = [
        line.strip().removeprefix("Given ")
        for line in files["features/records/records.feature"].splitlines()
        if "the order" in line
    ]
    spelled = steps_of(files)
    fitting = [
        each
        for each in step_function_context_registry.values()
        if each.step_func in spelled.values() and each.parser.is_matching(given)
    ]

    [step] = fitting
    assert Subject("order", "<number>", owner) == step.step_func(
        **step.parser.parse_arguments(given)
    )


def test_whatever_its_age_a_mail_on_file_is_looked_for() -> None:
    """Only orders that are made up are certainly new."""
    systems = {"crm": "sql", "erp": "sql"}
    without = files_for(comparable_project(name="x", inbox="imap.example.com", systems=systems))
    made_up = files_for(
        comparable_project(
            name="x", website="https://s.example", inbox="imap.example.com", systems=systems
        )
    )

    assert 'since = "2 days" }' not in without["landscapes/company.toml"]
    assert 'since = "2 days" }' in made_up["landscapes/company.toml"]
