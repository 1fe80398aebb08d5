"""`samestory steps`: the vocabulary."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from samestory.cli.steps import as_text, vocabulary
from samestory.plugin.catalogue import Phrase
from tests.cli.golden import golden, trimmed

STEPS = """
from pytest_bdd import given, parsers, step, then, when

@given("Ada is a customer of the shop")
def known(): ...

@when(parsers.parse("she orders {wanted}"))
def order(wanted): ...

@then("they agree on her order")
@then("it is the same order")
def agree(): ...

@step("time goes by")
def wait(): ...
"""


FEATURE = """
Feature: x
  Scenario: y
    When she orders 2 pumps
    Then it is the same order
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of steps; its name differs from any other that this process has imported."""
    monkeypatch.chdir(tmp_path)
    folder = Path("words_for_the_test_of_steps")
    folder.mkdir()
    (folder / "ordering.py").write_text(STEPS)
    return folder


def test_phrases_stand_below_their_word_with_their_place(words: Path) -> None:
    """A phrase that fits anywhere stands below each word."""
    done = CliRunner().invoke(app, ["steps", "--steps", str(words)])

    assert 0 == done.exit_code
    assert golden("steps", done.stdout) == trimmed(done.stdout)


def test_a_word_chooses_among_them() -> None:
    done = CliRunner().invoke(app, ["steps", "marketing", "--format", "json"])

    assert 0 == done.exit_code
    found = json.loads(done.stdout)["phrases"]
    assert all("marketing" in f"{each['spoken']} {each['example']}" for each in found)
    assert 0 < len(found) < 20


def test_a_word_finds_the_phrases_into_whose_gaps_it_fits() -> None:
    """A newcomer looks for what is said of an order; that it can be any subject is not known."""
    done = CliRunner().invoke(app, ["steps", "order"])

    assert "{systems} agree on her {subject} " in done.stdout


def test_a_word_that_no_phrase_holds_is_told() -> None:
    done = CliRunner().invoke(app, ["steps", "teleport"])

    assert 4 == done.exit_code
    assert "No phrase in steps holds 'teleport'.\n  `samestory steps` lists" in done.stderr


def test_what_lists_all_phrases_is_told_for_the_folder_that_was_named(words: Path) -> None:
    done = CliRunner().invoke(app, ["steps", "teleport", "--steps", str(words)])

    assert f"`samestory steps --steps {words}` lists them all." in done.stderr


def test_the_vocabulary_of_this_project_stands_in_its_steps() -> None:
    """Each phrase names the file and the line that define it."""
    for phrase in vocabulary(Path("steps")):
        file, _, line = phrase.where.partition(":")
        assert Path(file).read_text().splitlines()[int(line) - 1].startswith(("@", "def"))


def test_without_steps_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["steps"])

    assert 4 == done.exit_code
    assert "There is no folder 'steps' here." in done.stderr


def said(word: str, text: str, where: str) -> Phrase:
    return Phrase(word, text, text, text, where, ())


def test_places_stand_in_one_column() -> None:
    lines = list(as_text([said("given", "a", "x.py:1"), said("when", "a longer one", "x.py:2")]))

    assert ["Given", "  a              x.py:1", "When", "  a longer one   x.py:2"] == lines


def test_a_folder_without_any_phrase_says_how_to_define_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("no_words").mkdir()
    done = CliRunner().invoke(app, ["steps", "--steps", "no_words"])

    assert 4 == done.exit_code
    assert "No file in no_words defines a phrase." in done.stderr


@pytest.mark.parametrize(
    ("folder", "text", "said"),
    [
        ("words_unclosed", "x = (\n", "words_unclosed/broken.py, line 1: '(' was never closed."),
        ("words_raising", "1 / 0\n", "broken.py, line 1: ZeroDivisionError: division by zero."),
    ],
)
def test_a_file_that_cannot_be_loaded_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, text: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(folder).mkdir()
    Path(folder, "broken.py").write_text(text)
    done = CliRunner().invoke(app, ["steps", "--steps", folder])

    assert 4 == done.exit_code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def printed(*options: str) -> str:
    done = CliRunner().invoke(app, ["steps", *options])
    assert 0 == done.exit_code, done.output
    return done.stdout


def test_a_page_shows_each_phrase_with_an_example_from_the_features(words: Path) -> None:
    """Without a landscape, it knows no systems."""
    Path("features").mkdir()
    Path("features/x.feature").write_text(FEATURE)
    page = printed("--steps", str(words), "--format", "markdown")

    assert "| `she orders {wanted}` | `she orders 2 pumps` |" in page
    assert "| `it is the same order` | `it is the same order` |" in page
    assert "## Systems" not in page


def test_a_page_explains_gaps_and_knows_the_words_of_the_landscape() -> None:
    page = printed("--format", "markdown", "--landscape", "landscapes/demo.toml")

    assert '| `she has ordered {wanted}` | `she has ordered 1 "Bottom bracket,' in page
    assert "| `price` | An amount of money: 10.00 EUR. | `10.00 EUR` |" in page
    assert "the website, the inbox, the CRM, the ERP, the payment processor, the marketing" in page
    assert "| in process | CRM |" in page
    assert "| amended confirmation | inbox |" in page


def test_json_holds_the_same() -> None:
    data = json.loads(printed("agree on the {", "--format", "json", "-l", "landscapes/demo.toml"))
    [phrase] = data["phrases"]

    assert "then" == phrase["word"]
    assert " agree on the " in phrase["example"]
    assert ["systems", "field", "whose", "subject"] == [each["name"] for each in phrase["gaps"]]
    assert ["CRM"] == data["stages"]["in process"]
    assert ["inbox", "marketing list"] == data["kinds"]["offer"]


def test_a_landscape_that_is_not_there_is_told() -> None:
    done = CliRunner().invoke(app, ["steps", "--format", "json", "-l", "landscapes/none.toml"])

    assert 4 == done.exit_code
    assert "landscapes/none.toml" in done.stderr


def test_an_editor_finds_each_step_of_our_features_once() -> None:
    """As the Cucumber extension of VS Code reads phrases: each gap is a parameter type."""
    settings = json.loads(printed("--format", "vscode"))
    types = {each["name"]: f"(?:{each['regexp']})" for each in settings["cucumber.parameterTypes"]}
    expressions = [
        re.sub(r"\{([^{}]*)\}", lambda gap: types[gap[1]], phrase)
        for phrase in shaped_as_editors_read_it()
    ]
    features = [each.read_text("utf-8") for each in ROOT.glob("features/**/*.feature")]
    steps = re.findall(r"^ +(?:Given|When|Then|And|But) (.*)$", "\n".join(features), re.MULTILINE)
    found = {step: [each for each in expressions if re.fullmatch(each, step)] for step in steps}

    assert ["steps/*.py"] == settings["cucumber.glue"]
    assert {} == {step: each for step, each in found.items() if len(each) != 1}


def shaped_as_editors_read_it() -> set[str]:
    """The phrases of our steps: one literal string each, in `parsers.parse("...", GAP_TYPES)`."""
    text = "\n".join(each.read_text("utf-8") for each in ROOT.glob("steps/*.py"))
    decorators = re.findall(r"^@(?:given|when|then)\(", text, re.MULTILINE)
    shaped = re.findall(r"""parsers\.parse\(\s*(["'])(.+?)\1,\s*(?:#.*\s*)?GAP_TYPES""", text)

    assert len(decorators) == len(shaped)
    return {phrase for _, phrase in shaped}
