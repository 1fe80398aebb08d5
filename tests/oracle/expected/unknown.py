"""Faults of checkouts that break or are sent twice, and of an ERP that is down."""

from tests.oracle.expected.expectation import Expectation

NOT_ORDERED = "Ada is told that she has not ordered"
CONFIRMED = "Ada's order is confirmed although she was shown an error"
HALF_WAY = "Ada's order fails half-way and is nowhere to be seen"
AGAIN = "Ada orders again because no answer came"
DOWN = "Ada asks about her order while the ERP is down"
TWICE = "Ada's order is sent twice and bought once"
BACK = "Ada goes back and orders what she has ordered"

EXPECTED = (
    Expectation("no-word-after-error-page", NOT_ORDERED, "contradicted", ("inbox",), "count"),
    Expectation(
        "confirmation-lost-after-error-page", CONFIRMED, "contradicted", ("inbox",), "numbers"
    ),
    Expectation("failed-order-shown-as-open", HALF_WAY, "contradicted", ("website",), "numbers"),
    Expectation(
        "second-order-on-resubmission",
        TWICE,
        "contradicted",
        ("erp", "payments", "website"),
        "numbers",
    ),
    Expectation(
        "second-order-by-back-button",
        BACK,
        "contradicted",
        ("erp", "payments", "website"),
        "numbers",
    ),
    Expectation("retry-booked-twice", AGAIN, "contradicted", ("erp",), "numbers"),
    Expectation("retry-charged-twice", AGAIN, "contradicted", ("payments",), "numbers"),
    Expectation("crm-invents-a-status", DOWN, "contradicted", ("crm",), "status"),
    Expectation("website-invents-a-status", DOWN, "contradicted", ("website",), "status"),
)
