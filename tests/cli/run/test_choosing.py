"""What `--only` means."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from samestory.cli.run.choosing import (
    choice_of,
    chosen,
    expression_of_tags,
    expression_of_words,
    paths_for,
    some_chosen,
)
from samestory.cli.run.fitting import must_fit
from samestory.errors import NothingToCompare, WrongCall


@pytest.fixture
def features(tmp_path: Path) -> Path:
    folder = tmp_path / "features" / "ordering"
    folder.mkdir(parents=True)
    (folder / "ordering.feature").write_text("Feature: Ordering\n")
    (folder / "offers.feature").write_text("@shop\nFeature: Offers by mail\n")
    return tmp_path / "features"


def test_nothing_chosen_is_everything(features: Path) -> None:
    assert {"paths": [str(features)]} == choice_of([], features, only=[], keyword=None, tag=None)


def test_a_tag_is_told_by_its_sign(features: Path) -> None:
    assert {"paths": [str(features)], "tag": "story-27"} == chosen("@story-27", features)


@pytest.mark.parametrize(
    "only", ["offers", "Offers by mail", "offers by mail", "ordering/offers.feature"]
)
def test_a_feature_is_found_by_file_or_name(features: Path, only: str) -> None:
    assert {"paths": [str(features / "ordering" / "offers.feature")]} == chosen(only, features)


def test_a_folder_stands_for_all_its_features(features: Path) -> None:
    """The feature of the same name lies inside, and is not named twice."""
    assert {"paths": [str(features / "ordering")]} == chosen("ordering", features)


def test_several_choose_what_any_of_them_chooses(features: Path) -> None:
    """None is forgotten, and a scenario that two of them choose is played once."""

    def found(*only: str) -> object:
        return choice_of([], features, only=only, keyword=None, tag=None)

    folder = features / "ordering"
    files = [str(folder / "offers.feature"), str(folder / "ordering.feature")]
    assert {"paths": files} == found("offers", files[1], "offers")
    assert {"paths": [str(features)], "tag": "(a) or (b and not c)"} == found("@a", "@b and not @c")
    assert {"paths": [str(features)], "keyword": "(an and agent) or (guest)"} == found(
        "an agent", "guest"
    )


def test_a_name_and_a_tag_are_no_choice(features: Path) -> None:
    """It would be asked for both at the same time."""
    with pytest.raises(WrongCall, match="as a path or name, and as a tag"):
        choice_of([], features, only=["offers", "@a"], keyword=None, tag=None)


SCENARIOS = """Feature: Paying

  @now
  Scenario Outline: Ada has not paid <what>
    Given she is known

    Examples:
      | what   |
      | a lamp |

  Scenario: Ada pays or cancels
    Given she is known
"""


@pytest.fixture
def paying(features: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A feature with scenarios, in a project that is the current folder."""
    (features / "paying.feature").write_text(SCENARIOS)
    monkeypatch.chdir(features.parent)
    return Path("features")


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("features/paying.feature", "features/paying.feature"),
        ("features/ordering", "features/ordering"),
        ("features/paying.feature::test_x", "features/paying.feature::test_x"),
        ("features/paying.feature:5", "features/paying.feature:5"),
        ("paying.feature:9", "features/paying.feature:9"),
        ("Paying", "features/paying.feature"),
        ("ordering", "features/ordering"),
        ("Ada pays or cancels", "features/paying.feature:11"),
        ("ada has not paid <what>", "features/paying.feature:4"),
        ("Ada has not paid a lamp", "features/paying.feature:9"),
    ],
)
def test_what_a_call_names_is_found(paying: Path, word: str, place: str) -> None:
    """A path, a line, or the name of a feature, of a scenario, or of a row of an outline."""
    assert [place] == paths_for([word], paying)
    assert {"paths": [place]} == chosen(word, paying)


def test_from_the_first_option_on_words_are_pytests_own(paying: Path) -> None:
    assert ["features", "-x", "Paying"] == paths_for(["-x", "Paying"], paying)
    assert ["features/paying.feature", "--lf"] == paths_for(["Paying", "--lf"], paying)


def test_a_name_that_nothing_has_is_told_with_the_nearest(paying: Path) -> None:
    with pytest.raises(WrongCall) as caught:
        paths_for(["Ada pays or cancel"], paying)

    assert (
        "There is no file, feature or scenario called 'Ada pays or cancel'.\n"
        "  Did you mean 'Ada pays or cancels'? To choose by words of a name: -k 'Ada pays or "
        "cancel'."
    ) == str(caught.value)


@pytest.mark.parametrize("word", ["features/nope.feature", "nope/"])
def test_a_path_that_is_not_there_is_told_as_a_path(paying: Path, word: str) -> None:
    with pytest.raises(WrongCall, match=f"^There is no '{word.rstrip('/')}'"):
        paths_for([word], paying)


def test_a_path_that_is_nearly_right_is_proposed(paying: Path) -> None:
    """In the right folder, the advice to go there would not help."""
    with pytest.raises(WrongCall, match=r"Did you mean 'features/paying\.feature'\?"):
        paths_for(["features/payin.feature"], paying)


