"""`samestory steps`: the vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from samestory.cli.steps import Phrase, listed, vocabulary
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
    done = CliRunner().invoke(app, ["steps", "marketing"])

    assert 0 == done.exit_code
    assert all(
        "marketing" in line or line in {"Given", "Then"} for line in done.stdout.splitlines()
    )


def test_a_word_that_no_phrase_holds_is_told() -> None:
    done = CliRunner().invoke(app, ["steps", "teleport"])

    assert 4 == done.exit_code
    assert "No phrase in steps holds 'teleport'." in done.stderr


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


def test_places_stand_in_one_column() -> None:
    lines = list(listed([Phrase("given", "a", "x.py:1"), Phrase("when", "a longer one", "x.py:2")]))

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
