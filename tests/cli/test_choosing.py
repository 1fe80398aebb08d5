"""What `--only` means."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from samestory.cli.choosing import chosen
from samestory.cli.fitting import must_fit
from samestory.errors import NothingToCompare, WrongCall


@pytest.fixture
def features(tmp_path: Path) -> Path:
    folder = tmp_path / "features" / "ordering"
    folder.mkdir(parents=True)
    (folder / "ordering.feature").write_text("Feature: Ordering\n")
    (folder / "offers.feature").write_text("@shop\nFeature: Offers by mail\n")
    return tmp_path / "features"


def test_nothing_chosen_is_everything(features: Path) -> None:
    assert {"paths": [str(features)]} == chosen(None, features)


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
