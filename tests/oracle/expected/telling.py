"""Faults of what is told of an order, by whom, and to whom it belongs."""

from tests.oracle.expected.expectation import Expectation
from tests.oracle.expected.orders import ORDERING

STAGE = "Ada asks about her order seconds after placing it"
BY_AGENT = "An agent changes Ada's order for her"
AS_GUEST = "Ada orders without logging in"
AGAIN = "Ada signs up for offers that she gets already"
UNCHANGED = "Ada asks for the confirmation of an order that nobody changed"

EXPECTED = (
    Expectation("crm-calls-it-in-process", STAGE, "contradicted", ("crm",), "status"),
    Expectation("erp-ignores-agents", BY_AGENT, "contradicted", ("erp",), "lines"),
    Expectation("crm-quotes-another-day", ORDERING, "contradicted", ("crm",), "delivery_day"),
    Expectation("guest-order-joins-nobody", AS_GUEST, "contradicted", ("erp",), "numbers"),
    Expectation("account-hides-an-order", AS_GUEST, "contradicted", ("website",), "numbers"),
    Expectation("second-subscription", AGAIN, "contradicted", ("list",), "count"),
    Expectation("resend-has-new-errors", UNCHANGED, "contradicted", ("inbox",), "totals"),
)
