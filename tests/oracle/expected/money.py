"""What is expected of the faults with money and cancellations."""

from __future__ import annotations

from tests.oracle.expected.expectation import Expectation

KEEPS_NOTHING = "Ada's cancelled order keeps nothing"
RELEASED = "Ada's payment is released when she cancels"
HELD = "Ada's payment is held while her order stands"
PAID_BACK = "Ada is paid back what she sends back"
SHIPPED = "Ada pays when her order is shipped"
CHARGED_ONCE = "Ada is charged once for each of her orders"
CHANGED = "Ada is charged for the changed order alone"
MAILED_PRICE = "Ada takes the offer that was mailed to her"
TOO_LITTLE = "Ada's card has too little money"
LOST = "Ada's card is reported lost, and nothing is charged"
TOLD_ONCE = "Ada is told once that her order is cancelled"
OUT_OF_STOCK = "Ada is told that the company has cancelled her order, and why"
PAYMENTS = ("payments",)

EXPECTED = (
    Expectation("captured-after-cancellation", KEEPS_NOTHING, "contradicted", PAYMENTS, "kept"),
    Expectation("reversal-never-sent", RELEASED, "contradicted", PAYMENTS, "payment"),
    Expectation("refund-before-cancellation", HELD, "contradicted", PAYMENTS, "kept"),
    Expectation("refund-too-small", PAID_BACK, "contradicted", PAYMENTS, "total"),
    Expectation("refund-never-sent", PAID_BACK, "absent", PAYMENTS, "total"),
    Expectation("charged-again-on-shipping", SHIPPED, "contradicted", PAYMENTS, "status"),
    Expectation("charged-twice", CHARGED_ONCE, "contradicted", PAYMENTS, "sum"),
    Expectation("old-reservation-stays", CHANGED, "contradicted", PAYMENTS, "sum"),
    Expectation("charged-the-usual-price", MAILED_PRICE, "contradicted", PAYMENTS, "total"),
    Expectation("crm-blames-the-issuer", TOO_LITTLE, "contradicted", ("crm",), "reason"),
    Expectation("declined-order-stays-open", LOST, "contradicted", ("erp",), "status"),
    Expectation("erp-blames-the-customer", OUT_OF_STOCK, "contradicted", ("erp",), "reason"),
    Expectation("cancelled-without-a-word", TOLD_ONCE, "absent", ("inbox",), "count"),
    Expectation(
        "second-cancellation-notice",
        TOLD_ONCE,
        "contradicted",
        ("inbox",),
        "count",
        after_a_good_moment=True,
    ),
    Expectation("notice-without-reason", TOLD_ONCE, "contradicted", ("inbox",), "reason"),
)
