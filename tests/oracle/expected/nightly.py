"""Faults of the night, and of the day after."""

from tests.oracle.expected.expectation import Expectation

TONIGHT = "An agent promises Ada the corrected confirmation for tonight"
ONCE = "Ada hears of her order exactly once"

EXPECTED = (
    Expectation("nightly-resend-never-comes", TONIGHT, "absent", ("inbox",), "count"),
    Expectation("nightly-resend-comes-twice", TONIGHT, "contradicted", ("inbox",), "count"),
    Expectation("nightly-resend-is-the-old-one", TONIGHT, "contradicted", ("inbox",), "lines"),
    Expectation(
        "confirmation-repeated-next-day",
        ONCE,
        "contradicted",
        ("inbox",),
        "count",
        a_day_later=True,
    ),
)
