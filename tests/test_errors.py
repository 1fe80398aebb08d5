"""Errors state the fact, then the fix."""

import pytest

from samestory.errors import CannotAct


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        (
            ["Chain", "Mini pump", "Chain"],
            (
                "There is no product called 'Mini pomp'; there are 'Chain', 'Mini pump'.\n"
                "  Did you mean 'Mini pump'? Correct the feature, or what the page offers."
            ),
        ),
        (
            [],
            (
                "There is no product called 'Mini pomp'; there are none at all.\n"
                "  Correct the feature, or what the page offers."
            ),
        ),
        (
            map(str, range(22)),
            "There is no product called 'Mini pomp'; there are "
            + ", ".join(f"'{each}'" for each in range(20))
            + " and 2 more.\n  Correct the feature, or what the page offers.",
        ),
    ],
    ids=["a slip", "an empty page", "a long page"],
)
def test_a_name_that_a_page_does_not_offer_is_told_with_those_that_it_does(offered, expected):
    assert expected == str(CannotAct.unknown("product", "Mini pomp", offered))


def test_names_that_look_the_same_are_told_apart():
    """Whoever compares the two by eye finds no difference."""
    told = str(CannotAct.unknown("product", "Chain, 11\u2013speed", ["Chain, 11-speed"]))

    assert "Did you mean 'Chain, 11-speed'? They differ by an en dash. Correct" in told
    told = str(CannotAct.unknown("product", "Mini pump", ["Mini\u00a0pump"]))
    assert "They differ by a no-break space. " in told
