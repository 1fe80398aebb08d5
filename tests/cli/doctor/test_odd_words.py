"""`samestory doctor --dry`: a meaning that one system alone says, and that is almost another."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from samestory.cli.doctor.dry import dry
from samestory.cli.doctor.odd_words import odd_words
from samestory.config import load
from samestory.config.secrets import unset

ROOT = Path(__file__).parents[3]
LANDSCAPES = sorted(
    [*ROOT.glob("landscapes/*.toml"), *ROOT.glob("landscapes/examples/*.toml")], key=str
)
SYSTEM = """
[systems.{name}]
adapter  = "http"
called   = "{called}"
base_url = "http://127.0.0.1:7102"

[systems.{name}.order]
find    = "/{{key}}"
status  = {{ at = "status", means = {{ {status} }} }}
payment = {{ at = "paid", means = {{ {payment} }} }}
"""
Odd = Callable[..., list[str]]


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Odd:
    """What is odd if a CRM, an ERP and a shop give their codes these meanings."""
    monkeypatch.chdir(tmp_path)

    def told(
        *meanings: str, field: str = "status", said: tuple[str, ...] = (), known: str = ""
    ) -> list[str]:
        other = {"status": "payment", "payment": "status"}[field]
        tables = [
            SYSTEM.format(name=name, called=name.upper(), **{field: each, other: 'Z = "zero"'})
            for name, each in zip(("crm", "erp", "shop"), meanings, strict=False)
        ]
        kinds = '[subjects.order]\nstatus = "status"\npayment = "status"\n'
        Path("my.toml").write_text(f'[guard]\nhosts = ["127.0.0.1"]\n{kinds}{"".join(tables)}')
        return list(odd_words(load("my.toml", {}), said, {known}))

    return told


def test_a_slip_is_told_with_its_line_and_what_is_meant(odd: Odd) -> None:
    [hint] = odd('NEW = "placed"', '10 = "cancelled", 20 = "placd"', 'N = "placed"')

    assert (
        "my.toml, [systems.erp.order] status, line 24: only the ERP says 'placd', and the CRM and "
        "the SHOP 'placed'.\n  Did you mean 'placed'? If both are meant, leave it."
    ) == hint
    assert "placd" in Path("my.toml").read_text().splitlines()[23]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("unconfirmed", "confirmed"), ("replaced", "placed"), ("placed", "placed"), ("lost", "last")],
)
def test_a_rare_word_is_no_slip(odd: Odd, ours: str, theirs: str) -> None:
    assert [] == odd(f'A = "{ours}"', f'B = "{theirs}"', f'C = "{theirs}"')


def test_a_word_that_two_systems_say_is_meant(odd: Odd) -> None:
    assert [] == odd('A = "placd"', 'B = "placd"', 'C = "placed"')


def test_another_field_is_no_measure(odd: Odd) -> None:
    """Words are compared with those of the same field only."""
    assert [] == odd('A = "zerro"', field="payment")


def test_two_words_that_one_system_tells_apart_are_both_meant(odd: Odd) -> None:
    """So are those that its own codes say; others are not."""
    both = 'A = "picked", B = "packed"'
    assert [] == odd(both, 'A = "picked"')
    assert [] == odd('PACKED = "packed"', 'A = "picked"')
    assert 1 == len(odd('A = "packed"', 'B = "picked"'))


def test_the_features_know_what_is_meant(odd: Odd) -> None:
    [hint] = odd('A = "captued"', field="payment", said=("captured",))

    assert "only the CRM says 'captued', and the features 'captured'." in hint
    assert [] == odd('A = "captued"', field="payment", said=("captured", "captued"))
    assert [] == odd('A = "captued"', field="payment", said=("captured",), known="captued")


def test_the_standing_rules_know_how_an_order_goes(odd: Odd) -> None:
    [hint] = odd('A = "shiped"')

    assert "and a standing rule 'shipped'" in hint


def test_of_two_odd_words_one_is_told(odd: Odd) -> None:
    """Nobody knows which of them is right; the hint names both systems."""
    [hint] = odd('A = "captued"', 'B = "captured"', field="payment")

    assert "only the CRM says 'captued', and the ERP 'captured'." in hint


@pytest.mark.parametrize("path", LANDSCAPES, ids=lambda each: each.stem)
def test_no_landscape_of_this_project_has_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = load(path, {**os.environ, **unset(path, os.environ)})

    assert [] == list(odd_words(found, (), ()))


def test_nor_have_the_features_a_better_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    assert [] == [
        each.text for each in dry(Path("landscapes/demo.toml")) if each.what == "meanings"
    ]


def test_it_is_a_hint_and_no_mistake(odd: Odd) -> None:
    odd('A = "placd"', 'B = "placed"', 'C = "placed"')
    done = CliRunner().invoke(app, ["doctor", "--dry", "--landscape", "my.toml"])

    assert 0 == done.exit_code, done.output
    assert "- meanings: my.toml, [systems.crm.order] status, line 14: only" in done.stdout
    assert "Did you mean 'placed'?" in done.stdout
