"""Standing rules may be off by name."""

from __future__ import annotations

from pathlib import Path

from tests.config.files import CRM, GUARD, mistake, read


def test_rules_are_off_by_name(tmp_path: Path):
    landscape = read(tmp_path, f'{GUARD}{CRM}\n[rules]\noff = ["no blank mail"]\n')

    assert {"no blank mail"} == landscape.rules_off


def test_all_are_on_unless_a_landscape_says_otherwise(tmp_path: Path):
    assert frozenset() == read(tmp_path, GUARD + CRM).rules_off


def test_a_misspelt_rule_is_a_mistake(tmp_path: Path):
    """A rule that is meant to be off, and is not, would stop the run on another day."""
    told = mistake(tmp_path, f'{GUARD}{CRM}\n[rules]\noff = ["no blank mails"]\n')

    assert told.startswith(
        "staging.toml, [rules]: unknown standing rule 'no blank mails'.\n"
        "  Did you mean 'no blank mail'? Known standing rules: "
    )


def test_those_tell_a_field_that_are_no_pages_in_a_browser(tmp_path: Path):
    landscape = read(tmp_path, GUARD + CRM)

    assert ("crm",) == landscape.tellers("order", "total")
    assert () == landscape.tellers("order", "email") == landscape.tellers("case", "email")
