"""What a landscape says about its company, read without the tester."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from samestory.config import load
from samestory_demo.supervisor.description import describe
from samestory_demo.supervisor.errors import CompanyMistake
from samestory_demo.supervisor.systems import places_of, systems_of
from tests.samestory_demo.supervisor.homes import PORTS

LANDSCAPES = Path(__file__).parents[3] / "landscapes"


@pytest.mark.parametrize("name", ["demo", "opensource", "oscar-tryton"])
@pytest.mark.parametrize("environ", [{}, {"DEMO_PORTS": "77", "OPENSOURCE_PORTS": "78"}])
def test_the_supervisor_and_the_tester_read_the_same(name: str, environ: dict[str, str]) -> None:
    path = LANDSCAPES / f"{name}.toml"
    described, landscape = describe(path, environ), load(path, environ)
    assert landscape.company is not None

    assert landscape.name == described.name
    assert landscape.company.command == described.command
    assert landscape.company.control == described.control
    assert landscape.company.environment == described.made_up
    assert [each.called for each in landscape.systems.values()] == [
        each.name for each in systems_of(described.tables)
    ]


def test_variables_of_the_environment_go_before_what_is_made_up(tiny: Path) -> None:
    path = tiny / "landscapes" / "tiny.toml"
    path.write_text(path.read_text().replace('"Tiny & Co"', '"${ERP_KEY}"'))

    assert "made-up" == describe(path, {}).name
    assert "made-up" == describe(path, {"ERP_KEY": ""}).name
    assert "mine" == describe(path, {"ERP_KEY": "mine"}).name


def test_no_secret_is_shown_beside_a_system(tiny: Path) -> None:
    """Only the names of the variables are, wherever they stand."""
    path = tiny / "landscapes" / "tiny.toml"
    auth = 'kind = "basic", user = "${ERP_USER}", password_env = "ERP_KEY"'
    text = path.read_text().replace(
        'kind = "header", header = "X-Api-Key", token_env = "ERP_KEY"', auth
    )
    path.write_text(f'{text}\n[channels.shop]\nbase_url = "http://x"\n')
    environ = {"ERP_USER": "secret-1", "ERP_KEY": "secret-2", PORTS: os.environ[PORTS]}
    erp, shop = places_of(describe(path, environ).tables)

    assert "basic, ${ERP_USER}, ERP_KEY" == erp.login
    assert ("shop (channel)", "http://x", "") == (shop.name, shop.address, shop.login)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "is not TOML"),
        ("\n", r"has no \[company\] table"),
        ("company = 1", r"has no \[company\] table"),
        ('[company]\ncommand = "-m x"\ncontrol = "http://x"', r"has no \[company\] table"),
        ('[company]\ncommand = ["-m", "x"]', r"has no \[company\] table"),
        ("x = " + "[" * 5000 + "]" * 5000, "is not TOML"),
    ],
)
def test_a_landscape_without_a_company_is_told(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)

    with pytest.raises(CompanyMistake, match=told):
        describe(path, {})


def test_what_is_no_table_has_no_systems(tmp_path: Path) -> None:
    """The tester names such mistakes; the company starts all the same."""
    path = tmp_path / "x.toml"
    path.write_text(
        'systems = 1\nchannels = { shop = 2 }\n[company]\ncommand = ["x"]\ncontrol = "http://x"\n'
    )

    assert [("shop (channel)", "")] == [
        (each.name, each.address) for each in places_of(describe(path, {}).tables)
    ]


def test_a_folder_or_nothing_is_no_landscape(tiny: Path) -> None:
    with pytest.raises(CompanyMistake, match="cannot be read"):
        describe(tiny, {})
    with pytest.raises(CompanyMistake, match=r"Known landscapes: landscapes/tiny\.toml"):
        describe(Path("landscapes/nope.toml"), {})
