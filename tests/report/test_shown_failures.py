"""What was shown of a failure is found again, and no name of a file says what it was."""

import pytest

from samestory.redaction import mask_again
from samestory.report.shown_failures import failure_folder, shown_failure, write_shown


@pytest.mark.parametrize(
    "name", ["../../..", "a/b", "/etc", "nul\0", "\ud800", "x" * 300, "", "é", "test_she_orders[1]"]
)
def test_what_a_failure_showed_has_a_folder_whatever_the_scenario_is_called(tmp_path, name):
    """Names come from features and their examples, and are no paths."""
    folder = failure_folder(tmp_path, f"features/a.feature::{name}")
    other = failure_folder(tmp_path, f"features/b.feature::{name}")

    folder.mkdir(parents=True)
    assert tmp_path / "failures" == folder.parent.resolve()
    assert folder != other


def test_a_secret_that_becomes_known_late_stays_nowhere(tmp_path):
    """Neither in the name of the folder nor in what tells of it, and the pictures are found."""
    known, late = "features/a.feature::test_a[s3cr3t-4711]", "features/a.feature::test_a[***]"
    write_shown(failure_folder(tmp_path, known), known, {"page-1.png": "Order s3cr3t-4711"})
    mask_again([tmp_path], ["s3cr3t-4711"], since=0)

    assert not [*tmp_path.rglob("*s3cr3t*")]
    [(title, file)] = shown_failure(tmp_path, late)
    assert ("Order ***", "page-1.png") == (title, file.name)
    assert [] == [*shown_failure(tmp_path, known)]
