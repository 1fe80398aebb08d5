"""What `--only` means."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.cli.choosing import chosen


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
