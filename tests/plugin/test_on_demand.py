"""A player gives up soon what a page does not offer, and waits for a website that is slow."""

import pytest

from samestory.plugin.on_demand import Pace


def paced(*took: float) -> Pace:
    pace = Pace()
    for each in took:
        pace.took(each)
    return pace


@pytest.mark.parametrize(
    ("took", "longest"),
    [((), 10.0), ((0.2, 0.4), 3.0), ((0.0, 0.0, 4.0, 5.0), 15.0), ((20.0,), 30.0)],
)
def test_a_page_has_three_times_as_long_as_a_step_takes_that_can_be_done(
    took: tuple[float, ...], longest: float
):
    assert longest == paced(*took).longest


def test_what_was_long_ago_does_not_count():
    """A website that was slow while it started is given up as soon as any other."""
    assert 3.0 == paced(*[9.0] * 20, *[0.5] * 20).longest


def test_one_step_that_hung_changes_nothing():
    assert 3.0 == paced(*[0.5] * 4, 25.0).longest
