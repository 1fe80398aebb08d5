"""The file `.env` of a project is read as a shell would read it, and nothing in it is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.config import load
from samestory.config.dotenv import read_dotenv
from samestory.errors import LandscapeMistakes
from tests.config.files import CRM, GUARD

SECRET = "s3cret-of-the-crm"
BEARER = """called   = "CRM"
auth     = { kind = "bearer", token_env = "CRM_TOKEN" }"""
WITH_TOKEN = CRM.replace('called   = "CRM"', BEARER)
ERP = WITH_TOKEN.replace("crm", "erp").replace("CRM", "ERP").replace("ERP_TOKEN", "ERP_KEY")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=plain", "plain"),
        ("export NAME=plain", "plain"),
        ("  NAME=plain  ", "plain"),
        ("NAME='two words'", "two words"),
        ('NAME="two words"', "two words"),
        ("NAME='$HOME `id` \\n'", "$HOME `id` \\n"),
        ("NAME=a#b", "a#b"),
        ("NAME='#1'", "#1"),
        ("NAME=plain # a remark", "plain"),
        ("NAME=a=b==", "a=b=="),
        ("NAME=", ""),
        ("NAME=''", ""),
        ("NAME=pässwörd", "pässwörd"),
    ],
)
def test_a_line_is_read_as_a_shell_reads_it(line: str, value: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"# secrets\n\n{line}\n", "utf-8")

    assert ({"NAME": value}, []) == read_dotenv(tmp_path / ".env")


@pytest.mark.parametrize("line", ["NAME", "1NAME=x", "NAME = x", "NAME='x", "NAME=two words"])
def test_what_cannot_be_read_is_told_by_its_line_and_never_quoted(
    line: str, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"A=1\n{line}\n", "utf-8")
    found, mistakes = read_dotenv(tmp_path / ".env")

    assert {"A": "1"} == found
    assert [
        (
            ".env, line 2: this is no NAME=value.\n"
            "  Write NAME='value' in one line, in single quotes if it holds spaces."
        )
    ] == mistakes


def project(folder: Path, dotenv: str) -> Path:
    (folder / "landscapes").mkdir()
    (folder / ".env").write_text(dotenv, "utf-8")
    path = folder / "landscapes" / "company.toml"
    path.write_text(f"{GUARD}{WITH_TOKEN}{ERP}", "utf-8")
    return path


def test_the_file_fills_the_gaps_of_the_real_environment(tmp_path: Path) -> None:
    """An empty variable is a gap. What it holds is a secret like any other."""
    path = project(tmp_path, f"CRM_TOKEN={SECRET}\nERP_KEY=from-the-file")
    landscape = load(path, {"ERP_KEY": "from-the-shell", "CRM_TOKEN": ""})

    assert SECRET == landscape.systems["crm"].auth.secret
    assert "from-the-shell" == landscape.systems["erp"].auth.secret
    assert {SECRET, "from-the-shell"} <= landscape.secrets


def test_mistakes_of_both_files_come_together(tmp_path: Path) -> None:
    path = project(tmp_path, "CRM_TOKEN is secret")
    with pytest.raises(LandscapeMistakes) as wrong:
        load(path, {"ERP_KEY": "x"})

    assert 2 == len(wrong.value.mistakes)
    assert wrong.value.mistakes[0].startswith(".env, line 1: this is no NAME=value.")
    assert "the environment variable CRM_TOKEN is not set" in wrong.value.mistakes[1]


def test_a_system_without_its_secret_is_left_out_and_named(tmp_path: Path) -> None:
    landscape = load(project(tmp_path, "ERP_KEY=x"), {}, partly=True)

    assert ["erp"] == list(landscape.systems)
    assert {"crm": "CRM_TOKEN is not set"} == {
        name: each.why for name, each in landscape.not_set.items()
    }
    assert {"erp", "crm"} == set(landscape.called)


def test_with_no_system_left_every_secret_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(LandscapeMistakes) as wrong:
        load(project(tmp_path, ""), {}, partly=True)

    assert 2 == len(wrong.value.mistakes)


def test_other_mistakes_are_told_in_part_as_well(tmp_path: Path) -> None:
    path = project(tmp_path, "ERP_KEY=x")
    path.write_text(path.read_text("utf-8") + '\n[systems.erp.colour]\nfind = "/"\n', "utf-8")

    with pytest.raises(LandscapeMistakes, match="unknown kind of subject 'colour'"):
        load(path, {}, partly=True)
