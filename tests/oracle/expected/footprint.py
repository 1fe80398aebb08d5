"""Faults by which acting on one thing changes another one of the same customer."""

from tests.oracle.expected.expectation import Expectation

CANCELLING = "Cancelling one order leaves the other alone"
KEEPING = "Ada cancels an order, and still gets the offers"
CHANGING = "Ada changes the second of her two orders"

EXPECTED = (
    Expectation("cancelling-cancels-both", CANCELLING, "contradicted", ("erp",), "status"),
    Expectation("amending-moves-the-other", CHANGING, "contradicted", ("erp",), "address"),
    Expectation("cancelling-unsubscribes", KEEPING, "contradicted", ("list",), "status"),
)
