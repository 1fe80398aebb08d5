"""Faults by which something that stood does not stand any more."""

from tests.oracle.expected.expectation import Expectation

CORRECTED = "Ada's correction outlives her next order"
CONFIRMED = "Ada's order stands while she orders again"
FINAL = "Ada's cancelled order is never opened again"

EXPECTED = (
    Expectation(
        "next-order-undoes-correction",
        CORRECTED,
        "contradicted",
        ("erp",),
        "lines",
        after_a_good_moment=True,
    ),
    Expectation(
        "cancelled-by-nobody",
        CONFIRMED,
        "contradicted",
        ("erp",),
        "status",
        after_a_good_moment=True,
    ),
    Expectation(
        "cancelled-order-reopened",
        FINAL,
        "contradicted",
        ("erp",),
        "status",
        after_a_good_moment=True,
    ),
    Expectation(
        "reopened-for-a-moment",
        FINAL,
        "contradicted",
        ("crm",),
        "status",
        after_a_good_moment=True,
    ),
)