def test_a_line_where_nothing_stands_is_a_wrong_call(paying: Path) -> None:
    with pytest.raises(
        WrongCall, match=r"at line 99\.\n  Its scenarios begin at the lines 4, 11\."
    ):
        paths_for(["features/paying.feature:99"], paying)


@pytest.mark.parametrize(
    ("words", "expression"),
    [
        ("pays lamp", "pays and lamp"),
        ("Ada's lamp", "Ada and s and lamp"),
        ("guest or agent", "guest or agent"),
        ("Ada has not paid", "ada_has_not_paid"),
        ("pays or cancels", "pays or cancels"),
        ("guest and", "guest and"),
    ],
)
def test_words_become_an_expression(paying: Path, words: str, expression: str) -> None:
    """What is one stays; a part of a name with an operator in it is looked for as it is."""
    assert expression == expression_of_words(words, paying)


@pytest.mark.parametrize(
    ("tags", "expression"),
    [
        ("critical", "critical"),
        ("@critical", "critical"),
        ("@critical and not (@slow or @story-7)", "critical and not (slow or story-7)"),
        ("a@b", "a@b"),
    ],
)
def test_tags_may_have_their_sign(tags: str, expression: str) -> None:
    assert expression == expression_of_tags(tags)


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ([], False),
        (["features"], False),
        (["./features/"], False),
        (["."], False),
        (["-x", "-v"], False),
        (["--", "-x"], False),
        (["features/paying.feature"], True),
        (["features/paying.feature:5"], True),
        (["Paying"], True),
        (["-k", "lamp"], True),
        (["--deselect=x"], True),
        (["--lf"], True),
        (["--collect-only"], True),
    ],
)
def test_whether_some_scenarios_were_asked_for(paying: Path, words: list[str], some: bool) -> None:
    """What such a run comes to does not replace what a run of all has come to."""
    assert some is some_chosen(words, paying)


def test_the_environment_of_pytest_asks_for_some_as_well(
    paying: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run of all does not become one of some unseen."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--color=no -k 'one of two'")
    assert some_chosen([], paying)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--color=no")
    assert not some_chosen([], paying)


@pytest.mark.parametrize("signs", ["(", "()", "@"])
def test_signs_without_a_word_do_not_choose_everything(paying: Path, signs: str) -> None:
    """An empty expression would mean all scenarios."""
    assert signs == expression_of_words(signs, paying)
    with pytest.raises(WrongCall, match="cannot be understood"):
        must_fit([str(paying)], signs, None)


def test_a_tag_without_a_name_does_not_choose_everything() -> None:
    assert "@" == expression_of_tags("@")


def test_other_words_must_all_occur_in_the_name(features: Path) -> None:
    expected = {"paths": [str(features)], "keyword": "Ada and orders and as and a and guest"}

    assert expected == chosen("Ada orders as a guest", features)


def test_an_expression_for_pytest_stays_as_it_is(features: Path) -> None:
    assert {"paths": [str(features)], "keyword": "guest or agent"} == chosen(
        "guest or agent", features
    )


ORDERING = """
@critical
Feature: Ordering
  Scenario Outline: Ada orders <what>
    Given she is known
    @rare
    Examples:
      | what |
      | a lamp |
  @guest
  Scenario: A guest orders
    Given she is known
"""


@pytest.fixture
def playable(tmp_path: Path) -> str:
    (tmp_path / "ordering.feature").write_text(ORDERING)
    return str(tmp_path)


@pytest.mark.parametrize(
    ("keyword", "tag"),
    [(None, None), ("guest", None), ("lamp or nothing", None), (None, "rare"), (None, "not rare")],
)
def test_what_fits_a_scenario_is_played(
    playable: str, keyword: str | None, tag: str | None
) -> None:
    must_fit([playable], keyword, tag)


@pytest.mark.parametrize(
    ("keyword", "tag"), [("zzz", None), (None, "criticall"), ("lamp", "guest")]
)
def test_what_fits_nothing_is_told_with_what_there_is(
    playable: str, keyword: str | None, tag: str | None
) -> None:
    """A typo in a tag is the commonest mistake of a call."""
    with pytest.raises(NothingToCompare) as caught:
        must_fit([playable], keyword, tag)

    assert all(
        each in str(caught.value)
        for each in ("No scenario fits '", "Ordering", "A guest orders", "@critical")
    )


def test_what_only_pytest_can_judge_is_left_to_it(playable: str) -> None:
    """A file that is not Gherkin, a single test, tests in Python."""
    must_fit([f"{playable}/ordering.feature::test_a_guest_orders"], "zzz")
    Path(playable, "test_plain.py").touch()
    must_fit([playable], "zzz")


def test_a_choice_that_is_no_expression_is_a_wrong_call(playable: str) -> None:
    with pytest.raises(WrongCall, match="-k 'guest and' cannot be understood"):
        must_fit([playable], "guest and")


def test_a_demo_that_nothing_fits_starts_no_company() -> None:
    done = CliRunner().invoke(app, ["demo", "--only", "zzz"])

    assert 5 == done.exit_code
    assert done.stderr.startswith("No scenario fits 'zzz' in features.\n")
